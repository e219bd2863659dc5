"""``secc run`` on an interface with multicast: two network namespaces, a cable between them."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import missing
from tests.interop.lab import LabError, Process, Side, cable
from tests.test_sdp import RUBBISH

PROBE = str(Path(__file__).with_name("probe.py"))
SLOW_CLOSE = "    def close(self): import time; print('closing slowly', flush=True); time.sleep(60)\n"
PLAIN, TLS = "01fe9000000000021000", "01fe9000000000020000"


@pytest.fixture(scope="module")
def sides() -> Iterator[tuple[Side, Side]]:
    try:
        with cable() as ends:
            yield ends
    except LabError as error:
        missing(f"no network namespaces for us here: {error}")


@pytest.fixture(scope="module")
def environment(repository: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(repository), str(repository / "generated")))}


@pytest.fixture(scope="module")
def charger(sides: tuple[Side, Side], environment: dict[str, str]) -> Iterator[tuple[Process, int]]:
    """``secc run`` on the charger's end, and its TCP port."""
    process = start(sides[0], environment)
    port = int(process.expect(r"ready: SDP on charger, TCP (\d+)", within=20)[1])
    yield process, port
    process.stop()


def command(interface: str) -> tuple[str, ...]:
    return sys.executable, "-m", "secc", "run", "--interface", interface, "--simulate", "dc"


def start(side: Side, environment: dict[str, str], *more: str) -> Process:
    return side.start(*command(side.interface), *more, env=environment)


def probe(side: Side, *datagrams: str) -> dict[str, Any]:
    done = subprocess.run(
        [*side.enter, sys.executable, PROBE, side.interface, *datagrams],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


def answer(port: int) -> list[Any]:
    """fe80::1 is the charger's end of the cable."""
    return [f"01fe900100000014fe80{'00' * 13}01{port:04x}1000", "fe80::1", 15118]


def test_a_question_by_multicast_is_answered_with_link_local_address_and_port(
    sides: tuple[Side, Side], charger: tuple[Process, int]
) -> None:
    _, port = charger
    heard = probe(sides[1], PLAIN, TLS, PLAIN)
    assert heard == {"answers": [answer(port)] * 3, "asked": [answer(port)]}


def test_rubbish_by_multicast_is_not_answered(sides: tuple[Side, Side], charger: tuple[Process, int]) -> None:
    _, port = charger
    assert probe(sides[1], *RUBBISH.values()) == {"answers": [], "asked": [answer(port)]}


def test_other_interfaces_are_not_served(
    sides: tuple[Side, Side], charger: tuple[Process, int], environment: dict[str, str]
) -> None:
    ask = (
        "import socket\n"
        "s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); s.settimeout(5)\n"
        "s.connect(('::1', 15118)); s.send(bytes.fromhex('01fe9000000000021000'))\n"
        "try: print(s.recv(99))\n"
        "except ConnectionRefusedError: print('refused')\n"
    )
    done = subprocess.run([*sides[0].enter, sys.executable, "-c", ask], capture_output=True, text=True)
    assert done.stdout == "refused\n", done.stderr


def test_a_second_charger_on_the_interface_is_the_users_mistake(
    sides: tuple[Side, Side], charger: tuple[Process, int], environment: dict[str, str]
) -> None:
    second = subprocess.run(
        [*sides[0].enter, *command("charger")], env=environment, capture_output=True, text=True, timeout=30
    )
    assert second.returncode == 2
    assert second.stderr == (
        "secc run: UDP port 15118 of charger is in use: does another charger serve there?\n"
    )


def test_a_second_signal_ends_it_at_once(
    sides: tuple[Side, Side], environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "slow.py").write_text("class Evse:\n    def __init__(self, client): pass\n" + SLOW_CLOSE)
    process = sides[0].start(
        *(sys.executable, "-m", "secc", "run", "--interface", "lo", "--owner", "slow:Evse"),
        env=environment,
        cwd=tmp_path,
    )
    process.expect("ready:", within=20)
    os.kill(process.pid, signal.SIGINT)
    process.expect("SIGINT: ending; a second signal ends at once", within=20)
    process.expect("closing slowly", within=20)
    assert process.stop() == -signal.SIGTERM


def test_sigterm_ends_it_cleanly_and_the_port_is_free_at_once(
    sides: tuple[Side, Side], environment: dict[str, str], charger: tuple[Process, int]
) -> None:
    lo = Side("lo", sides[0].enter)
    for _ in range(2):
        process = start(lo, environment, "--tcp-port", "50123", "--log", "json")
        ready = process.expect(r"ready: SDP on lo, TCP 50123", within=20).string
        assert re.fullmatch(r"\{.*\}", ready) and json.loads(ready)["level"] == "info"
        assert process.stop() == 0
        assert not any("traceback" in line.lower() for line in process.lines)
