"""The network floor: the only one that knows asyncio, sockets and threads.

It carries bytes to and from the core and keeps the one timer the core asks for. It decides nothing about
charging.
"""
