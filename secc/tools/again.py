"""Repeats a recorded session: the same inputs at the same moments lead to the same outputs, bit for bit.

But for signatures of our own: a recording has no key, so answers that the charger has signed are compared
without their signatures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import msgspec
from msgspec import UNSET

from secc import exi, v2gtp
from secc.charger import PROTOCOLS, Charger, Conversation
from secc.errors import ConfigError, WireError
from secc.moment import Moment
from secc.protocol import Protocol
from secc.rest import Memory, Rest
from secc.security import Channel
from secc.settings import Settings
from secc.tools import known
from secc.tools.tape import FORMAT, is_recording
from secc_contract.iso15118_charger import Iso15118ChargerPublisher
from secc_contract.v2g.iso15118_2 import ChargeParameterDiscoveryRes, V2G_Message

__all__ = ["Parting", "Repeated", "file"]


@dataclass(frozen=True, slots=True)
class Parting:
    """Where the repetition leaves the recording."""

    line: int
    """of the file, from 1"""
    recorded: str
    ours: str | None
    """One entry each as it stands in the file; None: there is no output any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """What came of a repetition."""

    version: str
    """of the package that recorded"""
    inputs: int
    outputs: int
    """that were repeated and are equal"""
    whole: bool
    """The recording has its end; else its process died or its size was reached."""
    parting: Parting | None


def file(path: Path, protocols: Sequence[Protocol] = PROTOCOLS) -> Repeated:
    """Repeat a recording; ConfigError, in one line, for a file that is none."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    lines = text.split(b"\n")
    lines.pop()  # empty, or a line that its process did not finish
    if not lines or not is_recording(lines[0]):
        raise ConfigError(f"{path}: no recording of a session")
    try:
        return _Repetition(lines, protocols).run()
    except _Unreadable as error:
        raise ConfigError(f"{path}: line {error.line}: {error}") from error


class _Unreadable(Exception):
    """The recording makes no sense."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


class _Parted(Exception):
    """An output or a moment is not the recorded one."""


class _CutOff(Exception):
    """The recording ends within an input: its process died, or its size was reached."""


class _Repetition:
    """A charger whose world is a recording. It is host, owner's link and pipe in one."""

    def __init__(self, lines: list[bytes], protocols: Sequence[Protocol]) -> None:
        self._lines = lines
        self._at = 0
        self._inputs = self._outputs = 0
        self._parting: Parting | None = None
        header = self._entry(dict)
        if header.get("secc_recording") != FORMAT:
            raise _Unreadable(1, f"format {header.get('secc_recording')}, this version reads {FORMAT}")
        self._version = str(header.get("version"))
        try:
            settings = msgspec.convert(header["settings"], Settings)
            rest = _rest(header["rest"], protocols)
            # Recordings of chargers without certificates, and older ones, name nobody.
            trust = known.read(header["trust"]) if header.get("trust") is not None else None
        except (KeyError, msgspec.ValidationError, WireError) as error:
            raise _Unreadable(1, f"no state of a charger: {error}") from error
        self._charger = Charger(Iso15118ChargerPublisher(self), self, settings, protocols, rest, trust)
        self._conversation: Conversation | None = None
        self._do: dict[str, Callable[..., None]] = {
            "connected": self._connected,
            "received": lambda data: self._talk().received(bytes.fromhex(data)),
            "lost": lambda: self._talk().lost(),
            "woken": self._charger.woken,
            "command": self._charger.dispatch,
            "shut_down": self._charger.shut_down,
        }

    def run(self) -> Repeated:
        """All inputs, or up to the first thing that is not as it was."""
        whole = False
        with suppress(_Parted, _CutOff):
            while self._at < len(self._lines) and not whole:
                entry = self._entry(list)
                whole = entry == ["end"]
                if not whole:
                    self._input(entry)
        return Repeated(
            version=self._version,
            inputs=self._inputs,
            outputs=self._outputs,
            whole=whole,
            parting=self._parting,
        )

    def _input(self, entry: list[Any]) -> None:
        number = self._at
        if entry[:1] in (["m"], ["out"]):  # the recorded charger went on where ours has nothing more to do
            self._at -= 1
            self._part(None)
        try:
            _, name, *arguments = entry
            act = self._do[name]
        except (ValueError, KeyError, TypeError) as error:
            raise _Unreadable(number, "no input") from error
        self._inputs += 1
        try:
            act(*arguments)
        except (_Parted, _CutOff, _Unreadable):
            raise
        except Exception as error:  # a bug, or a broken contract, that was recorded too
            self._expect(["out", "raised", type(error).__name__])

    def _part(self, ours: bytes | None) -> NoReturn:
        """This is where the ways part; what comes on the way out of the charger is of no more interest."""
        if self._at >= len(self._lines):
            raise _CutOff
        if self._parting is None:
            recorded = self._lines[self._at].decode("utf-8", "replace")
            self._parting = Parting(
                line=self._at + 1, recorded=recorded, ours=None if ours is None else ours.decode()
            )
        raise _Parted

    # What the charger calls.

    def moment(self) -> Moment:
        line = self._lines[self._at] if self._at < len(self._lines) else b""
        if not line.startswith(b'["m",'):
            self._part(b'["m"]')
        try:
            _, now, utc, nonce = msgspec.json.decode(line, type=list)
            moment = Moment(float(now), datetime.fromisoformat(utc), bytes.fromhex(nonce))
        except (ValueError, TypeError, msgspec.DecodeError) as error:
            raise _Unreadable(self._at + 1, "no moment") from error
        self._at += 1
        return moment

    def wake_at(self, deadline: float | None) -> None:
        pass

    def offer(self, serving: bool) -> None:
        pass

    def remember(self, memory: Memory | None) -> None:
        self._expect(["out", "remember", memory])

    def publish(self, variable: str, value: Any) -> None:
        self._expect(["out", "publish", variable, value])

    def serve(self, dispatch: Callable[[str, Mapping[str, Any]], None]) -> None:
        pass

    def write(self, data: bytes) -> None:
        self._expect(["out", "write", data.hex()])

    def close(self) -> None:
        self._expect(["out", "close"])

    # The recording.

    def _connected(self, channel: Any = None) -> None:
        """Recordings that name no channel are of plain TCP."""
        secured = msgspec.convert(channel or {}, Channel)
        self._conversation = self._charger.connected(self, secured)

    def _talk(self) -> Conversation:
        if self._conversation is None:
            raise _Unreadable(self._at, "no car is connected here")
        return self._conversation

    def _expect(self, entry: list[Any]) -> None:
        ours = msgspec.json.encode(entry)
        recorded = self._lines[self._at] if self._at < len(self._lines) else b""
        if recorded != ours and not _signed_anew(recorded, ours):
            self._part(ours)
        self._at += 1
        self._outputs += 1

    def _entry(self, kind: type) -> Any:
        self._at += 1
        with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return msgspec.json.decode(self._lines[self._at - 1], type=kind)
        raise _Unreadable(self._at, "no entry of a recording")


def _rest(stored: Any, protocols: Sequence[Protocol]) -> Rest:
    """The state, with the memory of a paused session in its protocol's own type."""
    rest = msgspec.convert(stored, Rest)
    if rest.memory is None:
        return rest
    kinds = {protocol.name: protocol.memory for protocol in protocols}
    paused: Any = msgspec.convert(rest.memory.paused, kinds[rest.memory.protocol])
    return replace(rest, memory=replace(rest.memory, paused=paused))


def _signed_anew(recorded: bytes, ours: bytes) -> bool:
    """Whether two entries write one and the same offer, but for the signature that each of them has."""
    offer = _unsigned(recorded)
    return offer is not None and offer == _unsigned(ours)


def _unsigned(entry: bytes) -> V2G_Message | None:
    """A signed offer that an entry writes, or shows who watches, without its signature; None: another one."""
    try:
        match msgspec.json.decode(entry):
            case ["out", "write", str(frame)]:
                pass
            case ["out", "publish", "v2g_messages", {"v2g_message_exi_hex": str(frame)}]:
                pass
            case _:
                return None
        message = exi.decode("iso2", bytes.fromhex(frame)[v2gtp.HEADER_SIZE :])
    except (msgspec.DecodeError, ValueError, WireError):
        return None
    if not isinstance(message, V2G_Message) or message.Header.Signature is UNSET:
        return None
    if not isinstance(message.Body.BodyElement, ChargeParameterDiscoveryRes):
        return None
    return msgspec.structs.replace(message, Header=msgspec.structs.replace(message.Header, Signature=UNSET))
