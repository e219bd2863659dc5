"""The OCSP response that a charger sends with its certificate: read from a file, sent while it is good.

Whoever renews the file (a script, a back end) puts the new one in its place; the next handshake sees it.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from cryptography.x509.ocsp import load_der_ocsp_response

from secc.pnc import ocsp
from secc.tls.credentials import Credential

__all__ = ["LONGEST", "Staple"]

log = logging.getLogger(__name__)

LONGEST = 65536
"""Bytes of a response that is read."""

_SOON = timedelta(days=1)


class Staple:
    """The response for one certificate of a credential."""

    def __init__(self, credential: Credential, place: int = 0) -> None:
        """``place`` in the chain: 0 is the leaf."""
        self._path = credential.staple(place)
        certificates = [*credential.identity.certificates, *filter(None, [credential.root])]
        self._certificate, self._issuer = (*certificates, None)[place : place + 2]
        self._seen: object = None  # what tells one state of the file from another
        self._told = ""
        self._response = b""
        self._span: tuple[datetime, datetime] | None = None  # of what is known to be good

    def fresh(self, now: datetime) -> bytes:
        """The response to send; empty, with one line in the log, when there is none that a car would take."""
        fault = self._look() or self._judge(now)
        if fault:
            self._tell(f"{self._path}: no OCSP response is sent: {fault}")
            return b""
        assert self._span is not None  # it was judged good
        ends = self._span[1]
        if ends - now < _SOON:
            self._tell(f"{self._path}: this OCSP response ends at {ends:%F %R} UTC: time for a new one")
        return self._response

    def _look(self) -> str:
        """Read the file where it is another one than before; what is wrong with it, if anything."""
        try:
            status = self._path.stat()
            seen = (status.st_mtime_ns, status.st_size, status.st_ino)
            if seen != self._seen:
                self._seen, self._span = None, None
                if status.st_size > LONGEST:
                    return f"longer than {LONGEST} bytes"
                self._response, self._seen = self._path.read_bytes(), seen
        except OSError as error:
            return error.strerror or str(error)
        return ""

    def _judge(self, now: datetime) -> str:
        """What a car would say against it now."""
        if self._span is None:
            if self._certificate is None or self._issuer is None:
                return "the issuer of the certificate is not known"
            answer = ocsp.check(self._response, self._certificate, self._issuer, now)
            if answer.status != "good" or answer.ends is None:
                return f"{answer.status}: {answer.reason}"
            self._span = _begins(self._response), answer.ends
        # To the second: the slack for answers that we are told of is none that a car must give to ours.
        begins, ends = self._span
        if now < begins:
            return "invalid: it is from the future"
        return "" if now < ends else "invalid: it holds no longer"

    def _tell(self, line: str) -> None:
        if line != self._told:
            self._told = line
            log.warning("%s", line)


def _begins(response: bytes) -> datetime:
    """When a good response begins to hold, whichever of its certificates is asked for."""
    return max(one.this_update_utc for one in load_der_ocsp_response(response).responses)
