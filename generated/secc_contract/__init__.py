# Generated from interfaces/ by "python -m codegen generate". Do not edit.
"""The charger's contract as Python.

``Iso15118ChargerHandler`` and ``Iso15118ChargerPublisher`` are the charger's side of ISO15118_charger,
``Iso15118ChargerClient`` is its owner's. A link joins the two.
"""

from __future__ import annotations

from .errors import ContractError, Error
from .iso15118_charger import Iso15118ChargerClient, Iso15118ChargerHandler, Iso15118ChargerPublisher
from .link import Caller, InProcessLink, Provider
from .validation import validate

__all__ = [
    "Caller",
    "ContractError",
    "Error",
    "InProcessLink",
    "Iso15118ChargerClient",
    "Iso15118ChargerHandler",
    "Iso15118ChargerPublisher",
    "Provider",
    "validate",
]
