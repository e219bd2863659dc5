"""Which schedule the car takes: the cheapest, if it may believe the prices.

A SalesTariff is signed by MO Sub-CA 2, the authority that has issued the car's own contract: one signature in
the header, with a reference a tariff. Over TLS what is not signed so counts as no tariff.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import UNSET

from secc.errors import WireError
from secc.pnc.certificates import parse
from secc.pnc.signatures import Element, verify
from secc.sim.ev.trip import Trip
from secc_contract.v2g.iso15118_2_types import RelativeTimeInterval, SalesTariff, SAScheduleTuple

DAY = 86_400
"""s; how long the last entry of a tariff holds that does not say it."""


def choose(trip: Trip, offers: Sequence[SAScheduleTuple]) -> SAScheduleTuple:
    """The offer with the lowest mean price level; the first one where nothing can be compared."""
    tariffs = [offer.SalesTariff for offer in offers if offer.SalesTariff is not UNSET]
    if not tariffs:
        return offers[0]
    if doubt := _doubt(trip, tariffs):
        trip.note(f"tariffs ignored: {doubt}")
        return offers[0]
    levels = {
        offer.SAScheduleTupleID: mean_level(offer.SalesTariff)
        for offer in offers
        if offer.SalesTariff is not UNSET
    }
    known = {number: level for number, level in levels.items() if level is not None}
    if not known:
        return offers[0]
    cheapest = min(known, key=known.__getitem__)
    trip.note(f"schedule {cheapest} of {len(offers)} chosen, mean price level {known[cheapest]:.3g}")
    return next(offer for offer in offers if offer.SAScheduleTupleID == cheapest)


def mean_level(tariff: SalesTariff) -> float | None:
    """The price level over the time of a tariff; None: not every entry has one, or they are in no order."""
    steps = [
        (entry.TimeInterval.start, entry.TimeInterval.duration, entry.EPriceLevel)
        for entry in tariff.SalesTariffEntry
        if isinstance(entry.TimeInterval, RelativeTimeInterval)
    ]
    starts = [start for start, _, _ in steps]
    if not steps or starts != sorted(set(starts)):
        return None
    last_start, last_duration, _ = steps[-1]
    end = max(DAY, last_start + 1) if last_duration is UNSET else last_start + max(last_duration, 1)
    weighed = 0.0
    for (start, _, level), until in zip(steps, [*starts[1:], end], strict=True):
        if level is UNSET:
            return None
        weighed += level * (until - start)
    return weighed / (end - starts[0])


def _doubt(trip: Trip, tariffs: Sequence[SalesTariff]) -> str | None:
    """Why the prices cannot be believed. Without TLS there is nothing that they could be held against."""
    if trip.wallet is None:
        return None
    chain = trip.contract.chain if trip.contract is not None else ()
    if len(chain) < 2:
        return "the car has no contract whose operator could vouch for them"
    signature = trip.answer.Header.Signature
    try:
        operator = parse(chain[1])
    except WireError as error:
        return f"the operator's certificate: {error.reason}"
    return verify(
        trip.words.schema,
        None if signature is UNSET else signature,
        [Element("SalesTariff", tariff) for tariff in tariffs],
        operator.key,
    )
