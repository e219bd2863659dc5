"""``secc doctor``: what it says of the EXI engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from secc import exi
from secc.cli import main
from secc.exi import engines


def doctor(repository: Path, *arguments: str, force: str = "", code: str = "") -> tuple[int, str, str]:
    """Run it in a process of its own: exit code, output, errors. ``code`` comes first, to break something."""
    run = f"{code}\nimport sys\nfrom secc.cli import main\nsys.exit(main(['doctor', *sys.argv[1:]]))"
    path = f"{repository}{os.pathsep}{repository / 'generated'}"
    surroundings = os.environ | {"PYTHONPATH": path, engines.VARIABLE: force}
    command = [sys.executable, "-c", run, *arguments]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=30)
    return done.returncode, done.stdout, done.stderr


NOT_BUILT = "import sys; sys.modules['secc.exi._engine'] = None"


def test_an_engine_that_works(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    out, err = capsys.readouterr()
    assert f"EXI engine: {exi.engine}" in out
    assert "shakes hands" in out
    assert "clock: " in out
    assert err == ""


def test_for_programs(repository: Path) -> None:
    code, out, err = doctor(repository, "--json", force="python")
    assert (code, err) == (0, "")
    finding, *others = json.loads(out)
    assert finding["check"] == "EXI engine"
    assert finding["found"].startswith("python")
    assert {other["state"] for other in others} == {"ok"}
    assert set(finding) == {"check", "state", "found", "advice"}


def test_an_engine_that_is_not_built(repository: Path) -> None:
    code, out, err = doctor(repository, code=NOT_BUILT)
    assert (code, err) == (0, "")
    first, second, *_ = out.splitlines()
    assert first.startswith("note    EXI engine: python: right, but")
    assert "apt-get install gcc" in second and "install secc again" in second


def test_a_demand_that_cannot_be_met(repository: Path) -> None:
    code, out, err = doctor(repository, force="c", code=NOT_BUILT)
    assert (code, err) == (1, "")
    assert out.startswith("broken  EXI engine: SECC_EXI_ENGINE=c: ")
    code, out, err = doctor(repository, force="rust")
    assert (code, err) == (1, "")
    assert out.startswith("broken  EXI engine: SECC_EXI_ENGINE=rust: there are c and python")


def test_an_engine_that_does_not_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nothing(*_: object) -> Any:
        return b"\x80"

    bad = engines.Engine(exi.engine, lambda _: engines.Bound(nothing, nothing, nothing, nothing))
    monkeypatch.setattr(engines, "load", lambda _: bad)
    assert main(["doctor"]) == 1
    assert capsys.readouterr().out.startswith("broken  EXI engine: the one in ")


def test_an_interface_and_certificates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--interface", "lo", "--pki", str(tmp_path / "none")]) == 1
    out = capsys.readouterr().out
    assert "interface lo: address ::1" in out
    assert f"broken  certificates in {tmp_path / 'none'}: " in out
    assert "secc pki new DIR" in out
