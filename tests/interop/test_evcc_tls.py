"""A car that nobody here wrote charges over TLS 1.2, with a test PKI of ours."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from secc.pnc import export, layout
from tests.interop import ecog, ours
from tests.interop.lab import Side


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """The charger's PKI, and the same in the car's own form."""
    charger, car = tmp_path / "charger", tmp_path / "car"
    layout.new(charger, datetime.now(UTC))
    export.iso15118(charger, car)
    return charger, car


@pytest.mark.parametrize("mode", ["ac", "dc"])
def test_a_third_party_car_pays_by_contract(
    sides: tuple[Side, Side], folders: tuple[Path, Path], mode: ecog.Mode
) -> None:
    pki, car_folder = folders
    charger_side, car_side = sides
    charger = ours.start_charger(charger_side, mode, pki, "--tls", "allow", "--pki", str(pki))
    car = ecog.charge(car_side, mode, car_folder, loops=5, tls=True)
    assert any("car connected, TLS 1.2" in line for line in charger.lines), charger.tail(40)
    assert any("contract" in line and "accepted" in line for line in charger.lines), charger.tail(40)
    car.stop()
    assert charger.stop() == 0, charger.tail(40)
