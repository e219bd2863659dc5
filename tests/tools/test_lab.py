"""The demo's charger process, played by a few lines of Python."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from secc.tools import lab


def python(code: str) -> lab.Charger:
    return lab.Charger([sys.executable, "-c", code])


SLEEPS = "import sys, time; print('ready: now', file=sys.stderr, flush=True); time.sleep(60)"


def test_words_are_heard_and_the_process_is_ended_on_the_way_out() -> None:
    with python(SLEEPS) as process:
        process.hears("ready:")
        assert process.log == ["ready: now"]
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


def test_a_process_that_ends_early_leaves_its_last_word() -> None:
    with (
        python("import sys; sys.exit('the port is in use')") as process,
        pytest.raises(lab.LabError, match="the port is in use"),
    ):
        process.hears("ready:")


def test_a_process_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab, "PATIENCE", 0.01)
    with (
        pytest.raises(lab.LabError, match="does not start"),
        python("import time; time.sleep(60)") as process,
    ):
        try:
            process.hears("ready:")
        finally:
            monkeypatch.undo()


def test_where_the_kernel_refuses_there_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(lab.LabError, match="no network namespace"):
        lab.own_network()


def test_without_pyroute2_there_is_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab, "find_spec", lambda name: None)
    with pytest.raises(lab.LabError, match=r"secc\[tools\]"):
        lab.own_network()


def test_the_machine_s_own_network_is_left_alone() -> None:
    before = socket.if_nameindex()
    with pytest.raises(lab.LabError, match="in use"):
        lab.furnish()
    assert socket.if_nameindex() == before


def test_a_cable_can_be_laid_in_a_network_of_our_own() -> None:
    try:
        words = lab.own_network()
    except lab.LabError as error:
        pytest.skip(str(error))
    code = "from secc.tools import lab; lab.furnish(); import socket; print(socket.if_nameindex())"
    path = os.pathsep.join(sys.path)
    done = subprocess.run(
        [*words, sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
    assert "try-car" in done.stdout
