"""Examples: for a schema one value that it accepts, always the same one."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from math import floor
from typing import Any

from . import patterns

Schema = Mapping[str, Any]

_FORMATS = {"date-time": "2030-01-31T12:00:00Z"}
_TEXT = "text"
_SIGNS = string.ascii_uppercase + string.digits + string.ascii_lowercase + string.punctuation + " \t\n"
_LONGEST = 200
"""No example is worth more characters or items."""


class NoExample(Exception):
    """None was found: a pattern too clever, a size too great, a type that contains itself."""


def example(schema: Schema, definitions: Mapping[str, Schema], inside: tuple[str, ...] = ()) -> Any:
    """A value for a schema whose references name ``definitions``; ``inside`` are those being followed.

    Objects carry what is required; one that requires nothing carries what it can.

    :raises NoExample: there is none.
    """
    if "$ref" in schema:
        name = str(schema["$ref"]).removeprefix("#/$defs/")
        if name in inside:
            raise NoExample(f"{name} contains itself")
        return example(definitions[name], definitions, (*inside, name))
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            return _first(schema[keyword], definitions, inside)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object")
    match kind if isinstance(kind, str) else kind[0]:
        case "null":
            return None
        case "boolean":
            return True
        case "number" | "integer":
            return _number(schema, kind != "number")
        case "string":
            return _text(schema)
        case "array":
            return _array(schema, definitions, inside)
    return _object(schema, definitions, inside)


def _first(choices: list[Schema], definitions: Mapping[str, Schema], inside: tuple[str, ...]) -> Any:
    for choice in sorted(choices, key=lambda choice: choice.get("type") == "null"):
        try:
            return example(choice, definitions, inside)
        except NoExample:
            continue
    raise NoExample("none of the choices has one")


def _object(schema: Schema, definitions: Mapping[str, Schema], inside: tuple[str, ...]) -> dict[str, Any]:
    required = schema.get("required", ())
    value = {}
    for name, inner in schema.get("properties", {}).items():
        if required and name not in required:
            continue
        try:
            value[name] = example(inner, definitions, inside)
        except NoExample:
            if name in required:
                raise
    others = schema.get("additionalProperties", True)
    least = schema.get("minProperties", 0)
    if isinstance(others, dict) and not value:
        least = max(least, 1)
    for number in range(_worthwhile(least) - len(value)):
        value[f"name{number or ''}"] = example(
            others if isinstance(others, dict) else {}, definitions, inside
        )
    return value


def _array(schema: Schema, definitions: Mapping[str, Schema], inside: tuple[str, ...]) -> list[Any]:
    least = _worthwhile(schema.get("minItems", 0))
    items = schema.get("items", {})
    try:
        item = example(items, definitions, inside)
    except NoExample:
        if least:
            raise
        return []
    if least > 1 and schema.get("uniqueItems"):
        raise NoExample("several items that differ")
    return [item] * min(max(least, 1), schema.get("maxItems", least + 1))


def _worthwhile(size: int) -> int:
    if size > _LONGEST:
        raise NoExample(f"the size {size}")
    return size


def _number(schema: Schema, whole: bool) -> int | float:
    """The middle of the range, or of the part of it above zero, or what fits near it."""
    least = schema.get("minimum", schema.get("exclusiveMinimum"))
    most = schema.get("maximum", schema.get("exclusiveMaximum"))
    step = schema.get("multipleOf", 1)
    if least is not None and most is not None:
        middle = ((max(least, 0) if most > 0 else least) + most) / 2
    elif least is not None:
        middle = max(least, 1)
    else:
        middle = 1 if most is None else min(most, 1)
    near = floor(middle / step) * step
    for value in ([] if whole else [middle]) + [near, near + step, near - step]:
        if _within(value, schema):
            return int(value) if value == int(value) else value
    raise NoExample("a narrow range")


def _within(value: float, schema: Schema) -> bool:
    return (
        schema.get("minimum", value) <= value <= schema.get("maximum", value)
        and not ("exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"])
        and not ("exclusiveMaximum" in schema and value >= schema["exclusiveMaximum"])
    )


def _text(schema: Schema) -> str:
    least, most = _worthwhile(schema.get("minLength", 0)), schema.get("maxLength", _LONGEST)
    if "format" in schema:
        if schema["format"] not in _FORMATS:
            raise NoExample(f"the format {schema['format']}")
        return _FORMATS[schema["format"]]
    if "pattern" not in schema:
        return (_TEXT * (least // len(_TEXT) + 1))[: max(least, min(most, len(_TEXT)))]
    pattern = schema["pattern"]
    python = patterns.to_python(pattern)
    for more in range(least + 1):
        text = _Sampler(pattern, more).text()
        if python is not None and re.search(python, text) and least <= len(text) <= most:
            return text
    raise NoExample(f"the pattern {pattern}")


_ATOM = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|[^\\\[\]()|*+?{}^$]", re.DOTALL)
_TIMES = re.compile(r"(?:([*+?])|\{(\d+)(,?)(\d*)\})\??")


class _Sampler:
    """Reads a pattern from left to right and writes what it asks for.

    Of alternatives it takes the first, of repetitions the fewest and ``more`` where that is allowed. Whoever
    asks tries the text against the pattern; so an assertion that is overlooked here does no harm.
    """

    def __init__(self, pattern: str, more: int) -> None:
        self._pattern = pattern
        self._more = more
        self._at = 0

    def text(self) -> str:
        text = self._alternatives()
        if self._at < len(self._pattern):
            raise NoExample(f"the pattern {self._pattern}")
        return text

    def _alternatives(self) -> str:
        text = self._sequence()
        while self._pattern.startswith("|", self._at):
            self._at += 1
            self._sequence()
        return text

    def _sequence(self) -> str:
        parts = []
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            if self._pattern[self._at] in "^$":
                self._at += 1
                continue
            part = self._group() if self._pattern[self._at] == "(" else self._atom()
            parts.append(part * self._times())
        return "".join(parts)

    def _group(self) -> str:
        self._at += 3 if self._pattern.startswith("(?:", self._at) else 1
        text = self._alternatives()
        if not self._pattern.startswith(")", self._at):
            raise NoExample(f"the pattern {self._pattern}")
        self._at += 1
        return text

    def _atom(self) -> str:
        atom = _ATOM.match(self._pattern, self._at)
        python = patterns.to_python(atom[0]) if atom else None
        if atom is None or python is None:
            raise NoExample(f"the pattern {self._pattern}")
        self._at = atom.end()
        for sign in (atom[0] if len(atom[0]) == 1 else "") + _SIGNS:
            if re.fullmatch(python, sign):
                return sign
        raise NoExample(f"the pattern {self._pattern}")

    def _times(self) -> int:
        times = _TIMES.match(self._pattern, self._at)
        if times is None:
            return 1
        self._at = times.end()
        sign, least, comma, most = times.groups()
        fewest = int(least) if least else int(sign == "+")
        greatest = 1 if sign == "?" else int(most) if most else fewest if least and not comma else _LONGEST
        return min(_worthwhile(fewest) + self._more, greatest)
