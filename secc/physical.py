"""Numbers and the scaled integers that DIN SPEC 70121 and ISO 15118-2 send for them.

A physical value is ``Value x 10^Multiplier`` with a signed 16 bit value and a multiplier of -3 to 3.
"""

from __future__ import annotations

import math

_LARGEST = 32767
_MULTIPLIERS = range(-3, 4)


def scale(number: float, decimals: int = 0, *, down: bool = False) -> tuple[int, int]:
    """``number`` as (value, multiplier) with at most ``decimals`` places, the smallest multiplier that fits.

    ``down`` rounds towards zero, so that a limit is never exceeded by rounding. A number beyond the range of
    the format becomes the range's end.
    """
    for multiplier in range(-decimals, _MULTIPLIERS.stop):
        # Nine digits behind the point: enough for every unit, and free of binary noise.
        scaled = round(number / 10**multiplier if multiplier >= 0 else number * 10**-multiplier, 9)
        value = math.trunc(scaled) if down else round(scaled)
        if abs(value) <= _LARGEST:
            return value, multiplier
    return int(math.copysign(_LARGEST, number)), _MULTIPLIERS[-1]


def unscale(value: int, multiplier: int) -> float:
    """The number, as the nearest float to the decimal value that was sent."""
    return float(value * 10**multiplier) if multiplier >= 0 else value / 10**-multiplier
