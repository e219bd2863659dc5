"""The rules of ``lint``: what a reviewer says of one entry of a contract."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from . import naming
from .load import Place
from .loose import File, Schema, TypeName, target
from .unit_words import unit_in_name, units


class Entry(NamedTuple):
    """A command, variable, argument, result, type, property, item or error, and where it stands."""

    file: File
    place: Place
    role: str
    schema: Schema
    types: Mapping[TypeName, Schema]

    @property
    def name(self) -> str:
        return str(self.place[-1])

    @property
    def refers(self) -> bool:
        return "$ref" in self.schema

    def is_a(self, *kinds: str) -> bool:
        """Whether its values are of one of these kinds, said right here."""
        kind = self.schema.get("type")
        return not self.refers and any(one in kinds for one in (kind if isinstance(kind, list) else [kind]))


Said = Iterator[tuple[Place, str]]
"""Places inside the entry, and what is to be said of them."""


@dataclass(frozen=True)
class Rule:
    """One thing that a reviewer looks at."""

    id: str
    purpose: str
    check: Callable[[Entry], Said] | None = None


_SCHEMAS = ("variable", "argument", "result", "type", "property", "item")
_KEYWORDS = {
    *("$ref", "type", "description", "enum", "const", "default", "examples", "qos", "format", "pattern"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength"),
    *("items", "minItems", "maxItems", "uniqueItems", "properties", "required", "additionalProperties"),
    *("minProperties", "maxProperties", "patternProperties", "propertyNames", "$comment", "title"),
    *("oneOf", "anyOf", "allOf", "not", "if", "then", "else"),
}
_FORMATS = (*("date-time", "date", "time", "uri", "email", "hostname", "ipv4", "ipv6", "uuid", "regex"),)
_PAIRS = (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems"))
_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_CAMEL = re.compile(r"[A-Z][A-Za-z0-9]*")


def _no_description(entry: Entry) -> Said:
    text = entry.schema.get("description")
    if entry.role != "item" and not (isinstance(text, str) and len(text.strip()) > 1):
        yield (), f"the {entry.role} has no description"


def _echo(entry: Entry) -> Said:
    words = re.findall(r"[a-z0-9]+", str(entry.schema.get("description", "")).lower())
    name = set(re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", entry.name).lower()))
    if words and entry.role not in ("item", "result") and set(words) <= name | {"the", "a", "an", "of"}:
        yield ("description",), "the description says no more than the name"


def _no_unit(entry: Entry) -> Said:
    if entry.role in ("item", "type") or not entry.is_a("number"):
        return
    if not units(str(entry.schema.get("description", ""))) and not unit_in_name(entry.name):
        yield (), "a number whose description names no unit (such as: Current in A)"


def _no_range(entry: Entry) -> Said:
    if not entry.is_a("number", "integer") or "enum" in entry.schema:
        return
    absent = [
        name
        for name in ("minimum", "maximum")
        if not {name, f"exclusive{name.title()}"} & entry.schema.keys()
    ]
    if absent:
        yield (), f"a number without {' and '.join(absent)}"


def _no_length(entry: Entry) -> Said:
    if entry.is_a("string") and not {"maxLength", "enum", "const", "format", "pattern"} & entry.schema.keys():
        yield (), "a text without maxLength: a peer may send any amount"


def _no_count(entry: Entry) -> Said:
    if entry.is_a("array") and "maxItems" not in entry.schema:
        yield (), "an array without maxItems: a peer may send any number"


def _no_items(entry: Entry) -> Said:
    if entry.is_a("array") and not isinstance(entry.schema.get("items"), dict):
        yield (), "an array that says nothing of its items"


def _no_type(entry: Entry) -> Said:
    if not entry.refers and entry.schema.get("type") is None and entry.role in _SCHEMAS:
        yield (), 'no type (an event has the type "null", in quotes)'


def _open_object(entry: Entry) -> Said:
    if entry.is_a("object") and entry.schema.get("additionalProperties", True) is True:
        yield (), "an open object: a misspelt property passes (additionalProperties: false)"


def _unknown_required(entry: Entry) -> Said:
    properties, required = entry.schema.get("properties"), entry.schema.get("required")
    known = properties if isinstance(properties, dict) else {}
    for index, name in enumerate(required if isinstance(required, list) else ()):
        if not entry.refers and name not in list(known):
            yield ("required", index), f"{name!r} is required and is no property"


def _nothing(entry: Entry) -> Said:
    if entry.refers and target(entry.schema, entry.file.name) not in entry.types:
        yield ("$ref",), f"a reference to nothing: {entry.schema['$ref']}"


def _wrong_hint(entry: Entry) -> Said:
    found = target(entry.schema, entry.file.name)
    if found is not None and found in entry.types and "type" in entry.schema:
        hint, kind = entry.schema["type"], entry.types[found].get("type")
        if hint != kind:
            yield ("type",), f"type: {hint} beside a reference to {found}, which is of type {kind}"


def _beside(entry: Entry) -> Said:
    for key in entry.schema if entry.refers else ():
        if key not in ("$ref", "type", "description", "qos"):
            yield (key,), f"{key} beside $ref has no effect"


def _python_name(entry: Entry) -> Said:
    if entry.role in ("command", "variable", "argument", "property", "type"):
        spelt = naming.identifier(entry.name)
        if spelt != entry.name:
            yield (), f"{entry.name!r} becomes {spelt!r} in Python"
    members = entry.schema.get("enum")
    for index, member in enumerate(members if isinstance(members, list) else ()):
        if isinstance(member, str) and naming.enum_member(member) != member:
            yield ("enum", index), f"{member!r} becomes {naming.enum_member(member)!r} in Python"


def _name_style(entry: Entry) -> Said:
    if entry.role == "type" and not _CAMEL.fullmatch(entry.name):
        yield (), "a type in another style than LikeThis"
    elif entry.role in ("command", "variable", "argument", "property"):
        plain = "_".join(part.lower() if unit_in_name(f"_{part}") else part for part in entry.name.split("_"))
        if not _SNAKE.fullmatch(plain):
            yield (), "a name in another style than like_this"


def _empty_range(entry: Entry) -> Said:
    for low, high in _PAIRS:
        least, most = entry.schema.get(low), entry.schema.get(high)
        if isinstance(least, int | float) and isinstance(most, int | float) and least > most:
            yield (high,), f"{high} {most} is below {low} {least}: no value fits"


def _twice(entry: Entry) -> Said:
    for key in ("enum", "required"):
        names = entry.schema.get(key)
        rows = names if isinstance(names, list) else []
        for index, name in enumerate(rows):
            if name in rows[:index]:
                yield (key, index), f"{name!r} again"


def _loose_pattern(entry: Entry) -> Said:
    pattern = entry.schema.get("pattern")
    if not entry.refers and isinstance(pattern, str) and not (pattern[:1] == "^" and pattern[-1:] == "$"):
        yield ("pattern",), "the pattern is searched for; between ^ and $ it would have to match all"


def _unknown_format(entry: Entry) -> Said:
    form = entry.schema.get("format")
    if not entry.refers and form is not None and form not in _FORMATS:
        yield ("format",), f"format {form} is known to no validator here"


def _unknown_keyword(entry: Entry) -> Said:
    for key in entry.schema if entry.role in _SCHEMAS else ():
        if key not in _KEYWORDS:
            yield (key,), f"{key} is no keyword: nobody checks it"


TABLE = (
    Rule("NO_DESCRIPTION", "every entry says what it is", _no_description),
    Rule("ECHO_DESCRIPTION", "a description says more than the name", _echo),
    Rule("NO_UNIT", "a number names its unit, in its description or its name", _no_unit),
    Rule("NO_RANGE", "a number has a minimum and a maximum", _no_range),
    Rule("NO_LENGTH", "a text from the wire has a maxLength, unless something else bounds it", _no_length),
    Rule("NO_COUNT", "an array from the wire has a maxItems", _no_count),
    Rule("NO_ITEMS", "an array says what its items are", _no_items),
    Rule("NO_TYPE", "a value has a type", _no_type),
    Rule("OPEN_OBJECT", "an object refuses properties that it does not list", _open_object),
    Rule("UNKNOWN_REQUIRED", "what is required is a property", _unknown_required),
    Rule("UNKNOWN_REFERENCE", "a reference leads somewhere", _nothing),
    Rule("WRONG_TYPE_HINT", "the type beside a reference is the type that it leads to", _wrong_hint),
    Rule("BESIDE_REFERENCE", "nothing beside a reference looks as if it had an effect", _beside),
    Rule("PYTHON_NAME", "names are spelt alike on the wire and in Python", _python_name),
    Rule("NAME_STYLE", "types are called LikeThis, everything else like_this", _name_style),
    Rule("EMPTY_RANGE", "a range has room for a value", _empty_range),
    Rule("TWICE", "lists of names hold each name once", _twice),
    Rule("LOOSE_PATTERN", "a pattern stands for the whole text", _loose_pattern),
    Rule("UNKNOWN_FORMAT", "a format is one that validators know", _unknown_format),
    Rule("UNKNOWN_KEYWORD", "a keyword is one that validators know", _unknown_keyword),
    Rule("UNUSED_TYPE", "a type is used by some interface"),
    Rule("TYPE_CYCLE", "a type does not contain itself"),
    Rule("UNKNOWN_ERROR", "a reference to errors leads to some"),
    Rule("NO_SUCH_RULE", "what is silenced is a rule"),
    Rule("NO_REASON", "a silence has a reason"),
    Rule("NO_EFFECT", "a silence silences something"),
)
"""Every rule; those without a check look at the contract as a whole, or at what is silenced."""

RULES: dict[str, Rule] = {rule.id: rule for rule in TABLE}
