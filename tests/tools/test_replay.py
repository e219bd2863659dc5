"""The car of a capture at our charger: what the EVSE follows, what is repeated, passed over, and told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from secc import exi
from secc.charger import PROTOCOLS
from secc.errors import ConfigError
from secc.tools import capture, replay
from secc.tools.comparison import Difference, Outcome, Report
from secc.tools.exchanges import exchanges
from secc_contract.v2g import iso15118_2 as m
from secc_contract.v2g import iso15118_2_types as t
from tests.conversations import requests as car
from tests.tools.film import THEIRS, Film, charge, until_authorized, until_loop, until_payment
from tests.tools.wire import CAR, CHARGER, SYN, ethernet, frame, pcap, segment

FINISHED, ONGOING = t.EVSEProcessing.Finished, t.EVSEProcessing.Ongoing
OK, FAILED = t.ResponseCode.OK, t.ResponseCode.FAILED

Usual = Callable[..., Any]


@pytest.fixture(scope="module")
def usual() -> Usual:
    """Everyday responses, by type, with the fields that a test wants otherwise."""
    film = Film()
    charge(film.connect())
    film.answers[m.AuthorizationRes] = m.AuthorizationRes(ResponseCode=OK, EVSEProcessing=FINISHED)

    def make(kind: type, **fields: Any) -> Any:
        return msgspec.structs.replace(film.answers[kind], **fields)

    return make


def differences(report: Report) -> list[tuple[str, Difference]]:
    return [(message.request, one) for message in report.messages for one in message.differences]


def test_a_session_of_ours_is_repeated_without_a_difference(tmp_path: Path) -> None:
    film = Film()
    charge(film.connect())
    [report] = film.replayed(tmp_path)
    assert differences(report) == []
    assert {message.outcome for message in report.messages} == {Outcome.ANSWERED}
    assert (report.there, report.as_far, report.notes) == (report.here, True, ())
    assert (report.here.request, report.here.loop, report.here.end) == ("SessionStopReq", True, True)
    assert report.namespace == "urn:iso:15118:2:2013:MsgDef"


def test_ac_waits_for_the_contactor(tmp_path: Path) -> None:
    film = Film()
    one = film.connect()
    until_authorized(one)
    one.asks(car.ac_parameters())
    one.asks(car.ac_power())
    one.asks(car.charging_status())
    one.asks(car.ac_power(t.ChargeProgress.Stop))
    one.asks(car.session_stop())
    [report] = film.replayed(tmp_path)
    assert differences(report) == []
    assert report.here.loop and report.here.end


def test_a_contactor_that_failed_there_fails_here(tmp_path: Path) -> None:
    film = Film()
    film.stage.client.call_ac_contactor_closed(False)
    one = film.connect()
    until_authorized(one)
    one.asks(car.ac_parameters())
    refused = m.PowerDeliveryRes(
        ResponseCode=t.ResponseCode.FAILED_ContactorError,
        EVSEStatus=film.answers[m.ChargeParameterDiscoveryRes].EVSEChargeParameter.AC_EVSEStatus,
    )
    film.pretend(car.ac_power())
    film.stage.now += 3.2
    film.shows(encoded(refused), by_car=False)
    film.stage.now += 1
    film.left()
    [report] = film.replayed(tmp_path)
    last = report.messages[-1]
    assert last.recorded == last.ours
    assert last.ours is not None
    assert last.ours.code == "FAILED_ContactorError"


def encoded(response: Any) -> bytes:

    return exi.encode("iso2", car.message(THEIRS, response))


def test_an_answer_that_was_finished_at_once_is_asked_for_again(tmp_path: Path, usual: Usual) -> None:
    """The recorded car had its authorization with the first answer; ours has to ask its owner first."""
    film = Film()
    until_payment(film.connect())
    film.pretend(car.authorization(), usual(m.AuthorizationRes))
    film.pretend(car.dc_parameters(), usual(m.ChargeParameterDiscoveryRes))
    film.pretend(car.cable_check(), usual(m.CableCheckRes))
    film.pretend(car.pre_charge(), usual(m.PreChargeRes))
    [report] = film.replayed(tmp_path)
    again = Difference("processing", "Finished", "Ongoing, then Finished")
    assert differences(report) == [
        ("AuthorizationReq", again),
        ("CableCheckReq", Difference("processing", "Finished", "Ongoing, then Finished")),
    ]
    assert [message.repeats for message in report.messages] == [0, 0, 0, 0, 1, 0, 1, 0]
    assert (report.as_far, report.here.request) == (True, "PreChargeReq")


def test_a_repetition_is_passed_over_where_our_answer_was_finished(tmp_path: Path, usual: Usual) -> None:
    """A cable check that took longer than our charger waits: the EVSE ends it in time."""
    film = Film()
    one = film.connect()
    until_authorized(one)
    one.asks(car.dc_parameters())
    for _ in range(5):
        film.pretend(car.cable_check(), usual(m.CableCheckRes, EVSEProcessing=ONGOING), seconds=12)
    film.pretend(car.cable_check(), usual(m.CableCheckRes))
    film.pretend(car.pre_charge(), usual(m.PreChargeRes))
    [report] = film.replayed(tmp_path)
    assert [message.outcome for message in report.messages[-4:]] == [
        Outcome.ANSWERED,
        Outcome.PASSED_OVER,
        Outcome.PASSED_OVER,
        Outcome.ANSWERED,
    ]
    assert ("CableCheckReq", Difference("processing", "Ongoing", "Finished")) in differences(report)
    assert (report.as_far, report.here.request) == (True, "PreChargeReq")


def test_a_cable_check_that_never_ended_does_not_end_here(tmp_path: Path, usual: Usual) -> None:
    film = Film()
    one = film.connect()
    until_authorized(one)
    one.asks(car.dc_parameters())
    for _ in range(5):
        film.pretend(car.cable_check(), usual(m.CableCheckRes, EVSEProcessing=ONGOING), seconds=12)
    [report] = film.replayed(tmp_path)
    assert ("CableCheckReq", Difference("code", "OK", "FAILED")) in differences(report)
    assert report.there.request == report.here.request == "ChargeParameterDiscoveryReq"  # as far as it was
    assert report.as_far


def test_limits_come_when_the_recorded_charger_had_them(tmp_path: Path, usual: Usual) -> None:
    film = Film()
    until_authorized(film.connect())
    unknown = usual(m.ChargeParameterDiscoveryRes, EVSEProcessing=ONGOING, SASchedules=UNSET)
    film.pretend(car.dc_parameters(), unknown)
    film.pretend(car.dc_parameters(), usual(m.ChargeParameterDiscoveryRes))
    [report] = film.replayed(tmp_path)
    assert differences(report) == []
    assert report.messages[-1].ours is not None
    assert report.messages[-1].ours.processing == "Finished"


@pytest.mark.parametrize("processing", [FINISHED, ONGOING])
def test_a_refused_authorization_is_refused(
    tmp_path: Path, usual: Usual, processing: t.EVSEProcessing
) -> None:
    film = Film()
    one = film.connect()
    until_payment(one)
    one.asks(car.authorization())
    refused = usual(m.AuthorizationRes, ResponseCode=FAILED, EVSEProcessing=processing)
    film.pretend(car.authorization(), refused)
    [report] = film.replayed(tmp_path)
    assert report.messages[-1].ours is not None
    assert report.messages[-1].ours.code == "FAILED"
    assert report.as_far


def test_ids_in_requests_become_ours(tmp_path: Path, usual: Usual) -> None:
    """The recorded session has another id, of four bytes, and its schedule another number."""
    film = Film()
    until_authorized(film.connect())
    offer = usual(m.ChargeParameterDiscoveryRes)
    [one] = offer.SASchedules.SAScheduleTuple
    numbered = t.SAScheduleList(SAScheduleTuple=(msgspec.structs.replace(one, SAScheduleTupleID=7),))
    film.pretend(car.dc_parameters(), msgspec.structs.replace(offer, SASchedules=numbered))
    film.pretend(car.cable_check(), usual(m.CableCheckRes))
    film.pretend(car.pre_charge(), usual(m.PreChargeRes))
    film.pretend(car.dc_power(schedule=7), usual(m.PowerDeliveryRes))
    [recorded] = capture.read(film.save(tmp_path / "film.pcapng")).connections
    assert exchanges(recorded, PROTOCOLS)[-1].request.session_id == THEIRS
    [report] = film.replayed(tmp_path)
    assert report.messages[-1].ours is not None
    assert report.messages[-1].ours.code == "OK"


def test_a_paused_session_goes_on(tmp_path: Path) -> None:
    film = Film()
    charge(film.connect(), t.ChargingSession.Pause)
    paused = film.stage.charger.rest.memory
    assert paused is not None
    one = film.connect()
    one.handshake()
    one.asks(car.session_setup(), paused.paused.session_id)
    one.asks(car.service_discovery())
    one.leaves()
    first, second = film.replayed(tmp_path)
    assert differences(first) == differences(second) == []
    assert second.messages[1].ours is not None
    assert second.messages[1].ours.code == "OK_OldSessionJoined"


def test_a_wish_to_stop_and_errors_are_followed(tmp_path: Path) -> None:
    film = Film()
    one = film.connect()
    until_loop(one)
    film.stage.client.call_stop_charging(True)
    one.asks(car.current_demand())
    film.stage.client.call_stop_charging(False)
    for error in ("Error_Malfunction", "Error_UtilityInterruptEvent"):
        film.stage.link.call("send_error", {"error": error})
        one.asks(car.current_demand())
        film.stage.link.call("reset_error", {})
        one.asks(car.current_demand())
    film.stage.link.call("send_error", {"error": "Error_EmergencyShutdown"})
    one.asks(car.current_demand())
    [report] = film.replayed(tmp_path)
    codes = [message.ours.status["EVSEStatusCode"] for message in report.messages[-6:] if message.ours]
    assert codes == [
        "EVSE_Shutdown",
        "EVSE_Malfunction",
        "EVSE_Ready",
        "EVSE_UtilityInterruptEvent",
        "EVSE_Ready",
        "EVSE_EmergencyShutdown",
    ]
    assert differences(report) == []


def test_values_that_our_contract_does_not_know_are_left_out(
    tmp_path: Path, usual: Usual, caplog: pytest.LogCaptureFixture
) -> None:
    film = Film()
    until_loop(film.connect())
    huge = t.PhysicalValue(Multiplier=3, Unit=t.UnitSymbol.V, Value=5)
    negative = t.PhysicalValue(Multiplier=0, Unit=t.UnitSymbol.A, Value=-3)
    odd = usual(m.CurrentDemandRes, EVSEMaximumVoltageLimit=huge, EVSEPresentCurrent=negative)
    film.pretend(car.current_demand(), odd)
    [report] = film.replayed(tmp_path)
    assert report.as_far
    assert "dc maximum of the recorded charger is not told" in caplog.text


def test_a_session_that_our_charger_ends_early_is_not_as_far(tmp_path: Path, usual: Usual) -> None:
    film = Film()
    one = film.connect()
    until_authorized(one)
    for request in (car.dc_parameters(), car.cable_check(), car.cable_check(), car.pre_charge()):
        one.asks(request)
    greedy = car.dc_power(ChargingProfile=car.profile((0, 300_000)))  # twice what is granted
    film.pretend(greedy, usual(m.PowerDeliveryRes))
    film.pretend(car.current_demand(), usual(m.CurrentDemandRes))
    [report] = film.replayed(tmp_path)
    refused, closed = report.messages[-2:]
    assert refused.differences[0] == Difference("code", "OK", "FAILED_ChargingProfileInvalid")
    assert (closed.outcome, closed.differences) == (Outcome.CLOSED, (Difference("code", "OK", None),))
    assert (report.as_far, report.here.request) == (False, "PreChargeReq")


def test_a_protocol_that_is_not_spoken_here(tmp_path: Path) -> None:
    film = Film()
    charge(film.connect())
    path = film.save(tmp_path / "film.pcapng")
    others = [protocol for protocol in PROTOCOLS if protocol.schema != "iso2"]
    [report] = replay.file(path, protocols=others)
    assert report.notes == ("this charger does not speak urn:iso:15118:2:2013:MsgDef",)
    assert not report.as_far
    assert report.messages[0].differences == (
        Difference("code", "OK_SuccessfulNegotiation", "Failed_NoNegotiation"),
    )
    assert {message.outcome for message in report.messages[1:]} == {Outcome.CLOSED}


def test_a_request_that_makes_no_sense_is_told_and_not_answered(tmp_path: Path) -> None:
    film = Film()
    one = film.connect()
    until_authorized(one)
    film.stage.now += 1
    film.shows(b"\xff\xff", by_car=True)
    one.asks(car.dc_parameters())
    [report] = film.replayed(tmp_path)
    assert [message.outcome for message in report.messages[-2:]] == [Outcome.UNANSWERED, Outcome.ANSWERED]
    assert len(report.notes) == 1
    assert "makes no sense" in report.notes[0]
    assert report.as_far


@pytest.mark.parametrize(
    "packets",
    [[], [segment(CAR, CHARGER, 1, flags=SYN), segment(CAR, CHARGER, 2, frame(b"x"))]],
)
def test_a_file_without_a_session_that_begins_in_it(tmp_path: Path, packets: list[bytes]) -> None:
    path = tmp_path / "none.pcap"
    path.write_bytes(pcap(map(ethernet, packets)))
    with pytest.raises(ConfigError, match="no V2G session to replay: none begins in it"):
        replay.file(path)


def test_a_faster_car_comes_as_far(tmp_path: Path) -> None:
    film = Film()
    charge(film.connect())
    [report] = replay.file(film.save(tmp_path / "film.pcapng"), speed=100)
    assert differences(report) == []
    assert report.as_far


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    film = Film()
    charge(film.connect())
    return film.save(tmp_path_factory.mktemp("film") / "film.pcapng")


@given(st.lists(st.tuples(st.integers(100, 5000), st.integers(0, 7)), min_size=1, max_size=30))
def test_a_damaged_capture_is_replayed_or_refused(whole: Path, flips: list[tuple[int, int]]) -> None:
    text = bytearray(whole.read_bytes())
    for at, bit in flips:
        text[at % len(text)] ^= 1 << bit
    damaged = whole.with_name("damaged.pcapng")
    damaged.write_bytes(text)
    try:
        reports = replay.file(damaged)
    except ConfigError as error:
        assert str(error).startswith(f"{damaged}: ")
    else:
        assert all(len(report.messages) <= 17 for report in reports)
