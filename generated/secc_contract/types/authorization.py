# Generated from interfaces/types/authorization.yaml by "python -m codegen generate". Do not edit.
"""Tokens, and the verdicts on them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from . import iso15118_charger


class AuthorizationStatus(StrEnum):
    """Verdict on a token. Accepted lets the car charge; every other value does not."""

    Accepted = "Accepted"
    Blocked = "Blocked"
    ConcurrentTx = "ConcurrentTx"
    Expired = "Expired"
    Invalid = "Invalid"
    NoCredit = "NoCredit"
    NotAllowedTypeEVSE = "NotAllowedTypeEVSE"
    NotAtThisLocation = "NotAtThisLocation"
    NotAtThisTime = "NotAtThisTime"
    Unknown = "Unknown"


class CertificateStatus(StrEnum):
    """Verdict on a contract certificate."""

    Accepted = "Accepted"
    SignatureError = "SignatureError"
    CertificateExpired = "CertificateExpired"
    CertificateRevoked = "CertificateRevoked"
    NoCertificateAvailable = "NoCertificateAvailable"
    CertChainError = "CertChainError"
    ContractCancelled = "ContractCancelled"


class AuthorizationType(StrEnum):
    """Where a token comes from."""

    OCPP = "OCPP"
    RFID = "RFID"
    Autocharge = "Autocharge"
    PlugAndCharge = "PlugAndCharge"
    BankCard = "BankCard"


class IdTokenType(StrEnum):
    """Kinds of tokens."""

    Central = "Central"
    eMAID = "eMAID"
    MacAddress = "MacAddress"
    ISO14443 = "ISO14443"
    ISO15693 = "ISO15693"
    KeyCode = "KeyCode"
    Local = "Local"
    NoAuthorization = "NoAuthorization"


class CustomIdToken(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A further token of a kind that only its reader knows."""

    value: Annotated[str, Meta(max_length=36)]
    """Text of the token."""

    type: Annotated[str, Meta(max_length=50)]
    """Kind of the token."""


class IdToken(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A token that names a customer."""

    value: Annotated[str, Meta(max_length=36)]
    """Text of the token, meant to be printable ASCII whose case does not matter."""

    type: IdTokenType
    """Kind of the token."""

    additional_info: tuple[CustomIdToken, ...] | UnsetType = UNSET
    """Further tokens that help to judge this one."""


class ProvidedIdToken(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A token with the request to judge it."""

    request_id: int | UnsetType = UNSET
    """Number of the request that led here, such as a remote start of OCPP."""

    id_token: IdToken
    """The token. From a contract certificate its value is the eMAID and its type eMAID."""

    parent_id_token: IdToken | UnsetType = UNSET
    """The group that the token belongs to."""

    authorization_type: AuthorizationType
    """Where the token comes from; PlugAndCharge for a contract certificate."""

    connectors: tuple[Annotated[int, Meta(ge=1)], ...] | UnsetType = UNSET
    """Numbers of the connectors that it is meant for. The charger leaves it out."""

    prevalidated: bool | UnsetType = UNSET
    """Whether somebody has accepted the token already."""

    certificate: Annotated[str, Meta(max_length=5500)] | UnsetType = UNSET
    """The contract certificate and its sub-certificates as PEM, leaf first."""

    iso15118CertificateHashData: (
        Annotated[tuple[iso15118_charger.CertificateHashDataInfo, ...], Meta(min_length=1, max_length=4)]
        | UnsetType
    ) = UNSET
    """What OCSP responders need, for each certificate of the chain."""
