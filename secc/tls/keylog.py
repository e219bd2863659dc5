"""Writes the secrets of connections into a file, for a packet analyser: only where somebody asked for it."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from secc.errors import ConfigError

__all__ = ["append", "prepare"]

log = logging.getLogger(__name__)


def prepare(path: Path) -> None:
    """Make sure that the file is there and that nobody else may read it; ConfigError when that cannot be."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        try:
            os.fchmod(descriptor, 0o600)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise ConfigError(f"{path}: no key log there: {error.strerror}") from error
    log.warning("%s: who reads this file can read every TLS session; not for earnest use", path)


def append(path: Path, line: bytes) -> None:
    """Add a line in the form that Wireshark reads: a label, the connection's random, a secret."""
    try:
        with path.open("ab") as file:
            file.write(line + b"\n")
    except OSError as error:
        log.error("%s: no key log: %s", path, error.strerror)
