"""What a user may set for one charger; table ``[secc]`` of ``secc.toml``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Behaviour that the contract leaves to whoever installs the charger."""

    auth_timeout_eim: float = 300.0
    """How long a person may take to pay with external means, in s; 0 waits for ever."""

    charge_without_isolation_monitor: bool = False
    """Accept ``No_IMD`` as the result of a cable check. Only where the supply is insulated by other means."""

    meter_id: str = "METER"
    """MeterID sent when the owner's meter readings name none, at most 32 characters."""

    max_payload_bytes: int = 65536
    """Longest V2GTP payload that is accepted, in bytes; a frame that declares more ends the connection."""

    def __post_init__(self) -> None:
        if self.auth_timeout_eim < 0:
            raise ValueError("auth_timeout_eim: at least 0 s")
        if not 1 <= len(self.meter_id) <= 32:
            raise ValueError("meter_id: 1 to 32 characters")
        if not 64 <= self.max_payload_bytes <= 1 << 24:
            raise ValueError("max_payload_bytes: 64 to 16777216")
