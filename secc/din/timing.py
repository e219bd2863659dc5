"""The times of DIN SPEC 70121 alone that bind a SECC, in s."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WELDING_DETECTION: Final = 20.0
"""How long a car may repeat WeldingDetectionReq ([V2G-DC-925], [V2G-DC-926])."""
ANSWER: Final[Mapping[str, float]] = {"CurrentDemandReq": 0.025}
"""How long an answer may take, where it is not the usual time."""
