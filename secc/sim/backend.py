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
from secc.pnc import authority, emaid, installation, store
from secc.pnc.chains import judge
from secc.pnc.installation import Holder, Request
from secc.pnc.profiles import Role
from secc.pnc.store import Trust
from secc_contract.types.iso15118_charger import RequestExiStreamSchema, ResponseExiStreamStatus, Status
from secc_contract.v2g.iso15118_2 import CertificateUpdateReq

__all__ = ["Backend", "Issue", "load"]

log = logging.getLogger(__name__)

NEW_CONTRACT = "DE8EMPC0000007"
"""eMAID of what a car gets that had none."""

Issue = Callable[[Request], Holder]
"""Makes, or picks, the contract for a car that asks so."""


def _now() -> datetime:
    return datetime.now(UTC)


class Backend:
    """Answers cars whose certificate leads to a root that it knows, and which have signed what they ask.

    A charger passes on what nothing speaks against, the certificates of unknown car makers included: who
    gives a contract's key away has to look for himself.
    """

    def __init__(self, issue: Issue, cps: Holder, trust: Trust, clock: Callable[[], datetime] = _now) -> None:
        self._issue, self._cps, self._trust, self._clock = issue, cps, trust, clock

    def __call__(self, request: RequestExiStreamSchema) -> ResponseExiStreamStatus:
        """The outcome, and the message that the charger passes on to the car as it is."""
        answer: dict[str, str] = {}
        try:
            wanted = installation.read_request(base64.b64decode(request.exi_request))
            message = installation.answer(wanted, self._contract(wanted), self._cps)
            answer["exi_response"] = base64.b64encode(message).decode("ascii")
        except (WireError, binascii.Error) as error:
            # Where in the message it stands helps nobody: most of this is about certificates.
            log.warning("no contract: %s", error.reason if isinstance(error, WireError) else error)
        return ResponseExiStreamStatus(
            status=Status.Accepted if answer else Status.Failed,
            certificate_action=request.certificate_action,
            **answer,
        )

    def _contract(self, wanted: Request) -> Holder:
        """What to give; WireError for a car that may have none."""
        old = wanted.body.eMAID if isinstance(wanted.body, CertificateUpdateReq) else None
        role = Role.OEM if old is None else Role.MO
        verdict = judge(role, wanted.chain, self._trust, self._clock(), emaid=old)
        if not verdict.good:
            raise WireError(verdict.reason, 0, "Certificate")
        contract = self._issue(wanted)
        if old is not None and emaid.normalise(contract.common_name) != emaid.normalise(old):
            raise WireError("the contract at hand is another's", 0, "eMAID")
        return contract


def load(folder: Path, password: bytes | None = None) -> Backend:
    """One that issues fresh contracts with the keys in ``backend/iso2`` of a PKI folder.

    :raises ConfigError: they are not there, or cannot be used.
    """
    place = folder / "backend" / "iso2"
    operator = store.load_chain(place / "mo-sub2", password)
    cps = store.load_chain(place / "cps", password)
    return Backend(partial(_fresh, operator), cps, store.load_trust(folder))


def _fresh(operator: store.KeyedChain, request: Request) -> Holder:
    """A renewed contract keeps its id."""
    name = request.body.eMAID if isinstance(request.body, CertificateUpdateReq) else NEW_CONTRACT
    return authority.contract(operator, name, datetime.now(UTC))
