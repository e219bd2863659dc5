"""Good and bad manners: the bytes of a request, as it should be and as a `Send` bends it."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

from msgspec import UnsetType

from secc import exi, v2gtp
from secc.sim.ev.changes import amend, within
from secc.sim.ev.protocols import TABLES
from secc.sim.ev.script import Send
from secc.sim.ev.signing import signature
from secc.sim.ev.states import Builder
from secc.sim.ev.trip import Trip
from secc.sim.ev.words import WORDS
from secc_contract.v2g.xmldsig import Signature

HANDSHAKE = "SupportedAppProtocol"


def frame(trip: Trip, body: Any) -> bytes:
    """A request as it should be."""
    document = _document(trip, body, trip.session_id, signature(trip, body))
    return v2gtp.frame(v2gtp.PayloadType.EXI, document)


def bent(deed: Send, trip: Trip, usual: Any, seed: int) -> bytes:
    """What goes out instead of the usual request; ``seed`` makes random bytes repeatable."""
    if deed.raw is not None:
        return deed.raw * deed.times
    if deed.payload is not None:
        payload = deed.payload
    elif deed.random:
        payload = Random(seed).randbytes(deed.random)
    else:
        if deed.show:
            trip = _showing(trip, deed.show)
            usual = request(trip, type(usual).__name__.removesuffix("Req"))
        body = request(trip, deed.message) if deed.message else usual
        with within("fields"):
            body = amend(trip.words, body, _changes(deed, trip))
        with within("sign.info"):
            signed = signature(trip, body, deed.sign)
        with within("tamper"):
            body = amend(trip.words, body, deed.tamper)
        payload = _document(trip, body, _session_id(deed, trip), signed)
    payload = payload[: len(payload) - deed.truncate]
    length = len(payload) if deed.announce is None else deed.announce
    whole = struct.pack(">BBHI", 0x01, 0xFE, deed.payload_type, length) + payload
    return whole[: len(whole) - deed.cut] * deed.times


def _showing(trip: Trip, name: str) -> Trip:
    """The same visit by a car that has another contract, or another maker."""
    settings = replace(trip.settings, contract=name, provisioning=name)
    return replace(trip, settings=settings, installed=None)


def _changes(deed: Send, trip: Trip) -> Mapping[str, Any]:
    if not deed.last_challenge:
        return deed.fields
    return {"GenChallenge": trip.last_challenge.hex(), **deed.fields}


def _session_id(deed: Send, trip: Trip) -> bytes:
    if deed.last_session:
        return trip.last_id
    return trip.session_id if deed.session_id is None else deed.session_id


def _document(trip: Trip, body: Any, session_id: bytes, signed: Signature | UnsetType) -> bytes:
    if type(body).__name__ == HANDSHAKE + "Req":
        return exi.encode("sap", body)
    return exi.encode(trip.words.schema, trip.words.message(session_id, body, signed))


@cache
def names(protocol: str) -> frozenset[str]:
    """All requests of a protocol, without Req."""
    messages = vars(WORDS[protocol].messages)
    return frozenset({HANDSHAKE, *(name[:-3] for name in messages if name.endswith("Req"))})


def request(trip: Trip, name: str) -> Any:
    """Any request: with what the car knows where its table builds one, else the smallest there is."""
    builder = _builders(trip.protocol).get(name)
    if builder is not None:
        return builder(trip)
    return exi.minimal(trip.words.schema, getattr(trip.words.messages, name + "Req"))


@cache
def _builders(protocol: str) -> dict[str, Builder]:
    """By name of the request; of several rows with one the first."""
    found: dict[str, Builder] = {}
    for row in TABLES[protocol].values():
        found.setdefault(row.name, row.request)
    return found
