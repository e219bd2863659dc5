# Generated from interfaces/ISO15118_charger.yaml by "python -m codegen generate". Do not edit.
"""The charger's side of ISO15118_charger: what it must be able to do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from msgspec.structs import asdict

from ..errors import ContractError
from ..types.authorization import AuthorizationStatus, CertificateStatus
from ..types.iso15118_charger import (
    EVSEID,
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
)
from ..types.powermeter import Powermeter
from .contract import COMMANDS


class Iso15118ChargerHandler(ABC):
    """The commands of ISO15118_charger, one method each, called with checked arguments by their names.

    A command may come at any time and repeatedly; a handler returns at once.
    """

    def dispatch(self, command: str, arguments: Mapping[str, Any]) -> None:
        """Check a command and hand it to its method.

        :raises ContractError: there is no such command, or an argument breaks the contract; nothing was done.
        """
        payload = COMMANDS.get(command)
        if payload is None:
            raise ContractError("$", f"Unknown command {command!r}")
        getattr(self, f"handle_{command}")(**asdict(payload.read(arguments)))

    @abstractmethod
    def handle_setup(
        self,
        *,
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

    @abstractmethod
    def handle_set_charging_parameters(self, *, physical_values: SetupPhysicalValues) -> None:
        """Electrical properties of the charger.

        Call it at start-up, later when they change; used from the next ChargeParameterDiscoveryRes on.

        :param physical_values: The values to set. A field that is absent keeps its former value.
        """

    @abstractmethod
    def handle_session_setup(
        self, *, payment_options: tuple[PaymentOption, ...], supported_certificate_service: bool
    ) -> None:
        """What the next session offers besides energy.

        Call it at start-up and before a session that differs.

        :param payment_options: The ways of authorization that the car may choose from, told in
            ServiceDiscoveryRes. (1 to 2 items.)
        :param supported_certificate_service: True offers the installation and update of contract
            certificates; needs a back end that answers.
        """

    @abstractmethod
    def handle_certificate_response(self, *, exi_stream_status: ResponseExiStreamStatus) -> None:
        """The back end's answer to certificate_request, to be given within 4.5 s: the message for the car
        with its new contract certificate, or the news that there is none.

        :param exi_stream_status: Outcome, and the message for the car.
        """

    @abstractmethod
    def handle_authorization_response(
        self, *, authorization_status: AuthorizationStatus, certificate_status: CertificateStatus
    ) -> None:
        """The answer to require_auth_eim or require_auth_pnc.

        The car waits for it.

        :param authorization_status: Verdict on the token. Accepted lets the session go on; every other value
            ends it.
        :param certificate_status: Verdict on the contract certificate. Only looked at after require_auth_pnc.
        """

    @abstractmethod
    def handle_ac_contactor_closed(self, *, status: bool) -> None:
        """Position of the AC contactor.

        Call it whenever the contactor has moved, asked by ac_close_contactor or ac_open_contactor or not.

        :param status: True for closed, false for open.
        """

    @abstractmethod
    def handle_dlink_ready(self, *, value: bool) -> None:
        """The data link over the charging cable (ISO 15118-3, SLAC) came up or went down.

        While it is up the charger answers the car's search; going down closes the connection at once.

        :param value: True for up, false for down.
        """

    @abstractmethod
    def handle_cable_check_finished(self, *, status: bool) -> None:
        """The answer to start_cable_check: the isolation test of the cable has ended.

        Report the isolation itself with update_isolation_status first.

        :param status: True when the cable is safe, false when it is not; the session then fails.
        """

    @abstractmethod
    def handle_receipt_is_required(self, *, receipt_required: bool) -> None:
        """Whether the car must sign meter readings with MeteringReceiptReq.

        Call it at start-up; matters for contract payment only.

        :param receipt_required: True asks for signed receipts.
        """

    @abstractmethod
    def handle_stop_charging(self, *, stop: bool) -> None:
        """Ends the running session in an orderly way, through a notification that the car obeys.

        :param stop: True asks the car to stop, false withdraws the request. True without a session is
            ignored.
        """

    @abstractmethod
    def handle_update_ac_max_current(self, *, max_current: float) -> None:
        """Greatest AC current that the car may draw from each phase.

        Call it at start-up and at every change; told to the car in ChargeParameterDiscoveryRes and
        ChargingStatusRes.

        :param max_current: Current in A (RMS) per phase. (0 to 400.)
        """

    @abstractmethod
    def handle_update_dc_maximum_limits(self, *, maximum_limits: DcEvseMaximumLimits) -> None:
        """Upper limits of the DC supply.

        Call it at start-up and at every change, also while charging; told to the car in
        ChargeParameterDiscoveryRes and CurrentDemandRes.

        :param maximum_limits: Greatest current in A, power in W and voltage in V.
        """

    @abstractmethod
    def handle_update_dc_minimum_limits(self, *, minimum_limits: DcEvseMinimumLimits) -> None:
        """Lower limits of the DC supply.

        Call it at start-up and at every change; told to the car in ChargeParameterDiscoveryRes.

        :param minimum_limits: Smallest current in A and voltage in V.
        """

    @abstractmethod
    def handle_update_isolation_status(self, *, isolation_status: IsolationStatus) -> None:
        """State of the DC isolation.

        Call it at every change; told to the car in each DC response.

        :param isolation_status: Verdict of the isolation monitor.
        """

    @abstractmethod
    def handle_update_dc_present_values(
        self, *, present_voltage_current: DcEvsePresentVoltageCurrent
    ) -> None:
        """What the DC output shows now.

        Call it often (several times a second) from pre-charge until the welding check; told to the car in
        PreChargeRes, CurrentDemandRes and WeldingDetectionRes.

        :param present_voltage_current: Voltage in V and current in A. An absent current keeps its former
            value.
        """

    @abstractmethod
    def handle_update_meter_info(self, *, powermeter: Powermeter) -> None:
        """A new meter reading, about once a second; told to the car in ChargingStatusRes and
        CurrentDemandRes.

        :param powermeter: The reading.
        """

    @abstractmethod
    def handle_send_error(self, *, error: EvseError) -> None:
        """A fault of the charger that the car has to know.

        It stays until reset_error.

        :param error: Kind of fault.
        """

    @abstractmethod
    def handle_reset_error(self) -> None:
        """All faults are gone. An emergency shutdown stays until the running session has ended."""
