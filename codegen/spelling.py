"""How the model's types are written: as Python annotations, and as a phrase for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .model import Array, Boolean, DateTime, Named, Null, Number, Text, Type

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
        case Array(items=items):
            return f"tuple[{plain(items, qualify)}, ...]"
        case Named():
            return qualify(kind)


def constrained(kind: Type, qualify: Qualify) -> str:
    """The Python type with its constraints, as msgspec checks them."""
    if isinstance(kind, Array):
        base = f"tuple[{constrained(kind.items, qualify)}, ...]"
    else:
        base = plain(kind, qualify)
    meta = ", ".join(f"{key}={value!r}" for key, value in _meta(kind))
    return f"Annotated[{base}, Meta({meta})]" if meta else base


def _meta(kind: Type) -> Iterator[tuple[str, object]]:
    match kind:
        case DateTime():
            yield "tz", True
        case Number(minimum=least, maximum=most):
            yield from _given(ge=least, le=most)
        case Text(min_length=least, max_length=most, python_pattern=pattern):
            yield from _given(min_length=least or None, max_length=most, pattern=pattern)
        case Array(min_items=least, max_items=most):
            yield from _given(min_length=least or None, max_length=most)


def _given(**values: object) -> Iterator[tuple[str, object]]:
    return ((key, value) for key, value in values.items() if value is not None)


def limits(kind: Type) -> str:
    """The constraints in words (``0 to 400``, ``at most 36 characters``); empty without any."""
    match kind:
        case DateTime():
            return "date and time with time zone (RFC 3339)"
        case Number(minimum=least, maximum=most):
            return _range(least, most, "")
        case Text(min_length=least, max_length=most, pattern=pattern):
            size = _range(least or None, most, " characters")
            return ", ".join(part for part in (size, f"pattern ``{pattern}``" if pattern else "") if part)
        case Array(items=items, min_items=least, max_items=most):
            size = _range(least or None, most, " items")
            inner = limits(items)
            return ", ".join(part for part in (size, f"each {inner}" if inner else "") if part)
    return ""


def _range(least: int | float | None, most: int | float | None, unit: str) -> str:
    if least is not None and most is not None:
        return f"{least} to {most}{unit}"
    if most is not None:
        return f"at most {most}{unit}"
    return f"at least {least}{unit}" if least is not None else ""


def named(kind: Type) -> Iterator[Named]:
    """The structs and enums that a type refers to itself."""
    if isinstance(kind, Array):
        yield from named(kind.items)
    elif isinstance(kind, Named):
        yield kind
