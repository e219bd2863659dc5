# Generated from interfaces/ISO15118_charger.yaml by "python -m codegen generate". Do not edit.
"""The charger's side of ISO 15118 and DIN SPEC 70121.

Whoever owns the charging hardware (contactor, DC supply, isolation monitor, meter, authorization) steers it
with commands and learns from its variables what the car says and wants. Every command answers nothing; what
it brings about shows in later variables.
"""

from __future__ import annotations

from .client import Iso15118ChargerClient
from .handler import Iso15118ChargerHandler
from .publisher import Iso15118ChargerPublisher

__all__ = [
    "Iso15118ChargerClient",
    "Iso15118ChargerHandler",
    "Iso15118ChargerPublisher",
]
