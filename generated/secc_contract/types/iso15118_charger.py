# Generated from interfaces/types/iso15118_charger.yaml by "python -m codegen generate". Do not edit.
"""Types of the interface ISO15118_charger."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType


class PaymentOption(StrEnum):
    """How a car gets authorized, by its contract (Plug and Charge) or by other means (card, app, cash)."""

    Contract = "Contract"
    ExternalPayment = "ExternalPayment"


class EnergyTransferMode(StrEnum):
    """Ways of transferring energy, as DIN SPEC 70121 and ISO 15118-2 name them."""

    AC_single_phase_core = "AC_single_phase_core"
    AC_three_phase_core = "AC_three_phase_core"
    DC_core = "DC_core"
    DC_extended = "DC_extended"
    DC_combo_core = "DC_combo_core"
    DC_unique = "DC_unique"


class IsolationStatus(StrEnum):
    """Verdict of the isolation monitor.

    No_IMD says that there is no monitor; DIN SPEC 70121 cannot tell that to a car.
    """

    Invalid = "Invalid"
    Valid = "Valid"
    Warning = "Warning"
    Fault = "Fault"
    No_IMD = "No_IMD"


class DcEvErrorCode(StrEnum):
    """Fault codes of a car on DC.

    The name FAILED_ChargingCurrentdifferentia lacks the last letter that the standards give it; the contract
    keeps it so.
    """

    NO_ERROR = "NO_ERROR"
    FAILED_RESSTemperatureInhibit = "FAILED_RESSTemperatureInhibit"
    FAILED_EVShiftPosition = "FAILED_EVShiftPosition"
    FAILED_ChargerConnectorLockFault = "FAILED_ChargerConnectorLockFault"
    FAILED_EVRESSMalfunction = "FAILED_EVRESSMalfunction"
    FAILED_ChargingCurrentdifferentia = "FAILED_ChargingCurrentdifferentia"
    FAILED_ChargingVoltageOutOfRange = "FAILED_ChargingVoltageOutOfRange"
    Reserved_A = "Reserved_A"
    Reserved_B = "Reserved_B"
    Reserved_C = "Reserved_C"
    FAILED_ChargingSystemIncompatibility = "FAILED_ChargingSystemIncompatibility"
    NoData = "NoData"


class EvseError(StrEnum):
    """Faults of the charger."""

    Error_Contactor = "Error_Contactor"
    Error_RCD = "Error_RCD"
    Error_UtilityInterruptEvent = "Error_UtilityInterruptEvent"
    Error_Malfunction = "Error_Malfunction"
    Error_EmergencyShutdown = "Error_EmergencyShutdown"


class V2gMessageId(StrEnum):
    """Names of the V2G messages of DIN SPEC 70121 and ISO 15118-2."""

    SupportedAppProtocolReq = "SupportedAppProtocolReq"
    SupportedAppProtocolRes = "SupportedAppProtocolRes"
    SessionSetupReq = "SessionSetupReq"
    SessionSetupRes = "SessionSetupRes"
    ServiceDiscoveryReq = "ServiceDiscoveryReq"
    ServiceDiscoveryRes = "ServiceDiscoveryRes"
    ServiceDetailReq = "ServiceDetailReq"
    ServiceDetailRes = "ServiceDetailRes"
    PaymentServiceSelectionReq = "PaymentServiceSelectionReq"
    PaymentServiceSelectionRes = "PaymentServiceSelectionRes"
    ServicePaymentSelectionReq = "ServicePaymentSelectionReq"
    ServicePaymentSelectionRes = "ServicePaymentSelectionRes"
    PaymentDetailsReq = "PaymentDetailsReq"
    PaymentDetailsRes = "PaymentDetailsRes"
    AuthorizationReq = "AuthorizationReq"
    AuthorizationRes = "AuthorizationRes"
    ContractAuthenticationReq = "ContractAuthenticationReq"
    ContractAuthenticationRes = "ContractAuthenticationRes"
    ChargeParameterDiscoveryReq = "ChargeParameterDiscoveryReq"
    ChargeParameterDiscoveryRes = "ChargeParameterDiscoveryRes"
    ChargingStatusReq = "ChargingStatusReq"
    ChargingStatusRes = "ChargingStatusRes"
    MeteringReceiptReq = "MeteringReceiptReq"
    MeteringReceiptRes = "MeteringReceiptRes"
    PowerDeliveryReq = "PowerDeliveryReq"
    PowerDeliveryRes = "PowerDeliveryRes"
    CableCheckReq = "CableCheckReq"
    CableCheckRes = "CableCheckRes"
    PreChargeReq = "PreChargeReq"
    PreChargeRes = "PreChargeRes"
    CurrentDemandReq = "CurrentDemandReq"
    CurrentDemandRes = "CurrentDemandRes"
    WeldingDetectionReq = "WeldingDetectionReq"
    WeldingDetectionRes = "WeldingDetectionRes"
    SessionStopReq = "SessionStopReq"
    SessionStopRes = "SessionStopRes"
    CertificateInstallationReq = "CertificateInstallationReq"
    CertificateInstallationRes = "CertificateInstallationRes"
    CertificateUpdateReq = "CertificateUpdateReq"
    CertificateUpdateRes = "CertificateUpdateRes"
    UnknownMessage = "UnknownMessage"


class SaeJ2847BidiMode(StrEnum):
    """The bidirectional services of SAE J2847/2."""

    None_ = "None"
    V2G = "V2G"
    V2H = "V2H"


class CertificateActionEnum(StrEnum):
    """Whether a contract certificate is installed for the first time or renewed."""

    Install = "Install"
    Update = "Update"


class EVSEID(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Identifier of an outlet, in two spellings."""

    evse_id: str
    """Identifier for ISO 15118 sessions. The messages hold at most 37 characters."""

    evse_id_din: str | UnsetType = UNSET
    """Identifier after DIN SPEC 91286 for DIN SPEC 70121 sessions, its bytes as hexadecimal text."""


class DcEvsePresentVoltageCurrent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the DC output shows at this moment."""

    evse_present_voltage: Annotated[float, Meta(ge=0, le=1500)]
    """Measured voltage in V."""

    evse_present_current: Annotated[float, Meta(ge=0, le=10000)] | UnsetType = UNSET
    """Measured current in A. Discharging cannot be told."""


class DcEvseMaximumLimits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Upper limits of the DC supply."""

    evse_maximum_current_limit: Annotated[float, Meta(ge=-10000, le=10000)]
    """Current in A; negative when the charger wants to take it from the car."""

    evse_maximum_power_limit: Annotated[float, Meta(ge=-1000000, le=1000000)]
    """Power in W; negative when the charger wants to take it from the car."""

    evse_maximum_voltage_limit: Annotated[float, Meta(ge=0, le=1500)]
    """Voltage in V."""


class DcEvseMinimumLimits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lower limits of the DC supply."""

    evse_minimum_current_limit: Annotated[float, Meta(ge=0, le=10000)]
    """Current in A."""

    evse_minimum_voltage_limit: Annotated[float, Meta(ge=0, le=1500)]
    """Voltage in V."""


class SetupPhysicalValues(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Electrical properties of the charger. A field that is absent leaves the value as it was."""

    ac_nominal_voltage: Annotated[float, Meta(ge=0, le=1000)] | UnsetType = UNSET
    """Nominal AC voltage in V, phase to neutral."""

    dc_current_regulation_tolerance: Annotated[float, Meta(ge=0, le=400)] | UnsetType = UNSET
    """Absolute tolerance of the DC current regulation in A."""

    dc_peak_current_ripple: Annotated[float, Meta(ge=0, le=400)] | UnsetType = UNSET
    """Ripple of the DC current in A, peak to peak."""

    dc_energy_to_be_delivered: Annotated[float, Meta(ge=0, le=200000)] | UnsetType = UNSET
    """Energy in Wh that the charger will deliver on DC."""


class DcEvStatus(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """State of a car on DC, as it tells it in DC_EVStatus."""

    dc_ev_ready: bool
    """Whether the car is ready to charge."""

    dc_ev_error_code: DcEvErrorCode
    """Fault of the car."""

    dc_ev_ress_soc: Annotated[float, Meta(ge=0, le=100)]
    """State of charge of the battery in %."""

    dc_ev_cabin_conditioning: bool | UnsetType = UNSET
    """Whether the car heats or cools its cabin. DIN SPEC 70121 only."""

    dc_ev_ress_conditioning: bool | UnsetType = UNSET
    """Whether the car heats or cools its battery. DIN SPEC 70121 only."""


class DcEvTargetValues(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The set point that a car asks of the DC supply."""

    dc_ev_target_voltage: Annotated[float, Meta(ge=-2, le=1500)]
    """Voltage in V."""

    dc_ev_target_current: Annotated[float, Meta(ge=-2, le=10000)]
    """Current in A. Discharging below -2 A cannot be told."""


class DcEvMaximumLimits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Upper limits of a car on DC. What the car did not say is absent."""

    dc_ev_maximum_current_limit: Annotated[float, Meta(ge=-2, le=10000)] | UnsetType = UNSET
    """Current in A."""

    dc_ev_maximum_power_limit: Annotated[float, Meta(ge=-2, le=350000)] | UnsetType = UNSET
    """Power in W."""

    dc_ev_maximum_voltage_limit: Annotated[float, Meta(ge=-2, le=1500)] | UnsetType = UNSET
    """Voltage in V."""


class DcEvRemainingTime(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a car expects to be charged. What the car did not say is absent."""

    ev_remaining_time_to_full_soc: Annotated[datetime, Meta(tz=True)] | UnsetType = UNSET
    """Point in time (UTC) at which the battery is full."""

    ev_remaining_time_to_full_bulk_soc: Annotated[datetime, Meta(tz=True)] | UnsetType = UNSET
    """Point in time (UTC) at which fast charging is done."""


class AppProtocol(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One protocol that a car speaks."""

    protocol_namespace: Annotated[str, Meta(min_length=1, max_length=100)]
    """Namespace of the protocol's messages."""

    version_number_major: Annotated[int, Meta(ge=0)]
    """Major version."""

    version_number_minor: Annotated[int, Meta(ge=0)]
    """Minor version."""

    schema_id: Annotated[int, Meta(ge=0, le=255)]
    """The number by which the car refers to this entry."""

    priority: Annotated[int, Meta(ge=1, le=20)]
    """Rank among the entries; 1 is wanted most."""


class AppProtocols(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The protocols that a car speaks, as it lists them in the handshake."""

    Protocols: Annotated[tuple[AppProtocol, ...], Meta(min_length=1, max_length=20)]
    """One entry a protocol."""


class V2gMessages(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Copy of one V2G message, for debugging. Each notation that was not made is absent."""

    v2g_message_id: V2gMessageId
    """Name of the message."""

    v2g_message_xml: str | UnsetType = UNSET
    """The decoded message as XML."""

    v2g_message_json: str | UnsetType = UNSET
    """The decoded message as JSON."""

    v2g_message_exi_hex: str | UnsetType = UNSET
    """The frame as it went over the wire, V2GTP header included, as lower-case hexadecimal text."""

    v2g_message_exi_base64: str | UnsetType = UNSET
    """The same bytes as Base64."""


class Status(StrEnum):
    """Accepted when there is a message for the car, Failed when there is none."""

    Accepted = "Accepted"
    Failed = "Failed"


class ResponseExiStreamStatus(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A back end's answer to a request for a contract certificate."""

    status: Status
    """Accepted when there is a message for the car, Failed when there is none."""

    exi_response: Annotated[str, Meta(max_length=5600)] | UnsetType = UNSET
    """The message for the car (CertificateInstallationRes or CertificateUpdateRes): its EXI document without
    V2GTP header, as Base64.
    """

    certificate_action: CertificateActionEnum
    """The kind of request that is answered."""


class RequestExiStreamSchema(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A car's request for a contract certificate, to be passed to the back end as it is."""

    exi_request: Annotated[str, Meta(max_length=5600)]
    """The car's message, its EXI document as received without V2GTP header, as Base64."""

    iso15118_schema_version: Annotated[str, Meta(max_length=50)]
    """Namespace of the message, such as urn:iso:15118:2:2013:MsgDef."""

    certificate_action: CertificateActionEnum
    """The kind of request."""


class HashAlgorithm(StrEnum):
    """How the two hashes were made."""

    SHA256 = "SHA256"
    SHA384 = "SHA384"
    SHA512 = "SHA512"


class CertificateHashDataInfo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an OCSP responder needs to know about one certificate."""

    hashAlgorithm: HashAlgorithm
    """How the two hashes were made."""

    issuerNameHash: Annotated[str, Meta(max_length=128)]
    """Hash of the issuer's distinguished name."""

    issuerKeyHash: Annotated[str, Meta(max_length=128)]
    """Hash of the issuer's public key."""

    serialNumber: Annotated[str, Meta(max_length=40)]
    """Serial number of the certificate."""

    responderURL: Annotated[str, Meta(max_length=512)]
    """Where to ask."""
