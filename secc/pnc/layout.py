"""A test PKI on the disk: where each certificate and key stands.

::

    DIR/secc/<set>-<root>/   chain.pem key.pem ocsp*.der  a charger's identities, the default one first
    DIR/roots/v2g|mo|oem/    <set>….pem                   the trust anchors
    DIR/subs/                <set>-….pem                  car makers' Sub-CAs, which cars do not send
    DIR/ocsp/                *.der                        answers about contracts, if there are any
    DIR/tariff/<set>/        chain.pem key.pem            who signs tariffs: the operator's Sub-CA 2 once more
    DIR/car/<set>/<name>/    chain.pem key.pem            what a car shows
    DIR/backend/<set>/<name>/                             what signs on the other side of a charger
    DIR/authorities/<set>/<name>/                         everything else

A charger needs the first two and looks at the next three (`secc.pnc.store`). The sets are ``iso2`` (P-256),
``iso20`` (P-521) and ``iso20-ed448``. A chain is written as it is sent: leaf, Sub-CA 2, Sub-CA 1, never the
root.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.ocsp import OCSPCertStatus

from secc.errors import ConfigError
from secc.pnc.authority import IDENTITIES, Pki
from secc.pnc.certificates import pem
from secc.pnc.profiles import KeyKind, PrivateKey

__all__ = ["BAD", "SETS", "File", "key_pem", "new", "vacant", "write"]

SETS = {"iso2": KeyKind.P256, "iso20": KeyKind.P521, "iso20-ed448": KeyKind.ED448}

_PLACES = {
    "secc-a": ("secc/{set}-a",),
    "secc-b": ("secc/{set}-b",),
    "contract": ("car/{set}/contract",),
    "contract-2": ("car/{set}/contract-2",),
    "provisioning": ("car/{set}/provisioning",),
    "vehicle": ("car/{set}/vehicle",),
    "mo-sub2": ("backend/{set}/mo-sub2", "tariff/{set}"),
    "cps": ("backend/{set}/cps",),
}
_KNOWN = {
    "v2g-a": "roots/v2g/{set}-a.pem",
    "v2g-b": "roots/v2g/{set}-b.pem",
    "mo": "roots/mo/{set}.pem",
    "oem": "roots/oem/{set}.pem",
    "oem-sub1": "subs/{set}-oem-sub1.pem",
    "oem-sub2": "subs/{set}-oem-sub2.pem",
}


BAD = tuple(
    name
    for name in IDENTITIES
    if name.startswith(("contract-", "oem-")) and name != "contract-p256" and "garbage" not in name
)
"""Identities with something wrong, for a car of ISO 15118-2 that misbehaves. What is no certificate at all
has no file: a scenario writes its bytes."""


class File(NamedTuple):
    """One file to be written; ``secret``: for its owner's eyes only."""

    path: str
    content: bytes
    secret: bool = False


def new(folder: Path, now: datetime, password: bytes | None = None, *, bad: bool = False) -> int:
    """Write a complete test PKI, with ``bad`` also the identities of `BAD`; how many certificates it has,
    without these.

    :raises ConfigError: the folder has something in it, or cannot be written.
    """
    worlds = {name: Pki(now, kind) for name, kind in SETS.items()}
    files = [file for name, pki in worlds.items() for file in _files(name, pki, password)]
    if bad:
        files += _bad(worlds["iso2"], password)
    write(folder, files)
    return sum(len(pki.plans) for pki in worlds.values())


def _files(group: str, pki: Pki, password: bytes | None) -> Iterator[File]:
    for name in pki.plans:
        made = pki[name]
        chain = [made.der, *(one.der for one in pki.issuers(name)[:-1])]
        certificates, key = pem(*chain).encode(), key_pem(made.key, password)
        for pattern in _PLACES.get(name, ("authorities/{set}/" + name,)):
            place = pattern.format(set=group)
            yield File(f"{place}/chain.pem", certificates)
            yield File(f"{place}/key.pem", key, secret=True)
            if place.startswith("secc/"):
                for number, one in enumerate(chain):
                    yield File(f"{place}/ocsp{f'-{number}' if number else ''}.der", pki.ocsp(one))
        if name in _KNOWN:
            yield File(_KNOWN[name].format(set=group), pem(made.der).encode())


def _bad(pki: Pki, password: bytes | None) -> Iterator[File]:
    for name in BAD:
        one = pki.identity(name)
        yield File(f"car/iso2/{name}/chain.pem", pem(*one.chain).encode())
        yield File(f"car/iso2/{name}/key.pem", key_pem(one.key, password), secret=True)
    revoked = pki.identity("contract-revoked").leaf
    yield File("ocsp/contract-revoked.der", pki.ocsp(revoked, OCSPCertStatus.REVOKED))


def key_pem(key: PrivateKey, password: bytes | None) -> bytes:
    """A private key as PEM (PKCS #8), encrypted where there is a password."""
    how: KeySerializationEncryption = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how)


def vacant(folder: Path) -> None:
    """Nothing, where files can be written into a folder that is new or empty, which then stands.

    :raises ConfigError: it is not, or cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(folder.iterdir()):
            raise ConfigError(f"{folder}: not empty; nothing is overwritten, name a new folder")
    except OSError as error:
        raise ConfigError(f"{error.filename or folder}: {error.strerror or error}") from error


def write(folder: Path, files: list[File]) -> None:
    """Write files below a folder that must be new or empty: nothing is ever overwritten.

    :raises ConfigError: it is not, or cannot be written.
    """
    vacant(folder)
    try:
        for file in files:
            path = folder / file.path
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # The mode is there from the first moment on: no instant in which others could read a key.
            mode = 0o600 if file.secret else 0o644
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
                out.write(file.content)
    except OSError as error:
        raise ConfigError(f"{error.filename or folder}: {error.strerror or error}") from error
