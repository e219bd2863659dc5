"""Whether energy may begin to flow as the car asks."""

from __future__ import annotations

from collections.abc import Sequence

from secc.charging.facts import Facts
from secc.charging.schedule import excess
from secc.charging.status import may_start, why_not_start
from secc.evse import Evse
from secc.fsm import Refusal


def refuse_start(
    facts: Facts, evse: Evse, tuple_id: int | None, profile: Sequence[tuple[int, float]]
) -> Refusal | None:
    """Why a start cannot be granted, or None ([V2G2-224], [V2G2-225], [V2G2-478] to [V2G2-480], [V2G2-761]).

    ``tuple_id`` is the schedule that the car chose (None: it names none), ``profile`` (start in s, W) …
    """
    schedule = facts.schedule
    if schedule is None or tuple_id not in (None, schedule.tuple_id):
        return Refusal("FAILED_TariffSelectionInvalid", f"schedule {tuple_id} was not offered")
    too_much = excess(schedule, profile)
    if too_much:
        return Refusal("FAILED_ChargingProfileInvalid", too_much)
    if not may_start(evse):
        return Refusal("FAILED_PowerDeliveryNotApplied", why_not_start(evse))
    return None
