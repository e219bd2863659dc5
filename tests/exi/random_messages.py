"""Random messages, made from the grammar tables alone: a source for the walk that chooses by chance."""

from __future__ import annotations

import random
from typing import Any

from secc.exi.schema import END, Event, Name, Row, State, Type
from secc.exi.values import Codec
from secc.exi.walk import Node, read

_LONGEST = 40
_ALPHABET = "abcXYZ019 .-_:/#&<>\"'\t\näß€車😀"
_PLAIN = 23


class _DeadEnd(Exception):
    """Only content that we refuse could come here."""


class _Chance:
    """Chooses among the events that a state allows, and ends when it can after a while."""

    def __init__(self, chance: random.Random, plain: bool) -> None:
        self.chance = chance
        self.plain = plain
        self.left = 60

    def error(self, reason: str) -> Exception:
        return AssertionError(reason)

    def event(self, state: State, rows: tuple[Row, ...]) -> Event:
        self.left -= 1
        ends = [event for event in state.events if event.row == END]
        if ends and (self.left < 0 or self.chance.random() < 0.3):
            return ends[0]
        possible = [
            event
            for event in state.events
            if event.row >= 0
            and rows[event.row].node != "any"
            and (rows[event.row].node != "slot" or event.ref is not None)
            and not (self.plain and (rows[event.row].group is not None or rows[event.row].name == "KeyInfo"))
        ]
        if not possible:
            if not ends:
                raise _DeadEnd
            return ends[0]
        if self.left < 0:
            possible = [event for event in possible if rows[event.row].minimum] or possible
        return self.chance.choice(possible)

    def enter(self, name: Name, node: Node) -> None:
        pass

    def leave(self) -> None:
        pass

    def value(self, codec: Codec, node: Node) -> Any:
        chance = self.chance
        if codec.fixed:
            return chance.choice(list(codec.legal))
        if codec.may_be_empty:
            shortest = codec.least or 0
            longest = _LONGEST if codec.most is None else min(_LONGEST, codec.most)
            size = chance.randint(shortest, max(shortest, longest))
            if codec.binary:
                return chance.randbytes(size)
            letters = _ALPHABET[:_PLAIN] if self.plain or chance.random() < 0.7 else _ALPHABET
            return "".join(chance.choice(letters) for _ in range(size))
        least, most = codec.least, codec.most
        if least is None or most is None:
            least, most = -(2**160), 2**160
        values = [least, most, max(least, 0), chance.randint(least, most), chance.randint(0, 300) % most]
        return chance.choice(values)


def message(kind: Type, seed: int, *, plain: bool = False) -> Any:
    """A valid value of a structure; the same seed gives the same.

    A ``plain`` one has no text beyond ASCII and none of the groups that only XML signature has.
    """
    for attempt in range(100):
        try:
            return read(_Chance(random.Random(seed + (attempt << 32)), plain), kind)
        except _DeadEnd:
            continue
    raise AssertionError(f"no value of {kind.name} found")
