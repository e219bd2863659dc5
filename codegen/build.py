"""Third room: documents become the model, and every mistake in them is found.

What the contract language allows is what stands here. Anything else is reported at its line, never ignored: a
misspelt keyword would otherwise be a constraint that nobody checks.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from . import naming, patterns
from .checks import METHOD, Checker, show
from .load import Document, Finding, Place
from .model import (
    Alias,
    Array,
    Boolean,
    Command,
    Contract,
    DateTime,
    Definition,
    Enum,
    Field,
    Interface,
    Member,
    Named,
    Null,
    Number,
    Struct,
    Text,
    Type,
    TypeFile,
    Variable,
)
from .resolve import parse_reference

_KEYWORDS = {
    "null": (),
    "boolean": (),
    "number": ("minimum", "maximum"),
    "integer": ("minimum", "maximum"),
    "string": ("enum", "minLength", "maxLength", "pattern", "format"),
    "array": ("items", "minItems", "maxItems"),
    "object": ("properties", "required", "additionalProperties"),
}

_FILE_KEYS = {"interface": ("description", "cmds", "vars", "errors"), "types": ("description", "types")}

_OWN_MODULES = ("errors", "link", "types", "v2g", "validation")

_INT64 = 2**63
_HUGE = 1e300
"""Neither infinite nor beyond what a float can hold."""


def build(documents: Iterable[Document]) -> tuple[Contract, list[Finding]]:
    """The model of resolved documents. With findings it is incomplete and must not be rendered."""
    builder = _Builder(list(documents))
    return builder.contract(), sorted(set(builder.findings))


class _Builder(Checker):
    """Reads documents into the model."""

    def __init__(self, documents: list[Document]) -> None:
        super().__init__()
        self._interfaces = [document for document in documents if document.kind == "interface"]
        self._type_files = {document.name: document for document in documents if document.kind == "types"}
        self._inline: dict[tuple[str, str], Enum] = {}
        self._open: list[Named] = []

    def contract(self) -> Contract:
        files = tuple(self._type_file(document) for document in self._type_files.values())
        interfaces = tuple(self._interface(document) for document in self._interfaces)
        self._distinct_files()
        return Contract(interfaces, files)

    def _distinct_files(self) -> None:
        taken = {name: f"the contract package's own {name}" for name in _OWN_MODULES}
        for document in self._interfaces:
            self.name(document, (), document.name, taken, naming.module)
        taken = {}
        for document in self._type_files.values():
            self.name(document, (), document.name, taken, naming.module)

    # Type files

    def _type_file(self, document: Document) -> TypeFile:
        self.keys(document, (), document.data, _FILE_KEYS["types"])
        types = self.mapping(document, ("types",), document.data.get("types", {}), "types by name")
        taken: dict[str, str] = {}
        definitions: list[Definition] = []
        for name in self.entries(document, ("types",), types):
            place: Place = ("types", name)
            self.name(document, place, name, taken, naming.class_name)
            before = set(self._inline)
            definition = self._definition(document, place, name, types[name])
            for key in self._inline:  # in the order of the properties
                if key not in before:
                    enum = self._inline[key]
                    self.name(document, place, f"{enum.name} (of a property)", taken, _first_word)
                    definitions.append(enum)
            if definition is not None:
                definitions.append(definition)
        return TypeFile(
            document.name,
            document.file,
            naming.module(document.name),
            self.description(document, (), document.data),
            tuple(definitions),
        )

    def _definition(self, document: Document, place: Place, name: str, value: Any) -> Definition | None:
        schema = self.mapping(document, place, value, "the schema of a type")
        if "$ref" in schema:
            self.report(document, (*place, "$ref"), "a reference alone", "the schema of a type")
            return None
        description = self.description(document, place, schema)
        spelled = naming.class_name(name)
        if schema.get("type") == "object":
            return Struct(spelled, description, self._properties(document, place, schema))
        if "enum" in schema:
            return self._enum(document, place, spelled, schema)
        kind = self._valued(document, place, schema)
        return None if kind is None else Alias(spelled, description, kind)

    def _enum(self, document: Document, place: Place, name: str, schema: dict[str, Any]) -> Enum | None:
        if schema.get("type") != "string":
            self.report(document, (*place, "type"), show(schema.get("type")), "type: string beside enum")
        self.keys(document, place, schema, ("description", "type", "enum"))
        values = schema["enum"]
        if not isinstance(values, list) or not values:
            self.report(document, (*place, "enum"), show(values), "a list of at least one text")
            return None
        taken: dict[str, str] = {}
        members = []
        for index, wire in enumerate(values):
            inner = (*place, "enum", index)
            if not isinstance(wire, str):
                self.report(document, inner, show(wire), "a text (put it in quotes)")
            elif wire in values[:index]:
                self.report(document, inner, f"{wire!r} again", "each value once")
            else:
                members.append(Member(wire, self.name(document, inner, wire, taken, naming.enum_member)))
        return Enum(name, self.description(document, place, schema), tuple(members))

    def _properties(self, document: Document, place: Place, schema: dict[str, Any]) -> tuple[Field, ...]:
        self.keys(document, place, schema, ("description", "type", *_KEYWORDS["object"]))
        if schema.get("additionalProperties") is not False:
            found = show(schema.get("additionalProperties"), "an open object")
            self.report(document, (*place, "additionalProperties"), found, "additionalProperties: false")
        inner = (*place, "properties")
        properties = self.mapping(document, inner, schema.get("properties", {}), "properties by name")
        required = self._required(document, place, schema, properties)
        taken: dict[str, str] = {}
        fields = []
        for wire in self.entries(document, inner, properties):
            at = (*inner, wire)
            value = self.mapping(document, at, properties[wire], "the schema of a property")
            identifier = self.name(document, at, wire, taken, naming.identifier)
            description = self.description(document, at, value)
            kind = self._valued(document, at, value, wire)
            if kind is not None:
                fields.append(Field(wire, identifier, description, kind, wire in required))
        return tuple(fields)

    def _required(
        self, document: Document, place: Place, schema: dict[str, Any], properties: dict[str, Any]
    ) -> list[Any]:
        required = schema.get("required", [])
        if not isinstance(required, list):
            self.report(document, (*place, "required"), show(required), "a list of property names")
            return []
        for index, name in enumerate(required):
            inner = (*place, "required", index)
            if not isinstance(name, str) or name not in properties:
                self.report(document, inner, show(name), f"one of {', '.join(properties) or 'none'}")
            elif name in required[:index]:
                self.report(document, inner, f"{name!r} again", "each name once")
        return required

    # Types

    def _valued(self, document: Document, place: Place, schema: Any, wire: str | None = None) -> Type | None:
        kind = self._type(document, place, schema, wire)
        if isinstance(kind, Null):
            self.report(document, (*place, "type"), "a type null", "a type that has values")
            return None
        return kind

    def _type(self, document: Document, place: Place, schema: Any, wire: str | None = None) -> Type | None:
        """The type that a schema describes; ``wire`` names an enum that is written in it."""
        if not isinstance(schema, dict):
            self.report(document, place, show(schema), "a schema")
            return None
        if "$ref" in schema:
            return self._referred(document, place, schema)
        kind = schema.get("type")
        if not isinstance(kind, str) or kind not in _KEYWORDS:
            found = show(kind, "no type")
            self.report(document, (*place, "type"), found, f"one of {', '.join(_KEYWORDS)} (null in quotes)")
            return None
        if kind == "object":
            self.report(document, place, "an object inside another type", "a named type and a $ref to it")
            return None
        self.keys(document, place, schema, ("description", "type", *_KEYWORDS[kind]))
        if kind in ("number", "integer"):
            return self._number(document, place, schema, kind == "integer")
        if kind == "string":
            return self._string(document, place, schema, wire)
        if kind == "array":
            return self._array(document, place, schema, wire)
        return Boolean() if kind == "boolean" else Null()

    def _referred(self, document: Document, place: Place, schema: dict[str, Any]) -> Type | None:
        reference = parse_reference(schema["$ref"])
        target = self._type_files.get(reference.file) if reference else None
        if reference is None or target is None:
            return None  # the room before has reported it
        types = target.data.get("types")
        definition = types.get(reference.type) if isinstance(types, dict) else None
        if not isinstance(definition, dict) or "$ref" in definition:
            return None  # reported where it stands
        if definition.get("type") == "object" or "enum" in definition:
            return Named(reference.file, naming.class_name(reference.type))
        name = Named(reference.file, reference.type)
        if name in self._open:
            self.report(document, (*place, "$ref"), f"{reference} inside itself", "an object in between")
            return None
        self._open.append(name)
        try:
            return self._type(target, ("types", reference.type), definition)
        finally:
            self._open.pop()

    def _number(self, document: Document, place: Place, schema: dict[str, Any], whole: bool) -> Number:
        bounds: dict[str, int | float | None] = {}
        for key in ("minimum", "maximum"):
            bound = schema.get(key)
            good = isinstance(bound, int | float) and not isinstance(bound, bool) and abs(bound) <= _HUGE
            if good and whole:
                good = isinstance(bound, int) and -_INT64 <= bound < _INT64
            if key in schema and not good:
                wanted = "a whole number of at most 64 bits" if whole else "a number"
                self.report(document, (*place, key), show(bound), wanted)
            bounds[key] = bound if good else None
        self._ordered(document, place, "minimum", bounds["minimum"], "maximum", bounds["maximum"])
        return Number(whole, bounds["minimum"], bounds["maximum"])

    def _string(
        self, document: Document, place: Place, schema: dict[str, Any], wire: str | None
    ) -> Type | None:
        if "enum" in schema:
            return self._inline_enum(document, place, schema, wire)
        if "format" in schema:
            if schema["format"] != "date-time":
                self.report(document, (*place, "format"), show(schema["format"]), "date-time")
            self.keys(document, place, schema, ("description", "type", "format"))
            return DateTime()
        shortest, longest = self._sizes(document, place, schema, "minLength", "maxLength")
        pattern = schema.get("pattern")
        if pattern is None:
            return Text(shortest, longest)
        python = patterns.to_python(pattern) if isinstance(pattern, str) else None
        if python is None:
            expected = "a regular expression that means the same in ECMAScript and Python"
            self.report(document, (*place, "pattern"), show(pattern), expected)
        return Text(shortest, longest, pattern, python)

    def _inline_enum(
        self, document: Document, place: Place, schema: dict[str, Any], wire: str | None
    ) -> Type | None:
        if wire is None or document.kind != "types":
            self.report(document, (*place, "enum"), "an enum without a name", "a named type and a $ref to it")
            return None
        name = naming.class_name(wire)
        enum = self._enum(document, place, name, schema)
        if enum is None:
            return None
        known = self._inline.setdefault((document.name, name), enum)
        if known.members != enum.members:
            expected = f"the values of this file's other enum {name}, or another property name"
            self.report(document, (*place, "enum"), "other values", expected)
        return Named(document.name, name)

    def _array(
        self, document: Document, place: Place, schema: dict[str, Any], wire: str | None
    ) -> Type | None:
        fewest, most = self._sizes(document, place, schema, "minItems", "maxItems")
        if "items" not in schema:
            self.report(document, place, "an array without items", "items: the schema of one item")
            return None
        items = self._valued(document, (*place, "items"), schema["items"], wire)
        return None if items is None else Array(items, fewest, most)

    def _sizes(
        self, document: Document, place: Place, schema: dict[str, Any], low: str, high: str
    ) -> tuple[int | None, int | None]:
        sizes: list[int | None] = []
        for key in (low, high):
            size = schema.get(key)
            good = isinstance(size, int) and not isinstance(size, bool) and 0 <= size < _INT64
            if key in schema and not good:
                self.report(document, (*place, key), show(size), "a whole number, 0 or more")
            sizes.append(size if good else None)
        self._ordered(document, place, low, sizes[0], high, sizes[1])
        return sizes[0], sizes[1]

    def _ordered(
        self, document: Document, place: Place, low: str, least: float | None, high: str, most: float | None
    ) -> None:
        if least is not None and most is not None and least > most:
            self.report(document, (*place, high), f"{high} {most} below {low} {least}", f"{low} <= {high}")

    # Interfaces

    def _interface(self, document: Document) -> Interface:
        data = document.data
        self.keys(document, (), data, _FILE_KEYS["interface"])
        if data.get("errors"):
            self.report(document, ("errors",), "errors", "none: faults are told by commands and variables")
        commands = self.mapping(document, ("cmds",), data.get("cmds", {}), "commands by name")
        variables = self.mapping(document, ("vars",), data.get("vars", {}), "variables by name")
        classes: dict[str, str] = {}
        read_commands = tuple(
            self._command(document, ("cmds", name), name, commands[name], classes)
            for name in self.entries(document, ("cmds",), commands, METHOD)
        )
        read_variables = [
            self._variable(document, ("vars", name), name, variables[name])
            for name in self.entries(document, ("vars",), variables, METHOD)
        ]
        return Interface(
            document.name,
            document.file,
            naming.module(document.name),
            naming.camel(document.name),
            self.description(document, (), data),
            read_commands,
            tuple(variable for variable in read_variables if variable is not None),
        )

    def _command(
        self, document: Document, place: Place, name: str, value: Any, classes: dict[str, str]
    ) -> Command:
        command = self.mapping(document, place, value, "description and arguments of a command")
        self.keys(document, place, command, ("description", "arguments", "result"))
        if "result" in command:
            self.report(document, (*place, "result"), "a result", "none: answers come as variables")
        inner = (*place, "arguments")
        arguments = self.mapping(document, inner, command.get("arguments", {}), "arguments by name")
        names: dict[str, str] = {}
        fields = []
        for wire in self.entries(document, inner, arguments):
            at = (*inner, wire)
            schema = self.mapping(document, at, arguments[wire], "the schema of an argument")
            identifier = self.name(document, at, wire, names, naming.identifier)
            description = self.description(document, at, schema)
            kind = self._valued(document, at, schema)
            if kind is not None:
                fields.append(Field(wire, identifier, description, kind))
        return Command(
            name,
            self.description(document, place, command),
            tuple(fields),
            self.name(document, place, name, classes, naming.camel) + "Arguments",
        )

    def _variable(self, document: Document, place: Place, name: str, value: Any) -> Variable | None:
        schema = self.mapping(document, place, value, "the schema of a variable")
        description = self.description(document, place, schema)
        found = self._type(document, place, schema)
        return None if found is None else Variable(name, description, found)


def _first_word(text: str) -> str:
    return text.split()[0]
