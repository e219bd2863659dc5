"""The handshake: support first, then the car's ranking."""

from __future__ import annotations

from dataclasses import replace

import pytest

from secc.evse import Evse
from secc.iso2 import PROTOCOL
from secc.sap import choose, offered
from secc_contract.types.iso15118_charger import EnergyTransferMode
from secc_contract.v2g.app_protocol import AppProtocol, SupportedAppProtocolReq

ISO2 = PROTOCOL.namespace
OTHER = replace(PROTOCOL, name="other", namespace="urn:example:other")
READY = Evse(modes=(EnergyTransferMode.DC_core,))


def request(*entries: tuple[str, int, int, int, int]) -> SupportedAppProtocolReq:
    """(namespace, major, minor, schema id, priority) …"""
    return SupportedAppProtocolReq(
        AppProtocol=tuple(
            AppProtocol(
                ProtocolNamespace=namespace,
                VersionNumberMajor=major,
                VersionNumberMinor=minor,
                SchemaID=schema_id,
                Priority=priority,
            )
            for namespace, major, minor, schema_id, priority in entries
        )
    )


@pytest.mark.parametrize(
    ("entries", "code", "schema_id"),
    [
        ([(ISO2, 2, 0, 7, 1)], "OK_SuccessfulNegotiation", 7),
        ([(ISO2, 2, 1, 3, 1)], "OK_SuccessfulNegotiationWithMinorDeviation", 3),
        ([("urn:maker:own", 1, 0, 0, 1), (ISO2, 2, 0, 9, 20)], "OK_SuccessfulNegotiation", 9),
        ([(ISO2, 2, 0, 1, 2), (OTHER.namespace, 2, 0, 2, 1)], "OK_SuccessfulNegotiation", 2),
        ([(ISO2, 2, 0, 1, 1), (ISO2, 2, 0, 2, 1)], "OK_SuccessfulNegotiation", 1),
        ([(ISO2, 1, 0, 1, 1)], "Failed_NoNegotiation", None),
        ([(ISO2, 3, 0, 1, 1)], "Failed_NoNegotiation", None),
        ([("urn:iso:15118:2:2010:MsgDef", 1, 0, 1, 1)], "Failed_NoNegotiation", None),
    ],
)
def test_choice(entries: list[tuple[str, int, int, int, int]], code: str, schema_id: int | None) -> None:
    response, protocol = choose(request(*entries), (PROTOCOL, OTHER), READY)
    assert response.ResponseCode == code
    assert (response.SchemaID or None) == schema_id
    assert (protocol is None) is (schema_id is None)


def test_a_protocol_that_cannot_be_served_now_is_not_chosen() -> None:
    response, protocol = choose(request((ISO2, 2, 0, 1, 1)), (PROTOCOL,), Evse())
    assert response.ResponseCode == "Failed_NoNegotiation"
    assert protocol is None


def test_the_cars_list_as_the_contract_carries_it() -> None:
    (entry,) = offered(request((ISO2, 2, 0, 7, 1))).Protocols
    assert (entry.protocol_namespace, entry.schema_id, entry.priority) == (ISO2, 7, 1)
