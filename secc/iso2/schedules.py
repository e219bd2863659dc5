"""Schedules as ISO 15118-2 sends them."""

from __future__ import annotations

from typing import Final

from secc.charging.schedule import Schedule
from secc.charging.timing import SCHEDULE
from secc.iso2.values import watts_at_most
from secc_contract.v2g.iso15118_2_types import (
    PMaxSchedule,
    PMaxScheduleEntry,
    RelativeTimeInterval,
    SAScheduleList,
    SAScheduleTuple,
)

LONGEST: Final = 16777214 + SCHEDULE
"""s that a schedule can last: the latest start of an entry that the schema allows, and a day."""


def schedule_list(schedules: tuple[Schedule, ...]) -> SAScheduleList:
    """SAScheduleList with one tuple a schedule."""
    return SAScheduleList(
        SAScheduleTuple=tuple(
            SAScheduleTuple(
                SAScheduleTupleID=schedule.tuple_id,
                PMaxSchedule=PMaxSchedule(PMaxScheduleEntry=_entries(schedule)),
            )
            for schedule in schedules
        )
    )


def _entries(schedule: Schedule) -> tuple[PMaxScheduleEntry, ...]:
    """The last entry has the duration, at most a day; where more is left an equal entry bridges it."""
    limits = list(schedule.limits)
    start, power = limits[-1]
    if schedule.length - start > SCHEDULE:
        start = schedule.length - SCHEDULE
        limits.append((start, power))
    intervals = [RelativeTimeInterval(start=begin) for begin, _ in limits[:-1]]
    intervals.append(RelativeTimeInterval(start=start, duration=schedule.length - start))
    return tuple(
        PMaxScheduleEntry(TimeInterval=interval, PMax=watts_at_most(limit))
        for interval, (_, limit) in zip(intervals, limits, strict=True)
    )
