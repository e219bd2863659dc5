"""Third room's furniture: the contract as typed values.

Everything that a template arranges stands here already: names as Python writes them, types with their
constraints, order as in the YAML.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
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
    """A number, whole or not, between bounds.

    ``minimum`` and ``maximum`` are inside, ``above`` and ``below`` are not. With a ``step`` it is a whole
    multiple of that (only whole numbers have one).
    """

    whole: bool
    minimum: int | float | None = None
    maximum: int | float | None = None
    above: int | float | None = None
    below: int | float | None = None
    step: int | None = None


@dataclass(frozen=True)
class Text:
    """A text; lengths count characters, the pattern is written as the contract has it."""

    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    python_pattern: str | None = None


@dataclass(frozen=True)
class Array:
    """A list; ``unique``: no two items are equal."""

    items: Type
    min_items: int | None = None
    max_items: int | None = None
    unique: bool = False


@dataclass(frozen=True)
class Map:
    """An object whose property names the contract does not fix."""

    values: Type
    min_items: int | None = None
    max_items: int | None = None


@dataclass(frozen=True)
class Anything:
    """Any JSON value."""


@dataclass(frozen=True)
class Literal:
    """One of a few whole numbers."""

    values: tuple[int, ...]


@dataclass(frozen=True)
class Union:
    """One of several types that JSON tells apart, in the contract's order."""

    kinds: tuple[Type, ...]


@dataclass(frozen=True, order=True)
class Named:
    """A struct or an enum of a type file.

    What an interface defines inside itself stands in a type file named after it, ``interfaces/<Name>``.
    """

    file: str
    name: str


Type: TypeAlias = Null | Boolean | DateTime | Number | Text | Array | Map | Anything | Literal | Union | Named


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
    """One property of a struct, or one argument of a command (these are all required).

    The description may be empty.
    """

    wire: str
    identifier: str
    description: str
    type: Type
    required: bool = True


@dataclass(frozen=True)
class Struct:
    """An object with named properties; ``additional`` is the type of all others, None where none may be."""

    name: str
    description: str
    fields: tuple[Field, ...]
    additional: Type | None = None


@dataclass(frozen=True)
class Alias:
    """A name for a type that is neither object nor enum; it is written out wherever it is used."""

    name: str
    description: str
    type: Type


Definition: TypeAlias = Struct | Enum | Alias


@dataclass(frozen=True)
class TypeFile:
    """One file under ``types/``, or what an interface defines inside itself.

    ``name`` is what references use, ``file`` the file in the usual layout, ``source`` the same with its
    folder.
    """

    name: str
    file: str
    source: str
    module: str
    description: str
    definitions: tuple[Definition, ...]


@dataclass(frozen=True)
class Command:
    """One call from the owner to the charger.

    ``result`` is what it answers, None for nothing; ``identifier`` is the name as Python writes it.
    """

    name: str
    identifier: str
    description: str
    arguments: tuple[Field, ...]
    class_name: str
    result: Type | None = None
    result_description: str = ""


@dataclass(frozen=True)
class Variable:
    """One value that the charger publishes; ``identifier`` is the name as Python writes it."""

    name: str
    identifier: str
    description: str
    type: Type


@dataclass(frozen=True)
class Fault:
    """One error that the charger may raise and clear: an entry of an error list.

    ``identifier`` is the part that its methods have in their names.
    """

    list: str
    name: str
    identifier: str
    description: str

    @property
    def type(self) -> str:
        """What it is called on the wire: ``generic/CommunicationFault``."""
        return f"{self.list}/{self.name}"


@dataclass(frozen=True)
class Interface:
    """One file at the top of the contract."""

    name: str
    file: str
    source: str
    module: str
    class_name: str
    description: str
    commands: tuple[Command, ...]
    variables: tuple[Variable, ...]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Contract:
    """All of it."""

    interfaces: tuple[Interface, ...]
    files: tuple[TypeFile, ...]

    def definition(self, name: Named) -> Struct | Enum:
        """The struct or enum that a type refers to."""
        return self._named[name]

    @cached_property
    def _named(self) -> dict[Named, Struct | Enum]:
        return {
            Named(file.name, definition.name): definition
            for file in self.files
            for definition in file.definitions
            if not isinstance(definition, Alias)
        }
