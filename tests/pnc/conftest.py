"""A PKI for all tests, at a fixed moment."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from secc.pnc import layout
from secc.pnc.authority import Pki
from secc.pnc.certificates import parse
from secc.pnc.profiles import KeyKind
from secc.pnc.store import Trust

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def trust_of(pki: Pki, *, mo: bool = True, responses: tuple[bytes, ...] = ()) -> Trust:
    """What a charger of V2G root A believes."""
    return Trust(
        v2g=(parse(pki.der("v2g-a")),),
        mo=(parse(pki.der("mo")),) if mo else (),
        oem=(parse(pki.der("oem")),),
        responses=responses,
    )


@pytest.fixture(scope="session")
def pki() -> Pki:
    """Of ISO 15118-2."""
    return Pki(NOW)


@pytest.fixture(scope="session")
def trust(pki: Pki) -> Trust:
    """V2G root A, the operator's and the car maker's root."""
    return trust_of(pki)


@pytest.fixture(scope="session", params=[KeyKind.P521, KeyKind.ED448])
def pki20(request: pytest.FixtureRequest) -> Pki:
    """Of ISO 15118-20, by either kind of key."""
    return Pki(NOW, request.param)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PKI on the disk, of all sets, made at that moment. Not to be changed."""
    place = tmp_path_factory.mktemp("pki") / "pki"
    layout.new(place, NOW)
    return place
