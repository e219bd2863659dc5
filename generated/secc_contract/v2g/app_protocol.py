# Generated from interfaces/v2g/app_protocol.yaml by "python -m codegen generate". Do not edit.
"""SupportedAppProtocol, the handshake that opens every V2G connection: the car lists the protocols it
speaks, the charger picks one. It comes before any session, so these messages carry no header and no
session id.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import UNSET, Struct, UnsetType


class SupportedAppProtocolReq(Struct, frozen=True, kw_only=True, gc=False):
    """The car lists the protocols it speaks, one to twenty of them, in any order.

    On the wire: ``supportedAppProtocolReq``.
    """

    AppProtocol: tuple[AppProtocol, ...]
    """Entries in any order; Priority ranks them. 1 to 20 items."""


class AppProtocol(Struct, frozen=True, kw_only=True, gc=False):
    """One protocol the car speaks, with its wish to use it."""

    ProtocolNamespace: str
    """Tells the protocols apart; an unknown one is skipped. At most 100 characters."""

    VersionNumberMajor: int
    """Has to equal the charger's. 0 to 4294967295."""

    VersionNumberMinor: int
    """May differ; the answer then says so. 0 to 4294967295."""

    SchemaID: int
    """Stands for this entry in the answer. 0 to 255."""

    Priority: int
    """1 (first choice) to 20. 1 to 20."""


class SupportedAppProtocolRes(Struct, frozen=True, kw_only=True, gc=False):
    """The charger names the protocol that this connection will speak, or says that none fits.

    On the wire: ``supportedAppProtocolRes``.
    """

    ResponseCode: ResponseCode

    SchemaID: int | UnsetType = UNSET
    """SchemaID of the chosen entry; absent when none fits. 0 to 255."""


class ResponseCode(StrEnum):
    """Outcome of the choice; after Failed_NoNegotiation the charger closes the connection."""

    OK_SuccessfulNegotiation = "OK_SuccessfulNegotiation"
    OK_SuccessfulNegotiationWithMinorDeviation = "OK_SuccessfulNegotiationWithMinorDeviation"
    Failed_NoNegotiation = "Failed_NoNegotiation"
