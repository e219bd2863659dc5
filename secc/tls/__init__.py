"""TLS without sockets: what a car proposes, what the charger chooses, and the engines that carry it out.

    bytes ─► hello.Reader ─► ClientHello ─► policy.choose ─► Choice ─► Engine.begin ─► Session (memory BIO)

The charger reads the ClientHello itself, because no library lets it choose version, chain and demand for a
client certificate per connection in any other way that is public and safe.
"""
