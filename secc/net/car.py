"""The socket of a car: finds the charger by SDP, then carries requests and answers, one after the other.

It drives any sans-IO car that has the form of `Vehicle`; what is said is the car's business. The sockets
block, because a car speaks, waits and speaks again, and does nothing else.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
import time
from collections.abc import Callable
from ipaddress import IPv6Address
from typing import NamedTuple, Protocol

from secc import sdp
from secc.net.car_words import OTHERWISE, broken
from secc.net.interface import Interface, wait_for
from secc.sdp import Security

__all__ = ["Answer", "Found", "Vehicle", "call_at", "discover", "visit"]

log = logging.getLogger(__name__)

SDP_TRIES = 50
"""How often a car asks for a charger ([V2G2-161])."""

SDP_INTERVAL = 0.25
"""Seconds from one try to the next ([V2G2-159])."""

CONNECT_TIMEOUT = 2.0

Endpoint = tuple[str, int, int, int]
Secure = Callable[[socket.socket], socket.socket]

_RESET = struct.pack("ii", 1, 0)  # SO_LINGER with 0 s


class Request(Protocol):
    """What the car says next, times in s: after a pause, with a limit for the answer."""

    @property
    def name(self) -> str: ...
    @property
    def frame(self) -> bytes:
        """May be empty: the car only listens."""

    @property
    def pause(self) -> float: ...
    @property
    def timeout(self) -> float: ...
    @property
    def drip(self) -> float:
        """Before each byte of the frame; 0: all at once."""

    @property
    def hang_up(self) -> str | None:
        """Instead of waiting: ``fin`` or ``reset``."""


class Vehicle(Protocol):
    """A sans-IO car. Times are seconds of the monotonic clock.

    Where a method returns no request, the car goes on listening, unless it is ``over``.
    """

    @property
    def over(self) -> bool:
        """The car hangs up."""

    @property
    def back(self) -> float | None:
        """Seconds until the car comes again, once a connection is over."""

    def begin(self, now: float) -> Request:
        """A connection stands: the first request."""

    def received(self, data: bytes, now: float) -> Request | None:
        """The next request, if ``data`` completes an answer."""

    def silent(self, now: float) -> Request | None:
        """No answer came in time."""

    def closed(self, error: str = "") -> None:
        """The charger closed the connection, or it broke."""

    def lost(self, reason: str) -> None:
        """There is no charger."""


class Found(NamedTuple):
    """A charger, and what it has to offer there."""

    endpoint: Endpoint
    security: Security


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
    while True:
        found = discover(interface, security)
        if found is None:
            seconds = SDP_TRIES * SDP_INTERVAL
            vehicle.lost(f"no charger answered on {interface.name} in {seconds:g} s: is secc run up?")
        elif found.security is not security:
            vehicle.lost("the charger at [{}]:{} {}".format(*found.endpoint[:2], OTHERWISE[found.security]))
        else:
            log.info("charger found at [%s]:%d", *found.endpoint[:2])
            answers += call_at(vehicle, found.endpoint, watch, secure)
        watch()
        if vehicle.back is None:
            return answers
        time.sleep(vehicle.back)


def call_at(
    vehicle: Vehicle,
    endpoint: Endpoint,
    watch: Callable[[], object] = lambda: None,
    secure: Secure | None = None,
) -> list[Answer]:
    """One connection, to a charger that is known already; ``secure`` puts TLS on it."""
    answers: list[Answer] = []
    with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as wire:
        wire.settimeout(CONNECT_TIMEOUT)
        try:
            wire.connect(endpoint)
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            protected = wire if secure is None else secure(wire)
        except OSError as error:
            vehicle.lost(f"no connection: {broken(error)}")
            return answers
        with protected:
            try:
                _converse(vehicle, protected, answers, watch)
            except OSError as error:
                vehicle.closed(broken(error))
    return answers


def discover(interface: Interface, security: Security = Security.NONE) -> Found | None:
    """Ask for a charger with TLS or without until one answers; nothing if none does.

    One that has what is asked for goes before one that has not.

    On the loopback interface, which has no multicast, the question goes to ``::1``.
    """
    group = str(interface.address) if interface.is_loopback else sdp.ALL_NODES
    target: Endpoint = (group, sdp.PORT, 0, interface.scope)
    question = sdp.encode_request(security)
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as wire:
        wire.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, interface.index)
        wire.bind(interface.endpoint(0))
        other = None
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
                if answer is None:
                    continue
                endpoint = str(IPv6Address(answer.address)), answer.port, 0, interface.scope
                if answer.security is security:
                    return Found(endpoint, security)
                other = Found(endpoint, answer.security)
            if other is not None:
                break
    return other


def _converse(
    vehicle: Vehicle, wire: socket.socket, answers: list[Answer], watch: Callable[[], object]
) -> None:
    request: Request | None = vehicle.begin(time.monotonic())
    while request is not None:
        watch()
        time.sleep(request.pause)
        _say(wire, request)
        sent = time.monotonic()
        if request.hang_up is not None:
            if request.hang_up == "reset":
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            return
        following = None
        while following is None and not vehicle.over:
            data = _receive(wire, sent + request.timeout)
            arrived = time.monotonic()
            if data is None:
                following = vehicle.silent(arrived)
            elif not data:
                vehicle.closed()
            else:
                following = vehicle.received(data, arrived)
                if (following is not None or vehicle.over) and request.frame:
                    answers.append(Answer(request.name, arrived - sent))
        request = following


def _say(wire: socket.socket, request: Request) -> None:
    if not request.drip:
        wire.sendall(request.frame)
        return
    for byte in request.frame:
        time.sleep(request.drip)
        wire.sendall(bytes((byte,)))


def _receive(wire: socket.socket, deadline: float) -> bytes | None:
    """What arrives until the deadline: nothing (None), or the end of the stream (empty)."""
    wire.settimeout(max(deadline - time.monotonic(), 0.001))
    try:
        return wire.recv(65536)
    except TimeoutError:
        return None
