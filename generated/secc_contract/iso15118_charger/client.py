# Generated from interfaces/ISO15118_charger.yaml by "python -m codegen generate". Do not edit.
"""The owner's side of ISO15118_charger: it gives commands and listens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from ..link import Caller
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
from .contract import (
    COMMANDS,
    VARIABLES,
    AcContactorClosedArguments,
    AuthorizationResponseArguments,
    CableCheckFinishedArguments,
    CertificateResponseArguments,
    DlinkReadyArguments,
    ReceiptIsRequiredArguments,
    SendErrorArguments,
    SessionSetupArguments,
    SetChargingParametersArguments,
    SetupArguments,
    StopChargingArguments,
    UpdateAcMaxCurrentArguments,
    UpdateDcMaximumLimitsArguments,
    UpdateDcMinimumLimitsArguments,
    UpdateDcPresentValuesArguments,
    UpdateIsolationStatusArguments,
    UpdateMeterInfoArguments,
)


class Iso15118ChargerClient:
    """The charger as its owner sees it: ``call_`` a command, ``subscribe_`` to a variable.

    A call raises ContractError when an argument breaks the contract; nothing was sent then. A callback gets
    the checked value, or nothing when the variable is an event.
    """

    def __init__(self, link: Caller) -> None:
        self._link = link

    def _call(self, command: str, arguments: Any) -> None:
        self._link.call(command, COMMANDS[command].write(arguments))

    def _subscribe(self, variable: str, callback: Callable[[Any], None]) -> None:
        payload = VARIABLES[variable]
        self._link.subscribe(variable, lambda plain: callback(payload.read(plain)))

    def call_setup(
        self,
        evse_id: EVSEID,
        supported_energy_transfer_modes: tuple[EnergyTransferMode, ...],
        sae_j2847_mode: SaeJ2847BidiMode,
        debug_mode: bool,
    ) -> None:
        """Identity and abilities of the charger.

        Call it at start-up, before the data link is reported ready, and again between sessions when something
        changed. Charging is not offered to cars before the first call.

        :param evse_id: Identifier of this outlet, told to the car in SessionSetupRes.
        :param supported_energy_transfer_modes: The ways of transferring energy that the car may choose from,
            told in ServiceDiscoveryRes. (1 to 6 items.)
        :param sae_j2847_mode: Which bidirectional service of SAE J2847/2 is offered, if any.
        :param debug_mode: True publishes a copy of every V2G message as v2g_messages. They hold personal
            data.
        """
        self._call(
            "setup",
            SetupArguments(
                evse_id=evse_id,
                supported_energy_transfer_modes=supported_energy_transfer_modes,
                sae_j2847_mode=sae_j2847_mode,
                debug_mode=debug_mode,
            ),
        )

    def call_set_charging_parameters(self, physical_values: SetupPhysicalValues) -> None:
        """Electrical properties of the charger.

        Call it at start-up, later when they change; used from the next ChargeParameterDiscoveryRes on.

        :param physical_values: The values to set. A field that is absent keeps its former value.
        """
        self._call("set_charging_parameters", SetChargingParametersArguments(physical_values=physical_values))

    def call_session_setup(
        self, payment_options: tuple[PaymentOption, ...], supported_certificate_service: bool
    ) -> None:
        """What the next session offers besides energy.

        Call it at start-up and before a session that differs.

        :param payment_options: The ways of authorization that the car may choose from, told in
            ServiceDiscoveryRes. (1 to 2 items.)
        :param supported_certificate_service: True offers the installation and update of contract
            certificates; needs a back end that answers.
        """
        self._call(
            "session_setup",
            SessionSetupArguments(
                payment_options=payment_options, supported_certificate_service=supported_certificate_service
            ),
        )

    def call_certificate_response(self, exi_stream_status: ResponseExiStreamStatus) -> None:
        """The back end's answer to certificate_request, to be given within 4.5 s: the message for the car
        with its new contract certificate, or the news that there is none.

        :param exi_stream_status: Outcome, and the message for the car.
        """
        self._call("certificate_response", CertificateResponseArguments(exi_stream_status=exi_stream_status))

    def call_authorization_response(
        self, authorization_status: AuthorizationStatus, certificate_status: CertificateStatus
    ) -> None:
        """The answer to require_auth_eim or require_auth_pnc.

        The car waits for it.

        :param authorization_status: Verdict on the token. Accepted lets the session go on; every other value
            ends it.
        :param certificate_status: Verdict on the contract certificate. Only looked at after require_auth_pnc.
        """
        self._call(
            "authorization_response",
            AuthorizationResponseArguments(
                authorization_status=authorization_status, certificate_status=certificate_status
            ),
        )

    def call_ac_contactor_closed(self, status: bool) -> None:
        """Position of the AC contactor.

        Call it whenever the contactor has moved, asked by ac_close_contactor or ac_open_contactor or not.

        :param status: True for closed, false for open.
        """
        self._call("ac_contactor_closed", AcContactorClosedArguments(status=status))

    def call_dlink_ready(self, value: bool) -> None:
        """The data link over the charging cable (ISO 15118-3, SLAC) came up or went down.

        While it is up the charger answers the car's search; going down closes the connection at once.

        :param value: True for up, false for down.
        """
        self._call("dlink_ready", DlinkReadyArguments(value=value))

    def call_cable_check_finished(self, status: bool) -> None:
        """The answer to start_cable_check: the isolation test of the cable has ended.

        Report the isolation itself with update_isolation_status first.

        :param status: True when the cable is safe, false when it is not; the session then fails.
        """
        self._call("cable_check_finished", CableCheckFinishedArguments(status=status))

    def call_receipt_is_required(self, receipt_required: bool) -> None:
        """Whether the car must sign meter readings with MeteringReceiptReq.

        Call it at start-up; matters for contract payment only.

        :param receipt_required: True asks for signed receipts.
        """
        self._call("receipt_is_required", ReceiptIsRequiredArguments(receipt_required=receipt_required))

    def call_stop_charging(self, stop: bool) -> None:
        """Ends the running session in an orderly way, through a notification that the car obeys.

        :param stop: True asks the car to stop, false withdraws the request. True without a session is
            ignored.
        """
        self._call("stop_charging", StopChargingArguments(stop=stop))

    def call_update_ac_max_current(self, max_current: float) -> None:
        """Greatest AC current that the car may draw from each phase.

        Call it at start-up and at every change; told to the car in ChargeParameterDiscoveryRes and
        ChargingStatusRes.

        :param max_current: Current in A (RMS) per phase. (0 to 400.)
        """
        self._call("update_ac_max_current", UpdateAcMaxCurrentArguments(max_current=max_current))

    def call_update_dc_maximum_limits(self, maximum_limits: DcEvseMaximumLimits) -> None:
        """Upper limits of the DC supply.

        Call it at start-up and at every change, also while charging; told to the car in
        ChargeParameterDiscoveryRes and CurrentDemandRes.

        :param maximum_limits: Greatest current in A, power in W and voltage in V.
        """
        self._call("update_dc_maximum_limits", UpdateDcMaximumLimitsArguments(maximum_limits=maximum_limits))

    def call_update_dc_minimum_limits(self, minimum_limits: DcEvseMinimumLimits) -> None:
        """Lower limits of the DC supply.

        Call it at start-up and at every change; told to the car in ChargeParameterDiscoveryRes.

        :param minimum_limits: Smallest current in A and voltage in V.
        """
        self._call("update_dc_minimum_limits", UpdateDcMinimumLimitsArguments(minimum_limits=minimum_limits))

    def call_update_isolation_status(self, isolation_status: IsolationStatus) -> None:
        """State of the DC isolation.

        Call it at every change; told to the car in each DC response.

        :param isolation_status: Verdict of the isolation monitor.
        """
        self._call(
            "update_isolation_status", UpdateIsolationStatusArguments(isolation_status=isolation_status)
        )

    def call_update_dc_present_values(self, present_voltage_current: DcEvsePresentVoltageCurrent) -> None:
        """What the DC output shows now.

        Call it often (several times a second) from pre-charge until the welding check; told to the car in
        PreChargeRes, CurrentDemandRes and WeldingDetectionRes.

        :param present_voltage_current: Voltage in V and current in A. An absent current keeps its former
            value.
        """
        self._call(
            "update_dc_present_values",
            UpdateDcPresentValuesArguments(present_voltage_current=present_voltage_current),
        )

    def call_update_meter_info(self, powermeter: Powermeter) -> None:
        """A new meter reading, about once a second; told to the car in ChargingStatusRes and
        CurrentDemandRes.

        :param powermeter: The reading.
        """
        self._call("update_meter_info", UpdateMeterInfoArguments(powermeter=powermeter))

    def call_send_error(self, error: EvseError) -> None:
        """A fault of the charger that the car has to know.

        It stays until reset_error.

        :param error: Kind of fault.
        """
        self._call("send_error", SendErrorArguments(error=error))

    def call_reset_error(self) -> None:
        """All faults are gone. An emergency shutdown stays until the running session has ended."""
        self._call("reset_error", {})

    def subscribe_require_auth_eim(self, callback: Callable[[], None]) -> None:
        """The car waits for authorization by other means than its contract (card, app).

        Sent once, at the first AuthorizationReq with external payment; answer with authorization_response.
        """
        self._subscribe("require_auth_eim", lambda _: callback())

    def subscribe_require_auth_pnc(self, callback: Callable[[ProvidedIdToken], None]) -> None:
        """The car presented its contract certificate (Plug and Charge).

        Sent for each PaymentDetailsReq whose chain was accepted; answer with authorization_response.
        """
        self._subscribe("require_auth_pnc", callback)

    def subscribe_ac_close_contactor(self, callback: Callable[[], None]) -> None:
        """Close the AC contactor now.

        Sent at the start of power delivery; answer with ac_contactor_closed(true).
        """
        self._subscribe("ac_close_contactor", lambda _: callback())

    def subscribe_ac_open_contactor(self, callback: Callable[[], None]) -> None:
        """Open the AC contactor now.

        Sent at the end of power delivery and whenever a session breaks off while charging; answer with
        ac_contactor_closed(false).
        """
        self._subscribe("ac_open_contactor", lambda _: callback())

    def subscribe_start_cable_check(self, callback: Callable[[], None]) -> None:
        """Test the isolation of the cable now.

        Sent at the first CableCheckReq; answer with cable_check_finished.
        """
        self._subscribe("start_cable_check", lambda _: callback())

    def subscribe_dc_open_contactor(self, callback: Callable[[], None]) -> None:
        """Switch the DC supply off and open its contactor now.

        Sent at the end of power delivery and whenever a session breaks off while charging, right behind
        current_demand_finished.
        """
        self._subscribe("dc_open_contactor", lambda _: callback())

    def subscribe_v2g_setup_finished(self, callback: Callable[[], None]) -> None:
        """The set-up of the session is complete. Sent when the car asks for the start of power delivery."""
        self._subscribe("v2g_setup_finished", lambda _: callback())

    def subscribe_current_demand_started(self, callback: Callable[[], None]) -> None:
        """The DC charging loop runs. Sent at its first CurrentDemandReq, again after a renegotiation."""
        self._subscribe("current_demand_started", lambda _: callback())

    def subscribe_current_demand_finished(self, callback: Callable[[], None]) -> None:
        """The DC charging loop has ended.

        Sent when the car stops power delivery or is lost while charging.
        """
        self._subscribe("current_demand_finished", lambda _: callback())

    def subscribe_sae_bidi_mode_active(self, callback: Callable[[], None]) -> None:
        """The car chose a bidirectional service of SAE J2847/2. Sent at its PaymentServiceSelectionReq."""
        self._subscribe("sae_bidi_mode_active", lambda _: callback())

    def subscribe_evcc_id(self, callback: Callable[[str], None]) -> None:
        """MAC address of the car's communication controller, upper case with colons.

        Sent at each SessionSetupReq whose identifier has six bytes. (Pattern
        ``^[A-F0-9]{2}(:[A-F0-9]{2}){5}$``.)
        """
        self._subscribe("evcc_id", callback)

    def subscribe_selected_payment_option(self, callback: Callable[[PaymentOption], None]) -> None:
        """How the car wants to be authorized. Sent once, when the choice was accepted."""
        self._subscribe("selected_payment_option", callback)

    def subscribe_requested_energy_transfer_mode(
        self, callback: Callable[[EnergyTransferMode], None]
    ) -> None:
        """How the car wants its energy. Sent at the first ChargeParameterDiscoveryReq and at every change."""
        self._subscribe("requested_energy_transfer_mode", callback)

    def subscribe_departure_time(self, callback: Callable[[datetime], None]) -> None:
        """When the car means to leave (UTC).

        Sent with each ChargeParameterDiscoveryReq that says so. (Date and time with time zone (RFC 3339).)
        """
        self._subscribe("departure_time", callback)

    def subscribe_ac_eamount(self, callback: Callable[[float], None]) -> None:
        """Energy in Wh that the car wants until it leaves.

        Sent with each AC ChargeParameterDiscoveryReq. (0 to 200000.)
        """
        self._subscribe("ac_eamount", callback)

    def subscribe_ac_ev_max_voltage(self, callback: Callable[[float], None]) -> None:
        """Greatest voltage in V (RMS, phase to neutral) that the car takes.

        Sent with each AC ChargeParameterDiscoveryReq. (0 to 1000.)
        """
        self._subscribe("ac_ev_max_voltage", callback)

    def subscribe_ac_ev_max_current(self, callback: Callable[[float], None]) -> None:
        """Greatest current in A per phase that the car takes.

        Sent with each AC ChargeParameterDiscoveryReq. (0 to 400.)
        """
        self._subscribe("ac_ev_max_current", callback)

    def subscribe_ac_ev_min_current(self, callback: Callable[[float], None]) -> None:
        """Current in A per phase below which charging is not worth while for the car.

        Sent with each AC ChargeParameterDiscoveryReq. (0 to 400.)
        """
        self._subscribe("ac_ev_min_current", callback)

    def subscribe_dc_ev_energy_capacity(self, callback: Callable[[float], None]) -> None:
        """Capacity of the battery in Wh.

        Sent with each DC ChargeParameterDiscoveryReq that says so. (0 to 200000.)
        """
        self._subscribe("dc_ev_energy_capacity", callback)

    def subscribe_dc_ev_energy_request(self, callback: Callable[[float], None]) -> None:
        """Energy in Wh that the car asks for.

        Sent with each DC ChargeParameterDiscoveryReq that says so. (0 to 200000.)
        """
        self._subscribe("dc_ev_energy_request", callback)

    def subscribe_dc_full_soc(self, callback: Callable[[float], None]) -> None:
        """State of charge in % at which the car takes its battery as full.

        Sent with each DC ChargeParameterDiscoveryReq that says so. (0 to 100.)
        """
        self._subscribe("dc_full_soc", callback)

    def subscribe_dc_bulk_soc(self, callback: Callable[[float], None]) -> None:
        """State of charge in % at which the car takes fast charging as done.

        Sent with each DC ChargeParameterDiscoveryReq that says so. (0 to 100.)
        """
        self._subscribe("dc_bulk_soc", callback)

    def subscribe_dc_ev_status(self, callback: Callable[[DcEvStatus], None]) -> None:
        """State of the car.

        Sent with the first DC request of a session that carries it, then at every change.
        """
        self._subscribe("dc_ev_status", callback)

    def subscribe_dc_bulk_charging_complete(self, callback: Callable[[bool], None]) -> None:
        """Whether fast charging is done (about 80 %).

        Sent with PowerDeliveryReq when it says so, then with CurrentDemandReq at every change.
        """
        self._subscribe("dc_bulk_charging_complete", callback)

    def subscribe_dc_charging_complete(self, callback: Callable[[bool], None]) -> None:
        """Whether the battery is full.

        Sent with PowerDeliveryReq, then with CurrentDemandReq at every change.
        """
        self._subscribe("dc_charging_complete", callback)

    def subscribe_dc_ev_target_voltage_current(self, callback: Callable[[DcEvTargetValues], None]) -> None:
        """The set point in V and A that the DC supply has to follow.

        Sent with the first PreChargeReq and the first CurrentDemandReq, then at every change and without
        delay.
        """
        self._subscribe("dc_ev_target_voltage_current", callback)

    def subscribe_dc_ev_maximum_limits(self, callback: Callable[[DcEvMaximumLimits], None]) -> None:
        """Greatest current in A, power in W and voltage in V that the car takes.

        Sent with DC ChargeParameterDiscoveryReq, then with CurrentDemandReq at every change.
        """
        self._subscribe("dc_ev_maximum_limits", callback)

    def subscribe_dc_ev_remaining_time(self, callback: Callable[[DcEvRemainingTime], None]) -> None:
        """When the car expects to be charged. Sent with CurrentDemandReq when the time left was changed."""
        self._subscribe("dc_ev_remaining_time", callback)

    def subscribe_certificate_request(self, callback: Callable[[RequestExiStreamSchema], None]) -> None:
        """The car asks for a new or renewed contract certificate; pass the request to the back end.

        Sent at each CertificateInstallationReq and CertificateUpdateReq; answer with certificate_response.
        """
        self._subscribe("certificate_request", callback)

    def subscribe_dlink_terminate(self, callback: Callable[[], None]) -> None:
        """The session has ended as it should; release the data link. Sent when the connection is closed."""
        self._subscribe("dlink_terminate", lambda _: callback())

    def subscribe_dlink_error(self, callback: Callable[[], None]) -> None:
        """The session broke off or never began; release the data link and match anew.

        Sent when the connection is closed or did not come within 18 s.
        """
        self._subscribe("dlink_error", lambda _: callback())

    def subscribe_dlink_pause(self, callback: Callable[[], None]) -> None:
        """The car pauses; keep the data link and save power. Sent when the connection is closed."""
        self._subscribe("dlink_pause", lambda _: callback())

    def subscribe_ev_app_protocol(self, callback: Callable[[AppProtocols], None]) -> None:
        """The protocols that the car speaks. Sent at each SupportedAppProtocolReq."""
        self._subscribe("ev_app_protocol", callback)

    def subscribe_v2g_messages(self, callback: Callable[[V2gMessages], None]) -> None:
        """Copy of each V2G message, request then response. Sent only in debug mode."""
        self._subscribe("v2g_messages", callback)

    def subscribe_selected_protocol(self, callback: Callable[[str], None]) -> None:
        """The protocol that was agreed on: DIN70121, ISO15118-2-2013, or None when there is none in common.

        Sent at each SupportedAppProtocolReq.
        """
        self._subscribe("selected_protocol", callback)
