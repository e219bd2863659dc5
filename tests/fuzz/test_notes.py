"""Whatever goes wrong while fuzzing, the input is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from secc.exi import engines
from tests.conftest import missing
from tests.fuzz.__main__ import ended
from tests.fuzz.notes import Note, noted


@pytest.fixture
def fuzzers() -> Any:
    """The fuzzers, which want both engines."""
    try:
        engines.load("c")
    except ImportError as error:
        missing(f"the C engine is not built: {error}")
    from tests.fuzz import fuzzers

    return fuzzers


@pytest.mark.parametrize("name", ["decode", "encode", "rounds"])
def test_any_error_names_the_input(
    name: str,
    fuzzers: Any,
    testdata: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("planted")

    def tried(*_: Any) -> Any:
        note("iso2 the input")
        broken()

    note = Note()
    monkeypatch.setattr(fuzzers.exi, "engine", "c")
    monkeypatch.setitem(fuzzers.FUZZERS, name, tried)
    assert fuzzers.run(name, testdata, fuzzers.Limit(60, 1), 1, note) == 1
    assert f"{name}: seed 1: the input was iso2 the input\n" in capsys.readouterr().err


def test_each_input_is_noted_before_it_is_tried(
    fuzzers: Any, testdata: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    note = Note()
    tried: list[bytes] = []

    def third_breaks(row: Any, data: bytes) -> bool:
        tried.append(data)
        if len(tried) == 3:
            raise KeyError("planted")
        return True

    monkeypatch.setattr(fuzzers.exi, "engine", "c")
    monkeypatch.setattr(fuzzers, "agree_on_bytes", third_breaks)
    assert fuzzers.run("decode", testdata, fuzzers.Limit(60, 50), 1, note) == 1
    assert note.input.endswith(f" {tried[2].hex()}")
    assert f"decode: seed 1: the input was {note.input}\n" in capsys.readouterr().err


def test_a_process_that_dies_leaves_its_note(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "decode"
    code = f"""
import os, pathlib
from tests.fuzz.notes import Note
note = Note(pathlib.Path({str(file)!r}))
note("iso2 document " + "80" * 99)
note("iso2 document 8098\\ud800")
os.kill(os.getpid(), 9)
"""
    child = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parent.parent.parent)
    assert ended("decode", file, child) == -9
    assert capsys.readouterr().err == "decode: ended with code -9; the input was iso2 document 8098\\ud800\n"
    assert noted(tmp_path / "nothing") == "none yet"
