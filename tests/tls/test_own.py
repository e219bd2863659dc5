"""Our own engine: what it serves that OpenSSL cannot, to clients that nobody here wrote and one of ours."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secc.security import Channel, TlsVersion
from secc.tls.alert import Alert, TlsError
from secc.tls.connection import TlsConnection
from secc.tls.engine import Offer
from secc.tls.openssl import OpenSslEngine
from secc.tls.own import ECDHE, OwnEngine
from secc.tls.policy import STATIC_ECDH
from secc.tls.records import LARGEST, Protection, RecordReader, record
from tests.tls.plain_client import (
    ALERT,
    ASKS_STAPLE,
    ASKS_STAPLES,
    CCS,
    DATA,
    HANDSHAKE,
    LONG_SECRET,
    MAC_LAST,
    PlainClient,
    message,
    vector,
)
from tests.tls.support import (
    CLIENTS,
    P256,
    OpenSslClient,
    OwnWhereItCan,
    credential,
    iso2,
    iso20,
    keyring,
    pki,
    shake,
    talk,
)

NO_MAC_LAST, NO_LONG_SECRET = 1 << 19, 1 << 0  # OpenSSL's options


@pytest.fixture(scope="module")
def responses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An OCSP response for each certificate of the chain."""
    folder = tmp_path_factory.mktemp("ocsp")
    for name, certificate in (
        ("ocsp.der", "secc-a"),
        ("ocsp-1.der", "cpo-a-sub2"),
        ("ocsp-2.der", "cpo-a-sub1"),
    ):
        (folder / name).write_bytes(pki(P256).ocsp(certificate))
    return folder


@pytest.fixture
def offer(responses: Path) -> Offer:
    held = credential(pki(P256), folder=responses)
    return Offer(replace(keyring(), iso2=(held,)), own=True)


def charger(offer: Offer, always: bool = False) -> TlsConnection:
    engine = OwnWhereItCan(offer) if always else OwnEngine(OpenSslEngine(offer), offer)
    return TlsConnection(engine, offer)


def met(client: PlainClient, offer: Offer) -> TlsConnection:
    server = charger(offer)
    shake(client, server)
    talk(client, server)
    assert server.channel == Channel(TlsVersion.V1_2)
    return server


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("options", [0, NO_MAC_LAST, NO_LONG_SECRET, NO_MAC_LAST | NO_LONG_SECRET])
@pytest.mark.parametrize("piece", [1, 65536])
def test_openssl_takes_it_for_any_other(offer: Offer, client: str, options: int, piece: int) -> None:
    car, server = CLIENTS[client](iso2(options=options)), charger(offer, always=True)
    shake(car, server, piece)
    talk(car, server)
    for size in (0, 1, 15, 16, 17, LARGEST, LARGEST + 1, 100_000):
        data = bytes(size)
        if size:
            car.send(data)
            assert server.receive(car.output()) == data
        server.send(data)
        assert car.receive(server.output()) == data
    car.close()
    assert server.receive(car.output()) == b""
    assert server.ended


@pytest.mark.parametrize("more", [(), (MAC_LAST,), (LONG_SECRET,), (MAC_LAST, LONG_SECRET)])
def test_who_asks_for_all_responses_gets_one_for_each_certificate(
    offer: Offer, responses: Path, more: tuple[bytes, ...]
) -> None:
    car = PlainClient(more=(*more, ASKS_STAPLE, ASKS_STAPLES))
    met(car, offer)
    assert car.answer is not None
    assert car.answer.suite == ECDHE
    assert car.answer.chain == list(pki(P256).identity("secc-a").chain)
    files = ("ocsp.der", "ocsp-1.der", "ocsp-2.der")
    assert car.answer.staples == [(responses / name).read_bytes() for name in files]


def test_a_response_that_is_missing_is_empty(offer: Offer, tmp_path: Path, responses: Path) -> None:
    (tmp_path / "ocsp.der").write_bytes((responses / "ocsp.der").read_bytes())
    held = credential(pki(P256), folder=tmp_path)
    car = PlainClient(more=(ASKS_STAPLES,))
    met(car, replace(offer, keyring=replace(offer.keyring, iso2=(held,))))
    assert car.answer is not None
    assert [bool(staple) for staple in car.answer.staples] == [True, False, False]


def test_without_any_response_none_is_promised(offer: Offer, tmp_path: Path) -> None:
    held = credential(pki(P256), folder=tmp_path)
    car = PlainClient(more=(ASKS_STAPLES,))
    met(car, replace(offer, keyring=replace(offer.keyring, iso2=(held,))))
    assert car.answer is not None
    assert car.answer.staples == []
    assert 17 not in car.answer.extensions


@pytest.mark.parametrize("asks", [(), (ASKS_STAPLE,), (ASKS_STAPLES,)], ids=["none", "one", "all"])
def test_static_ecdh(offer: Offer, asks: tuple[bytes, ...]) -> None:
    car = PlainClient(suites=(STATIC_ECDH,), more=(MAC_LAST, LONG_SECRET, *asks))
    met(car, offer)
    assert car.answer is not None
    assert car.answer.suite == STATIC_ECDH
    assert len(car.answer.staples) == {(): 0, (ASKS_STAPLE,): 1, (ASKS_STAPLES,): 3}[asks]


def test_all_others_go_to_the_engine_before(offer: Offer) -> None:
    for car in (OpenSslClient(iso2(ask_staple=True)), OpenSslClient(iso20())):
        server = charger(offer)
        shake(car, server)
        talk(car, server)
        assert not type(server._session).__module__.endswith("own")
    assert isinstance(server.channel, Channel)


# What a car may do wrong.


class Rude(PlainClient):
    """Does one thing otherwise."""

    def __init__(self, **otherwise: Callable[..., object]) -> None:
        super().__init__(suites=(STATIC_ECDH,))
        for name, act in otherwise.items():
            setattr(self, name, act)


def refusal(car: PlainClient, offer: Offer) -> Alert | None:
    """How the charger ends the handshake: what it raises, and what the car hears."""
    server = charger(offer)
    with pytest.raises(TlsError) as caught:
        shake(car, server)
    assert server.channel is None
    car.receive(server.output())
    heard = [alert[1] for alert in car.alerts]
    assert heard == [alert for alert in [caught.value.alert] if alert is not None]
    return caught.value.alert


POINT = b"\x04" + bytes(64)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x41",
        vector(1, b""),
        vector(1, POINT),
        vector(1, b"\x00"),
        vector(1, POINT[:-1]),
        b"\x42" + POINT,
    ],
)
def test_a_key_that_is_no_point_is_refused(offer: Offer, body: bytes) -> None:
    assert refusal(Rude(key_exchange=lambda point: message(16, body)), offer) is Alert.ILLEGAL_PARAMETER


def test_a_wrong_finished_is_refused(offer: Offer) -> None:
    assert refusal(Rude(finished=lambda label: bytes(12)), offer) is Alert.DECRYPT_ERROR


@pytest.mark.parametrize(
    ("first", "alert"),
    [
        ((HANDSHAKE, message(20, bytes(12))), Alert.UNEXPECTED_MESSAGE),
        ((HANDSHAKE, message(1, bytes(40))), Alert.UNEXPECTED_MESSAGE),
        ((HANDSHAKE, message(16, bytes(2000))), Alert.DECODE_ERROR),
        ((HANDSHAKE, b""), Alert.UNEXPECTED_MESSAGE),
        ((CCS, b"\x01"), Alert.UNEXPECTED_MESSAGE),
        ((DATA, b"charge?"), Alert.UNEXPECTED_MESSAGE),
        ((ALERT, b"\x02\x30"), None),
        ((ALERT, b"\x02"), Alert.DECODE_ERROR),
        ((99, b""), Alert.UNEXPECTED_MESSAGE),
    ],
)
def test_nothing_may_come_out_of_turn(offer: Offer, first: tuple[int, bytes], alert: Alert | None) -> None:
    car = PlainClient(suites=(STATIC_ECDH,))

    def instead() -> None:
        car.out += record(*first)

    car.agree = instead  # type: ignore[method-assign]
    assert refusal(car, offer) is alert


def test_keys_do_not_change_within_a_message(offer: Offer) -> None:
    car = PlainClient(suites=(STATIC_ECDH,))
    agree = car.agree

    def torn() -> None:
        agree()
        change = car.out.index(record(CCS, b"\x01"))
        car.out = car.out[:change] + record(HANDSHAKE, b"\x14") + car.out[change:]

    car.agree = torn  # type: ignore[method-assign]
    assert refusal(car, offer) is Alert.UNEXPECTED_MESSAGE


@pytest.mark.parametrize("more", [(), (MAC_LAST,)], ids=["MAC first", "MAC last"])
def test_every_flipped_bit_of_a_record_is_the_same_fault(offer: Offer, more: tuple[bytes, ...]) -> None:
    reasons = set()
    for bit in range(0, 90 * 8, 7):
        car = PlainClient(suites=(STATIC_ECDH,), more=more)
        server = met(car, offer)
        car.send(b"charge?")
        broken = bytearray(car.output())
        at = 5 + bit // 8 % (len(broken) - 5)
        broken[at] ^= 1 << bit % 8
        with pytest.raises(TlsError) as caught:
            server.receive(bytes(broken))
        reasons.add((str(caught.value), caught.value.alert))
        car.receive(server.output())
        assert car.alerts == [bytes((2, Alert.BAD_RECORD_MAC))]
    assert len(reasons) == 1


def test_a_record_may_not_be_replayed_left_out_or_cut(offer: Offer) -> None:
    for change in (
        lambda data: data * 2,
        lambda data: data[len(data) // 2 :],
        lambda data: record(DATA, bytes(7)),
    ):
        car = PlainClient(suites=(STATIC_ECDH,))
        server = met(car, offer)
        car.send(b"one")
        car.send(b"two")
        with pytest.raises(TlsError, match="not sealed with our keys"):
            server.receive(change(car.output()))


def test_negotiating_anew_ends_the_session(offer: Offer) -> None:
    car = PlainClient(suites=(STATIC_ECDH,))
    server = met(car, offer)
    car.say(HANDSHAKE, car.hello())
    with pytest.raises(TlsError, match="never done"):
        server.receive(car.output())


def test_a_goodbye_is_answered_and_what_follows_is_not_read(offer: Offer) -> None:
    car = PlainClient(suites=(STATIC_ECDH,))
    server = met(car, offer)
    car.send(b"last")
    car.close()
    car.send(b"unheard")
    assert server.receive(car.output()) == b"last"
    assert server.ended
    server.close()
    car.receive(server.output())
    assert car.alerts == [b"\x01\x00"]


def test_records_too_long_are_refused(offer: Offer) -> None:
    car = PlainClient(suites=(STATIC_ECDH,))
    server = met(car, offer)
    with pytest.raises(TlsError) as caught:
        server.receive(b"\x17\x03\x03\x48\x01")
    assert caught.value.alert is Alert.RECORD_OVERFLOW
    server = met(car := PlainClient(suites=(STATIC_ECDH,)), offer)
    car.say(DATA, bytes(LARGEST + 1))
    with pytest.raises(TlsError) as caught:
        server.receive(car.output())
    assert caught.value.alert is Alert.RECORD_OVERFLOW


def test_random_bytes_end_it_at_any_time(offer: Offer) -> None:
    dice = random.Random(15118)
    for number in range(40):
        car = PlainClient(suites=(STATIC_ECDH,), more=(MAC_LAST,) if number % 2 else ())
        server = charger(offer)
        car.receive(b"")
        server.receive(car.output())
        if number % 4 > 1:
            car.receive(server.output())
            server.receive(car.output())
        with pytest.raises(TlsError):
            for _ in range(200):  # some head may announce a long record
                head = dice.choice((b"", b"\x14\x03\x03", b"\x15\x03\x03", b"\x16\x03\x03", b"\x17\x03\x03"))
                server.receive(head + dice.randbytes(dice.randrange(1, 400)))


# The records alone.


@given(st.binary(max_size=600), st.sampled_from((ALERT, HANDSHAKE, DATA)), st.booleans())
def test_what_is_sealed_opens_once(content: bytes, kind: int, mac_last: bool) -> None:
    ours, theirs = (Protection(bytes(16), bytes(32), mac_last) for _ in range(2))
    sealed = ours.seal(kind, content)
    assert theirs.open(kind, sealed) == content
    with pytest.raises(TlsError):
        theirs.open(kind, sealed)


@given(st.binary(max_size=300), st.booleans())
def test_what_was_not_sealed_does_not_open(fragment: bytes, mac_last: bool) -> None:
    with pytest.raises(TlsError) as caught:
        Protection(bytes(16), bytes(32), mac_last).open(DATA, fragment)
    assert caught.value.alert is Alert.BAD_RECORD_MAC


def test_records_come_in_any_pieces() -> None:
    whole = record(DATA, b"one") + record(HANDSHAKE, b"") + record(ALERT, b"three")
    for size in (1, 4, 100):
        reader, found = RecordReader(), []
        for at in range(0, len(whole), size):
            reader.feed(whole[at : at + size])
            while (one := reader.next()) is not None:
                found.append(one)
        assert found == [(DATA, b"one"), (HANDSHAKE, b""), (ALERT, b"three")]


def test_the_car_of_these_tests_is_one_for_openssl_too() -> None:
    offer = Offer(keyring())
    server, car = TlsConnection(OpenSslEngine(offer), offer), PlainClient()
    shake(car, server)
    talk(car, server)
    assert car.answer is not None
    assert car.answer.suite == ECDHE
