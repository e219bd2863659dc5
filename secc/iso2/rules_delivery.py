"""What PowerDelivery checks and says in AC and DC alike."""

from __future__ import annotations

from msgspec import UNSET

from secc.evse import Evse
from secc.fsm import Refusal
from secc.iso2.facts import Facts
from secc.iso2.status import may_start
from secc.iso2.values import number
from secc.moment import Moment
from secc_contract.v2g.iso15118_2 import PowerDeliveryReq

_TOLERANCE = 1.01
"""Cars round the offered power; a hundredth more is the same power (a Porsche asks 11,040 W of 11 kW)."""


def refuse_start(facts: Facts, evse: Evse, request: PowerDeliveryReq, at: Moment) -> Refusal | None:
    """Why a PowerDelivery(Start) cannot be granted, or None ([V2G2-478], [V2G2-479], [V2G2-480])."""
    schedule = facts.schedule
    if schedule is None or request.SAScheduleTupleID != schedule.tuple_id:
        return Refusal(
            "FAILED_TariffSelectionInvalid", f"schedule {request.SAScheduleTupleID} was not offered"
        )
    excess = _profile_excess(facts, request)
    if excess:
        return Refusal("FAILED_ChargingProfileInvalid", excess)
    if not may_start(evse):
        reasons = ", ".join(sorted(evse.errors)) or "the owner asked to stop"
        return Refusal("FAILED_PowerDeliveryNotApplied", reasons)
    return None


def _profile_excess(facts: Facts, request: PowerDeliveryReq) -> str | None:
    """Where the car's profile leaves the schedule, in words ([V2G2-224], [V2G2-225], [V2G2-761])."""
    schedule = facts.schedule
    if schedule is None or request.ChargingProfile is UNSET:
        return None
    entries = request.ChargingProfile.ProfileEntry
    for entry, following in zip(entries, (*entries[1:], None), strict=True):
        start = entry.ChargingProfileEntryStart
        if start > schedule.length:  # an entry at the very end closes the profile
            return f"the profile goes on at {start} s, the schedule ends at {schedule.length} s"
        until = following.ChargingProfileEntryStart if following is not None else schedule.length
        power = number(entry.ChargingProfileEntryMaxPower)
        ends = (*(begin for begin, _ in schedule.limits[1:]), schedule.length)
        for (begin, limit), end in zip(schedule.limits, ends, strict=True):
            if begin < until and start < end and power > limit * _TOLERANCE:
                return f"the profile wants {power:g} W from {start} s on, the schedule grants {limit:g} W"
    return None
