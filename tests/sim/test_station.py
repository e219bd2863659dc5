"""The simulated EVSE alone: what it tells the charger, and when."""

from __future__ import annotations

from typing import TypeVar

import pytest

from secc.sim.evse import AcEvse, DcEvse, Pace
from secc_contract.types.iso15118_charger import (
    CertificateActionEnum,
    DcEvTargetValues,
    EnergyTransferMode,
    RequestExiStreamSchema,
    ResponseExiStreamStatus,
    Status,
)
from tests.sim.support import Bench

T = TypeVar("T")

PACE = Pace(
    contactor=0.05,
    authorization=0.4,
    cable_check=1.0,
    supply_step=0.05,
    voltage_slope=1000,
    current_slope=200,
    meter=1.0,
    replug=0.3,
)


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def ac(bench: Bench) -> AcEvse:
    return booted(bench, AcEvse(bench.client, PACE, bench.clock))


@pytest.fixture
def dc(bench: Bench) -> DcEvse:
    return booted(bench, DcEvse(bench.client, PACE, bench.clock))


def booted(bench: Bench, evse: T) -> T:
    bench.clock.passes(0)
    bench.calls()
    return evse


def present(bench: Bench) -> list[tuple[float, float]]:
    """Voltages and currents reported since the last look."""
    values = [
        arguments["present_voltage_current"]
        for name, arguments in bench.calls()
        if name == "update_dc_present_values"
    ]
    return [(value["evse_present_voltage"], value["evse_present_current"]) for value in values]


def target(voltage: float, current: float) -> DcEvTargetValues:
    return DcEvTargetValues(dc_ev_target_voltage=voltage, dc_ev_target_current=current)


# Boot and link


def test_ac_boots_in_the_order_of_the_contract(bench: Bench) -> None:
    AcEvse(bench.client, PACE, bench.clock)
    assert bench.commands() == [], "nothing before the factory has returned"
    bench.clock.passes(0)
    assert bench.commands() == [
        "session_setup",
        "set_charging_parameters",
        "update_ac_max_current",
        "receipt_is_required",
        "setup",
        "reset_error",
        "ac_contactor_closed",
        "stop_charging",
        "dlink_ready",
    ]


def test_dc_boots_with_limits_and_present_values(bench: Bench) -> None:
    DcEvse(bench.client, PACE, bench.clock)
    bench.clock.passes(0)
    calls = bench.calls()
    assert [name for name, _ in calls][1:5] == [
        "set_charging_parameters",
        "update_dc_maximum_limits",
        "update_dc_minimum_limits",
        "update_dc_present_values",
    ]
    assert calls[-1] == ("dlink_ready", {"value": True})
    setup = dict(calls)["setup"]
    assert setup["supported_energy_transfer_modes"] == ["DC_extended", "DC_core"]


@pytest.mark.parametrize("event", ["dlink_terminate", "dlink_error", "dlink_pause"])
def test_the_link_is_made_ready_again_after_its_end(bench: Bench, ac: AcEvse, event: str) -> None:
    getattr(bench.charger, f"publish_{event}")()
    bench.clock.passes(0)
    assert bench.calls() == [("dlink_ready", {"value": False})]
    bench.clock.passes(0.29)
    assert bench.calls() == []
    bench.clock.passes(0.02)
    calls = bench.calls()
    assert [name for name, _ in calls] == [
        "reset_error",
        "ac_contactor_closed",
        "stop_charging",
        "dlink_ready",
    ]
    assert calls[-1] == ("dlink_ready", {"value": True})


# Contracts


def test_a_back_end_answers_for_the_hardware(bench: Bench) -> None:
    asked = RequestExiStreamSchema(
        exi_request="AAAA",
        iso15118_schema_version="urn:iso:15118:2:2013:MsgDef",
        certificate_action=CertificateActionEnum.Update,
    )
    answer = ResponseExiStreamStatus(status=Status.Failed, certificate_action=CertificateActionEnum.Update)
    heard: list[RequestExiStreamSchema] = []

    def backend(request: RequestExiStreamSchema) -> ResponseExiStreamStatus:
        heard.append(request)
        return answer

    AcEvse(bench.client, PACE, bench.clock, backend, receipts=True)
    bench.clock.passes(0)
    booted = dict(bench.calls())
    assert booted["session_setup"]["supported_certificate_service"] is True
    assert booted["receipt_is_required"] == {"receipt_required": True}
    bench.charger.publish_certificate_request(asked)
    bench.clock.passes(0)
    assert heard == [asked]
    ((name, given),) = bench.calls()
    assert name == "certificate_response"
    assert given["exi_stream_status"] == {"status": "Failed", "certificate_action": "Update"}


def test_without_one_no_certificates_are_offered(bench: Bench) -> None:
    AcEvse(bench.client, PACE, bench.clock)
    bench.clock.passes(0)
    booted = dict(bench.calls())
    assert booted["session_setup"]["supported_certificate_service"] is False
    assert booted["receipt_is_required"] == {"receipt_required": False}


# Authorization


def test_authorization_takes_a_moment(bench: Bench, ac: AcEvse) -> None:
    bench.charger.publish_require_auth_eim()
    bench.clock.passes(0.39)
    assert bench.calls() == []
    bench.clock.passes(0.02)
    assert bench.calls() == [
        (
            "authorization_response",
            {"authorization_status": "Accepted", "certificate_status": "NoCertificateAvailable"},
        )
    ]


def test_nothing_of_one_session_reaches_the_next(bench: Bench, dc: DcEvse) -> None:
    bench.charger.publish_require_auth_eim()
    bench.charger.publish_start_cable_check()
    bench.clock.passes(0.2)
    bench.charger.publish_dlink_error()
    bench.clock.passes(5)
    names = bench.commands()
    assert "authorization_response" not in names
    assert "cable_check_finished" not in names
    assert names[-1] == "dlink_ready"


# AC


def test_the_contactor_reports_when_it_has_moved(bench: Bench, ac: AcEvse) -> None:
    bench.charger.publish_ac_close_contactor()
    bench.clock.passes(0.04)
    assert bench.calls() == []
    bench.clock.passes(0.02)
    assert bench.calls() == [("ac_contactor_closed", {"status": True})]
    bench.charger.publish_ac_open_contactor()
    bench.clock.passes(0.06)
    assert bench.calls() == [("ac_contactor_closed", {"status": False})]


@pytest.mark.parametrize(
    ("mode", "wanted", "watts"),
    [
        (EnergyTransferMode.AC_three_phase_core, 32, 230 * 16 * 3),
        (EnergyTransferMode.AC_three_phase_core, 10, 230 * 10 * 3),
        (EnergyTransferMode.AC_single_phase_core, 32, 230 * 16),
    ],
)
def test_the_ac_meter_counts_what_flows(
    bench: Bench, ac: AcEvse, mode: EnergyTransferMode, wanted: float, watts: float
) -> None:
    bench.charger.publish_requested_energy_transfer_mode(mode)
    bench.charger.publish_ac_ev_max_current(wanted)
    bench.charger.publish_ac_close_contactor()
    bench.clock.passes(3600.05)
    assert ac.meter.energy == pytest.approx(watts, rel=1e-3)
    assert bench.readings()[-1]["power_W"] == {"total": watts}
    assert len(bench.readings()) == 3601, "one a second, and one at the boot"
    bench.charger.publish_ac_open_contactor()
    bench.clock.passes(2)
    counted = ac.meter.energy
    bench.clock.passes(100)
    assert ac.meter.energy == counted
    assert bench.readings()[-1]["energy_Wh_import"] == {"total": counted}


# DC


def test_the_cable_check_ends_valid(bench: Bench, dc: DcEvse) -> None:
    bench.charger.publish_start_cable_check()
    bench.clock.passes(0.99)
    assert bench.calls() == []
    bench.clock.passes(0.02)
    assert bench.calls() == [
        ("update_isolation_status", {"isolation_status": "Valid"}),
        ("cable_check_finished", {"status": True}),
    ]


def test_the_supply_ramps_to_its_target_without_current_before_power_on(bench: Bench, dc: DcEvse) -> None:
    bench.charger.publish_dc_ev_target_voltage_current(target(400, 2))
    bench.clock.passes(1)
    seen = present(bench)
    assert seen[:3] == [(50, 0), (100, 0), (150, 0)], "1000 V/s, twenty times a second"
    assert seen[-1] == (400, 0)


def test_current_follows_after_power_on_and_stays_below_every_limit(bench: Bench, dc: DcEvse) -> None:
    bench.charger.publish_dc_ev_target_voltage_current(target(400, 2))
    bench.clock.passes(1)
    bench.charger.publish_v2g_setup_finished()
    bench.charger.publish_dc_ev_target_voltage_current(target(400, 120))
    bench.clock.passes(1)
    seen = present(bench)
    assert seen[-1] == (400, 120)
    assert max(current for _, current in seen) == 120
    bench.charger.publish_dc_ev_target_voltage_current(target(1400, 9000))
    bench.clock.passes(5)
    volts, amperes = present(bench)[-1]
    assert volts == 900
    assert amperes == pytest.approx(150_000 / 900), "the power limit binds before the current limit"


def test_after_power_off_the_voltage_falls_and_then_all_is_quiet(bench: Bench, dc: DcEvse) -> None:
    bench.charger.publish_dc_ev_target_voltage_current(target(400, 100))
    bench.charger.publish_v2g_setup_finished()
    bench.clock.passes(2)
    present(bench)
    bench.charger.publish_dc_open_contactor()
    bench.clock.passes(2)
    seen = present(bench)
    volts = [voltage for voltage, _ in seen]
    assert volts == sorted(volts, reverse=True)
    assert seen[-1] == (0, 0)
    assert all(current == 0 for _, current in seen)
    bench.clock.passes(10)
    assert present(bench) == []


def test_the_dc_meter_integrates_the_output(bench: Bench, dc: DcEvse) -> None:
    bench.charger.publish_dc_ev_target_voltage_current(target(400, 100))
    bench.charger.publish_v2g_setup_finished()
    bench.clock.passes(360)
    assert dc.meter.energy == pytest.approx(4000, rel=0.01), "40 kW for a tenth of an hour"


def test_a_negative_target_is_no_set_point(bench: Bench, dc: DcEvse) -> None:
    bench.charger.publish_v2g_setup_finished()
    bench.charger.publish_dc_ev_target_voltage_current(target(-2, -2))
    bench.clock.passes(1)
    assert set(present(bench)) == {(0, 0)}


def test_close_switches_off(bench: Bench, dc: DcEvse) -> None:
    bench.charger.publish_dc_ev_target_voltage_current(target(400, 100))
    bench.charger.publish_v2g_setup_finished()
    bench.clock.passes(2)
    assert dc._power() > 0
    dc.close()
    assert dc._power() == 0
    assert bench.clock.closed
