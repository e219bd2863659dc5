"""The smallest message of a kind, for answers that say nothing but a response code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .schema import END, Event, State, Type, target, type_of


def minimal(kind: Type, given: Mapping[str, Any]) -> Any:
    """A struct with the fields given, and of the others only what must be there, as small as it may be.

    :raises ValueError: a field is given that has no place, or the structure needs a group.
    """
    values: dict[str, Any] = {}
    counts: dict[int, int] = {}
    state = kind.states[0]
    while True:
        event = _choose(kind, state, given, values)
        if event.row == END:
            break
        row = kind.rows[event.row]
        if row.name not in values:
            values[row.name] = given[row.name] if row.name in given else _smallest(kind, event)
        items = len(values[row.name]) if row.array else 1
        if not items:
            raise ValueError(f"{kind.name}: {row.name} needs an item")
        for _ in range(items):
            counts[event.row] = counts.get(event.row, 0) + 1
            state = kind.states[target(event, row, counts[event.row])]
    left = sorted(given.keys() - values.keys())
    if left:
        raise ValueError(f"{kind.name}: no place for {', '.join(left)}")
    return kind.struct(**values)


def _choose(kind: Type, state: State, given: Mapping[str, Any], values: Mapping[str, Any]) -> Event:
    """What comes next: what is given or needed, else the end, else the first of a choice."""
    possible = [
        event
        for event in state.events
        if event.row >= 0 and kind.rows[event.row].node != "any" and _occurs(kind, event)
    ]
    for event in possible:
        row = kind.rows[event.row]
        if (row.name in given or row.minimum) and row.name not in values:
            return event
    if END in state.code:
        return state.events[state.code[END]]
    if not possible:
        raise ValueError(f"{kind.name} has no smallest form")
    return possible[0]


def _occurs(kind: Type, event: Event) -> bool:
    row = kind.rows[event.row]
    return row.group is None and (row.node != "slot" or event.ref is not None)


def _smallest(kind: Type, event: Event) -> Any:
    row = kind.rows[event.row]
    one = type_of(event.ref) if event.ref else row.type
    assert one is not None
    value = minimal(one, {}) if isinstance(one, Type) else one.smallest()
    return (value,) * max(row.minimum, 1) if row.array else value
