"""Third room's furniture: the contract as typed values.

Everything that a template arranges stands here already: names as Python writes them, types with their
constraints, order as in the YAML.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Null:
    """No value: an event."""


@dataclass(frozen=True)
class Boolean:
    """True or false."""


@dataclass(frozen=True)
class DateTime:
    """A point in time with its time zone (RFC 3339)."""


@dataclass(frozen=True)
class Number:
    """A number, whole or not, between two bounds that belong to it."""

    whole: bool
    minimum: int | float | None = None
    maximum: int | float | None = None


@dataclass(frozen=True)
class Text:
    """A text; lengths count characters, the pattern is written as the contract has it."""

    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    python_pattern: str | None = None


@dataclass(frozen=True)
class Array:
    """A list."""

    items: Type
    min_items: int | None = None
    max_items: int | None = None


@dataclass(frozen=True, order=True)
class Named:
    """A struct or an enum of a type file."""

    file: str
    name: str


Type: TypeAlias = Null | Boolean | DateTime | Number | Text | Array | Named


@dataclass(frozen=True)
class Member:
    """One value of an enum."""

    wire: str
    identifier: str


@dataclass(frozen=True)
class Enum:
    """A closed list of texts."""

    name: str
    description: str
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Field:
    """One property of a struct, or one argument of a command (these are all required)."""

    wire: str
    identifier: str
    description: str
    type: Type
    required: bool = True


@dataclass(frozen=True)
class Struct:
    """An object with a fixed set of properties."""

    name: str
    description: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Alias:
    """A name for a type that is neither object nor enum; it is written out wherever it is used."""

    name: str
    description: str
    type: Type


Definition: TypeAlias = Struct | Enum | Alias


@dataclass(frozen=True)
class TypeFile:
    """One file under ``types/``."""

    name: str
    file: str
    module: str
    description: str
    definitions: tuple[Definition, ...]


@dataclass(frozen=True)
class Command:
    """One call from the owner to the charger."""

    name: str
    description: str
    arguments: tuple[Field, ...]
    class_name: str


@dataclass(frozen=True)
class Variable:
    """One value that the charger publishes."""

    name: str
    description: str
    type: Type


@dataclass(frozen=True)
class Interface:
    """One file at the top of the contract."""

    name: str
    file: str
    module: str
    class_name: str
    description: str
    commands: tuple[Command, ...]
    variables: tuple[Variable, ...]


@dataclass(frozen=True)
class Contract:
    """All of it."""

    interfaces: tuple[Interface, ...]
    files: tuple[TypeFile, ...]

    def definition(self, name: Named) -> Struct | Enum:
        """The struct or enum that a type refers to."""
        for file in self.files:
            if file.name == name.file:
                for definition in file.definitions:
                    if definition.name == name.name and not isinstance(definition, Alias):
                        return definition
        raise LookupError(name)
