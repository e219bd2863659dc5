"""MeterInfo in the charge loop."""

from __future__ import annotations

import math

from msgspec import UNSET, UnsetType

from secc.evse import Evse
from secc.iso2.facts import Facts
from secc_contract.v2g.iso15118_2_types import MeterInfo

_LARGEST_READING = 2**64 - 1


def meter_info(facts: Facts, evse: Evse) -> MeterInfo | UnsetType:
    """The owner's reading, once for each: a car that gets the same again learns nothing."""
    reading = evse.meter
    if reading is None or evse.meter_serial == facts.meter_serial:
        return UNSET
    energy = math.floor(reading.energy_Wh_import.total)
    return MeterInfo(
        MeterID=(reading.meter_id or facts.settings.meter_id)[:32],
        MeterReading=min(max(energy, 0), _LARGEST_READING),
        TMeter=int(reading.timestamp.timestamp()),
    )
