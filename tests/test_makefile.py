"""A machine that lacks something gets one line with the remedy, and exit code 2."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import missing

# Each stands in for ``python3`` and runs the script it is given with something of Python bent.
BENT = {
    "old": ("import sys; sys.version_info = (3, 9, 2, 'final', 0)", "3.11 or newer is needed, this is 3.9"),
    "without venv": (
        "import importlib.util as u; u.find_spec = lambda name: None if name == 'ensurepip' else u.sys",
        "apt-get install python3-venv",
    ),
}


def stand_in(folder: Path, bend: str) -> Path:
    """A fake interpreter."""
    fake = folder / "python"
    run = "import runpy, sys; runpy.run_path(sys.argv[1], run_name='__main__')"
    fake.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{bend}; {run}" "$@"\n')
    fake.chmod(0o755)
    return fake


@pytest.fixture
def clone(repository: Path, tmp_path: Path) -> Path:
    """Just enough of the repository for make, with nothing installed."""
    if shutil.which("make") is None:
        missing("make is not on this machine")
    shutil.copy(repository / "Makefile", tmp_path)
    shutil.copy(repository / "pyproject.toml", tmp_path)
    shutil.copytree(repository / "tools", tmp_path / "tools")
    return tmp_path


def make(clone: Path, target: str, python: Path) -> subprocess.CompletedProcess[str]:
    """Run make as a visitor would, also when these tests were themselves started by make."""
    command = ["make", target, f"PYTHON={python}"]
    clean = {name: value for name, value in os.environ.items() if "MAKE" not in name and name != "MFLAGS"}
    return subprocess.run(command, cwd=clone, env=clean, capture_output=True, text=True, timeout=30)


@pytest.mark.parametrize("target", ["demo", "test"])
@pytest.mark.parametrize("trouble", BENT)
def test_an_unusable_python_is_one_line_of_advice(clone: Path, target: str, trouble: str) -> None:
    bend, advice = BENT[trouble]
    done = make(clone, target, stand_in(clone, bend))
    lines = (done.stdout + done.stderr).splitlines()
    assert done.returncode == 2
    assert len(lines) == 1
    assert advice in lines[0]
    assert not (clone / ".venv").exists()


def test_no_python_at_all_is_one_line_of_advice(clone: Path) -> None:
    done = make(clone, "demo", clone / "nowhere" / "python3")
    lines = (done.stdout + done.stderr).splitlines()
    assert done.returncode == 2
    assert len(lines) == 1
    assert "Python 3.11 or newer is needed" in lines[0]
