"""The wheel, in an empty environment without extras, is the whole charger; the sdist can regenerate it.

Both work with and without a C compiler: the EXI engine is compiled where that is possible.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, missing

CLUTTER = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "*.egg-info", "*.so")


def run(*command: str | Path, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run to the end without this repository on the path; ``more`` goes into the environment."""
    hidden = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SECC_EXI"))
    } | more
    return subprocess.run(command, cwd=cwd, env=hidden, capture_output=True, text=True, timeout=180)


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wheel and sdist, built from a copy of the tree so that nothing stale is picked up."""
    tree = tmp_path_factory.mktemp("build") / "tree"
    shutil.copytree(REPOSITORY, tree, ignore=CLUTTER)
    done = run(sys.executable, "-m", "build", "--no-isolation", "--outdir", "dist", cwd=tree)
    assert done.returncode == 0, done.stdout + done.stderr
    return tree / "dist"


@pytest.fixture(scope="module")
def empty(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an empty environment into which only the wheel went."""
    folder = tmp_path_factory.mktemp("empty")
    venv.create(folder, with_pip=True, symlinks=True)
    python = folder / "bin" / "python"
    (wheel,) = dist.glob("*.whl")
    done = run(python, "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    if done.returncode:
        missing(f"pip could not install the wheel's dependencies: {done.stderr.strip()[-200:]}")
    return python


def test_the_wheel_brings_the_command(empty: Path, tmp_path: Path) -> None:
    done = run(empty.parent / "secc", "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "run" in done.stdout
    assert done.stderr == ""


def test_the_wheel_holds_the_c_engine(empty: Path, tmp_path: Path) -> None:
    headers = Path(sysconfig.get_path("include")) / "Python.h"
    compiler = shutil.which(os.environ.get("CC", "cc"))
    if compiler is None or not headers.exists():
        missing("no C compiler, or no headers of Python (apt-get install gcc libc6-dev python3-dev)")
    done = run(empty.parent / "secc", "--version", cwd=tmp_path)
    assert re.fullmatch(r"secc \d\S* \(EXI engine: c\)\n", done.stdout), done.stdout + done.stderr
    doctor = run(empty.parent / "secc", "doctor", cwd=tmp_path)
    assert doctor.returncode == 0, doctor.stdout
    assert doctor.stdout.startswith("ok      EXI engine: c, compiled\n")


def test_the_sdist_installs_without_a_compiler(dist: Path, empty: Path, tmp_path: Path) -> None:
    (sdist,) = dist.glob("*.tar.gz")
    install = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--target", "here")
    done = run(sys.executable, *install, sdist, cwd=tmp_path, CC="/bin/false")
    assert done.returncode == 0, done.stderr
    assert not list((tmp_path / "here" / "secc" / "exi").glob("*.so"))
    code = "import secc.cli; secc.cli.main(['doctor'])"
    doctor = run(empty, "-c", code, cwd=tmp_path, PYTHONPATH="here")
    first, second, *_ = doctor.stdout.splitlines()
    assert first.startswith("note    EXI engine: python: right, but"), doctor.stderr
    assert "apt-get install gcc" in second


def test_the_wheel_serves(empty: Path, tmp_path: Path) -> None:
    child = subprocess.Popen(
        [empty.parent / "secc", "run", "--interface", "lo", "--simulate", "ac"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert child.stdout is not None
        lines = []
        for line in child.stdout:
            lines.append(line)
            if "ready: SDP on lo, TCP " in line:
                break
        assert "ready: SDP on lo" in lines[-1], "".join(lines)
        child.terminate()
        child.communicate(timeout=10)
        assert child.returncode == 0
    finally:
        child.kill()
        child.wait()


def test_the_integrators_example_is_typed(empty: Path, tmp_path: Path) -> None:
    shutil.copy(REPOSITORY / "examples" / "my_evse.py", tmp_path)
    done = run(
        *(sys.executable, "-m", "mypy", "--strict", "--python-executable", empty, "my_evse.py"), cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout


def test_the_sdist_carries_what_it_was_made_from(dist: Path) -> None:
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {"interfaces/ISO15118_charger.yaml", "codegen/load.py", "LICENSE", "examples/my_evse.py"}
    wanted |= {"secc/exi/_engine.c", "secc/exi/_engine_read.h"}
    assert wanted <= names


def test_the_wheel_carries_no_sources_in_c(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        suffixes = {Path(name).suffix for name in archive.namelist()}
    assert not suffixes & {".c", ".h"}
    assert ".pyi" in suffixes
