"""Payloads for a JSON Schema: valid ones, and valid ones with something spoilt.

Only the words that our generator writes are understood. A spoilt payload is not always invalid (a boundary
plus one step may still be inside another bound): what it is, the judges decide.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from typing import Any

from hypothesis import strategies as st

Schema = dict[str, Any]
Place = tuple[str | int, ...]

_INT64 = 2**63

BATCH = 4
"""Payloads drawn at once: drawing costs more than judging."""

_DICE = st.integers(0, 2**20)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-_INT64, 2 * _INT64)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)

JUNK: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2, 1.0, 1.5, -0.0, 1e300, -1e300, 10**30, math.nan, math.inf, -math.inf),
    *("", "x", "1", "true", "None", "2026-01-31T12:00:00Z", [], [1], ["x"], [[]], {}, {"a": 1}, {"": {}}),
)

BROKEN_DATES = (
    *(
        "garbage",
        "2026-01-31",
        "12:00:00Z",
        "2026-01-31 12:00:00Z",
        "2026-01-31T12:00:00",
        "2026-01-31T12:00Z",
    ),
    *("2026-13-01T00:00:00Z", "2026-00-10T00:00:00Z", "2026-02-30T00:00:00Z", "2026-01-00T00:00:00Z"),
    *("2026-01-31T24:00:00Z", "2026-01-31T12:60:00Z", "2026-01-31T12:00:61Z", "0000-01-01T00:00:00Z"),
    *(
        "2026-01-31T12:00:00+0100",
        "2026-01-31T12:00:00+24:00",
        "2026-01-31T12:00:00+01",
        "2026-1-31T12:00:00Z",
    ),
    *("2026-01-31T12:00:00.Z", "2026-01-31T12:00:00,5Z", "20260131T120000Z", "+2026-01-31T12:00:00Z"),
    *(" 2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z ", "٢٠٢٦-01-31T12:00:00Z", "2026-01-31T12:00:00ZZ"),
    *("2026-01-31T12:00:00+01:60", "2026-01-31T12:00:00-00:00", "2026-01-31T23:59:59.9999999999-23:59"),
    *("2026-01-31t12:00:00z", "1900-02-29T00:00:00Z", "2000-02-29T00:00:00Z", "2026-01-31T23:59:60Z"),
)


class Payloads:
    """Strategies for one schema file."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._made: dict[str, st.SearchStrategy[Any]] = {}

    def valid(self) -> st.SearchStrategy[Any]:
        """What the schema accepts."""
        return self._valid(self._schema)

    def batches(self) -> st.SearchStrategy[list[Any]]:
        """``BATCH`` payloads: one that the schema accepts, and the same spoilt in one place or another."""
        return st.builds(self._spoil, self.valid(), st.tuples(*[st.tuples(_DICE, _DICE)] * (BATCH - 1)))

    def _spoil(self, value: Any, thrown: tuple[tuple[int, int], ...]) -> list[Any]:
        places = list(self.places(self._schema, value))
        batch = [value]
        for one, other in thrown:
            place, schema = places[one % len(places)]
            wrong = [*self._near(schema, _get(value, place)), *JUNK]
            batch.append(_put(deepcopy(value), place, deepcopy(wrong[other % len(wrong)])))
        return batch

    def resolve(self, schema: Schema) -> Schema:
        """The schema that a reference means."""
        while "$ref" in schema:
            schema = self._schema["$defs"][schema["$ref"].removeprefix("#/$defs/")]
        return schema

    # Valid payloads

    def _valid(self, schema: Schema | bool) -> st.SearchStrategy[Any]:
        if isinstance(schema, bool) or not set(schema) - {"$schema", "title", "description", "$defs"}:
            return JSON
        if "$ref" in schema:
            name = schema["$ref"]
            if name not in self._made:
                self._made[name] = st.deferred(lambda: self._valid(self.resolve(schema)))
            return self._made[name]
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        if "anyOf" in schema:
            return st.one_of([self._valid(one) for one in schema["anyOf"]])
        match schema["type"]:
            case "null":
                return st.none()
            case "boolean":
                return st.booleans()
            case "integer":
                return _integers(schema)
            case "number":
                return _numbers(schema)
            case "string":
                return _texts(schema)
            case "array":
                least, most = schema.get("minItems", 0), schema.get("maxItems", math.inf)
                items = self._valid(schema["items"])
                unique = _canonical if schema.get("uniqueItems") else None
                return st.lists(items, min_size=least, max_size=min(most, least + 3), unique_by=unique)
        return self._objects(schema)

    def _objects(self, schema: Schema) -> st.SearchStrategy[Any]:
        properties = schema.get("properties", {})
        required = schema.get("required", [])
        named = st.fixed_dictionaries(
            {name: self._valid(properties[name]) for name in required},
            optional={name: self._valid(inner) for name, inner in properties.items() if name not in required},
        )
        if schema["additionalProperties"] is False:
            return named
        least = schema.get("minProperties", 0)
        most = min(schema.get("maxProperties", math.inf), least + 3)
        names = TEXT.filter(lambda name: name not in properties)
        more = st.dictionaries(
            names, self._valid(schema["additionalProperties"]), min_size=least, max_size=most
        )
        return st.builds(lambda one, other: {**other, **one}, named, more)

    # Spoiling

    def places(self, schema: Schema | bool, value: Any, at: Place = ()) -> Iterator[tuple[Place, Schema]]:
        """Every place of a payload with the schema that speaks of it, the payload itself first."""
        if schema is True:
            schema = {}
        assert isinstance(schema, dict)
        schema = self.resolve(schema)
        yield at, schema
        for one in schema.get("anyOf", ()):
            yield from list(self.places(one, value, at))[1:]
        if isinstance(value, dict):
            properties = schema.get("properties", {})
            for name, inner in value.items():
                below = properties.get(name, schema.get("additionalProperties", True))
                yield from self.places(below if isinstance(below, dict) else {}, inner, (*at, name))
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                yield from self.places(schema.get("items", {}), inner, (*at, index))

    def _near(self, schema: Schema, value: Any) -> Iterator[Any]:
        for one in schema.get("anyOf", ()):
            yield from self._near(self.resolve(one), value)
        for key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
            if key in schema:
                bound = schema[key]
                yield from (bound, bound - 1, bound + 1, float(bound), str(bound), [bound])
                yield from (math.nextafter(bound, math.inf), math.nextafter(bound, -math.inf))
        if isinstance(value, bool):
            yield from (int(value), str(value).lower())
        elif isinstance(value, int | float):
            yield from (bool(value), value + 0.5, -value, str(value))
        elif isinstance(value, str):
            yield from (
                value.upper(),
                value.lower(),
                f"{value} ",
                f" {value}",
                value[:-1],
                value[1:],
                [value],
            )
            if "maxLength" in schema:
                yield from ("ä" * schema["maxLength"], "ä" * (schema["maxLength"] + 1))
            if schema.get("minLength"):
                yield from ("ä" * schema["minLength"], "ä" * (schema["minLength"] - 1))
            if schema.get("format") == "date-time":
                yield from BROKEN_DATES
        elif isinstance(value, list):
            if value:
                yield from (value[:-1], [*value, value[0]], value * 25)
                yield value * max(1, schema.get("maxItems", 1) // len(value))
        elif isinstance(value, dict):
            for name in value:
                yield {key: inner for key, inner in value.items() if key != name}
                yield {**value, name.upper(): value[name]}
                yield {**value, name: None}
            yield from ({**value, "surplus": 1}, {**value, "": {}}, list(value))


def _integers(schema: Schema) -> st.SearchStrategy[int]:
    least, most = schema.get("minimum"), schema.get("maximum")
    if "exclusiveMinimum" in schema:
        least = (
            schema["exclusiveMinimum"] + 1 if least is None else max(least, schema["exclusiveMinimum"] + 1)
        )
    if "exclusiveMaximum" in schema:
        most = schema["exclusiveMaximum"] - 1 if most is None else min(most, schema["exclusiveMaximum"] - 1)
    step = schema.get("multipleOf", 1)
    least = None if least is None else -(-least // step)
    most = None if most is None else most // step
    return st.integers(least, most).map(lambda value: value * step)


def _numbers(schema: Schema) -> st.SearchStrategy[float]:
    floats = st.floats(
        schema.get("minimum", schema.get("exclusiveMinimum")),
        schema.get("maximum", schema.get("exclusiveMaximum")),
        exclude_min="exclusiveMinimum" in schema,
        exclude_max="exclusiveMaximum" in schema,
        allow_nan=False,
        allow_infinity=False,
    )
    bounds = [schema[key] for key in ("minimum", "maximum") if key in schema]
    return floats | st.sampled_from(bounds) if bounds else floats | st.integers(-_INT64, _INT64)


def _texts(schema: Schema) -> st.SearchStrategy[str]:
    if schema.get("format") == "date-time":
        return _date_times()
    if "pattern" in schema:
        python = schema["pattern"].replace("$", r"\Z")
        matching = st.from_regex(re.compile(python, re.ASCII))
        least, most = schema.get("minLength", 0), schema.get("maxLength", math.inf)
        return matching.filter(lambda text: least <= len(text) <= most and "\n" not in text)
    least, most = schema.get("minLength", 0), schema.get("maxLength", math.inf)
    return st.text(st.characters(exclude_categories=["Cs"]), min_size=least, max_size=min(most, least + 12))


def _date_times() -> st.SearchStrategy[str]:
    fraction = st.just("") | st.from_regex(r"\A\.[0-9]{1,12}\Z")
    offset = st.sampled_from("Zz") | st.from_regex(r"\A[+-]([01][0-9]|2[0-3]):[0-5][0-9]\Z")
    moment = st.datetimes(max_value=datetime(9999, 12, 31, 23, 59, 58)).map(
        lambda value: value.isoformat(timespec="seconds")
    )
    return st.builds(lambda *parts: "".join(parts), moment, fraction, offset)


def _canonical(value: Any) -> Any:
    if isinstance(value, bool):
        return (bool, value)
    if isinstance(value, list):
        return (list, *map(_canonical, value))
    if isinstance(value, dict):
        return (dict, frozenset((name, _canonical(inner)) for name, inner in value.items()))
    return value


def _get(value: Any, place: Place) -> Any:
    for step in place:
        value = value[step]
    return value


def _put(value: Any, place: Place, new: Any) -> Any:
    if not place:
        return new
    _get(value, place[:-1])[place[-1]] = new
    return value
