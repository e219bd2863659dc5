"""Prices by the hour: the contract has no command for them, so the owner is given more.

From the root of a clone: secc run --interface eth0 --owner examples.night_tariff:NightTariffEvse
"""

from __future__ import annotations

from datetime import datetime, timedelta

from examples.my_evse import MyEvse
from secc.extension import Extension
from secc.plan import Plan, Step


class NightTariffEvse(MyEvse):
    """A charging point that is cheap from 22 to 6 o'clock; a car that has time waits for that."""

    extension: Extension | None = None

    def extend(self, extension: Extension) -> None:
        """Called once, right after the owner was made."""
        self.extension = extension
        extension.offer_schedules(())  # nothing yet: times count from now, so each car waits for its own
        self.charger.subscribe_selected_protocol(lambda protocol: self.offer(plan(datetime.now())))

    def plugged_in(self) -> None:
        self.offer()
        super().plugged_in()

    def offer(self, *plans: Plan) -> None:
        if self.extension is not None:
            self.extension.offer_schedules(plans)


def plan(now: datetime) -> Plan:
    """For the next 24 hours: a step now, and one whenever day or night begins."""
    now = now.replace(microsecond=0)
    hours = [now.replace(minute=0, second=0) + timedelta(hours=n) for n in range(1, 24)]
    changes = [hour for hour in hours if hour.hour in (6, 22)]
    return Plan(
        steps=tuple(step(int((at - now).total_seconds()), at) for at in (now, *changes)),
        description="day and night",
    )


def step(start: int, at: datetime) -> Step:
    """The lower the level, the cheaper; power=… (W) would limit it, too."""
    return Step(start=start, price_level=2 if 6 <= at.hour < 22 else 1)
