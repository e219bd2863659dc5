"""A file that remembers a paused session, so that a car may go on after a restart of the charger."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from secc.errors import ConfigError
from secc.protocol import Protocol
from secc.rest import Memory

__all__ = ["Store"]

log = logging.getLogger(__name__)


class Store:
    """Keeps one :class:`~secc.rest.Memory` in a file of mode 0600: a session id and the car's EVCCID."""

    def __init__(self, path: Path, protocols: Sequence[Protocol]) -> None:
        """:raises ConfigError: the file cannot be read, or its folder cannot be written."""
        self._path = path
        self._kinds = {protocol.name: protocol.memory for protocol in protocols}
        if not os.access(path.parent, os.W_OK):
            raise ConfigError(f"{path}: its folder cannot be written")

    def load(self) -> Memory | None:
        """What was kept; None, with a line in the log, where the file makes no sense.

        :raises ConfigError: the file is there but cannot be read.
        """
        try:
            text = self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ConfigError(f"{self._path}: {error.strerror}") from error
        try:
            found = msgspec.json.decode(text, type=Memory)
            kind = self._kinds[found.protocol]
            return Memory(protocol=found.protocol, paused=msgspec.convert(found.paused, kind))
        except (msgspec.MsgspecError, KeyError, TypeError) as error:
            log.warning("%s holds no paused session that this charger knows: %s", self._path, error)
            return None

    def save(self, memory: Memory | None) -> None:
        """Keep this, in place of what was kept; None forgets. A full disk is told, and harms no session."""
        try:
            if memory is None:
                self._path.unlink(missing_ok=True)
            else:
                self._write(msgspec.json.encode(memory))
        except OSError as error:
            log.error("the paused session is not remembered: %s: %s", self._path, error.strerror)

    def _write(self, text: bytes) -> None:
        """All or nothing: a process that is killed here leaves the old file."""
        fresh = self._path.with_name(f"{self._path.name}.new")
        with suppress(FileNotFoundError):
            fresh.unlink()
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
