"""The states of a session of ISO 15118-2, named after what may come next."""

from __future__ import annotations

from enum import Enum, auto


class State(Enum):
    """What the charger waits for."""

    SESSION_SETUP = auto()
    SERVICE_DISCOVERY = auto()
    PAYMENT_SERVICE_SELECTION = auto()
    """or ServiceDetail"""
    PAYMENT_DETAILS = auto()
    """or CertificateInstallation, CertificateUpdate"""
    CERTIFICATE = auto()
    """Pending: the certificate request is answered when the back end has."""
    AUTHORIZATION = auto()
    CHARGE_PARAMETER_DISCOVERY = auto()

    AC_POWER_DELIVERY = auto()
    AC_CONTACTOR_CLOSING = auto()
    """Pending: PowerDelivery(Start) is answered when the contactor has closed."""
    CHARGING_STATUS = auto()
    """The first request after the start."""
    CHARGING_STATUS_OR_POWER_DELIVERY = auto()
    AC_METERING_RECEIPT = auto()
    AC_CONTACTOR_OPENING = auto()
    """Pending: PowerDelivery(Stop) is answered when the contactor has opened."""
    SESSION_STOP = auto()

    CABLE_CHECK = auto()
    PRE_CHARGE = auto()
    PRE_CHARGE_OR_POWER_DELIVERY = auto()
    CURRENT_DEMAND_OR_POWER_DELIVERY = auto()
    DC_METERING_RECEIPT = auto()
    WELDING_DETECTION_OR_SESSION_STOP = auto()
    """or ChargeParameterDiscovery, for a second start ([V2G2-601])"""

    ENDED = auto()
    """Nothing is due any more."""
