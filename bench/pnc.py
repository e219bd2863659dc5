"""What certificates and signatures cost: medians, and the goals that they have to meet.

    PYTHONPATH=generated python -m bench.pnc

The goals are for an otherwise idle machine of two cores. Exit code 1 when one is missed.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from secc.pnc import certificates, installation, layout, ocsp, signatures
from secc.pnc.authority import EMAID, Pki
from secc.pnc.certificates import parse
from secc.pnc.chains import judge
from secc.pnc.profiles import ISO2, ISO20, KeyKind, Profile, Role
from secc.pnc.signatures import Element
from secc.pnc.store import Trust
from secc_contract.v2g.iso15118_2 import AuthorizationReq
from secc_contract.v2g.xmldsig import Signature

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
REQUEST = Element("AuthorizationReq", AuthorizationReq(Id="ID1", GenChallenge=bytes(16)))


class Row(NamedTuple):
    """One measurement; ``goal``: ms, None where there is none."""

    name: str
    median: float
    goal: float | None = None


def median(
    action: Callable[[], object], rounds: int = 101, before: Callable[[], object] = lambda: None
) -> float:
    """Median of single runs in ms, after one that does not count; ``before`` each, outside the time."""
    times = []
    for _ in range(rounds + 1):
        before()
        began = time.perf_counter()
        action()
        times.append(time.perf_counter() - began)
    return statistics.median(times[1:]) * 1000


def forget() -> None:
    """The certificates of the next car are new ones."""
    certificates._parse.cache_clear()


def standard(kind: KeyKind, profile: Profile, chain_goal: float, crypto_goal: float) -> list[Row]:
    """The rows of one kind of key."""
    pki = Pki(NOW, kind)
    trust = Trust(v2g=(parse(pki.der("v2g-a")),), mo=(parse(pki.der("mo")),))
    answered = Trust(mo=trust.mo, responses=(pki.ocsp("contract"),))
    contract = pki.identity("contract")
    made = signatures.sign("iso2", [REQUEST], contract.key)
    other = signatures.sign("iso2", [REQUEST], contract.key, "message")
    key = parse(contract.leaf).key

    def chain(trust: Trust) -> None:
        assert judge(Role.MO, contract.chain, trust, NOW, profile=profile, emaid=EMAID).good

    def verify(signature: Signature) -> None:
        assert signatures.verify("iso2", signature, [REQUEST], key) is None

    return [
        Row(f"{kind} chain check, nothing known", median(lambda: chain(trust), before=forget), chain_goal),
        Row(f"{kind} chain check, met before", median(lambda: chain(trust)), chain_goal),
        Row(f"{kind} chain check with an OCSP answer", median(lambda: chain(answered))),
        Row(f"{kind} AuthorizationReq, verified", median(lambda: verify(made)), crypto_goal),
        Row(f"{kind} AuthorizationReq, other grammar", median(lambda: verify(other))),
        Row(
            f"{kind} AuthorizationReq, signed",
            median(lambda: signatures.sign("iso2", [REQUEST], contract.key)),
            None,
        ),
    ]


def others() -> list[Row]:
    """What happens less often."""
    pki = Pki(NOW)
    contract, car = pki.identity("contract").key, pki.identity("provisioning").key
    assert isinstance(contract, EllipticCurvePrivateKey) and isinstance(car, EllipticCurvePrivateKey)
    point, sealed = installation.encrypt_key(contract, car.public_key())
    leaf, issuer, said = parse(pki.der("contract")), parse(pki.der("mo-sub2")), pki.ocsp("contract")
    with tempfile.TemporaryDirectory() as folder:
        names = (Path(folder) / str(number) for number in range(100))
        whole = median(lambda: layout.new(next(names), NOW), 7)
        locked = median(lambda: layout.new(next(names), NOW, b"password"), 7)
    return [
        Row(
            "contract's key, encrypted", median(lambda: installation.encrypt_key(contract, car.public_key()))
        ),
        Row("contract's key, decrypted", median(lambda: installation.decrypt_key(point, sealed, car))),
        Row("OCSP answer, checked", median(lambda: ocsp.check(said, leaf, issuer, NOW))),
        Row("whole PKI, three sets, on the disk", whole, 500.0),
        Row("the same, its keys encrypted", locked, 500.0),
    ]


def main() -> int:
    """Measure, print, judge."""
    rows = [
        *standard(KeyKind.P256, ISO2, 3.0, 0.5),
        *standard(KeyKind.P521, ISO20, 10.0, 2.0),
        *standard(KeyKind.ED448, ISO20, 10.0, 2.0),
        *others(),
    ]
    print(f"{'':42}{'median':>10}{'goal':>10}   (ms)")
    missed = 0
    for row in rows:
        bad = row.goal is not None and row.median > row.goal
        missed += bad
        goal = "" if row.goal is None else f"{row.goal:.1f}"
        print(f"{row.name:42}{row.median:>10.3f}{goal:>10}{'   missed' if bad else ''}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
