"""Physical values: the smallest multiplier that fits, limits never exceeded."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secc.physical import scale, unscale


@pytest.mark.parametrize(
    ("number", "decimals", "expected"),
    [
        (400, 1, (4000, -1)),
        (0.3, 1, (3, -1)),
        (3276.7, 1, (32767, -1)),
        (3276.8, 1, (3277, 0)),
        (11_040, 0, (11_040, 0)),
        (150_000, 0, (15_000, 1)),
        (-50, 1, (-500, -1)),
        (1e9, 0, (32_767, 3)),
        (-1e9, 0, (-32_767, 3)),
    ],
)
def test_scale(number: float, decimals: int, expected: tuple[int, int]) -> None:
    assert scale(number, decimals) == expected


@pytest.mark.parametrize(
    ("number", "expected"), [(9.99, (99, -1)), (16, (160, -1)), (0.1 + 0.2, (3, -1)), (-9.99, (-99, -1))]
)
def test_a_limit_is_rounded_towards_zero(number: float, expected: tuple[int, int]) -> None:
    assert scale(number, 1, down=True) == expected


@given(st.floats(-30_000_000, 30_000_000), st.integers(0, 3))
def test_rounding_stays_within_one_step(number: float, decimals: int) -> None:
    value, multiplier = scale(number, decimals)
    assert abs(value) <= 32_767
    assert abs(unscale(value, multiplier) - number) <= 0.5000001 * 10.0**multiplier
    low, multiplier = scale(number, decimals, down=True)
    assert abs(unscale(low, multiplier)) <= abs(number) + 1e-8


@given(st.integers(-32_768, 32_767), st.integers(-3, 3))
def test_unscale_is_the_nearest_float(value: int, multiplier: int) -> None:
    assert unscale(value, multiplier) == float(f"{value}e{multiplier}")
    assert math.isfinite(unscale(value, multiplier))
