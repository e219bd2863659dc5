"""A car that nobody here wrote charges at ``secc run``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interop import ecog, ours
from tests.interop.full import exchanges
from tests.interop.lab import Process, Side

LOOPS = 10
LOOP = {"ac": "ChargingStatus", "dc": "CurrentDemand"}


def charged(car: Process, mode: ecog.Mode) -> bool:
    """It went through its loop, and the session ended as it should."""
    asked = [request for request, _ in exchanges(car.lines)]
    return asked[-1] == "SessionStop" and asked.count(LOOP[mode]) >= LOOPS


@pytest.mark.parametrize("mode", ["ac", "dc"])
def test_a_third_party_car_charges_and_the_next_one_is_served(
    sides: tuple[Side, Side], mode: ecog.Mode, tmp_path: Path
) -> None:
    charger_side, car_side = sides
    charger = ours.start_charger(charger_side, mode, tmp_path)

    for _ in range(2):
        car = ecog.charge(car_side, mode, tmp_path, LOOPS)
        assert charged(car, mode), car.tail(40)
        car.stop()

    assert charger.stop() == 0, charger.tail(40)


def test_a_third_party_car_charges_by_din_spec_70121(sides: tuple[Side, Side], tmp_path: Path) -> None:
    """With 5 s for CurrentDemandRes; as it is shipped only on a quiet machine (``full.py``)."""
    charger_side, car_side = sides
    charger = ours.start_charger(charger_side, "dc", tmp_path)
    car = ecog.charge(car_side, "dc", tmp_path, LOOPS, "din")
    assert any("Chosen protocol: DIN_SPEC_70121" in line for line in car.lines)
    assert charged(car, "dc"), car.tail(40)
    assert charger.stop() == 0, charger.tail(40)
