"""Third room: documents become the model, and every mistake in them is found.

What the contract language allows is what stands here and in the two floors below: files and interfaces here,
types in :mod:`.schema_reader`, single values in :mod:`.leaf_reader`. Anything else is reported at its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from . import naming
from .checks import show
from .load import Document, Finding, Place
from .model import Command, Contract, Fault, Field, Interface, Null, Type, TypeFile, Variable
from .schema_reader import SchemaReader, Scope

_KEYS = {
    "interface": ("description", "cmds", "vars", "errors"),
    "types": ("description", "types"),
    "errors": ("description", "errors"),
}

_OWN_MODULES = (
    "types",
    "v2g",
    *sorted(path.stem for path in (Path(__file__).parent / "runtime").glob("*.py")),
)

_FAULTS = re.compile(r"/errors/([A-Za-z0-9_.-]+)(?:#/([A-Za-z0-9_]+))?")


def build(documents: Iterable[Document]) -> tuple[Contract, list[Finding]]:
    """The model of resolved documents. With findings it is incomplete and must not be rendered."""
    builder = _Builder(list(documents))
    return builder.contract(), sorted(set(builder.findings))


class _Builder(SchemaReader):
    """Reads documents into the model."""

    def __init__(self, documents: list[Document]) -> None:
        super().__init__(documents)
        self._interfaces = [document for document in documents if document.kind == "interface"]
        self._lists = {
            document.name: self._error_list(document) for document in documents if document.kind == "errors"
        }

    def contract(self) -> Contract:
        files = [self._type_file(scope) for scope in self.scopes.values()]
        interfaces = []
        for document in self._interfaces:
            scope = Scope(document, f"interfaces/{document.name}", nested=True)
            interfaces.append(self._interface(document, scope))
            if scope.definitions:
                text = f"What {document.name} defines inside itself."
                files.append(self._file(scope, text))
        self._distinct(interfaces, files)
        return Contract(tuple(interfaces), tuple(files))

    def _distinct(self, interfaces: list[Interface], files: list[TypeFile]) -> None:
        taken = {name: f"the contract package's own {name}" for name in _OWN_MODULES}
        for document in self._interfaces:
            self.name(document, (), document.name, taken, naming.module)
        classes: dict[str, str] = {}
        for document in self._interfaces:
            self.name(document, (), document.name, classes, naming.camel)
        taken = {}
        for scope in self.scopes.values():
            self.name(scope.document, (), scope.name, taken, naming.module)
            if scope.name.startswith("interfaces/"):
                self.report(scope.document, (), "the folder interfaces below types", "another name")

    # Type files and error lists

    def _type_file(self, scope: Scope) -> TypeFile:
        document = scope.document
        self.keys(document, (), document.data, _KEYS["types"])
        types = self.mapping(document, ("types",), document.data.get("types", {}), "types by name")
        for name in self.entries(document, ("types",), types):
            self.name(document, ("types", name), name, scope.taken, naming.class_name)
            definition = self.definition(scope, name, types[name])
            if definition is not None:
                scope.definitions.append(definition)
        return self._file(scope, self.description(document, (), document.data))

    def _file(self, scope: Scope, description: str) -> TypeFile:
        document = scope.document
        return TypeFile(
            scope.name,
            document.file,
            document.source,
            naming.module(scope.name),
            description,
            tuple(scope.definitions),
        )

    def _error_list(self, document: Document) -> dict[str, Fault]:
        self.keys(document, (), document.data, _KEYS["errors"])
        self.description(document, (), document.data)
        faults: dict[str, Fault] = {}
        names: dict[str, str] = {}
        for place, entry in self._items(document, ("errors",), document.data.get("errors", [])):
            self.keys(document, place, entry, ("name", "description", "namespace"))
            name = entry.get("name")
            description = self.description(document, place, entry)
            if not isinstance(name, str) or not re.fullmatch(r"[A-Z][A-Za-z0-9]+", name):
                self.report(
                    document, (*place, "name"), show(name, "no name"), "a name like CommunicationFault"
                )
            elif name in faults:
                self.report(document, (*place, "name"), f"{name!r} again", "each name once")
            else:
                identifier = self.name(document, place, f"{document.name}_{name}", names, naming.identifier)
                faults[name] = Fault(document.name, name, identifier, description)
        return faults

    def _items(self, document: Document, place: Place, value: Any) -> list[tuple[Place, dict[str, Any]]]:
        """The mappings that a list holds, with their places."""
        if not isinstance(value, list):
            self.report(document, place, show(value), "a list")
            return []
        return [
            ((*place, index), self.mapping(document, (*place, index), item, "an entry of the list"))
            for index, item in enumerate(value)
        ]

    # Interfaces

    def _interface(self, document: Document, scope: Scope) -> Interface:
        data = document.data
        self.keys(document, (), data, _KEYS["interface"])
        commands = self.mapping(document, ("cmds",), data.get("cmds", {}), "commands by name")
        variables = self.mapping(document, ("vars",), data.get("vars", {}), "variables by name")
        classes: dict[str, str] = {}
        methods: dict[str, str] = {}
        read_commands = tuple(
            self._command(scope, name, commands[name], classes, methods)
            for name in self.entries(document, ("cmds",), commands)
        )
        methods = {}
        read_variables = [
            self._variable(scope, name, variables[name], methods)
            for name in self.entries(document, ("vars",), variables)
        ]
        return Interface(
            document.name,
            document.file,
            document.source,
            naming.module(document.name),
            naming.camel(document.name),
            self.description(document, (), data),
            read_commands,
            tuple(variable for variable in read_variables if variable is not None),
            self._faults(document, data.get("errors", []), methods),
        )

    def _command(
        self, scope: Scope, name: str, value: Any, classes: dict[str, str], methods: dict[str, str]
    ) -> Command:
        document, place = scope.document, ("cmds", name)
        command = self.mapping(document, place, value, "description and arguments of a command")
        self.keys(document, place, command, ("description", "arguments", "result"))
        inner = (*place, "arguments")
        arguments = self.mapping(document, inner, command.get("arguments", {}), "arguments by name")
        names: dict[str, str] = {}
        fields = []
        for wire in self.entries(document, inner, arguments):
            at = (*inner, wire)
            identifier = self.name(document, at, wire, names, naming.identifier)
            described, kind = self._described(
                scope, at, arguments[wire], naming.inner_class(naming.camel(name), wire)
            )
            if isinstance(kind, Null):
                self.report(document, (*at, "type"), "a type null", "a type that has values")
            elif kind is not None:
                fields.append(Field(wire, identifier, described, kind))
        answer, result = "", None
        if "result" in command:
            outer = naming.inner_class(naming.camel(name), "result")
            answer, result = self._described(scope, (*place, "result"), command["result"], outer)
        return Command(
            name,
            self.name(document, place, name, methods, naming.method),
            self.description(document, place, command),
            tuple(fields),
            self.name(document, place, name, classes, naming.camel) + "Arguments",
            None if isinstance(result, Null) else result,
            answer,
        )

    def _variable(self, scope: Scope, name: str, value: Any, methods: dict[str, str]) -> Variable | None:
        document, place = scope.document, ("vars", name)
        identifier = self.name(document, place, name, methods, naming.method)
        if isinstance(value, dict) and "qos" in value:
            if value["qos"] not in (0, 1, 2) or isinstance(value["qos"], bool):
                self.report(document, (*place, "qos"), show(value["qos"]), "0, 1 or 2")
            value = {key: inner for key, inner in value.items() if key != "qos"}
        description, found = self._described(scope, place, value, naming.inner_class("", name))
        return None if found is None else Variable(name, identifier, description, found)

    def _described(self, scope: Scope, place: Place, value: Any, name: str) -> tuple[str, Type | None]:
        """An argument, result or variable: a schema that must have a description and a type."""
        document = scope.document
        schema = self.mapping(document, place, value, "a schema")
        description = self.description(document, place, schema)
        if "default" in schema:
            self.report(document, (*place, "default"), "a default", "none: it would have no effect")
        if "type" not in schema and "$ref" not in schema:
            self.report(document, (*place, "type"), "no type", "a type (null in quotes)")
            return description, None
        return description, self.type(scope, place, schema, name)

    def _faults(self, document: Document, value: Any, methods: dict[str, str]) -> tuple[Fault, ...]:
        """What the error references of an interface name, each error once."""
        faults: dict[str, Fault] = {}
        for place, entry in self._items(document, ("errors",), value):
            self.keys(document, place, entry, ("reference",))
            reference, at = entry.get("reference"), (*place, "reference")
            match = _FAULTS.fullmatch(reference) if isinstance(reference, str) else None
            if match is None:
                self.report(document, at, show(reference), "the form /errors/list or /errors/list#/Name")
                continue
            name, one = match.groups()
            known = self._lists.get(name)
            if known is None or (one is not None and one not in known):
                lists = ", ".join(sorted(self._lists)) or "none"
                expected = f"an error list ({lists})" if known is None else f"one of {', '.join(known)}"
                self.report(document, at, f"a reference to {reference}, which does not exist", expected)
                continue
            faults |= {fault.type: fault for fault in known.values() if one in (None, fault.name)}
        for fault in faults.values():
            self.name(document, ("errors",), f"error {fault.type}", methods, naming.method)
        return tuple(faults.values())
