"""The few fields of each message that matter when one reads a session, a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from msgspec import UNSET, Struct

from secc.tools.quantity import shown

__all__ = ["HIGHLIGHTS", "at", "highlights", "response_code"]

_TARGET = (("target", "EVTargetVoltage"), ("", "EVTargetCurrent"))
_PRESENT = (("present", "EVSEPresentVoltage"), ("", "EVSEPresentCurrent"))
_SOC = (("SoC", "DC_EVStatus.EVRESSSOC"), ("error", "DC_EVStatus.EVErrorCode"))
_SHOWN = (("SoC", "DisplayParameters.PresentSOC"), ("target", "DisplayParameters.TargetSOC"))
_PROCESSING = ("", "EVSEProcessing")
_DC = (
    ("", "DC_EVSEStatus.EVSEStatusCode"),
    ("isolation", "DC_EVSEStatus.EVSEIsolationStatus"),
    ("notification", "DC_EVSEStatus.EVSENotification"),
)
_AC = (
    ("RCD", "AC_EVSEStatus.RCD"),
    ("switch closed", "AC_EVSEStatus.PowerSwitchClosed"),
    ("notification", "AC_EVSEStatus.EVSENotification"),
)
_STATUS = (
    ("", "EVSEStatus.EVSEStatusCode"),
    ("RCD", "EVSEStatus.RCD"),
    ("notification", "EVSEStatus.EVSENotification"),
)
_METER = (("meter", "MeterInfo.MeterReading"), ("meter", "MeterInfo.ChargedEnergyReadingWh"))
_LIMITS = (
    ("current limit", "EVSECurrentLimitAchieved"),
    ("voltage limit", "EVSEVoltageLimitAchieved"),
    ("power limit", "EVSEPowerLimitAchieved"),
)
HIGHLIGHTS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "SessionSetupReq": (("EVCCID", "EVCCID"),),
    "SessionSetupRes": (("EVSEID", "EVSEID"),),
    "ServiceDiscoveryReq": (("", "ServiceCategory"),),
    "ServiceDiscoveryRes": (
        ("", "PaymentOptions.PaymentOption"),
        ("", "PaymentOptionList.PaymentOption"),
        ("", "ChargeService.EnergyTransferType"),
        ("", "ChargeService.SupportedEnergyTransferMode.EnergyTransferMode"),
        ("services", "EnergyTransferServiceList.Service.ServiceID"),
        ("value added", "ServiceList.Service.ServiceID"),
        ("value added", "VASList.Service.ServiceID"),
    ),
    "ServiceDetailReq": (("service", "ServiceID"),),
    "ServiceDetailRes": (
        ("service", "ServiceID"),
        ("parameter sets", "ServiceParameterList.ParameterSet.ParameterSetID"),
    ),
    "ServicePaymentSelectionReq": (
        ("", "SelectedPaymentOption"),
        ("services", "SelectedServiceList.SelectedService.ServiceID"),
    ),
    "PaymentServiceSelectionReq": (
        ("", "SelectedPaymentOption"),
        ("services", "SelectedServiceList.SelectedService.ServiceID"),
    ),
    "ServiceSelectionReq": (
        ("service", "SelectedEnergyTransferService.ServiceID"),
        ("parameter set", "SelectedEnergyTransferService.ParameterSetID"),
    ),
    "AuthorizationSetupRes": (
        ("", "AuthorizationServices"),
        ("installs certificates", "CertificateInstallationService"),
    ),
    "AuthorizationReq": (("", "SelectedAuthorizationService"), ("signs", "Id")),
    "AuthorizationRes": (_PROCESSING,),
    "ContractAuthenticationRes": (_PROCESSING,),
    "PaymentDetailsReq": (("eMAID", "eMAID"), ("contract", "ContractID")),
    "CertificateInstallationRes": (("eMAID", "eMAID.value"), _PROCESSING),
    "CertificateUpdateReq": (("eMAID", "eMAID"),),
    "CertificateUpdateRes": (("eMAID", "eMAID.value"),),
    "ChargeParameterDiscoveryReq": (
        ("", "RequestedEnergyTransferMode"),
        ("", "EVRequestedEnergyTransferType"),
        ("SoC", "EVChargeParameter.DC_EVStatus.EVRESSSOC"),
        ("at most", "EVChargeParameter.EVMaximumVoltageLimit"),
        ("", "EVChargeParameter.EVMaximumCurrentLimit"),
        ("", "EVChargeParameter.EVMaximumPowerLimit"),
        ("at most", "EVChargeParameter.EVMaxVoltage"),
        ("", "EVChargeParameter.EVMaxCurrent"),
        ("wants", "EVChargeParameter.EAmount"),
        ("wants", "EVChargeParameter.EVEnergyRequest"),
        ("leaves in s", "EVChargeParameter.DepartureTime"),
    ),
    "ChargeParameterDiscoveryRes": (
        _PROCESSING,
        ("at most", "EVSEChargeParameter.EVSEMaximumVoltageLimit"),
        ("", "EVSEChargeParameter.EVSEMaximumCurrentLimit"),
        ("", "EVSEChargeParameter.EVSEMaximumPowerLimit"),
        ("nominal", "EVSEChargeParameter.EVSENominalVoltage"),
        ("at most", "EVSEChargeParameter.EVSEMaxVoltage"),
        ("at most", "EVSEChargeParameter.EVSEMaxCurrent"),
        ("schedules", "SASchedules.SAScheduleTuple.SAScheduleTupleID"),
        *((label, f"EVSEChargeParameter.{path}") for label, path in (*_DC, *_AC)),
    ),
    "AC_ChargeParameterDiscoveryReq": (("at most", "AC_CPDReqEnergyTransferMode.EVMaximumChargePower"),),
    "AC_ChargeParameterDiscoveryRes": (("at most", "AC_CPDResEnergyTransferMode.EVSEMaximumChargePower"),),
    "DC_ChargeParameterDiscoveryReq": (
        ("at most", "DC_CPDReqEnergyTransferMode.EVMaximumVoltage"),
        ("", "DC_CPDReqEnergyTransferMode.EVMaximumChargeCurrent"),
        ("", "DC_CPDReqEnergyTransferMode.EVMaximumChargePower"),
    ),
    "DC_ChargeParameterDiscoveryRes": (
        ("at most", "DC_CPDResEnergyTransferMode.EVSEMaximumVoltage"),
        ("", "DC_CPDResEnergyTransferMode.EVSEMaximumChargeCurrent"),
        ("", "DC_CPDResEnergyTransferMode.EVSEMaximumChargePower"),
    ),
    "ScheduleExchangeRes": (_PROCESSING, ("pause", "GoToPause")),
    "CableCheckReq": _SOC,
    "CableCheckRes": (_PROCESSING, *_DC),
    "DC_CableCheckRes": (_PROCESSING,),
    "PreChargeReq": (*_TARGET, *_SOC),
    "PreChargeRes": (*_PRESENT, *_DC),
    "DC_PreChargeReq": (("present", "EVPresentVoltage"), *_TARGET, ("", "EVProcessing")),
    "DC_PreChargeRes": _PRESENT,
    "PowerDeliveryReq": (
        ("", "ChargeProgress"),
        ("ready", "ReadyToChargeState"),
        ("schedule", "SAScheduleTupleID"),
        ("complete", "EVPowerDeliveryParameter.ChargingComplete"),
        ("", "EVProcessing"),
    ),
    "PowerDeliveryRes": _STATUS,
    "ChargingStatusRes": (("at most", "EVSEMaxCurrent"), *_METER, *_AC),
    "CurrentDemandReq": (*_TARGET, *_SOC, ("complete", "ChargingComplete")),
    "CurrentDemandRes": (*_PRESENT, *_LIMITS, *_METER, *_DC),
    "AC_ChargeLoopReq": (
        ("present", "CLReqControlMode.EVPresentActivePower"),
        ("at most", "CLReqControlMode.EVMaximumChargePower"),
        *_SHOWN,
    ),
    "AC_ChargeLoopRes": (
        ("target", "CLResControlMode.EVSETargetActivePower"),
        ("present", "CLResControlMode.EVSEPresentActivePower"),
        *_METER,
        *_STATUS,
    ),
    "DC_ChargeLoopReq": (
        ("present", "EVPresentVoltage"),
        *((label, f"CLReqControlMode.{path}") for label, path in _TARGET),
        ("at most", "CLReqControlMode.EVMaximumChargeCurrent"),
        *_SHOWN,
    ),
    "DC_ChargeLoopRes": (*_PRESENT, *_LIMITS, *_METER, *_STATUS),
    "WPT_ChargeLoopReq": (("asks", "EVPCPowerRequest"), ("gets", "EVPCPowerOutput"), *_SHOWN),
    "WPT_ChargeLoopRes": (("takes in", "SDPowerInput"), ("at most", "SPCMaxOutputPowerLimit"), *_METER),
    "MeteringReceiptReq": _METER,
    "WeldingDetectionReq": _SOC,
    "WeldingDetectionRes": (*_PRESENT, *_DC),
    "DC_WeldingDetectionReq": (("", "EVProcessing"),),
    "DC_WeldingDetectionRes": _PRESENT,
    "SessionStopReq": (("", "ChargingSession"), ("because", "EVTerminationExplanation")),
    "ACDP_ConnectReq": (("", "EVElectricalChargingDeviceStatus"),),
    "ACDP_ConnectRes": (_PROCESSING, ("", "EVSEMechanicalChargingDeviceStatus")),
    "ACDP_DisconnectReq": (("", "EVElectricalChargingDeviceStatus"),),
    "ACDP_DisconnectRes": (_PROCESSING, ("", "EVSEMechanicalChargingDeviceStatus")),
    "SupportedAppProtocolRes": (("schema", "SchemaID"),),
}
"""Message to (label, path of the field), in the order shown. The names of DIN SPEC 70121, ISO 15118-2 and -20
stand side by side: a field that a message does not have is passed over."""

_SILENT: Final = {
    "error": "NO_ERROR",
    "": "EVSE_Ready",
    "isolation": "Valid",
    "notification": "None",
    "RCD": False,
    "complete": False,
    "current limit": False,
    "voltage limit": False,
    "power limit": False,
    "pause": False,
}
"""What goes without saying, by label."""


def at(value: Any, path: str) -> Any:
    """The field at the end of a path; UNSET where there is none. Of a list, all that its items have there."""
    for index, name in enumerate(steps := path.split(".")):
        if isinstance(value, tuple):
            rest = ".".join(steps[index:])
            return tuple(one for one in (at(item, rest) for item in value) if one is not UNSET)
        value = getattr(value, name, UNSET)
        if value is UNSET:
            return UNSET
    return value


def highlights(body: Any) -> Iterator[str]:
    """The fields that matter, each with its label."""
    name = type(body).__name__
    if name == "SupportedAppProtocolReq":
        for one in sorted(body.AppProtocol, key=lambda one: one.Priority):
            version = f"{one.VersionNumberMajor}.{one.VersionNumberMinor}"
            yield f"{one.SchemaID}={shown('', one.ProtocolNamespace)} {version}"
        return
    for label, path in HIGHLIGHTS.get(name, ()):
        value = at(body, path)
        if value is UNSET or value == () or (label in _SILENT and value == _SILENT[label]):
            continue
        field = path.rpartition(".")[2]
        texts = [shown(field, one) for one in (value if isinstance(value, tuple) else (value,))]
        yield f"{label} {'+'.join(texts)}".strip() if value is not True else label


def response_code(body: Any) -> str | None:
    """The response code; None for what has none."""
    code = getattr(body, "ResponseCode", UNSET) if isinstance(body, Struct) else UNSET
    return None if code is UNSET else str(code)
