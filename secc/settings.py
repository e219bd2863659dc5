"""What a user may set for one charger; table ``[secc]`` of ``secc.toml``."""

from __future__ import annotations

from dataclasses import dataclass

from secc import plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Behaviour that the contract leaves to whoever installs the charger."""

    auth_timeout_eim: float = 300.0
    """How long a person may take to pay with external means, in s; 0 waits for ever."""

    auth_timeout_pnc: float = 55.0
    """How long the verdict on a contract may take, in s; 0 waits for ever."""

    verify_contract_chain: bool = True
    """Judge contract certificates here. Without it only the eMAID is compared, and the owner has to judge."""

    central_contract_validation: bool = False
    """Let the owner's back end judge contracts whose root is not installed here, instead of refusing them."""

    contracts_with_country: bool = False
    """Accept contracts whose subject names a country (C), as test PKIs in the field have them. The standard's
    test suite wants them refused; nothing else hangs on it."""

    receipt_interval: float = 60.0
    """s between two meter readings that a contract has to sign for, where receipts are required."""

    charge_without_isolation_monitor: bool = False
    """Accept ``No_IMD`` as the result of a cable check. Only where the supply is insulated by other means."""

    relaxed_ranges: bool = False
    """Tell the owner targets and limits of a discharging car (SAE J2847/2) that the contract's ranges forbid.
    ``dc_ev_target_voltage_current`` and ``dc_ev_maximum_limits`` then pass whatever their numbers; without
    it they are held back, with a line in the log."""

    meter_id: str = "METER"
    """MeterID sent when the owner's meter readings name none, at most 32 characters."""

    max_payload_bytes: int = 16384
    """Longest V2GTP payload that is accepted, in bytes; a frame that declares more ends the connection. Cars
    send some 6000 at most, and what is wrong with a long message takes long to find out."""

    supported_din70121: bool = True
    """Offer DIN SPEC 70121 (DC only)."""

    supported_iso15118_2: bool = True
    """Offer ISO 15118-2."""

    schedules: plan.Plans | None = None
    """Schedules to offer, at most three, each a list of ``[start in s, power in W]`` from 0 on, or a table
    `Plan`, which may have prices; an empty list says that none is known yet, and the car waits. Left out: one
    at the charger's full power."""

    def __post_init__(self) -> None:
        if self.auth_timeout_eim < 0:
            raise ValueError("auth_timeout_eim: at least 0 s")
        if self.auth_timeout_pnc < 0:
            raise ValueError("auth_timeout_pnc: at least 0 s")
        if self.receipt_interval < 0:
            raise ValueError("receipt_interval: at least 0 s")
        if not 1 <= len(self.meter_id) <= 32:
            raise ValueError("meter_id: 1 to 32 characters")
        if not 64 <= self.max_payload_bytes <= 1 << 24:
            raise ValueError("max_payload_bytes: 64 to 16777216")
        plan.check(self.schedules or ())

    def offers(self, protocol: str) -> bool:
        """Whether a protocol, by the name that the contract's ``selected_protocol`` gives it, is offered."""
        switched = {"DIN70121": self.supported_din70121, "ISO15118-2-2013": self.supported_iso15118_2}
        return switched.get(protocol, True)
