"""What the charger's owner has told us, as one frozen value.

Every command of the contract makes a new :class:`Evse`; rules read it and change nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from secc.plan import Plans
from secc.signed import SignedTariffs
from secc_contract.types.authorization import AuthorizationStatus, CertificateStatus
from secc_contract.types.iso15118_charger import (
    EVSEID,
    DcEvseMaximumLimits,
    DcEvseMinimumLimits,
    EnergyTransferMode,
    EvseError,
    IsolationStatus,
    PaymentOption,
    ResponseExiStreamStatus,
    SaeJ2847BidiMode,
)
from secc_contract.types.powermeter import Powermeter

NO_LIMITS = DcEvseMaximumLimits(
    evse_maximum_current_limit=0, evse_maximum_power_limit=0, evse_maximum_voltage_limit=0
)
"""What an owner that told no DC limits can give."""


@dataclass(frozen=True, slots=True)
class Evse:
    """A snapshot of the charger, seen through its owner's commands.

    Three scopes: *boot* values stay until told otherwise, *offer* values count for the next session,
    *session* values are reset by :meth:`between_sessions`.
    """

    # boot
    identity: EVSEID | None = None
    """None until ``setup`` was called: no car is served before that."""
    modes: tuple[EnergyTransferMode, ...] = ()
    sae_mode: SaeJ2847BidiMode = SaeJ2847BidiMode.None_
    debug: bool = False
    nominal_voltage: float = 0.0
    """V, phase to neutral; 0 while unknown."""
    regulation_tolerance: float | None = None
    """A"""
    current_ripple: float = 0.0
    """A, peak to peak"""
    energy_to_deliver: float | None = None
    """Wh"""
    ac_max_current: float | None = None
    """A per phase"""
    maximum: DcEvseMaximumLimits | None = None
    minimum: DcEvseMinimumLimits = field(
        default_factory=lambda: DcEvseMinimumLimits(
            evse_minimum_current_limit=0, evse_minimum_voltage_limit=0
        )
    )
    receipt_required: bool = False
    errors: frozenset[EvseError] = frozenset()
    schedules: Plans | None = None
    """From outside the contract; None: one at full power, empty: none yet."""
    signed_tariffs: SignedTariffs | None = None
    """Of these schedules, in place of what their steps say."""
    contactor_closed: bool = False
    meter: Powermeter | None = None
    meter_serial: int = 0
    """Counts the readings, so that a response can tell a new one from one already sent."""

    # offer
    payment_options: tuple[PaymentOption, ...] = (PaymentOption.ExternalPayment,)
    certificate_service: bool = False
    central_contract_validation: bool = False
    """The back end judges contracts whose root is not installed here; from outside the contract."""

    # session
    authorization: AuthorizationStatus | None = None
    """The owner's verdict; None while it is open."""
    certificate_status: CertificateStatus | None = None
    """The owner's verdict on the contract certificate."""
    certificate_response: ResponseExiStreamStatus | None = None
    """The back end's answer to a certificate request; None while it is open."""
    cable_check: bool | None = None
    """The owner's verdict; None while the check runs."""
    cable_check_at: float = 0.0
    """When it came (monotonic s)."""
    isolation: IsolationStatus = IsolationStatus.Invalid
    present_voltage: float = 0.0
    """V at the DC output"""
    present_current: float = 0.0
    """A at the DC output"""
    present_at: float = 0.0
    """When these were told (monotonic s)."""
    stop_since: float | None = None
    """Since when the owner wants the session to end (monotonic s)."""

    def limits(self, bidirectional: bool = False) -> DcEvseMaximumLimits:
        """DC limits as a car may hear them; negative ones ask it to discharge, if it has agreed to that."""
        most = self.maximum or NO_LIMITS
        if bidirectional or min(most.evse_maximum_current_limit, most.evse_maximum_power_limit) >= 0:
            return most
        return DcEvseMaximumLimits(
            evse_maximum_current_limit=max(most.evse_maximum_current_limit, 0.0),
            evse_maximum_power_limit=max(most.evse_maximum_power_limit, 0.0),
            evse_maximum_voltage_limit=most.evse_maximum_voltage_limit,
        )

    def has(self, *errors: EvseError) -> bool:
        """Whether one of these errors stands."""
        return not self.errors.isdisjoint(errors)

    def between_sessions(self) -> Evse:
        """The same charger after a session: what belonged to the session is gone.

        An emergency raised within the session ends with it; other errors stay until
        ``reset_error``.
        """
        return replace(
            self,
            errors=self.errors - {EvseError.Error_EmergencyShutdown},
            authorization=None,
            certificate_status=None,
            certificate_response=None,
            cable_check=None,
            isolation=IsolationStatus.Invalid,
            present_voltage=0.0,
            present_current=0.0,
            stop_since=None,
        )

    def cable_check_afresh(self) -> Evse:
        """The same charger before a new cable check: the result of the last one no longer counts."""
        return replace(self, cable_check=None, isolation=IsolationStatus.Invalid)
