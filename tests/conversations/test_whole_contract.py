"""The whole contract at work; what is not published or has no effect is listed here, and only shrinks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from secc_contract.iso15118_charger.contract import COMMANDS, VARIABLES
from secc_contract.types.authorization import AuthorizationStatus, CertificateStatus
from secc_contract.types.iso15118_charger import (
    EVSEID,
    CertificateActionEnum,
    DcEvseMaximumLimits,
    DcEvseMinimumLimits,
    DcEvsePresentVoltageCurrent,
    EnergyTransferMode,
    EvseError,
    IsolationStatus,
    PaymentOption,
    ResponseExiStreamStatus,
    SaeJ2847BidiMode,
    SetupPhysicalValues,
    Status,
)
from secc_contract.types.powermeter import Powermeter
from secc_contract.types.units import Energy
from secc_contract.v2g.iso15118_2_types import ChargeProgress, ChargingSession
from tests.conversations import requests as ev
from tests.conversations import test_ac, test_dc
from tests.conversations.stage import Stage

UNPUBLISHED: Final = {
    "require_auth_pnc": "Plug & Charge needs TLS",
    "certificate_request": "certificate installation needs TLS",
}
WITHOUT_EFFECT: Final = {
    "certificate_response": "nothing is asked for without TLS",
    "receipt_is_required": "a receipt is signed with a contract, and external payment has none",
}


def test_every_other_variable_is_published() -> None:
    published = set[str]()
    for mode, until in (
        (EnergyTransferMode.AC_three_phase_core, test_ac.until),
        (EnergyTransferMode.DC_extended, test_dc.until),
    ):
        stage = Stage()
        stage.reacts()
        stage.boot(mode)
        stage.client.call_setup(EVSEID(evse_id="DE*SEC*E0001"), (mode,), SaeJ2847BidiMode.None_, True)
        car = until(stage, "Stop")
        car.leaves()
        for how in (ChargingSession.Pause, ChargingSession.Terminate):
            car = until(stage, "SessionStop")
            car.asks(ev.session_stop(how))
            car.leaves()
        car = until(stage, "ChargeParameterDiscovery")
        car.asks(ev.ac_parameters(departure=1) if until is test_ac.until else ev.dc_parameters(departure=1))
        car.leaves()
        if until is test_dc.until:
            test_dc.bidirectional(stage, SaeJ2847BidiMode.V2G)
        assert stage.link.failures == []
        published |= {variable for variable, _ in stage.link.published}
    assert set(VARIABLES) - published == set(UNPUBLISHED)


def ac(place: str, call: Callable[[Stage], None] | None, *silent: str) -> tuple[Stage, Any]:
    return arrive(EnergyTransferMode.AC_three_phase_core, test_ac.until, place, call, *silent)


def dc(place: str, call: Callable[[Stage], None] | None, *silent: str) -> tuple[Stage, Any]:
    return arrive(EnergyTransferMode.DC_extended, test_dc.until, place, call, *silent)


def arrive(
    mode: EnergyTransferMode, until: Any, place: str, call: Callable[[Stage], None] | None, *silent: str
) -> tuple[Stage, Any]:
    """A session at a place, and there the command."""
    stage = Stage()
    stage.reacts(*silent)
    stage.boot(mode)
    car = until(stage, place)
    if call is not None:
        call(stage)
    return stage, car


Call = Callable[[Stage], None] | None
Probe = tuple[Callable[[Stage], None], Callable[[Call], Any]]
"""A command, and what is seen of it."""


def booted(call: Call) -> Any:
    """The answers to the first requests."""
    stage = Stage()
    stage.boot(EnergyTransferMode.DC_extended)
    if call is not None:
        call(stage)
    if not stage.offered:
        return False
    car = stage.connect()
    return car.handshake(), car.asks(ev.session_setup()).EVSEID, car.asks(ev.service_discovery())


def cable_check(call: Call) -> Any:
    stage, car = dc("CableCheck", None, "start_cable_check")
    car.asks(ev.cable_check())
    stage.client.call_update_isolation_status(IsolationStatus.Valid)
    if call is not None:
        call(stage)
    return car.asks(ev.cable_check())


def authorization(call: Call) -> Any:
    stage, car = dc("Authorization", None, "require_auth_eim")
    car.asks(ev.authorization())
    if call is not None:
        call(stage)
    return car.asks(ev.authorization())


def contactor(call: Call) -> Any:
    stage, car = ac("PowerDelivery", None, "ac_close_contactor")
    car.request(ev.ac_power())
    if call is not None:
        call(stage)
    return len(car.wire.written)


def reset(call: Call) -> Any:
    stage, car = dc("Stop", lambda stage: stage.client.call_send_error(EvseError.Error_Malfunction))
    if call is not None:
        call(stage)
    return car.asks(ev.current_demand())


PROBES: Final[dict[str, Probe]] = {
    "setup": (
        lambda stage: stage.client.call_setup(
            EVSEID(evse_id="DE*SEC*E0002"), (EnergyTransferMode.DC_core,), SaeJ2847BidiMode.None_, False
        ),
        booted,
    ),
    "set_charging_parameters": (
        lambda stage: stage.client.call_set_charging_parameters(
            SetupPhysicalValues(dc_peak_current_ripple=3)
        ),
        lambda call: dc("ChargeParameterDiscovery", call)[1].asks(ev.dc_parameters()),
    ),
    "session_setup": (
        lambda stage: stage.client.call_session_setup((PaymentOption.Contract,), False),
        booted,
    ),
    "authorization_response": (
        lambda stage: stage.client.call_authorization_response(
            AuthorizationStatus.Accepted, CertificateStatus.Accepted
        ),
        authorization,
    ),
    "ac_contactor_closed": (lambda stage: stage.client.call_ac_contactor_closed(True), contactor),
    "dlink_ready": (lambda stage: stage.client.call_dlink_ready(False), booted),
    "cable_check_finished": (lambda stage: stage.client.call_cable_check_finished(True), cable_check),
    "stop_charging": (
        lambda stage: stage.client.call_stop_charging(True),
        lambda call: dc("Stop", call)[1].asks(ev.current_demand()),
    ),
    "update_ac_max_current": (
        lambda stage: stage.client.call_update_ac_max_current(6),
        lambda call: ac("Stop", call)[1].asks(ev.charging_status()),
    ),
    "update_dc_maximum_limits": (
        lambda stage: stage.client.call_update_dc_maximum_limits(
            DcEvseMaximumLimits(
                evse_maximum_current_limit=1, evse_maximum_power_limit=1, evse_maximum_voltage_limit=1
            )
        ),
        lambda call: dc("Stop", call)[1].asks(ev.current_demand()),
    ),
    "update_dc_minimum_limits": (
        lambda stage: stage.client.call_update_dc_minimum_limits(
            DcEvseMinimumLimits(evse_minimum_current_limit=1, evse_minimum_voltage_limit=1)
        ),
        lambda call: dc("ChargeParameterDiscovery", call)[1].asks(ev.dc_parameters()),
    ),
    "update_isolation_status": (
        lambda stage: stage.client.call_update_isolation_status(IsolationStatus.Warning),
        lambda call: dc("Stop", call)[1].asks(ev.current_demand()),
    ),
    "update_dc_present_values": (
        lambda stage: stage.client.call_update_dc_present_values(
            DcEvsePresentVoltageCurrent(evse_present_voltage=1, evse_present_current=2)
        ),
        lambda call: dc("Stop", call)[1].asks(ev.current_demand()),
    ),
    "update_meter_info": (
        lambda stage: stage.client.call_update_meter_info(
            Powermeter(timestamp=datetime(2026, 1, 1, tzinfo=UTC), energy_Wh_import=Energy(total=1))
        ),
        lambda call: dc("Stop", call)[1].asks(ev.current_demand()),
    ),
    "send_error": (
        lambda stage: stage.client.call_send_error(EvseError.Error_RCD),
        lambda call: dc("Stop", call)[1].asks(ev.current_demand()),
    ),
    "reset_error": (lambda stage: stage.client.call_reset_error(), reset),
}


def test_the_lists_cover_the_contract() -> None:
    assert set(PROBES) | set(WITHOUT_EFFECT) == set(COMMANDS)
    assert not set(PROBES) & set(WITHOUT_EFFECT)


@pytest.mark.parametrize("command", PROBES)
def test_a_command_shows(command: str) -> None:
    call, look = PROBES[command]
    assert look(call) != look(None)


def test_commands_without_effect_are_accepted(dc: Stage) -> None:
    car = test_dc.until(dc, "Stop")
    before = car.asks(ev.current_demand())
    dc.client.call_receipt_is_required(True)
    dc.client.call_certificate_response(
        ResponseExiStreamStatus(status=Status.Failed, certificate_action=CertificateActionEnum.Install)
    )
    assert car.asks(ev.current_demand()) == before
    assert car.asks(ev.dc_power(ChargeProgress.Stop)).ResponseCode == "OK"
