"""The car of a case, against a scripted charger: what it sends, and how it drives a session."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tests.conformance.scripted import ID, Move, ScriptedWorld, answers, closes
from tests.conformance.support import (
    ASK,
    CLOSE,
    DISCOVERY,
    GOT,
    HAND,
    OPEN,
    SESSION,
    SETUP,
    Play,
    passed,
    sap,
    says,
)


def test_held_requests_leave_in_one_piece(plays: Play, world: ScriptedWorld) -> None:
    assert passed(plays([OPEN, {**ASK, "hold": True}, ASK, GOT, GOT], [sap(), sap(0.1)]))
    written = [data for _, data in world.lines[0].written]
    assert len(written) == 1
    assert written[0][: len(written[0]) // 2] == written[0][len(written[0]) // 2 :]


@pytest.mark.parametrize(
    ("split", "sizes"),
    [
        ({"every": 1, "pause_s": 0.01}, [1] * 13),
        ({"every": 5, "pause_s": 0.5}, [5, 5, 3]),
        ({"at": [3, 8], "pause_s": 1}, [3, 5, 5]),
        ({"at": [8, 3, 99], "pause_s": 1}, [3, 5, 5]),
    ],
)
def test_pieces_are_written_apart(
    plays: Play, world: ScriptedWorld, split: dict[str, Any], sizes: list[int]
) -> None:
    discovery = {"send": "ServiceDiscoveryReq", "split": split, "sid": "empty"}
    plays([OPEN, discovery])
    written = world.lines[0].written
    assert [len(data) for _, data in written] == sizes
    times = [time for time, _ in written]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert gaps == pytest.approx([split["pause_s"]] * (len(sizes) - 1))


@pytest.mark.parametrize(
    ("frame", "start"),
    [
        ({}, "01FE8001"),
        ({"version": "FF"}, "FFFE8001"),
        ({"inverse": "00"}, "01008001"),
        ({"type": "7001"}, "01FE7001"),
        ({"length": 7}, "01FE800100000007"),
    ],
)
def test_a_bent_header(plays: Play, world: ScriptedWorld, frame: dict[str, Any], start: str) -> None:
    assert passed(plays([OPEN, {**ASK, "frame": frame} if frame else ASK]))
    assert world.lines[0].written[0][1].hex().upper().startswith(start)


@pytest.mark.parametrize(
    ("sid", "expected"),
    [("own", ID), ("zero", bytes(8)), ("ones", b"\xff" * 8), ("flipped", ID[:7] + b"\xf7")],
)
def test_session_ids_that_are_sent(plays: Play, world: ScriptedWorld, sid: str, expected: bytes) -> None:
    steps = [{"drive": "ServiceDiscovery"}, {"send": "ServiceDiscoveryReq", "sid": sid}]
    assert passed(plays(steps, HAND, [answers("SessionSetupRes", SESSION)]))
    # 80 98: V2G_Message; 02: its header; 2 bits, then the length and the bytes, all shifted by them.
    bits = int.from_bytes(world.lines[0].written[-1][1][8:], "big")
    total = (len(world.lines[0].written[-1][1]) - 8) * 8
    assert (bits >> (total - 24 - 8 - 64 - 2 + 8)) & ((1 << 64) - 1) == int.from_bytes(expected, "big")


def test_a_repetition_starts_in_time_and_its_median_counts(plays: Play, world: ScriptedWorld) -> None:
    repeat = {"times": 3, "every_s": 2, "steps": [ASK, GOT], "median_answer_s": 0.1}
    script = [[sap(0.05)], [sap(1.0)], [sap(0.1)]]
    assert passed(plays([OPEN, {"repeat": repeat}], *script))
    assert [time for time, _ in world.lines[0].written] == pytest.approx([100.0, 102.0, 104.0])


def test_a_median_that_is_too_high_fails(plays: Play) -> None:
    repeat = {"times": 3, "steps": [ASK, GOT], "median_answer_s": 0.1}
    assert not passed(plays([OPEN, {"repeat": repeat}], [sap(0.2)], [sap(0.0)], [sap(0.2)]))


POLL = {
    "send": "supportedAppProtocolReq",
    "every_s": 1,
    "after_s": 2,
    "within_s": 4,
    "while": {"ResponseCode": "OK_SuccessfulNegotiation"},
    "until": {"ResponseCode": "Failed_NoNegotiation"},
}
GOES_ON, IS_OVER = [sap()], [sap(code="Failed_NoNegotiation")]


@pytest.mark.parametrize(
    ("script", "more", "holds"),
    [
        ([GOES_ON] * 2 + [IS_OVER], {}, True),
        ([GOES_ON] * 4 + [IS_OVER], {}, True),
        ([GOES_ON] * 5 + [IS_OVER], {}, False),
        ([GOES_ON, IS_OVER], {}, False),
        ([GOES_ON, [sap(code="OK_SuccessfulNegotiationWithMinorDeviation")]], {}, False),
        ([GOES_ON] * 20, {}, False),
        ([GOES_ON] * 2 + [[]], {}, False),
        ([GOES_ON] * 2 + [[closes()]], {}, False),
        ([GOES_ON] * 2 + [[closes()]], {"or_close": True}, True),
        ([GOES_ON] * 2 + [[sap(), closes(0.5)]], {"or_close": True}, True),
        ([GOES_ON] * 2 + [[sap(), closes(0.5)]], {}, False),
        ([[sap(), closes(0.5)]], {"or_close": True}, False),
    ],
)
def test_poll(plays: Play, script: list[list[Move]], more: dict[str, Any], holds: bool) -> None:
    assert passed(plays([OPEN, {"poll": {**POLL, **more}}], *script)) is holds


def test_polls_are_so_far_apart(plays: Play, world: ScriptedWorld) -> None:
    assert passed(plays([OPEN, {"poll": POLL}], [sap(0.3)], [sap(0.3)], IS_OVER))
    assert [time for time, _ in world.lines[0].written] == pytest.approx([100.0, 101.0, 102.0])


# drive


def test_drive_repeats_a_request_while_the_answer_is_ongoing(plays: Play, world: ScriptedWorld) -> None:
    setup = [answers("SessionSetupRes", SESSION)]
    selection = [answers("PaymentServiceSelectionRes", {"ResponseCode": "OK"})]
    discovery = [answers("ServiceDiscoveryRes", DISCOVERY)]
    ongoing = [answers("AuthorizationRes", {"ResponseCode": "OK", "EVSEProcessing": "Ongoing"})]
    finished = [answers("AuthorizationRes", {"ResponseCode": "OK", "EVSEProcessing": "Finished"})]
    way = [HAND, setup, discovery, selection]
    steps = [{"drive": "ChargeParameterDiscovery"}]
    assert passed(plays(steps, *way, *[ongoing] * 49, finished))
    times = [time for time, _ in world.lines[0].written[4:]]
    assert times == pytest.approx([100.0 + 0.2 * number for number in range(50)])
    assert not passed(plays(steps, *way, *[ongoing] * 50, finished))


def test_drive_takes_no_refusal(plays: Play) -> None:
    refused = [answers("SessionSetupRes", {**SESSION, "ResponseCode": "FAILED"})]
    verdict = plays([{"drive": "ServiceDiscovery"}], HAND, refused)
    assert not passed(verdict)
    assert verdict.came == "FAILED"


def test_drive_cannot_go_back(plays: Play) -> None:
    steps = [{"drive": "ServiceDiscovery"}, {"drive": "SessionSetup"}]
    assert not passed(plays(steps, HAND, [answers("SessionSetupRes", SESSION)]))


def test_drive_counts_what_other_steps_have_done(plays: Play, world: ScriptedWorld) -> None:
    steps = [{"drive": "SessionSetup"}, SETUP, {"expect": "SessionSetupRes"}, {"drive": "ServiceDiscovery"}]
    assert passed(plays(steps, HAND, [answers("SessionSetupRes", SESSION)]))
    assert len(world.lines[0].written) == 2


def test_drive_connects_again_and_makes_the_link_ready(plays: Play, world: ScriptedWorld) -> None:
    lost: list[Move] = [closes(), says("dlink_error")]
    steps = [OPEN, ASK, CLOSE, OPEN]
    assert passed(plays(steps, lost))
    assert len(world.lines) == 2
    ready = [arguments["value"] for name, arguments in world.calls if name == "dlink_ready"]
    assert ready == [True, False, True]


def test_steps_need_a_connection(plays: Play) -> None:
    assert not passed(plays([ASK]))
    assert not passed(plays([OPEN, {**ASK, "on": "b"}]))
