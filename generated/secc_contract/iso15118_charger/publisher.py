# Generated from interfaces/ISO15118_charger.yaml by "python -m codegen generate". Do not edit.
"""The charger's side of ISO15118_charger: what it tells."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ..link import Provider
from ..types.authorization import ProvidedIdToken
from ..types.iso15118_charger import (
    AppProtocols,
    DcEvMaximumLimits,
    DcEvRemainingTime,
    DcEvStatus,
    DcEvTargetValues,
    EnergyTransferMode,
    PaymentOption,
    RequestExiStreamSchema,
    V2gMessages,
)
from .contract import VARIABLES


class Iso15118ChargerPublisher:
    """The variables of ISO15118_charger, one method each.

    Each raises ContractError when a value breaks the contract; nothing was sent then.
    """

    def __init__(self, link: Provider) -> None:
        self._link = link

    def _publish(self, variable: str, value: Any) -> None:
        self._link.publish(variable, VARIABLES[variable].write(value))

    def publish_require_auth_eim(self) -> None:
        """The car waits for authorization by other means than its contract (card, app).

        Sent once, at the first AuthorizationReq with external payment; answer with authorization_response.
        """
        self._publish("require_auth_eim", None)

    def publish_require_auth_pnc(self, value: ProvidedIdToken) -> None:
        """The car presented its contract certificate (Plug and Charge).

        Sent for each PaymentDetailsReq whose chain was accepted; answer with authorization_response.
        """
        self._publish("require_auth_pnc", value)

    def publish_ac_close_contactor(self) -> None:
        """Close the AC contactor now.

        Sent at the start of power delivery; answer with ac_contactor_closed(true).
        """
        self._publish("ac_close_contactor", None)

    def publish_ac_open_contactor(self) -> None:
        """Open the AC contactor now.

        Sent at the end of power delivery and whenever a session breaks off while charging; answer with
        ac_contactor_closed(false).
        """
        self._publish("ac_open_contactor", None)

    def publish_start_cable_check(self) -> None:
        """Test the isolation of the cable now.

        Sent at the first CableCheckReq; answer with cable_check_finished.
        """
        self._publish("start_cable_check", None)

    def publish_dc_open_contactor(self) -> None:
        """Switch the DC supply off and open its contactor now.

        Sent at the end of power delivery and whenever a session breaks off while charging, right behind
        current_demand_finished.
        """
        self._publish("dc_open_contactor", None)

    def publish_v2g_setup_finished(self) -> None:
        """The set-up of the session is complete. Sent when the car asks for the start of power delivery."""
        self._publish("v2g_setup_finished", None)

    def publish_current_demand_started(self) -> None:
        """The DC charging loop runs. Sent at its first CurrentDemandReq, again after a renegotiation."""
        self._publish("current_demand_started", None)

    def publish_current_demand_finished(self) -> None:
        """The DC charging loop has ended.

        Sent when the car stops power delivery or is lost while charging.
        """
        self._publish("current_demand_finished", None)

    def publish_sae_bidi_mode_active(self) -> None:
        """The car chose a bidirectional service of SAE J2847/2. Sent at its PaymentServiceSelectionReq."""
        self._publish("sae_bidi_mode_active", None)

    def publish_evcc_id(self, value: str) -> None:
        """MAC address of the car's communication controller, upper case with colons.

        Sent at each SessionSetupReq whose identifier has six bytes. (Pattern
        ``^[A-F0-9]{2}(:[A-F0-9]{2}){5}$``.)
        """
        self._publish("evcc_id", value)

    def publish_selected_payment_option(self, value: PaymentOption) -> None:
        """How the car wants to be authorized. Sent once, when the choice was accepted."""
        self._publish("selected_payment_option", value)

    def publish_requested_energy_transfer_mode(self, value: EnergyTransferMode) -> None:
        """How the car wants its energy. Sent at the first ChargeParameterDiscoveryReq and at every change."""
        self._publish("requested_energy_transfer_mode", value)

    def publish_departure_time(self, value: datetime) -> None:
        """When the car means to leave (UTC).

        Sent with each ChargeParameterDiscoveryReq that says so. (Date and time with time zone (RFC 3339).)
        """
        self._publish("departure_time", value)

    def publish_ac_eamount(self, value: float) -> None:
        """Energy in Wh that the car wants until it leaves.

        Sent with each AC ChargeParameterDiscoveryReq. (0 to 200000.)
        """
        self._publish("ac_eamount", value)

    def publish_ac_ev_max_voltage(self, value: float) -> None:
        """Greatest voltage in V (RMS, phase to neutral) that the car takes.

        Sent with each AC ChargeParameterDiscoveryReq. (0 to 1000.)
        """
        self._publish("ac_ev_max_voltage", value)

    def publish_ac_ev_max_current(self, value: float) -> None:
        """Greatest current in A per phase that the car takes.

        Sent with each AC ChargeParameterDiscoveryReq. (0 to 400.)
        """
        self._publish("ac_ev_max_current", value)

    def publish_ac_ev_min_current(self, value: float) -> None:
        """Current in A per phase below which charging is not worth while for the car.

        Sent with each AC ChargeParameterDiscoveryReq. (0 to 400.)
        """
        self._publish("ac_ev_min_current", value)

    def publish_dc_ev_energy_capacity(self, value: float) -> None:
        """Capacity of the battery in Wh.

        Sent with each DC ChargeParameterDiscoveryReq that says so. (0 to 200000.)
        """
        self._publish("dc_ev_energy_capacity", value)

    def publish_dc_ev_energy_request(self, value: float) -> None:
        """Energy in Wh that the car asks for.

        Sent with each DC ChargeParameterDiscoveryReq that says so. (0 to 200000.)
        """
        self._publish("dc_ev_energy_request", value)

    def publish_dc_full_soc(self, value: float) -> None:
        """State of charge in % at which the car takes its battery as full.

        Sent with each DC ChargeParameterDiscoveryReq that says so. (0 to 100.)
        """
        self._publish("dc_full_soc", value)

    def publish_dc_bulk_soc(self, value: float) -> None:
        """State of charge in % at which the car takes fast charging as done.

        Sent with each DC ChargeParameterDiscoveryReq that says so. (0 to 100.)
        """
        self._publish("dc_bulk_soc", value)

    def publish_dc_ev_status(self, value: DcEvStatus) -> None:
        """State of the car.

        Sent with the first DC request of a session that carries it, then at every change.
        """
        self._publish("dc_ev_status", value)

    def publish_dc_bulk_charging_complete(self, value: bool) -> None:
        """Whether fast charging is done (about 80 %).

        Sent with PowerDeliveryReq when it says so, then with CurrentDemandReq at every change.
        """
        self._publish("dc_bulk_charging_complete", value)

    def publish_dc_charging_complete(self, value: bool) -> None:
        """Whether the battery is full.

        Sent with PowerDeliveryReq, then with CurrentDemandReq at every change.
        """
        self._publish("dc_charging_complete", value)

    def publish_dc_ev_target_voltage_current(self, value: DcEvTargetValues) -> None:
        """The set point in V and A that the DC supply has to follow.

        Sent with the first PreChargeReq and the first CurrentDemandReq, then at every change and without
        delay.
        """
        self._publish("dc_ev_target_voltage_current", value)

    def publish_dc_ev_maximum_limits(self, value: DcEvMaximumLimits) -> None:
        """Greatest current in A, power in W and voltage in V that the car takes.

        Sent with DC ChargeParameterDiscoveryReq, then with CurrentDemandReq at every change.
        """
        self._publish("dc_ev_maximum_limits", value)

    def publish_dc_ev_remaining_time(self, value: DcEvRemainingTime) -> None:
        """When the car expects to be charged. Sent with CurrentDemandReq when the time left was changed."""
        self._publish("dc_ev_remaining_time", value)

    def publish_certificate_request(self, value: RequestExiStreamSchema) -> None:
        """The car asks for a new or renewed contract certificate; pass the request to the back end.

        Sent at each CertificateInstallationReq and CertificateUpdateReq; answer with certificate_response.
        """
        self._publish("certificate_request", value)

    def publish_dlink_terminate(self) -> None:
        """The session has ended as it should; release the data link. Sent when the connection is closed."""
        self._publish("dlink_terminate", None)

    def publish_dlink_error(self) -> None:
        """The session broke off or never began; release the data link and match anew.

        Sent when the connection is closed or did not come within 18 s.
        """
        self._publish("dlink_error", None)

    def publish_dlink_pause(self) -> None:
        """The car pauses; keep the data link and save power. Sent when the connection is closed."""
        self._publish("dlink_pause", None)

    def publish_ev_app_protocol(self, value: AppProtocols) -> None:
        """The protocols that the car speaks. Sent at each SupportedAppProtocolReq."""
        self._publish("ev_app_protocol", value)

    def publish_v2g_messages(self, value: V2gMessages) -> None:
        """Copy of each V2G message, request then response. Sent only in debug mode."""
        self._publish("v2g_messages", value)

    def publish_selected_protocol(self, value: str) -> None:
        """The protocol that was agreed on: DIN70121, ISO15118-2-2013, or None when there is none in common.

        Sent at each SupportedAppProtocolReq.
        """
        self._publish("selected_protocol", value)
