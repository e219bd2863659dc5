"""What a case expects next, against a scripted charger: what holds, and until when."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.conformance.scripted import ID, Move, ScriptedWorld, answers, closes, sends
from tests.conformance.support import (
    ASK,
    CLOSE,
    DISCOVERY,
    GOT,
    HAND,
    OPEN,
    SAP_OK,
    SESSION,
    SETUP,
    Play,
    passed,
    sap,
)
from tests.conformance.wish import Seen
from tests.conformance.world import Refused

# answers


@pytest.mark.parametrize(
    ("move", "step", "holds"),
    [
        (sap(), GOT, True),
        (sap(2.0), GOT, True),
        (sap(2.04), GOT, True),
        (sap(2.06), GOT, False),
        (sap(3.0), {**GOT, "within_s": 3}, True),
        (sap(3.0), {**GOT, "within_s": 4, "after_s": 3}, True),
        (sap(2.9), {**GOT, "within_s": 4, "after_s": 3}, False),
        (sap(), {**GOT, "where": {"SchemaID": 1}}, True),
        (sap(), {**GOT, "where": {"SchemaID": 2}}, False),
        (sap(), {"expect": "SessionSetupRes"}, False),
        (answers("supportedAppProtocolRes", SAP_OK, kind="8002"), GOT, False),
        (answers("supportedAppProtocolRes", SAP_OK, kind="8002"), {**GOT, "payload_type": "8002"}, True),
        (sends(bytes.fromhex("01FE80010000000480400040")), GOT, True),
        (sends(bytes.fromhex("01FE8001000000058040004000")), GOT, False),
        (sends(bytes.fromhex("02FD80010000000480400040")), GOT, False),
        (sends(bytes.fromhex("01FE80010000000480FFFFFF")), GOT, False),
        (closes(), GOT, False),
    ],
)
def test_an_answer_is_the_one_that_was_expected_in_time(
    plays: Play, move: Move, step: dict[str, Any], holds: bool
) -> None:
    assert passed(plays([OPEN, ASK, step], [move])) is holds


def test_an_answer_time_runs_from_the_last_byte_sent(plays: Play) -> None:
    split = {**ASK, "split": {"at": [8], "pause_s": 5}}
    waits = {"wait_s": 1.5}
    assert passed(plays([OPEN, split, waits, {**GOT, "within_s": 1}], [], [sap(1.0)]))


@pytest.mark.parametrize(
    ("sid", "expected", "holds"),
    [
        (ID, {}, True),
        (ID, {"sid": "new"}, True),
        (ID, {"sid": "any"}, True),
        (ID, {"sid": "former"}, False),
        (bytes(8), {}, False),
        (ID[:4], {}, False),
        (bytes(8), {"sid": "any"}, True),
    ],
)
def test_a_new_session_id(plays: Play, sid: bytes, expected: dict[str, Any], holds: bool) -> None:
    steps = [{"drive": "SessionSetup"}, SETUP, {"expect": "SessionSetupRes", **expected}]
    assert passed(plays(steps, HAND, [answers("SessionSetupRes", SESSION, sid=sid)])) is holds


@pytest.mark.parametrize(("sid", "holds"), [(ID, True), (ID[::-1], False), (bytes(8), False)])
def test_later_answers_carry_the_same_session_id(plays: Play, sid: bytes, holds: bool) -> None:
    steps = [
        {"drive": "ServiceDiscovery"},
        {"send": "ServiceDiscoveryReq"},
        {"expect": "ServiceDiscoveryRes"},
    ]
    discovery = [answers("ServiceDiscoveryRes", DISCOVERY, sid=sid)]
    assert passed(plays(steps, HAND, [answers("SessionSetupRes", SESSION)], discovery)) is holds


@pytest.mark.parametrize(
    ("code", "holds"), [("OK_OldSessionJoined", True), ("OK_NewSessionEstablished", False)]
)
def test_a_joined_session_has_the_former_id_and_a_kept_value_is_found_again(
    plays: Play, code: str, holds: bool
) -> None:
    steps = [
        *[
            {"drive": "SessionSetup"},
            SETUP,
            {"expect": "SessionSetupRes", "keep": {"first": "Header.SessionID"}},
        ],
        *[{"disconnect": "fin"}, {"drive": "SessionSetup"}, {**SETUP, "sid": "former"}],
        {
            "expect": "SessionSetupRes",
            "sid": "former",
            "where": {
                "ResponseCode": "OK_OldSessionJoined",
                "Header.SessionID": {"not": {"differs_from": "first"}},
            },
        },
    ]
    again = [answers("SessionSetupRes", {**SESSION, "ResponseCode": code})]
    assert passed(plays(steps, HAND, [answers("SessionSetupRes", SESSION)], HAND, again)) is holds


def test_a_session_id_seen_before_is_not_new(plays: Play) -> None:
    steps = [{"drive": "ServiceDiscovery"}, {"disconnect": "fin"}, {"drive": "ServiceDiscovery"}]
    setup = [answers("SessionSetupRes", SESSION)]
    assert not passed(plays(steps, HAND, setup, HAND, setup))


# the end of the connection, and silence


@pytest.mark.parametrize(
    ("moves", "step", "holds"),
    [
        ([closes()], {"expect_close": {"within_s": 5}}, True),
        ([closes(5.04)], {"expect_close": {"within_s": 5}}, True),
        ([closes(5.06)], {"expect_close": {"within_s": 5}}, False),
        ([closes(59.0)], {"expect_close": {"within_s": 65, "after_s": 59}}, True),
        ([closes(58.0)], {"expect_close": {"within_s": 65, "after_s": 59}}, False),
        ([sap(), closes(1.0)], {"expect_close": {"within_s": 5}}, False),
        ([sends(b"\x01"), closes(1.0)], {"expect_close": {"within_s": 5}}, False),
        ([], {"expect_close": {"within_s": 5}}, False),
        ([], {"expect_silence_s": 2}, True),
        ([sap(3.0)], {"expect_silence_s": 2}, True),
        ([sap(1.0)], {"expect_silence_s": 2}, False),
        ([closes(1.0)], {"expect_silence_s": 2}, False),
        ([sends(bytes.fromhex("15030300020228"))], {"expect_tls_alert": True}, True),
        ([sap()], {"expect_tls_alert": True}, False),
        ([closes(alert=40, rude=True)], {"expect_tls_alert": True}, True),
        ([closes()], {"expect_tls_alert": True}, False),
        ([closes(alert=0)], {"expect_close": {"within_s": 5}}, True),
        ([closes(rude=True)], {"expect_close": {"within_s": 5}}, False),
        ([closes(alert=40, rude=True)], {"expect_close": {"within_s": 5}}, False),
    ],
)
def test_the_end_and_silence(plays: Play, moves: list[Move], step: dict[str, Any], holds: bool) -> None:
    assert passed(plays([OPEN, ASK, step], moves)) is holds


TWO_TIMERS = [
    {"expect_close": {"within_s": 20, "after_s": 10}},
    {"expect_close": {"within_s": 65, "after_s": 59}},
]


@pytest.mark.parametrize(
    ("moves", "alternatives", "holds"),
    [
        ([closes(1.0)], [{"expect_silence_s": 2}, CLOSE], True),
        ([], [{"expect_silence_s": 2}, CLOSE], True),
        ([closes(3.0)], [GOT, CLOSE], True),
        ([sap()], [CLOSE, GOT], True),
        ([sap(code="Failed_NoNegotiation")], [CLOSE, {**GOT, "where": {"ResponseCode": "OK"}}], False),
        ([], [GOT, CLOSE], False),
        ([closes(18.0)], TWO_TIMERS, True),
        ([closes(60.0)], TWO_TIMERS, True),
        ([closes(30.0)], TWO_TIMERS, False),
        ([closes(5.0)], TWO_TIMERS, False),
        ([closes(66.0)], TWO_TIMERS, False),
    ],
)
def test_one_of(plays: Play, moves: list[Move], alternatives: list[dict[str, Any]], holds: bool) -> None:
    assert passed(plays([OPEN, ASK, {"one_of": alternatives}], moves)) is holds


# what only a handshake shows


@pytest.mark.parametrize(
    ("wanted", "moves", "holds"),
    [
        ({}, [], False),
        ({}, [closes(4.0, alert=40, rude=True)], True),
        ({}, [closes(6.0, alert=40, rude=True)], False),
        ({"alert": ["handshake_failure", "protocol_version"]}, [closes(alert=40, rude=True)], True),
        ({"alert": ["protocol_version"]}, [closes(alert=40, rude=True)], False),
        ({"alert": ["handshake_failure"]}, [closes()], False),
        ({}, [sap(), closes(1.0)], False),
    ],
)
def test_a_connection_that_is_refused_late(
    plays: Play, world: ScriptedWorld, wanted: dict[str, Any], moves: list[Move], holds: bool
) -> None:
    world.on_connect = moves
    assert passed(plays([{"connect": {"tls": "1.3", "result": "refused", **wanted}}])) is holds


@pytest.mark.parametrize(
    ("refusal", "wanted", "holds"),
    [
        (Refused("TLS", 70), {"result": "refused"}, True),
        (Refused("TLS", 70), {"result": "refused", "alert": ["protocol_version"]}, True),
        (Refused("TLS", 70), {"result": "refused", "alert": ["handshake_failure"]}, False),
        (Refused("TCP"), {"result": "refused", "alert": ["handshake_failure"]}, False),
        (Refused("TCP"), {"result": "refused"}, True),
        (Refused("TCP"), {}, False),
    ],
)
def test_a_connection_that_does_not_come_up(
    plays: Play, world: ScriptedWorld, refusal: Refused, wanted: dict[str, Any], holds: bool
) -> None:
    world.refusal = refusal
    assert passed(plays([{"connect": {"tls": "1.2", **wanted}}])) is holds


SEEN = Seen(
    version="1.3",
    chain_length=3,
    chain_root="root-a",
    client_certificate_asked=True,
    authorities=frozenset({"v2g", "oem"}),
    staples=1,
)


@pytest.mark.parametrize(
    ("expected", "holds"),
    [
        ({"version": "1.3", "chain_length": 3, "chain_root": "root-a", "staples": 1}, True),
        ({"client_certificate_asked": True, "authorities": ["oem", "v2g"]}, True),
        ({"authorities": ["oem"]}, True),
        ({"version": "1.2"}, False),
        ({"chain_length": 2}, False),
        ({"chain_root": "root-b"}, False),
        ({"client_certificate_asked": False}, False),
        ({"staples": 3}, False),
    ],
)
def test_what_a_handshake_shows(
    plays: Play, world: ScriptedWorld, expected: dict[str, Any], holds: bool
) -> None:
    world.seen = SEEN
    assert passed(plays([{"connect": {"tls": "1.3", "expect": expected}}])) is holds


def test_without_a_handshake_nothing_is_seen(plays: Play) -> None:
    assert not passed(plays([{"connect": {"tls": "1.2", "expect": {"staples": 0}}}]))


def test_authorities_that_are_not_named(plays: Play, world: ScriptedWorld) -> None:
    world.seen = replace(SEEN, authorities=frozenset({"v2g"}))
    assert not passed(plays([{"connect": {"tls": "1.3", "expect": {"authorities": ["v2g", "oem"]}}}]))
