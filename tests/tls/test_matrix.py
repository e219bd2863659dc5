"""Each engine, each client, each wish: what is agreed, or how it ends.

Nothing is skipped that a client can ask for. What an engine cannot serve must end cleanly: refused with an
alert before anything is computed, or served without the extra.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product

import pytest

from secc.pnc.authority import Identity
from secc.tls.alert import Alert
from secc.tls.connection import TlsConnection
from secc.tls.credentials import Credential, Keyring
from secc.tls.engine import Engine, Offer
from secc.tls.policy import STATIC_ECDH
from tests.tls.cars import CARS, V1_2, V1_3, Asked, Row
from tests.tls.plain_client import ECDHE
from tests.tls.support import ENGINES, P256, P521, OwnWhereItCan, credential, keyring, p256_vehicle, pki

AES, CHACHA = 0x1302, 0x1303


@dataclass(frozen=True)
class Serves:
    """An engine, and what it can serve: suites, and how many OCSP responses to whom."""

    make: Callable[[Offer], Engine]
    suites: frozenset[int]
    staples: dict[tuple[str, Asked], int]
    own: bool = False


_ONE: dict[tuple[str, Asked], int] = {(V1_2, "leaf"): 1, (V1_3, "leaf"): 1}

SERVERS = {
    "pyOpenSSL": Serves(ENGINES["pyOpenSSL"], frozenset({ECDHE, AES, CHACHA}), _ONE),
    "ssl": Serves(ENGINES["ssl"], frozenset({ECDHE, AES, CHACHA}), {}),
    "own": Serves(
        OwnWhereItCan, frozenset({ECDHE, STATIC_ECDH, AES, CHACHA}), {**_ONE, (V1_2, "each"): 3}, own=True
    ),
}


# ── What cars wish ───────────────────────────────────────────────────────────────────────────────


SHOWN: dict[str, tuple[Identity | None, str]] = {
    "no certificate": (None, "the car shows no certificate of its own"),
    "a P-256 certificate": (p256_vehicle(), "key of kind P-256"),
    "an expired certificate": (pki(P521).identity("vehicle-expired"), "has expired, or leads to no root"),
    "a foreign certificate": (pki(P521).identity("vehicle-foreign"), "leads to no root held here"),
    "a contract": (pki(P521).identity("contract"), "leads to no root held here"),
}
"""What a car shows that is not good, and what the charger says to it."""

ROOTS: dict[str, tuple[str, bool]] = {
    "knows root A": ("v2g-a", False),
    "names root A": ("v2g-a", True),
    "names root B": ("v2g-b", True),
    "knows root B": ("v2g-b", False),
}
"""The only root that a car knows, and whether it says so."""

ASKED: tuple[Asked, ...] = ("none", "leaf", "each")

GOOD = pki(P521).identity("vehicle")

ROWS: dict[str, Row] = {
    f"TLS 1.2, {suite:04x}, {root}, staple {asks}": Row(suite, V1_2, *ROOTS[root], asks)
    for suite, root, asks in product((ECDHE, STATIC_ECDH), ROOTS, ASKED)
}
ROWS |= {
    f"TLS 1.3, {suite:04x}, {root}, staple {asks}": Row(suite, V1_3, *ROOTS[root], asks, GOOD)
    for suite, root, asks in product((AES, CHACHA), ROOTS, ASKED[:2])
}
ROWS |= {
    f"TLS 1.3, {suite:04x}, {shown}": Row(suite, V1_3, shows=SHOWN[shown][0])
    for suite, shown in product((AES, CHACHA), SHOWN)
}

CELLS = [
    pytest.param(engine, car, name, id=f"{engine} - {car} - {name}")
    for engine, car, name in product(SERVERS, CARS, ROWS)
    if CARS[car].can(ROWS[name])
]


# ── What the charger has ─────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    """Two roots for each version; an OCSP response for each certificate."""

    def one(kind: str, root: str) -> Credential:
        world = pki(P256 if kind == "iso2" else P521)
        folder = tmp_path_factory.mktemp(f"{kind}-{root}")
        names = (
            ("ocsp.der", f"secc-{root}"),
            ("ocsp-1.der", f"cpo-{root}-sub2"),
            ("ocsp-2.der", f"cpo-{root}-sub1"),
        )
        for file, name in names:
            (folder / file).write_bytes(world.ocsp(name))
        return credential(world, f"secc-{root}", folder)

    return replace(
        keyring(),
        iso2=tuple(one("iso2", root) for root in "ab"),
        iso20=tuple(one("iso20", root) for root in "ab"),
    )


def outcome(engine: str, row: Row, roots: int) -> str:
    """In one word what must come of it: `served`, `left` by the car, `refused` by the charger."""
    if row.suite not in SERVERS[engine].suites:
        return "refused"
    if row.version is V1_3 and row.shows is not GOOD:
        return "refused"
    finds_its_root = row.trusts == "v2g-a" or (row.names and roots == 2)
    return "served" if finds_its_root else "left"


@pytest.mark.parametrize("roots", [1, 2], ids=["one root", "two roots"])
@pytest.mark.parametrize(("engine", "car", "name"), CELLS)
def test_cell(engine: str, car: str, name: str, roots: int, held: Keyring) -> None:
    serves, row = SERVERS[engine], ROWS[name]
    keys = replace(held, iso2=held.iso2[:roots], iso20=held.iso20[:roots])
    offer = Offer(keys, own=serves.own)
    server = TlsConnection(serves.make(offer), offer)
    visit = CARS[car].visit(row, server)
    expected = outcome(engine, row, roots)
    assert visit.echoed == (expected == "served"), visit
    if expected == "served":
        assert visit.fault is None
        assert visit.suite == row.suite
        assert visit.staples == serves.staples.get((row.version, row.asks), 0)
        assert server.channel is not None
        assert server.channel.tls is row.version
        assert server.channel.vehicle[:1] == ((GOOD.leaf,) if row.version is V1_3 else ())
        return
    assert visit.fault is not None
    if expected == "left":
        assert "the car does not know the root of our chain" in str(visit.fault)
    elif row.suite not in serves.suites:
        assert visit.fault.alert is Alert.HANDSHAKE_FAILURE
        assert not server.begun
    else:
        (words,) = (words for shown, words in SHOWN.values() if shown is row.shows)
        assert words in str(visit.fault)
        assert server.channel is None


def test_every_wish_is_some_cars() -> None:
    met = {name for name, row in ROWS.items() if any(car.can(row) for car in CARS.values())}
    assert met == set(ROWS)
