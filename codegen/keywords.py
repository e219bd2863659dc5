"""The words of JSON Schema draft-07 that Python types can say.

Any other word is reported at its line, never ignored: a misspelt keyword would otherwise be a constraint that
nobody checks. A word that speaks of another type (``maxLength`` beside ``type: number``) has no effect in
JSON Schema, and none here.
"""

from __future__ import annotations

from typing import Any

ANNOTATIONS = frozenset(
    {
        *(
            "description",
            "title",
            "$comment",
            "documentation",
            "default",
            "examples",
            "readOnly",
            "writeOnly",
        ),
        *("contentEncoding", "contentMediaType"),
    }
)
"""What says something to people and nothing to a validator."""

KEYWORDS = {
    "null": (),
    "boolean": (),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    "integer": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "string": ("minLength", "maxLength", "pattern", "format"),
    "array": ("items", "minItems", "maxItems", "uniqueItems"),
    "object": ("properties", "required", "additionalProperties", "minProperties", "maxProperties"),
}
"""Constraints by JSON type."""

KINDS = tuple(KEYWORDS)
CHOICES = ("type", "enum", "const")
CONSTRAINTS = frozenset(word for words in KEYWORDS.values() for word in words)
KNOWN = ANNOTATIONS | CONSTRAINTS | set(CHOICES)


def is_struct(schema: dict[str, Any]) -> bool:
    """An object, and nothing else, with names in it."""
    chosen = {"$ref", "enum", "const"} & schema.keys()
    return schema.get("type") == "object" and has_names(schema) and not chosen


def has_names(schema: dict[str, Any]) -> bool:
    """Does it name properties? An object that names none is a map."""
    named = "properties" in schema or "required" in schema
    return named or schema.get("additionalProperties") is False


def is_enum(schema: dict[str, Any]) -> bool:
    """An enum of nothing but texts: what gets a class."""
    values = schema.get("enum")
    texts = isinstance(values, list) and bool(values) and all(isinstance(value, str) for value in values)
    return texts and "$ref" not in schema


def kind_of(value: Any) -> str:
    """The JSON type of a value; a whole number is an integer."""
    if value is None:
        return "null"
    kinds = ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"), (list, "array"))
    return next((kind for python, kind in kinds if isinstance(value, python)), "object")


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Does a value of an enum keep to the constraints beside it? Only those of size can be told here."""
    if isinstance(value, str):
        least, most, size = schema.get("minLength"), schema.get("maxLength"), len(value)
        told = "pattern" not in schema and "format" not in schema
    elif isinstance(value, int):
        least, most, size = schema.get("minimum"), schema.get("maximum"), value
        told = not {"exclusiveMinimum", "exclusiveMaximum", "multipleOf"} & schema.keys()
    else:
        return True
    return (
        told
        and (least is None or (isinstance(least, int) and least <= size))
        and (most is None or (isinstance(most, int) and size <= most))
    )
