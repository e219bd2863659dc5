"""The OCSP response: sent while a car would take it, read again when it is another one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.x509.ocsp import OCSPCertStatus, load_der_ocsp_response

from secc.tls.credentials import Credential
from secc.tls.staple import LONGEST, Staple
from tests.tls.support import P256, credential, pki

NOW = datetime.now(UTC)
GOOD = pki(P256).ocsp("secc-a", days=3)


@pytest.fixture
def held(tmp_path: Path) -> Credential:
    return credential(pki(P256), folder=tmp_path)


@pytest.fixture
def put(held: Credential) -> Callable[[bytes], None]:
    """Puts a response in the file's place, as a script that renews it does."""

    def write(response: bytes) -> None:
        fresh = held.staple().with_suffix(".new")
        fresh.write_bytes(response)
        fresh.replace(held.staple())

    return write


def test_a_good_response_is_sent_until_it_ends(
    held: Credential, put: Callable[[bytes], None], caplog: pytest.LogCaptureFixture
) -> None:
    put(GOOD)
    staple = Staple(held)
    assert staple.fresh(NOW) == GOOD
    assert not caplog.records
    assert staple.fresh(NOW + timedelta(days=2.5)) == GOOD
    (record,) = caplog.records
    assert "time for a new one" in record.getMessage()
    assert staple.fresh(NOW + timedelta(days=3.1)) == b""
    assert "it holds no longer" in caplog.text


def test_a_new_file_is_seen_at_the_next_handshake(held: Credential, put: Callable[[bytes], None]) -> None:
    staple = Staple(held)
    assert staple.fresh(NOW) == b""
    put(GOOD)
    assert staple.fresh(NOW) == GOOD
    later = pki(P256).ocsp("secc-a", days=6)
    put(later)
    assert staple.fresh(NOW + timedelta(days=5)) == later
    held.staple().unlink()
    assert staple.fresh(NOW) == b""


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (b"", "not an OCSP answer, or one that cannot be read to its end"),
        (GOOD[:-1], "not an OCSP answer"),
        (bytes(LONGEST + 1), f"longer than {LONGEST} bytes"),
        (pki(P256).ocsp("secc-b"), "it is about another certificate"),
        (pki(P256).ocsp("secc-a", OCSPCertStatus.REVOKED), "revoked by its issuer"),
        (pki(P256).ocsp("secc-a", at=NOW + timedelta(days=1)), "it is from the future"),
    ],
    ids=["empty", "cut", "too long", "of another", "revoked", "of tomorrow"],
)
def test_what_a_car_would_not_take_is_not_sent_and_told_once(
    held: Credential,
    put: Callable[[bytes], None],
    caplog: pytest.LogCaptureFixture,
    response: bytes,
    reason: str,
) -> None:
    put(response)
    staple = Staple(held)
    assert [staple.fresh(NOW) for _ in range(3)] == [b""] * 3
    (record,) = caplog.records
    assert reason in record.getMessage()


def test_a_leaf_alone_has_no_issuer_to_ask(held: Credential, put: Callable[[bytes], None]) -> None:
    put(GOOD)
    alone = replace(held.identity, certificates=held.identity.certificates[:1])
    assert Staple(Credential(alone, None)).fresh(NOW) == b""


def test_a_response_is_sent_from_its_first_second_to_its_last(
    held: Credential, put: Callable[[bytes], None], caplog: pytest.LogCaptureFixture
) -> None:
    """Cars' clocks may be right: they owe us no slack."""
    put(GOOD)
    (single,) = load_der_ocsp_response(GOOD).responses
    begins, ends, second = single.this_update_utc, single.next_update_utc, timedelta(seconds=1)
    assert ends is not None
    for at, sent in ((begins - second, b""), (begins, GOOD), (ends - second, GOOD), (ends, b"")):
        assert Staple(held).fresh(at) == sent
    staple = Staple(held)
    assert [staple.fresh(at) for at in (begins - second, begins, ends, begins)] == [b"", GOOD, b"", GOOD]
    assert "invalid: it is from the future" in caplog.text
    assert "invalid: it holds no longer" in caplog.text
