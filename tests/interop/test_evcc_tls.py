"""A car that nobody here wrote charges over TLS 1.2, with a test PKI of ours."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from secc.pnc import export, layout
from tests.interop import ecog, ours
from tests.interop.lab import Process, Side
from tests.net.test_extension import offers

TARIFF = (
    "[secc]\nschedules = [{ steps = [{ start = 0, price_level = 1 }, { start = 60, price_level = 2 }] }]\n"
)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """The charger's PKI, and the same in the car's own form."""
    charger, car = tmp_path / "charger", tmp_path / "car"
    layout.new(charger, datetime.now(UTC))
    export.iso15118(charger, car)
    return charger, car


def charged(charger: Process, car: Process) -> str:
    """What the charger said, once both have ended well."""
    car.stop()
    assert charger.stop() == 0, charger.tail(40)
    said = "\n".join(charger.lines)
    assert "car connected, TLS 1.2" in said
    return said


def test_a_third_party_car_charges_over_tls(sides: tuple[Side, Side], folders: tuple[Path, Path]) -> None:
    pki, car_folder = folders
    tls = ("--tls", "allow", "--pki", str(pki))
    charger = ours.start_charger(sides[0], "ac", pki, *tls, owner="examples.my_evse:MyEvse")
    said = charged(charger, ecog.charge(sides[1], "ac", car_folder, loops=5, tls=True))
    assert "contract" not in said


@pytest.mark.parametrize("mode", ["ac", "dc"])
def test_a_third_party_car_pays_by_contract(
    sides: tuple[Side, Side], folders: tuple[Path, Path], mode: ecog.Mode
) -> None:
    """And is told what that costs."""
    pki, car_folder = folders
    config, recordings = pki / "secc.toml", pki / "recordings"
    config.write_text(TARIFF)
    options = ("--tls", "allow", "--pki", str(pki), "--config", str(config), "--record", str(recordings))
    charger = ours.start_charger(sides[0], mode, pki, *options)
    said = charged(charger, ecog.charge(sides[1], mode, car_folder, loops=5, tls=True))
    assert re.search(r"contract \S+ accepted", said), said
    (recording,) = recordings.glob("*.jsonl")
    ((schedule,),) = (offer.SASchedules.SAScheduleTuple for offer in offers(recording))
    assert [entry.EPriceLevel for entry in schedule.SalesTariff.SalesTariffEntry] == [1, 2]


def test_a_third_party_car_gets_its_contract_here(
    sides: tuple[Side, Side], folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pki, car_folder = folders
    monkeypatch.setenv("LOCAL_BACKEND_PKI", str(pki))
    tls = ("--tls", "require", "--pki", str(pki))
    owner = "examples.local_backend:PlugAndChargeEvse"
    charger = ours.start_charger(sides[0], "ac", pki, *tls, owner=owner)
    car = ecog.charge(sides[1], "ac", car_folder, loops=5, tls=True, install=True)
    assert any("CertificateInstallationRes received" in line for line in car.lines), car.tail(40)
    assert re.search(r"^contract \S+$", charged(charger, car), re.MULTILINE)
