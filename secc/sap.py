"""SupportedAppProtocol: the car ranks, the charger keeps what it can serve ([V2G2-167], [V2G2-169])."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from secc.evse import Evse
from secc.protocol import Protocol
from secc_contract.types.iso15118_charger import AppProtocol, AppProtocols, EvseError
from secc_contract.v2g import app_protocol as sap

SCHEMA: Final = "sap"


def choose(
    request: sap.SupportedAppProtocolReq, protocols: Sequence[Protocol], evse: Evse
) -> tuple[sap.SupportedAppProtocolRes, Protocol | None]:
    """The answer, and the protocol of the session (None: no common one, the connection ends).

    Unknown namespaces are skipped, never an error: cars offer their maker's own. While an emergency stands
    nothing is served.
    """
    emergency = evse.has(EvseError.Error_EmergencyShutdown)
    servable = {
        (protocol.namespace, protocol.major): protocol
        for protocol in protocols
        if protocol.can_serve(evse) and not emergency
    }
    for entry in sorted(request.AppProtocol, key=lambda entry: entry.Priority):
        protocol = servable.get((entry.ProtocolNamespace, entry.VersionNumberMajor))
        if protocol is not None:
            exact = entry.VersionNumberMinor == protocol.minor
            code = (
                sap.ResponseCode.OK_SuccessfulNegotiation
                if exact
                else sap.ResponseCode.OK_SuccessfulNegotiationWithMinorDeviation  # [V2G2-170], [V2G2-171]
            )
            return sap.SupportedAppProtocolRes(ResponseCode=code, SchemaID=entry.SchemaID), protocol
    return sap.SupportedAppProtocolRes(ResponseCode=sap.ResponseCode.Failed_NoNegotiation), None


def offered(request: sap.SupportedAppProtocolReq) -> AppProtocols:
    """The car's list, as the contract's ``ev_app_protocol`` carries it."""
    return AppProtocols(
        Protocols=tuple(
            AppProtocol(
                protocol_namespace=entry.ProtocolNamespace,
                version_number_major=entry.VersionNumberMajor,
                version_number_minor=entry.VersionNumberMinor,
                schema_id=entry.SchemaID,
                priority=entry.Priority,
            )
            for entry in request.AppProtocol
        )
    )
