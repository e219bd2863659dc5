"""What a charger holds and is told for a case: the same in memory and on the disk."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from secc.pnc.chains import judge
from secc.pnc.profiles import ISO2, ISO20, Role
from secc.pnc.store import Store, load, load_chain
from secc.tls.credentials import Keyring, keyring
from secc.tls.staple import Staple
from tests.conformance.equipment import equip, trust
from tests.conformance.keys import keys
from tests.conformance.settings import arguments, policy, settings, toml
from tests.conformance.support import case
from tests.conformance.virtual import START


def held(folder: Path, **secc: Any) -> Store:
    """What the charger finds in its folder."""
    equip(folder / "pki", case([], secc=secc), keys(START))
    return load(folder / "pki")


def ring(store: Store) -> Keyring:
    return keyring(store, START)


def test_the_usual_equipment(tmp_path: Path) -> None:
    store = held(tmp_path)
    assert [chain.certificates[0].common_name for chain in store.chains] == ["DE8EME00000001"]
    assert [root.common_name for root in store.trust.v2g] == ["V2G Root A"]
    assert [root.common_name for root in store.trust.mo] == ["MO Root"]
    assert [root.common_name for root in store.trust.oem] == ["OEM Root"]
    assert store.trust == trust(case([]), keys(START))
    assert not store.trust.subs
    (credential,) = ring(store).iso2
    assert Staple(credential).fresh(START) == b""


@pytest.mark.parametrize(
    ("identity", "code"),
    [("contract", "OK"), ("contract-2", "OK"), ("contract-revoked", "FAILED_CertificateRevoked")],
)
def test_revocation_is_known(identity: str, code: str) -> None:
    chain = keys(START).identity(identity).chain
    assert judge(Role.MO, chain, trust(case([]), keys(START)), START).code == code


def test_without_the_operators_root(tmp_path: Path) -> None:
    assert held(tmp_path, mo_root=False).trust.mo == ()


@pytest.mark.parametrize("order", [["root-a", "root-b"], ["root-b", "root-a"]])
def test_the_first_chain_is_the_default(tmp_path: Path, order: list[str]) -> None:
    names = {"root-a": "V2G Root A", "root-b": "V2G Root B"}
    credentials = ring(held(tmp_path, v2g_chains=order)).iso2
    assert [one.root.common_name for one in credentials if one.root] == [names[root] for root in order]


def test_the_charger_knows_root_a_whatever_its_chains(tmp_path: Path) -> None:
    store = held(tmp_path, v2g_chains=["root-b"])
    assert {root.common_name for root in store.trust.v2g} == {"V2G Root A", "V2G Root B"}
    assert len(store.chains) == 1


def test_a_staple_for_each_certificate(tmp_path: Path) -> None:
    (credential,) = ring(held(tmp_path, ocsp_staple=True)).iso2
    assert all(Staple(credential, place).fresh(START) for place in range(3))


def test_a_charger_of_both_standards_has_keys_of_both(tmp_path: Path) -> None:
    store = held(tmp_path, protocols=["iso2", "iso20"])
    assert {chain.profile for chain in store.chains} == {ISO2, ISO20}


@pytest.mark.parametrize(
    ("car", "secc", "expected"),
    [
        ("none", {}, "prohibit"),
        ("1.2", {}, "allow"),
        ("1.2", {"tls": "prohibit"}, "prohibit"),
        ("none", {"tls": "allow"}, "allow"),
        ("none", {"tls": "force"}, "require"),
    ],
)
def test_what_cars_get_of_tls(tmp_path: Path, car: str, secc: dict[str, Any], expected: str) -> None:
    wanted = case([], tls=car, secc=secc)
    assert policy(wanted) == expected
    words = arguments(wanted, tmp_path)
    assert words[:4] == ([] if expected == "prohibit" else ["--tls", expected, "--pki", str(tmp_path)])


def test_settings_in_our_words() -> None:
    secc = {
        "auth_timeout_pnc_s": 9,
        "central_validation": True,
        "mo_root": False,
        "tls": "force",
        "v2g_chains": ["root-b"],
        "ocsp_staple": True,
    }
    assert settings(case([], secc=secc)) == {
        "supported_din70121": False,
        "supported_iso15118_2": True,
        "verify_contract_chain": False,
        "auth_timeout_pnc": 9,
        "central_contract_validation": True,
    }
    assert settings(case([], secc={"verify_contract_chain": True}))["verify_contract_chain"] is True


def test_tariffs_are_prices_of_steps_and_a_key(tmp_path: Path) -> None:
    free = settings(case([], secc={"tariffs": True}))
    assert free["schedules"] == [{"steps": [{"start": 0, "price_level": 1}]}]
    two = settings(case([], secc={"tariffs": True, "schedules": [[[0, 11000], [60, 3000]], [[0, 7000]]]}))
    assert [len(plan["steps"]) for plan in two["schedules"]] == [2, 1]
    assert two["schedules"][0]["steps"][1] == {"start": 60, "power": 3000, "price_level": 1}
    held(tmp_path, tariffs=True)
    signer = load_chain(tmp_path / "pki" / "tariff" / "iso2")
    assert signer.common_name == "MO Sub-CA 2"


@pytest.mark.parametrize(
    "plain",
    [
        settings(case([], secc={"schedules": [[[0, 11000.5]], []], "auth_timeout_eim_s": 1})),
        settings(case([], secc={"tariffs": True})),
    ],
)
def test_the_file_says_what_the_settings_say(plain: dict[str, Any]) -> None:
    assert tomllib.loads(toml(plain)) == {"secc": plain}
