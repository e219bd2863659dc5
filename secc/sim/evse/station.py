"""The simulated EVSE itself: what it tells the charger, and how it answers the charger's events.

Read it as an example: subscribe to the events that concern your hardware, call a command when something has
changed. No call waits for the car; no callback blocks.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from typing import ParamSpec

from secc.sim.evse.clock import Action, Cancel, Clock, Worker
from secc.sim.evse.hardware import USUAL, Meter, Pace, Supply
from secc_contract.iso15118_charger import Iso15118ChargerClient
from secc_contract.types.authorization import AuthorizationStatus, CertificateStatus, ProvidedIdToken
from secc_contract.types.iso15118_charger import (
    EVSEID,
    DcEvseMaximumLimits,
    DcEvseMinimumLimits,
    DcEvsePresentVoltageCurrent,
    DcEvTargetValues,
    EnergyTransferMode,
    IsolationStatus,
    PaymentOption,
    RequestExiStreamSchema,
    ResponseExiStreamStatus,
    SaeJ2847BidiMode,
    SetupPhysicalValues,
)
from secc_contract.types.powermeter import Powermeter
from secc_contract.types.units import Energy, Power

log = logging.getLogger(__name__)

P = ParamSpec("P")

Backend = Callable[[RequestExiStreamSchema], ResponseExiStreamStatus]
"""Answers a car's wish for a certificate."""

IDENTITY = EVSEID(evse_id="DE*SEC*E0001", evse_id_din="49A80737A45678")


class Evse(ABC):
    """What AC and DC have in common: the boot, the link, the authorization, the meter."""

    modes: tuple[EnergyTransferMode, ...]

    def __init__(
        self,
        client: Iso15118ChargerClient,
        pace: Pace = USUAL,
        clock: Clock | None = None,
        backend: Backend | None = None,
        receipts: bool = False,
    ) -> None:
        """``backend`` gives cars their contracts; without one the charger does not offer any.

        ``receipts``: cars with a contract have to sign for what the meter shows. Not every car can: the EVCC
        of the PyPI package iso15118 (0.31) passes the wish over in DC, and its session ends.
        """
        self.client = client
        self.backend, self.receipts = backend, receipts
        self.pace = pace
        self.clock = clock or Worker()
        self.meter = Meter()
        self._session: list[Cancel] = []
        self._looked = self.clock.now()

        client.subscribe_require_auth_eim(self._here(self._authorize))
        client.subscribe_require_auth_pnc(self._here(self._authorize_contract))
        if backend is not None:
            client.subscribe_certificate_request(self._here(partial(self._pass_on, backend)))
        for link_ended in (
            client.subscribe_dlink_terminate,
            client.subscribe_dlink_error,
            client.subscribe_dlink_pause,
        ):
            link_ended(self._here(self._unplug))
        self._subscribe()
        self.clock.after(0, self._boot)

    def close(self) -> None:
        """Switch everything off and stop. The client may be gone afterwards."""
        self.clock.close()
        self._safe()

    # What AC and DC do differently

    @abstractmethod
    def _subscribe(self) -> None:
        """Listen to the events that concern this kind of hardware."""

    @abstractmethod
    def _physical_values(self) -> None:
        """Tell the charger what this hardware can do."""

    @abstractmethod
    def _power(self) -> float:
        """W that flow to the car now."""

    @abstractmethod
    def _safe(self) -> None:
        """No voltage at the connector."""

    # Time

    def _here(self, action: Callable[P, object]) -> Callable[P, None]:
        """The same callback on the hardware's own thread: publications arrive on another one."""

        def hop(*args: P.args, **kwargs: P.kwargs) -> None:
            self.clock.after(0, partial(action, *args, **kwargs))

        return hop

    def _in_session(self, delay: float, action: Action) -> None:
        """Do it later, unless the session has ended by then."""
        self._session.append(self.clock.after(delay, action))

    # Life

    def _boot(self) -> None:
        client = self.client
        client.call_session_setup(
            payment_options=(PaymentOption.Contract, PaymentOption.ExternalPayment),
            supported_certificate_service=self.backend is not None,
        )
        self._physical_values()
        client.call_receipt_is_required(self.receipts)
        client.call_setup(
            evse_id=IDENTITY,
            supported_energy_transfer_modes=self.modes,
            sae_j2847_mode=SaeJ2847BidiMode.None_,
            debug_mode=False,
        )
        self._read_meter()
        self._plug()

    def _plug(self) -> None:
        """A car is there: forget the last one, then let the charger talk to it."""
        self.client.call_reset_error()
        self.client.call_ac_contactor_closed(False)
        self.client.call_stop_charging(False)
        self.client.call_dlink_ready(True)

    def _unplug(self) -> None:
        for cancel in self._session:
            cancel()
        self._session.clear()
        self._safe()
        self._count()
        self.client.call_dlink_ready(False)
        self.clock.after(self.pace.replug, self._plug)

    def _authorize(self) -> None:
        self._in_session(self.pace.authorization, self._accept)

    def _accept(self) -> None:
        log.info("card accepted")
        self.client.call_authorization_response(
            authorization_status=AuthorizationStatus.Accepted,
            certificate_status=CertificateStatus.NoCertificateAvailable,  # paid here: none is needed
        )

    def _authorize_contract(self, token: ProvidedIdToken) -> None:
        """Whoever has a contract that the charger found good may charge."""
        log.info("contract %s accepted", token.id_token.value)
        self._in_session(
            self.pace.authorization,
            lambda: self.client.call_authorization_response(
                authorization_status=AuthorizationStatus.Accepted,
                certificate_status=CertificateStatus.Accepted,
            ),
        )

    def _pass_on(self, backend: Backend, request: RequestExiStreamSchema) -> None:
        answer = backend(request)
        log.info("certificate (%s): %s", request.certificate_action, answer.status)
        self.client.call_certificate_response(answer)

    def _count(self) -> None:
        """Bring the meter up to date; to be called whenever the power changes."""
        now = self.clock.now()
        self.meter.step(now - self._looked, self._power())
        self._looked = now

    def _read_meter(self) -> None:
        self._count()
        reading = Powermeter(
            timestamp=self.clock.utc(),
            meter_id="SIMULATED",
            energy_Wh_import=Energy(total=self.meter.energy),
            power_W=Power(total=self.meter.power),
        )
        self.client.call_update_meter_info(reading)
        self.clock.after(self.pace.meter, self._read_meter)


class AcEvse(Evse):
    """A contactor, a meter and a limit of 16 A a phase. The car takes what it wants up to that."""

    modes = (EnergyTransferMode.AC_three_phase_core, EnergyTransferMode.AC_single_phase_core)
    nominal_voltage = 230.0  # V, phase to neutral
    max_current = 16.0  # A a phase

    _closed = False
    _phases = 3
    _car_current = 0.0

    def _subscribe(self) -> None:
        client = self.client
        client.subscribe_ac_close_contactor(self._here(self._close_contactor))
        client.subscribe_ac_open_contactor(self._here(self._open_contactor))
        client.subscribe_requested_energy_transfer_mode(self._here(self._choose_phases))
        client.subscribe_ac_ev_max_current(self._here(self._note_car_current))

    def _physical_values(self) -> None:
        self.client.call_set_charging_parameters(SetupPhysicalValues(ac_nominal_voltage=self.nominal_voltage))
        self.client.call_update_ac_max_current(self.max_current)

    def _power(self) -> float:
        if not self._closed:
            return 0.0
        return self.nominal_voltage * min(self.max_current, self._car_current) * self._phases

    def _safe(self) -> None:
        if self._closed:
            self._move(False)

    def _choose_phases(self, mode: EnergyTransferMode) -> None:
        self._phases = 1 if mode is EnergyTransferMode.AC_single_phase_core else 3

    def _note_car_current(self, amperes: float) -> None:
        self._car_current = amperes

    def _close_contactor(self) -> None:
        self._in_session(self.pace.contactor, partial(self._moved, True))

    def _open_contactor(self) -> None:
        self._in_session(self.pace.contactor, partial(self._moved, False))

    def _moved(self, closed: bool) -> None:
        self._move(closed)
        self._count()
        self.client.call_ac_contactor_closed(closed)

    def _move(self, closed: bool) -> None:
        self._closed = closed
        log.info("contactor %s", "closed" if closed else "open")


class DcEvse(Evse):
    """A supply that ramps, an isolation monitor and a meter at the output."""

    modes = (EnergyTransferMode.DC_extended, EnergyTransferMode.DC_core)
    maximum = DcEvseMaximumLimits(
        evse_maximum_current_limit=200.0,
        evse_maximum_power_limit=150_000.0,
        evse_maximum_voltage_limit=900.0,
    )
    minimum = DcEvseMinimumLimits(evse_minimum_current_limit=5.0, evse_minimum_voltage_limit=150.0)

    _supplying = False

    def _subscribe(self) -> None:
        limits = self.maximum
        self._supply = Supply(
            limits.evse_maximum_voltage_limit,
            limits.evse_maximum_current_limit,
            limits.evse_maximum_power_limit,
            self.pace,
        )
        client = self.client
        client.subscribe_start_cable_check(self._here(self._start_cable_check))
        client.subscribe_dc_ev_target_voltage_current(self._here(self._aim))
        client.subscribe_v2g_setup_finished(self._here(self._connect))
        client.subscribe_dc_open_contactor(self._here(self._safe))

    def _physical_values(self) -> None:
        self.client.call_set_charging_parameters(
            SetupPhysicalValues(dc_current_regulation_tolerance=2.0, dc_peak_current_ripple=1.0)
        )
        self.client.call_update_dc_maximum_limits(self.maximum)
        self.client.call_update_dc_minimum_limits(self.minimum)
        self._report()

    def _power(self) -> float:
        return self._supply.power

    def _safe(self) -> None:
        if self._supply.on:
            log.info("supply off at %.0f V, %.0f A", self._supply.voltage, self._supply.current)
        self._supply.off()

    def _start_cable_check(self) -> None:
        self._in_session(self.pace.cable_check, self._cable_is_good)

    def _cable_is_good(self) -> None:
        log.info("cable checked: isolation valid")
        self.client.call_update_isolation_status(IsolationStatus.Valid)
        self.client.call_cable_check_finished(True)

    def _connect(self) -> None:
        """The car closes its contactor now: current may flow."""
        self._supply.loaded = True

    def _aim(self, target: DcEvTargetValues) -> None:
        self._supply.aim(target.dc_ev_target_voltage, target.dc_ev_target_current)
        if not self._supplying:
            self._supplying = True
            self.clock.after(self.pace.supply_step, self._regulate)

    def _regulate(self) -> None:
        """One step of the supply, and the next one for as long as there is voltage."""
        self._supply.step(self.pace.supply_step)
        self._count()
        self._report()
        self._supplying = self._supply.active
        if self._supplying:
            self.clock.after(self.pace.supply_step, self._regulate)

    def _report(self) -> None:
        self.client.call_update_dc_present_values(
            DcEvsePresentVoltageCurrent(
                evse_present_voltage=self._supply.voltage,
                evse_present_current=self._supply.current,
            )
        )
