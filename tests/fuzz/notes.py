"""The input that a fuzzer tries now, where it can be found whatever becomes of the process."""

from __future__ import annotations

import os
from pathlib import Path

_LONGEST = 1 << 20


class Note:
    """Says what is tried, in a file too: a sanitizer ends a process without another word."""

    def __init__(self, file: Path | None = None) -> None:
        self.input = "none yet"
        self._file = -1 if file is None else os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)

    def __call__(self, text: str) -> None:
        self.input = text
        if self._file >= 0:
            data = text.encode("utf-8", "backslashreplace")[:_LONGEST]
            os.pwrite(self._file, data + b"\n", 0)

    def close(self) -> None:
        """No more inputs come."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def noted(file: Path) -> str:
    """What a process that is no more had tried last."""
    try:
        return file.read_bytes().partition(b"\n")[0].decode("utf-8", "replace") or "none yet"
    except FileNotFoundError:
        return "none yet"
