"""What a session with a contract leaves behind: a recording that repeats, and nothing secret."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed448
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from secc import exi, v2gtp
from secc.net.interface import Interface
from secc.pnc import store
from secc.pnc.profiles import PrivateKey
from secc.tools import again, capture, replay
from tests.net.contract_visit import PASSWORD, Visit, make_pki, visit


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_pki(tmp_path_factory.mktemp("world") / "pki")


@pytest.fixture(scope="module")
def found(pki: Path, lo: Interface, tmp_path_factory: pytest.TempPathFactory) -> Visit:
    return visit(pki, tmp_path_factory.mktemp("visit") / "recordings")


# ── It repeats ───────────────────────────────────────────────────────────────────────────────────


def test_the_recording_repeats_without_the_pki(found: Visit) -> None:
    entries, packets = found.recordings
    repeated = again.file(entries)
    assert (repeated.parting, repeated.whole) == (None, True)
    assert repeated.outputs > 30
    [connection] = capture.read(packets).connections
    assert connection.ended is not None


def test_its_capture_is_of_a_car_that_pays_by_contract(found: Visit) -> None:
    """Bytes alone, without TLS and without roots, are not enough to charge by contract once more."""
    [report] = replay.file(found.recordings[1])
    assert not report.as_far
    assert any("pays by contract" in note for note in report.notes)


@pytest.mark.parametrize("kind", ["mo", "oem"])
def test_whom_it_trusted_decides(found: Visit, kind: str, tmp_path: Path) -> None:
    """Without the operator's root the contract is refused, without the car maker's the car."""
    header, *entries = found.recordings[0].read_text().splitlines()
    changed = json.loads(header)
    assert changed["trust"][kind]
    changed["trust"][kind] = []
    path = tmp_path / "changed.jsonl"
    path.write_text("\n".join([json.dumps(changed, separators=(",", ":")), *entries, ""]))
    parting = again.file(path).parting
    # The back end may know the car's maker; an operator's root is needed here.
    assert (parting is not None) == (kind == "mo")
    assert parting is None or '"publish","require_auth_pnc"' in parting.recorded


# ── Nothing secret ───────────────────────────────────────────────────────────────────────────────


def spellings(secret: bytes) -> Iterator[bytes]:
    """How bytes may stand in a text or in EXI, which does not begin at whole bytes."""
    number, bits = int.from_bytes(secret), 8 * len(secret)
    yield str(number).encode()
    yield f"{number:x}".encode()
    yield repr(secret)[2:-1].encode()
    for shift in range(8):
        inner = (number << shift).to_bytes(bits // 8 + 1)[1:-1] if shift else secret
        yield inner
        yield inner.hex().encode()
        yield inner.hex().upper().encode()
        yield inner.hex(":").encode()
    for start in range(3):
        whole = secret[start : start + (len(secret) - start) // 3 * 3]
        yield base64.b64encode(whole)
        yield base64.urlsafe_b64encode(whole)


def private(key: PrivateKey) -> bytes:
    """The secret number itself."""
    if isinstance(key, ed448.Ed448PrivateKey):
        return key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return key.private_numbers().private_value.to_bytes((key.key_size + 7) // 8)


def places(found: Visit) -> dict[str, bytes]:
    """Where people and machines look."""
    said = {
        "log": found.log.encode(),
        "published": json.dumps(found.published, default=repr).encode(),
    }
    return said | {path.suffix: path.read_bytes() for path in found.recordings}


def where(secret: bytes, found: Visit) -> list[str]:
    forms = set(spellings(secret))
    return [place for place, text in places(found).items() if any(form in text for form in forms)]


def test_no_private_key_is_anywhere(found: Visit, pki: Path) -> None:
    assert found.contract is not None
    keys = [
        store.load_key(path, PASSWORD.encode())
        for path in pki.rglob("key.pem")
        if "authorities" not in path.parts
    ]
    assert len(keys) > 20
    for key in [*keys, found.contract.key]:
        assert where(private(key), found) == []
    assert not any(b"PRIVATE KEY" in text for text in places(found).values())


def test_no_password_is_anywhere(found: Visit) -> None:
    assert where(PASSWORD.encode(), found) == []


def test_no_secret_of_tls_is_anywhere(found: Visit) -> None:
    secrets = re.findall(r"^\w+ [0-9a-f]{64} ([0-9a-f]+)$", found.key_log, re.MULTILINE)
    assert secrets
    for secret in secrets:
        assert where(bytes.fromhex(secret), found) == []


def test_what_is_there_would_be_found(found: Visit) -> None:
    """The contract's key on its way, encrypted: in each form of the recording, and published."""
    messages = [value for variable, value in found.published if variable == "v2g_messages"]
    brought = next(one for one in messages if one["v2g_message_id"] == "CertificateInstallationRes")
    message = exi.decode("iso2", bytes.fromhex(brought["v2g_message_exi_hex"])[v2gtp.HEADER_SIZE :])
    encrypted = message.Body.BodyElement.ContractSignatureEncryptedPrivateKey.value
    assert len(encrypted) == 48
    assert set(where(encrypted, found)) == {"published", ".jsonl", ".pcapng"}
