"""Answer times, summed up."""

from __future__ import annotations

import pytest

from secc.tools import answers


def test_median_and_p99_are_times_that_were_measured() -> None:
    row = answers.spread([index / 1000 for index in range(1, 101)])
    assert (row.count, row.median, row.p99, row.max) == (100, 50, 99, 100)


@pytest.mark.parametrize(
    ("seconds", "median", "p99"), [([0.005], 5, 5), ([0.001, 0.003], 1, 3), ([0.003, 0.001, 0.002], 2, 3)]
)
def test_few_times(seconds: list[float], median: float, p99: float) -> None:
    row = answers.spread(seconds)
    assert row.median == pytest.approx(median)
    assert row.p99 == pytest.approx(p99)


def test_the_table_has_a_row_a_message_in_order_of_first_use_and_one_for_all() -> None:
    lines = answers.lines(
        [("SessionSetupReq", 0.002), ("AuthorizationReq", 0.001), ("SessionSetupReq", 0.004)]
    )
    assert [line.split()[0] for line in lines] == ["answer", "SessionSetupReq", "AuthorizationReq", "all"]
    assert lines[1].split() == ["SessionSetupReq", "2", "2.00", "4.00", "4.00"]
    assert lines[3].split() == ["all", "3", "2.00", "4.00", "4.00"]
    assert len({len(line) for line in lines}) == 1, "columns are aligned"


def test_no_answers_make_no_row() -> None:
    assert len(answers.lines([])) == 1
