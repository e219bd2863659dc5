"""A car gets its first contract at a charger, pays by it, signs a receipt: over TLS, recorded, in debug mode.

Everything is real but the network: the charger of ``secc run`` with keys behind a password, the example of a
back end, a client of Python's own TLS.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import load_pem_x509_certificate

from examples import local_backend
from secc import exi, v2gtp
from secc.net import discovery, station
from secc.net.interface import Interface
from secc.net.tls import TlsPort
from secc.pnc import installation, layout, store
from secc.pnc.authority import Identity
from secc.tls.credentials import keyring
from secc.tls.engine import Offer
from secc.tools.record import Recorder
from secc_contract import Iso15118ChargerClient
from secc_contract.types import iso15118_charger as types
from secc_contract.types.powermeter import Powermeter
from secc_contract.types.units import Energy
from secc_contract.v2g.app_protocol import AppProtocol, SupportedAppProtocolReq
from secc_contract.v2g.iso15118_2 import AuthorizationReq, Body, MessageHeader, V2G_Message
from secc_contract.v2g.iso15118_2_types import ChargeProgress
from tests.conversations import pnc
from tests.conversations import requests as ev
from tests.conversations.stage import ISO2
from tests.tls.support import client_context, iso2

__all__ = ["PASSWORD", "Visit", "make_pki", "visit"]

PASSWORD = "a pass phrase that nobody else has"
PATIENCE = 30.0
"""Seconds for all of it; only a failure takes so long."""


@dataclass
class Visit:
    """What a session has left behind, and the secrets that were in it."""

    log: str = ""
    recordings: list[Path] = field(default_factory=list)
    published: list[tuple[str, Any]] = field(default_factory=list)
    contract: installation.Contract | None = None
    """What the car was given."""
    key_log: str = ""
    """The secrets of its TLS, as the car knows them."""


def make_pki(folder: Path) -> Path:
    """A test PKI, the charger's own keys behind a password; the back end's are not, as its example wants."""
    layout.new(folder, datetime.now(UTC))
    for key in (folder / "secc").glob("*/key.pem"):
        key.write_bytes(layout.key_pem(store.load_key(key), PASSWORD.encode()))
    return folder


class _Owner(local_backend.PlugAndChargeEvse):
    """In debug mode, and with a meter that wants receipts."""

    def __init__(self, charger: Iso15118ChargerClient) -> None:
        super().__init__(charger)
        name, modes = types.EVSEID(evse_id="DE*ABC*E0001"), (types.EnergyTransferMode.AC_three_phase_core,)
        charger.call_setup(name, modes, types.SaeJ2847BidiMode.None_, debug_mode=True)
        charger.call_receipt_is_required(True)
        reading = Powermeter(
            timestamp=datetime.now(UTC), meter_id="METER1", energy_Wh_import=Energy(total=1000)
        )
        charger.call_update_meter_info(reading)


class _Log(logging.Handler):
    """All that is logged, with tracebacks, as text."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{self.format(record)} {record.args!r}")

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass
class _Car:
    """The car's end."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    session_id: bytes = bytes(8)

    async def exchange(self, schema: str, message: Any) -> Any:
        self.writer.write(v2gtp.frame(v2gtp.PayloadType.EXI, exi.encode(schema, message)))
        head = await self.reader.readexactly(v2gtp.HEADER_SIZE)
        return exi.decode(schema, await self.reader.readexactly(int.from_bytes(head[4:])))

    async def whole(self, body: Any, signer: Identity | None = None) -> V2G_Message:
        """The answer to a request, which may be signed."""
        signed = pnc.sign(type(body).__name__, body, signer) if signer is not None else None
        header = MessageHeader(SessionID=self.session_id, **({"Signature": signed} if signed else {}))
        request = V2G_Message(Header=header, Body=Body(BodyElement=body))
        answer: V2G_Message = await self.exchange("iso2", request)
        self.session_id = answer.Header.SessionID
        found: Any = answer.Body.BodyElement
        assert found.ResponseCode.startswith("OK"), found.ResponseCode
        return answer

    async def asks(self, body: Any, signer: Identity | None = None) -> Any:
        return (await self.whole(body, signer)).Body.BodyElement


def _identity(folder: Path) -> Identity:
    held = store.load_chain(folder)
    leaf, *subs = held.chain
    return Identity(held.name, leaf, tuple(subs), b"", held.key, held.common_name)


async def _drive(car: _Car, pki: Path) -> installation.Contract:
    """From the handshake to the end of the session."""
    provisioning = _identity(pki / "car" / "iso2" / "provisioning")
    protocol = AppProtocol(
        ProtocolNamespace=ISO2, VersionNumberMajor=2, VersionNumberMinor=0, SchemaID=1, Priority=1
    )
    await car.exchange("sap", SupportedAppProtocolReq(AppProtocol=(protocol,)))
    await car.asks(ev.session_setup())
    await car.asks(ev.service_discovery())
    await car.asks(pnc.selects(1))
    brought = await car.whole(pnc.installs(provisioning), provisioning)
    assert isinstance(provisioning.key, ec.EllipticCurvePrivateKey)
    new = installation.accept(brought, provisioning.key, store.load_trust(pki), datetime.now(UTC))
    leaf, *subs = new.chain
    contract = Identity("new", leaf, tuple(subs), b"", new.key, new.emaid)
    challenge = (await car.asks(pnc.shows(contract))).GenChallenge
    proof = AuthorizationReq(Id="ID1", GenChallenge=challenge)
    while (await car.asks(proof, contract)).EVSEProcessing != "Finished":
        await asyncio.sleep(0.05)
    await car.asks(ev.ac_parameters())
    await car.asks(ev.ac_power())
    status = await car.asks(ev.charging_status())
    assert status.ReceiptRequired
    receipt = pnc.receipt(car, status.MeterInfo)  # type: ignore[arg-type]  # of a car only the session id counts
    await car.asks(receipt, contract)
    await car.asks(ev.charging_status())
    await car.asks(ev.ac_power(ChargeProgress.Stop))
    await car.asks(ev.session_stop())
    return new


async def _session(pki: Path, folder: Path, log: _Log, found: Visit, context: ssl.SSLContext) -> None:
    stop = asyncio.Event()
    recorder = Recorder(folder)

    def make(link: Any, *rest: Any) -> Any:
        publish = link.publish

        def heard(variable: str, value: Mapping[str, Any]) -> None:
            found.published.append((variable, value))
            publish(variable, value)

        link.publish = heard
        return recorder.make(link, *rest)

    held = store.load(pki, PASSWORD.encode())
    serving = asyncio.ensure_future(
        station.serve("lo", _Owner, stop, make=make, tls=TlsPort(Offer(keyring(held))))
    )
    while (ready := re.search(r"ready: SDP on lo.*TLS (\d+)", log.text)) is None:
        await asyncio.sleep(0.01)
        assert not serving.done(), serving.exception()
    car = _Car(*await asyncio.open_connection("::1", int(ready[1]), ssl=context))
    found.contract = await _drive(car, pki)
    car.writer.close()
    await car.writer.wait_closed()
    stop.set()
    await serving


def visit(pki: Path, folder: Path) -> Visit:
    """The session; its recording goes into the folder."""
    found, log, bind = Visit(), _Log(), discovery._bind
    secrets = folder.with_suffix(".keys")
    root = load_pem_x509_certificate((pki / "roots" / "v2g" / "iso2-a.pem").read_bytes())
    context = client_context(iso2(roots=(root,)))
    context.keylog_filename = str(secrets)

    def elsewhere(interface: Interface, port: int) -> socket.socket:  # tests run side by side
        return bind(interface, 0)

    everything = logging.getLogger()
    level = everything.level
    everything.addHandler(log)
    everything.setLevel(logging.DEBUG)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(discovery, "_bind", elsewhere)
            patch.setattr(local_backend, "PKI", pki)
            asyncio.run(asyncio.wait_for(_session(pki, folder, log, found, context), PATIENCE))
    finally:
        everything.removeHandler(log)
        everything.setLevel(level)
    found.log = log.text
    found.recordings = sorted(folder.iterdir())
    found.key_log = secrets.read_text()
    return found
