"""Proof by table, for every protocol: what is not listed is refused, every state is reached and ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import Enum
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from msgspec import Struct

from secc import din, exi, iso2
from secc.charging.refusals import response_type
from secc.evse import Evse
from secc.fsm import EvseChanged, Expired, Refusal, table
from secc.protocol import Protocol, Surroundings
from secc.settings import Settings
from secc_contract.types.iso15118_charger import EnergyTransferMode as Mode
from secc_contract.types.iso15118_charger import EvseError
from secc_contract.v2g import din70121, iso15118_2
from secc_contract.v2g.iso15118_2_types import ChargeProgress
from tests.conversations import pnc, requests, test_ac, test_dc, test_din
from tests.conversations.stage import Car, Stage

DIN, ISO2 = din.PROTOCOL, iso2.PROTOCOL
MESSAGES: dict[str, ModuleType] = {DIN.name: din70121, ISO2.name: iso15118_2}
PROTOCOLS = pytest.mark.parametrize("protocol", [DIN, ISO2], ids=lambda protocol: protocol.name)

DC_PLACES = {
    "SESSION_SETUP": "SessionSetup",
    "SERVICE_DISCOVERY": "ServiceDiscovery",
    "PAYMENT_SERVICE_SELECTION": "PaymentServiceSelection",
    "SERVICE_PAYMENT_SELECTION": "ServicePaymentSelection",
    "AUTHORIZATION": "Authorization",
    "CONTRACT_AUTHENTICATION": "ContractAuthentication",
    "CHARGE_PARAMETER_DISCOVERY": "ChargeParameterDiscovery",
    "CABLE_CHECK": "CableCheck",
    "PRE_CHARGE": "PreCharge",
    "PRE_CHARGE_OR_POWER_DELIVERY": "PowerDelivery",
    "CURRENT_DEMAND": "CurrentDemand",
    "CURRENT_DEMAND_OR_POWER_DELIVERY": "Stop",
    "WELDING_DETECTION_OR_SESSION_STOP": "SessionStop",
}
AC_PLACES = {
    "AC_POWER_DELIVERY": "PowerDelivery",
    "CHARGING_STATUS": "ChargingStatus",
    "CHARGING_STATUS_OR_POWER_DELIVERY": "Stop",
    "SESSION_STOP": "SessionStop",
}
PENDING = {"AC_CONTACTOR_CLOSING", "AC_CONTACTOR_OPENING", "CERTIFICATE"}
CONTRACT_PLACES = {"PAYMENT_DETAILS", "CERTIFICATE", "AC_METERING_RECEIPT", "DC_METERING_RECEIPT"}


def requests_of(protocol: Protocol) -> list[Any]:
    """Every request that the protocol's schema has."""
    named = sorted(vars(MESSAGES[protocol.name]).items())
    return [kind for name, kind in named if name.endswith("Req") and isinstance(kind, type)]


def plain(protocol: Protocol, kind: Any) -> Any:
    """The smallest request of a type."""
    return exi.minimal(protocol.schema, kind)


def states(protocol: Protocol) -> list[Enum]:
    return list(protocol.table)


def live(protocol: Protocol) -> list[Enum]:
    return [state for state in states(protocol) if state.name != "ENDED"]


class Pair(NamedTuple):
    protocol: Protocol
    state: Enum
    kind: Any

    def __str__(self) -> str:
        return f"{self.protocol.name}-{self.state.name}-{self.kind.__name__}"


def unlisted() -> Iterator[Pair]:
    for protocol in (DIN, ISO2):
        for state in live(protocol):
            for kind in requests_of(protocol):
                if kind not in protocol.table[state]:
                    yield Pair(protocol, state, kind)


def arrive(protocol: Protocol, state: Enum) -> tuple[Stage, Car]:
    """A charger and a car in a state, by the shortest way that a real session takes."""
    if state.name in CONTRACT_PLACES:
        return with_contract(state)
    stage = Stage()
    if state.name in PENDING:
        closing = state.name == "AC_CONTACTOR_CLOSING"
        stage.reacts("ac_close_contactor" if closing else "ac_open_contactor")
        stage.boot(Mode.AC_three_phase_core)
        car = test_ac.until(stage, "PowerDelivery" if closing else "Stop")
        car.request(requests.ac_power(ChargeProgress.Start if closing else ChargeProgress.Stop))
    elif state.name in AC_PLACES:
        stage.reacts()
        stage.boot(Mode.AC_three_phase_core)
        car = test_ac.until(stage, AC_PLACES[state.name])
    else:
        stage.reacts()
        stage.boot(Mode.DC_extended)
        until = test_din.until if protocol is DIN else test_dc.until
        car = until(stage, DC_PLACES[state.name])
    assert car.conversation.session.state is state
    return stage, car


def with_contract(state: Enum) -> tuple[Stage, Car]:
    """The same for the states of Plug & Charge."""
    direct = state.name == "DC_METERING_RECEIPT"
    stage = pnc.stage(mode=Mode.DC_extended if direct else Mode.AC_three_phase_core)
    match state.name:
        case "PAYMENT_DETAILS":
            car = pnc.until(stage, "PaymentDetails")
        case "CERTIFICATE":
            car = pnc.until(stage, "PaymentDetails", 1)
            identity = pnc.pki().identity("provisioning")
            request = pnc.installs(identity)
            car.request(request, signature=pnc.sign("CertificateInstallationReq", request, identity))
        case "AC_METERING_RECEIPT":
            car = pnc.until(stage, "Loop")
            pnc.reads(stage, 1)
            car.asks(requests.charging_status())
        case _:
            car = pnc.until(stage, "ChargeParameterDiscovery")
            for place in ("ChargeParameterDiscovery", "CableCheck", "PreCharge", "PowerDelivery"):
                test_dc.STEPS[place](car)
            pnc.reads(stage, 1)
            car.asks(requests.current_demand())
    assert car.conversation.session.state is state
    stage.link.take()
    return stage, car


@PROTOCOLS
def test_the_table_knows_only_requests_of_its_schema(protocol: Protocol) -> None:
    listed = {row.input for rows in protocol.table.values() for row in rows.values()}
    assert listed <= {*requests_of(protocol), EvseChanged, Expired}
    assert len(requests_of(protocol)) >= 17


@PROTOCOLS
def test_every_state_has_a_line(protocol: Protocol) -> None:
    assert states(protocol) == list(type(protocol.first))


@PROTOCOLS
def test_every_state_is_reached_and_can_end(protocol: Protocol) -> None:
    leads = {
        state: {target for row in rows.values() for target in row.leads}
        for state, rows in protocol.table.items()
    }
    reached = {protocol.first}
    while more := {target for state in reached for target in leads[state]} - reached:
        reached |= more
    assert reached == set(states(protocol))
    ending = {state for state in states(protocol) if state.name == "ENDED"}
    while more := {state for state, targets in leads.items() if targets & ending} - ending:
        ending |= more
    assert ending == set(states(protocol))


@PROTOCOLS
def test_pending_states_wait_for_the_owner_and_for_time(protocol: Protocol) -> None:
    for state, rows in protocol.table.items():
        assert (EvseChanged in rows) is (Expired in rows) is (state.name in PENDING), state


def test_a_table_with_two_rows_for_one_input_is_a_mistake() -> None:
    row = next(iter(ISO2.table[ISO2.first].values()))
    with pytest.raises(AssertionError, match="twice"):
        table({ISO2.first: (row, row)})


@PROTOCOLS
@pytest.mark.parametrize("mode", [None, Mode.AC_three_phase_core, Mode.DC_core])
def test_a_refusal_is_a_valid_response_of_its_requests_type(protocol: Protocol, mode: Mode | None) -> None:
    messages: Any = MESSAGES[protocol.name]
    facts = protocol.begin(Surroundings(settings=Settings()), None)
    facts = replace(facts, mode=mode)
    for kind in requests_of(protocol):
        request = plain(protocol, kind)
        response = protocol.refuse(request, Refusal("FAILED_SequenceError", ""), facts, Evse())
        assert type(response) is response_type(messages, request)
        message = messages.V2G_Message(
            Header=messages.MessageHeader(SessionID=bytes(8)), Body=messages.Body(BodyElement=response)
        )
        decoded = exi.decode(protocol.schema, exi.encode(protocol.schema, message))
        assert decoded == message
        assert exi.check(protocol.schema, message) == []
        assert decoded.Body.BodyElement.ResponseCode == "FAILED_SequenceError"


@pytest.mark.parametrize("pair", list(unlisted()), ids=str)
def test_an_unlisted_request_is_a_sequence_error(pair: Pair) -> None:
    stage, car = arrive(pair.protocol, pair.state)
    car.wire.written.clear()
    request: Struct = plain(pair.protocol, pair.kind)
    answer: Any = car.asks(request)
    expected = (response_type(MESSAGES[pair.protocol.name], request), "FAILED_SequenceError")
    assert (type(answer), answer.ResponseCode) == expected
    assert car.wire.closed
    assert stage.link.failures == []


@pytest.mark.parametrize(
    ("protocol", "state"),
    [(protocol, state) for protocol in (DIN, ISO2) for state in live(protocol)],
    ids=lambda value: value.name,
)
@pytest.mark.parametrize("how", ["silence", "lost link", "fault", "link down", "end of process"])
def test_every_state_ends(protocol: Protocol, state: Enum, how: str) -> None:
    stage, car = arrive(protocol, state)
    told = ["dlink_error"]
    match how:
        case "silence":
            stage.passes(60)
        case "lost link":
            car.leaves()
        case "fault":
            stage.client.call_send_error(EvseError.Error_EmergencyShutdown)
            if not car.wire.closed:
                listed = [kind for kind in protocol.table[state] if kind not in (EvseChanged, Expired)]
                car.request(plain(protocol, listed[0]))
        case "link down":
            stage.client.call_dlink_ready(False)
            told = []
        case _:
            stage.charger.shut_down()
            told = []
    assert car.wire.closed
    car.leaves()
    assert [name for name in stage.heard() if name.startswith("dlink")] == told
    assert stage.link.failures == []
    stage.client.call_reset_error()
    stage.client.call_dlink_ready(False)
    stage.client.call_dlink_ready(True)
    assert stage.offered
