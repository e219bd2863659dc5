"""Whether a car's own certificate is one of ISO 15118-20, beyond what the handshake has proven.

The handshake proves a chain up to a V2G or OEM root. It knows nothing of the standard's keys, of the length
of chains, or of whose certificate it is; the checks for all chains do, and one more for those of vehicles.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime

from cryptography.x509.oid import ExtendedKeyUsageOID

from secc.errors import WireError
from secc.pnc.certificates import parse
from secc.pnc.chains import CHECKS, Case, Check, judge
from secc.pnc.profiles import ISO20, Role
from secc.pnc.store import Trust
from secc.tls.alert import TlsError
from secc.tls.policy import Profile

__all__ = ["VEHICLE_CHECKS", "admit"]

log = logging.getLogger(__name__)

_CLIENT = ExtendedKeyUsageOID.CLIENT_AUTH.dotted_string


def _client(case: Case) -> Iterator[str]:
    if _CLIENT not in case.leaf.purposes:
        yield f"{case.leaf.title} is not for TLS clients; is it a provisioning certificate?"


VEHICLE_CHECKS = (
    # The signatures are what the handshake has proven; to verify them again takes half as long as all of it.
    *(check for check in CHECKS if check.name != "signed"),
    Check(
        "client",
        "a vehicle's leaf is a TLS client (V2G20-2339, V2G20-2598)",
        "FAILED_CertChainError",
        _client,
    ),
)

_WAIVED = {"size", "keys", "algorithms", "domain", "usage", "purpose", "client"}
"""What a lab lets pass: how the certificates are made. Never that one is revoked, unreadable or too old."""


def admit(chain: Sequence[bytes], trust: Trust, at: datetime, profile: Profile) -> None:
    """TlsError for a verified chain (DER, leaf first, root last) that the standard does not allow.

    The lab profile waives some checks, with a line in the log.
    """
    try:
        root = parse(chain[-1])
    except (WireError, IndexError):  # no engine verifies under such a root
        raise TlsError("the car's certificate is refused: its root makes no sense") from None
    anchored = Trust(oem=(root,), responses=trust.responses)
    verdict = judge(Role.OEM, chain[:-1], anchored, at, profile=ISO20, checks=VEHICLE_CHECKS)
    waived = _WAIVED if profile is Profile.LAB else set()
    for finding in verdict.findings:
        if finding.check not in waived:
            raise TlsError(f"the car's certificate is refused: {finding.reason}")
    if not verdict.good:
        log.info("a strict charger would refuse this car's certificate: %s", verdict.reason)
