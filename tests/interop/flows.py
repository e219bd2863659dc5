"""What the third-party car does over TLS 1.2 at our charger, with a test PKI of ours as it is."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from secc.pnc import export, layout
from tests.interop import ecog, ours
from tests.interop.lab import LabError, Process, Side
from tests.net.test_extension import offers

TARIFF = """\
[secc]
schedules = [{ steps = [{ start = 0, price_level = 1 }, { start = 60, price_level = 2 }] }]
"""
"""Settings of the charger: what energy costs."""


@dataclass(frozen=True)
class Flow:
    """A visit of the car, and the line of our charger that proves it."""

    name: str
    mode: ecog.Mode
    shown: str
    """A pattern in a line of the charger's output."""
    owner: str | None = None
    """None: the simulated EVSE, which takes contracts."""
    pays: bool = True
    """By contract."""
    install: bool = False


FLOWS = (
    Flow("AC, external payment", "ac", "protocol ISO", owner="examples.my_evse:MyEvse", pays=False),
    Flow("AC, contract", "ac", r"contract \S+ accepted"),
    Flow("DC, contract", "dc", r"contract \S+ accepted"),
    Flow(
        "AC, contract after its installation",
        "ac",
        r"^contract \S+$",
        owner="examples.local_backend:PlugAndChargeEvse",
        install=True,
    ),
)


def _prices(recordings: Path) -> list[int]:
    """Price levels that the car was offered; of its last visit, where it came twice."""
    (schedule,) = offers(max(recordings.glob("*.jsonl")))[-1].SASchedules.SAScheduleTuple
    return [entry.EPriceLevel for entry in schedule.SalesTariff.SalesTariffEntry]


def play(
    flow: Flow, sides: tuple[Side, Side], folder: Path, loops: int, tries: int
) -> tuple[Process, Process]:
    """One visit: our charger and the car, both ended well. LabError when anything was not as it should be."""
    pki, car_folder = folder / "charger", folder / "car"
    layout.new(pki, datetime.now(UTC))
    export.iso15118(pki, car_folder)
    (pki / "secc.toml").write_text(TARIFF)
    options = ("--tls", "require", "--pki", ".", "--config", "secc.toml", "--record", "recordings")
    with patch.dict(os.environ, {"LOCAL_BACKEND_PKI": str(pki)}):
        charger = ours.start_charger(sides[0], flow.mode, pki, *options, owner=flow.owner)
    try:
        car = ecog.charge(sides[1], flow.mode, car_folder, loops, tls=True, install=flow.install, tries=tries)
        car.stop()
    finally:
        code = charger.stop()
    said = "\n".join(charger.lines)
    installed = any("CertificateInstallationRes received" in line for line in car.lines)
    faults = {
        "our charger did not end well": code != 0,
        "no TLS 1.2": "car connected, TLS 1.2" not in said,
        f"our charger never said {flow.shown}": not any(
            re.search(flow.shown, line) for line in charger.lines
        ),
        "a contract where none was wanted": "contract" in said and not flow.pays,
        "the car got no contract": flow.install and not installed,
        "the car was not told the prices": _prices(pki / "recordings") != [1, 2],
    }
    if wrong := [fault for fault, found in faults.items() if found]:
        raise LabError(f"{'; '.join(wrong)}; the charger's last lines:\n{charger.tail(40)}")
    return charger, car
