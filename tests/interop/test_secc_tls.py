"""Our simulated car charges over TLS 1.2 at a charger that nobody here wrote, which judges its signatures."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from secc.pnc import export, layout
from tests.interop import ecog, ours
from tests.interop.lab import Side

LOOPS = 5


def charged(sides: tuple[Side, Side], mode: ecog.Mode, folder: Path, *options: str) -> dict[str, Any]:
    """A whole session with a fresh test PKI, which the charger has in its own form; the car's result."""
    pki, theirs = folder / "car", folder / "charger"
    layout.new(pki, datetime.now(UTC))
    export.iso15118(pki, theirs)
    charger_side, car_side = sides
    charger = ecog.start_charger(charger_side, mode, theirs)
    car = ours.start_car(car_side, mode, folder, LOOPS, "iso2", "--tls", "--pki", str(pki), *options)
    assert car.wait(ecog.SESSION) == 0, "\n".join([*car.lines, charger.tail(40)])
    result: dict[str, Any] = json.loads("\n".join(car.lines))
    assert result["completed"] is True
    assert result["loops"] == LOOPS
    return result


def test_our_car_charges_over_tls(sides: tuple[Side, Side], tmp_path: Path) -> None:
    result = charged(sides, "ac", tmp_path)
    assert "PaymentDetailsReq" not in result["answers_ms"]


@pytest.mark.parametrize("mode", ["ac", "dc"])
def test_our_car_pays_by_contract(sides: tuple[Side, Side], mode: ecog.Mode, tmp_path: Path) -> None:
    result = charged(sides, mode, tmp_path, "--payment", "contract")
    paid, chosen = result["notes"]
    assert paid == "contract DE8EMPC0000001 pays"
    assert chosen.startswith("schedule 1 of 1 chosen"), "its tariff is signed, and our car believes it"


def test_our_car_gets_its_contract_there(sides: tuple[Side, Side], tmp_path: Path) -> None:
    result = charged(sides, "ac", tmp_path, "--payment", "contract", "--certificate", "install")
    received, paid, *_ = result["notes"]
    assert received == "contract DE8EMPC0000001 received, CPS signature and key verified"
    assert paid == "contract DE8EMPC0000001 pays"
