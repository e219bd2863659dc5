"""Tariffs of schedules, and the one signature over all of them.

Limits and prices come from the same steps, so the entries of a tariff begin when those of its schedule do.
Cars that came by TLS get signed tariffs or none: each is a reference in the header's one signature, made by
the mobility operator's Sub-CA 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import UNSET, UnsetType

from secc import pnc
from secc.charging.schedule import Schedule
from secc.iso2.refusals import SCHEMA
from secc.iso2.schedules import intervals
from secc.iso2.values import watts
from secc.plan import Block, Step
from secc.signed import SignedTariffs
from secc_contract.v2g.iso15118_2_types import (
    ConsumptionCost,
    Cost,
    CostKind,
    RelativeTimeInterval,
    SalesTariff,
    SalesTariffEntry,
)
from secc_contract.v2g.xmldsig import Signature

if TYPE_CHECKING:
    from secc.pnc.store import KeyedChain

Tariff = SalesTariff | UnsetType
"""UNSET: a schedule has none."""

_MOST_LEVELS: Final = 255
_MOST_DECIMALS: Final = 3
_LARGEST_AMOUNT: Final = 2**32 - 1


class Tariffs(NamedTuple):
    """What goes into one response."""

    each: tuple[Tariff, ...]
    """One a schedule."""
    signature: Signature | None = None
    """For the header."""
    withheld: str | None = None
    """Why there are none, though there are prices."""


def tariffs(schedules: tuple[Schedule, ...], *, tls: bool, signer: KeyedChain | None) -> Tariffs:
    """The tariffs of schedules: signed over TLS, or none where nobody signs them; unsigned without TLS."""
    levels = len({step.price_level for schedule in schedules for step in schedule.prices} - {None})
    each = tuple(_tariff(schedule, levels, signed=tls) for schedule in schedules)
    present = [tariff for tariff in each if tariff is not UNSET]
    if not (present and tls):
        return Tariffs(each)
    if signer is None:
        return _none(schedules, "over TLS they are signed, and no key is here for it")
    elements = [pnc.signatures.Element("SalesTariff", tariff) for tariff in present]
    return Tariffs(each, pnc.signatures.sign(SCHEMA, elements, signer.key))


def passed_on(schedules: tuple[Schedule, ...], signed: SignedTariffs, *, tls: bool) -> Tariffs:
    """Tariffs that the operator has signed: all of them, as the signature is over all, and each with the
    steps of its schedule, or none. Without TLS nobody asks for the signature.
    """
    values = signed.values
    each = tuple(values[schedule.tuple_id - 1] or UNSET for schedule in schedules)
    if sum(one is not UNSET for one in each) < sum(one is not None for one in values):
        return _none(schedules, "the operator has signed others with them, which a resumed session has not")
    for schedule, tariff in zip(schedules, each, strict=True):
        if tariff is not UNSET and _starts(tariff) != [start for start, _ in schedule.limits]:
            return _none(schedules, "the operator has signed other steps than those of the schedule")
    return Tariffs(each, signed.header if tls else None)


def _none(schedules: tuple[Schedule, ...], why: str) -> Tariffs:
    return Tariffs((UNSET,) * len(schedules), withheld=why)


def _starts(tariff: SalesTariff) -> list[int]:
    return [
        entry.TimeInterval.start
        for entry in tariff.SalesTariffEntry
        if isinstance(entry.TimeInterval, RelativeTimeInterval)
    ]


def _tariff(schedule: Schedule, levels: int, *, signed: bool) -> Tariff:
    """``levels``: how many different ones all tariffs on offer have together."""
    if not schedule.prices:
        return UNSET
    return SalesTariff(
        Id=f"ID{schedule.tuple_id}" if signed else UNSET,
        SalesTariffID=schedule.tuple_id,
        SalesTariffDescription=UNSET if schedule.description is None else schedule.description,
        NumEPriceLevels=min(levels, _MOST_LEVELS) or UNSET,
        SalesTariffEntry=tuple(
            _entry(step, interval)
            for step, interval in zip(schedule.prices, intervals(schedule), strict=True)
        ),
    )


def _entry(step: Step, interval: RelativeTimeInterval) -> SalesTariffEntry:
    return SalesTariffEntry(
        TimeInterval=interval,
        EPriceLevel=UNSET if step.price_level is None else step.price_level,
        ConsumptionCost=tuple(
            ConsumptionCost(startValue=watts(block.start_value), Cost=_costs(block)) for block in step.costs
        ),
    )


def _costs(block: Block) -> tuple[Cost, ...]:
    amounts = {
        CostKind.relativePricePercentage: block.relative_price_percentage,
        CostKind.RenewableGenerationPercentage: block.renewable_generation_percentage,
        CostKind.CarbonDioxideEmission: block.carbon_dioxide_emission,
    }
    return tuple(_cost(kind, amount) for kind, amount in amounts.items() if amount is not None)


def _cost(kind: CostKind, amount: float) -> Cost:
    """With as many decimals as it needs and the message has room for."""
    for decimals in range(_MOST_DECIMALS + 1):
        scaled = round(amount * 10**decimals, 6)  # free of binary noise
        whole = round(scaled)
        if whole == scaled or whole * 10 > _LARGEST_AMOUNT:
            break
    return Cost(costKind=kind, amount=whole, amountMultiplier=-decimals or UNSET)
