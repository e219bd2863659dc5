"""The times of ISO 15118-2 alone that bind a SECC, in s."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CONTACTOR: Final = 3.0
"""How long the AC contactor may take to close or to open ([V2G2-860], [V2G2-862])."""
CERTIFICATE: Final = 4.5
"""How long a back end may take for a certificate: the car waits 5 s."""
ANSWER: Final[Mapping[str, float]] = {
    "CurrentDemandReq": 0.025,
    "ServiceDetailReq": 4.5,
    "PaymentDetailsReq": 4.5,
    "CertificateInstallationReq": 4.5,
    "CertificateUpdateReq": 4.5,
    "PowerDeliveryReq": 4.5,
}
"""How long an answer may take, where it is not the usual time (Table 109)."""
