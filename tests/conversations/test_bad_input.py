"""Bytes, orders and ids that make no sense: the standard's reaction, and the next car is served."""

from __future__ import annotations

import random

import pytest

from secc import exi, v2gtp
from secc_contract.types.iso15118_charger import EnergyTransferMode as Mode
from secc_contract.v2g.app_protocol import ResponseCode as SapCode
from secc_contract.v2g.app_protocol import SupportedAppProtocolRes
from secc_contract.v2g.iso15118_2 import PaymentServiceSelectionReq, SessionStopRes, V2G_Message
from secc_contract.v2g.iso15118_2_types import PaymentOption, ResponseCode
from tests.conversations import requests as ev
from tests.conversations import test_ac, test_dc
from tests.conversations.stage import ISO2, Car, Stage


def next_car_is_served(stage: Stage, car: Car) -> None:
    car.leaves()
    stage.client.call_dlink_ready(False)
    stage.client.call_dlink_ready(True)
    assert test_dc.until(stage, "PaymentServiceSelection").asks(ev.payment()).ResponseCode == "OK"


def frame(payload: bytes) -> bytes:
    return v2gtp.frame(v2gtp.PayloadType.EXI, payload)


@pytest.mark.parametrize(
    "payload",
    [
        bytes.fromhex("80FFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"),
        b"\x80",
        b"\x00",
        b"<V2G_Message/>",
        exi.encode("sap", SupportedAppProtocolRes(ResponseCode=SapCode.OK_SuccessfulNegotiation, SchemaID=1)),
    ],
)
def test_a_first_message_that_is_no_handshake_closes(dc: Stage, payload: bytes) -> None:
    car = dc.connect()
    car.send(frame(payload))
    assert car.wire.closed
    assert car.wire.written == []
    next_car_is_served(dc, car)


def test_no_common_protocol(dc: Stage) -> None:
    car = dc.connect()
    assert car.handshake("urn:example:other").ResponseCode == "Failed_NoNegotiation"
    assert car.wire.closed
    assert dc.values("selected_protocol") == ["None"]
    next_car_is_served(dc, car)


def test_a_known_protocol_behind_unknown_ones(dc: Stage) -> None:
    answer = dc.connect().handshake(*(f"urn:example:{n}" for n in range(19)), ISO2)
    assert (answer.ResponseCode, answer.SchemaID) == ("OK_SuccessfulNegotiation", 29)


def test_a_message_that_does_not_decode_is_ignored(dc: Stage, caplog: pytest.LogCaptureFixture) -> None:
    car = test_dc.until(dc, "ServiceDiscovery")
    whole = exi.encode("iso2", message(car, ev.service_discovery()))
    car.send(frame(whole[:5]))
    assert car.wire.written == []
    assert not car.wire.closed
    (record,) = [record for record in caplog.records if "message ignored" in record.message]
    assert "offset" in record.message
    assert "V2G_Message" in record.message
    assert car.asks(ev.service_discovery()).ResponseCode == "OK"


def test_too_many_that_do_not_decode_close(dc: Stage) -> None:
    """Good ones between them count for nothing: what is wrong with a message takes long to find out."""
    car = test_dc.until(dc, "ServiceDiscovery")
    whole = exi.encode("iso2", message(car, ev.service_discovery()))
    response = exi.encode("iso2", message(car, SessionStopRes(ResponseCode=ResponseCode.OK)))
    for number in range(9):
        car.send(frame(response if number % 2 else whole[:5]))
        if number == 4:
            assert car.asks(ev.service_discovery()).ResponseCode == "OK"
    assert not car.wire.closed
    car.send(frame(whole[:5]))
    assert car.wire.closed
    assert car.wire.written == []
    next_car_is_served(dc, car)


def message(car: Car, body: object) -> V2G_Message:
    return ev.message(car.session_id, body)


def test_a_response_from_the_car_is_ignored(dc: Stage) -> None:
    car = test_dc.until(dc, "ServiceDiscovery")
    body = SessionStopRes(ResponseCode=ResponseCode.OK)
    car.send(frame(exi.encode("iso2", message(car, body))))
    assert car.wire.written == []
    assert car.asks(ev.service_discovery()).ResponseCode == "OK"


@pytest.mark.parametrize(
    "header", ["01FE700100000002", "FFFE800100000002", "01FF800100000002", "01FE800100000000"]
)
def test_a_broken_header_is_dropped(dc: Stage, header: str) -> None:
    car = test_dc.until(dc, "ServiceDiscovery")
    car.send(bytes.fromhex(header) + b"\x80\x98")
    assert car.wire.written == []
    assert not car.wire.closed
    assert car.asks(ev.service_discovery()).ResponseCode == "OK"


@pytest.mark.parametrize("length", ["00004001", "00010001", "FFFFFFFF"])
def test_an_oversized_frame_closes(dc: Stage, length: str) -> None:
    car = test_dc.until(dc, "ServiceDiscovery")
    car.send(bytes.fromhex("01FE80010000400080"))
    assert not car.wire.closed
    car.leaves()
    car = test_dc.until(dc, "ServiceDiscovery")
    car.send(bytes.fromhex(f"01FE8001{length}"))
    assert car.wire.closed
    assert car.wire.written == []
    next_car_is_served(dc, car)


def test_a_frame_byte_by_byte(dc: Stage) -> None:
    car = test_dc.until(dc, "ServiceDiscovery")
    for byte in frame(exi.encode("iso2", message(car, ev.service_discovery()))):
        assert car.wire.written == []
        car.send(bytes([byte]))
    assert car.answer().ResponseCode == "OK"


def test_two_requests_in_one_segment(dc: Stage) -> None:
    car = test_dc.until(dc, "Stop")
    requests = [exi.encode("iso2", message(car, ev.current_demand(current=a))) for a in (90, 80)]
    car.send(b"".join(map(frame, requests)))
    assert car.answer().ResponseCode == "OK"
    answer = car.answer()
    assert answer.EVSEPresentCurrent.Value == 900  # the owner reacted to the first in between


@pytest.mark.parametrize("session_id", [bytes(8), b"\xff" * 8, b"", b"\x00", b"\x01" * 4])
def test_a_foreign_session_id(dc: Stage, session_id: bytes) -> None:
    car = test_dc.until(dc, "Stop")
    own = car.session_id
    assert car.asks(ev.current_demand(), session_id).ResponseCode == "FAILED_UnknownSession"
    assert car.session_id == own
    assert car.wire.closed
    assert dc.heard() == ["current_demand_finished", "dc_open_contactor"]
    next_car_is_served(dc, car)


@pytest.mark.parametrize("session_id", [b"", b"\x00", bytes(8), b"\x55" * 8])
def test_any_id_opens_a_session(dc: Stage, session_id: bytes) -> None:
    car = test_dc.until(dc, "SessionSetup")
    assert car.asks(ev.session_setup(), session_id).ResponseCode == "OK_NewSessionEstablished"
    assert car.session_id not in (session_id, bytes(8))


def test_an_unlisted_order(dc: Stage) -> None:
    car = test_dc.until(dc, "CableCheck")
    assert car.asks(ev.current_demand()).ResponseCode == "FAILED_SequenceError"
    assert car.wire.closed
    next_car_is_served(dc, car)


def test_a_sequence_error_outranks_a_foreign_id(dc: Stage) -> None:
    car = test_dc.until(dc, "CableCheck")
    assert car.asks(ev.current_demand(), bytes(8)).ResponseCode == "FAILED_SequenceError"


def test_a_second_session_setup(dc: Stage) -> None:
    car = test_dc.until(dc, "ServiceDiscovery")
    assert car.asks(ev.session_setup()).ResponseCode == "FAILED_SequenceError"


def test_a_request_while_an_answer_is_pending(stage: Stage) -> None:
    stage.reacts("ac_close_contactor")
    stage.boot(Mode.AC_three_phase_core)
    car = test_ac.until(stage, "PowerDelivery")
    car.request(ev.ac_power())
    assert car.asks(ev.charging_status()).ResponseCode == "FAILED_SequenceError"
    assert stage.heard()[-1] == "ac_open_contactor"


@pytest.mark.parametrize("seed", range(20))
def test_noise(dc: Stage, seed: int) -> None:
    noise = random.Random(seed)
    car = test_dc.until(dc, "Stop")
    for _ in range(50):
        if car.wire.closed:
            break
        car.send(frame(noise.randbytes(noise.randrange(1, 80))))
    next_car_is_served(dc, car)


def test_what_is_not_offered(dc: Stage) -> None:
    car = test_dc.until(dc, "PaymentServiceSelection")
    assert car.asks(ev.service_detail(9999)).ResponseCode == "FAILED_ServiceIDInvalid"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (ev.payment(PaymentOption.Contract), "FAILED_PaymentSelectionInvalid"),
        (ev.payment(services=(2,)), "FAILED_NoChargeServiceSelected"),
        (ev.payment(services=(1, 2)), "FAILED_ServiceSelectionInvalid"),
    ],
)
def test_payment_selection(dc: Stage, request_: PaymentServiceSelectionReq, code: str) -> None:
    car = test_dc.until(dc, "PaymentServiceSelection")
    assert car.asks(request_).ResponseCode == code
    assert dc.heard() == []
