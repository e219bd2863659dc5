"""Proof by table: pairs that are not listed are refused, every state is reached and ended."""

from __future__ import annotations

import itertools
from enum import Enum
from typing import Any

import pytest
from msgspec import Struct

from secc import exi
from secc.charging.refusals import response_type
from secc.evse import Evse
from secc.fsm import EvseChanged, Expired, Refusal, table
from secc.iso2 import PROTOCOL
from secc.iso2.facts import Facts
from secc.iso2.refusals import refuse
from secc.iso2.states import State
from secc.iso2.table import TABLE
from secc.settings import Settings
from secc_contract.types.iso15118_charger import EnergyTransferMode as Mode
from secc_contract.v2g import iso15118_2
from secc_contract.v2g.iso15118_2_types import ChargeProgress
from tests.conversations import requests, test_ac, test_dc
from tests.conversations.stage import Car, Stage

REQUESTS: list[type[Struct]] = [
    kind for name, kind in sorted(vars(iso15118_2).items()) if name.endswith("Req") and isinstance(kind, type)
]
PENDING = {State.AC_CONTACTOR_CLOSING, State.AC_CONTACTOR_OPENING}


def plain(kind: Any) -> Any:
    """The smallest request of a type."""
    return exi.minimal("iso2", kind)


def test_the_schema_has_the_requests_that_we_know_of() -> None:
    assert len(REQUESTS) == 17
    assert {row.input for rows in TABLE.values() for row in rows.values()} <= {
        *REQUESTS,
        EvseChanged,
        Expired,
    }


def test_every_state_has_a_line() -> None:
    assert set(TABLE) == set(State)


def test_every_state_is_reached_and_can_end() -> None:
    leads = {
        state: {target for row in rows.values() for target in row.leads} for state, rows in TABLE.items()
    }
    reached: set[Enum] = {State.SESSION_SETUP}
    while more := {target for state in reached for target in leads[state]} - reached:
        reached |= more
    assert reached == set(State)
    ending: set[Enum] = {State.ENDED}
    while more := {state for state, targets in leads.items() if targets & ending} - ending:
        ending |= more
    assert ending == set(State)


def test_pending_states_wait_for_the_owner_and_for_time() -> None:
    for state, rows in TABLE.items():
        assert (EvseChanged in rows) is (Expired in rows) is (state in PENDING), state


def test_a_table_with_two_rows_for_one_input_is_a_mistake() -> None:
    row = next(iter(TABLE[State.SESSION_SETUP].values()))
    with pytest.raises(AssertionError, match="twice"):
        table({State.SESSION_SETUP: (row, row)})


@pytest.mark.parametrize("kind", REQUESTS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("mode", [None, Mode.AC_three_phase_core, Mode.DC_core])
def test_a_refusal_is_a_valid_response_of_the_requests_own_type(
    kind: type[Struct], mode: Mode | None
) -> None:
    facts = Facts(settings=Settings(), mode=mode)
    response: Any = refuse(plain(kind), Refusal("FAILED_SequenceError", ""), facts, Evse())
    assert type(response) is response_type(iso15118_2, plain(kind))
    message = requests.message(bytes(8), response)
    decoded = exi.decode("iso2", exi.encode("iso2", message))
    assert decoded == message
    assert exi.check("iso2", message) == []
    assert decoded.Body.BodyElement.ResponseCode == "FAILED_SequenceError"


def arrive(state: State) -> tuple[Stage, Car]:
    """A charger and a car in a state, by the shortest way that a real session takes."""
    stage = Stage()
    match state:
        case State.AC_CONTACTOR_CLOSING | State.AC_CONTACTOR_OPENING:
            stage.reacts("ac_close_contactor" if state is State.AC_CONTACTOR_CLOSING else "ac_open_contactor")
            stage.boot(Mode.AC_three_phase_core)
            closing = state is State.AC_CONTACTOR_CLOSING
            car = test_ac.until(stage, "PowerDelivery" if closing else "Stop")
            progress = "Start" if closing else "Stop"
            car.request(requests.ac_power(ChargeProgress(progress)))
        case _ if state in AC_PLACES:
            stage.reacts()
            stage.boot(Mode.AC_three_phase_core)
            car = test_ac.until(stage, AC_PLACES[state])
        case _:
            stage.reacts()
            stage.boot(Mode.DC_extended)
            car = test_dc.until(stage, DC_PLACES[state])
    assert car.conversation.session.state is state
    return stage, car


AC_PLACES = {
    State.AC_POWER_DELIVERY: "PowerDelivery",
    State.CHARGING_STATUS: "ChargingStatus",
    State.CHARGING_STATUS_OR_POWER_DELIVERY: "Stop",
    State.SESSION_STOP: "SessionStop",
}
DC_PLACES = {
    State.SESSION_SETUP: "SessionSetup",
    State.SERVICE_DISCOVERY: "ServiceDiscovery",
    State.PAYMENT_SERVICE_SELECTION: "PaymentServiceSelection",
    State.AUTHORIZATION: "Authorization",
    State.CHARGE_PARAMETER_DISCOVERY: "ChargeParameterDiscovery",
    State.CABLE_CHECK: "CableCheck",
    State.PRE_CHARGE: "PreCharge",
    State.PRE_CHARGE_OR_POWER_DELIVERY: "PowerDelivery",
    State.CURRENT_DEMAND_OR_POWER_DELIVERY: "Stop",
    State.WELDING_DETECTION_OR_SESSION_STOP: "SessionStop",
}

LIVE = [state for state in State if state is not State.ENDED]
UNLISTED = [(state, kind) for state, kind in itertools.product(LIVE, REQUESTS) if kind not in TABLE[state]]


@pytest.mark.parametrize(
    ("state", "kind"), UNLISTED, ids=lambda value: getattr(value, "name", None) or value.__name__
)
def test_an_unlisted_request_is_a_sequence_error(state: State, kind: Any) -> None:
    stage, car = arrive(state)
    car.wire.written.clear()
    answer: Any = car.asks(plain(kind))
    expected = (response_type(iso15118_2, plain(kind)), "FAILED_SequenceError")
    assert (type(answer), answer.ResponseCode) == expected
    assert car.wire.closed
    assert stage.link.failures == []


@pytest.mark.parametrize("state", LIVE, ids=lambda state: state.name)
def test_every_state_ends_at_silence_and_at_a_lost_link(state: State) -> None:
    stage, car = arrive(state)
    stage.passes(60)
    assert car.wire.closed
    car.leaves()
    assert dlink_events(stage) == ["dlink_error"]
    stage, car = arrive(state)
    car.leaves()
    assert dlink_events(stage) == ["dlink_error"]
    assert stage.link.failures == []


def dlink_events(stage: Stage) -> list[str]:
    return [name for name in stage.heard() if name.startswith("dlink")]


def test_the_protocol_starts_with_the_handshakes_names() -> None:
    assert (PROTOCOL.name, PROTOCOL.namespace) == ("ISO15118-2-2013", "urn:iso:15118:2:2013:MsgDef")
