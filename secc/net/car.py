"""The socket of a car: finds the charger by SDP, then carries requests and answers, one after the other.

It drives any sans-IO car that has the form of `Vehicle`; what is said is the car's business. The sockets
block, because a car speaks, waits and speaks again, and does nothing else.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import Callable
from ipaddress import IPv6Address
from typing import NamedTuple, Protocol

from secc import sdp
from secc.net.interface import Interface, wait_for
from secc.sdp import Security

__all__ = ["Answer", "Vehicle", "discover", "visit"]

log = logging.getLogger(__name__)

SDP_TRIES = 50
"""How often a car asks for a charger ([V2G2-161])."""

SDP_INTERVAL = 0.25
"""Seconds from one try to the next ([V2G2-159])."""

CONNECT_TIMEOUT = 2.0

Endpoint = tuple[str, int, int, int]
Secure = Callable[[socket.socket], socket.socket]

_WITH = {Security.NONE: "without", Security.TLS: "with"}


class Request(Protocol):
    """What the car says next: after a pause (s), with a limit (s) for the answer."""

    @property
    def name(self) -> str: ...
    @property
    def frame(self) -> bytes: ...
    @property
    def pause(self) -> float: ...
    @property
    def timeout(self) -> float: ...


class Vehicle(Protocol):
    """A sans-IO car. Times are seconds of the monotonic clock."""

    @property
    def outcome(self) -> object | None:
        """How the visit went, once it is over."""

    def begin(self, now: float) -> Request:
        """The first request."""

    def received(self, data: bytes, now: float) -> Request | None:
        """The next request, if ``data`` completes an answer and the visit goes on."""

    def lost(self, reason: str) -> None:
        """There is no charger, no connection or no answer."""


class Answer(NamedTuple):
    """Seconds from handing a request to the socket until the last byte of its response is there."""

    request: str
    seconds: float


def visit(
    vehicle: Vehicle,
    name: str,
    watch: Callable[[], object] = lambda: None,
    secure: Secure | None = None,
) -> list[Answer]:
    """Let the car charge at the charger on the interface ``name``; ``watch`` is called whenever it moves on.

    ``secure`` puts TLS on a connected socket; with it the car asks for TLS, and takes nothing else. Raises
    ConfigError when the interface cannot be used. What network and charger do is in the car's outcome.
    """
    interface = asyncio.run(wait_for(name))
    answers: list[Answer] = []
    security = Security.NONE if secure is None else Security.TLS
    endpoint = discover(interface, security)
    if endpoint is None:
        vehicle.lost(
            f"no charger {_WITH[security]} TLS answered on {interface.name} in {SDP_TRIES * SDP_INTERVAL:g} s"
        )
        return answers
    log.info("charger found at [%s]:%d", *endpoint[:2])
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as wire:
            wire.settimeout(CONNECT_TIMEOUT)
            wire.connect(endpoint)
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with wire if secure is None else secure(wire) as protected:
                _converse(vehicle, protected, answers, watch)
    except OSError as error:
        vehicle.lost(f"connection lost: {error.strerror or error}")
    watch()
    return answers


def discover(interface: Interface, security: Security = Security.NONE) -> Endpoint | None:
    """Ask for a charger with TLS or without until one answers so; nothing if none does.

    On the loopback interface, which has no multicast, the question goes to ``::1``.
    """
    group = str(interface.address) if interface.is_loopback else sdp.ALL_NODES
    target: Endpoint = (group, sdp.PORT, 0, interface.scope)
    question = sdp.encode_request(security)
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as wire:
        wire.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, interface.index)
        wire.bind(interface.endpoint(0))
        for _ in range(SDP_TRIES):
            until = time.monotonic() + SDP_INTERVAL
            try:
                wire.sendto(question, target)
            except OSError as error:
                log.debug("SDP request not sent: %s", error)
            while (left := until - time.monotonic()) > 0:
                wire.settimeout(left)
                try:
                    answer = sdp.decode_response(wire.recv(64))
                except OSError:  # the time is up, or nobody listens at ::1 yet
                    continue
                if answer is not None and answer.security is security:
                    return str(IPv6Address(answer.address)), answer.port, 0, interface.scope
    return None


def _converse(
    vehicle: Vehicle, wire: socket.socket, answers: list[Answer], watch: Callable[[], object]
) -> None:
    request: Request | None = vehicle.begin(time.monotonic())
    while request is not None:
        watch()
        time.sleep(request.pause)
        sent = time.monotonic()
        wire.sendall(request.frame)
        following = None
        while following is None and vehicle.outcome is None:
            data = _receive(wire, sent + request.timeout)
            arrived = time.monotonic()
            if data is None:
                vehicle.lost(f"no answer to {request.name} in {request.timeout:g} s")
            elif not data:
                vehicle.lost(f"the charger closed the connection instead of answering {request.name}")
            else:
                following = vehicle.received(data, arrived)
        if data:
            answers.append(Answer(request.name, arrived - sent))
        request = following


def _receive(wire: socket.socket, deadline: float) -> bytes | None:
    """What arrives until the deadline: nothing (None), or the end of the stream (empty)."""
    wire.settimeout(max(deadline - time.monotonic(), 0.001))
    try:
        return wire.recv(65536)
    except TimeoutError:
        return None
