"""Writes the secrets of connections into a file, for a packet analyser: only where somebody asked for it."""

from __future__ import annotations

import logging
import os
import stat
import weakref
from pathlib import Path

from secc.errors import ConfigError

__all__ = ["KeyLog"]

log = logging.getLogger(__name__)

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK  # a pipe is not waited for


class KeyLog:
    """An open file that only its owner can read.

    It is opened once: whatever later stands under its name, a link or a file for everybody, gets nothing.
    """

    def __init__(self, path: Path) -> None:
        """ConfigError where no such file can be had."""
        self._path = path
        try:
            self._descriptor = os.open(path, _FLAGS, 0o600)
        except OSError as error:
            raise ConfigError(f"{path}: no key log there: {error.strerror}") from error
        weakref.finalize(self, os.close, self._descriptor)
        found = os.fstat(self._descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise ConfigError(f"{path}: no key log there: it is not a file")
        if found.st_uid != os.geteuid():
            raise ConfigError(f"{path}: no key log there: the file is another user's")
        os.fchmod(self._descriptor, 0o600)
        log.warning("%s: who reads this file can read every TLS session; not for earnest use", path)

    @property
    def name(self) -> str:
        """A name for libraries that open files themselves: it leads to this file and to no other."""
        return f"/proc/self/fd/{self._descriptor}"

    def append(self, line: bytes) -> None:
        """Add a line in the form that Wireshark reads: a label, the connection's random, a secret."""
        try:
            os.write(self._descriptor, line + b"\n")
        except OSError as error:
            log.error("%s: no key log: %s", self._path, error.strerror)
