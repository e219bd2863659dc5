"""An EVSE that does again what the charger of a capture did, as far as its answers show it.

It is an owner as any other: it calls the client and hears the variables. Before each request it tells what
the recorded answer was made of, and gives a verdict when the recorded charger had one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final, TypeVar

from msgspec import UNSET

from secc.errors import ContractError
from secc.physical import unscale
from secc.tools.exchanges import Answer, Exchange, answer_of, schedules, status_of
from secc_contract.iso15118_charger import Iso15118ChargerClient
from secc_contract.types.authorization import AuthorizationStatus, CertificateStatus
from secc_contract.types.iso15118_charger import (
    EVSEID,
    DcEvseMaximumLimits,
    DcEvseMinimumLimits,
    DcEvsePresentVoltageCurrent,
    EnergyTransferMode,
    EvseError,
    IsolationStatus,
    PaymentOption,
    SaeJ2847BidiMode,
    SetupPhysicalValues,
)

__all__ = ["Follower"]

log = logging.getLogger(__name__)

T = TypeVar("T")

_ERRORS: Final = {
    "EVSE_Malfunction": EvseError.Error_Malfunction,
    "EVSE_UtilityInterruptEvent": EvseError.Error_UtilityInterruptEvent,
    "EVSE_EmergencyShutdown": EvseError.Error_EmergencyShutdown,
}
_GOOD: Final = (IsolationStatus.Valid, IsolationStatus.Warning, IsolationStatus.No_IMD)
_AUTHORIZATION: Final = ("AuthorizationReq", "ContractAuthenticationReq")
_UNKNOWN: Final = "ZZ00000"
_CABLE_CHECK: Final = 35.0
"""s that a cable check takes at most, whatever the recorded one took: our charger gives up at 38."""


class Follower:
    """The owner in a replay."""

    def __init__(self, client: Iso15118ChargerClient, recorded: Sequence[Exchange]) -> None:
        """``recorded`` is the whole connection: what a charger must know beforehand is taken from it."""
        self._client = client
        self._asked: set[str] = set()
        self._told: dict[str, Any] = {}
        self._contactor: bool | None = None
        self._moves = True
        self._now = 0.0
        self._checking_since = 0.0
        self._checked_until = max(map(_checked, recorded), default=0.0)
        client.subscribe_require_auth_eim(lambda: self._asked.add("authorization"))
        client.subscribe_start_cable_check(self._cable_check_begins)
        client.subscribe_ac_close_contactor(lambda: self._move(True))
        client.subscribe_ac_open_contactor(lambda: self._move(False))
        self._boot(recorded)

    def before(self, exchange: Exchange) -> None:
        """A request comes: what the recorded charger knew when it answered it, ours shall know too."""
        self.settle()
        self._now = exchange.request.frame.time
        answer = answer_of(exchange.response.body) if exchange.response is not None else None
        if exchange.response is None or answer is None:
            return
        self._moves = not answer.failed
        body = exchange.response.body
        if self._checking_for_long(exchange, answer):
            answer = replace(answer, processing=None)
        if not answer.ongoing:
            self._limits(body)
        self._present(body)
        self._verdict(exchange, answer)
        self._isolation(body, answer)
        self._stop(exchange, status_of(body))

    def settle(self) -> None:
        """The contactor has moved, if it was told to and the recorded one did."""
        if self._contactor is not None and self._moves:
            self._tell("contactor", self._client.call_ac_contactor_closed, self._contactor)
            self._contactor = None

    # what a charger knows before the car comes

    def _boot(self, recorded: Sequence[Exchange]) -> None:
        bodies = [exchange.response.body for exchange in recorded if exchange.response is not None]
        options: tuple[PaymentOption, ...] = (PaymentOption.ExternalPayment,)
        modes = tuple(EnergyTransferMode)
        identity = EVSEID(evse_id=_UNKNOWN)
        for body in bodies:
            identity = _identity(body) or identity
            modes = _modes(body) or modes
            options = _options(body) or options
        with _in_contract("session_setup"):
            self._client.call_session_setup(options, False)
        with _in_contract("setup"):
            self._client.call_setup(identity, modes, SaeJ2847BidiMode.None_, False)
        self._client.call_dlink_ready(True)

    # what a request needs

    def _limits(self, body: Any) -> None:
        """From ChargeParameterDiscoveryRes and from each answer of the loop that has some."""
        offer = getattr(body, "EVSEChargeParameter", UNSET)
        source = body if offer is UNSET else offer
        values = {
            "ac_nominal_voltage": _number(source, "EVSENominalVoltage"),
            "dc_current_regulation_tolerance": _number(source, "EVSECurrentRegulationTolerance"),
            "dc_peak_current_ripple": _number(source, "EVSEPeakCurrentRipple"),
            "dc_energy_to_be_delivered": _number(source, "EVSEEnergyToBeDelivered"),
        }
        given = {name: value for name, value in values.items() if value is not None}
        if given:
            self._tell("parameters", self._client.call_set_charging_parameters, SetupPhysicalValues(**given))
        if (current := _number(source, "EVSEMaxCurrent")) is not None:
            self._tell("ac maximum", self._client.call_update_ac_max_current, current)
        lowest = [_number(source, f"EVSEMinimum{what}Limit") for what in ("Current", "Voltage")]
        if lowest[0] is not None and lowest[1] is not None:
            least = DcEvseMinimumLimits(
                evse_minimum_current_limit=lowest[0], evse_minimum_voltage_limit=lowest[1]
            )
            self._tell("dc minimum", self._client.call_update_dc_minimum_limits, least)
        self._maximum(source, _greatest_power(body))

    def _maximum(self, source: Any, granted: float) -> None:
        before: DcEvseMaximumLimits | None = self._told.get("dc maximum")
        current = _number(source, "EVSEMaximumCurrentLimit")
        voltage = _number(source, "EVSEMaximumVoltageLimit")
        power = _number(source, "EVSEMaximumPowerLimit")
        if current is None and voltage is None and power is None:
            return
        if before is not None:
            current = before.evse_maximum_current_limit if current is None else current
            voltage = before.evse_maximum_voltage_limit if voltage is None else voltage
            power = before.evse_maximum_power_limit if power is None else power
        if current is None or voltage is None:
            return
        power = current * voltage if power is None else power
        most = DcEvseMaximumLimits(
            evse_maximum_current_limit=current,
            evse_maximum_voltage_limit=voltage,
            # Some chargers granted more than their limit, and the car's profile is made for that.
            evse_maximum_power_limit=max(power, granted),
        )
        self._tell("dc maximum", self._client.call_update_dc_maximum_limits, most)

    def _present(self, body: Any) -> None:
        voltage = _number(body, "EVSEPresentVoltage")
        if voltage is None:
            return
        current = _number(body, "EVSEPresentCurrent")
        values = DcEvsePresentVoltageCurrent(
            evse_present_voltage=max(0.0, voltage),  # meters of real chargers swing below zero
            evse_present_current=UNSET if current is None else max(0.0, current),
        )
        with _in_contract("present values"):  # each time: old ones do not count
            self._client.call_update_dc_present_values(values)

    def _verdict(self, exchange: Exchange, answer: Answer) -> None:
        """The authorization, once the recorded charger had it."""
        if exchange.request.name not in _AUTHORIZATION or "authorization" not in self._asked:
            return
        if answer.failed or not answer.ongoing:
            self._asked.discard("authorization")
            status = AuthorizationStatus.Invalid if answer.failed else AuthorizationStatus.Accepted
            self._client.call_authorization_response(status, CertificateStatus.NoCertificateAvailable)

    def _cable_check_begins(self) -> None:
        self._asked.add("cable check")
        self._checking_since = self._now
        self._told.pop("isolation", None)  # the charger forgets it here

    def _checking_for_long(self, exchange: Exchange, answer: Answer) -> bool:
        since = self._now - self._checking_since
        checks = exchange.request.name == "CableCheckReq" and "cable check" in self._asked
        return checks and answer.ongoing and since > _CABLE_CHECK and self._now < self._checked_until

    def _isolation(self, body: Any, answer: Answer) -> None:
        told = answer.status.get("EVSEIsolationStatus")
        status = IsolationStatus(told) if told in list(IsolationStatus) else None
        checked = (
            type(body).__name__ == "CableCheckRes" and "cable check" in self._asked and not answer.ongoing
        )
        if checked and not answer.failed and status not in _GOOD:
            status = IsolationStatus.Valid  # the recorded charger went on, so its check was good
        if status is not None:
            self._tell("isolation", self._client.call_update_isolation_status, status)
        if checked:
            self._asked.discard("cable check")
            self._client.call_cable_check_finished(not answer.failed)

    def _stop(self, exchange: Exchange, status: dict[str, str]) -> None:
        """A wish to stop and errors, as the recorded status shows them."""
        if not status:
            return
        code = status.get("EVSEStatusCode")
        wish = status.get("EVSENotification") == "StopCharging"
        wish = wish or (exchange.in_loop and code == "EVSE_Shutdown")
        if wish is not self._told.get("stop", False):
            self._told["stop"] = wish
            self._client.call_stop_charging(wish)
        error = EvseError.Error_RCD if status.get("RCD") == "True" else _ERRORS.get(code or "")
        if error is not self._told.get("error"):
            self._told["error"] = error
            if error is None:
                self._client.call_reset_error()
            else:
                self._client.call_send_error(error)

    def _move(self, closed: bool) -> None:
        self._contactor = closed

    def _tell(self, what: str, call: Callable[[T], None], value: T) -> None:
        """Call when there is something new to tell."""
        if self._told.get(what) != value:
            self._told[what] = value
            with _in_contract(what):
                call(value)


@contextmanager
def _in_contract(what: str) -> Any:
    """Real chargers sent values that our contract does not allow: those are left out."""
    try:
        yield
    except ContractError as error:
        log.warning("%s of the recorded charger is not told: %s", what, error)


def _number(source: Any, field: str) -> float | None:
    value = getattr(source, field, UNSET)
    return None if value is UNSET else unscale(value.Value, value.Multiplier)


def _greatest_power(body: Any) -> float:
    """The most that the schedules of ChargeParameterDiscoveryRes grant, in W; 0 where there are none."""
    powers = [entry.PMax for one in schedules(body) for entry in one.PMaxSchedule.PMaxScheduleEntry]
    return max(
        (float(p) if isinstance(p, int) else unscale(p.Value, p.Multiplier) for p in powers), default=0
    )


def _checked(exchange: Exchange) -> float:
    """When a cable check was through (s since 1970); 0 for any other exchange."""
    answer = answer_of(exchange.response.body) if exchange.response is not None else None
    good = answer is not None and not answer.failed and not answer.ongoing
    return exchange.request.frame.time if good and exchange.request.name == "CableCheckReq" else 0.0


def _identity(body: Any) -> EVSEID | None:
    found = getattr(body, "EVSEID", None)
    if isinstance(found, bytes):
        return EVSEID(evse_id=_UNKNOWN, evse_id_din=found.hex().upper())
    return EVSEID(evse_id=found) if isinstance(found, str) else None


def _modes(body: Any) -> tuple[EnergyTransferMode, ...] | None:
    service = getattr(body, "ChargeService", None)
    listed = getattr(service, "SupportedEnergyTransferMode", None)
    if listed is not None:
        return tuple(EnergyTransferMode(mode) for mode in listed.EnergyTransferMode)
    single = getattr(service, "EnergyTransferType", None)
    return (EnergyTransferMode(single),) if single in list(EnergyTransferMode) else None


def _options(body: Any) -> tuple[PaymentOption, ...] | None:
    listed = getattr(body, "PaymentOptionList", getattr(body, "PaymentOptions", None))
    return tuple(PaymentOption(option) for option in listed.PaymentOption) if listed is not None else None
