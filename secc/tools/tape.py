"""The files of recordings: one pair a session, of bounded size, whole up to where the process ended.

``secc-…jsonl`` holds a line an entry: first a header, then inputs ``["in", …]`` and what they led to, moments
``["m", now, utc, nonce]`` and outputs ``["out", …]``. ``secc-…pcapng`` shows the same bytes to Wireshark.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from secc.errors import ConfigError
from secc.tools import pcapng
from secc.tools.packets import Endpoint

__all__ = ["FORMAT", "LIMIT", "Shelf", "Tape", "is_recording"]

log = logging.getLogger(__name__)

FORMAT: Final = 1
"""Number of the format that this version writes."""

_BEGINNING: Final = b'{"secc_recording":'

LIMIT: Final = 500_000_000
"""Bytes that all recordings of a folder may take together, unless told otherwise."""

_SHARE: Final = 8  # one session takes at most this part of the limit
_NAME: Final = re.compile(r"secc-\d{8}T\d{6}\.\d{3}Z(-\d+)?\.(jsonl|pcapng)")


def is_recording(data: bytes) -> bool:
    """Whether a file that begins so is a recording."""
    return data.startswith(_BEGINNING)


class Shelf:
    """A folder of recordings; the oldest make room for the new ones. Other files there are left alone."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        """:raises ConfigError: the folder cannot be made or written."""
        self._folder = folder
        self._limit = limit
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"{folder}: {error.strerror}") from error
        if not os.access(folder, os.W_OK | os.X_OK):
            raise ConfigError(f"{folder}: cannot be written")

    def begin(self, time: float, car: Endpoint, charger: Endpoint) -> Tape:
        """A fresh pair of files, named by the time (s since 1970).

        :raises OSError: the disk says no.
        """
        share = self._limit // _SHARE
        self._make_room(self._limit - share)
        stamp = datetime.fromtimestamp(time, UTC).strftime("%Y%m%dT%H%M%S.%f")[:-3]
        for number in range(1, 1000):
            stem = self._folder / (f"secc-{stamp}Z" + (f"-{number}" if number > 1 else ""))
            try:
                return Tape(stem, share, pcapng.Talk(car, charger))
            except FileExistsError:
                continue
        raise FileExistsError(0, "too many recordings of one moment", str(self._folder))

    def _make_room(self, allowed: int) -> None:
        pairs: dict[str, list[Path]] = {}
        for path in sorted(self._folder.iterdir()):
            if _NAME.fullmatch(path.name):
                pairs.setdefault(path.stem, []).append(path)
        sizes = {stem: sum(path.stat().st_size for path in paths) for stem, paths in pairs.items()}
        for stem, paths in pairs.items():
            if sum(sizes.values()) <= allowed:
                return
            del sizes[stem]
            for path in paths:
                path.unlink(missing_ok=True)


class Tape:
    """The two files of one session. What the disk refuses is told once; no session is harmed by it."""

    def __init__(self, stem: Path, limit: int, talk: pcapng.Talk) -> None:
        """:raises OSError: the files cannot be made; FileExistsError: they are there already."""
        self.stem = stem
        self._left = limit
        self._talk = talk
        self._entries = _create(stem, "jsonl")
        try:
            self._packets = _create(stem, "pcapng")
        except OSError:
            os.close(self._entries)
            raise
        self._open = True

    def entries(self, entries: Iterable[Any]) -> None:
        """Append entries, in one go."""
        self._append(self._entries, b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries))

    def opened(self, time: float) -> None:
        """The connection stands."""
        self._append(self._packets, pcapng.section("secc") + self._talk.opened(time))

    def said(self, time: float, data: bytes, *, by_car: bool) -> None:
        """Bytes passed."""
        self._append(self._packets, self._talk.said(time, data, by_car=by_car))

    def closed(self, time: float, *, by_car: bool) -> None:
        """One side hung up."""
        self._append(self._packets, self._talk.closed(time, by_car=by_car))

    def end(self) -> None:
        """Nothing more comes."""
        if self._open:
            self._open = False
            os.close(self._entries)
            os.close(self._packets)

    def _append(self, file: int, data: bytes) -> None:
        """Straight to the system: what is written survives the death of this process."""
        if not self._open or not data:
            return
        if len(data) > self._left:
            log.warning("%s: the recording ends here: it has reached its size", self.stem.name)
            self.end()
            return
        self._left -= len(data)
        try:
            if os.write(file, data) < len(data):
                raise OSError(0, "the disk is full")
        except OSError as error:
            log.error("%s: the recording ends here: %s", self.stem.name, error.strerror)
            self.end()


def _create(stem: Path, suffix: str) -> int:
    path = stem.with_name(f"{stem.name}.{suffix}")
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
