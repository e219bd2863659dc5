"""EXI grammars (W3C EXI 1.0, section 8.5): what may come next in a type's content, and how it is counted.

A *row* is one place of a type's content: attribute, element, text, wildcard, or the head of a group whose
members follow it. A *state* is what is left of the content, written as its events in the order of their
codes. The engine adds one code to each state, the escape to events that the schema does not foresee, so n
events take ``n.bit_length()`` bits.

A list has up to three targets: the state between its smallest and largest count, the state once it is full,
and the state while it is still too short. The count is the number of items read so far, so states need not
be unrolled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from .v2g_model import Choice, Field, File, Group, Model, Ref, StandIn, Type, Value

END = -1
"""Row number of the event that ends the element."""

TEXT = -2
"""Row number of the text event of mixed content."""

State: TypeAlias = tuple[tuple[int, ...], ...]
"""Events as (row, target, target when full, target while too short); END, TEXT and wildcards: (row,)."""


@dataclass(frozen=True)
class Row:
    """One place of a type's content."""

    field: Field
    stand_ins: tuple[StandIn, ...] = ()
    group: int | None = None
    opens: bool = False
    """A member of a group: meeting it begins the group (again)."""


@dataclass(frozen=True)
class Grammar:
    """Rows and states of one type."""

    type: Type
    rows: tuple[Row, ...]
    states: tuple[State, ...]


class Ambiguous(Exception):
    """Two readings of one event; the text names the field."""


def grammar(model: Model, type_: Type) -> Grammar:
    """The grammar of a structure. Raises :class:`Ambiguous` where an event could mean two things."""
    return _Builder(model, type_).build()


# ---- what is left of a content: a sequence of particles


@dataclass(frozen=True)
class _One:
    """An element or the text, once."""

    row: int


@dataclass(frozen=True)
class _List:
    """Items of a list; with ``short`` at least one more must come."""

    row: int
    short: bool


@dataclass(frozen=True)
class _Wildcard:
    """Any element."""

    row: int


@dataclass(frozen=True)
class _Maybe:
    """Something that may be absent."""

    inner: _Sequence


@dataclass(frozen=True)
class _OneOf:
    """A choice."""

    branches: tuple[_Sequence, ...]


@dataclass(frozen=True)
class _Members:
    """Members of a group; with ``again`` the group may repeat, with ``absent`` it need not come."""

    inner: _Sequence
    again: bool
    absent: bool


_Particle: TypeAlias = _One | _List | _Wildcard | _Maybe | _OneOf | _Members
_Sequence: TypeAlias = tuple[_Particle, ...]
_Number: TypeAlias = Callable[[tuple[int, ...], _Sequence], int]


class _Builder:
    """Rows and states of one type: from the whole content on, each event leaves a state."""

    def __init__(self, model: Model, type_: Type) -> None:
        self.type = type_
        self.fields: list[tuple[Field, int | None]] = []
        for item in model.fields(type_):
            self.fields.append((item, None))
            if isinstance(item.type, Group):
                head = len(self.fields) - 1
                self.fields += [(member, head) for member in item.type.fields]
        files = model.files_of_set(type_.ref.file)
        self.stand_ins = [tuple(model.stand_ins(item, files)) for item, _ in self.fields]
        self.choices = model.choices(type_)
        self.opens: dict[int, bool] = {}

    def build(self) -> Grammar:
        states: list[State] = []
        numbers: dict[tuple[tuple[int, ...], _Sequence], int] = {}

        def number(attributes: tuple[int, ...], content: _Sequence) -> int:
            return numbers.setdefault((attributes, content), len(numbers))

        number(self.attributes(), self.content())
        while len(states) < len(numbers):
            attributes, content = list(numbers)[len(states)]
            states.append(self.state(attributes, content, number))
        rows = tuple(
            Row(item, self.stand_ins[index], group, self.opens.get(index, False))
            for index, (item, group) in enumerate(self.fields)
        )
        return Grammar(self.type, rows, tuple(states))

    def attributes(self) -> tuple[int, ...]:
        """Attributes come sorted, wherever they are declared."""
        found = [index for index, (item, _) in enumerate(self.fields) if item.node == "attribute"]
        return tuple(sorted(found, key=lambda row: (self.fields[row][0].name, self.fields[row][0].namespace)))

    # ---- particles

    def content(self) -> _Sequence:
        rows = [
            index
            for index, (item, group) in enumerate(self.fields)
            if group is None and item.node != "attribute"
        ]
        return self.sequence(rows, self.choices)

    def sequence(self, rows: list[int], choices: list[Choice]) -> _Sequence:
        particles: list[_Particle] = []
        first = {choice.names[0]: choice for choice in choices}
        rest = list(rows)
        while rest:
            choice = first.get(self.fields[rest[0]][0].name)
            if choice is None:
                particles.append(self.particle(rest.pop(0)))
                continue
            chosen, rest = rest[: len(choice.names)], rest[len(choice.names) :]
            one_of = _OneOf(tuple((self.particle(row, chosen=True),) for row in chosen))
            particles.append(_Maybe((one_of,)) if choice.optional else one_of)
        return tuple(particles)

    def particle(self, row: int, *, chosen: bool = False) -> _Particle:
        """The particle of a row; an alternative must come once it is ``chosen``."""
        item = self.fields[row][0]
        needed = item.required or chosen
        if isinstance(item.type, Group):
            members = [index for index, (_, group) in enumerate(self.fields) if group == row]
            return _Members(self.sequence(members, list(item.type.choices)), item.array, not needed)
        if item.array:
            return _List(row, needed)
        particle = _Wildcard(row) if item.node == "any" else _One(row)
        return particle if needed else _Maybe((particle,))

    # ---- states

    def state(self, attributes: tuple[int, ...], content: _Sequence, number: _Number) -> State:
        events: list[tuple[int, ...]] = []
        for index, row in enumerate(attributes):
            events.append((row, number(attributes[index + 1 :], content)))
            if self.fields[row][0].required:
                return tuple(events)
        wildcard: list[tuple[int, ...]] = []
        names: set[tuple[str, str]] = set()
        for row, targets, opens in self.first(content):
            item, group = self.fields[row]
            if item.node == "any":
                wildcard = [(row,)]
                continue
            if group is not None and self.opens.setdefault(row, opens) != opens:
                raise Ambiguous(f"{item.name} both begins a group and goes on with it")
            for element in self.stand_ins[row] or [StandIn(item.name, item.namespace, None)]:
                if (element.name, element.namespace) in names:
                    raise Ambiguous(f"{element.name} in two places at once")
                names.add((element.name, element.namespace))
            events.append((row, *(number((), target) for target in targets)))
        events += wildcard
        if self.may_end(content):
            events.append((END,))
        if self.type.mixed:
            events.append((TEXT,))
        return tuple(events)

    def may_end(self, content: _Sequence) -> bool:
        return all(self.may_be_absent(particle) for particle in content)

    def may_be_absent(self, particle: _Particle) -> bool:
        match particle:
            case _Maybe():
                return True
            case _List(short=short):
                return not short
            case _Members(inner=inner, absent=absent):
                return absent or self.may_end(inner)
            case _OneOf(branches=branches):
                return any(self.may_end(branch) for branch in branches)
        return False

    def first(self, content: _Sequence) -> Iterator[tuple[int, tuple[_Sequence, ...], bool]]:
        """Each row that can come first, what each count of it leaves, and whether it opens a group."""
        for index, particle in enumerate(content):
            rest = content[index + 1 :]
            for row, targets, opens in self.heads(particle):
                yield row, tuple(target + rest for target in targets), opens
            if not self.may_be_absent(particle):
                return

    def heads(self, particle: _Particle) -> Iterator[tuple[int, tuple[_Sequence, ...], bool]]:
        match particle:
            case _One(row=row) | _Wildcard(row=row):
                yield row, ((),), False
            case _List(row=row):
                yield row, self.after_item(row), False
            case _Maybe(inner=inner):
                yield from self.first(inner)
            case _OneOf(branches=branches):
                for branch in branches:
                    yield from self.first(branch)
            case _Members(inner=inner, again=again):
                rest: _Sequence = (_Members(inner, again, True),) if again else ()
                for row, targets, _ in self.first(inner):
                    yield row, tuple(target + rest for target in targets), True

    def after_item(self, row: int) -> tuple[_Sequence, ...]:
        """What is left after an item of a list: within its bounds, when full, while too short."""
        item = self.fields[row][0]
        between: _Sequence = (_List(row, False),)
        if item.minimum > 1:
            return between, (), (_List(row, True),)
        return (between,) if item.maximum is None else (between, ())


# ---- what needs the whole schema set


@dataclass(frozen=True)
class Name:
    """An element name of a set, and its types: none when abstract; two need the relaxed grammar."""

    local: str
    namespace: str
    types: tuple[Ref | Value, ...]


def document_names(files: list[File]) -> list[Name]:
    """The elements a document may start with, in the order of their codes; abstract ones are counted."""
    found = [
        Name(type_.element, type_.namespace, () if type_.abstract else (type_.ref,))
        for file in files
        for type_ in file.types.values()
        if type_.element
    ]
    return sorted(found, key=lambda name: (name.local, name.namespace))


def fragment_names(model: Model, files: list[File]) -> list[Name]:
    """All element names, local ones included, in the order of their codes."""
    found = {(name.local, name.namespace): list(name.types) for name in document_names(files)}
    for item in _declared(files):
        if item.node != "element" or not isinstance(item.type, Ref | Value):
            continue
        if model.stand_ins(item, files):
            continue  # a slot only refers to global elements
        types = found.setdefault((item.name, item.namespace), [])
        if item.type not in types:
            types.append(item.type)
    return [Name(local, space, tuple(types)) for (local, space), types in sorted(found.items())]


def attribute_names(files: list[File]) -> list[tuple[str, str]]:
    """All attribute names, sorted: the element of a name with two types counts them all."""
    return sorted({(item.name, item.namespace) for item in _declared(files) if item.node == "attribute"})


def _declared(files: list[File]) -> Iterator[Field]:
    for file in files:
        for type_ in file.types.values():
            for item in type_.fields:
                yield item
                if isinstance(item.type, Group):
                    yield from item.type.fields
