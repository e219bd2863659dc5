"""Rules are plain functions: what a single request leads to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from secc.events import say
from secc.evse import Evse
from secc.fsm import Refusal, Reply
from secc.iso2.facts import Facts
from secc.iso2.rules_setup import service_discovery, session_setup
from secc.moment import Moment
from secc.settings import Settings
from secc_contract.iso15118_charger import Iso15118ChargerPublisher as Publisher
from secc_contract.types.iso15118_charger import EVSEID, EnergyTransferMode, PaymentOption
from secc_contract.v2g.iso15118_2 import ServiceDiscoveryReq, SessionSetupReq

AT = Moment(10.0, datetime(2026, 1, 1, tzinfo=UTC), bytes(range(16)))
FACTS = Facts(settings=Settings())


@pytest.mark.parametrize(
    ("evccid", "told"),
    [
        (bytes.fromhex("0242AC110002"), "02:42:AC:11:00:02"),
        (bytes.fromhex("0242AC1100020000"), "02:42:AC:11:00:02"),
        (bytes.fromhex("00000242AC110002"), "02:42:AC:11:00:02"),
        (bytes(range(1, 9)), None),
        (bytes(5), None),
        (b"", None),
    ],
)
def test_the_contract_takes_six_bytes(evccid: bytes, told: str | None) -> None:
    reply = session_setup(FACTS, Evse(), SessionSetupReq(EVCCID=evccid), AT)
    assert isinstance(reply, Reply)
    assert reply.events == ((say(Publisher.publish_evcc_id, told),) if told else ())
    assert reply.facts.session_id == AT.nonce[:8]


def test_a_session_id_is_never_zero() -> None:
    zero = Moment(10.0, AT.utc, bytes(16))
    reply = session_setup(FACTS, Evse(), SessionSetupReq(EVCCID=b""), zero)
    assert isinstance(reply, Reply)
    assert any(reply.facts.session_id)


@pytest.mark.parametrize(
    ("evse_id", "sent"), [("DE*SEC*E1", "DE*SEC*E1"), ("short", "ZZ00000"), ("x" * 38, "ZZ00000")]
)
def test_an_evse_id_that_the_protocol_cannot_carry(evse_id: str, sent: str) -> None:
    evse = Evse(identity=EVSEID(evse_id=evse_id))
    reply = session_setup(FACTS, evse, SessionSetupReq(EVCCID=b""), AT)
    assert isinstance(reply, Reply)
    assert getattr(reply.response, "EVSEID", None) == sent


def test_contract_alone_cannot_be_offered_without_tls() -> None:
    evse = Evse(modes=(EnergyTransferMode.DC_core,), payment_options=(PaymentOption.Contract,))
    reply = session_setup(FACTS, evse, SessionSetupReq(EVCCID=b""), AT)
    assert isinstance(reply, Reply)
    outcome = service_discovery(reply.facts, evse, ServiceDiscoveryReq(), AT)
    assert isinstance(outcome, Refusal)
    assert "TLS" in outcome.why


def test_the_offer_is_fixed_at_session_setup() -> None:
    evse = Evse(modes=(EnergyTransferMode.DC_core,))
    reply = session_setup(FACTS, evse, SessionSetupReq(EVCCID=b""), AT)
    assert isinstance(reply, Reply)
    later = Evse(modes=(EnergyTransferMode.AC_three_phase_core,))
    outcome: Any = service_discovery(reply.facts, later, ServiceDiscoveryReq(), AT)
    modes = outcome.response.ChargeService.SupportedEnergyTransferMode.EnergyTransferMode
    assert modes == ("DC_core",)
