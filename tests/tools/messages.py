"""A message of each kind that the tests of the tools need, and how the user's input is faked."""

from __future__ import annotations

import io
import sys

import pytest

DEMAND = bytes.fromhex("8098022613ed9befdffffd50d1001b81061580401081e03e01061104e402041280a22103c07c00")
"""CurrentDemandReq of ISO 15118-2: 408 V, 30 A, 55 %."""

STOP_JSON = (
    '{"V2G_Message":{"Header":{"SessionID":"00"},"Body":{"SessionStopReq":{"ChargingSession":"Terminate"}}}}'
)
STOP = bytes.fromhex("8098004011f000")
"""SessionStopReq of ISO 15118-2."""


def feed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Let standard input hold these bytes."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
