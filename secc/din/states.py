"""The states of a session of DIN SPEC 70121, named after what may come next."""

from __future__ import annotations

from enum import Enum, auto


class State(Enum):
    """What the charger waits for."""

    SESSION_SETUP = auto()
    SERVICE_DISCOVERY = auto()
    SERVICE_PAYMENT_SELECTION = auto()
    CONTRACT_AUTHENTICATION = auto()
    CHARGE_PARAMETER_DISCOVERY = auto()
    CABLE_CHECK = auto()
    PRE_CHARGE = auto()
    PRE_CHARGE_OR_POWER_DELIVERY = auto()
    CURRENT_DEMAND = auto()
    """The first request after the start."""
    CURRENT_DEMAND_OR_POWER_DELIVERY = auto()
    WELDING_DETECTION_OR_SESSION_STOP = auto()

    ENDED = auto()
    """Nothing is due any more."""
