"""The simulated car alone, against a charger that answers from a script."""

from __future__ import annotations

from typing import Any

import pytest

from secc import v2gtp
from secc.sim.ev import AC, DC, Battery, Car, Settings, refusals
from secc_contract.v2g import app_protocol
from secc_contract.v2g import iso15118_2 as iso2
from secc_contract.v2g import iso15118_2_types as t
from tests.sim import scripted
from tests.sim.scripted import OK, Charger, in_turn, play

OPENING = [
    "SupportedAppProtocol",
    "SessionSetup",
    "ServiceDiscovery",
    "PaymentServiceSelection",
    "Authorization",
    "ChargeParameterDiscovery",
]
DC_OPENING = [*OPENING, "CableCheck", "PreCharge", "PowerDelivery"]


def ac_car(**changes: Any) -> Car:
    return Car(Settings(modes=AC, **({"loops": 3} | changes)))


def dc_car(**changes: Any) -> Car:
    return Car(Settings(modes=DC, **({"loops": 3} | changes)))


def failed_because(car: Car) -> str:
    assert car.outcome is not None
    assert not car.outcome.completed
    return car.outcome.reason


# Whole sessions


def test_an_ac_session() -> None:
    charger = Charger(scripted.AC)
    car = ac_car()
    play(car, charger)
    assert charger.names == [*OPENING, "PowerDelivery", "ChargingStatus", "PowerDelivery", "SessionStop"]
    assert car.outcome is not None
    assert car.outcome.completed
    assert car.outcome.reason == "3 loops done"


def test_a_dc_session() -> None:
    charger = Charger(scripted.DC)
    car = dc_car()
    play(car, charger)
    assert charger.names == [
        *DC_OPENING,
        "CurrentDemand",
        "PowerDelivery",
        "WeldingDetection",
        "SessionStop",
    ]
    assert car.outcome is not None
    assert car.outcome.completed
    start, stop = (request for request in charger.asked if isinstance(request, iso2.PowerDeliveryReq))
    assert (start.ChargeProgress, stop.ChargeProgress) == (t.ChargeProgress.Start, t.ChargeProgress.Stop)
    assert start.SAScheduleTupleID == 7, "the schedule that was offered"


def test_ac_fills_the_battery_at_the_power_of_the_schedule() -> None:
    car = Car(Settings(modes=AC, target_soc=30, ac_loop=1.0), Battery(capacity=60_000, soc=20))
    seconds = play(car, Charger(scripted.AC), latency=0.0)
    assert car.outcome is not None
    assert car.outcome.reason == "30 % reached"
    assert car.progress.energy == pytest.approx(6000, rel=0.01)
    assert seconds == pytest.approx(6000 / 11_040 * 3600, rel=0.01)


def test_dc_charges_with_full_current_first_and_less_and_less_at_the_end() -> None:
    charger = Charger(scripted.DC)
    car = Car(Settings(modes=DC, target_soc=99, speed=300), Battery(soc=50))
    play(car, charger)
    asked = [request for request in charger.asked if isinstance(request, iso2.CurrentDemandReq)]
    currents = [request.EVTargetCurrent.Value / 10 for request in asked]
    voltages = [request.EVTargetVoltage.Value / 10 for request in asked]
    assert currents[0] == pytest.approx(60_000 / 370, abs=0.2), "the charger's power limit binds first"
    assert currents == sorted(currents, reverse=True)
    assert currents[-1] < 70
    assert max(voltages) <= 404
    assert car.progress.soc == pytest.approx(99, abs=0.3)


def test_quick_time_fills_the_battery_quicker() -> None:
    slow, quick = dc_car(loops=50), dc_car(loops=50, speed=100)
    for car in (slow, quick):
        play(car, Charger(scripted.DC))
    assert quick.progress.energy == pytest.approx(100 * slow.progress.energy, rel=0.05)


def test_the_driver_may_leave_after_some_seconds() -> None:
    car = dc_car(loops=None, loop_seconds=2.0)
    play(car, Charger(scripted.DC))
    assert car.outcome is not None
    assert car.outcome.reason == "2 s of charging done"
    assert car.progress.loops == pytest.approx(2 / 0.06, abs=2)


# Waiting


def test_the_car_asks_again_with_a_pause_while_the_charger_is_busy() -> None:
    busy = iso2.AuthorizationRes(
        ResponseCode=OK, EVSEProcessing=t.EVSEProcessing.Ongoing_WaitingForCustomerInteraction
    )
    script = scripted.AC | {
        "AuthorizationReq": in_turn(lambda _: busy, lambda _: busy, scripted.AC["AuthorizationReq"])
    }
    charger = Charger(script)
    car = ac_car()
    request = car.begin(0.0)
    pauses = []
    for _ in range(7):
        following = car.received(charger.answer(request.frame), 0.0)
        assert following is not None
        request = following
        pauses.append((request.name, request.pause))
    assert pauses[3:] == [
        ("AuthorizationReq", 0.0),
        ("AuthorizationReq", 0.2),
        ("AuthorizationReq", 0.2),
        ("ChargeParameterDiscoveryReq", 0.0),
    ]


@pytest.mark.parametrize(
    ("request_name", "stuck", "limit"),
    [
        (
            "CableCheckReq",
            iso2.CableCheckRes(
                ResponseCode=OK, DC_EVSEStatus=scripted.dc_status(), EVSEProcessing=scripted.ONGOING
            ),
            40,
        ),
        (
            "PreChargeReq",
            iso2.PreChargeRes(
                ResponseCode=OK, DC_EVSEStatus=scripted.dc_status(), EVSEPresentVoltage=scripted.volts(10)
            ),
            7,
        ),
    ],
)
def test_the_car_waits_no_longer_than_the_standard_says(request_name: str, stuck: Any, limit: float) -> None:
    car = dc_car()
    seconds = play(car, Charger(scripted.DC | {request_name: lambda _: stuck}))
    assert failed_because(car).endswith(f"in {limit} s")
    assert seconds == pytest.approx(limit, abs=0.5)


def test_pre_charge_goes_on_until_the_voltages_meet() -> None:
    def at(value: float) -> Any:
        return lambda _: iso2.PreChargeRes(
            ResponseCode=OK, DC_EVSEStatus=scripted.dc_status(), EVSEPresentVoltage=scripted.volts(value)
        )

    charger = Charger(scripted.DC | {"PreChargeReq": in_turn(at(100), at(331), at(333))})
    play(dc_car(), charger)
    asked = [request for request in charger.asked if isinstance(request, iso2.PreChargeReq)]
    assert len(asked) == 3, "the battery has 352 V, 20 V are allowed between them"


def test_welding_detection_goes_on_until_the_voltage_is_low_and_gives_up_in_good_order() -> None:
    def at(value: float) -> Any:
        return lambda _: iso2.WeldingDetectionRes(
            ResponseCode=OK, DC_EVSEStatus=scripted.dc_status(), EVSEPresentVoltage=scripted.volts(value)
        )

    charger = Charger(scripted.DC | {"WeldingDetectionReq": in_turn(at(350), at(109), at(59))})
    car = dc_car()
    play(car, charger)
    assert car.outcome is not None
    assert car.outcome.completed

    charger = Charger(scripted.DC | {"WeldingDetectionReq": at(350)})
    car = dc_car()
    play(car, charger)
    assert failed_because(car) == "still 350 V after power off"
    assert charger.names[-1] == "SessionStop"


# What the charger wishes


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (scripted.ac_status(t.EVSENotification.StopCharging), "the charger asked to stop"),
        (scripted.ac_status(rcd=True), "the charger's residual current device has tripped"),
    ],
)
def test_an_ac_charger_stops_the_car(status: t.AC_EVSEStatus, reason: str) -> None:
    charger = Charger(scripted.AC | {"ChargingStatusReq": lambda _: scripted.charging_status(status)})
    car = ac_car(loops=100)
    play(car, charger)
    assert charger.names[-3:] == ["ChargingStatus", "PowerDelivery", "SessionStop"]
    assert car.outcome is not None
    assert car.outcome.reason == reason
    assert car.progress.loops == 1


@pytest.mark.parametrize(
    "code",
    ["EVSE_Shutdown", "EVSE_UtilityInterruptEvent", "EVSE_EmergencyShutdown", "EVSE_Malfunction"],
)
def test_a_dc_charger_stops_the_car(code: str) -> None:
    status = scripted.dc_status(t.DC_EVSEStatusCode(code))
    charger = Charger(
        scripted.DC | {"CurrentDemandReq": lambda request: scripted.current_demand(request, status)}
    )
    car = dc_car(loops=100)
    play(car, charger)
    assert charger.names[-4:] == ["CurrentDemand", "PowerDelivery", "WeldingDetection", "SessionStop"]
    assert car.outcome is not None
    assert car.outcome.reason == f"the charger reports {code}"


def test_a_charger_that_stops_before_power_on_gets_a_session_stop() -> None:
    status = scripted.dc_status(t.DC_EVSEStatusCode.EVSE_Shutdown, t.EVSENotification.StopCharging)
    answer = iso2.CableCheckRes(ResponseCode=OK, DC_EVSEStatus=status, EVSEProcessing=scripted.ONGOING)
    charger = Charger(scripted.DC | {"CableCheckReq": lambda _: answer})
    car = dc_car()
    play(car, charger)
    assert charger.names == [*OPENING, "CableCheck", "SessionStop"]
    assert failed_because(car) == "the charger reports EVSE_Shutdown"


def test_bad_isolation_is_no_ground_to_go_on() -> None:
    status = scripted.dc_status(isolation=t.IsolationLevel.Fault)
    answer = iso2.CableCheckRes(ResponseCode=OK, DC_EVSEStatus=status, EVSEProcessing=scripted.FINISHED)
    charger = Charger(scripted.DC | {"CableCheckReq": lambda _: answer})
    car = dc_car()
    play(car, charger)
    assert failed_because(car) == "isolation is Fault after the cable check"


@pytest.mark.parametrize("kind", ["ac", "dc"])
def test_the_car_renegotiates_when_asked_and_charges_on(kind: str) -> None:
    notice = t.EVSENotification.ReNegotiation
    if kind == "ac":
        answer = in_turn(
            lambda _: scripted.charging_status(scripted.ac_status(notice)), scripted.AC["ChargingStatusReq"]
        )
        charger, car = Charger(scripted.AC | {"ChargingStatusReq": answer}), ac_car()
        again = ["ChargeParameterDiscovery", "PowerDelivery", "ChargingStatus"]
    else:
        answer = in_turn(
            lambda request: scripted.current_demand(request, scripted.dc_status(notification=notice)),
            scripted.DC["CurrentDemandReq"],
        )
        charger, car = Charger(scripted.DC | {"CurrentDemandReq": answer}), dc_car()
        again = ["ChargeParameterDiscovery", "CableCheck", "PreCharge", "PowerDelivery", "CurrentDemand"]
    play(car, charger)
    first = charger.names.index(again[-1])
    assert charger.names[first + 1 : first + 2 + len(again)] == ["PowerDelivery", *again]
    progress = [r.ChargeProgress for r in charger.asked if isinstance(r, iso2.PowerDeliveryReq)]
    assert progress == ["Start", "Renegotiate", "Start", "Stop"]
    assert car.outcome is not None
    assert car.outcome.completed


# What no car accepts


def test_a_mode_that_is_not_offered_ends_in_good_order() -> None:
    charger = Charger(scripted.DC)
    car = ac_car()
    play(car, charger)
    assert charger.names[-2:] == ["ServiceDiscovery", "SessionStop"]
    assert failed_because(car) == "the charger offers DC_core, DC_extended only"


def test_the_best_mode_of_those_offered_is_taken() -> None:
    charger = Charger(scripted.AC | {"ServiceDiscoveryReq": scripted.services(AC[1])})
    play(ac_car(), charger)
    (asked,) = (r for r in charger.asked if isinstance(r, iso2.ChargeParameterDiscoveryReq))
    assert asked.RequestedEnergyTransferMode is t.EnergyTransferMode.AC_single_phase_core


def test_no_common_protocol_ends_at_once() -> None:
    refusal = app_protocol.SupportedAppProtocolRes(
        ResponseCode=app_protocol.ResponseCode.Failed_NoNegotiation
    )
    charger = Charger(scripted.AC | {"SupportedAppProtocolReq": lambda _: refusal})
    car = ac_car()
    play(car, charger)
    assert charger.names == ["SupportedAppProtocol"]
    assert failed_because(car) == (
        "SupportedAppProtocolRes Failed_NoNegotiation (the charger speaks none of the car's protocols)"
    )


def test_only_codes_that_exist_have_a_meaning() -> None:
    codes = {*t.ResponseCode, *app_protocol.ResponseCode}
    assert {*refusals.MEANING} <= codes
    assert {code for _, code in refusals.OF_ITS_MESSAGE} <= codes
    assert all(hasattr(iso2, response) for response, _ in refusals.OF_ITS_MESSAGE)


def test_a_failed_response_ends_at_once() -> None:
    answer = iso2.AuthorizationRes(ResponseCode=t.ResponseCode.FAILED, EVSEProcessing=scripted.FINISHED)
    charger = Charger(scripted.AC | {"AuthorizationReq": lambda _: answer})
    car = ac_car()
    play(car, charger)
    assert charger.names[-1] == "Authorization"
    assert failed_because(car) == "AuthorizationRes FAILED"


def test_a_response_of_another_kind_ends_at_once() -> None:
    charger = Charger(scripted.AC | {"AuthorizationReq": scripted.AC["SessionStopReq"]})
    car = ac_car()
    play(car, charger)
    assert failed_because(car) == "expected AuthorizationRes, got SessionStopRes"


def test_a_response_of_another_session_ends_at_once() -> None:
    charger = Charger(dict(scripted.AC))

    def other(request: Any) -> Any:
        charger.session = bytes(8)
        return scripted.AC["AuthorizationReq"](request)

    charger.script["AuthorizationReq"] = other
    car = ac_car()
    play(car, charger)
    assert failed_because(car) == "AuthorizationRes is of another session"


@pytest.mark.parametrize(
    ("rubbish", "reason"),
    [
        (v2gtp.frame(v2gtp.PayloadType.EXI, b"\x80\xff\xff\xff\xff"), "makes no sense"),
        (bytes.fromhex("01fe8001ffffffff"), "makes no sense"),
    ],
)
def test_rubbish_ends_at_once(rubbish: bytes, reason: str) -> None:
    charger = Charger(scripted.AC | {"AuthorizationReq": lambda _: rubbish})
    car = ac_car()
    play(car, charger)
    assert reason in failed_because(car)


def test_two_answers_to_one_question_end_at_once() -> None:
    charger = Charger(scripted.AC)
    car = ac_car()
    answer = charger.answer(car.begin(0.0).frame)
    assert car.received(answer + answer, 0.0) is None
    assert failed_because(car) == "the charger answered twice"


def test_an_answer_may_arrive_byte_by_byte() -> None:
    charger = Charger(scripted.AC)
    car = ac_car()
    answer = charger.answer(car.begin(0.0).frame)
    for index in range(len(answer) - 1):
        assert car.received(answer[index : index + 1], 0.0) is None
    assert car.outcome is None
    following = car.received(answer[-1:], 0.0)
    assert following is not None
    assert following.name == "SessionSetupReq"


def test_a_car_that_finds_no_charger_says_so() -> None:
    car = ac_car()
    car.lost("no charger")
    assert failed_because(car) == "no charger"


def test_a_lost_connection_is_told_with_its_phase() -> None:
    car = ac_car()
    car.begin(0.0)
    car.lost("no answer")
    assert failed_because(car) == "no answer (handshake)"
    car.lost("closed")
    assert failed_because(car) == "no answer (handshake)", "the first reason stays"


def test_message_timeouts_follow_the_standard_and_the_car_s_patience() -> None:
    charger = Charger(scripted.DC)
    limits = {}
    car = dc_car(patience=2.0)
    request = car.begin(0.0)
    while True:
        limits[request.name] = request.timeout
        following = car.received(charger.answer(request.frame), 0.0)
        if following is None:
            break
        request = following
    assert limits.pop("PowerDeliveryReq") == 10
    assert limits.pop("CurrentDemandReq") == 0.5
    assert set(limits.values()) == {4}
