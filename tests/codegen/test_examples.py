"""Examples: whatever comes out is accepted by its schema, and what has none is told so."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.examples import NoExample, example


def check(schema: dict[str, Any], definitions: dict[str, Any] | None = None) -> Any:
    """The example, held against the schema."""
    value = example(schema, definitions or {})
    whole = {**schema, "$defs": definitions or {}}
    jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker()).validate(value)
    return value


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "null"}, None),
        ({"type": "boolean"}, True),
        ({"type": "number"}, 1),
        ({"type": "number", "minimum": 0, "maximum": 400}, 200),
        ({"type": "number", "minimum": -2, "maximum": 1500}, 750),
        ({"type": "number", "minimum": -5, "maximum": -4}, -4.5),
        ({"type": "integer", "minimum": 0, "maximum": 255}, 127),
        ({"type": "integer", "maximum": -7}, -7),
        ({"type": "integer", "exclusiveMinimum": 1}, 2),
        ({"type": "integer", "minimum": 1, "multipleOf": 5}, 5),
        ({"type": "string", "enum": ["b", "a"]}, "b"),
        ({"type": "integer", "enum": [7, 8]}, 7),
        ({"type": "string"}, "text"),
        ({"type": "string", "maxLength": 2}, "te"),
        ({"type": "string", "minLength": 6}, "textte"),
        ({"type": "string", "format": "date-time"}, "2030-01-31T12:00:00Z"),
        ({"type": "array", "items": {"type": "integer"}}, [1]),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 2}, [1, 1]),
        ({"type": "array", "items": {"type": "integer"}, "maxItems": 0}, []),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, {"name": 1}),
        ({"type": "object", "additionalProperties": True, "minProperties": 2}, {"name": {}, "name1": {}}),
        ({"anyOf": [{"type": "null"}, {"type": "integer"}]}, 1),
        (
            {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "null"}}},
            {"a": 1, "b": None},
        ),
        ({"type": "object", "required": ["b"], "properties": {"a": {"type": "null"}, "b": {}}}, {"b": {}}),
    ],
)
def test_the_example(schema: dict[str, Any], expected: Any) -> None:
    assert check(schema) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("^[A-F0-9]{2}(:[A-F0-9]{2}){5}$", "AA:AA:AA:AA:AA:AA"),
        ("^(?:b|c)+x?$", "b"),
        (r"^\d{3}-\w\.$", "000-A."),
        ("[^A-Z]", "0"),
        ("^$", ""),
        ("^a{2,}b*$", "aa"),
    ],
)
def test_a_pattern(pattern: str, expected: str) -> None:
    assert check({"type": "string", "pattern": pattern}) == expected


def test_a_pattern_and_a_length() -> None:
    assert check({"type": "string", "pattern": "^[a-z]+$", "minLength": 4, "maxLength": 5}) == "aaaa"


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "^(?=b)a$"},
        {"type": "string", "pattern": r"^(a)\1$"},
        {"type": "string", "pattern": "^a{1000}$"},
        {"type": "string", "pattern": "^aa$", "maxLength": 1},
        {"type": "string", "format": "unheard-of"},
        {"type": "string", "minLength": 100000},
        {"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 2},
        {"type": "array", "items": {"type": "integer"}, "minItems": 2, "uniqueItems": True},
        {"$ref": "#/$defs/endless"},
    ],
)
def test_no_example(schema: dict[str, Any]) -> None:
    endless = {"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#/$defs/endless"}}}
    with pytest.raises(NoExample):
        example(schema, {"endless": endless})


def test_a_type_that_contains_itself() -> None:
    inner = {"next": {"$ref": "#/$defs/node"}, "all": {"type": "array", "items": {"$ref": "#/$defs/node"}}}
    node = {"type": "object", "properties": inner}
    assert check({"$ref": "#/$defs/node"}, {"node": node}) == {"all": []}


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6), st.booleans())
def test_any_range(least: float, width: float, whole: bool) -> None:
    schema = {"type": "integer" if whole else "number", "minimum": least, "maximum": least + width}
    try:
        check(schema)
    except NoExample:
        assert whole and width < 1


@given(
    st.lists(st.sampled_from(["a", "[b-d]", r"\d", "(x|y)", "(?:z)?", "[^a]*", "e+", "f{2,3}"]), min_size=1)
)
def test_any_plain_pattern(parts: list[str]) -> None:
    pattern = f"^{''.join(parts)}$"
    assert re.search(pattern, example({"type": "string", "pattern": pattern}, {}))
