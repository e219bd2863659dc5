"""The contract as JSON Schema 2020-12: a self-contained file for each type, variable, command and result."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .model import (
    Alias,
    Anything,
    Array,
    Boolean,
    Contract,
    DateTime,
    Definition,
    Enum,
    Field,
    Literal,
    Map,
    Named,
    Null,
    Number,
    Struct,
    Text,
    Type,
    Union,
)
from .spelling import named

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas(contract: Contract) -> Iterator[tuple[str, str]]:
    """Paths under ``schemas/`` and their texts."""
    for file in contract.files:
        for definition in file.definitions:
            body = definition_schema(definition)
            yield (
                f"types/{file.name}/{definition.name}.json",
                _file(contract, definition.name, body, _uses(definition)),
            )
    for interface in contract.interfaces:
        for variable in interface.variables:
            body = described_schema(variable.description, variable.type)
            path = f"{interface.name}/variables/{variable.name}.json"
            yield path, _file(contract, variable.name, body, named(variable.type))
        for command in interface.commands:
            body = object_schema(command.description, command.arguments)
            uses = (use for argument in command.arguments for use in named(argument.type))
            yield f"{interface.name}/commands/{command.name}.json", _file(contract, command.name, body, uses)
            if command.result is not None:
                body = described_schema(command.result_description, command.result)
                path = f"{interface.name}/results/{command.name}.json"
                yield path, _file(contract, command.name, body, named(command.result))


def _file(contract: Contract, title: str, body: dict[str, Any], uses: Iterator[Named]) -> str:
    definitions: dict[Named, dict[str, Any]] = {}
    pending = list(uses)
    while pending:
        use = pending.pop()
        if use not in definitions:
            definition = contract.definition(use)
            definitions[use] = definition_schema(definition)
            pending.extend(_uses(definition))
    schema = {"$schema": _DIALECT, "title": title, **body}
    if definitions:
        schema["$defs"] = {key(use): definitions[use] for use in sorted(definitions)}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _uses(definition: Definition) -> Iterator[Named]:
    match definition:
        case Alias(type=kind):
            yield from named(kind)
        case Struct(fields=fields, additional=additional):
            for field in fields:
                yield from named(field.type)
            if additional is not None:
                yield from named(additional)


def definition_schema(definition: Definition) -> dict[str, Any]:
    """The schema of a type; it refers to others below ``$defs``."""
    match definition:
        case Alias(type=kind):
            return described_schema(definition.description, kind)
        case Enum(members=members):
            values = [member.wire for member in members]
            return {**_text(definition.description), "type": "string", "enum": values}
        case Struct(fields=fields, additional=additional):
            return object_schema(definition.description, fields, additional)


def described_schema(description: str, kind: Type) -> dict[str, Any]:
    """The schema of a value with what it means here."""
    return {**_text(description), **type_schema(kind)}


def _text(description: str) -> dict[str, Any]:
    return {"description": description} if description else {}


def object_schema(
    description: str, fields: tuple[Field, ...], additional: Type | None = None
) -> dict[str, Any]:
    """The schema of an object, or of a command's arguments."""
    schema: dict[str, Any] = {
        **_text(description),
        "type": "object",
        "properties": {field.wire: described_schema(field.description, field.type) for field in fields},
        "additionalProperties": False if additional is None else type_schema(additional) or True,
    }
    required = [field.wire for field in fields if field.required]
    if required:
        schema["required"] = required
    return schema


def type_schema(kind: Type) -> dict[str, Any]:
    """The schema of a value; a struct or an enum is a reference below ``$defs``."""
    match kind:
        case Null():
            return {"type": "null"}
        case Boolean():
            return {"type": "boolean"}
        case DateTime():
            return {"type": "string", "format": "date-time"}
        case Number(whole=whole):
            bounds = _given(
                minimum=kind.minimum,
                maximum=kind.maximum,
                exclusiveMinimum=kind.above,
                exclusiveMaximum=kind.below,
                multipleOf=kind.step,
            )
            return {"type": "integer" if whole else "number", **bounds}
        case Text(min_length=least, max_length=most, pattern=pattern):
            return {"type": "string", **_given(minLength=least, maxLength=most, pattern=pattern)}
        case Array(items=items, min_items=least, max_items=most, unique=unique):
            bounds = _given(minItems=least, maxItems=most, uniqueItems=unique or None)
            return {"type": "array", "items": type_schema(items), **bounds}
        case Map(values=values, min_items=least, max_items=most):
            bounds = _given(minProperties=least, maxProperties=most)
            return {"type": "object", "additionalProperties": type_schema(values) or True, **bounds}
        case Anything():
            return {}
        case Literal(values=numbers):
            return {"type": "integer", "enum": list(numbers)}
        case Union(kinds=kinds):
            return {"anyOf": [type_schema(inner) for inner in kinds]}
        case Named():
            return {"$ref": f"#/$defs/{key(kind)}"}


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def key(name: Named) -> str:
    """What a struct or an enum is called below ``$defs``."""
    return f"{name.file}-{name.name}".replace("/", ".")
