"""The folder of generated files: written whole, or held against what it should be."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOMS = ("schemas", "docs", "asyncapi")
_MARK = "# Generated from "
_MAX_LINES = 200


class ForeignFolder(Exception):
    """The folder holds files that nobody here generated; they are left alone."""


def write(folder: Path, files: Mapping[str, str], package: str = "secc_contract") -> None:
    """Make the folder hold these files and no other generated ones.

    :raises ForeignFolder: it holds something else.
    """
    stale = sorted(_present(folder, package) - files.keys())
    entry = folder / package / "__init__.py"
    if stale and not (entry.is_file() and entry.read_text("utf-8", "replace").startswith(_MARK)):
        raise ForeignFolder(f"{folder} holds {stale[0]}, which was not generated")
    for path, text in files.items():
        target = folder / path
        if not target.is_file() or target.read_bytes() != text.encode():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())
    for path in stale:
        (folder / path).unlink()
        for parent in (folder / path).parents:
            if parent == folder or any(parent.iterdir()):
                break
            parent.rmdir()


def differences(folder: Path, files: Mapping[str, str], package: str = "secc_contract") -> list[str]:
    """Lines of a unified diff from the disk to what it should hold; empty when they agree."""
    lines = [
        line
        for path in sorted(_present(folder, package) | files.keys())
        for line in _diff(folder, path, files)
    ]
    if len(lines) > _MAX_LINES:
        left = len(lines) - _MAX_LINES
        lines = [*lines[:_MAX_LINES], f"… and {left} more lines of differences"]
    return lines


def _diff(folder: Path, path: str, files: Mapping[str, str]) -> Iterator[str]:
    target = folder / path
    found = target.read_bytes() if target.is_file() else None
    wanted = files.get(path)
    if found is None:
        yield f"missing: {path}"
    elif wanted is None:
        yield f"surplus: {path}"
    elif found != wanted.encode():
        before = found.decode("utf-8", "replace").splitlines()
        yield from difflib.unified_diff(
            before, wanted.splitlines(), f"disk/{path}", f"generated/{path}", lineterm=""
        )


def _present(folder: Path, package: str) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for room in (package, *ROOMS)
        for path in (folder / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
