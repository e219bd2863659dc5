"""A car's SDP client for the tests in a network namespace: sends what it is told, tells what it hears.

``probe.py INTERFACE DATAGRAM…`` (hexadecimal): all of them by multicast from one socket, then a question from
another one. As the server answers in order, whatever the first socket has heard by then is all it will hear.
Prints one JSON object: the answers to both, each with the sender's address and port.
"""

from __future__ import annotations

import json
import socket
import sys
import time

QUESTION = "01fe9000000000021000"

Answer = tuple[str, str, int]


class Wire:
    """A socket that asks by multicast on one interface."""

    def __init__(self, index: int) -> None:
        self._socket = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
        self._socket.settimeout(0.25)
        self._group = ("ff02::1", 15118, 0, index)

    def send(self, datagram: str) -> None:
        self._socket.sendto(bytes.fromhex(datagram), self._group)

    def heard(self) -> Answer:
        data, sender = self._socket.recvfrom(2048)
        return data.hex(), sender[0].partition("%")[0], sender[1]

    def all_heard(self) -> list[Answer]:
        self._socket.setblocking(False)
        answers = []
        try:
            while True:
                answers.append(self.heard())
        except BlockingIOError:
            return answers

    def ask(self) -> Answer:
        """Ask again and again, as a car does: a fresh cable needs a moment until it carries anything."""
        until = time.monotonic() + 10
        while True:
            try:
                self.send(QUESTION)
                return self.heard()
            except OSError:
                if time.monotonic() > until:
                    raise


def main(interface: str, *datagrams: str) -> None:
    index = socket.if_nametoindex(interface)
    Wire(index).ask()
    first, last = Wire(index), Wire(index)
    for datagram in datagrams:
        first.send(datagram)
    asked = last.ask()
    print(json.dumps({"answers": first.all_heard(), "asked": [asked]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
