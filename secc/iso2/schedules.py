"""Schedules as ISO 15118-2 sends them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import UnsetType

from secc.charging.schedule import Schedule
from secc.charging.timing import SCHEDULE
from secc.iso2.values import watts_at_most
from secc.plan import LATEST_START
from secc_contract.v2g.iso15118_2_types import (
    PMaxSchedule,
    PMaxScheduleEntry,
    RelativeTimeInterval,
    SalesTariff,
    SAScheduleList,
    SAScheduleTuple,
)

LONGEST: Final = LATEST_START + SCHEDULE
"""s that a schedule can last."""


def schedule_list(
    schedules: tuple[Schedule, ...], tariffs: tuple[SalesTariff | UnsetType, ...]
) -> SAScheduleList:
    """SAScheduleList with one tuple a schedule, each with its tariff."""
    return SAScheduleList(
        SAScheduleTuple=tuple(
            SAScheduleTuple(
                SAScheduleTupleID=schedule.tuple_id,
                PMaxSchedule=PMaxSchedule(
                    PMaxScheduleEntry=tuple(
                        PMaxScheduleEntry(TimeInterval=interval, PMax=watts_at_most(power))
                        for interval, (_, power) in zip(intervals(schedule), schedule.limits, strict=True)
                    )
                ),
                SalesTariff=tariff,
            )
            for schedule, tariff in zip(schedules, tariffs, strict=True)
        )
    )


def intervals(schedule: Schedule) -> Iterator[RelativeTimeInterval]:
    """When the entries of a schedule, and of its tariff, begin; the last one has a duration."""
    starts = [start for start, _ in schedule.limits]
    for start in starts[:-1]:
        yield RelativeTimeInterval(start=start)
    yield RelativeTimeInterval(start=starts[-1], duration=schedule.length - starts[-1])
