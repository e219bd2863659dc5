"""Whether a car's own certificate is one of ISO 15118-20, beyond what the handshake has proven.

The handshake proves a chain up to a V2G or OEM root. It knows nothing of the standard's keys, of the length
of chains, or of whose certificate it is; the checks for all chains do.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from secc.errors import WireError
from secc.pnc.certificates import parse
from secc.pnc.chains import CHECKS, judge
from secc.pnc.profiles import ISO20, Role
from secc.pnc.store import Trust
from secc.tls.alert import TlsError
from secc.tls.policy import Profile

__all__ = ["admit"]

log = logging.getLogger(__name__)

_CHECKS = tuple(check for check in CHECKS if check.name != "signed")
"""The signatures are what the handshake has proven; to verify them again takes half as long as all of it."""


def admit(chain: Sequence[bytes], trust: Trust, at: datetime, profile: Profile) -> None:
    """TlsError for a verified chain (DER, leaf first, root last) that the standard does not allow.

    The lab profile lets it pass, with a line in the log.
    """
    try:
        root = parse(chain[-1])
    except (WireError, IndexError):  # no engine verifies under such a root
        raise TlsError("the car's certificate is refused: its root makes no sense") from None
    anchored = Trust(oem=(root,), responses=trust.responses)
    verdict = judge(Role.OEM, chain[:-1], anchored, at, profile=ISO20, checks=_CHECKS)
    if verdict.good:
        return
    if profile is Profile.STRICT:
        raise TlsError(f"the car's certificate is refused: {verdict.reason}")
    log.info("a strict charger would refuse this car's certificate: %s", verdict.reason)
