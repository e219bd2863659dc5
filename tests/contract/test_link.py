"""Client, handler and publisher over a link: what is right arrives, what is wrong goes nowhere."""

from __future__ import annotations

import inspect
import json
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest

from secc_contract import (
    ContractError,
    InProcessLink,
    Iso15118ChargerClient,
    Iso15118ChargerHandler,
    Iso15118ChargerPublisher,
)
from secc_contract.iso15118_charger.contract import COMMANDS, VARIABLES
from secc_contract.types import units
from secc_contract.types.authorization import (
    AuthorizationStatus,
    AuthorizationType,
    CertificateStatus,
    IdToken,
    IdTokenType,
    ProvidedIdToken,
)
from secc_contract.types.iso15118_charger import (
    EVSEID,
    AppProtocol,
    AppProtocols,
    CertificateActionEnum,
    DcEvErrorCode,
    DcEvMaximumLimits,
    DcEvRemainingTime,
    DcEvseMaximumLimits,
    DcEvseMinimumLimits,
    DcEvsePresentVoltageCurrent,
    DcEvStatus,
    DcEvTargetValues,
    EnergyTransferMode,
    EvseError,
    IsolationStatus,
    PaymentOption,
    RequestExiStreamSchema,
    ResponseExiStreamStatus,
    SaeJ2847BidiMode,
    SetupPhysicalValues,
    Status,
    V2gMessageId,
    V2gMessages,
)
from secc_contract.types.powermeter import Powermeter
from tests.contract.checked_link import CheckedLink

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)

CALLS: dict[str, dict[str, Any]] = {
    "setup": {
        "evse_id": EVSEID(evse_id="DE*SEC*E1", evse_id_din="49A80737A45678"),
        "supported_energy_transfer_modes": (EnergyTransferMode.DC_extended, EnergyTransferMode.DC_core),
        "sae_j2847_mode": SaeJ2847BidiMode.None_,
        "debug_mode": False,
    },
    "set_charging_parameters": {"physical_values": SetupPhysicalValues(ac_nominal_voltage=230.0)},
    "session_setup": {
        "payment_options": (PaymentOption.ExternalPayment,),
        "supported_certificate_service": False,
    },
    "certificate_response": {
        "exi_stream_status": ResponseExiStreamStatus(
            status=Status.Failed, certificate_action=CertificateActionEnum.Install
        )
    },
    "authorization_response": {
        "authorization_status": AuthorizationStatus.Accepted,
        "certificate_status": CertificateStatus.NoCertificateAvailable,
    },
    "ac_contactor_closed": {"status": True},
    "dlink_ready": {"value": True},
    "cable_check_finished": {"status": True},
    "receipt_is_required": {"receipt_required": False},
    "stop_charging": {"stop": True},
    "update_ac_max_current": {"max_current": 16.0},
    "update_dc_maximum_limits": {
        "maximum_limits": DcEvseMaximumLimits(
            evse_maximum_current_limit=200.0, evse_maximum_power_limit=1.0, evse_maximum_voltage_limit=900.0
        )
    },
    "update_dc_minimum_limits": {
        "minimum_limits": DcEvseMinimumLimits(
            evse_minimum_current_limit=1.0, evse_minimum_voltage_limit=150.0
        )
    },
    "update_isolation_status": {"isolation_status": IsolationStatus.Valid},
    "update_dc_present_values": {
        "present_voltage_current": DcEvsePresentVoltageCurrent(evse_present_voltage=400.0)
    },
    "update_meter_info": {
        "powermeter": Powermeter(timestamp=NOON, energy_Wh_import=units.Energy(total=1.0, L1=1.0))
    },
    "send_error": {"error": EvseError.Error_RCD},
    "reset_error": {},
}

VALUES: dict[str, Any] = {
    "require_auth_pnc": ProvidedIdToken(
        id_token=IdToken(value="DE1ABCD2EF357A", type=IdTokenType.eMAID),
        authorization_type=AuthorizationType.PlugAndCharge,
    ),
    "evcc_id": "02:42:AC:11:00:02",
    "selected_payment_option": PaymentOption.ExternalPayment,
    "requested_energy_transfer_mode": EnergyTransferMode.AC_three_phase_core,
    "departure_time": NOON,
    "ac_eamount": 11000.0,
    "ac_ev_max_voltage": 400.0,
    "ac_ev_max_current": 32.0,
    "ac_ev_min_current": 6.0,
    "dc_ev_energy_capacity": 60000.0,
    "dc_ev_energy_request": 30000.0,
    "dc_full_soc": 100.0,
    "dc_bulk_soc": 80.0,
    "dc_ev_status": DcEvStatus(
        dc_ev_ready=True,
        dc_ev_error_code=DcEvErrorCode.FAILED_ChargingCurrentdifferentia,
        dc_ev_ress_soc=50.0,
    ),
    "dc_bulk_charging_complete": False,
    "dc_charging_complete": False,
    "dc_ev_target_voltage_current": DcEvTargetValues(dc_ev_target_voltage=400.0, dc_ev_target_current=100.0),
    "dc_ev_maximum_limits": DcEvMaximumLimits(dc_ev_maximum_current_limit=150.0),
    "dc_ev_remaining_time": DcEvRemainingTime(ev_remaining_time_to_full_soc=NOON),
    "certificate_request": RequestExiStreamSchema(
        exi_request="gJgC",
        iso15118_schema_version="urn:iso:15118:2:2013:MsgDef",
        certificate_action=CertificateActionEnum.Install,
    ),
    "ev_app_protocol": AppProtocols(
        Protocols=(
            AppProtocol(
                protocol_namespace="urn:iso:15118:2:2013:MsgDef",
                version_number_major=2,
                version_number_minor=0,
                schema_id=1,
                priority=1,
            ),
        )
    ),
    "v2g_messages": V2gMessages(v2g_message_id=V2gMessageId.SessionSetupReq, v2g_message_exi_hex="01fe"),
    "selected_protocol": "ISO15118-2-2013",
}

BREAKING: list[tuple[str, dict[str, Any], str]] = [
    ("setup", {"supported_energy_transfer_modes": ()}, "$.supported_energy_transfer_modes"),
    ("setup", {"supported_energy_transfer_modes": ("DC",)}, "$.supported_energy_transfer_modes[0]"),
    ("setup", {"evse_id": EVSEID(evse_id=1)}, "$.evse_id.evse_id"),  # type: ignore[arg-type]
    ("setup", {"debug_mode": 1}, "$.debug_mode"),
    ("setup", {"sae_j2847_mode": None}, "$.sae_j2847_mode"),
    ("session_setup", {"payment_options": (PaymentOption.Contract,) * 3}, "$.payment_options"),
    ("update_ac_max_current", {"max_current": 400.5}, "$.max_current"),
    ("update_ac_max_current", {"max_current": float("nan")}, "$.max_current"),
    ("update_ac_max_current", {"max_current": float("inf")}, "$.max_current"),
    ("update_ac_max_current", {"max_current": True}, "$.max_current"),
    (
        "update_dc_present_values",
        {"present_voltage_current": DcEvsePresentVoltageCurrent(evse_present_voltage=-1)},
        "$.present_voltage_current.evse_present_voltage",
    ),
    (
        "update_meter_info",
        {"powermeter": Powermeter(timestamp=NOON, energy_Wh_import=units.Energy(total=float("nan")))},
        "$.powermeter.energy_Wh_import.total",
    ),
    (
        "update_meter_info",
        {"powermeter": Powermeter(timestamp=datetime(2026, 1, 31), energy_Wh_import=units.Energy(total=1))},
        "$.powermeter.timestamp",
    ),
]

BREAKING_VALUES: list[tuple[str, Any, str]] = [
    ("evcc_id", "02:42:ac:11:00:02", "$"),
    ("departure_time", datetime(2026, 1, 31), "$"),
    ("departure_time", "soon", "$"),
    ("ac_eamount", 200000.5, "$"),
    ("ac_eamount", float("nan"), "$"),
    ("ac_eamount", "11000", "$"),
    ("dc_charging_complete", 1, "$"),
    ("selected_protocol", b"DIN70121", "$"),
    (
        "dc_ev_target_voltage_current",
        DcEvTargetValues(dc_ev_target_voltage=1, dc_ev_target_current=-50),
        "$.dc_ev_target_current",
    ),
    (
        "dc_ev_maximum_limits",
        DcEvMaximumLimits(dc_ev_maximum_power_limit=350001),
        "$.dc_ev_maximum_power_limit",
    ),
    ("ev_app_protocol", AppProtocols(Protocols=()), "$.Protocols"),
    ("requested_energy_transfer_mode", "AC", "$"),
]


def handler() -> tuple[Iso15118ChargerHandler, list[tuple[str, dict[str, Any]]]]:
    """A charger that notes what it is told."""
    told: list[tuple[str, dict[str, Any]]] = []

    def note(command: str) -> Callable[..., None]:
        return lambda _self, **arguments: told.append((command, arguments))

    methods = {f"handle_{command}": note(command) for command in COMMANDS}
    return type("Noting", (Iso15118ChargerHandler,), methods)(), told


@pytest.fixture
def link() -> CheckedLink:
    return CheckedLink()


@pytest.fixture
def client(link: CheckedLink) -> Iso15118ChargerClient:
    return Iso15118ChargerClient(link)


@pytest.fixture
def publisher(link: CheckedLink) -> Iso15118ChargerPublisher:
    return Iso15118ChargerPublisher(link)


def test_the_cases_cover_the_contract() -> None:
    assert list(CALLS) == list(COMMANDS)
    assert len(COMMANDS) == 18
    assert len(VARIABLES) == 35
    events = [variable for variable in VARIABLES if variable not in VALUES]
    assert len(events) == 12
    assert list(VALUES) == [variable for variable in VARIABLES if variable in VALUES]


@pytest.mark.parametrize("command", CALLS)
def test_a_call_arrives_typed(link: CheckedLink, client: Iso15118ChargerClient, command: str) -> None:
    charger, told = handler()
    link.serve(charger.dispatch)
    getattr(client, f"call_{command}")(**CALLS[command])
    assert told == [(command, CALLS[command])]
    assert link.failures == []


@pytest.mark.parametrize("command", CALLS)
def test_arguments_may_be_given_by_position(
    link: CheckedLink, client: Iso15118ChargerClient, command: str
) -> None:
    charger, told = handler()
    link.serve(charger.dispatch)
    getattr(client, f"call_{command}")(*CALLS[command].values())
    assert told == [(command, CALLS[command])]


@pytest.mark.parametrize("variable", VARIABLES)
def test_a_publication_arrives_typed(
    link: CheckedLink, client: Iso15118ChargerClient, publisher: Iso15118ChargerPublisher, variable: str
) -> None:
    heard: list[tuple[Any, ...]] = []
    for _ in range(2):
        getattr(client, f"subscribe_{variable}")(lambda *value: heard.append(value))
    value = (VALUES[variable],) if variable in VALUES else ()
    getattr(publisher, f"publish_{variable}")(*value)
    assert heard == [value, value]
    assert link.failures == []
    assert json.loads(json.dumps(link.published)) == [[variable, link.published[0][1]]]


@pytest.mark.parametrize(("command", "change", "path"), BREAKING)
def test_a_call_that_breaks_the_contract_is_not_sent(
    link: CheckedLink, client: Iso15118ChargerClient, command: str, change: dict[str, Any], path: str
) -> None:
    charger, told = handler()
    link.serve(charger.dispatch)
    with pytest.raises(ContractError) as caught:
        getattr(client, f"call_{command}")(**(CALLS[command] | change))
    assert caught.value.path == path
    assert caught.value.rule.startswith(("Expected", "Invalid enum value"))
    assert (link.called, told) == ([], [])


@pytest.mark.parametrize(("variable", "value", "path"), BREAKING_VALUES)
def test_a_publication_that_breaks_the_contract_is_not_sent(
    link: CheckedLink,
    client: Iso15118ChargerClient,
    publisher: Iso15118ChargerPublisher,
    variable: str,
    value: Any,
    path: str,
) -> None:
    heard: list[Any] = []
    getattr(client, f"subscribe_{variable}")(heard.append)
    with pytest.raises(ContractError) as caught:
        getattr(publisher, f"publish_{variable}")(value)
    assert caught.value.path == path
    assert caught.value.rule
    assert (link.published, heard) == ([], [])


@pytest.mark.parametrize(
    ("command", "arguments", "path", "rule"),
    [
        ("open_sesame", {}, "$", "Unknown command 'open_sesame'"),
        ("dlink_ready", {}, "$", "Object missing required field `value`"),
        ("dlink_ready", {"value": True, "more": 1}, "$", "Object contains unknown field `more`"),
        ("dlink_ready", {"value": "true"}, "$.value", "Expected `bool`, got `str`"),
        ("reset_error", {"value": True}, "$", "Object contains unknown field `value`"),
        (
            "setup",
            CALLS["setup"] | {"evse_id": EVSEID(evse_id=1)},  # type: ignore[arg-type]
            "$.evse_id.evse_id",
            "Expected `str`, got `int`",
        ),
        ("reset_error", [], "$", "Expected `object`, got `array`"),
        ("reset_error", None, "$", "Expected `object`, got `null`"),
        (
            "update_dc_maximum_limits",
            {"maximum_limits": {}},
            "$.maximum_limits",
            "Object missing required field",
        ),
    ],
)
def test_dispatch_trusts_nobody(command: str, arguments: Any, path: str, rule: str) -> None:
    charger, told = handler()
    with pytest.raises(ContractError) as caught:
        charger.dispatch(command, arguments)
    assert caught.value.path == path
    assert caught.value.rule.startswith(rule)
    assert told == []


def test_dispatch_takes_any_mapping() -> None:
    charger, told = handler()
    arguments: Mapping[str, Any] = MappingProxyType({"value": True})
    charger.dispatch("dlink_ready", arguments)
    assert told == [("dlink_ready", {"value": True})]


def test_what_the_handler_got_is_its_own() -> None:
    """A sender that changes its dict afterwards changes nothing that was received."""
    charger, told = handler()
    arguments: dict[str, Any] = {"exi_stream_status": {"status": "Failed", "certificate_action": "Install"}}
    charger.dispatch("certificate_response", arguments)
    arguments["exi_stream_status"]["status"] = "Accepted"
    assert told[0][1]["exi_stream_status"].status is Status.Failed


def test_an_error_of_the_handler_reaches_the_caller(link: CheckedLink, client: Iso15118ChargerClient) -> None:
    def dispatch(command: str, arguments: Mapping[str, Any]) -> None:
        raise ContractError("$.value", "not now")

    link.serve(dispatch)
    with pytest.raises(ContractError, match=r"\$\.value: not now"):
        client.call_dlink_ready(True)


def test_nobody_serves(client: Iso15118ChargerClient) -> None:
    with pytest.raises(ContractError, match="No charger serves the command 'reset_error'"):
        client.call_reset_error()


def test_a_raising_subscriber_harms_nobody(
    link: CheckedLink,
    client: Iso15118ChargerClient,
    publisher: Iso15118ChargerPublisher,
    caplog: pytest.LogCaptureFixture,
) -> None:
    heard: list[str] = []

    def broken(value: str) -> None:
        raise RuntimeError("no idea what to do with this")

    client.subscribe_selected_protocol(broken)
    client.subscribe_selected_protocol(heard.append)
    with caplog.at_level(logging.ERROR, "secc_contract"):
        publisher.publish_selected_protocol("DIN70121")
    assert heard == ["DIN70121"]
    assert [record.getMessage() for record in caplog.records] == ["a subscriber of selected_protocol raised"]
    assert "no idea" in caplog.text


def test_a_value_that_breaks_the_contract_is_not_delivered(
    link: InProcessLink, client: Iso15118ChargerClient, caplog: pytest.LogCaptureFixture
) -> None:
    """A foreign publisher on the link, not the generated one."""
    heard: list[Any] = []
    client.subscribe_dc_full_soc(heard.append)
    client.subscribe_dlink_error(lambda: heard.append("event"))
    InProcessLink.publish(link, "dc_full_soc", 101)
    InProcessLink.publish(link, "dlink_error", "now")
    assert heard == []
    assert len(caplog.records) == 2


def test_subscribing_while_a_value_is_delivered(
    link: CheckedLink, client: Iso15118ChargerClient, publisher: Iso15118ChargerPublisher
) -> None:
    heard: list[str] = []

    def first() -> None:
        heard.append("first")
        client.subscribe_dlink_pause(lambda: heard.append("second"))

    client.subscribe_dlink_pause(first)
    publisher.publish_dlink_pause()
    assert heard == ["first"]


def test_one_who_serves_later_takes_over(link: CheckedLink, client: Iso15118ChargerClient) -> None:
    earlier, told_earlier = handler()
    later, told_later = handler()
    link.serve(earlier.dispatch)
    link.serve(later.dispatch)
    client.call_reset_error()
    assert (told_earlier, told_later) == ([], [("reset_error", {})])


def test_a_handler_without_all_commands_cannot_be_built() -> None:
    class Half(Iso15118ChargerHandler):
        def handle_reset_error(self) -> None:
            raise NotImplementedError

    with pytest.raises(TypeError, match="handle_setup"):
        Half()  # type: ignore[abstract]


@pytest.mark.parametrize(
    "face",
    [Iso15118ChargerClient, Iso15118ChargerHandler, Iso15118ChargerPublisher],
    ids=lambda face: face.__name__,
)
def test_every_method_says_what_it_is_for(face: type[Any]) -> None:
    methods = {name: method for name, method in vars(face).items() if name[0] != "_"}
    assert len(methods) in (18 + 35, 18 + 1, 35)
    for name, method in methods.items():
        text = inspect.getdoc(method)
        assert text and text[-1] in ".)", name
        parameters = [parameter for parameter in inspect.signature(method).parameters if parameter != "self"]
        if name.startswith(("handle_", "call_")):
            assert [parameter for parameter in parameters if f":param {parameter}: " not in text] == [], name
