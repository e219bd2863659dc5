"""The charger's end of one TLS connection, from its first byte on, without sockets.

It is a `secc.tls.engine.Session` that first reads the ClientHello, chooses, and only then begins an engine's.
"""

from __future__ import annotations

from secc.security import Channel, TlsVersion
from secc.tls.alert import TlsError, fatal
from secc.tls.engine import Engine, Offer, Session
from secc.tls.hello import ClientHello, HelloReader
from secc.tls.policy import choose
from secc.tls.vehicle import admit

__all__ = ["HANDSHAKE_LIMIT", "TlsConnection"]

HANDSHAKE_LIMIT = 65536
"""Bytes that a car may send until the handshake is over; with certificates of its own it needs about 5000."""


class TlsConnection:
    """Nothing of it is known to the core before `channel` says how it is protected."""

    def __init__(self, engine: Engine, offer: Offer) -> None:
        self.channel: Channel | None = None
        self._engine, self._offer = engine, offer
        self._reader = HelloReader()
        self._heard = 0
        self._session: Session | None = None
        self._farewell = b""

    @property
    def begun(self) -> bool:
        """The ClientHello is there and can be answered."""
        return self._session is not None

    @property
    def ended(self) -> bool:
        """The car has said that it will send no more."""
        return self._session is not None and self._session.ended

    def receive(self, data: bytes) -> bytes:
        """Take bytes from the car and return what they carry; TlsError when this is the end."""
        try:
            if self.channel is None:
                self._heard += len(data)
                if self._heard > HANDSHAKE_LIMIT:
                    raise TlsError(f"a handshake of more than {HANDSHAKE_LIMIT} bytes")
            if self._session is None:
                hello = self._reader.feed(data)
                if hello is None:
                    return b""
                self._session = self._begin(hello)
                data = bytes(self._reader.raw)
            return self._carried(self._session, data)
        except TlsError as error:
            if error.alert is not None and self._session is None:
                self._farewell = fatal(error.alert)
            raise

    def _begin(self, hello: ClientHello) -> Session:
        offer, now = self._offer, self._offer.clock()
        choice = choose(hello, offer.keyring, offer.profile, now, offer.own, self._engine.groups, offer.iso20)
        choice.credential.tell(now)
        return self._engine.begin(choice)

    def _carried(self, session: Session, data: bytes) -> bytes:
        carried = session.receive(data)
        if self.channel is None and session.channel is not None:
            if session.channel.tls is TlsVersion.V1_3:
                offer = self._offer
                try:
                    admit(session.channel.vehicle, offer.keyring.trust, offer.clock(), offer.profile)
                except TlsError:
                    session.close()  # the handshake is over: no library can say any more what is wrong
                    raise
            self.channel = session.channel
        return carried

    def send(self, data: bytes) -> None:
        """Protect data of the charger; only once there is a `channel`."""
        assert self._session is not None
        self._session.send(data)

    def close(self) -> None:
        """Say that no more will be sent."""
        if self._session is not None:
            self._session.close()

    def output(self) -> bytes:
        """Bytes for the car, once; to be sent after every other call, also one that raised."""
        farewell, self._farewell = self._farewell, b""
        return farewell if self._session is None else self._session.output()
