"""What a session of ISO 15118-2 knows beyond what every session knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from secc.charging import facts
from secc.charging.facts import Offer
from secc.charging.schedule import Schedule
from secc.evse import Evse
from secc.plan import Plans
from secc.protocol import Envelope
from secc.security import PLAIN, Channel
from secc.signed import SignedTariffs
from secc_contract.types.iso15118_charger import CertificateActionEnum, SaeJ2847BidiMode
from secc_contract.v2g.iso15118_2_types import MeterInfo

if TYPE_CHECKING:
    from secc.pnc.store import Trust


@dataclass(frozen=True, slots=True)
class Paused:
    """What outlives a paused session ([V2G2-740] to [V2G2-743])."""

    session_id: bytes
    evccid: bytes
    """Of the car: another one cannot go on in its place."""
    offer: Offer
    """The payment option is the one chosen."""
    schedule: Schedule
    """The one agreed."""
    agreed_at: datetime
    """When it began: by the wall clock, for it outlives the process."""
    plans: Plans | None
    """What the owner had offered then."""


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract that PaymentDetailsReq has shown."""

    leaf: bytes
    """The certificate whose key signs, in DER."""
    challenge: bytes
    """What the car has to sign."""
    proven: bool = False
    """It has."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The meter reading that the car has to sign for."""

    due: MeterInfo | None = None
    """Asked for, not signed yet."""
    serial: int = 0
    """The reading that was signed for last."""
    at: float | None = None
    """When one was asked for last (monotonic s)."""


@dataclass(frozen=True, slots=True)
class Facts(facts.Facts):
    """All that the rules know of one session."""

    paused: Paused | None = None
    """An earlier session that this car may join, until its schedule has been offered again."""
    channel: Channel = PLAIN
    """How the connection is protected."""
    trust: Trust | None = None
    """Roots that vouch for contracts and cars."""
    evccid: bytes = b""
    """As the car sent it."""
    received: Envelope | None = None
    """The message that is being answered."""
    joined: bool = False
    """The paused session goes on."""
    agreed_at: datetime = datetime.min
    """When the schedule was offered."""
    plans: Plans | None = None
    """What the owner had offered when the schedules were agreed."""
    signed_tariffs: SignedTariffs | None = None
    """The same."""
    renegotiating: bool = False
    """The contactor stayed closed and the isolation result counts ([V2G2-842])."""
    sae_mode: SaeJ2847BidiMode = SaeJ2847BidiMode.None_
    """The bidirectional service that the car has selected."""
    lowest_soc: int = 20
    """% at which a discharge to a home ends: the car's BulkSOC."""
    certificate_sets: frozenset[int] = frozenset()
    """What of the certificate service the car has selected."""
    action: CertificateActionEnum | None = None
    """What the back end was asked for."""
    contract: Contract | None = None
    """The contract that pays; None with external payment."""
    meter_serial: int = 0
    """The last meter reading that was sent."""
    receipt: Receipt = Receipt()

    def outdated(self, evse: Evse) -> bool:
        """Whether the car should renegotiate ([V2G2-680]): other plans are on offer, not just none yet."""
        offered = (evse.schedules, evse.signed_tariffs)
        return evse.schedules != () and offered != (self.plans, self.signed_tariffs)

    @property
    def bidirectional(self) -> bool:
        """Whether negative limits and targets may be said."""
        return self.sae_mode is not SaeJ2847BidiMode.None_
