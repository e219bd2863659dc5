"""Simple types: what a value may be, and how it is written as text.

How it is written as bits stands in :mod:`.bits` (every case, with reasons) and in the engines (the common
cases).

Two verdicts are kept apart. What is *wrong* has no place in the notation: another kind of value, a name that
the enumeration lacks. What lies *beyond* its bounds can be written and read, and cars do send it: a text
that is too long, a number that its bits hold though its range ends before. A receiver lets that pass.
"""

from __future__ import annotations

import base64
import binascii
import re
import reprlib
from functools import cached_property
from typing import Any

_INTEGER = re.compile(r"[+-]?[0-9]{1,400}")
_UNBOUNDED = 256
"""Bits allowed for an integer without bounds; the longest one in use, X509SerialNumber, has 160."""
_BLANKS = " \t\r\n"
"""White space of XML."""
_WITHOUT_BLANKS = str.maketrans("", "", _BLANKS)


class Codec:
    """A simple type of the tables: a kind and its bounds.

    ``least`` and ``most`` bound the number, the text's characters or the binary's bytes. For the kinds
    ``boolean``, ``bits`` and ``enum`` each value has a fixed number of bits; ``members`` are all values that
    these can say, in the order of the bits.
    """

    def __init__(self, kind: str, least: Any = None, most: int | None = None) -> None:
        self.kind = kind
        self.least: int | None = None if kind == "enum" else least
        self.most = most
        self.members: tuple[Any, ...] = ()
        if kind == "enum":
            self.members = least
        elif kind == "boolean":
            self.members = (False, True)
        elif kind == "bits":
            assert most is not None
            self.members = tuple(range(least, least + (1 << (most - least).bit_length())))
        self.fixed = bool(self.members)
        self.width = (len(self.members) - 1).bit_length()
        self.binary = kind in ("base64", "base16")
        self.may_be_empty = self.binary or kind == "string"

    def use(self, members: Any) -> None:
        """Take the enumeration's Python class for the plain values of the table."""
        self.members = tuple(members(value) for value in self.members)

    @cached_property
    def table(self) -> dict[Any, int]:
        """Bits by value, of all values that they can say."""
        return {value: code for code, value in enumerate(self.members)}

    @cached_property
    def legal(self) -> dict[Any, int]:
        """Bits by value, of the values within the bounds."""
        return {value: code for value, code in self.table.items() if self.most is None or value <= self.most}

    @cached_property
    def octets(self) -> int:
        """The most octets that a varint of this range may take."""
        bounds = (self.least or 0, self.most or 0)
        unbounded = self.kind == "signed" and self.most is None
        bits = _UNBOUNDED if unbounded else max((~one if one < 0 else one).bit_length() for one in bounds)
        return max(1, -(-bits // 7))

    # ---- verdicts

    def wrong(self, value: Any) -> str | None:
        """Why a value cannot be written at all, in words; None if it can."""
        if self.fixed:
            try:
                known = value in self.table
            except TypeError:
                known = False
            return None if known else self._outside(value)
        if self.kind == "string":
            if not isinstance(value, str):
                return f"{_short(value)} is no text"
            return "a surrogate is no character" if _has_surrogate(value) else None
        if self.binary:
            return None if isinstance(value, bytes) else f"{_short(value)} is not bytes"
        if not isinstance(value, int):
            return f"{_short(value)} is no whole number"
        return None if self.in_range(value) else self._outside(value)

    def in_range(self, value: int) -> bool:
        """Whether an integer lies within the bounds."""
        if self.least is None or self.most is None:
            return int.bit_length(~value if value < 0 else value) <= _UNBOUNDED
        return self.least <= value <= self.most

    def _outside(self, value: Any) -> str:
        if self.kind == "enum":
            return f"{_short(value)} is none of {', '.join(map(str, self.members))}"
        if self.kind == "boolean":
            return f"{_short(value)} is neither true nor false"
        if self.least is None:
            return f"a number of more than {_UNBOUNDED} bits"
        return f"{_short(value)} is not in {self.least} to {self.most}"

    def beyond(self, value: Any) -> str | None:
        """What is out of bounds in a value that is not :meth:`wrong`, in words; None if nothing."""
        if self.kind == "bits":
            return None if value in self.legal else self._outside(value)
        if not self.may_be_empty or (self.least or 0) <= len(value) <= (
            len(value) if self.most is None else self.most
        ):
            return None
        unit = "bytes" if self.binary else "characters"
        if self.least == self.most:
            return f"{len(value)} {unit} instead of {self.most}"
        return f"{len(value)} {unit} instead of {self.least or 0} to {self.most}"

    # ---- text, as XML and JSON have it

    def to_text(self, value: Any) -> str:
        """The value as XML text. It must not be :meth:`wrong`."""
        match self.kind:
            case "boolean":
                return "true" if value else "false"
            case "base64":
                return base64.b64encode(value).decode()
            case "base16":
                return str(value.hex().upper())
        return str(value if self.kind in ("string", "enum") else int(value))

    def from_text(self, text: str) -> Any:
        """The value that a text means; white space around any but a text is dropped.

        :raises ValueError: it means none, or one that is :meth:`wrong`.
        """
        if self.kind == "string":
            return self.checked(text)
        text = text.strip(_BLANKS)
        if self.binary:
            # XML lets Base64 be cut into lines; JSON does not.
            return self._from_digits(text.translate(_WITHOUT_BLANKS) if self.kind == "base64" else text)
        value: Any = text
        if self.kind == "boolean":
            value = {"true": True, "1": True, "false": False, "0": False}.get(text, text)
        elif self.kind != "enum" and _INTEGER.fullmatch(text):
            value = int(text)
        return self.checked(value)

    def _from_digits(self, text: str) -> bytes:
        try:
            if self.kind == "base64":
                return base64.b64decode(text, validate=True)
            return binascii.unhexlify(text)
        except ValueError:
            raise ValueError(f"{_short(text)} is not in {self.kind}") from None

    def to_json(self, value: Any) -> Any:
        """The value as JSON has it."""
        if self.binary or self.kind == "enum":
            return self.to_text(value)
        return value if self.kind == "string" else bool(value) if self.kind == "boolean" else int(value)

    def from_json(self, value: Any) -> Any:
        """The value that a JSON value means.

        :raises ValueError: it means none, or one that is :meth:`wrong`.
        """
        if self.binary and isinstance(value, str):
            return self._from_digits(value)
        if (self.kind == "boolean") != isinstance(value, bool) or isinstance(value, float):
            raise ValueError(self.wrong(value) or f"{_short(value)} is of another kind")
        return self.checked(value)

    def checked(self, value: Any) -> Any:
        """The value itself, or for an enumeration its member.

        :raises ValueError: it is :meth:`wrong`.
        """
        reason = self.wrong(value)
        if reason:
            raise ValueError(reason)
        return self.members[self.table[value]] if self.fixed else value

    def smallest(self) -> Any:
        """The smallest legal value: first of an enumeration, zero where it is legal, shortest text."""
        if self.kind in ("boolean", "enum"):
            return self.members[0]
        if self.binary:
            return bytes(self.least or 0)
        if self.kind == "string":
            return "0" * (self.least or 0)
        if self.least is None or self.most is None:
            return 0
        return min(max(self.least, 0), self.most)


def shown(name: object) -> str:
    """A name out of somebody's text as an error tells it: a part of it where it is longer than ours are."""
    text = str(name)
    return text if len(text) <= 200 else f"{text[:197]}..."


def _short(value: Any) -> str:
    if isinstance(value, int) and value.bit_length() > _UNBOUNDED:
        return f"a number of {value.bit_length()} bits"
    text = reprlib.repr(value) if isinstance(value, list | dict) else repr(value)  # JSON may nest deep
    return text if len(text) <= 60 else f"{text[:57]}..."


def _has_surrogate(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)
