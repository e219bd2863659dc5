"""Plans: how much power a car may draw over time, and what it costs. They become schedules and tariffs.

The form is the same in ``secc.toml`` and in Python, and so are the rules: a mistake is a ValueError of the
form ``key: what is expected``.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

__all__ = ["Block", "Limits", "Plan", "Plans", "Step", "check", "priced"]

LATEST_START: Final = 16_777_214
"""s from the offer: the schema's latest start of an entry."""
LARGEST_POWER: Final = 32_767_000.0
"""W that a message can carry."""
MOST_STEPS: Final = 1024
MOST_PLANS: Final = 3
MOST_BLOCKS: Final = 3
_LONGEST_DESCRIPTION = 32
_HIGHEST_LEVEL = 255
_MOST_CARBON = 4_294_967_295.0


class Block(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What energy costs from a certain power on (ConsumptionCost); at least one of the costs is given."""

    start_value: float = 0.0
    """W from which on these costs hold."""
    relative_price_percentage: float | None = None
    """% of the highest price in any tariff on offer."""
    renewable_generation_percentage: float | None = None
    """% of the energy that is from renewable sources."""
    carbon_dioxide_emission: float | None = None
    """g of carbon dioxide a kWh."""

    def __post_init__(self) -> None:
        _within("start_value", self.start_value, LARGEST_POWER, "W")
        _within("relative_price_percentage", self.relative_price_percentage, 100.0, "%")
        _within("renewable_generation_percentage", self.renewable_generation_percentage, 100.0, "%")
        _within("carbon_dioxide_emission", self.carbon_dioxide_emission, _MOST_CARBON, "g/kWh")
        costs = (
            self.relative_price_percentage,
            self.renewable_generation_percentage,
            self.carbon_dioxide_emission,
        )
        if costs == (None, None, None):
            raise ValueError("relative_price_percentage: at least this or another cost")


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From a time on: a limit of power, and a price."""

    start: int
    """s from the offer."""
    power: float | None = None
    """W, all phases together; None: all that the charger can give."""
    price_level: int | None = None
    """The lower, the cheaper (EPriceLevel)."""
    costs: tuple[Block, ...] = ()
    """By power, the lowest start value first."""

    def __post_init__(self) -> None:
        _within("start", self.start, LATEST_START, "s")
        _within("power", self.power, LARGEST_POWER, "W")
        _within("price_level", self.price_level, _HIGHEST_LEVEL)
        values = [block.start_value for block in self.costs]
        if len(values) > MOST_BLOCKS or values != sorted(set(values)):
            raise ValueError(f"costs: at most {MOST_BLOCKS}, with start values that rise")

    @property
    def priced(self) -> bool:
        """Whether it says what energy costs."""
        return self.price_level is not None or bool(self.costs)


class Plan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One schedule to offer, with a tariff where its steps have prices."""

    steps: tuple[Step, ...]
    """By time, the first at 0 s; limits and prices change together, so each step has both."""
    description: str | None = None
    """The tariff, for people (SalesTariffDescription)."""

    def __post_init__(self) -> None:
        _rising("steps", [step.start for step in self.steps])
        if len({step.priced for step in self.steps}) > 1:
            raise ValueError("steps: a price in every step or in none")
        if len({step.price_level is None for step in self.steps}) > 1:
            raise ValueError("steps: a price_level in every step or in none")
        if self.description is None:
            return
        if not self.priced:
            raise ValueError("description: only with prices, as it is the tariff's")
        if not 1 <= len(self.description) <= _LONGEST_DESCRIPTION or not self.description.isprintable():
            raise ValueError(f"description: 1 to {_LONGEST_DESCRIPTION} characters that can be shown")

    @property
    def priced(self) -> bool:
        """Whether it has a tariff."""
        return self.steps[0].priced


Limits = tuple[tuple[int, float], ...]
"""A plan without prices, in short: (start in s, power in W), first start 0, rising."""

Plans = tuple[Limits | Plan, ...]
"""What is on offer at the same time; empty: nothing is known yet, and the car waits."""


def check(plans: Plans) -> None:
    """Whether they can be offered together; what a `Plan` says of itself has been checked when it was made.

    :raises ValueError: more than three, or limits that make no sense.
    """
    if len(plans) > MOST_PLANS:
        raise ValueError(f"schedules: at most {MOST_PLANS} schedules")
    for plan in plans:
        if not isinstance(plan, Plan):
            _rising("schedules", [start for start, _ in plan])
            for start, power in plan:
                _within("schedules", start, LATEST_START, "s")
                _within("schedules", power, LARGEST_POWER, "W")


def priced(plans: Plans | None) -> bool:
    """Whether one of them has a tariff."""
    return any(isinstance(plan, Plan) and plan.priced for plan in plans or ())


def _rising(key: str, starts: list[int]) -> None:
    if not 1 <= len(starts) <= MOST_STEPS or starts[0] != 0 or starts != sorted(set(starts)):
        raise ValueError(f"{key}: starts in s that begin at 0 and rise, at most {MOST_STEPS}")


def _within(key: str, value: float | None, most: float, unit: str = "") -> None:
    """Absent, or 0 to ``most``; not a number is neither."""
    if value is not None and not 0 <= value <= most:
        raise ValueError(f"{key}: 0 to {most:.0f} {unit}".rstrip())
