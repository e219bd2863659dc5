"""What a script can make the car do, each against our charger in memory, and how it judges the answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from secc.sim.ev import AC, DC, Actor, HangUp, Settings
from secc.sim.ev.script import (
    CLOSE,
    SILENCE,
    Deed,
    FallSilent,
    Fault,
    Pause,
    Renegotiate,
    Send,
    Step,
    Stop,
    Unplug,
    Wait,
)
from secc_contract.types.iso15118_charger import DcEvErrorCode
from secc_contract.v2g import iso15118_2 as iso2
from secc_contract.v2g import iso15118_2_types as t
from tests.sim import scripted
from tests.sim.world import World, in_order, station

LOOP = {"ac": "ChargingStatus", "dc": "CurrentDemand"}


@pytest.fixture
def ac() -> World:
    return World(station(is_ac=True))


@pytest.fixture
def dc() -> World:
    return World(station(is_ac=False))


def actor(*steps: tuple[str, int, Deed], **settings: Any) -> Actor:
    """A DC car by ISO 15118-2 that leaves after 20 messages of the loop, unless told otherwise."""
    usual: dict[str, Any] = {"modes": DC, "loops": 20}
    return Actor(Settings(**(usual | settings)), steps=[Step(*step) for step in steps])


def names(car: Actor) -> list[str]:
    """What was asked and answered, without repetitions."""
    asked = [name for name, _ in car.answers]
    return [name for index, name in enumerate(asked) if index == 0 or asked[index - 1] != name]


def ended(car: Actor) -> tuple[bool, bool]:
    """Completed, and as the script wanted."""
    assert car.outcome is not None
    return car.outcome.completed, car.outcome.scripted


# Ends and pauses


@pytest.mark.parametrize("protocol", ["iso2", "din"])
def test_a_stop_in_the_loop_switches_off_first(dc: World, protocol: str) -> None:
    car = actor(("CurrentDemand", 5, Stop()), protocols=(protocol,))
    published = dc.visit(car)
    assert ended(car) == (True, False)
    assert car.progress.loops == 4
    assert names(car)[-4:] == ["CurrentDemand", "PowerDelivery", "WeldingDetection", "SessionStop"]
    assert in_order(published, "current_demand_finished", "dc_open_contactor", "dlink_terminate")


@pytest.mark.parametrize(
    "at", ["ServiceDiscovery", "ChargeParameterDiscovery", "CableCheck", "PreCharge", "PowerDelivery"]
)
def test_a_stop_before_power_is_a_session_stop(dc: World, at: str) -> None:
    car = actor((at, 1, Stop()))
    published = dc.visit(car)
    assert ended(car) == (True, False)
    assert names(car)[-1] == "SessionStop"
    assert "dlink_terminate" in published


def test_a_paused_session_is_resumed_over_a_new_connection(dc: World) -> None:
    car = actor(("CurrentDemand", 10, Pause(back=30.0)))
    published = dc.visit(car)
    assert ended(car) == (True, False)
    setups = [code for name, code in car.answers if name == "SessionSetup"]
    assert setups == ["OK_NewSessionEstablished", "OK_OldSessionJoined"]
    assert in_order(published, "dlink_pause", "dlink_terminate")
    assert car.progress.loops == 20, "counted over both connections"


def test_a_pause_before_power_is_refused(dc: World) -> None:
    car = actor(("CableCheck", 1, Pause()))
    dc.visit(car)
    assert car.outcome is not None
    assert car.outcome.reason == "SessionStopRes FAILED"


@pytest.mark.parametrize("mode", ["ac", "dc"])
def test_the_car_renegotiates(mode: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(mode)
    car = actor((LOOP[mode], 5, Renegotiate()), modes=AC if mode == "ac" else DC)
    published = world.visit(car)
    assert ended(car) == (True, False)
    again = ["PowerDelivery", "ChargeParameterDiscovery"]
    again += ["PowerDelivery"] if mode == "ac" else ["CableCheck", "PreCharge", "PowerDelivery"]
    first = names(car).index(LOOP[mode])
    assert names(car)[first : first + len(again) + 2] == [LOOP[mode], *again, LOOP[mode]]
    assert published.count("ac_close_contactor" if mode == "ac" else "start_cable_check") == 1, (
        "it stays closed"
    )


@pytest.mark.parametrize("protocol", ["iso2", "din"])
@pytest.mark.parametrize("at", ["CableCheck", "PreCharge", "CurrentDemand", "WeldingDetection"])
def test_a_fault_is_told_and_ends_in_good_order(dc: World, protocol: str, at: str) -> None:
    car = actor((at, 1, Fault(error="FAILED_RESSTemperatureInhibit")), protocols=(protocol,))
    dc.visit(car)
    assert ended(car) == (False, True)
    assert car.answers[-1] == ("SessionStop", "OK")
    assert ("PowerDelivery" in names(car)) is (at in ("CurrentDemand", "WeldingDetection"))
    told = [status for variable, status in dc.link.published if variable == "dc_ev_status"]
    assert told[-1]["dc_ev_error_code"] == DcEvErrorCode.FAILED_RESSTemperatureInhibit
    assert told[-1]["dc_ev_ready"] is False


# Unplugged


def requests_of(protocol: str, modes: Any) -> list[str]:
    """All requests of an ordinary session, each once."""
    world = World(station(is_ac=modes is AC))
    car = actor(protocols=(protocol,), modes=modes)
    world.visit(car)
    return list(dict.fromkeys(names(car)))


PLACES = [
    (protocol, modes, at)
    for protocol, modes in (("iso2", AC), ("iso2", DC), ("din", DC))
    for at in requests_of(protocol, modes)
]


@pytest.mark.parametrize("sent", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("protocol", "modes", "at"), PLACES, ids=[f"{p}-{'ac' if m is AC else 'dc'}-{a}" for p, m, a in PLACES]
)
def test_unplugged_anywhere_nothing_stays_live_and_the_same_car_is_served_again(
    protocol: str, modes: Any, at: str, sent: bool
) -> None:
    world = World(station(is_ac=modes is AC))
    car = actor((at, 1, Unplug(sent=sent, back=2.0)), protocols=(protocol,), modes=modes)
    published = world.visit(car)
    assert ended(car) == (True, False)
    assert car.script.left == []
    assert [variable for variable in published if variable.startswith("dlink_")][-1] == "dlink_terminate"
    assert published.count("current_demand_started") == published.count("current_demand_finished")
    assert world.evse._power() == 0


@pytest.mark.parametrize("how", ["fin", "reset"])
def test_how_the_car_hangs_up_is_the_script_s(how: Any) -> None:
    car = actor(("SupportedAppProtocol", 1, Unplug(how=how)))
    request = car.begin(0.0)
    assert (request.frame, request.hang_up) == (b"", HangUp(how))
    assert ended(car) == (False, True)


def test_a_car_that_falls_silent_in_the_loop_is_given_up_after_60_s(dc: World) -> None:
    car = actor(("CurrentDemand", 5, FallSilent(expect=(CLOSE,))))
    began = dc.clock.now()
    published = dc.visit(car)
    assert ended(car) == (False, True)
    assert 60 <= dc.clock.now() - began < 66
    assert in_order(published, "current_demand_finished", "dc_open_contactor", "dlink_error")


def test_a_charger_that_bears_silence_for_too_long_breaks_the_scenario(dc: World) -> None:
    car = actor(("CurrentDemand", 5, FallSilent(seconds=30, expect=(CLOSE,))))
    dc.visit(car)
    assert car.broken == ["CurrentDemand no. 5: expected close, found: the connection stands after 30 s"]


def test_silence_without_expectation_just_ends(dc: World) -> None:
    car = actor(("CurrentDemand", 5, FallSilent(seconds=30, sent=True)))
    dc.visit(car)
    assert ended(car) == (False, True)
    assert car.broken == []


def test_a_late_request_is_still_answered(dc: World) -> None:
    car = actor(("CurrentDemand", 5, Wait(seconds=50)))
    dc.visit(car)
    assert ended(car) == (True, False)


def test_a_request_that_comes_too_late_finds_the_connection_closed(dc: World) -> None:
    car = actor(("CurrentDemand", 5, Wait(seconds=70)))
    dc.visit(car)
    assert ended(car) == (False, False)


# Bad manners


@pytest.mark.parametrize(
    ("at", "deed"),
    [
        ("CurrentDemand", Send(message="CableCheck", expect=("FAILED_SequenceError",))),
        ("CurrentDemand", Send(message="SessionStop", expect=("FAILED_SequenceError",))),
        ("PreCharge", Send(message="CertificateInstallation", expect=("FAILED_SequenceError",))),
        ("PaymentServiceSelection", Send(message="SessionSetup", expect=("FAILED_SequenceError",))),
        ("CableCheck", Send(session_id=bytes(8), expect=("FAILED_UnknownSession",))),
        (
            "ChargeParameterDiscovery",
            Send(
                fields={"RequestedEnergyTransferMode": "DC_unique"},
                expect=("FAILED_WrongEnergyTransferMode",),
            ),
        ),
        (
            "PowerDelivery",
            Send(fields={"SAScheduleTupleID": 99}, expect=("FAILED_TariffSelectionInvalid",)),
        ),
        ("CurrentDemand", Send(announce=1 << 30, expect=(CLOSE,))),
        ("CurrentDemand", Send(cut=10, expect=(CLOSE,), seconds=61)),
        ("SupportedAppProtocol", Send(random=50, expect=(CLOSE,))),
        ("SupportedAppProtocol", Send(payload=b"", expect=(CLOSE,), seconds=20)),
    ],
    ids=lambda value: "" if isinstance(value, Send) else value,
)
def test_an_offence_is_answered_as_it_should_be_and_the_car_may_come_again(
    dc: World, at: str, deed: Send
) -> None:
    car = actor((at, 1, replace(deed, back=2.0)))
    dc.visit(car)
    assert car.broken == []
    assert ended(car) == (True, False)


@pytest.mark.parametrize(
    "deed",
    [
        Send(random=64, expect=(SILENCE,)),
        Send(truncate=3, expect=(SILENCE,)),
        Send(raw=b"GET / HTTP/1.1\r\n\r\n", expect=(SILENCE,)),
        Send(payload_type=0x8002, expect=(SILENCE,)),
        Send(payload_type=0x9000, expect=(SILENCE,)),
        Send(message="SupportedAppProtocol", expect=(SILENCE,)),
        Send(times=5, expect=("OK",)),
        Send(drip=0.5, expect=("OK",)),
        Send(fields={"EVTargetCurrent": 1, "DC_EVStatus": {"EVRESSSOC": 7}}, expect=("OK",)),
    ],
    ids=lambda deed: "-".join(
        key for key, value in vars(deed).items() if key != "expect" and value != getattr(Send(), key)
    ),
)
def test_what_a_charger_bears_does_not_end_the_session(dc: World, deed: Send) -> None:
    car = actor(("CurrentDemand", 5, deed))
    dc.visit(car)
    assert car.broken == []
    assert ended(car) == (True, False)


def test_random_bytes_are_the_same_every_time() -> None:
    def frame() -> bytes:
        return actor(("SupportedAppProtocol", 1, Send(random=32))).begin(0.0).frame

    assert frame() == frame()


def test_a_fresh_session_may_name_the_one_before(dc: World) -> None:
    car = actor(
        ("CurrentDemand", 5, Unplug(back=1.0)),
        ("SessionSetup", 2, Send(last_session=True, expect=("OK_NewSessionEstablished",))),
    )
    dc.visit(car)
    assert car.broken == []
    assert ended(car) == (True, False)


# A charger that does not do as expected: (what it says, in which order) against what was expected


def at_the_loop(deed: Deed) -> tuple[Actor, scripted.Charger]:
    """A car whose scripted charger has just got what the deed makes of the first CurrentDemandReq."""
    charger = scripted.Charger(scripted.DC)
    car = actor(("CurrentDemand", 1, deed))
    request: Any = car.begin(0.0)
    while request.name != "PowerDeliveryReq":
        request = car.received(charger.answer(request.frame), 0.0)
    car.received(charger.answer(request.frame), 0.0)
    return car, charger


def answer(charger: scripted.Charger, code: str) -> bytes:
    """A CurrentDemandRes."""
    volts, amperes = scripted.volts(0), scripted.amperes(0)
    body = iso2.CurrentDemandRes(
        ResponseCode=t.ResponseCode(code),
        DC_EVSEStatus=scripted.dc_status(),
        EVSEPresentVoltage=volts,
        EVSEPresentCurrent=amperes,
        EVSECurrentLimitAchieved=False,
        EVSEVoltageLimitAchieved=False,
        EVSEPowerLimitAchieved=False,
        EVSEID="DE*SEC*E0001",
        SAScheduleTupleID=7,
    )
    return charger.frame(body)


REFUSED = Send(session_id=b"\1", expect=("FAILED_UnknownSession",))


def test_another_code_breaks_the_scenario() -> None:
    car, charger = at_the_loop(REFUSED)
    car.received(answer(charger, "OK"), 0.0)
    assert car.broken == ["CurrentDemand no. 1: expected FAILED_UnknownSession, found: CurrentDemandRes OK"]


def test_a_charger_that_stays_after_its_refusal_breaks_the_scenario() -> None:
    car, charger = at_the_loop(REFUSED)
    request = car.received(answer(charger, "FAILED_UnknownSession"), 0.0)
    assert request is not None
    assert (request.frame, request.timeout) == (b"", 5.0)
    car.silent(5.0)
    (line,) = car.broken
    assert line.endswith(
        "expected FAILED_UnknownSession, then close, found: no close within 5 s of FAILED_UnknownSession"
    )


def test_a_charger_that_speaks_on_after_its_refusal_breaks_the_scenario() -> None:
    car, charger = at_the_loop(REFUSED)
    car.received(answer(charger, "FAILED_UnknownSession"), 0.0)
    car.received(answer(charger, "OK"), 0.0)
    assert "the charger spoke on after FAILED_UnknownSession" in car.broken[0]


def test_no_answer_and_no_connection_break_the_scenario() -> None:
    car, _ = at_the_loop(REFUSED)
    car.silent(2.0)
    assert car.broken[0].endswith("found: no answer in 2 s")
    car, _ = at_the_loop(REFUSED)
    car.closed()
    assert car.broken[0].endswith("found: the charger closed the connection")


def test_an_answer_where_silence_was_expected_breaks_the_scenario() -> None:
    car, charger = at_the_loop(Send(random=8, expect=(SILENCE,)))
    car.received(answer(charger, "OK"), 0.0)
    assert car.broken[0].endswith("expected silence, found: CurrentDemandRes OK")


def test_more_answers_than_requests_end_the_visit() -> None:
    car, charger = at_the_loop(Send(times=2, expect=("OK",)))
    assert car.received(answer(charger, "OK"), 0.0) is None
    car.received(answer(charger, "OK") * 2, 0.0)
    assert car.outcome is not None
    assert car.outcome.reason == "the charger answered more often than asked"
    assert ended(car) == (False, False)


def test_without_expectation_a_refusal_is_a_failed_session() -> None:
    car, charger = at_the_loop(Send(session_id=b"\1"))
    car.received(answer(charger, "FAILED_UnknownSession"), 0.0)
    assert ended(car) == (False, False)


def test_a_charger_that_speaks_while_the_car_waits_ends_the_visit() -> None:
    car, charger = at_the_loop(Wait(seconds=1.0))
    car.received(answer(charger, "OK"), 0.0)
    assert car.outcome is not None
    assert car.outcome.reason == "the charger spoke unasked"


def test_one_step_comes_once_and_is_counted_over_all_connections(dc: World) -> None:
    car = actor(("SessionSetup", 2, Stop()), ("CurrentDemand", 5, Unplug(back=1.0)))
    dc.visit(car)
    assert [name for name, _ in car.answers].count("SessionSetup") == 1, "the second became a SessionStop"
    assert car.script.left == []
