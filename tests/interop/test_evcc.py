"""A car that nobody here wrote charges at ``secc run``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interop import ecog, ours
from tests.interop.lab import Side

LOOPS = 10


@pytest.mark.parametrize("mode", ["ac", "dc"])
def test_a_third_party_car_charges_and_the_next_one_is_served(
    sides: tuple[Side, Side], mode: ecog.Mode, tmp_path: Path
) -> None:
    charger_side, car_side = sides
    charger = ours.start_charger(charger_side, mode, tmp_path)

    for _ in range(2):
        car = ecog.charge(car_side, mode, tmp_path, LOOPS)
        answers = [line.split()[-2] for line in car.lines if line.endswith(" received")]
        loop = {"ac": "ChargingStatusRes", "dc": "CurrentDemandRes"}[mode]
        assert answers[-1] == "SessionStopRes"
        assert answers.count(loop) >= LOOPS - 1
        car.stop()

    assert charger.stop() == 0, charger.tail(40)
