"""The contract as JSON Schema 2020-12: one self-contained file for each type, variable and command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .model import (
    Alias,
    Array,
    Boolean,
    Contract,
    DateTime,
    Definition,
    Enum,
    Field,
    Named,
    Null,
    Number,
    Text,
    Type,
)
from .spelling import named

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas(contract: Contract) -> Iterator[tuple[str, str]]:
    """Paths under ``schemas/`` and their texts."""
    for file in contract.files:
        for definition in file.definitions:
            body = _definition(definition)
            yield (
                f"types/{file.name}/{definition.name}.json",
                _file(contract, definition.name, body, _uses(definition)),
            )
    for interface in contract.interfaces:
        for variable in interface.variables:
            body = {"description": variable.description, **_type(variable.type)}
            path = f"{interface.name}/variables/{variable.name}.json"
            yield path, _file(contract, variable.name, body, named(variable.type))
        for command in interface.commands:
            body = _object(command.description, command.arguments)
            uses = (use for argument in command.arguments for use in named(argument.type))
            yield f"{interface.name}/commands/{command.name}.json", _file(contract, command.name, body, uses)


def _file(contract: Contract, title: str, body: dict[str, Any], uses: Iterator[Named]) -> str:
    definitions: dict[Named, dict[str, Any]] = {}
    pending = list(uses)
    while pending:
        use = pending.pop()
        if use not in definitions:
            definition = contract.definition(use)
            definitions[use] = _definition(definition)
            pending.extend(_uses(definition))
    schema = {"$schema": _DIALECT, "title": title, **body}
    if definitions:
        schema["$defs"] = {_key(use): definitions[use] for use in sorted(definitions)}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _uses(definition: Definition) -> Iterator[Named]:
    match definition:
        case Alias(type=kind):
            yield from named(kind)
        case Enum():
            pass
        case _:
            for field in definition.fields:
                yield from named(field.type)


def _definition(definition: Definition) -> dict[str, Any]:
    match definition:
        case Alias(type=kind):
            return {"description": definition.description, **_type(kind)}
        case Enum(members=members):
            values = [member.wire for member in members]
            return {"description": definition.description, "type": "string", "enum": values}
        case _:
            return _object(definition.description, definition.fields)


def _object(description: str, fields: tuple[Field, ...]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "description": description,
        "type": "object",
        "properties": {
            field.wire: {"description": field.description, **_type(field.type)} for field in fields
        },
        "additionalProperties": False,
    }
    required = [field.wire for field in fields if field.required]
    if required:
        schema["required"] = required
    return schema


def _type(kind: Type) -> dict[str, Any]:
    match kind:
        case Null():
            return {"type": "null"}
        case Boolean():
            return {"type": "boolean"}
        case DateTime():
            return {"type": "string", "format": "date-time"}
        case Number(whole=whole, minimum=least, maximum=most):
            return {"type": "integer" if whole else "number", **_given(minimum=least, maximum=most)}
        case Text(min_length=least, max_length=most, pattern=pattern):
            return {"type": "string", **_given(minLength=least, maxLength=most, pattern=pattern)}
        case Array(items=items, min_items=least, max_items=most):
            return {"type": "array", "items": _type(items), **_given(minItems=least, maxItems=most)}
        case Named():
            return {"$ref": f"#/$defs/{_key(kind)}"}


def _given(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _key(name: Named) -> str:
    return f"{name.file}-{name.name}"
