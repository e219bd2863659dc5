"""Case files: several small files in one text, ``>>> name`` above each."""

from __future__ import annotations

from pathlib import Path


def sections(case: Path) -> dict[str, list[str]]:
    """The lines of each file in a case, by its name."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in case.read_text("utf-8").splitlines():
        if line.startswith(">>> "):
            lines = found.setdefault(line.removeprefix(">>> "), [])
        else:
            lines.append(line)
    return found


def put(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
