"""The V2G messages as a model: what the YAML of ``interfaces/v2g`` says, with every reference resolved.

The form is JSON Schema's with one annotation, ``xml`` (``docs/contract-yaml.md``). :func:`read` understands
exactly that form and nothing else: a key it does not know is a finding, so that a new construct is an error
and never a wrong bit on the wire.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

ValueKind = Literal["boolean", "integer", "string", "base64", "base16", "enum"]
Node = Literal["element", "attribute", "text", "any", "group"]

FORMATS: dict[str, tuple[int, int]] = {
    f"{sign}int{bits}": (0, 2**bits - 1) if sign else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    for bits in (8, 16, 32, 64)
    for sign in ("", "u")
}


@dataclass(frozen=True)
class Value:
    """A simple type. The bounds are of the number, of the text's length, or of the binary's bytes."""

    kind: ValueKind
    minimum: int | None = None
    maximum: int | None = None
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ref:
    """A type by file and name."""

    file: str
    name: str

    def __str__(self) -> str:
        return f"{self.file}#{self.name}"


@dataclass(frozen=True)
class Field:
    """A property: element, attribute, text, wildcard, or a group that has no element of its own."""

    name: str
    node: Node
    type: Value | Ref | Group | None
    namespace: str
    required: bool
    minimum: int
    maximum: int | None
    array: bool
    description: str = ""


@dataclass(frozen=True)
class Group:
    """Properties that stand inline; ``name`` is the class that holds them, one each time the group occurs."""

    name: str
    fields: tuple[Field, ...]
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Choice:
    """Neighbouring fields of which exactly one is present, or at most one."""

    names: tuple[str, ...]
    optional: bool = False


@dataclass(frozen=True)
class Type:
    """One named type: a structure (``value`` is None) or a simple type."""

    ref: Ref
    description: str
    namespace: str
    element: str = ""
    abstract: bool = False
    mixed: bool = False
    base: Ref | None = None
    fields: tuple[Field, ...] = ()
    choices: tuple[Choice, ...] = ()
    value: Value | None = None


@dataclass(frozen=True)
class File:
    """One contract file of messages."""

    name: str
    source: str
    description: str
    namespace: str
    types: dict[str, Type] = field(default_factory=dict)


@dataclass(frozen=True)
class StandIn:
    """One element that may come in a slot's place. ``type`` is None where it is abstract."""

    name: str
    namespace: str
    type: Ref | None


@dataclass(frozen=True)
class Model:
    """All files, and the questions that need more than one type to answer."""

    files: dict[str, File]

    def type(self, ref: Ref) -> Type:
        return self.files[ref.file].types[ref.name]

    def bases(self, type_: Type) -> list[Type]:
        """What ``type_`` extends, nearest first."""
        found: list[Type] = []
        while type_.base is not None and type_.base not in [base.ref for base in found]:
            type_ = self.type(type_.base)
            found.append(type_)
        return found

    def fields(self, type_: Type) -> list[Field]:
        """All fields, inherited ones first."""
        return [item for base in reversed(self.bases(type_)) for item in base.fields] + list(type_.fields)

    def choices(self, type_: Type) -> list[Choice]:
        """All choices, inherited ones too."""
        return [item for base in reversed(self.bases(type_)) for item in base.choices] + list(type_.choices)

    def files_of_set(self, root: str) -> list[File]:
        """A schema set: the root and all that its references reach."""
        reached = [root]
        for name in reached:
            reached += sorted({ref.file for ref in references(self.files[name])} - set(reached))
        return [self.files[name] for name in sorted(reached)]

    def stand_ins(self, item: Field, files: list[File]) -> list[StandIn]:
        """The elements that may come where ``item`` is declared; more than the field's own make it a slot.

        A field named like the global element of its type is a reference to that element, and every element
        whose type extends that type may take its place. The order is the wire's.
        """
        if not isinstance(item.type, Ref):
            return []
        head = self.type(item.type)
        if item.name != head.element or head.value is not None:
            return []
        found = [
            StandIn(type_.element, type_.namespace, None if type_.abstract else type_.ref)
            for file in files
            for type_ in file.types.values()
            if type_.element and (type_ is head or head in self.bases(type_))
        ]
        if len(found) == 1 and not head.abstract:
            return []
        return sorted(found, key=lambda element: (element.name, element.namespace))


def references(file: File) -> Iterator[Ref]:
    """All types that a file refers to."""
    for type_ in file.types.values():
        if type_.base is not None:
            yield type_.base
        yield from _targets(type_.fields)


def _targets(fields: tuple[Field, ...]) -> Iterator[Ref]:
    for item in fields:
        if isinstance(item.type, Ref):
            yield item.type
        elif isinstance(item.type, Group):
            yield from _targets(item.type.fields)
