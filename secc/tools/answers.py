"""Answer times of a charger, summed up: per message type and over all."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """How long some answers took, in milliseconds."""

    count: int
    median: float
    p99: float
    max: float


def spread(seconds: Sequence[float]) -> Spread:
    """Sum up answer times given in seconds; there is at least one."""
    ordered = sorted(value * 1000 for value in seconds)
    return Spread(len(ordered), _rank(ordered, 0.5), _rank(ordered, 0.99), ordered[-1])


def by_request(answers: Iterable[tuple[str, float]]) -> dict[str, Spread]:
    """A row a message type, in order of first use; ``answers`` are (request, seconds)."""
    collected: dict[str, list[float]] = {}
    for request, seconds in answers:
        collected.setdefault(request, []).append(seconds)
    return {request: spread(seconds) for request, seconds in collected.items()}


def lines(answers: Sequence[tuple[str, float]]) -> list[str]:
    """The table for people: header, a row a message type, all together."""
    rows = by_request(answers)
    if answers:
        rows["all"] = spread([seconds for _, seconds in answers])
    title = "answer times in ms"
    width = max(map(len, (title, *rows)))
    head = f"{title:{width}}  {'count':>6} {'median':>8} {'p99':>8} {'max':>8}"
    return [head] + [
        f"{name:{width}}  {row.count:6} {row.median:8.2f} {row.p99:8.2f} {row.max:8.2f}"
        for name, row in rows.items()
    ]


def _rank(ordered: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all does not exceed."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
