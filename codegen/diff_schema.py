"""What has changed between two schemas that stand at the same place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .load import Place
from .loose import Schema, TypeName, target
from .unit_words import units


class Change(NamedTuple):
    """A rule that speaks, and where in the schema."""

    rule: str
    place: Place
    sentence: str


class Side(NamedTuple):
    """A schema with what is needed to read it: the file it stands in, and the types of its contract.

    ``trail`` holds the references that led to it.
    """

    schema: Schema
    file: str
    types: Mapping[TypeName, Schema]
    trail: frozenset[TypeName] = frozenset()

    @property
    def target(self) -> TypeName | None:
        return target(self.schema, self.file)

    def at(self, *place: str) -> Side:
        """What stands further inside; an empty schema when nothing does."""
        inner: Any = self.schema
        for key in place:
            inner = inner.get(key) if isinstance(inner, dict) else None
        return self._replace(schema=inner if isinstance(inner, dict) else {})


_KINDS = frozenset({"null", "boolean", "integer", "fraction", "string", "array", "object"})

_UPPER = {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"}
_BOUNDS = {
    "minimum": "RANGE",
    "exclusiveMinimum": "RANGE",
    "maximum": "RANGE",
    "exclusiveMaximum": "RANGE",
    "minLength": "LENGTH",
    "maxLength": "LENGTH",
    "minItems": "COUNT",
    "maxItems": "COUNT",
    "minProperties": "COUNT",
    "maxProperties": "COUNT",
}
_COMPARED = {
    *("$ref", "type", "description", "pattern", "format", "enum", "items"),
    *("properties", "required", "additionalProperties", *_BOUNDS),
}


def compare(old: Side, new: Side, place: Place = ()) -> Iterator[Change]:
    """All changes, in the order of the keywords; types that both refer to are compared elsewhere, once."""
    yield from described(old.schema, new.schema, place)
    before, after = old.target, new.target
    if before is not None and before == after:
        return
    if before in old.trail and after in new.trail:  # two types of different names, each inside itself
        return
    yield from _values(_followed(old), _followed(new), place, (before, after))


def described(old: Schema, new: Schema, place: Place) -> Iterator[Change]:
    """A description that differs, as a change of unit when it is one."""
    before, after = (" ".join(str(schema.get("description", "")).split()) for schema in (old, new))
    if before == after:
        return
    lost, gained = units(before) - units(after), units(after) - units(before)
    if lost and gained:
        told = f"the unit was {_listed(lost)}, now it is {_listed(gained)}"
        yield Change("UNIT_CHANGED", (*place, "description"), told)
    else:
        yield Change("DESCRIPTION_CHANGED", (*place, "description"), "the description says something else")


def reordered(rule: str, old: Sequence[str], new: Sequence[str], place: Place) -> Iterator[Change]:
    """Whether what both have stands in another order."""
    before = [name for name in old if name in new]
    after = [name for name in new if name in old]
    if before != after:
        moved = next(name for name, other in zip(after, before, strict=True) if name != other)
        yield Change(rule, place, f"another order, from {moved!r} on")


def _followed(side: Side) -> Side:
    """The schema that a reference leads to; one that leads nowhere is told apart by its name."""
    first = side
    while (name := side.target) is not None and (name not in side.trail or side is first):
        found = side.types.get(name, {"type": f"of {name}"})
        side = Side(found, name.file, side.types, side.trail | {name})
    return side


def _values(
    old: Side, new: Side, place: Place, names: tuple[TypeName | None, TypeName | None]
) -> Iterator[Change]:
    before, after = _kinds(old.schema), _kinds(new.schema)
    if before != after:
        told = f"{_shown(old.schema)} became {_shown(new.schema)}"
        if before < after:
            yield Change("TYPE_WIDENED", (*place, "type"), told)
        elif after < before:
            yield Change("TYPE_NARROWED", (*place, "type"), told)
        else:
            yield Change("TYPE_CHANGED", (*place, "type"), told)
            return
    if names != (None, None) and (_has_class(old.schema) or _has_class(new.schema)):
        was, now = (str(name) if name else "a type without name" for name in names)
        yield Change("TYPE_RENAMED", (*place, "$ref"), f"{was} became {now}")
    for check in (_bounds, _texts, _members, _others):
        yield from check(old, new, place)
    if "object" in before & after:
        yield from _properties(old, new, place)
    if "items" in old.schema or "items" in new.schema:
        yield from compare(old.at("items"), new.at("items"), (*place, "items"))


def _kinds(schema: Schema) -> frozenset[str]:
    kind = schema.get("type", "object" if "properties" in schema else None)
    if kind is None:
        return _KINDS
    kinds = {one for one in (kind if isinstance(kind, list) else [kind]) if isinstance(one, str)}
    return frozenset((kinds - {"number"}) | ({"integer", "fraction"} if "number" in kinds else set()))


def _has_class(schema: Schema) -> bool:
    return "enum" in schema or "properties" in schema


def _shown(schema: Schema) -> str:
    kind = schema.get("type", "any type")
    return " or ".join(map(str, kind)) if isinstance(kind, list) else str(kind)


def _bounds(old: Side, new: Side, place: Place) -> Iterator[Change]:
    for key, family in _BOUNDS.items():
        floor = 0 if key in ("minLength", "minItems", "minProperties") else None
        before, after = old.schema.get(key, floor), new.schema.get(key, floor)
        if before == after or not (_number(before) and _number(after)):
            continue
        wider = after is None or (before is not None and (after > before) == (key in _UPPER))
        told = f"{key} {_absent(before)} became {_absent(after)}"
        yield Change(f"{family}_{'WIDENED' if wider else 'NARROWED'}", (*place, key), told)


def _number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _absent(value: object) -> str:
    return "(none)" if value is None else str(value)


def _texts(old: Side, new: Side, place: Place) -> Iterator[Change]:
    before, after = old.schema.get("pattern"), new.schema.get("pattern")
    if before != after:
        what = "ADDED" if before is None else "REMOVED" if after is None else "CHANGED"
        told = f"pattern {_absent(before)} became {_absent(after)}"
        yield Change(f"PATTERN_{what}", (*place, "pattern"), told)
    before, after = old.schema.get("format"), new.schema.get("format")
    if before != after:
        told = f"format {_absent(before)} became {_absent(after)}"
        yield Change("FORMAT_CHANGED", (*place, "format"), told)


def _members(old: Side, new: Side, place: Place) -> Iterator[Change]:
    before, after = (side.schema.get("enum") for side in (old, new))
    inner = (*place, "enum")
    if not isinstance(before, list) or not isinstance(after, list):
        if before is None and after is not None:
            yield Change("ENUM_CLOSED", inner, "only some values are allowed now")
        elif before is not None and after is None:
            yield Change("ENUM_OPENED", inner, "any value is allowed now")
        return
    for member in after:
        if member not in before:
            yield Change("MEMBER_ADDED", (*inner, after.index(member)), f"member {member!r} is new")
    for member in before:
        if member not in after:
            yield Change("MEMBER_REMOVED", inner, f"member {member!r} is gone")
    yield from reordered("MEMBERS_REORDERED", before, after, inner)


def _properties(old: Side, new: Side, place: Place) -> Iterator[Change]:
    before, after = old.at("properties").schema, new.at("properties").schema
    needed, needs = _required(old.schema), _required(new.schema)
    inner = (*place, "properties")
    for name in after:
        at = (*inner, name)
        if name not in before:
            if name in needs:
                yield Change("REQUIRED_PROPERTY_ADDED", at, f"property {name!r} is new and required")
            else:
                yield Change("PROPERTY_ADDED", at, f"property {name!r} is new")
            continue
        if name in needs and name not in needed:
            yield Change("PROPERTY_NOW_REQUIRED", at, f"property {name!r} was optional, now it is required")
        elif name in needed and name not in needs:
            yield Change("PROPERTY_NOW_OPTIONAL", at, f"property {name!r} was required, now it is optional")
        yield from compare(old.at("properties", name), new.at("properties", name), at)
    for name in before:
        if name not in after:
            yield Change("PROPERTY_REMOVED", (*inner, name), f"property {name!r} is gone")
    yield from reordered("PROPERTIES_REORDERED", list(before), list(after), inner)
    yield from _further(old, new, (*place, "additionalProperties"))


def _required(schema: Schema) -> list[Any]:
    required = schema.get("required")
    return required if isinstance(required, list) else []


def _further(old: Side, new: Side, place: Place) -> Iterator[Change]:
    """Properties that are not listed: refused, or allowed when they fit a schema."""
    before, after = (side.schema.get("additionalProperties", True) is not False for side in (old, new))
    if before and not after:
        yield Change("OBJECT_CLOSED", place, "no other properties are allowed any more")
    elif after and not before:
        yield Change("OBJECT_OPENED", place, "other properties are allowed now")
    elif old.at("additionalProperties").schema or new.at("additionalProperties").schema:
        yield from compare(old.at("additionalProperties"), new.at("additionalProperties"), place)


def _others(old: Side, new: Side, place: Place) -> Iterator[Change]:
    for key in sorted((old.schema.keys() | new.schema.keys()) - _COMPARED):
        if old.schema.get(key) != new.schema.get(key):
            yield Change("KEYWORD_CHANGED", (*place, key), f"{key} differs")
    for key in _BOUNDS:
        before, after = old.schema.get(key), new.schema.get(key)
        if before != after and not (_number(before) and _number(after)):
            yield Change("KEYWORD_CHANGED", (*place, key), f"{key} differs and is no number")


def _listed(names: frozenset[str]) -> str:
    return " and ".join(sorted(names))
