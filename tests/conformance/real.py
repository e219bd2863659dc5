"""A case in real time: ``secc run`` in a process of its own, the car at the other end of a cable."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from ipaddress import IPv6Address
from pathlib import Path
from typing import IO, Any, Final

from secc import sdp
from secc.net import interface
from secc.sdp import Security
from tests.conformance.case import Case
from tests.conformance.equipment import equip
from tests.conformance.keys import Keys
from tests.conformance.lines import TcpLine, TlsLine
from tests.conformance.remote import ADDRESS
from tests.conformance.secure import car
from tests.conformance.settings import arguments, settings, toml
from tests.conformance.talk import Failed
from tests.conformance.watcher import Watcher
from tests.conformance.wish import Wish
from tests.conformance.world import Datagram, Line, Refused, World

_REPOSITORY: Final = Path(__file__).resolve().parents[2]
_PATIENCE: Final = 30.0
"""s for a charger to start or to stop, on a machine that has other things to do"""
_SDP_TRIES: Final = 8
_SDP_INTERVAL: Final = 0.25
_CONNECTS: Final = 2.0
_starting = threading.Semaphore(2)
"""A charger that starts takes a processor; more at once would only disturb those that run."""


class Real(World):
    """One charger process, one cable."""

    news = 0.5

    def __init__(self, case: Case, keys: Keys, cable: tuple[str, str], exact: bool) -> None:
        """``cable``: its two ends, the car's and the charger's; ``exact``: answer times are measured.

        ConfigError for a setting that we have not.
        """
        super().__init__(keys)
        self._case, self._settings = case, settings(case)
        self.early, self.late = (0.0, 0.0) if exact else (0.2, 0.5)
        self._car_end, self._charger_end = cable
        self._words: list[str] = []
        self._folder = tempfile.TemporaryDirectory(prefix="secc-case-")
        self._pki = Path(self._folder.name) / "pki"
        self._changed = threading.Condition()
        self._watcher = Watcher()
        self._heard: Callable[[str, Any], None] = lambda variable, value: None
        self._bugs: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._owner: socket.socket | None = None
        self._calls = self._called = 0
        self._ports: dict[tuple[int, str], socket.socket] = {}
        self._lines: list[TcpLine] = []

    # time

    def now(self) -> float:
        return time.monotonic()

    def utc(self) -> float:
        return time.time()

    def until(self, condition: Callable[[], bool], deadline: float) -> bool:
        with self._changed:
            return self._changed.wait_for(condition, max(0.0, deadline - self.now()))

    def changed(self, change: Callable[[], None]) -> None:
        """Something came: note it, and let who waits look again."""
        with self._changed:
            change()
            self._changed.notify_all()

    # the charger's process

    def start(self, heard: Callable[[str, Any], None]) -> None:
        self._heard = heard
        self._words = arguments(self._case, self._pki)
        if self._words:
            equip(self._pki, self._case, self.keys)
        with _starting:
            self._start()

    def _start(self) -> None:
        folder = Path(self._folder.name)
        config, address = folder / "secc.toml", folder / "owner"
        config.write_text(toml(self._settings))
        address.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
            door.bind(str(address))
            door.listen()
            door.settimeout(_PATIENCE)
            path = os.pathsep.join((str(_REPOSITORY), str(_REPOSITORY / "generated")))
            self._process = subprocess.Popen(
                (
                    *(sys.executable, "-m", "secc", "run", "--interface", self._charger_end),
                    *("--owner", "tests.conformance.remote:Owner", "--log", "json"),
                    *("--config", str(config), "--state", str(folder / "paused.json")),
                    *self._words,
                ),
                cwd=_REPOSITORY,
                env={**os.environ, "PYTHONPATH": path, ADDRESS: str(address)},
                stdin=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
            ready = threading.Event()
            assert self._process.stderr is not None
            self._listen(self._process.stderr, lambda line: self._logged(line, ready))
            try:
                self._owner, _ = door.accept()
            except TimeoutError:
                raise Failed("a charger that starts", "no owner in it") from None
        self._listen(self._owner.makefile("rb"), lambda line: self._told(json.loads(line)))
        if not ready.wait(_PATIENCE):
            raise Failed("a charger that starts", "it is not ready")

    def _listen(self, source: IO[bytes], take: Callable[[bytes], None]) -> None:
        rest = bytearray()

        def read() -> bool:
            try:
                data = os.read(source.fileno(), 65536)
            except ConnectionResetError:  # the end of a killed process that had not read everything
                data = b""
            rest.extend(data)
            while (end := rest.find(b"\n")) >= 0:
                line = bytes(rest[:end])
                del rest[: end + 1]
                take(line)
            if not data:
                source.close()
            return bool(data)

        self._watcher.watch(source, read)

    def _logged(self, line: bytes, ready: threading.Event) -> None:
        try:
            entry = json.loads(line)
        except ValueError:
            text = line.decode(errors="replace")  # Python itself speaks
            if text.startswith(("Traceback", "Exception", "Fatal")):
                self._bugs.append(text)
            return
        if "traceback" in entry:
            self._bugs.append(f"{entry['text']}: {entry['traceback'].splitlines()[-1]}")
        if entry["text"].startswith("ready:"):
            ready.set()

    def _told(self, what: dict[str, Any]) -> None:
        with self._changed:
            if "heard" in what:
                self._heard(what["heard"], what["value"])
            else:
                self._called += 1
            if "refused" in what:
                self._bugs.append(f"{what['called']} is refused: {what['refused']}")
            self._changed.notify_all()

    def call(self, command: str, arguments: dict[str, Any]) -> None:
        assert self._owner is not None
        line = json.dumps({"call": command, "args": arguments}).encode() + b"\n"
        with self._changed:
            self._calls += 1
            mine = self._calls
            try:
                self._owner.sendall(line)
            except OSError as error:
                if self._watcher.here:
                    return  # a charger that ends tells its owner so, and no longer listens
                raise Failed(f"a charger that takes {command}", str(error)) from error
        if self._watcher.here:
            return  # a reaction: nothing waits for it
        if not self.until(lambda: self._called >= mine, self.now() + _PATIENCE):
            raise Failed(f"a charger that takes {command}", "no sign of it")

    def restart(self) -> None:
        assert self._process is not None
        assert self._owner is not None
        self._process.kill()
        self._process.wait()
        self._owner.close()
        self._called = self._calls = 0
        with _starting:
            self._start()

    # the car

    def connect(self, wish: Wish, endpoint: tuple[str, int] | None = None) -> Line:
        address, port = endpoint or self._discover(Security.TLS if wish.secure else Security.NONE)
        wire = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
        wire.settimeout(_CONNECTS)
        try:
            wire.connect((address, port, 0, socket.if_nametoindex(self._car_end)))
        except OSError as error:
            wire.close()
            raise Refused(f"TCP: {error}") from error
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not wish.secure:
            line = TcpLine(self, wire, self._watcher)
            self._lines.append(line)
            line.begin()
            return line
        tls = TlsLine(self, wire, self._watcher, car(wish, self.keys))
        self._lines.append(tls)
        tls.begin()
        tls.shake(late="1.3" in wish.tls)
        return tls

    def _discover(self, security: Security) -> tuple[str, int]:
        with self._udp_socket(0, self._car_end) as wire:
            wire.settimeout(_SDP_INTERVAL)
            for _ in range(_SDP_TRIES):
                wire.sendto(sdp.encode_request(security), self._target("multicast", self._car_end))
                try:
                    answer = sdp.decode_response(wire.recv(64))
                except TimeoutError:
                    continue
                if answer is not None and answer.security is security:
                    return str(IPv6Address(answer.address)), answer.port
        raise Refused(f"SDP offers no port for {security.name}")

    def send_datagram(self, data: bytes, to: str, from_port: int | None, interface: str) -> None:
        end = self._car_end if interface == "charging" else f"{self._car_end}x"
        key = from_port or 0, end
        if key not in self._ports:
            wire = self._ports[key] = self._udp_socket(from_port or 0, end)
            self._watcher.watch(wire, lambda: self._datagram(wire))
        self._ports[key].sendto(data, self._target(to, end))
        self.post.sent_at = self.now()

    def _datagram(self, wire: socket.socket) -> bool:
        data, source = wire.recvfrom(2048)
        datagram = Datagram(self.now(), data, source[0].partition("%")[0])
        self.changed(lambda: self.post.things.append(datagram))
        return True

    @staticmethod
    def _udp_socket(port: int, end: str) -> socket.socket:
        wire = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        found = interface.find(end)
        assert found is not None
        wire.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, found.index)
        wire.bind(found.endpoint(port))
        return wire

    def _target(self, to: str, end: str) -> tuple[str, int, int, int]:
        charger = interface.find(self._charger_end)
        assert charger is not None
        address = sdp.ALL_NODES if to == "multicast" else str(charger.address)
        return address, sdp.PORT, 0, socket.if_nametoindex(end)

    # the end

    def close(self) -> list[str]:
        process = self._process
        if process is not None:
            process.terminate()
            try:
                status = process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                status = process.wait()
            if status:
                self._bugs.append(f"the charger ended with status {status}")
        self._watcher.close()
        for line in self._lines:
            line.wire.close()
        for port in self._ports.values():
            port.close()
        if self._owner is not None:
            self._owner.close()
        self._folder.cleanup()
        return self._bugs
