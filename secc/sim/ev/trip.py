"""What the simulated car is (`Settings`) and what it knows while it is plugged in (`Trip`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Any, Literal

from secc.pnc.certificates import printable
from secc.pnc.installation import Contract, Holder
from secc.sim.ev.battery import Battery
from secc.sim.ev.wallet import Wallet
from secc.sim.ev.words import WORDS, Words
from secc_contract.v2g.iso15118_2_types import EnergyTransferMode, MeterInfo

if TYPE_CHECKING:
    from secc.sim.ev.states import State

Certificate = Literal["none", "install", "update"]

AC = (EnergyTransferMode.AC_three_phase_core, EnergyTransferMode.AC_single_phase_core)
DC = (
    EnergyTransferMode.DC_extended,
    EnergyTransferMode.DC_combo_core,
    EnergyTransferMode.DC_core,
    EnergyTransferMode.DC_unique,
)


MOST_ENTRIES = 24
"""That a charging profile can have (ISO 15118-2)."""


@dataclass(frozen=True)
class Settings:
    """How the car is built and what its driver wants. Times in seconds."""

    protocols: tuple[str, ...] = ("iso2",)
    """What it offers, best first: ``iso2``, ``din``, or a namespace as it stands, which it does not speak."""
    modes: tuple[EnergyTransferMode, ...] = DC  # best first; all AC or all DC
    target_soc: float = 80.0  # %
    loops: int | None = None  # leave the charge loop after so many messages
    loop_seconds: float | None = None  # leave the charge loop after this time
    evccid: bytes = b"\x02\x00\x00\x00\x00\x01"  # the MAC address of its modem
    payment: Literal["external", "contract"] = "external"
    certificate: Certificate = "none"
    """What the car asks for before it pays by contract: its first contract, or a successor."""
    contract: str = "contract"  # what it shows, by name in its wallet
    provisioning: str = "provisioning"  # what it asks for a contract with
    ac_max_current: float = 32.0  # A a phase, the on-board charger
    ac_min_current: float = 6.0
    ac_max_voltage: float = 400.0  # V
    pre_charge_tolerance: float = 20.0  # V between battery and charger when the car's contactor may close
    safe_voltage: float = 60.0  # V below which the car's contactor is taken as not welded
    welding_time: float = 5.0  # how long the car waits for that
    poll: float = 0.2  # pause before a question is repeated
    ac_loop: float = 0.25  # pause between two ChargingStatusReq
    dc_loop: float = 0.05  # pause between two CurrentDemandReq
    patience: float = 1.0  # factor on the message timeouts, for slow chargers and busy machines
    speed: float = 1.0  # seconds that pass for the battery in one second

    @property
    def is_ac(self) -> bool:
        """The car charges by its on-board charger."""
        return self.modes[0] in AC


@dataclass
class Trip:
    """One visit to a charger. The table's rules write it, the request builders read it."""

    settings: Settings
    battery: Battery

    protocol: str = "iso2"  # chosen in the handshake
    wallet: Wallet | None = None  # none without TLS
    session_id: bytes = bytes(8)
    last_id: bytes = bytes(8)  # of the connection before
    answer: Any = None  # the last one, whole: its header may carry a signature
    mode: EnergyTransferMode = EnergyTransferMode.DC_extended

    installed: Contract | None = None  # came during this visit
    certificate_set: int | None = None  # of the certificate service, for what the car wants
    challenge: bytes = b""
    last_challenge: bytes = bytes(16)  # of a connection before
    proven: bool = False  # the challenge has been signed
    reading: MeterInfo | None = None  # to be signed for
    after_receipt: State | None = None
    notes: list[str] = field(default_factory=list)
    """What a person may want to know of contracts, receipts and tariffs, in order."""

    schedule: int = 1  # SAScheduleTupleID
    nominal_voltage: float = 230.0  # V, AC
    max_current: float = 0.0  # A, of the charger
    max_power: float = 0.0  # W, of car and charger
    offered: float = 0.0  # when the schedule came
    limits: tuple[tuple[int, float], ...] = ((0, inf),)
    """What the schedule grants: (s from the offer, W), rising."""

    volts: float = 0.0  # what flows now
    amperes: float = 0.0
    watts: float = 0.0
    energy: float = 0.0  # Wh into the battery
    loops: int = 0  # charge loop messages answered
    loop_began: float | None = None
    looked: float = 0.0  # when the battery was last brought up to date
    entered: float = 0.0  # when the car came into its state

    error: str = ""  # what the car says is wrong with it (DC)
    pause: float | None = None  # the session ends in a pause of so many s
    ending: str = ""  # why charging stops
    failure: str = ""  # why this is no success

    @property
    def words(self) -> Words:
        return WORDS[self.protocol]

    @property
    def by_contract(self) -> bool:
        return self.settings.payment == "contract"

    @property
    def contract(self) -> Holder | None:
        """What pays: the contract that came last."""
        return self.installed or self._holder(self.settings.contract)

    @property
    def provisioning(self) -> Holder | None:
        return self._holder(self.settings.provisioning)

    @property
    def certificate(self) -> Certificate:
        """What the car still has to ask for."""
        return "none" if self.installed else self.settings.certificate

    def _holder(self, name: str) -> Holder | None:
        return self.wallet.holders.get(name) if self.wallet is not None else None

    def note(self, text: str) -> None:
        self.notes.append(printable(text))

    @property
    def missing_energy(self) -> float:
        """Wh from here to the driver's target."""
        return max(0.0, self.settings.target_soc - self.battery.soc) / 100 * self.battery.capacity

    @property
    def phases(self) -> int:
        return 3 if self.mode is EnergyTransferMode.AC_three_phase_core else 1

    @property
    def profile(self) -> list[tuple[int, float]]:
        """What the car is going to draw at most, (s from the offer, W): all that it may and can."""
        steps: list[tuple[int, float]] = []
        for start, limit in self.limits:
            power = min(limit, self.max_power)
            if not steps or power != steps[-1][1]:
                steps.append((start, power))
        kept, rest = steps[: MOST_ENTRIES - 1], steps[MOST_ENTRIES - 1 :]
        return [*kept, (rest[0][0], min(power for _, power in rest))] if rest else kept

    def power(self, now: float) -> float:
        """W that the profile has for this moment."""
        begun = [power for start, power in self.profile if start <= now - self.offered]
        return begun[-1] if begun else self.profile[0][1]

    @property
    def wanted_current(self) -> float:
        """A that battery, charger and profile agree on (DC)."""
        voltage = max(self.battery.open_voltage, 1.0)
        return min(self.battery.current, self.max_current, self.power(self.looked) / voltage)

    def flow(self, volts: float, amperes: float, watts: float, now: float) -> None:
        """The charge loop says what flows: fill the battery."""
        if self.loop_began is None:
            self.loop_began = self.looked = now
        self.energy += self.battery.charge(watts, (now - self.looked) * self.settings.speed)
        self.volts, self.amperes, self.watts = volts, amperes, watts
        self.looked = now
        self.loops += 1

    def rest(self, volts: float = 0.0) -> None:
        """Nothing flows."""
        self.volts, self.amperes, self.watts = volts, 0.0, 0.0

    def full(self, now: float) -> str:
        """Why the driver has enough by now; empty: go on."""
        settings = self.settings
        if self.battery.soc >= min(settings.target_soc, 99.99):
            return f"{settings.target_soc:g} % reached"
        if settings.loops is not None and self.loops >= settings.loops:
            return f"{self.loops} loops done"
        seconds = settings.loop_seconds
        if seconds is not None and self.loop_began is not None and now - self.loop_began >= seconds:
            return f"{seconds:g} s of charging done"
        return ""
