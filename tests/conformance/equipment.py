"""What a charger holds of keys and certificates in a case (conformance.md, sections 7 and 9)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from cryptography.x509.ocsp import OCSPCertStatus

from secc.pnc import layout, store
from secc.pnc.certificates import pem
from secc.pnc.layout import File, key_pem
from secc.pnc.profiles import KeyKind
from secc.pnc.store import Trust
from tests.conformance.case import Case
from tests.conformance.keys import Keys

ROOTS: Final = {"root-a": "v2g-a", "root-b": "v2g-b"}
"""V2G root to its certificate."""
_CHARGERS: Final = {"root-a": "secc-a", "root-b": "secc-b"}
"""V2G root to the charger under it."""


def equip(folder: Path, case: Case, keys: Keys) -> None:
    """Write all of it, as ``--pki`` takes it (`secc.pnc.layout`)."""
    layout.write(folder, list(_files(case, keys)))


def trust(case: Case, keys: Keys) -> Trust:
    """Whom the charger believes."""
    with TemporaryDirectory(prefix="secc-case-") as folder:
        equip(Path(folder), case, keys)
        return store.load(Path(folder)).trust


def _files(case: Case, keys: Keys) -> Iterator[File]:
    kinds = (KeyKind.P256, KeyKind.P521) if "iso20" in case.offered else (KeyKind.P256,)
    for kind in kinds:
        under = case.secc.get("v2g_chains", ["root-a"])
        for place, root in enumerate(under):
            yield from _charger(case, keys, kind, _CHARGERS[root], f"secc/{kind}-{place}-{root}")
        for root in dict.fromkeys(("root-a", *under)):
            yield _root(keys, kind, "v2g", ROOTS[root])
        yield _root(keys, kind, "oem", "oem")
        if case.secc.get("mo_root", True):
            yield _root(keys, kind, "mo", "mo")
    revoked = keys.identity("contract-revoked").leaf
    yield File("ocsp/revoked.der", keys.told(revoked, OCSPCertStatus.REVOKED))
    if case.secc.get("tariffs"):
        yield from _chain(keys, KeyKind.P256, "mo-sub2", "tariff/iso2")


def _charger(case: Case, keys: Keys, kind: KeyKind, name: str, folder: str) -> Iterator[File]:
    yield from _chain(keys, kind, name, folder)
    if case.secc.get("ocsp_staple"):
        for place, der in enumerate(keys.identity(name, kind).chain):
            staple = f"ocsp-{place}.der" if place else "ocsp.der"
            yield File(f"{folder}/{staple}", keys.told(der, OCSPCertStatus.GOOD, kind))


def _chain(keys: Keys, kind: KeyKind, name: str, folder: str) -> Iterator[File]:
    identity = keys.identity(name, kind)
    yield File(f"{folder}/chain.pem", pem(*identity.chain).encode())
    yield File(f"{folder}/key.pem", key_pem(identity.key, None), secret=True)


def _root(keys: Keys, kind: KeyKind, folder: str, name: str) -> File:
    return File(f"roots/{folder}/{name}-{kind}.pem", pem(keys.made(name, kind).der).encode())
