"""What a scenario's values must be besides of the right kind: messages can carry them, deeds can be done.

A request is tried out on a sample car, that has the certificates and keys it speaks of, before there is one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from secc import exi
from secc.errors import ConfigError
from secc.pnc.authority import Pki
from secc.pnc.certificates import parse
from secc.pnc.store import Trust
from secc.sim.ev.battery import Battery
from secc.sim.ev.changes import Mistake
from secc.sim.ev.manners import bent, names, request
from secc.sim.ev.script import CLOSE, SILENCE, Codes, FallSilent, Fault, Pause, Renegotiate, Send, Step
from secc.sim.ev.signing import WELL
from secc.sim.ev.trip import Settings, Trip
from secc.sim.ev.values import kinds, known
from secc.sim.ev.wallet import Wallet
from secc.sim.ev.words import WORDS
from secc_contract.v2g.app_protocol import ResponseCode as HandshakeCode
from secc_contract.v2g.iso15118_2_types import DC_EVErrorCode, MeterInfo


def sample(settings: Settings, battery: Battery) -> Trip:
    """A car at a charger, as far on as its requests can need it."""
    trip = Trip(settings, battery)
    if trip.by_contract:
        trip.wallet = _wallet({settings.contract, settings.provisioning})
        trip.challenge, trip.reading = bytes(16), exi.minimal("iso2", MeterInfo)
    return trip


def _wallet(identities: Collection[str]) -> Wallet:
    """One contract under every name."""
    pki = _pki()
    trust = Trust(v2g=(parse(pki.der("v2g-a")),))
    return Wallet(pki.now, trust, dict.fromkeys(identities, pki.identity("contract")))


@cache
def _pki() -> Pki:
    return Pki(datetime.now(UTC))


def check_car(speaks: Collection[str], trip: Trip) -> None:
    """Its messages can carry what it is."""
    settings = trip.settings
    if len(settings.evccid) != 6:
        raise Mistake("evccid", "6 bytes", settings.evccid.hex())
    if settings.certificate != "none" and not trip.by_contract:
        raise Mistake("payment", "contract, as certificate needs it", settings.payment)
    for trip.protocol in speaks:
        for name in names(trip.protocol):
            try:
                bent(Send(message=name), trip, None, 0)
            except ValueError as error:
                expected = f"a car that fits into its messages ({error})"
                raise Mistake("(several)", expected, "another") from None


def check_step(path: str, step: Step, given: Collection[str], speaks: Collection[str], trip: Trip) -> None:
    """What a deed needs besides the right kinds of values."""
    match step.deed:
        case Pause() | Renegotiate() if "iso2" not in speaks:
            raise Mistake("protocol", f"iso2 or any, as {path} needs it", ", ".join(speaks))
        case Renegotiate() if step.at not in ("ChargingStatus", "CurrentDemand"):
            raise Mistake(f"{path}.at", "ChargingStatus or CurrentDemand", step.at)
        case Fault() if trip.settings.is_ac:
            raise Mistake("mode", f"dc, as {path} needs it", "ac")
        case Fault(error=error):
            known(f"{path}.error", error, list(DC_EVErrorCode), "an EVErrorCode")
        case FallSilent(expect=(*codes,)) if {*codes} - {CLOSE}:
            raise Mistake(f"{path}.expect", f"{CLOSE}: who says nothing gets no answer", ", ".join(codes))
        case Send() as deed:
            if not given:
                raise Mistake(path, f"at least one of {', '.join(kinds(Send))}", "none")
            if (deed.sign != WELL or deed.show or deed.last_challenge) and not trip.by_contract:
                raise Mistake("payment", f"contract, as {path} needs it", trip.settings.payment)
            check_codes(f"{path}.expect", deed.expect, speaks)
            _check_message(path, step.at, deed, speaks, trip)


def check_wallet(settings: Settings, battery: Battery, steps: Collection[Step], wallet: Wallet) -> None:
    """The messages of a car with a contract can carry what it has.

    :raises ConfigError: they cannot.
    """
    trip = sample(settings, battery)
    if not trip.by_contract:
        return
    trip.wallet = wallet
    deeds = [
        Send(message=name) for name in ("PaymentDetails", "CertificateInstallation", "CertificateUpdate")
    ]
    deeds += [
        replace(step.deed, message=step.deed.message or step.at)
        for step in steps
        if isinstance(step.deed, Send)
    ]
    try:
        for deed in deeds:
            bent(deed, trip, request(trip, deed.message), 0)
    except Mistake as mistake:
        expected = f"{mistake.path}: expected {mistake.expected}, found {mistake.found}"
        raise ConfigError(f"what the car has is not what its scenario changes: {expected}") from None
    except ValueError as error:
        raise ConfigError(f"what the car has does not fit into its messages: {error}") from None


def _check_message(path: str, at: str, deed: Send, speaks: Collection[str], trip: Trip) -> None:
    """The message exists in a protocol that the car speaks, and takes the contents."""
    name = deed.message or at
    able = [protocol for protocol in speaks if name in names(protocol)]
    if not able:
        every = {name for protocol in speaks for name in names(protocol)}
        known(f"{path}.message", name, every, "a request")
    if trip.by_contract:
        trip.wallet = _wallet({trip.settings.contract, trip.settings.provisioning, *deed.identities})
    for protocol in able:
        trip.protocol = protocol
        try:
            bent(deed, trip, request(trip, name), 0)
        except Mistake as mistake:
            raise Mistake(f"{path}.{mistake.path}", mistake.expected, mistake.found) from None
        except ValueError as error:  # out of the schema's range
            raise Mistake(f"{path}.fields", f"what it can carry ({error})", deed.fields) from None


def check_codes(path: str, codes: Codes, speaks: Collection[str], ends: Codes = (CLOSE, SILENCE)) -> None:
    """Each is a response code that the car may get to hear, or one of these ends."""
    every = {code.value for name in speaks for code in WORDS[name].types.ResponseCode}
    every |= {code.value for code in HandshakeCode} | set(ends)
    for code in codes:
        known(path, code, every, "a response code")
