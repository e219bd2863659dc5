"""The words of each protocol: its message types and their parts by name, and its numbers.

DIN SPEC 70121 and ISO 15118-2 say most things in messages that have the same fields under the same names, but
are types of their own. Who builds a message takes the type from here and need not know which of them speaks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from msgspec import UNSET, UnsetType

from secc_contract.v2g import din70121, din70121_types, iso15118_2, iso15118_2_types
from secc_contract.v2g.xmldsig import Signature


@dataclass(frozen=True)
class Words:
    """One protocol's vocabulary."""

    schema: str  # name of its EXI schema set
    namespace: str  # as the handshake names it
    messages: Any  # module with the requests, responses, header and body
    types: Any  # module with their parts

    def physical(self, number: float, unit: str, decimals: int = 0) -> Any:
        """A number as the message carries it: 16 bits and a power of ten, cut down, never rounded up."""
        multiplier = -decimals
        while abs(number) / 10.0**multiplier > 32767 and multiplier < 3:
            multiplier += 1
        return self.types.PhysicalValue(
            Multiplier=multiplier,
            Unit=self.types.UnitSymbol(unit),
            Value=int(number / 10.0**multiplier + 1e-9),
        )

    def message(self, session_id: bytes, body: Any, signature: Signature | UnsetType = UNSET) -> Any:
        """A request in its envelope."""
        m = self.messages
        header = m.MessageHeader(SessionID=session_id, Signature=signature)
        return m.V2G_Message(Header=header, Body=m.Body(BodyElement=body))


ISO2 = Words("iso2", "urn:iso:15118:2:2013:MsgDef", iso15118_2, iso15118_2_types)
DIN = Words("din", "urn:din:70121:2012:MsgDef", din70121, din70121_types)

WORDS = {words.schema: words for words in (ISO2, DIN)}
"""By the short names that users know too: ``iso2``, ``din``."""


def number(value: iso15118_2_types.PhysicalValue | din70121_types.PhysicalValue) -> float:
    """The number of a physical value."""
    return float(value.Value) * 10.0**value.Multiplier
