"""The owner of a case, and what always holds, against a scripted charger."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.scripted import Move, ScriptedWorld
from tests.conformance.support import (
    ASK,
    GOT,
    OPEN,
    Play,
    passed,
    sap,
    says,
)


@pytest.mark.parametrize(
    ("moves", "step", "holds"),
    [
        ([says("evcc_id", "02:42:AC:11:00:02")], {"published": {"variable": "evcc_id"}}, True),
        ([says("dc_full_soc", 80)], {"published": {"variable": "dc_full_soc", "value": 80}}, True),
        ([says("dc_full_soc", 80)], {"published": {"variable": "dc_full_soc", "value": 81}}, False),
        ([says("dc_full_soc", 80)], {"published": {"variable": "dc_bulk_soc"}}, False),
        ([says("start_cable_check", after=2.0)], {"published": {"variable": "start_cable_check"}}, True),
        ([says("start_cable_check", after=2.1)], {"published": {"variable": "start_cable_check"}}, False),
        (
            [says("start_cable_check", after=3.0)],
            {"published": {"variable": "start_cable_check", "within_s": 3}},
            True,
        ),
        ([says("dlink_error"), says("evcc_id", "02:42:AC:11:00:02")], {"not_published": "dlink_pause"}, True),
        ([says("dlink_pause", after=0.9)], {"not_published": "dlink_pause"}, False),
        ([says("dlink_pause", after=1.1)], {"not_published": "dlink_pause"}, True),
        (
            [says("dc_open_contactor"), says("dlink_error", after=1.0)],
            {"published_in_order": ["dc_open_contactor", "dlink_error"]},
            True,
        ),
        (
            [says("dlink_error"), says("dc_open_contactor", after=1.0)],
            {"published_in_order": ["dc_open_contactor", "dlink_error"]},
            False,
        ),
        ([says("dc_open_contactor")], {"published_in_order": ["dc_open_contactor", "dlink_error"]}, False),
        (
            [says("start_cable_check"), says("start_cable_check")],
            {"published": {"variable": "start_cable_check", "times": 1}},
            False,
        ),
        (
            [says("start_cable_check"), says("start_cable_check")],
            {"published": {"variable": "start_cable_check", "times": 2}},
            True,
        ),
        (
            [says("dc_ev_target_voltage_current", {"dc_ev_target_voltage": 400, "dc_ev_target_current": 2})],
            {
                "published": {
                    "variable": "dc_ev_target_voltage_current",
                    "where": {"dc_ev_target_voltage": 400},
                }
            },
            True,
        ),
    ],
)
def test_publications(plays: Play, moves: list[Move], step: dict[str, Any], holds: bool) -> None:
    assert passed(plays([OPEN, ASK, step], moves)) is holds


def test_a_mark_forgets_what_was_published(plays: Play) -> None:
    steps = [
        OPEN,
        ASK,
        {"published": {"variable": "dlink_error"}},
        {"mark": True},
        {"not_published": "dlink_error"},
    ]
    assert passed(plays(steps, [says("dlink_error")]))


def test_the_first_calls(plays: Play, world: ScriptedWorld) -> None:
    extra = {"command": "stop_charging", "args": {"stop": False}}
    assert passed(plays([{"mark": True}], payment=["Contract"], certificate_service=True, owner=[extra]))
    names = [name for name, _ in world.calls]
    assert names == [
        *("session_setup", "set_charging_parameters", "update_dc_maximum_limits", "update_dc_minimum_limits"),
        *("update_dc_present_values", "receipt_is_required", "setup", "reset_error", "dlink_ready"),
        *("stop_charging", "reset_error"),
    ]
    assert world.calls[0][1] == {"payment_options": ["Contract"], "supported_certificate_service": True}
    assert dict(world.calls)["setup"]["supported_energy_transfer_modes"] == ["DC_extended"]


def test_first_calls_that_are_left_out(plays: Play, world: ScriptedWorld) -> None:
    assert passed(plays([{"mark": True}], mode="ac", skip=["set_charging_parameters"], link=False))
    names = [name for name, _ in world.calls]
    assert names == [
        *(
            "session_setup",
            "update_ac_max_current",
            "receipt_is_required",
            "setup",
            "reset_error",
            "reset_error",
        )
    ]


TARGET = {"dc_ev_target_voltage": 950, "dc_ev_target_current": -1}


@pytest.mark.parametrize(
    ("variable", "value", "calls"),
    [
        ("require_auth_eim", None, ["authorization_response"]),
        ("start_cable_check", None, ["update_isolation_status", "cable_check_finished"]),
        ("ac_close_contactor", None, ["ac_contactor_closed"]),
        ("ac_open_contactor", None, ["ac_contactor_closed"]),
        ("dc_ev_target_voltage_current", TARGET, ["update_dc_present_values"]),
        ("dc_open_contactor", None, ["update_dc_present_values"]),
        ("dlink_terminate", None, ["dlink_ready"]),
        ("dlink_pause", None, ["dlink_ready"]),
        ("evcc_id", "02:42:AC:11:00:02", []),
    ],
)
def test_reactions(plays: Play, world: ScriptedWorld, variable: str, value: Any, calls: list[str]) -> None:
    for silent in ([], [variable]):
        world.calls.clear()
        assert passed(plays([OPEN, ASK, {"wait_s": 0}], [says(variable, value)], silent=silent))
        called = [name for name, _ in world.calls]
        assert called[called.index("dlink_ready") + 1 : -1] == ([] if silent else calls)


def test_present_values_follow_the_target_within_the_limits(plays: Play, world: ScriptedWorld) -> None:
    plays([OPEN, ASK, {"wait_s": 0}], [says("dc_ev_target_voltage_current", TARGET)])
    values = {"evse_present_voltage": 900, "evse_present_current": 0}
    assert world.calls[-2] == ("update_dc_present_values", {"present_voltage_current": values})


# what always holds


@pytest.mark.parametrize(
    ("moves", "holds"),
    [
        ([sap()], True),
        ([sap(), sap(0.1)], False),
        ([says("dlink_error")], True),
        ([says("dlink_error"), says("dlink_terminate")], False),
        ([says("evcc_id", "no id")], False),
        ([says("dc_full_soc", 101)], False),
        ([(0.0, lambda line: line.world.bugs.append("a traceback"))], False),
    ],
)
def test_what_always_holds(plays: Play, moves: list[Move], holds: bool) -> None:
    assert passed(plays([OPEN, ASK, {"wait_s": 1}], moves, silent=["dlink_error"])) is holds


def test_a_bug_of_the_charger_is_no_pass(plays: Play) -> None:
    def breaks(line: object) -> None:
        raise ZeroDivisionError

    verdict = plays([OPEN, ASK, {"wait_s": 1}], [(0.0, breaks)])
    assert not passed(verdict)
    assert "ZeroDivisionError" in verdict.came
    assert verdict.step == 3


def test_bytes_that_look_like_a_header_are_no_second_request(plays: Play) -> None:
    steps = [OPEN, {"send_exi": "01FE01FE"}, GOT, {"wait_s": 1}]
    assert passed(plays(steps, [sap()]))
    assert not passed(plays(steps, [sap(), sap(0.1)]))
