"""Our simulated car charges at a charger that nobody here wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.interop import ecog, ours
from tests.interop.lab import Side

LOOPS = 10


@pytest.mark.parametrize(("protocol", "mode"), [("iso2", "ac"), ("iso2", "dc"), ("din", "dc")])
def test_our_car_charges_at_a_third_party_charger(
    sides: tuple[Side, Side], protocol: ecog.Protocol, mode: ecog.Mode, tmp_path: Path
) -> None:
    charger_side, car_side = sides
    charger = ecog.start_charger(charger_side, mode, tmp_path)
    car = ours.start_car(car_side, mode, tmp_path, LOOPS, protocol)
    assert car.wait(ecog.SESSION) == 0, "\n".join([*car.lines, charger.tail(40)])
    result = json.loads("\n".join(car.lines))
    assert result["completed"] is True
    assert result["loops"] == LOOPS
    assert result["answers_ms"]["SessionStopReq"]["count"] == 1
