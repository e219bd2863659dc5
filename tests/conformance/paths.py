"""Paths of case files: names joined by dots, behind a list ``[0]``, ``[last]``, ``[any]`` or ``[all]``."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from tests.conformance.case import NotUnderstood

_STEP = re.compile(r"(\w+)(?:\[(\d+|any|all|last)\])?")


class _Absent:
    """What a path leads to when nothing is there."""

    def __repr__(self) -> str:
        return "absent"


ABSENT: Final = _Absent()


class Part(NamedTuple):
    """One name of a path, with the index behind it."""

    name: str
    at: str | None


def parse(path: str) -> list[Part]:
    """The parts of a path that the schema of cases accepts."""
    return [Part(*match.groups()) for match in _STEP.finditer(path)]


def get(data: Any, part: Part) -> Any:
    """One part further, for the indices that name one place; ABSENT where nothing is."""
    value = data.get(part.name, ABSENT) if isinstance(data, dict) else ABSENT
    return value if part.at is None else element(value, part.at)


def element(items: Any, index: str) -> Any:
    """The element of a list at ``last`` or a number; ABSENT where there is none."""
    if not isinstance(items, list) or not items:
        return ABSENT
    at = len(items) - 1 if index == "last" else int(index)
    return items[at] if at < len(items) else ABSENT


def put(data: dict[str, Any], path: str, value: Any) -> None:
    """Set what a path leads to, with everything on the way."""
    place, last = _parent(data, path, make=True)
    if last.at is None:
        place[last.name] = value
    else:
        _set_element(place.setdefault(last.name, []), last.at, value, path)


def remove(data: dict[str, Any], path: str) -> None:
    """Take away what a path leads to, if it is there."""
    place, last = _parent(data, path, make=False)
    if not isinstance(place, dict):
        return
    if last.at is None:
        place.pop(last.name, None)
    elif element(place.get(last.name), last.at) is not ABSENT:
        items = place[last.name]
        del items[len(items) - 1 if last.at == "last" else int(last.at)]


def _parent(data: Any, path: str, *, make: bool) -> tuple[Any, Part]:
    *way, last = parse(path)
    for part in way:
        if part.at in ("any", "all"):
            raise NotUnderstood(f"path {path}: [{part.at}] names no place to change")
        inner = get(data, part)
        if inner is ABSENT:
            if not make:
                return ABSENT, last
            inner = {}
            put(data, part.name if part.at is None else f"{part.name}[{part.at}]", inner)
        data = inner
    return data, last


def _set_element(items: Any, index: str, value: Any, path: str) -> None:
    if not isinstance(items, list) or index in ("any", "all"):
        raise NotUnderstood(f"path {path}: [{index}] names no place to set")
    at = len(items) - 1 if index == "last" else int(index)
    if 0 <= at < len(items):
        items[at] = value
    elif at == len(items):
        items.append(value)
    else:
        raise NotUnderstood(f"path {path}: the list has {len(items)} elements")
