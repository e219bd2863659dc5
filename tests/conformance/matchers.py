"""Whether what a path leads to is what a case expects (conformance.md, section 6.3)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from tests.conformance.paths import ABSENT, Part, get, parse

_UNITS: Final = {"h": Fraction(3600), "m": Fraction(60), "W_s": Fraction(1, 3600)}
"""What a unit counts in V, A, W, Wh or s, where that is not 1."""

_PARAMETER_FIELDS: Final = ("Name", "ValueType")
"""Of a Parameter: what is not its value."""


@dataclass(frozen=True)
class Context:
    """What some matchers look at beside the value."""

    now: float = 0.0
    """s since 1970"""
    kept: Mapping[str, Any] = field(default_factory=dict)
    binary: str | None = None
    """``base16`` or ``base64`` where the value is bytes."""


def mismatch(document: Any, path: str, matcher: Any, context: Context) -> str | None:
    """What came instead at a path; None where the matcher holds."""
    parts = parse(path)
    if isinstance(matcher, dict) and matcher.get("unique"):
        twice = _twice(_reached(document, parts))
        if twice is not None:
            return f"{_short(twice)} twice"
        matcher = {name: want for name, want in matcher.items() if name != "unique"}
    needs_one = not (isinstance(matcher, dict) and "if_present" in matcher)
    return _walk(document, parts, needs_one, lambda value: wrong(value, matcher, context))


def value_at(document: Any, path: str) -> Any:
    """What a path without ``[any]`` and ``[all]`` leads to; ABSENT where nothing is."""
    for part in parse(path):
        document = get(document, part)
    return document


def _walk(data: Any, parts: list[Part], needs_one: bool, judge: Callable[[Any], str | None]) -> str | None:
    if not parts:
        return judge(data)
    part, *rest = parts
    if part.at in ("any", "all"):
        items = get(data, Part(part.name, None))
        if isinstance(items, list) and items:
            verdicts = [_walk(item, rest, needs_one, judge) for item in items]
            failed = [verdict for verdict in verdicts if verdict is not None]
            if part.at == "all":
                return failed[0] if failed else None
            return "; ".join(failed) if len(failed) == len(items) else None
        inner: Any = ABSENT
    else:
        inner = get(data, part)
    if inner is not ABSENT:
        return _walk(inner, rest, needs_one, judge)
    if needs_one and any(one.at == "all" for one in parts):
        return f"no {part.name}"
    return judge(ABSENT)


def _reached(data: Any, parts: list[Part]) -> list[Any]:
    """All values that a path leads to, a list at its end taken apart."""
    if not parts:
        return data if isinstance(data, list) else [data]
    part, *rest = parts
    if part.at in ("any", "all"):
        items = get(data, Part(part.name, None))
        found = items if isinstance(items, list) else []
    else:
        inner = get(data, part)
        found = [] if inner is ABSENT else [inner]
    return [value for item in found for value in _reached(item, rest)]


def _twice(values: list[Any]) -> Any:
    return next(
        (one for at, one in enumerate(values) if any(same(one, other) for other in values[:at])), None
    )


# one value


def wrong(value: Any, matcher: Any, context: Context) -> str | None:
    """What came instead; None where a value matches."""
    if isinstance(matcher, list):
        holds = any(same(value, one) for one in matcher)
    elif not isinstance(matcher, dict):
        holds = same(value, matcher)
    else:
        holds = all(_CONDITIONS[name](value, want, context) for name, want in matcher.items())
    return None if holds else _short(value)


def same(value: Any, other: Any) -> bool:
    """Equal as the case files count: a scaled number is its number."""
    if isinstance(value, bool) or isinstance(other, bool):
        return value is other
    left, right = number(value), number(other)
    if left is not None and right is not None:
        return left == right
    return bool(value == other)


def number(value: Any) -> Fraction | None:
    """A number, PhysicalValue or RationalNumber exactly, in V, A, W, Wh or s; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return Fraction(str(value))
    if isinstance(value, dict) and {"Value"} < value.keys() <= {"Value", "Multiplier", "Exponent", "Unit"}:
        exponent = value.get("Multiplier", value.get("Exponent"))
        if isinstance(exponent, int) and isinstance(value["Value"], int):
            scale = Fraction(f"1e{exponent}") * _UNITS.get(value.get("Unit", ""), Fraction(1))
            return scale * int(value["Value"])
    return None


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:197]}..."


def _within(measure: Any, limits: list[Any]) -> bool:
    least, most = limits
    return measure is not None and (least is None or measure >= least) and (most is None or measure <= most)


def _length(value: Any, context: Context) -> int | None:
    if not isinstance(value, str):
        return None
    if context.binary == "base16":
        return len(bytes.fromhex(value))
    return len(base64.b64decode(value)) if context.binary == "base64" else len(value)


def _count(value: Any) -> int | None:
    return len(value) if isinstance(value, list) else None


def _exactly(value: Any, wanted: list[Any]) -> bool:
    if not isinstance(value, list) or len(value) != len(wanted):
        return False
    left = list(wanted)
    for one in value:
        at = next((at for at, other in enumerate(left) if same(one, other)), None)
        if at is None:
            return False
        del left[at]
    return True


def _covered(schedule: Any) -> Fraction | None:
    """Start and duration of the last entry of a PMaxSchedule, in s."""
    entries = get(schedule, Part("PMaxScheduleEntry", None))
    last = get(entries[-1], Part("RelativeTimeInterval", None)) if _count(entries) else ABSENT
    times = [number(get(last, Part(name, None))) for name in ("start", "duration")]
    return None if None in times else sum((time for time in times if time is not None), Fraction(0))


def _parameters(plain: Any) -> dict[str, Any]:
    """Values of a Parameter list, by name."""
    found = {}
    for one in plain if isinstance(plain, list) else []:
        values = [value for key, value in one.items() if key not in _PARAMETER_FIELDS]
        found[one.get("Name")] = values[0] if values else ABSENT
    return found


def _sets(value: Any) -> list[dict[str, Any]]:
    return [_parameters(one.get("Parameter")) for one in value] if isinstance(value, list) else []


def _has(parameter_set: dict[str, Any], wanted: dict[str, Any]) -> bool:
    return all(same(parameter_set.get(name, ABSENT), want) for name, want in wanted.items())


def _compare(holds: Callable[[Fraction, Fraction], bool]) -> Callable[[Any, Any, Context], bool]:
    def condition(value: Any, want: Any, _: Context) -> bool:
        found = number(value)
        return found is not None and holds(found, Fraction(str(want)))

    return condition


_CONDITIONS: Final[Mapping[str, Callable[[Any, Any, Context], bool]]] = {
    "present": lambda value, want, _: (value is not ABSENT) == want,
    "if_present": lambda value, want, context: value is ABSENT or wrong(value, want, context) is None,
    "min": _compare(lambda value, want: value >= want),
    "max": _compare(lambda value, want: value <= want),
    "below": _compare(lambda value, want: value < want),
    "not": lambda value, want, context: wrong(value, want, context) is not None,
    "length": lambda value, want, context: _within(_length(value, context), want),
    "count": lambda value, want, _: _within(_count(value), want),
    "is": lambda value, want, _: _exactly(value, want),
    "covers_s": lambda value, want, _: _within(_covered(value), want),
    "near_now_s": lambda value, want, context: _within(
        number(value), [context.now - want, context.now + want]
    ),
    "differs_from": lambda value, want, context: (
        want in context.kept and value is not ABSENT and not same(value, context.kept[want])
    ),
    "names": lambda value, want, _: set(want) <= _parameters(value).keys(),
    "has_parameters": lambda value, want, _: all(
        any(_has(one, each) for one in _sets(value)) for each in want
    ),
    "lacks_parameters": lambda value, want, _: (
        isinstance(value, list) and not any(_has(one, each) for one in _sets(value) for each in want)
    ),
}
