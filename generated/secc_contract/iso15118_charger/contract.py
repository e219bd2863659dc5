# Generated from interfaces/ISO15118_charger.yaml by "python -m codegen generate". Do not edit.
"""What each command and each variable of ISO15118_charger carries."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from ..types.authorization import AuthorizationStatus, CertificateStatus, ProvidedIdToken
from ..types.iso15118_charger import (
    EVSEID,
    AppProtocols,
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
    V2gMessages,
)
from ..types.powermeter import Powermeter
from ..validation import Payload


class SetupArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of ``setup``."""

    evse_id: EVSEID
    supported_energy_transfer_modes: Annotated[
        tuple[EnergyTransferMode, ...], Meta(min_length=1, max_length=6)
    ]
    sae_j2847_mode: SaeJ2847BidiMode
    debug_mode: bool


class SetChargingParametersArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of ``set_charging_parameters``."""

    physical_values: SetupPhysicalValues


class SessionSetupArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of ``session_setup``."""

    payment_options: Annotated[tuple[PaymentOption, ...], Meta(min_length=1, max_length=2)]
    supported_certificate_service: bool


class CertificateResponseArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of ``certificate_response``."""

    exi_stream_status: ResponseExiStreamStatus


class AuthorizationResponseArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of ``authorization_response``."""

    authorization_status: AuthorizationStatus
    certificate_status: CertificateStatus


class AcContactorClosedArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of ``ac_contactor_closed``."""

    status: bool


class DlinkReadyArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of ``dlink_ready``."""

    value: bool


class CableCheckFinishedArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of ``cable_check_finished``."""

    status: bool


class ReceiptIsRequiredArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of ``receipt_is_required``."""

    receipt_required: bool


class StopChargingArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of ``stop_charging``."""

    stop: bool


class UpdateAcMaxCurrentArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of ``update_ac_max_current``."""

    max_current: Annotated[float, Meta(ge=0, le=400)]


class UpdateDcMaximumLimitsArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of ``update_dc_maximum_limits``."""

    maximum_limits: DcEvseMaximumLimits


class UpdateDcMinimumLimitsArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of ``update_dc_minimum_limits``."""

    minimum_limits: DcEvseMinimumLimits


class UpdateIsolationStatusArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of ``update_isolation_status``."""

    isolation_status: IsolationStatus


class UpdateDcPresentValuesArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of ``update_dc_present_values``."""

    present_voltage_current: DcEvsePresentVoltageCurrent


class UpdateMeterInfoArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of ``update_meter_info``."""

    powermeter: Powermeter


class SendErrorArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of ``send_error``."""

    error: EvseError


class ResetErrorArguments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Arguments of ``reset_error``."""


COMMANDS: Final[dict[str, Payload[Any]]] = {
    "setup": Payload(SetupArguments),
    "set_charging_parameters": Payload(SetChargingParametersArguments),
    "session_setup": Payload(SessionSetupArguments),
    "certificate_response": Payload(CertificateResponseArguments),
    "authorization_response": Payload(AuthorizationResponseArguments),
    "ac_contactor_closed": Payload(AcContactorClosedArguments),
    "dlink_ready": Payload(DlinkReadyArguments),
    "cable_check_finished": Payload(CableCheckFinishedArguments),
    "receipt_is_required": Payload(ReceiptIsRequiredArguments),
    "stop_charging": Payload(StopChargingArguments),
    "update_ac_max_current": Payload(UpdateAcMaxCurrentArguments),
    "update_dc_maximum_limits": Payload(UpdateDcMaximumLimitsArguments),
    "update_dc_minimum_limits": Payload(UpdateDcMinimumLimitsArguments),
    "update_isolation_status": Payload(UpdateIsolationStatusArguments),
    "update_dc_present_values": Payload(UpdateDcPresentValuesArguments),
    "update_meter_info": Payload(UpdateMeterInfoArguments),
    "send_error": Payload(SendErrorArguments),
    "reset_error": Payload(ResetErrorArguments),
}
"""Commands in the contract's order, with their arguments."""

VARIABLES: Final[dict[str, Payload[Any]]] = {
    "require_auth_eim": Payload(None),
    "require_auth_pnc": Payload(ProvidedIdToken),
    "ac_close_contactor": Payload(None),
    "ac_open_contactor": Payload(None),
    "start_cable_check": Payload(None),
    "dc_open_contactor": Payload(None),
    "v2g_setup_finished": Payload(None),
    "current_demand_started": Payload(None),
    "current_demand_finished": Payload(None),
    "sae_bidi_mode_active": Payload(None),
    "evcc_id": Payload(Annotated[str, Meta(pattern="^[A-F0-9]{2}(:[A-F0-9]{2}){5}\\Z")]),
    "selected_payment_option": Payload(PaymentOption),
    "requested_energy_transfer_mode": Payload(EnergyTransferMode),
    "departure_time": Payload(Annotated[datetime, Meta(tz=True)]),
    "ac_eamount": Payload(Annotated[float, Meta(ge=0, le=200000)]),
    "ac_ev_max_voltage": Payload(Annotated[float, Meta(ge=0, le=1000)]),
    "ac_ev_max_current": Payload(Annotated[float, Meta(ge=0, le=400)]),
    "ac_ev_min_current": Payload(Annotated[float, Meta(ge=0, le=400)]),
    "dc_ev_energy_capacity": Payload(Annotated[float, Meta(ge=0, le=200000)]),
    "dc_ev_energy_request": Payload(Annotated[float, Meta(ge=0, le=200000)]),
    "dc_full_soc": Payload(Annotated[float, Meta(ge=0, le=100)]),
    "dc_bulk_soc": Payload(Annotated[float, Meta(ge=0, le=100)]),
    "dc_ev_status": Payload(DcEvStatus),
    "dc_bulk_charging_complete": Payload(bool),
    "dc_charging_complete": Payload(bool),
    "dc_ev_target_voltage_current": Payload(DcEvTargetValues),
    "dc_ev_maximum_limits": Payload(DcEvMaximumLimits),
    "dc_ev_remaining_time": Payload(DcEvRemainingTime),
    "certificate_request": Payload(RequestExiStreamSchema),
    "dlink_terminate": Payload(None),
    "dlink_error": Payload(None),
    "dlink_pause": Payload(None),
    "ev_app_protocol": Payload(AppProtocols),
    "v2g_messages": Payload(V2gMessages),
    "selected_protocol": Payload(str),
}
"""Variables in the contract's order; ``Payload(None)`` is an event without value."""
