"""The generated types accept what the generated JSON Schemas accept, and nothing else.

The judge is jsonschema, which knows nothing of msgspec. The cases are written by hand from the contract's
specification, not from the YAML, so they notice a constraint that was never written down, too.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from msgspec import UNSET

from secc_contract import ContractError, validate
from secc_contract.iso15118_charger.contract import COMMANDS, VARIABLES
from secc_contract.types import authorization, iso15118_charger, powermeter, temperature, units, units_signed
from secc_contract.validation import Payload

SCHEMAS = Path(__file__).resolve().parents[2] / "generated" / "schemas"
MODULES = {
    module.__name__.rpartition(".")[2]: module
    for module in (authorization, iso15118_charger, powermeter, temperature, units, units_signed)
}

TIME = "2026-01-31T12:00:00Z"
SIGNED = {"signed_meter_data": "x", "signing_method": "x", "encoding_method": "x"}
HASH = {
    "hashAlgorithm": "SHA256",
    "issuerNameHash": "n",
    "issuerKeyHash": "k",
    "serialNumber": "1",
    "responderURL": "http://ocsp.example",
}
TOKEN = {"value": "DE1ABCD2EF357A", "type": "eMAID"}
PROVIDED = {"id_token": TOKEN, "authorization_type": "PlugAndCharge"}
PROTOCOL = {
    "protocol_namespace": "urn:iso:15118:2:2013:MsgDef",
    "version_number_major": 2,
    "version_number_minor": 0,
    "schema_id": 1,
    "priority": 1,
}
MAXIMUM = {
    "evse_maximum_current_limit": 200,
    "evse_maximum_power_limit": 1,
    "evse_maximum_voltage_limit": 900,
}
STATUS = {"dc_ev_ready": True, "dc_ev_error_code": "NO_ERROR", "dc_ev_ress_soc": 50}
TARGET = {"dc_ev_target_voltage": 400, "dc_ev_target_current": 2}
REQUEST = {
    "exi_request": "gJgC",
    "iso15118_schema_version": "urn:iso:15118:2:2013:MsgDef",
    "certificate_action": "Install",
}
METER = {"timestamp": TIME, "energy_Wh_import": {"total": 1}}

VALID: dict[str, dict[str, Any]] = {
    "iso15118_charger-EVSEID": {"evse_id": "DE*SEC*E1"},
    "iso15118_charger-DcEvsePresentVoltageCurrent": {"evse_present_voltage": 400},
    "iso15118_charger-DcEvseMaximumLimits": MAXIMUM,
    "iso15118_charger-DcEvseMinimumLimits": {
        "evse_minimum_current_limit": 0,
        "evse_minimum_voltage_limit": 0,
    },
    "iso15118_charger-SetupPhysicalValues": {},
    "iso15118_charger-DcEvStatus": STATUS,
    "iso15118_charger-DcEvTargetValues": TARGET,
    "iso15118_charger-DcEvMaximumLimits": {},
    "iso15118_charger-DcEvRemainingTime": {},
    "iso15118_charger-AppProtocol": PROTOCOL,
    "iso15118_charger-AppProtocols": {"Protocols": [PROTOCOL]},
    "iso15118_charger-V2gMessages": {"v2g_message_id": "SessionSetupReq"},
    "iso15118_charger-ResponseExiStreamStatus": {"status": "Failed", "certificate_action": "Update"},
    "iso15118_charger-RequestExiStreamSchema": REQUEST,
    "iso15118_charger-CertificateHashDataInfo": HASH,
    "authorization-CustomIdToken": {"value": "", "type": ""},
    "authorization-IdToken": TOKEN,
    "authorization-ProvidedIdToken": PROVIDED,
    "powermeter-Powermeter": METER,
    "temperature-Temperature": {"temperature": -20.5},
    "units-Current": {},
    "units-Voltage": {},
    "units-Frequency": {"L1": 50},
    "units-Power": {"total": -1},
    "units-Energy": {"total": 1},
    "units-ReactivePower": {"total": 1},
    "units_signed-SignedMeterValue": SIGNED,
    "units_signed-Current": {},
    "units_signed-Voltage": {},
    "units_signed-Frequency": {},
    "units_signed-Power": {},
    "units_signed-Energy": {},
    "units_signed-ReactivePower": {},
}
"""Every struct of the contract with its least content: exactly what is required."""

RANGES: list[tuple[str, str, float | None, float | None]] = [
    ("iso15118_charger-DcEvsePresentVoltageCurrent", "evse_present_voltage", 0, 1500),
    ("iso15118_charger-DcEvsePresentVoltageCurrent", "evse_present_current", 0, 10000),
    ("iso15118_charger-DcEvseMaximumLimits", "evse_maximum_current_limit", -10000, 10000),
    ("iso15118_charger-DcEvseMaximumLimits", "evse_maximum_power_limit", -1000000, 1000000),
    ("iso15118_charger-DcEvseMaximumLimits", "evse_maximum_voltage_limit", 0, 1500),
    ("iso15118_charger-DcEvseMinimumLimits", "evse_minimum_current_limit", 0, 10000),
    ("iso15118_charger-DcEvseMinimumLimits", "evse_minimum_voltage_limit", 0, 1500),
    ("iso15118_charger-SetupPhysicalValues", "ac_nominal_voltage", 0, 1000),
    ("iso15118_charger-SetupPhysicalValues", "dc_current_regulation_tolerance", 0, 400),
    ("iso15118_charger-SetupPhysicalValues", "dc_peak_current_ripple", 0, 400),
    ("iso15118_charger-SetupPhysicalValues", "dc_energy_to_be_delivered", 0, 200000),
    ("iso15118_charger-DcEvStatus", "dc_ev_ress_soc", 0, 100),
    ("iso15118_charger-DcEvTargetValues", "dc_ev_target_voltage", -2, 1500),
    ("iso15118_charger-DcEvTargetValues", "dc_ev_target_current", -2, 10000),
    ("iso15118_charger-DcEvMaximumLimits", "dc_ev_maximum_current_limit", -2, 10000),
    ("iso15118_charger-DcEvMaximumLimits", "dc_ev_maximum_power_limit", -2, 350000),
    ("iso15118_charger-DcEvMaximumLimits", "dc_ev_maximum_voltage_limit", -2, 1500),
    ("iso15118_charger-AppProtocol", "version_number_major", 0, None),
    ("iso15118_charger-AppProtocol", "version_number_minor", 0, None),
    ("iso15118_charger-AppProtocol", "schema_id", 0, 255),
    ("iso15118_charger-AppProtocol", "priority", 1, 20),
]

VARIABLE_RANGES = {
    "ac_eamount": 200000,
    "dc_ev_energy_capacity": 200000,
    "dc_ev_energy_request": 200000,
    "ac_ev_max_voltage": 1000,
    "ac_ev_max_current": 400,
    "ac_ev_min_current": 400,
    "dc_full_soc": 100,
    "dc_bulk_soc": 100,
}

LENGTHS: list[tuple[str, str, int, int | None]] = [
    ("iso15118_charger-AppProtocol", "protocol_namespace", 1, 100),
    ("iso15118_charger-V2gMessages", "v2g_message_xml", 0, None),
    ("iso15118_charger-ResponseExiStreamStatus", "exi_response", 0, 5600),
    ("iso15118_charger-RequestExiStreamSchema", "exi_request", 0, 5600),
    ("iso15118_charger-RequestExiStreamSchema", "iso15118_schema_version", 0, 50),
    ("iso15118_charger-CertificateHashDataInfo", "issuerNameHash", 0, 128),
    ("iso15118_charger-CertificateHashDataInfo", "issuerKeyHash", 0, 128),
    ("iso15118_charger-CertificateHashDataInfo", "serialNumber", 0, 40),
    ("iso15118_charger-CertificateHashDataInfo", "responderURL", 0, 512),
    ("authorization-CustomIdToken", "value", 0, 36),
    ("authorization-CustomIdToken", "type", 0, 50),
    ("authorization-IdToken", "value", 0, 36),
    ("authorization-ProvidedIdToken", "certificate", 0, 5500),
]

ITEMS: list[tuple[str, str, Any, int, int | None]] = [
    ("iso15118_charger-AppProtocols", "Protocols", PROTOCOL, 1, 20),
    ("authorization-IdToken", "additional_info", {"value": "", "type": ""}, 0, None),
    ("authorization-ProvidedIdToken", "connectors", 1, 0, None),
    ("authorization-ProvidedIdToken", "iso15118CertificateHashData", HASH, 1, 4),
    ("powermeter-Powermeter", "temperatures", {"temperature": 1}, 0, None),
]


@cache
def oracle(path: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{path}.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def judge(type_name: str, value: Any) -> bool:
    """Whether a value is valid; both judges must say so."""
    file, _, name = type_name.partition("-")
    return agreed(Payload(getattr(MODULES[file], name)), f"types/{file}/{name}", value)


def agreed(payload: Payload[Any], path: str, value: Any) -> bool:
    accepted = True
    try:
        typed = payload.read(value)
    except ContractError:
        accepted = False
    else:
        assert oracle(path).is_valid(payload.write(typed))
    assert oracle(path).is_valid(value) is accepted, value
    return accepted


def test_the_oracle_looks_at_formats() -> None:
    """Without its optional packages jsonschema would wave every date-time through, silently."""
    assert not oracle("ISO15118_charger/variables/departure_time").is_valid("garbage")


def test_the_cases_cover_every_struct() -> None:
    structs = {
        f"{name}-{kind.__name__}"
        for name, module in MODULES.items()
        for kind in vars(module).values()
        if hasattr(kind, "__struct_fields__") and kind.__module__ == module.__name__
    }
    assert structs == VALID.keys()


@pytest.mark.parametrize("name", VALID)
def test_exactly_the_required_fields_are_required(name: str) -> None:
    assert judge(name, VALID[name])
    for field in VALID[name]:
        assert not judge(name, {key: value for key, value in VALID[name].items() if key != field}), field
    assert not judge(name, VALID[name] | {"surplus": 1})
    assert not judge(name, [])
    assert not judge(name, None)


@pytest.mark.parametrize("name", VALID)
def test_every_field_has_its_type(name: str) -> None:
    """No field takes null, and none takes a value of every kind."""
    schema: Any = oracle(f"types/{name.replace('-', '/')}").schema
    samples: tuple[Any, ...] = (True, 1, "x", [], {}, 1.5)
    for field in schema["properties"]:
        assert not judge(name, VALID[name] | {field: None}), field
        accepted = [judge(name, VALID[name] | {field: sample}) for sample in samples]
        assert not all(accepted), field


@pytest.mark.parametrize(("name", "field", "least", "most"), RANGES)
def test_ranges(name: str, field: str, least: float | None, most: float | None) -> None:
    for bound, outwards in ((least, -1), (most, 1)):
        if bound is None:
            assert judge(name, VALID[name] | {field: outwards * 10**15})
        else:
            assert judge(name, VALID[name] | {field: bound})
            assert not judge(name, VALID[name] | {field: bound + outwards})
            assert not judge(name, VALID[name] | {field: bound + outwards * 0.001})
    assert not judge(name, VALID[name] | {field: True})
    assert not judge(name, VALID[name] | {field: "1"})


@pytest.mark.parametrize(("variable", "most"), VARIABLE_RANGES.items())
def test_ranges_of_variables(variable: str, most: float) -> None:
    for value, valid in (
        (0, True),
        (most, True),
        (-0.001, False),
        (most + 0.001, False),
        (True, False),
        (None, False),
    ):
        assert agreed(VARIABLES[variable], f"ISO15118_charger/variables/{variable}", value) is valid


def test_range_of_an_argument() -> None:
    for value, valid in ((0, True), (400, True), (-0.001, False), (400.001, False), ("16", False)):
        arguments = {"max_current": value}
        path = "ISO15118_charger/commands/update_ac_max_current"
        assert agreed(COMMANDS["update_ac_max_current"], path, arguments) is valid


@pytest.mark.parametrize(("name", "field", "least", "most"), LENGTHS)
def test_lengths(name: str, field: str, least: int, most: int | None) -> None:
    """Characters count, not bytes."""
    assert judge(name, VALID[name] | {field: "ä" * (most or 10000)})
    assert judge(name, VALID[name] | {field: "" if least == 0 else "x" * least})
    if least:
        assert not judge(name, VALID[name] | {field: "x" * (least - 1)})
    if most is not None:
        assert not judge(name, VALID[name] | {field: "x" * (most + 1)})
    assert not judge(name, VALID[name] | {field: 1})


@pytest.mark.parametrize(("name", "field", "item", "least", "most"), ITEMS)
def test_numbers_of_items(name: str, field: str, item: Any, least: int, most: int | None) -> None:
    assert judge(name, VALID[name] | {field: [item] * (most or 50)})
    assert judge(name, VALID[name] | {field: [item] * least})
    if least:
        assert not judge(name, VALID[name] | {field: [item] * (least - 1)})
    if most is not None:
        assert not judge(name, VALID[name] | {field: [item] * (most + 1)})
    assert not judge(name, VALID[name] | {field: item})
    assert not judge(name, VALID[name] | {field: ["x"]})


def test_items_have_a_range_of_their_own() -> None:
    assert not judge("authorization-ProvidedIdToken", PROVIDED | {"connectors": [1, 0]})


@pytest.mark.parametrize(
    ("argument", "values", "most"),
    [
        (("setup", "supported_energy_transfer_modes"), "DC_extended", 6),
        (("session_setup", "payment_options"), "Contract", 2),
    ],
)
def test_lists_of_arguments(argument: tuple[str, str], values: str, most: int) -> None:
    command, name = argument
    required: dict[str, dict[str, Any]] = {
        "setup": {"evse_id": {"evse_id": "x"}, "sae_j2847_mode": "None", "debug_mode": False},
        "session_setup": {"supported_certificate_service": False},
    }
    for count in range(most + 3):
        arguments = required[command] | {name: [values] * count}
        valid = agreed(COMMANDS[command], f"ISO15118_charger/commands/{command}", arguments)
        assert valid is (1 <= count <= most)


@pytest.mark.parametrize(
    ("evcc_id", "valid"),
    [
        ("02:42:AC:11:00:02", True),
        ("02:42:ac:11:00:02", False),
        ("02:42:AC:11:00", False),
        ("02:42:AC:11:00:02:03", False),
        ("", False),
        ("02-42-AC-11-00-02", False),
        (" 02:42:AC:11:00:02", False),
    ],
)
def test_evcc_id(evcc_id: str, valid: bool) -> None:
    assert agreed(VARIABLES["evcc_id"], "ISO15118_charger/variables/evcc_id", evcc_id) is valid


def test_where_we_are_right_and_the_oracle_is_not() -> None:
    """Python's ``$`` lets a line feed follow, and so does the oracle; the contract's ECMAScript does not."""
    with pytest.raises(ContractError, match="regex"):
        VARIABLES["evcc_id"].read("02:42:AC:11:00:02\n")
    with pytest.raises(ContractError, match="RFC"):
        VARIABLES["departure_time"].read("2026-01-31T12:00:00Z\n")


def test_leap_seconds_are_refused() -> None:
    """RFC 3339 knows them, Python's datetime does not: the one place where types are narrower."""
    with pytest.raises(ContractError, match="RFC"):
        VARIABLES["departure_time"].read("2016-12-31T23:59:60Z")


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("2026-01-31T12:00:00Z", True),
        ("2026-01-31T12:00:00.123456Z", True),
        ("2026-01-31T12:00:00+01:00", True),
        ("2026-01-31t12:00:00z", True),
        ("2028-02-29T00:00:00Z", True),
        ("2026-02-29T00:00:00Z", False),
        ("2026-01-31T12:00:00", False),
        ("2026-01-31 12:00:00Z", False),
        ("2026-01-31T12:00:00+0100", False),
        ("2026-01-31T24:00:00Z", False),
        ("2026-01-31T12:00Z", False),
        ("2026-01-31", False),
        ("12:00:00Z", False),
        ("٢٠٢٦-01-31T12:00:00Z", False),
        ("", False),
    ],
)
def test_date_times(text: str, valid: bool) -> None:
    assert agreed(VARIABLES["departure_time"], "ISO15118_charger/variables/departure_time", text) is valid
    assert judge("iso15118_charger-DcEvRemainingTime", {"ev_remaining_time_to_full_soc": text}) is valid
    assert judge("powermeter-Powermeter", METER | {"timestamp": text}) is valid
    assert judge("units_signed-SignedMeterValue", SIGNED | {"timestamp": text}) is valid


def test_date_times_are_written_with_their_zone() -> None:
    departure = VARIABLES["departure_time"]
    assert departure.write(datetime(2026, 1, 31, 12, tzinfo=UTC)) == "2026-01-31T12:00:00Z"
    east = datetime(2026, 1, 31, 12, tzinfo=timezone(timedelta(hours=1)))
    assert departure.write(east) == "2026-01-31T12:00:00+01:00"
    with pytest.raises(ContractError, match="timezone"):
        departure.write(datetime(2026, 1, 31, 12))


def test_whole_numbers_may_be_spelled_as_floats() -> None:
    assert judge("iso15118_charger-AppProtocol", PROTOCOL | {"schema_id": 1.0})
    assert not judge("iso15118_charger-AppProtocol", PROTOCOL | {"schema_id": 1.5})
    assert judge("authorization-ProvidedIdToken", PROVIDED | {"connectors": [1.0], "request_id": 7.0})


ENUMS = {
    "PaymentOption": "Contract ExternalPayment",
    "EnergyTransferMode": (
        "AC_single_phase_core AC_three_phase_core DC_core DC_extended DC_combo_core DC_unique"
    ),
    "IsolationStatus": "Invalid Valid Warning Fault No_IMD",
    "DcEvErrorCode": (
        "NO_ERROR FAILED_RESSTemperatureInhibit FAILED_EVShiftPosition FAILED_ChargerConnectorLockFault "
        "FAILED_EVRESSMalfunction FAILED_ChargingCurrentdifferentia FAILED_ChargingVoltageOutOfRange "
        "Reserved_A Reserved_B Reserved_C FAILED_ChargingSystemIncompatibility NoData"
    ),
    "EvseError": (
        "Error_Contactor Error_RCD Error_UtilityInterruptEvent Error_Malfunction Error_EmergencyShutdown"
    ),
    "SaeJ2847BidiMode": "None V2G V2H",
    "CertificateActionEnum": "Install Update",
    "Status": "Accepted Failed",
    "HashAlgorithm": "SHA256 SHA384 SHA512",
    "AuthorizationStatus": (
        "Accepted Blocked ConcurrentTx Expired Invalid NoCredit NotAllowedTypeEVSE NotAtThisLocation "
        "NotAtThisTime Unknown"
    ),
    "CertificateStatus": (
        "Accepted SignatureError CertificateExpired CertificateRevoked NoCertificateAvailable CertChainError "
        "ContractCancelled"
    ),
    "AuthorizationType": "OCPP RFID Autocharge PlugAndCharge BankCard",
    "IdTokenType": "Central eMAID MacAddress ISO14443 ISO15693 KeyCode Local NoAuthorization",
}
PAIRS = (
    "SupportedAppProtocol SessionSetup ServiceDiscovery ServiceDetail PaymentServiceSelection "
    "ServicePaymentSelection PaymentDetails Authorization ContractAuthentication ChargeParameterDiscovery "
    "ChargingStatus MeteringReceipt PowerDelivery CableCheck PreCharge CurrentDemand WeldingDetection "
    "SessionStop CertificateInstallation CertificateUpdate"
)


@pytest.mark.parametrize(("name", "values"), ENUMS.items())
def test_enums(name: str, values: str) -> None:
    module = iso15118_charger if hasattr(iso15118_charger, name) else authorization
    assert [str(member) for member in getattr(module, name)] == values.split()


def test_names_of_messages() -> None:
    names = [f"{pair}{side}" for pair in PAIRS.split() for side in ("Req", "Res")]
    assert [str(member) for member in iso15118_charger.V2gMessageId] == [*names, "UnknownMessage"]


def test_an_enum_takes_its_values_only() -> None:
    for value, valid in (
        ("V2G", True),
        ("None", True),
        ("none", False),
        ("", False),
        (None, False),
        (0, False),
    ):
        arguments = {
            "evse_id": {"evse_id": "x"},
            "supported_energy_transfer_modes": ["DC_core"],
            "sae_j2847_mode": value,
            "debug_mode": True,
        }
        assert agreed(COMMANDS["setup"], "ISO15118_charger/commands/setup", arguments) is valid


NAN, INFINITE = float("nan"), float("inf")


@pytest.mark.parametrize("value", [NAN, INFINITE, -INFINITE])
def test_numbers_are_finite(value: float) -> None:
    """Both with bounds and without: JSON has no such number."""
    broken: list[tuple[Any, str]] = [
        (units.Power(total=value), "$.total"),
        (units.Power(total=1, L3=value), "$.L3"),
        (temperature.Temperature(temperature=value), "$.temperature"),
        (
            iso15118_charger.DcEvTargetValues(dc_ev_target_voltage=value, dc_ev_target_current=1),
            "$.dc_ev_target_voltage",
        ),
        (iso15118_charger.SetupPhysicalValues(dc_peak_current_ripple=value), "$.dc_peak_current_ripple"),
        (
            powermeter.Powermeter(
                timestamp=datetime.now(UTC),
                energy_Wh_import=units.Energy(total=1),
                temperatures=(
                    temperature.Temperature(temperature=1),
                    temperature.Temperature(temperature=value),
                ),
            ),
            "$.temperatures[1].temperature",
        ),
    ]
    for struct, path in broken:
        with pytest.raises(ContractError) as caught:
            validate(struct)
        assert caught.value.path == path
        assert caught.value.rule
        assert str(caught.value) == f"{path}: {caught.value.rule}"


def test_building_checks_nothing_but_validate_does() -> None:
    present = iso15118_charger.DcEvsePresentVoltageCurrent(evse_present_voltage=1501)
    with pytest.raises(ContractError) as caught:
        validate(present)
    assert (caught.value.path, caught.value.rule) == ("$.evse_present_voltage", "Expected `float` <= 1500.0")


def test_absent_is_not_null() -> None:
    present = iso15118_charger.DcEvsePresentVoltageCurrent(evse_present_voltage=1)
    assert present.evse_present_current is UNSET
    assert Payload[Any](type(present)).write(present) == {"evse_present_voltage": 1}


@pytest.mark.parametrize("value", [b"x", object(), {1}, 1j, {"a": object()}, [[[b""]]]])
def test_what_is_no_json_is_refused(value: Any) -> None:
    for payload in (*COMMANDS.values(), *VARIABLES.values()):
        with pytest.raises(ContractError):
            payload.write(value)


def test_a_list_that_contains_itself_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(ContractError):
        VARIABLES["ev_app_protocol"].read({"Protocols": endless})
