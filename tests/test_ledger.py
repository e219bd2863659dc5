"""Answer times, counted in little memory."""

from __future__ import annotations

import random
import statistics

import pytest

from secc.ledger import Ledger


def test_quantiles_are_within_an_eighth() -> None:
    chance = random.Random(1)
    times = [chance.lognormvariate(-7, 1) for _ in range(10_000)]
    ledger = Ledger()
    for time in times:
        ledger.add("CurrentDemandReq", time, 0.025)
    (line,) = ledger
    assert line.count == 10_000
    assert line.median == pytest.approx(statistics.median(times), rel=0.13)
    assert line.p99 == pytest.approx(statistics.quantiles(times, n=100)[98], rel=0.13)
    assert line.longest == max(times)
    assert line.late == sum(time > 0.025 for time in times)


def test_a_line_a_request_in_order() -> None:
    ledger = Ledger()
    assert list(ledger) == []
    ledger.add("SessionSetupReq", 0.0, 1.5)
    ledger.add("CurrentDemandReq", 0.03, 0.025)
    ledger.add("SessionSetupReq", 0.002, 1.5)
    first, second = ledger
    assert str(first) == ("SessionSetupReq: 2 answers, median 0.00 ms, p99 2.00 ms, max 2.00 ms of 1500 ms")
    assert str(second).endswith("max 30.00 ms of 25 ms, 1 late")
