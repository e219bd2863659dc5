"""The car's socket, over ::1 with a charger of a few lines; no waiting but for what arrives."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from secc import sdp
from secc.errors import ConfigError
from secc.net import car as driver
from secc.net.interface import find
from secc.sdp import Security

LIMIT = 5.0  # s; only a failure takes so long


@dataclass(frozen=True)
class Line:
    """A request of the test's car."""

    name: str
    frame: bytes
    pause: float = 0.0
    timeout: float = LIMIT
    drip: float = 0.0
    hang_up: str | None = None


@dataclass
class Vehicle:
    """Says its lines one by one; an answer is complete when it ends in a full stop."""

    lines: list[Line]
    heard: bytes = b""
    outcome: str | None = None
    back: float | None = None
    patient: bool = False  # silence is no reason to stop
    read: threading.Event = field(default_factory=threading.Event)

    @property
    def over(self) -> bool:
        return self.outcome is not None or self.back is not None

    def begin(self, now: float) -> Line:
        self.back = None
        return self.lines.pop(0)

    def received(self, data: bytes, now: float) -> Line | None:
        self.heard += data
        self.read.set()
        if not self.heard.endswith(b"."):
            return None
        if self.lines:
            return self.lines.pop(0)
        self.outcome = "done"
        return None

    def silent(self, now: float) -> Line | None:
        if self.patient:
            return self.lines.pop(0)
        self.outcome = "no answer"
        return None

    def closed(self, error: str = "") -> None:
        self.outcome = f"closed {error}".strip()

    def lost(self, reason: str) -> None:
        self.outcome = reason


@contextmanager
def charger(serve: Callable[[socket.socket], None], security: Security = Security.NONE) -> Iterator[int]:
    """SDP and one TCP connection on ::1; yields the UDP port."""
    with (
        socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as udp,
        socket.create_server(("::1", 0), family=socket.AF_INET6) as tcp,
    ):
        udp.bind(("::1", 0))
        udp.settimeout(LIMIT)
        tcp.settimeout(LIMIT)

        def run() -> None:
            question, asker = udp.recvfrom(64)
            assert question == sdp.encode_request(Security.NONE)
            address = socket.inet_pton(socket.AF_INET6, "::1")
            udp.sendto(b"rubbish", asker)
            udp.sendto(sdp.encode_response(address, tcp.getsockname()[1], security), asker)
            if security is Security.NONE:
                with tcp.accept()[0] as connection:
                    connection.settimeout(LIMIT)
                    serve(connection)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield udp.getsockname()[1]
        thread.join(LIMIT)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """SDP that gives up soon."""
    monkeypatch.setattr(driver, "SDP_TRIES", 2)
    monkeypatch.setattr(driver, "SDP_INTERVAL", 0.01)
    return monkeypatch


def visit(vehicle: Vehicle, port: int, monkeypatch: pytest.MonkeyPatch) -> list[driver.Answer]:
    monkeypatch.setattr(sdp, "PORT", port)
    return driver.visit(vehicle, "lo")


def test_a_visit_from_sdp_to_the_last_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def serve(connection: socket.socket) -> None:
        assert connection.recv(64) == b"one"
        connection.sendall(b"first.")
        assert connection.recv(64) == b"two"
        connection.sendall(b"second.")

    vehicle = Vehicle([Line("First", b"one"), Line("Second", b"two")])
    with charger(serve) as port:
        answers = visit(vehicle, port, monkeypatch)
    assert vehicle.outcome == "done"
    assert vehicle.heard == b"first.second."
    assert [answer.request for answer in answers] == ["First", "Second"]
    assert all(0 < answer.seconds < LIMIT for answer in answers)


def test_an_answer_in_two_parts_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def serve(connection: socket.socket) -> None:
        connection.recv(64)
        connection.sendall(b"fir")
        assert vehicle.read.wait(LIMIT)
        connection.sendall(b"st.")

    vehicle = Vehicle([Line("First", b"one")])
    with charger(serve) as port:
        answers = visit(vehicle, port, monkeypatch)
    assert vehicle.outcome == "done"
    assert len(answers) == 1


def test_no_answer_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def serve(connection: socket.socket) -> None:
        connection.recv(64)
        connection.recv(64)  # until the car closes

    vehicle = Vehicle([Line("First", b"one", timeout=0.01)])
    with charger(serve) as port:
        answers = visit(vehicle, port, monkeypatch)
    assert vehicle.outcome == "no answer"
    assert answers == []


def test_the_charger_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    def serve(connection: socket.socket) -> None:
        connection.recv(64)  # a close that leaves something unread is a reset
        connection.close()

    vehicle = Vehicle([Line("First", b"one")])
    with charger(serve) as port:
        answers = visit(vehicle, port, monkeypatch)
    assert vehicle.outcome == "closed"
    assert answers == []


def test_the_charger_resets(monkeypatch: pytest.MonkeyPatch) -> None:
    def serve(connection: socket.socket) -> None:
        connection.recv(64)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    vehicle = Vehicle([Line("First", b"one")])
    with charger(serve) as port:
        visit(vehicle, port, monkeypatch)
    assert vehicle.outcome == "closed Connection reset by peer"


def test_silence_need_not_be_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def serve(connection: socket.socket) -> None:
        assert connection.recv(64) == b"one"
        assert connection.recv(64) == b"two"
        connection.sendall(b"second.")

    vehicle = Vehicle([Line("First", b"one", timeout=0.01), Line("Second", b"two")], patient=True)
    with charger(serve) as port:
        answers = visit(vehicle, port, monkeypatch)
    assert vehicle.outcome == "done"
    assert [answer.request for answer in answers] == ["Second"]


def test_a_car_that_only_listens_has_no_answer_time(monkeypatch: pytest.MonkeyPatch) -> None:
    vehicle = Vehicle([Line("Nothing", b"")])
    with charger(lambda connection: connection.sendall(b"unasked.")) as port:
        assert visit(vehicle, port, monkeypatch) == []
    assert vehicle.outcome == "done"


@pytest.mark.parametrize("frame", [b"", b"one"])
@pytest.mark.parametrize("how", ["fin", "reset"])
def test_the_car_hangs_up(frame: bytes, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes | str] = []

    def serve(connection: socket.socket) -> None:
        try:
            while data := connection.recv(64):
                seen.append(data)
            seen.append("fin")
        except ConnectionResetError:
            seen.append("reset")

    vehicle = Vehicle([Line("Last", frame, hang_up=how)])
    with charger(serve) as port:
        assert visit(vehicle, port, monkeypatch) == []
    assert seen[-1] == how
    assert seen[:-1] in ([frame], [])  # a reset may overtake what was sent before


def test_a_request_may_come_byte_by_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    def serve(connection: socket.socket) -> None:
        got = b""
        while len(got) < 5:
            got += connection.recv(64)
        connection.sendall(b"whole.")

    vehicle = Vehicle([Line("Slow", b"bytes", drip=3.0)])
    with charger(serve) as port:
        monkeypatch.setattr("time.sleep", waited.append)
        visit(vehicle, port, monkeypatch)
    assert vehicle.outcome == "done"
    assert waited.count(3.0) == 5


def test_a_car_comes_back_over_a_new_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    class Returning(Vehicle):
        def received(self, data: bytes, now: float) -> Line | None:
            if self.lines:
                self.back = 7.0
                return None
            return super().received(data, now)

    with socket.create_server(("::1", 0), family=socket.AF_INET6) as tcp:
        tcp.settimeout(LIMIT)
        monkeypatch.setattr(driver, "discover", lambda *_: driver.Found(tcp.getsockname(), Security.NONE))

        def serve() -> None:
            for _ in range(2):
                with tcp.accept()[0] as connection:
                    connection.settimeout(LIMIT)
                    while connection.recv(64):
                        connection.sendall(b"answer.")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        vehicle = Returning([Line("First", b"one"), Line("Second", b"two")])
        monkeypatch.setattr("time.sleep", waited.append)
        answers = driver.visit(vehicle, "lo")
        thread.join(LIMIT)
    assert vehicle.outcome == "done"
    assert [answer.request for answer in answers] == ["First", "Second"]
    assert 7.0 in waited


def test_no_charger(quick: pytest.MonkeyPatch) -> None:
    vehicle = Vehicle([Line("First", b"one")])
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as silent:
        silent.bind(("::1", 0))
        assert visit(vehicle, silent.getsockname()[1], quick) == []
    assert vehicle.outcome == "no charger answered on lo in 0.02 s: is secc run up?"


def test_a_charger_that_insists_on_tls_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    vehicle = Vehicle([Line("First", b"one")])
    with charger(lambda connection: None, Security.TLS) as port:
        visit(vehicle, port, monkeypatch)
    assert vehicle.outcome is not None
    assert re.fullmatch(r"the charger at \[::1\]:\d+ takes TLS only: add --tls --pki DIR", vehicle.outcome)


def test_of_two_chargers_the_one_that_has_what_is_asked_for_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    here = socket.inet_pton(socket.AF_INET6, "::1")
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as udp:
        udp.bind(("::1", 0))
        udp.settimeout(LIMIT)
        monkeypatch.setattr(sdp, "PORT", udp.getsockname()[1])

        def answer() -> None:
            _, asker = udp.recvfrom(64)
            udp.sendto(sdp.encode_response(here, 50001, Security.TLS), asker)
            udp.sendto(sdp.encode_response(here, 50002, Security.NONE), asker)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        lo = find("lo")
        assert lo is not None
        found = driver.discover(lo)
        thread.join(LIMIT)
    assert found is not None
    assert (found.endpoint[1], found.security) == (50002, Security.NONE)


def test_nobody_listens_where_sdp_points_to(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as gone:
        port = gone.getsockname()[1]
    monkeypatch.setattr(driver, "discover", lambda *_: driver.Found(("::1", port, 0, 0), Security.NONE))
    vehicle = Vehicle([Line("First", b"one")])
    assert driver.visit(vehicle, "lo") == []
    assert vehicle.outcome == "no connection: Connection refused"


def test_an_interface_that_does_not_exist() -> None:
    with pytest.raises(ConfigError, match="no-such"):
        driver.visit(Vehicle([]), "no-such")


def test_find_knows_the_loopback() -> None:
    interface = find("lo")
    assert interface is not None
    assert interface.is_loopback
