"""ruff tidies what was generated: imports in order, those that nobody needs dropped, lines formatted.

Its version is part of the output, so it is pinned; its settings are given here, whatever folder we run in.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

WIDTH = 110
"""Longest line, in characters."""

RUFF = "0.17.6"
"""The version that pyproject.toml pins, too."""


class FormattingError(Exception):
    """ruff is missing or of a version that may format otherwise, or it found what would not even import."""


def format_python(files: Mapping[str, str]) -> dict[str, str]:
    """The same files with those in Python formatted.

    :raises FormattingError: the pinned ruff is not installed, or a file would not import.
    """
    _check_version()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = {path: folder / path for path in files if path.endswith(".py")}
        for path, target in paths.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(files[path], "utf-8")
        _ruff(folder, "check", "--select=I,F401,F811,F821,F822", "--fix")
        _ruff(folder, "format")
        tidied = {path: target.read_text("utf-8") for path, target in paths.items()}
    return {path: tidied.get(path, text) for path, text in files.items()}


def _check_version() -> None:
    try:
        found = metadata.version("ruff")
    except metadata.PackageNotFoundError:
        found = "none"
    if found != RUFF:
        raise FormattingError(f"ruff {RUFF} is needed, found {found}: pip install 'secc[codegen]'")


def _ruff(folder: Path, *verb: str) -> None:
    options = (
        "--isolated",
        "--no-cache",
        "--quiet",
        "--target-version=py311",
        "--config",
        f"line-length={WIDTH}",
    )
    command = [sys.executable, "-m", "ruff", *verb, *options, "."]
    outcome = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    if outcome.returncode:
        told = " ".join((outcome.stdout + outcome.stderr).split())
        raise FormattingError(f"what this contract gives would not import, nothing was written: {told}")
