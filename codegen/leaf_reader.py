"""Third room, ground floor: what a schema says of numbers, texts, choices and sizes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from . import patterns
from .checks import Checker, show
from .keywords import CHOICES, CONSTRAINTS, KEYWORDS, KINDS, KNOWN, fits, kind_of
from .load import Document, Place
from .model import DateTime, Number, Text

_INT64 = 2**63
_HUGE = 1e300
"""Neither infinite nor beyond what a float can hold."""


class LeafReader(Checker):
    """Reads what needs no look at other schemas."""

    def kinds(self, document: Document, place: Place, schema: dict[str, Any]) -> tuple[str, ...] | None:
        """The JSON types that a schema allows; None after a report."""
        if "type" not in schema and not CONSTRAINTS & schema.keys():
            return KINDS
        value = schema.get("type")
        kinds = value if isinstance(value, list) and value else [value]
        for index, kind in enumerate(kinds):
            if not isinstance(kind, str) or kind not in KINDS:
                inner = (*place, "type", index) if isinstance(value, list) else (*place, "type")
                self.report(
                    document, inner, show(kind, "no type"), f"one of {', '.join(KINDS)} (null in quotes)"
                )
                return None
            if kind in kinds[:index]:
                self.report(document, (*place, "type", index), f"{kind} again", "each type once")
                return None
        return tuple(kinds)

    def keywords(
        self, document: Document, place: Place, schema: dict[str, Any], kinds: Iterable[str]
    ) -> None:
        """Report the words that nobody knows."""
        allowed = ("description", *CHOICES, *dict.fromkeys(word for kind in kinds for word in KEYWORDS[kind]))
        self.keys(document, place, {key: 0 for key in schema if key not in KNOWN}, allowed)

    def values(self, document: Document, place: Place, schema: dict[str, Any]) -> list[Any] | None:
        """The values of ``enum`` or ``const``; None after a report."""
        word = "const" if "const" in schema else "enum"
        values = [schema["const"]] if word == "const" else schema["enum"]
        if not isinstance(values, list) or not values or {"enum", "const"} <= schema.keys():
            self.report(document, (*place, word), show(values), "a list of at least one text")
            return None
        kinds = self.kinds(document, place, schema)
        if kinds is None:
            return None
        seen: list[Any] = []
        for index, value in enumerate(values):
            inner: Place = (*place, "enum", index) if word == "enum" else (*place, "const")
            kind = kind_of(value)
            allowed = kind in kinds or (kind == "integer" and "number" in kinds)
            if kind not in ("string", "integer", "null") or not allowed:
                other = f"a value of type {', '.join(kinds)}, and no fraction, boolean, list or object"
                wanted = "a text (put it in quotes)" if "string" in kinds else other
                self.report(document, inner, show(value, "null"), wanted)
            elif value in seen:
                self.report(document, inner, f"{value!r} again", "each value once")
            elif not fits(value, schema):
                self.report(document, inner, show(value), "a value that the keywords beside it allow")
            else:
                seen.append(value)
        return seen if len(seen) == len(values) else None

    def required(
        self, document: Document, place: Place, schema: dict[str, Any], properties: dict[str, Any], more: bool
    ) -> list[str]:
        required = schema.get("required", [])
        if not isinstance(required, list):
            self.report(document, (*place, "required"), show(required), "a list of property names")
            return []
        names: list[str] = []
        for index, name in enumerate(required):
            inner = (*place, "required", index)
            if not isinstance(name, str) or (name not in properties and not more):
                self.report(document, inner, show(name), f"one of {', '.join(properties) or 'none'}")
            elif name in names:
                self.report(document, inner, f"{name!r} again", "each name once")
            else:
                names.append(name)
        return names

    def number(self, document: Document, place: Place, schema: dict[str, Any], whole: bool) -> Number:
        bounds: dict[str, Any] = {}
        for key in KEYWORDS["integer"] if whole else KEYWORDS["number"]:
            bound = schema.get(key)
            good = isinstance(bound, int | float) and not isinstance(bound, bool) and abs(bound) <= _HUGE
            if good and whole:
                good = isinstance(bound, int) and -_INT64 <= bound < _INT64
            if bound is not None and key == "multipleOf":
                good = good and bound > 0
            if key in schema and not good:
                wanted = "a whole number of at most 64 bits" if whole else "a number"
                self.report(document, (*place, key), show(bound), wanted)
            bounds[key] = bound if good else None
        if not whole and "multipleOf" in schema:
            self.report(
                document, (*place, "multipleOf"), "multipleOf beside number", "multipleOf beside integer"
            )
        self._ordered(document, place, "minimum", bounds["minimum"], "maximum", bounds["maximum"])
        return Number(
            whole,
            bounds["minimum"],
            bounds["maximum"],
            bounds["exclusiveMinimum"],
            bounds["exclusiveMaximum"],
            bounds.get("multipleOf"),
        )

    def string(self, document: Document, place: Place, schema: dict[str, Any]) -> DateTime | Text:
        if "format" in schema:
            if schema["format"] != "date-time":
                self.report(document, (*place, "format"), show(schema["format"]), "date-time")
            for key in ("minLength", "maxLength", "pattern"):
                if key in schema:
                    self.report(document, (*place, key), f"{key} beside format", "one of them")
            return DateTime()
        shortest, longest = self.sizes(document, place, schema, "minLength", "maxLength")
        pattern = schema.get("pattern")
        if pattern is None:
            return Text(shortest, longest)
        python = patterns.to_python(pattern) if isinstance(pattern, str) else None
        if python is None:
            expected = "a regular expression that means the same in ECMAScript and Python"
            self.report(document, (*place, "pattern"), show(pattern), expected)
        return Text(shortest, longest, pattern, python)

    def sizes(
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
