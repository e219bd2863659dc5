"""How the model's types are written: as Python annotations, and as a phrase for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .model import (
    Anything,
    Array,
    Boolean,
    DateTime,
    Literal,
    Map,
    Named,
    Null,
    Number,
    Text,
    Type,
    Union,
)

Qualify = Callable[[Named], str]
"""Writes a struct or enum as one module refers to it."""


def plain(kind: Type, qualify: Qualify) -> str:
    """The Python type without constraints, as signatures show it."""
    match kind:
        case Null():
            return "None"
        case Boolean():
            return "bool"
        case DateTime():
            return "datetime"
        case Number(whole=whole):
            return "int" if whole else "float"
        case Text():
            return "str"
        case Anything():
            return "Any"
        case Literal(values=values):
            return f"Literal[{', '.join(map(str, values))}]"
        case Array(items=items):
            return f"tuple[{plain(items, qualify)}, ...]"
        case Map(values=values):
            return f"dict[str, {plain(values, qualify)}]"
        case Union(kinds=kinds):
            return " | ".join(plain(inner, qualify) for inner in kinds)
        case Named():
            return qualify(kind)


def constrained(kind: Type, qualify: Qualify) -> str:
    """The Python type with its constraints, as msgspec and the validation module check them."""
    match kind:
        case Array(items=items):
            base = f"tuple[{constrained(items, qualify)}, ...]"
        case Map(values=values):
            base = f"dict[str, {constrained(values, qualify)}]"
        case Union(kinds=kinds):
            return " | ".join(constrained(inner, qualify) for inner in kinds)
        case _:
            base = plain(kind, qualify)
    meta = ", ".join(f"{key}={value!r}" for key, value in _meta(kind))
    return f"Annotated[{base}, Meta({meta})]" if meta else base


def _meta(kind: Type) -> Iterator[tuple[str, object]]:
    match kind:
        case DateTime():
            yield "tz", True
        case Number():
            yield from _given(
                ge=kind.minimum, le=kind.maximum, gt=kind.above, lt=kind.below, multiple_of=kind.step
            )
        case Text(min_length=least, max_length=most, python_pattern=pattern):
            yield from _given(min_length=least or None, max_length=most, pattern=pattern)
        case Array(min_items=least, max_items=most, unique=unique):
            yield from _given(min_length=least or None, max_length=most)
            if unique:
                yield "extra", {"unique": True}
        case Map(min_items=least, max_items=most):
            yield from _given(min_length=least or None, max_length=most)


def _given(**values: object) -> Iterator[tuple[str, object]]:
    return ((key, value) for key, value in values.items() if value is not None)


def limits(kind: Type) -> str:
    """The constraints in words (``0 to 400``, ``at most 36 characters``); empty without any."""
    match kind:
        case DateTime():
            return "date and time with time zone (RFC 3339)"
        case Number(minimum=least, maximum=most):
            above = "" if kind.above is None else f"above {kind.above}"
            below = "" if kind.below is None else f"below {kind.below}"
            step = "" if kind.step is None else f"a multiple of {kind.step}"
            return _listed(_range(least, most, ""), above, below, step)
        case Text(min_length=least, max_length=most, pattern=pattern):
            size = _range(least or None, most, " characters")
            return _listed(size, f"pattern ``{pattern}``" if pattern else "")
        case Array(items=items, min_items=least, max_items=most, unique=unique):
            size = _range(least or None, most, " items")
            inner = limits(items)
            return _listed(size, "no two alike" if unique else "", f"each {inner}" if inner else "")
        case Map(values=values, min_items=least, max_items=most):
            inner = limits(values)
            return _listed(_range(least or None, most, " properties"), f"each {inner}" if inner else "")
        case Union(kinds=kinds):
            return _listed(*(limits(inner) for inner in kinds))
    return ""


def _listed(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _range(least: int | float | None, most: int | float | None, unit: str) -> str:
    if least is not None and most is not None:
        return f"{least} to {most}{unit}"
    if most is not None:
        return f"at most {most}{unit}"
    return f"at least {least}{unit}" if least is not None else ""


def named(kind: Type) -> Iterator[Named]:
    """The structs and enums that a type refers to itself."""
    match kind:
        case Named():
            yield kind
        case Array(items=inner) | Map(values=inner):
            yield from named(inner)
        case Union(kinds=kinds):
            for inner in kinds:
                yield from named(inner)
