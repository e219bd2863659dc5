"""A back end without a server: gives cars their contracts, with the keys of a test PKI.

On the other side of a charger stand a mobility operator, which issues the contract, and a provisioning
service (CPS), which vouches for it on the way to the car. Here both are a function for an owner: what
``certificate_request`` brings in, what ``certificate_response`` takes out.
"""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from secc.errors import WireError
from secc.pnc import authority, installation, store
from secc.pnc.installation import Holder, Request
from secc_contract.types.iso15118_charger import RequestExiStreamSchema, ResponseExiStreamStatus, Status
from secc_contract.v2g.iso15118_2 import CertificateUpdateReq

__all__ = ["Backend", "Issue", "load"]

log = logging.getLogger(__name__)

NEW_CONTRACT = "DE8EMPC0000007"
"""eMAID of what a car gets that had none."""

Issue = Callable[[Request], Holder]
"""Makes, or picks, the contract for a car that asks so."""


class Backend:
    """Answers what a car asks for, once the signature of the certificate that it shows has been verified."""

    def __init__(self, issue: Issue, cps: Holder) -> None:
        self._issue, self._cps = issue, cps

    def __call__(self, request: RequestExiStreamSchema) -> ResponseExiStreamStatus:
        """The outcome, and the message that the charger passes on to the car as it is."""
        answer: dict[str, str] = {}
        try:
            wanted = installation.read_request(base64.b64decode(request.exi_request))
            message = installation.answer(wanted, self._issue(wanted), self._cps)
            answer["exi_response"] = base64.b64encode(message).decode("ascii")
        except (WireError, binascii.Error) as error:
            log.warning("no contract: %s", error)
        return ResponseExiStreamStatus(
            status=Status.Accepted if answer else Status.Failed,
            certificate_action=request.certificate_action,
            **answer,
        )


def load(folder: Path, password: bytes | None = None) -> Backend:
    """One that issues fresh contracts with the keys in ``backend/iso2`` of a PKI folder.

    :raises ConfigError: they are not there, or cannot be used.
    """
    place = folder / "backend" / "iso2"
    operator = store.load_chain(place / "mo-sub2", password)
    return Backend(partial(_fresh, operator), store.load_chain(place / "cps", password))


def _fresh(operator: store.KeyedChain, request: Request) -> Holder:
    """A renewed contract keeps its id."""
    name = request.body.eMAID if isinstance(request.body, CertificateUpdateReq) else NEW_CONTRACT
    return authority.contract(operator, name, datetime.now(UTC))
