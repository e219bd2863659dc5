"""Whether energy may begin to flow as the car asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Generic, NamedTuple, TypeVar

from secc.charging.facts import Facts
from secc.charging.schedule import excess
from secc.charging.status import may_start, why_not_start
from secc.evse import Evse
from secc.fsm import Refusal

F = TypeVar("F", bound=Facts)


class Started(NamedTuple, Generic[F]):
    """A start that is granted."""

    facts: F
    """With the car's choice."""
    note: str | None
    """What is odd about it, for the log."""


def start(
    facts: F, evse: Evse, tuple_id: int | None, profile: Sequence[tuple[int, float]]
) -> Started[F] | Refusal:
    """Whether a car may start, with the schedule that it chose (None: it names none and means the first).

    ``profile`` is the power that it plans, (start in s, W) in order. A plan is refused where it exceeds all
    that was offered ([V2G2-224], [V2G2-225], [V2G2-478] to [V2G2-480]); some cars mix up the schedules, and
    what they may draw is told in the loop.
    """
    chosen = replace(facts, tuple_id=facts.schedules[0].tuple_id if tuple_id is None else tuple_id)
    if chosen.schedule is None:
        return Refusal("FAILED_TariffSelectionInvalid", f"schedule {tuple_id} was not offered")
    too_much = excess(chosen.schedule, profile)
    if too_much and all(excess(schedule, profile) for schedule in facts.schedules):
        return Refusal("FAILED_ChargingProfileInvalid", too_much)
    if not may_start(evse):
        return Refusal("FAILED_PowerDeliveryNotApplied", why_not_start(evse))
    return Started(chosen, too_much)
