"""Whatever a car sends in place of certificates: a verdict comes back, never an exception."""

from __future__ import annotations

import warnings
from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as some

from secc.errors import WireError
from secc.pnc import certificates, emaid, words
from secc.pnc.authority import EMAID, Pki
from secc.pnc.certificates import LARGEST, parse, pem, printable, read_pem
from secc.pnc.chains import judge
from secc.pnc.profiles import Role
from secc.pnc.store import Trust
from tests.pnc.conftest import NOW, trust_of

CHAIN = "FAILED_CertChainError"


@cache
def world() -> tuple[Pki, Trust]:
    """Hypothesis draws many examples; one PKI serves them all."""
    pki = Pki(NOW)
    return pki, trust_of(pki)


def refused(*chain: bytes) -> str:
    """Judge a chain that must be refused as a broken one; the reason is one safe line."""
    _, trust = world()
    verdict = judge(Role.MO, chain, trust, NOW, emaid=EMAID)
    assert verdict.code == CHAIN and not verdict.good
    for finding in verdict.findings:
        assert finding.reason.isprintable() and len(finding.reason) < 400
    return verdict.reason


def signed_by_a_stranger(common_name: str, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(NOW).not_valid_after(NOW)
    return builder.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()).public_bytes(Encoding.DER)


def test_nothing_at_all() -> None:
    assert refused() == "no certificate"
    assert "leaf" in refused(b"")


def test_a_hundred_certificates() -> None:
    pki, _ = world()
    whole = pki.identity("contract").chain
    assert "100 certificates" in refused(*whole, *whole[1:] * 48, whole[1])
    assert "unused" in {f.check for f in judge(Role.MO, whole * 25, world()[1], NOW).findings}


def test_a_megabyte_is_not_even_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    pki, _ = world()
    leaf, *subs = pki.identity("contract").chain
    sizes, load = [], x509.load_der_x509_certificate

    def seen(der: bytes) -> x509.Certificate:
        sizes.append(len(der))
        return load(der)

    monkeypatch.setattr(x509, "load_der_x509_certificate", seen)
    certificates._parse.cache_clear()
    assert "1000000 bytes" in refused(leaf, bytes(1_000_000), subs[1])
    assert "1000000 bytes" in refused(bytes(1_000_000))
    refused(*[bytes(1_000_000)] * 100)
    assert sizes and max(sizes) < 1000
    with pytest.raises(WireError, match=str(LARGEST)):
        parse(bytes(LARGEST + 1))


def test_names_that_go_round_in_a_circle() -> None:
    pki, _ = world()
    circle = pki.changed({"mo-sub1": {"issuer": "mo"}})
    one = circle.der("mo-sub2")
    ring = pki.changed({"mo-sub1": {"common_name": "MO Sub-CA 2"}, "mo": {"common_name": "MO Sub-CA 2"}})
    refused(ring.der("contract"), ring.der("mo-sub2"), ring.der("mo-sub1"))
    refused(circle.der("contract"), one, one)


def test_huge_and_foreign_keys_are_not_tried() -> None:
    numbers = rsa.RSAPublicNumbers(65537, (1 << 16383) + 1)

    class Huge:
        def public_key(self) -> rsa.RSAPublicKey:
            return numbers.public_key()

    huge = signed_by_a_stranger(EMAID, Huge())  # type: ignore[arg-type]
    assert parse(huge).key_name == "RSA 16384"
    refused(huge)
    odd = signed_by_a_stranger(EMAID, ec.generate_private_key(ec.SECP384R1()))
    assert (parse(odd).kind, parse(odd).key_name) == (None, "secp384r1")
    pki, _ = world()
    refused(pki.der("contract"), huge, odd)


@pytest.mark.parametrize("name", [f"{EMAID}\0", f"\0{EMAID}", f"{EMAID}\nINFO forged line", "ı" * 14])
def test_control_signs_in_names(name: str) -> None:
    pki, trust = world()
    identity = pki.changed({"contract": {"common_name": name}}).identity("contract")
    verdict = judge(Role.MO, identity.chain, trust, NOW, emaid=EMAID)
    assert {finding.check for finding in verdict.findings} == {"emaid form", "emaid"}
    assert verdict.reason.isprintable() and "\n" not in verdict.reason
    assert all(line.isprintable() for line in words.explain([parse(identity.leaf)], NOW))


def test_a_serial_number_that_is_not_positive() -> None:
    pki, _ = world()
    der = bytearray(pki.der("contract"))
    serial = parse(bytes(der)).serial
    size = (serial.bit_length() + 8) // 8
    place = bytes(der).index(serial.to_bytes(size, "big"))
    der[place] |= 0x80
    with pytest.raises(WireError, match="not a certificate"):
        parse(bytes(der))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as in a charger, where a warning is no error
        with pytest.raises(WireError, match="serial number"):
            parse(bytes(der))


def test_a_count_that_nothing_signs_cannot_be_changed() -> None:
    """The unused bits of a signature stand outside of what is signed; where its last bits are 0 they fit."""
    pki, _ = world()
    for name in ("contract", "mo-sub1", "cps"):
        der = bytearray(pki.der(name))
        der[-1 - len(parse(bytes(der)).x509.signature)] = 1
        with pytest.raises(WireError, match="not a certificate"):
            parse(bytes(der))


@pytest.mark.parametrize("part", [0, 1, 2])
def test_every_truncation(part: int) -> None:
    pki, _ = world()
    chain = list(pki.identity("contract").chain)
    whole = chain[part]
    for length in range(0, len(whole), 7):
        chain[part] = whole[:length]
        assert "not a certificate" in refused(*chain)


@settings(max_examples=300, deadline=None)
@given(some.integers(0, 2), some.data())
def test_no_flipped_bit_gets_in(part: int, data: some.DataObject) -> None:
    pki, trust = world()
    chain = list(pki.identity("contract").chain)
    changed = bytearray(chain[part])
    place = data.draw(some.integers(0, len(changed) - 1))
    changed[place] ^= 1 << data.draw(some.integers(0, 7))
    chain[part] = bytes(changed)
    verdict = judge(Role.MO, chain, trust, NOW, emaid=EMAID)
    assert not verdict.good and verdict.reason.isprintable()


@settings(max_examples=200, deadline=None)
@given(some.lists(some.binary(max_size=200), max_size=8), some.text(max_size=40))
def test_any_bytes_and_any_text(chain: list[bytes], claimed: str) -> None:
    _, trust = world()
    for role in Role:
        assert not judge(role, chain, trust, NOW, emaid=claimed).good


@settings(max_examples=200, deadline=None)
@given(some.data())
def test_spliced_certificates(data: some.DataObject) -> None:
    """Parts of two certificates, joined anywhere: lengths lie, tags repeat."""
    pki, trust = world()
    one, two = (pki.der(name) for name in ("contract", "mo"))
    cut, again = data.draw(some.integers(0, len(one))), data.draw(some.integers(0, len(two)))
    subs = pki.identity("contract").subs
    verdict = judge(Role.MO, [one[:cut] + two[again:], *subs], trust, NOW)
    assert verdict.good == (one[:cut] + two[again:] == one)


@settings(deadline=None)
@given(some.text(max_size=200))
def test_whatever_is_printed_is_one_line(text: str) -> None:
    assert printable(text).isprintable() and len(printable(text)) <= 80


@settings(deadline=None)
@given(some.text(max_size=30))
def test_a_normal_form_stays_what_it_is(text: str) -> None:
    assert emaid.normalise(emaid.normalise(text)) == emaid.normalise(text)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("DE8EMPC0000001", True),
        ("de-8em-pc0000001-x", True),
        ("DE8EMPC00000019", True),
        ("DE8EMPC000000", False),
        ("DE8EMPC000000123", False),
        ("D18EMPC0000001", False),
        ("DE8EMPC0000001\n", False),
        ("DE8EM PC000001", False),
        ("", False),
    ],
)
def test_contract_ids(text: str, good: bool) -> None:
    assert emaid.well_formed(text) is good


def test_capitals_beyond_ascii_make_no_two_ids_one() -> None:
    assert emaid.normalise("ıE8EMPC0000001") != emaid.normalise("IE8EMPC0000001")


def test_pem_files() -> None:
    pki, _ = world()
    chain = pki.identity("contract").chain
    text = pem(*chain)
    assert [one.der for one in read_pem(text.encode())] == list(chain)
    assert [one.der for one in read_pem(chain[0])] == [chain[0]]
    assert text == "".join(
        x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM).decode() for der in chain
    )
    for bad in (
        b"",
        b"nothing",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        b"-----BEGIN CERTIFICATE-----\nA*AA\n-----END CERTIFICATE-----\n",
        b"-----BEGIN CERTIFICATE-----\nAAAA",
        text[:200].encode(),
    ):
        with pytest.raises(WireError):
            read_pem(bad)
