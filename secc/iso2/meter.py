"""MeterInfo in the charge loop, and the receipts that a car with a contract signs for it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

from msgspec import UNSET, UnsetType

from secc.evse import Evse
from secc.iso2.facts import Facts, Receipt
from secc_contract.v2g.iso15118_2_types import MeterInfo

_LARGEST_READING = 2**64 - 1


class Metering(NamedTuple):
    """What a loop's answer says of the meter."""

    facts: Facts
    info: MeterInfo | UnsetType
    receipt: bool
    """The car has to sign for it with its next request."""


def meter(facts: Facts, evse: Evse, now: float) -> Metering:
    """The owner's reading, once for each: a car that gets the same again learns nothing.

    A receipt is asked for from time to time only: some cars never end if each answer wants one.
    """
    info = _info(facts, evse)
    if info is None:
        return Metering(facts, UNSET, False)
    asked = facts.receipt
    pause = facts.settings.receipt_interval
    wanted = (
        facts.contract is not None
        and evse.receipt_required
        and evse.meter_serial != asked.serial
        and (asked.at is None or now - asked.at >= pause)
    )
    if wanted:
        receipt = Receipt(due=info, serial=evse.meter_serial, at=now)
        return Metering(replace(facts, meter_serial=evse.meter_serial, receipt=receipt), info, True)
    if evse.meter_serial == facts.meter_serial:
        return Metering(facts, UNSET, False)
    return Metering(replace(facts, meter_serial=evse.meter_serial), info, False)


def _info(facts: Facts, evse: Evse) -> MeterInfo | None:
    reading = evse.meter
    if reading is None:
        return None
    energy = math.floor(reading.energy_Wh_import.total)
    return MeterInfo(
        MeterID=(reading.meter_id or facts.settings.meter_id)[:32],
        MeterReading=min(max(energy, 0), _LARGEST_READING),
        TMeter=int(reading.timestamp.timestamp()),
    )
