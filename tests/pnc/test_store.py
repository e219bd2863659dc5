"""From the disk: what a charger gets, and how each mistake is told, with the way to mend it."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from secc.errors import ConfigError
from secc.pnc import layout, ocsp, store
from secc.pnc.authority import Pki, contract
from secc.pnc.certificates import pem
from secc.pnc.chains import judge
from secc.pnc.profiles import ISO2, ISO20, Role
from tests.pnc.conftest import NOW


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """A charger's part of the PKI, to be spoilt."""
    place = tmp_path / "pki"
    for part in ("secc", "roots", "subs"):
        shutil.copytree(folder / part, place / part)
    return place


def refused(place: Path, password: bytes | None = None) -> str:
    with pytest.raises(ConfigError) as found:
        store.load(place, password)
    text = str(found.value)
    assert "\n" not in text and str(place) in text
    return text


def test_what_a_charger_gets(folder: Path) -> None:
    found = store.load(folder)
    names = [chain.name for chain in found.chains]
    assert names == ["iso2-a", "iso2-b", "iso20-a", "iso20-b", "iso20-ed448-a", "iso20-ed448-b"]
    assert [chain.profile for chain in found.chains] == [ISO2] * 2 + [ISO20] * 4
    for chain in found.chains:
        root = found.trust.root_of(chain)
        assert root is not None and root.title == f"V2G Root {chain.name[-1].upper()}"
        assert judge(Role.CPO, chain.chain, found.trust, NOW, profile=chain.profile).good
        assert chain.ocsp is not None
        assert ocsp.check(chain.ocsp, chain.certificates[0], chain.certificates[1], NOW).status == "good"
        above = (*chain.certificates[1:], root)
        for number in (1, 2):
            answer = (chain.folder / f"ocsp-{number}.der").read_bytes()
            assert ocsp.check(answer, above[number - 1], above[number], NOW).status == "good"
        assert chain.chain_file.exists() and chain.key_file.exists()
    assert {root.domain for root in found.trust.v2g} == {"V2G"}
    assert (len(found.trust.v2g), len(found.trust.mo), len(found.trust.oem), len(found.trust.subs)) == (
        6,
        3,
        3,
        6,
    )
    assert found.trust.responses == ()


def test_the_cars_of_the_folder_are_trusted(folder: Path) -> None:
    trust = store.load(folder).trust
    for place, role in [("contract", Role.MO), ("provisioning", Role.OEM), ("vehicle", Role.OEM)]:
        for group in layout.SETS:
            chain = store.load_chain(folder / "car" / group / place)
            assert judge(role, chain.chain, trust, NOW, profile=chain.profile).good
    alone = store.load_chain(folder / "car" / "iso2" / "provisioning").chain[:1]
    assert judge(Role.OEM, alone, trust, NOW).good


def test_an_operator_on_the_disk_makes_new_contracts(folder: Path) -> None:
    issuer = store.load_chain(folder / "backend" / "iso2" / "mo-sub2")
    made = contract(issuer, "DE8EMPC0000077", NOW)
    assert issuer.common_name == "MO Sub-CA 2"
    verdict = judge(Role.MO, made.chain, store.load(folder).trust, NOW, emaid="DE-8EM-PC0000077")
    assert verdict.good and made.key.public_key() == verdict.path[0].key


def test_who_signs_tariffs(folder: Path, copy: Path) -> None:
    found = store.load(folder).trust.tariffs
    assert found is not None and (found.name, found.common_name) == ("iso2", "MO Sub-CA 2")
    assert store.load(copy).trust.tariffs is None
    shutil.copytree(folder / "tariff" / "iso20", copy / "tariff" / "a")  # not of this standard
    assert store.load(copy).trust.tariffs is None
    shutil.copytree(folder / "tariff" / "iso2", copy / "tariff" / "b")
    assert store.load(copy).trust.tariffs is not None
    (copy / "tariff" / "b" / "key.pem").chmod(0o644)
    assert "chmod 600" in refused(copy)


def test_answers_about_contracts(copy: Path, pki: Pki) -> None:
    (copy / "ocsp").mkdir()
    answer = pki.ocsp("contract")
    (copy / "ocsp" / "one.der").write_bytes(answer)
    assert store.load_trust(copy).responses == (answer,)


def test_nothing_there(tmp_path: Path) -> None:
    assert "secc pki new" in refused(tmp_path / "nowhere")
    assert "secc/<name>/chain.pem" in refused(tmp_path)
    assert store.load_trust(tmp_path) == store.Trust()


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o620, 0o601])
def test_a_key_that_others_can_read(mode: int, copy: Path) -> None:
    key = copy / "secc" / "iso2-a" / "key.pem"
    key.chmod(mode)
    assert refused(copy).endswith(f"mend it with: chmod 600 {key}")
    key.chmod(0o600)
    assert store.load(copy).chains


def test_a_key_that_we_cannot_read(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> object:
        raise PermissionError(13, "Permission denied")

    key = copy / "secc" / "iso2-a" / "key.pem"
    monkeypatch.setattr(os, "open", denied)
    with pytest.raises(ConfigError, match=r"sudo chown \$\(id -un\)"):
        store.load_key(key)


def test_a_pipe_is_no_key(copy: Path) -> None:
    key = copy / "secc" / "iso2-a" / "key.pem"
    key.unlink()
    os.mkfifo(key, 0o600)  # nobody ever writes into it
    assert refused(copy).endswith("expected a file, found a pipe or a device")


@pytest.mark.parametrize(("secret", "fault"), [(b"x" * 1024, "1024 bytes"), (b"\xff", "no UTF-8")])
def test_passwords_that_cannot_be(secret: bytes, fault: str, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_bytes(secret + b"\nmore")
    file.chmod(0o600)
    with pytest.raises(ConfigError, match=f"{file}: a password .*{fault}"):
        store.password(file)
    with pytest.raises(ConfigError, match=f"SECC_PKI_PASSWORD: a password .*{fault}"):
        store.password(None, {"SECC_PKI_PASSWORD": os.fsdecode(secret)})


def test_keys_that_are_none_of_ours(copy: Path) -> None:
    key = copy / "secc" / "iso2-a" / "key.pem"
    for strange in (ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 2048)):
        key.write_bytes(strange.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        assert "P-256 or P-521" in refused(copy)
    for content in (b"", b"\0" * 100, b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"):
        key.write_bytes(content)
        assert refused(copy) == refused(copy, b"open sesame") == f"{key}: no private key in PEM"
    key.write_bytes(bytes(300_000))
    assert "longer than" in refused(copy)
    key.unlink()
    assert "No such file" in refused(copy)
    key.mkdir(mode=0o700)
    assert "Is a directory" in refused(copy)


def test_a_key_of_another(copy: Path) -> None:
    shutil.copy(copy / "secc" / "iso2-b" / "key.pem", copy / "secc" / "iso2-a" / "key.pem")
    assert "not the key of DE8EME00000001" in refused(copy)


def test_certificates_that_are_none(copy: Path) -> None:
    chain = copy / "secc" / "iso2-a" / "chain.pem"
    for content, reason in (
        (b"", "neither PEM nor DER of a certificate"),
        (b"nonsense", "neither PEM nor DER of a certificate"),
        (b"\x30\x03\x02\x01\x01", "not a certificate: it cannot be read to its end"),
        (
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "not a certificate: it cannot be read to its end",
        ),
    ):
        chain.write_bytes(content)
        assert refused(copy) == f"{chain}: {reason}"
    chain.unlink()
    assert str(chain) in refused(copy)


def test_a_sub_ca_among_the_roots(copy: Path, pki: Pki) -> None:
    (copy / "roots" / "mo" / "sub.pem").write_text(pem(pki.der("mo-sub1")))
    assert "MO Sub-CA 1 is no root" in refused(copy)


def test_passwords(tmp_path: Path) -> None:
    place = tmp_path / "pki"
    layout.new(place, NOW, b"open sesame")
    assert b"ENCRYPTED" in (place / "secc" / "iso2-a" / "key.pem").read_bytes()
    assert len(store.load(place, b"open sesame").chains) == 6
    assert refused(place).endswith("--pki-password FILE or by SECC_PKI_PASSWORD")
    assert "wrong password" in refused(place, b"open")


def test_a_plain_key_needs_no_password(folder: Path) -> None:
    assert len(store.load(folder, b"whatever").chains) == 6


def test_where_passwords_come_from(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("first line\nsecond\n")
    file.chmod(0o600)
    assert store.password(file, {"SECC_PKI_PASSWORD": "other"}) == b"first line"
    assert store.password(None, {"SECC_PKI_PASSWORD": "other"}) == b"other"
    assert store.password(None, {}) is None
    for empty in ("", "\n", "\r\nsecond\n"):
        file.write_text(empty)
        with pytest.raises(ConfigError, match=f"{file}: its first line is empty"):
            store.password(file, {"SECC_PKI_PASSWORD": "other"})
    file.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        store.password(file, {})
    with pytest.raises(ConfigError, match="No such file"):
        store.password(tmp_path / "nowhere", {})


# ── What is written ──────────────────────────────────────────────────────────────────────────────


def test_keys_are_for_their_owner_only(folder: Path) -> None:
    keys = list(folder.rglob("key.pem"))
    assert len(keys) == 66  # three stand in two places
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys} == {0o600}
    secret = [path for path in folder.rglob("*") if path.is_file() and b"PRIVATE" in path.read_bytes()]
    assert sorted(secret) == sorted(keys)


def test_nothing_is_overwritten(folder: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(ConfigError, match="not empty"):
        layout.new(folder, NOW)
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    file = tmp_path / "file"
    file.write_text("mine")
    with pytest.raises(ConfigError):
        layout.new(file, NOW)
    assert file.read_text() == "mine"
    (tmp_path / "empty").mkdir()
    layout.new(tmp_path / "empty", NOW)


def test_secrets_are_in_no_repr(folder: Path, pki: Pki) -> None:
    chain = store.load_chain(folder / "car" / "iso2" / "contract")
    for shown in (repr(chain), repr(pki.identity("contract")), repr(pki["contract"])):
        assert "PrivateKey" not in shown
