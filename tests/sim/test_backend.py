"""The back end looks itself at who asks for a contract, for a charger passes on what it does not know."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable
from dataclasses import replace

import pytest
from msgspec import UNSET

from secc import exi
from secc.pnc.authority import Identity, Pki
from secc.sim.backend import Backend
from secc_contract.types.iso15118_charger import (
    CertificateActionEnum,
    RequestExiStreamSchema,
    ResponseExiStreamStatus,
    Status,
)
from secc_contract.v2g.iso15118_2 import Body, MessageHeader, V2G_Message
from tests.conversations import pnc
from tests.sim import contracts
from tests.sim.contracts import pki


def asked(backend: Backend, identity: Identity, action: CertificateActionEnum) -> ResponseExiStreamStatus:
    """What it answers a car that shows this identity, and signs with its key."""
    update = action is CertificateActionEnum.Update
    request = pnc.updates(identity) if update else pnc.installs(identity)
    header = MessageHeader(SessionID=bytes(8), Signature=pnc.sign(type(request).__name__, request, identity))
    message = exi.encode("iso2", V2G_Message(Header=header, Body=Body(BodyElement=request)))
    return backend(
        RequestExiStreamSchema(
            exi_request=base64.b64encode(message).decode(),
            iso15118_schema_version="urn:iso:15118:2:2013:MsgDef",
            certificate_action=action,
        )
    )


def stranger() -> Pki:
    """Made by nobody whom we know, with the names that we know."""
    return Pki(contracts.START)


@pytest.mark.parametrize(
    ("identity", "action", "why"),
    [
        (lambda: stranger().identity("provisioning"), CertificateActionEnum.Install, "was not signed by"),
        (lambda: pki().identity("oem-expired"), CertificateActionEnum.Install, "has expired"),
        (lambda: stranger().identity("contract"), CertificateActionEnum.Update, "was not signed by"),
        (lambda: pki().identity("contract-expired"), CertificateActionEnum.Update, "has expired"),
        (lambda: pki().identity("contract-2"), CertificateActionEnum.Update, "is another's"),
    ],
)
def test_who_may_have_no_contract(
    identity: Callable[[], Identity],
    action: CertificateActionEnum,
    why: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        answer = asked(contracts.backend(), identity(), action)
    assert answer.status is Status.Failed and answer.exi_response is UNSET
    assert why in caplog.text


@pytest.mark.parametrize("action", list(CertificateActionEnum))
def test_who_may(action: CertificateActionEnum) -> None:
    name = "contract" if action is CertificateActionEnum.Update else "provisioning"
    assert asked(contracts.backend(), pki().identity(name), action).status is Status.Accepted


def test_a_car_maker_that_nobody_knows_gets_nothing(caplog: pytest.LogCaptureFixture) -> None:
    trust = replace(contracts.trust(), oem=(), subs=())
    backend = Backend(lambda request: pki().identity("contract-2"), pki().identity("cps"), trust)
    identity = pki().identity("provisioning")
    assert asked(backend, identity, CertificateActionEnum.Install).status is Status.Failed
    assert caplog.messages[-1].endswith("which was not sent and is no root of ours")
