"""Who speaks: session ids and the car's own id."""

from __future__ import annotations

from secc.charging.facts import Offer
from secc.events import Event, say
from secc.evse import Evse
from secc.moment import Moment
from secc_contract.iso15118_charger import Iso15118ChargerPublisher as Publisher
from secc_contract.types.iso15118_charger import PaymentOption


def session_id(at: Moment) -> bytes:
    """Eight random bytes, never all zero: that means "no session yet" ([V2G2-750])."""
    drawn = at.nonce[:8]
    return drawn if any(drawn) else b"\x01" * 8


def evcc_id(raw: bytes) -> tuple[Event, ...]:
    """The contract wants six bytes; some cars pad their six to eight with zeros, some send none."""
    if len(raw) == 8:
        raw = raw[:6] if raw.endswith(b"\0\0") else raw.removeprefix(b"\0\0")
    return (say(Publisher.publish_evcc_id, raw.hex(":").upper()),) if len(raw) == 6 else ()


def offer(evse: Evse, *, contracts: bool) -> Offer:
    """What can be offered; ``contracts``: whether one could be judged and would be safe here."""
    payable = tuple(
        option for option in evse.payment_options if contracts or option is not PaymentOption.Contract
    )
    return Offer(
        evse.identity,
        payable,
        evse.modes,
        evse.sae_mode,
        evse.certificate_service,
        evse.central_contract_validation,
    )
