"""Answer times, message by message, against what the standards allow."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_STEPS_A_DECADE = 20
"""Times are counted in classes, each an eighth longer than the one before: exact enough, and always small."""
_SHORTEST = 1e-6


@dataclass(frozen=True, slots=True)
class Line:
    """The answers to one kind of request; times in s."""

    request: str
    count: int
    median: float
    p99: float
    longest: float
    limit: float
    late: int
    """Answers that took longer than the limit."""

    def __str__(self) -> str:
        late = f", {self.late} late" if self.late else ""
        return (
            f"{self.request}: {self.count} answers, median {self.median * 1e3:.2f} ms, "
            f"p99 {self.p99 * 1e3:.2f} ms, max {self.longest * 1e3:.2f} ms of {self.limit * 1e3:g} ms{late}"
        )


class Ledger:
    """Counts answers; never grows with their number."""

    def __init__(self) -> None:
        self._classes: defaultdict[str, Counter[int]] = defaultdict(Counter)
        self._longest: dict[str, float] = {}
        self._limits: dict[str, float] = {}
        self._late: Counter[str] = Counter()

    def add(self, request: str, seconds: float, limit: float) -> None:
        """One answer: what was asked, how long it took, how long it may take."""
        self._classes[request][_class(seconds)] += 1
        self._longest[request] = max(seconds, self._longest.get(request, 0.0))
        self._limits[request] = limit
        self._late[request] += seconds > limit

    def __iter__(self) -> Iterator[Line]:
        """In the order in which the requests first came."""
        for request, classes in self._classes.items():
            longest = self._longest[request]
            yield Line(
                request=request,
                count=classes.total(),
                median=min(_quantile(classes, 0.5), longest),
                p99=min(_quantile(classes, 0.99), longest),
                longest=longest,
                limit=self._limits[request],
                late=self._late[request],
            )


def _class(seconds: float) -> int:
    return max(0, math.ceil(_STEPS_A_DECADE * math.log10(max(seconds, _SHORTEST) / _SHORTEST)))


def _quantile(classes: Mapping[int, int], share: float) -> float:
    """The upper end of the class in which the quantile lies."""
    left = share * sum(classes.values())
    for number in sorted(classes):
        left -= classes[number]
        if left <= 0:
            return float(_SHORTEST * 10 ** (number / _STEPS_A_DECADE))
    return 0.0
