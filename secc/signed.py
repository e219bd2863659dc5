"""Tariffs that a mobility operator has signed itself: they go to cars as they are."""

from __future__ import annotations

import base64
import binascii
from functools import lru_cache
from typing import Any, TypeVar

from msgspec import UNSET, Struct

from secc import exi
from secc.errors import WireError
from secc_contract.v2g.iso15118_2_types import SalesTariff
from secc_contract.v2g.xmldsig import Signature

__all__ = ["SignedTariffs"]

T = TypeVar("T")


class SignedTariffs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the operator's back end sends; in EXI and Base64, as raw messages pass through the contract."""

    tariffs: tuple[str | None, ...]
    """One for each schedule, in order: the EXI fragment of a SalesTariff; None: that schedule has none."""
    signature: str
    """The EXI fragment of a Signature, which has a reference to each of them."""

    def __post_init__(self) -> None:
        ids = [tariff.Id for tariff in self.values if tariff is not None]
        if not ids or UNSET in ids or len(set(ids)) < len(ids):
            raise ValueError("tariffs: at least one, each with an Id of its own")
        references = self.header.SignedInfo.Reference
        if sorted(str(one.URI) for one in references) != sorted(f"#{name}" for name in ids):
            raise ValueError("signature: one reference to each of the tariffs")

    @property
    def values(self) -> tuple[SalesTariff | None, ...]:
        """The tariffs, read."""
        return tuple(
            None if text is None else _element("tariffs", text, SalesTariff) for text in self.tariffs
        )

    @property
    def header(self) -> Signature:
        """The signature, read."""
        return _element("signature", self.signature, Signature)


def _element(key: str, text: str, kind: type[T]) -> T:
    found = _read(text)
    if not isinstance(found, kind):
        raise ValueError(f"{key}: the EXI fragment of {kind.__name__} in Base64")
    return found


@lru_cache(maxsize=16)
def _read(text: str) -> Any:
    """What a fragment holds; None: it is none, or would be another one in the message that carries it."""
    try:
        fragment = base64.b64decode(text, validate=True)
        name, value = exi.decode_fragment("iso2", fragment)
        return value if exi.encode_fragment("iso2", name, value) == fragment else None
    except (binascii.Error, ValueError, WireError):
        return None
