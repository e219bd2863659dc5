"""The fuzzers: each tries inputs until its time is over, and raises where the engines do not agree."""

from __future__ import annotations

import gc
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from secc import exi
from secc.errors import WireError
from secc.exi import engines, exact
from secc.exi.schema import NAMES, schema
from tests.exi.vectors import Vector, load
from tests.fuzz.mutations import bent, damaged

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


class Disagreement(Exception):
    """What one engine makes of an input is not what the other makes of it."""


_BOUND = {
    (engine, name): engines.load(engine).bind(schema(name)) for engine in engines.NAMES for name in NAMES
}


def rows(testdata: Path, *, invalid: bool = False) -> list[Vector]:
    """All vectors of valid messages, and on demand those of invalid ones."""
    names = [file.stem for file in sorted((testdata / "vectors").glob("*.jsonl"))]
    return [row for name in names for row in load(testdata, name) if invalid or name != "invalid"]


def read(engine: str, row: Vector, data: bytes, by_the_book: Callable[[], Any]) -> Any:
    """Verdict of an engine: a value, or the text of a WireError."""
    bound = _BOUND[engine, row.schema]
    try:
        return bound.read_fragment(data) if row.fragment else bound.read_document(data)
    except engines.UNUSUAL:
        return by_the_book()


def agree_on_bytes(row: Vector, data: bytes) -> bool:
    """Whether the payload is accepted.

    :raises Disagreement: by one engine only, or as another value.
    """
    known: list[Any] = []

    def by_the_book() -> Any:
        if not known:
            loaded = schema(row.schema)
            try:
                read = exact.read_fragment if row.fragment else exact.read_document
                known.append(read(loaded, data))
            except WireError as error:
                if not (error.reason and 0 <= error.offset <= 8 * len(data)):
                    raise Disagreement(f"{error!r} says too little of {data.hex()}") from error
                known.append(str(error))
        return known[0]

    found = [read(engine, row, data, by_the_book) for engine in engines.NAMES]
    same = found[0] == found[1]
    if same and data[-1:] < b"\x20":  # now and then against the book, and the kinds of all values: both slow
        same = found[0] == by_the_book() and repr(found[0]) == repr(found[1])
    if not same:
        raise Disagreement(f"{row.schema} {'fragment' if row.fragment else 'document'} {data.hex()}: {found}")
    return not isinstance(found[0], str)


def agree_on_value(row: Vector, code: int, value: Any) -> bool:
    """Whether the message can be sent.

    :raises Disagreement: by one engine only, or as other bytes.
    """
    try:
        if row.fragment:
            book = exact.write_fragment(schema(row.schema), code, value, as_received=False)
        else:
            book = exact.write_document(schema(row.schema), value, as_received=False)
    except ValueError as error:
        if not str(error):
            raise Disagreement(f"an error without words for {value!r}") from error
        book = b""
    for engine in engines.NAMES:
        bound = _BOUND[engine, row.schema]
        with suppress(*engines.UNUSUAL):
            found = bound.write_fragment(code, value) if row.fragment else bound.write_document(value)
            if found != book:
                raise Disagreement(
                    f"{row.schema} {value!r}: {engine} {found.hex()}, by the book {book.hex()}"
                )
    return bool(book)


# ---- the fuzzers


def decode(testdata: Path, limit: Limit, seed: int) -> str:
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
        accepted += agree_on_bytes(row, damaged(chance, row.exi, other.exi))
        count += 1
    return f"{count} payloads, {accepted} of them accepted, all as the other engine says"


def encode(testdata: Path, limit: Limit, seed: int) -> str:
    """Messages with a field bent."""
    chance = random.Random(seed)
    stock: list[tuple[Vector, int, Any]] = []
    for row in rows(testdata):
        if len(row.exi) > _LONGEST:
            continue
        try:
            value = row.decode()
        except WireError:
            continue
        code = schema(row.schema).fragment(value.element) if row.fragment else 0
        stock.append((row, code, value.value if row.fragment else value))
    by_schema: dict[str, list[Any]] = {}
    for row, _, value in stock:
        by_schema.setdefault(row.schema, []).append(value)
    sent = count = 0
    began = time.monotonic()
    while not limit.over(count, began):
        row, code, value = chance.choice(stock)
        sent += agree_on_value(row, code, bent(chance, value, chance.choice(by_schema[row.schema])))
        count += 1
    return f"{count} messages, {sent} of them sent, all as the other engine says"


def rounds(testdata: Path, limit: Limit, seed: int) -> str:
    """Messages read and written over and over, and bad ones refused: nothing may be kept."""
    chance = random.Random(seed)
    good = [row for row in rows(testdata) if not row.fragment and len(row.exi) <= _LONGEST and _quick(row)]
    bad = [row for row in load(testdata, "invalid") if not row.fragment]

    def turn() -> None:
        row = chance.choice(good)
        bound = _BOUND["c", row.schema]
        bound.write_document(bound.read_document(row.exi))
        other = chance.choice(bad)
        with suppress(*engines.UNUSUAL):
            _BOUND["c", other.schema].read_document(other.exi)

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
    bound = _BOUND["c", row.schema]
    try:
        bound.write_document(bound.read_document(row.exi))
    except engines.UNUSUAL:
        return False
    return True


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


def sweep(testdata: Path, limit: Limit, seed: int) -> str:
    """Every prefix of every vector and every flipped bit; of long ones a part of the bits.

    Where both engines leave an input to the book it is the same book: that is read for one in sixteen only.
    """
    counts: Counter[str] = Counter()
    for row in rows(testdata, invalid=True):
        size = len(row.exi)
        for length in range(size):
            counts["prefixes"] += 1
            counts["prefixes accepted"] += _glance(row, row.exi[:length], length)
        for bit in range(0, 8 * size, 1 + size // 400):
            data = bytearray(row.exi)
            data[bit >> 3] ^= 0x80 >> (bit & 7)
            counts["flips"] += 1
            counts["flips accepted"] += _glance(row, bytes(data), bit)
    return ", ".join(f"{number} {what}" for what, number in counts.items())


def _glance(row: Vector, data: bytes, number: int) -> bool:
    """As `agree_on_bytes`, but the book is not read each time; whether an engine accepts."""
    found = [read(engine, row, data, lambda: None) for engine in engines.NAMES]
    if number % 16 == 0 or found[0] != found[1]:
        return agree_on_bytes(row, data)
    return found[0] is not None


FUZZERS: dict[str, Callable[[Path, Limit, int], str]] = {
    "decode": decode,
    "encode": encode,
    "rounds": rounds,
    "sweep": sweep,
}
DEFAULT = ("decode", "encode", "rounds")


def run(name: str, testdata: Path, limit: Limit, seed: int) -> int:
    """One fuzzer in this process; 1 when it found something."""
    if exi.engine != "c":
        print(f"{name}: the C engine is not in use", file=sys.stderr)
        return 1
    began = time.monotonic()
    try:
        found = FUZZERS[name](testdata, limit, seed)
    except Disagreement as error:
        print(f"{name}: seed {seed}: {error}", file=sys.stderr)
        return 1
    print(f"{name}: {found} ({time.monotonic() - began:.0f} s, seed {seed})", flush=True)
    return 0
