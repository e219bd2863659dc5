"""The fuzzers: each tries inputs until its time is over, and raises where the engines do not agree.

Each input is noted before it is tried, so that whatever goes wrong can be tried again.
"""

from __future__ import annotations

import gc
import random
import resource
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from secc import exi
from secc.errors import WireError
from secc.exi import engines
from secc.exi.schema import schema
from tests.exi.vectors import Vector, load
from tests.fuzz.agreement import Disagreement, agree_on_bytes, agree_on_value, hexed, read, verdict, write
from tests.fuzz.mutations import bent, damaged
from tests.fuzz.notes import Note

_LONGEST = 3000
"""Bytes of the longest vector that is bent; longer ones make it slow and hold nothing new."""


class Limit(NamedTuple):
    """When to stop: after so many s, or so many inputs."""

    seconds: float
    inputs: int | None

    def over(self, count: int, began: float) -> bool:
        if self.inputs is not None:
            return count >= self.inputs
        return count % 64 == 0 and time.monotonic() - began >= self.seconds


def rows(testdata: Path, *, invalid: bool = False) -> list[Vector]:
    """All vectors of valid messages, and on demand those of invalid ones."""
    names = [file.stem for file in sorted((testdata / "vectors").glob("*.jsonl"))]
    return [row for name in names for row in load(testdata, name) if invalid or name != "invalid"]


# ---- the fuzzers


def decode(testdata: Path, limit: Limit, seed: int, note: Note) -> str:
    """Damaged payloads."""
    chance = random.Random(seed)
    stock = [row for row in rows(testdata, invalid=True) if len(row.exi) <= _LONGEST]
    by_schema: dict[tuple[str, bool], list[Vector]] = {}
    for row in stock:
        by_schema.setdefault((row.schema, row.fragment), []).append(row)
    accepted = count = 0
    began = time.monotonic()
    while not limit.over(count, began):
        row = chance.choice(stock)
        other = chance.choice(by_schema[row.schema, row.fragment])
        data = damaged(chance, row.exi, other.exi)
        note(hexed(row, data))
        accepted += agree_on_bytes(row, data)
        count += 1
    return f"{count} payloads, {accepted} of them accepted, all as the other engine says"


def encode(testdata: Path, limit: Limit, seed: int, note: Note) -> str:
    """Messages with a field bent."""
    chance = random.Random(seed)
    messages = Messages(testdata, chance)
    sent = count = 0
    began = time.monotonic()
    while not limit.over(count, began):
        row, value = messages.bent()
        note(f"{row.schema} {value!r}")
        sent += agree_on_value(row, value)
        count += 1
    return f"{count} messages, {sent} of them sent, all as the other engine says"


class Messages:
    """What the vectors say, to be bent."""

    def __init__(self, testdata: Path, chance: random.Random) -> None:
        self.chance = chance
        self.stock: list[tuple[Vector, Any]] = []
        self.by_schema: dict[str, list[Any]] = {}
        for row in rows(testdata):
            if len(row.exi) > _LONGEST:
                continue
            try:
                value = row.decode()
            except WireError:
                continue
            if row.fragment:
                value = schema(row.schema).fragment(value.element), value.value
            self.stock.append((row, value))
            self.by_schema.setdefault(row.schema, []).append(value[1] if row.fragment else value)

    def bent(self) -> tuple[Vector, Any]:
        """One of them that is not what it was, and the vector it came from."""
        row, value = self.chance.choice(self.stock)
        other = self.chance.choice(self.by_schema[row.schema])
        if row.fragment:
            code, content = value
            return row, (code, bent(self.chance, content, other))
        return row, bent(self.chance, value, other)


def rounds(testdata: Path, limit: Limit, seed: int, note: Note) -> str:
    """Messages and fragments read and written over and over, bad ones refused: nothing may be kept."""
    chance = random.Random(seed)
    good = [row for row in rows(testdata) if len(row.exi) <= _LONGEST and _quick(row)]
    bad = load(testdata, "invalid")
    unsent = list(_unsent(Messages(testdata, chance)))

    def turn() -> None:
        row = chance.choice(good)
        note(hexed(row, row.exi))
        write("c", row, read("c", row, row.exi))
        row = chance.choice(bad)
        note(hexed(row, row.exi))
        with suppress(*engines.UNUSUAL):
            read("c", row, row.exi)
        row, value = chance.choice(unsent)
        note(f"{row.schema}, refused when it was built: a message bent from {row.id}")
        with suppress(*engines.UNUSUAL):
            write("c", row, value)

    shared = [*_shared(good), None, (), b"", "", 0, 1]
    for _ in range(2000):
        turn()
    gc.collect()
    counts = [sys.getrefcount(one) for one in shared]
    memory = _resident()
    count = 0
    began = time.monotonic()
    while not limit.over(count, began):
        turn()
        count += 1
    gc.collect()
    grown = _resident() - memory
    drift = max(abs(sys.getrefcount(one) - before) for one, before in zip(shared, counts, strict=True))
    if drift > 50:
        raise Disagreement(f"reference counts drifted by {drift} in {count} rounds")
    if grown > 4096:
        raise Disagreement(f"memory grew by {grown} kB in {count} rounds")
    return f"{count} rounds, memory grew by {grown} kB, reference counts by at most {drift}"


def _quick(row: Vector) -> bool:
    try:
        write("c", row, read("c", row, row.exi))
    except engines.UNUSUAL:
        return False
    return True


def _unsent(messages: Messages) -> Iterator[tuple[Vector, Any]]:
    """Some hundred values that the C engine does not write."""
    for _ in range(1000):
        row, value = messages.bent()
        try:
            write("c", row, value)
        except engines.UNUSUAL:
            yield row, value


def _shared(stock: list[Vector]) -> Iterator[Any]:
    """Objects that messages share: classes and members of enumerations."""
    seen: set[int] = set()
    todo = [row.decode() for row in stock]
    while todo:
        one = todo.pop()
        if isinstance(one, tuple):
            todo += one
            continue
        for each in (type(one), one) if isinstance(one, str) else (type(one),):
            if id(each) not in seen and type(each) is not str:
                seen.add(id(each))
                yield each
        todo += [getattr(one, name) for name in getattr(one, "__struct_fields__", ())]


def _resident() -> int:
    """kB in use; on other systems than Linux the most that ever was."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return pages * resource.getpagesize() // 1024


def sweep(testdata: Path, limit: Limit, seed: int, note: Note) -> str:
    """Every prefix of every vector and every flipped bit; of long ones a part of the bits.

    Where both engines leave an input to the book it is the same book: that is read for one in sixteen only.
    """
    counts: Counter[str] = Counter()
    for row in rows(testdata, invalid=True):
        size = len(row.exi)
        for length in range(size):
            counts["prefixes"] += 1
            note(hexed(row, row.exi[:length]))
            counts["prefixes accepted"] += _glance(row, row.exi[:length], length)
        for bit in range(0, 8 * size, 1 + size // 400):
            data = bytearray(row.exi)
            data[bit >> 3] ^= 0x80 >> (bit & 7)
            counts["flips"] += 1
            note(hexed(row, data))
            counts["flips accepted"] += _glance(row, bytes(data), bit)
    return ", ".join(f"{number} {what}" for what, number in counts.items())


def _glance(row: Vector, data: bytes, number: int) -> bool:
    """As `agree_on_bytes`, but the book is not read each time; whether an engine accepts."""
    found = [verdict(engine, row, data, lambda: None) for engine in engines.NAMES]
    if number % 16 == 0 or found[0] != found[1]:
        return agree_on_bytes(row, data)
    return found[0] is not None


FUZZERS: dict[str, Callable[[Path, Limit, int, Note], str]] = {
    "decode": decode,
    "encode": encode,
    "rounds": rounds,
    "sweep": sweep,
}
DEFAULT = ("decode", "encode", "rounds")


def run(name: str, testdata: Path, limit: Limit, seed: int, note: Note) -> int:
    """One fuzzer in this process; 1 when it found something."""
    if exi.engine != "c":
        print(f"{name}: the C engine is not in use", file=sys.stderr)
        return 1
    began = time.monotonic()
    try:
        found = FUZZERS[name](testdata, limit, seed, note)
    except Disagreement as error:
        print(f"{name}: seed {seed}: {error}", file=sys.stderr)
        return 1
    except Exception:
        traceback.print_exc()
        print(f"{name}: seed {seed}: the input was {note.input}", file=sys.stderr)
        return 1
    print(f"{name}: {found} ({time.monotonic() - began:.0f} s, seed {seed})", flush=True)
    return 0
