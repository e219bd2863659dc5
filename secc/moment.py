"""Time and chance, handed to the core as one value, so that a session repeats bit for bit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant at which something happens to the core."""

    now: float
    """Monotonic clock, in s: for durations and deadlines."""
    utc: datetime
    """Wall clock, with time zone: for what others read."""
    nonce: bytes
    """16 fresh bytes from a cryptographic source: for session ids and challenges ([V2G2-835])."""
