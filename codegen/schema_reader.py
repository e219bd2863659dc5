"""Third room, first floor: a schema becomes a type of the model, and the definitions inside it get names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from . import naming
from .checks import show
from .keywords import CONSTRAINTS, KINDS, has_names, is_enum, is_struct
from .leaf_reader import LeafReader
from .load import Document, Place
from .model import (
    Alias,
    Anything,
    Array,
    Boolean,
    Definition,
    Enum,
    Field,
    Literal,
    Map,
    Member,
    Named,
    Null,
    Struct,
    Type,
    Union,
)
from .resolve import Reference, parse_reference


@dataclass
class Scope:
    """One file's definitions while it is read, and how what stands inside them is named.

    EVerest calls an enum or object inside a type by its property: ``hashAlgorithm`` → ``HashAlgorithm``.
    Inside an interface (``nested``) the command's or variable's name stands before it.
    """

    document: Document
    name: str
    nested: bool = False
    definitions: list[Definition] = field(default_factory=list)
    taken: dict[str, str] = field(default_factory=dict)
    inline: dict[str, Definition] = field(default_factory=dict)

    def inner(self, outer: str, wire: str) -> str:
        """The class for what a property holds."""
        return naming.inner_class(outer, wire) if self.nested else naming.class_name(wire)


class SchemaReader(LeafReader):
    """Reads schemas; definitions that stand inside them go to the scope."""

    def __init__(self, documents: Iterable[Document]) -> None:
        super().__init__()
        self.scopes = {
            document.name: Scope(document, document.name)
            for document in documents
            if document.kind == "types"
        }
        self._aliases: dict[Reference, Alias | None] = {}
        self._open: list[Reference] = []

    # Definitions

    def definition(self, scope: Scope, name: str, value: Any) -> Definition | None:
        """A type of a type file."""
        place: Place = ("types", name)
        schema = self.mapping(scope.document, place, value, "the schema of a type")
        description = self.description(scope.document, place, schema)
        spelled = naming.class_name(name)
        if "type" not in schema and "$ref" not in schema:
            self.report(scope.document, (*place, "type"), "no type", f"one of {', '.join(KINDS)}")
            return None
        if is_struct(schema):
            return self._struct(scope, place, spelled, description, schema)
        if is_enum(schema):
            return self._enum(scope, place, spelled, description, schema)
        return self._alias(Reference(scope.name, name), scope, schema)

    def _alias(self, reference: Reference, scope: Scope, schema: dict[str, Any]) -> Alias | None:
        """A type that is neither object nor enum: read once, written out wherever it is used."""
        if reference not in self._aliases:
            spelled = naming.class_name(reference.type)
            place: Place = ("types", reference.type)
            self._open.append(reference)
            kind = self.type(scope, place, schema, f"{spelled}Item")
            self._open.pop()
            text = schema.get("description")
            description = " ".join(text.split()) if isinstance(text, str) else ""
            self._aliases[reference] = None if kind is None else Alias(spelled, description, kind)
        return self._aliases[reference]

    def _define(self, scope: Scope, place: Place, definition: Struct | Enum) -> Type | None:
        """Something that stands inside a schema gets a name of its own; twins share it."""
        name = definition.name
        known = scope.inline.setdefault(name, definition)
        if known is definition:
            self.name(
                scope.document, place, f"{name} (of a property)", scope.taken, lambda wire: wire.split()[0]
            )
            scope.definitions.append(definition)
        elif replace(known, description="") != replace(definition, description=""):
            expected = f"the same as this file's other {name}, or another property name"
            self.report(scope.document, place, f"another {name}", expected)
            return None
        return Named(scope.name, name)

    def _struct(
        self, scope: Scope, place: Place, name: str, description: str, schema: dict[str, Any]
    ) -> Struct:
        document = scope.document
        self.keywords(document, place, schema, ("object",))
        for key in ("minProperties", "maxProperties"):
            if key in schema:
                self.report(
                    document, (*place, key), f"{key} beside properties", "properties or a number of them"
                )
        inner = (*place, "properties")
        properties = self.mapping(document, inner, schema.get("properties", {}), "properties by name")
        additional = self._additional(scope, place, schema, f"{name}Additional")
        required = self.required(document, place, schema, properties, additional is not None)
        taken: dict[str, str] = {}
        fields = []
        for wire, value in properties.items():
            at = (*inner, wire)
            identifier = self.name(document, at, wire, taken, naming.identifier)
            inside = self.mapping(document, at, value, "the schema of a property")
            text = self.description(document, at, inside, needed=False)
            kind = self.type(scope, at, inside, scope.inner(name, wire))
            if kind is not None:
                fields.append(Field(wire, identifier, text, kind, wire in required))
        for wire in required:
            if wire not in properties and additional is not None:
                identifier = self.name(document, (*place, "required"), wire, taken, naming.identifier)
                fields.append(Field(wire, identifier, "", additional))
        return Struct(name, description, tuple(fields), additional)

    def _additional(self, scope: Scope, place: Place, schema: dict[str, Any], name: str) -> Type | None:
        """The type of properties that have no name in the contract; None when there are none."""
        value = schema.get("additionalProperties", True)
        if value is False:
            return None
        return (
            Anything() if value is True else self.type(scope, (*place, "additionalProperties"), value, name)
        )

    def _enum(
        self, scope: Scope, place: Place, name: str, description: str, schema: dict[str, Any]
    ) -> Enum | None:
        values = self.values(scope.document, place, schema)
        return None if values is None else self._members(scope.document, place, name, description, values)

    def _members(
        self, document: Document, place: Place, name: str, description: str, values: list[Any]
    ) -> Enum:
        taken: dict[str, str] = {}
        members = [
            Member(wire, self.name(document, (*place, "enum", index), wire, taken, naming.enum_member))
            for index, wire in enumerate(values)
            if isinstance(wire, str)
        ]
        return Enum(name, description, tuple(members))

    # Types

    def type(self, scope: Scope, place: Place, value: Any, name: str) -> Type | None:
        """What a schema describes; ``name`` is for a struct or enum that it may define."""
        document = scope.document
        if value is True:
            return Anything()
        if not isinstance(value, dict):
            self.report(document, place, show(value), "a schema")
            return None
        if "$ref" in value:
            return self._referred(scope, place, value)
        kinds = self.kinds(document, place, value)
        if kinds is None:
            return None
        self.keywords(document, place, value, kinds)
        if "enum" in value or "const" in value:
            return self._choice(scope, place, value, name)
        if not CONSTRAINTS & value.keys() and {*kinds, "integer"} == set(KINDS):
            return Anything()
        found = [
            self._one(scope, place, value, kind, name)
            for kind in kinds
            if kind != "integer" or "number" not in kinds
        ]
        types = tuple(kind for kind in found if kind is not None)
        if len(types) < len(found):
            return None
        return types[0] if len(types) == 1 else Union(types)

    def _one(self, scope: Scope, place: Place, schema: dict[str, Any], kind: str, name: str) -> Type | None:
        match kind:
            case "null":
                return Null()
            case "boolean":
                return Boolean()
            case "string":
                return self.string(scope.document, place, schema)
            case "array":
                return self._array(scope, place, schema, name)
            case "object":
                return self._object(scope, place, schema, name)
        return self.number(scope.document, place, schema, kind == "integer")

    def _referred(self, scope: Scope, place: Place, schema: dict[str, Any]) -> Type | None:
        reference = parse_reference(schema["$ref"])
        target = self.scopes.get(reference.file) if reference else None
        if reference is None or target is None:
            return None  # the room before has reported it
        types = target.document.data.get("types")
        definition = types.get(reference.type) if isinstance(types, dict) else None
        if not isinstance(definition, dict):
            return None  # reported where it stands
        if is_struct(definition) or is_enum(definition):
            return Named(reference.file, naming.class_name(reference.type))
        if reference in self._open:
            self.report(
                scope.document, (*place, "$ref"), f"{reference} inside itself", "a named object in between"
            )
            return None
        alias = self._alias(reference, target, definition)
        return None if alias is None else alias.type

    def _choice(self, scope: Scope, place: Place, schema: dict[str, Any], name: str) -> Type | None:
        """An enum of anything: texts get a class, whole numbers a literal, null is null."""
        values = self.values(scope.document, place, schema)
        if values is None:
            return None
        types: list[Type | None] = []
        if any(isinstance(value, str) for value in values):
            description = self.description(scope.document, place, schema, needed=False)
            types.append(
                self._define(scope, place, self._members(scope.document, place, name, description, values))
            )
        numbers = tuple(value for value in values if isinstance(value, int))
        if numbers:
            types.append(Literal(numbers))
        if None in values:
            types.append(Null())
        kinds = tuple(kind for kind in types if kind is not None)
        if len(kinds) < len(types):
            return None
        return kinds[0] if len(kinds) == 1 else Union(kinds)

    def _array(self, scope: Scope, place: Place, schema: dict[str, Any], name: str) -> Type | None:
        fewest, most = self.sizes(scope.document, place, schema, "minItems", "maxItems")
        unique = schema.get("uniqueItems", False)
        if not isinstance(unique, bool):
            self.report(scope.document, (*place, "uniqueItems"), show(unique), "true or false")
        items = self.type(scope, (*place, "items"), schema.get("items", True), name)
        return None if items is None else Array(items, fewest, most, unique is True)

    def _object(self, scope: Scope, place: Place, schema: dict[str, Any], name: str) -> Type | None:
        if has_names(schema):
            description = self.description(scope.document, place, schema, needed=False)
            return self._define(scope, place, self._struct(scope, place, name, description, schema))
        fewest, most = self.sizes(scope.document, place, schema, "minProperties", "maxProperties")
        values = self._additional(scope, place, schema, name)
        return None if values is None else Map(values, fewest, most)
