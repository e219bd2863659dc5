"""What TLS takes from a PKI folder, and what its log says of chains that no car will take."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from secc.errors import ConfigError
from secc.pnc import layout, store
from secc.pnc.authority import new_key
from secc.pnc.profiles import KeyKind
from secc.tls.connection import TlsConnection
from secc.tls.credentials import SCHEMES, keyring
from secc.tls.engine import Offer
from secc.tls.openssl import OpenSslEngine
from secc.tls.policy import Profile, vehicle_roots
from tests.tls import support

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("credentials") / "pki"
    layout.new(place, NOW)
    return place


def test_each_chain_serves_its_own_version(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    keys = keyring(store.load(folder), NOW)
    assert [one.identity.name for one in keys.iso2] == ["iso2-a", "iso2-b"]
    assert [one.identity.name for one in keys.iso20] == [
        *("iso20-a", "iso20-b"),
        *("iso20-ed448-a", "iso20-ed448-b"),
    ]
    assert [one.scheme for one in keys.iso2] == [0x0403] * 2
    assert {one.scheme for one in keys.iso20} == {0x0603, 0x0808}
    assert all(one.root is not None and one.staple().exists() for one in (*keys.iso2, *keys.iso20))
    assert not caplog.records


def test_a_chain_that_cars_will_refuse_is_told(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    keyring(store.load(folder), NOW + timedelta(days=95))
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 6
    assert all("cars will refuse this chain: DE8EME00000001 has expired" in line for line in lines)


def test_a_car_stands_under_v2g_and_oem_roots_only(folder: Path) -> None:
    keys = keyring(store.load(folder), NOW)
    for profile, kinds in ((Profile.STRICT, 2), (Profile.LAB, len(SCHEMES))):
        roots = vehicle_roots(keys, profile)
        assert {root.common_name for root in roots} == {"V2G Root A", "V2G Root B", "OEM Root"}
        assert len(roots) == 3 * kinds


def test_nothing_secret_shows_in_its_text(folder: Path) -> None:
    keys = keyring(store.load(folder), NOW)
    secret = keys.iso2[0].identity.key.private_numbers().private_value  # type: ignore[union-attr]
    assert str(secret) not in repr(keys)
    assert f"{secret:x}" not in repr(keys)
    assert "key=" not in repr(keys.iso2[0].identity)


def test_a_chain_whose_only_fault_is_its_time_is_sound(folder: Path) -> None:
    late = NOW + timedelta(days=95)
    for one in keyring(store.load(folder), late).iso2:
        assert one.sound
        assert one.good(NOW)
        assert not one.good(late)
    (foreign, *_) = keyring(replace(store.load(folder), trust=store.Trust()), NOW).iso2
    assert not foreign.sound
    assert not foreign.good(NOW)


def test_a_chain_that_ends_while_a_charger_runs_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    time = NOW
    offer = Offer(support.keyring(), clock=lambda: time)
    engine = OpenSslEngine(offer)

    def car_comes() -> list[str]:
        caplog.clear()
        car = support.OpenSslClient(support.iso2())
        car.receive(b"")
        TlsConnection(engine, offer).receive(car.output())
        return [record.getMessage() for record in caplog.records]

    assert car_comes() == []
    time += timedelta(days=91)
    (line,) = car_comes()
    assert "shown to a car, which will refuse it: valid from" in line
    assert car_comes() == []


@pytest.mark.parametrize("engine", support.ENGINES)
def test_a_chain_that_cannot_be_shown_is_told_at_the_start(engine: str) -> None:
    (one, *_) = support.keyring().iso2
    strange = replace(one.identity, key=new_key(KeyKind.P256), folder=Path("pki/secc/a"))
    keys = replace(support.keyring(), iso2=(replace(one, identity=strange),))
    with pytest.raises(ConfigError, match=r"^pki/secc/a: no TLS 1\.2 with this chain: key values mismatch$"):
        support.ENGINES[engine](Offer(keys))
