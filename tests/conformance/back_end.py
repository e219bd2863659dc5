"""The back end of a case: it brings ``contract-2`` to every car that asks."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Final

from secc.errors import WireError
from secc.pnc import installation
from tests.conformance.case import NotUnderstood
from tests.conformance.keys import Keys
from tests.conformance.talk import Failed

ANSWER: Final = "@backend"
_ANSWERS: Final = (ANSWER, "@backend_more")
"""How many chains remain is told in ISO 15118-20 only; to -2 they are one."""


class BackEnd:
    """Knows the last request, and what it has answered."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._request: bytes | None = None
        self._made: bytes | None = None

    def asked(self, request: Mapping[str, Any]) -> None:
        """The owner heard a ``certificate_request``."""
        self._request, self._made = base64.b64decode(request["exi_request"]), None

    def answer(self) -> bytes:
        """What the last request is answered, in EXI: always the same; Failed if there is no request."""
        if self._made is None:
            if self._request is None:
                raise Failed("a certificate_request for the back end", "none")
            try:
                request = installation.read_request(self._request)
                self._made = installation.answer(
                    request, self._keys.identity("contract-2"), self._keys.identity("cps")
                )
            except WireError as error:
                raise Failed("a certificate_request that the back end can answer", str(error)) from error
        return self._made

    def filled(self, value: Any) -> Any:
        """Arguments of a command, with what texts in ``@`` stand for."""
        if isinstance(value, Mapping):
            return {name: self.filled(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self.filled(one) for one in value]
        if not (isinstance(value, str) and value.startswith("@")):
            return value
        if value not in _ANSWERS:
            raise NotUnderstood(f"{value}: the back end of this protocol has no such answer")
        return base64.b64encode(self.answer()).decode()
