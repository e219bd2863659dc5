"""What a case may need beyond a plain charger: the one list of what this project provides."""

from __future__ import annotations

from typing import Final

_NO_COMMAND = "the contract of 2024 has no command for it"
_ISO20 = "ISO 15118-20 is not built yet"

NEEDS: Final[dict[str, str | None]] = {
    "tls12": None,
    "tls13": None,
    "two-roots": None,
    "ocsp": None,
    "pnc": None,
    "cert-install": None,
    "central-validation": None,
    "iso20": _ISO20,
    "bpt": _ISO20,
    "mobility-needs": _ISO20,
    "vas": "services beside charging and certificates are not built yet",
    "tariff": None,
    "sae-bidi": None,
    "no-energy": _NO_COMMAND,
    "evse-pause": _NO_COMMAND,
    "service-renegotiation": _NO_COMMAND,
    "cp-state": "the owner supervises the control pilot, the contract does not show it to the charger",
    "schedule-source": None,
    "capture": None,
    "two-interfaces": None,
    "restart": None,
}
"""Need to the reason why it is not provided; None: it is."""


def missing(needs: list[str]) -> list[str]:
    """Those of a case's needs that are not provided."""
    return [need for need in needs if NEEDS[need] is not None]
