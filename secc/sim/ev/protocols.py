"""What differs from protocol to protocol as a whole: the table, and how long the car waits for an answer."""

from __future__ import annotations

from secc.sim.ev import din, iso2
from secc.sim.ev.states import Table

TABLES: dict[str, Table] = {"iso2": iso2.TABLE, "din": din.TABLE}

TIMEOUTS: dict[str, dict[str, float]] = {
    "iso2": {
        "ServiceDetail": 5.0,
        "PaymentDetails": 5.0,
        "CertificateInstallation": 5.0,
        "CertificateUpdate": 5.0,
        "PowerDelivery": 5.0,
        "CurrentDemand": 0.25,
    },
    "din": {"CurrentDemand": 0.25},
}
"""Message timeouts, s, that are not `USUAL_TIMEOUT` (ISO 15118-2 Table 109, DIN SPEC 70121 Table 75)."""

USUAL_TIMEOUT = 2.0
