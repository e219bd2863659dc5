"""The reference: a page an interface and a page a type file, with all that the contract says of a value.

Ranges, units, lengths, patterns and an example of everything; each type tells who uses it, and every name of
a command, a variable or a type is a link. Templates only arrange what is prepared here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from . import arrange, rest, spelling
from .examples import NoExample, Schema, example
from .model import (
    Alias,
    Anything,
    Array,
    Command,
    Contract,
    DateTime,
    Definition,
    Enum,
    Field,
    Interface,
    Literal,
    Map,
    Named,
    Null,
    Struct,
    Type,
    TypeFile,
    Union,
    Variable,
)
from .schemas import definition_schema, key, object_schema, type_schema
from .unit_words import units

_SENTENCE = re.compile(r"(?<=[.!?]) +(?=[A-Z])")
_SPACIOUS = re.compile(r"\n{3,}")
_WHEN = ("Sent ", "Call it ")
"""How a sentence of a description begins that says when a variable is sent or a command is called."""


@dataclass(frozen=True)
class _Row:
    """A property, an argument, or the value of a variable or a result."""

    name: str
    type: str
    limits: str
    unit: str
    meaning: str
    presence: str = ""


@dataclass(frozen=True)
class _Entry:
    """A section of a page: a command, a variable or a type."""

    label: str
    name: str
    text: str
    when: str = ""
    rows: tuple[_Row, ...] = ()
    result: _Row | None = None
    values: tuple[str, ...] = ()
    open: str = ""
    example: str = ""
    users: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """Its first sentence."""
        return _SENTENCE.split(self.text, maxsplit=1)[0]


def render(contract: Contract) -> dict[str, str]:
    """Paths under ``generated/`` and their texts."""
    templates = arrange.templates()
    templates.filters.update(heading=rest.heading)
    writer = _Writer(contract)
    files: dict[str, str] = {}

    def page(path: str, template: str, values: Mapping[str, Any]) -> None:
        text = templates.get_template(template).render(values)
        files[f"docs/{path}.rst"] = _SPACIOUS.sub("\n\n", text).rstrip("\n") + "\n"

    for folder in ("", "reference/"):
        page(f"{folder}index", "page_index.rst.j2", {"everest": not folder, "contract": contract})
    for interface in contract.interfaces:
        page(f"reference/interfaces/{interface.name}", "page_interface.rst.j2", writer.interface(interface))
    for file in contract.files:
        page(f"reference/types/{file.name}", "page_types.rst.j2", writer.types(file))
    return files


class _Writer:
    """Prepares the entries of all pages."""

    def __init__(self, contract: Contract) -> None:
        self._schemas = {
            key(Named(file.name, definition.name)): definition_schema(definition)
            for file in contract.files
            for definition in file.definitions
        }
        self._users = _users(contract)
        self._words: Mapping[str, str] = {}

    def interface(self, interface: Interface) -> dict[str, Any]:
        entries: list[Command | Variable] = [*interface.commands, *interface.variables]
        self._words = {entry.name: rest.link(entry.name, _label(interface, entry)) for entry in entries}
        return {
            "interface": interface,
            "text": self._prose(interface.description),
            "commands": [self._command(interface, command) for command in interface.commands],
            "variables": [self._variable(interface, variable) for variable in interface.variables],
            "faults": [
                (rest.literal(fault.type), rest.prose(fault.description)) for fault in interface.faults
            ],
        }

    def types(self, file: TypeFile) -> dict[str, Any]:
        self._words = {}
        entries = [self._definition(file, definition) for definition in file.definitions]
        return {"file": file, "text": rest.prose(file.description), "types": entries}

    def _command(self, interface: Interface, command: Command) -> _Entry:
        text, when = self._split(command.description)
        result = None
        if command.result is not None:
            result = self._row("", command.result, command.result_description)
        return _Entry(
            _label(interface, command),
            command.name,
            text,
            when,
            rows=self._rows(command.arguments),
            result=result,
            example=self._example(object_schema("", command.arguments)) if command.arguments else "",
        )

    def _variable(self, interface: Interface, variable: Variable) -> _Entry:
        text, when = self._split(variable.description)
        row = self._row("", variable.type, variable.description)
        shown = "" if isinstance(variable.type, Null) else self._example(type_schema(variable.type))
        return _Entry(_label(interface, variable), variable.name, text, when, rows=(row,), example=shown)

    def _definition(self, file: TypeFile, definition: Definition) -> _Entry:
        name = Named(file.name, definition.name)
        rows: tuple[_Row, ...] = ()
        values: tuple[str, ...] = ()
        others = ""
        match definition:
            case Struct(fields=fields, additional=additional):
                rows = self._rows(fields)
                others = "" if additional is None else _kind(additional)
            case Enum(members=members):
                values = tuple(rest.literal(member.wire) for member in members)
            case Alias(type=kind):
                rows = (self._row("", kind, definition.description),)
        return _Entry(
            _type_label(name),
            definition.name,
            self._prose(definition.description),
            rows=rows,
            values=values,
            open=others,
            example="" if values else self._example(definition_schema(definition)),
            users=self._users.get(name, ()),
        )

    def _rows(self, fields: Iterable[Field]) -> tuple[_Row, ...]:
        return tuple(
            self._row(field.wire, field.type, field.description, "required" if field.required else "optional")
            for field in fields
        )

    def _row(self, name: str, kind: Type, description: str, presence: str = "") -> _Row:
        limits = spelling.limits(kind)
        said = units(description) if _is_number(kind) else frozenset()
        unit = next(iter(said)) if len(said) == 1 else ""
        return _Row(rest.literal(name), _kind(kind), limits, unit, self._prose(description), presence)

    def _example(self, schema: Schema) -> str:
        try:
            value = example(schema, self._schemas)
        except NoExample:
            return ""
        return json.dumps(value, indent=2, ensure_ascii=False)

    def _split(self, description: str) -> tuple[str, str]:
        """What a description says, and apart from that when."""
        sentences = _SENTENCE.split(description)
        when = [sentence for sentence in sentences if sentence.startswith(_WHEN)]
        what = [sentence for sentence in sentences if not sentence.startswith(_WHEN)]
        return self._prose(" ".join(what)), self._prose(" ".join(when))

    def _prose(self, text: str) -> str:
        return rest.prose(text, self._words)


def _users(contract: Contract) -> dict[Named, tuple[str, ...]]:
    """Links to whatever refers to a type, in the contract's order."""
    users: dict[Named, dict[str, None]] = {}
    for link, kinds in _references(contract):
        for kind in kinds:
            for name in spelling.named(kind):
                users.setdefault(name, {})[link] = None
    return {name: tuple(links) for name, links in users.items()}


def _references(contract: Contract) -> Iterator[tuple[str, list[Type]]]:
    for interface in contract.interfaces:
        for command in interface.commands:
            kinds = [argument.type for argument in command.arguments]
            kinds += [] if command.result is None else [command.result]
            yield rest.link(command.name, _label(interface, command)), kinds
        for variable in interface.variables:
            yield rest.link(variable.name, _label(interface, variable)), [variable.type]
    for file in contract.files:
        for definition in file.definitions:
            link = rest.link(definition.name, _type_label(Named(file.name, definition.name)))
            match definition:
                case Struct(fields=fields, additional=additional):
                    kinds = [field.type for field in fields]
                    yield link, kinds if additional is None else [*kinds, additional]
                case Alias(type=kind):
                    yield link, [kind]


def _kind(kind: Type) -> str:
    """What a type is called on a page."""
    match kind:
        case Named(name=name):
            return rest.link(name, _type_label(kind))
        case Array(items=items):
            return f"list of {_kind(items)}"
        case Map(values=Anything()):
            return "object"
        case Map(values=values):
            return f"object of {_kind(values)}"
        case Union(kinds=kinds):
            return " or ".join(_kind(each) for each in kinds)
        case Literal(values=numbers):
            return " or ".join(f"``{number}``" for number in numbers)
        case Anything():
            return "any value"
        case DateTime():
            return "date and time"
        case Null():
            return "null"
    return str(type_schema(kind)["type"])


def _is_number(kind: Type) -> bool:
    if isinstance(kind, Array):
        return _is_number(kind.items)
    return type_schema(kind).get("type") in ("number", "integer")


def _label(interface: Interface, entry: Command | Variable) -> str:
    room = "command" if isinstance(entry, Command) else "variable"
    return f"{interface.name}.{room}.{entry.name}"


def _type_label(name: Named) -> str:
    return f"type.{name.file}.{name.name}"
