"""The schema of a message is found without being told."""

from __future__ import annotations

from pathlib import Path

import pytest

from secc import exi
from secc.tools import capture
from secc.tools.recognise import FRAGMENTS, NAMESPACES, ORDER, Recogniser
from secc.v2gtp import PayloadType
from secc_contract.v2g import app_protocol as sap
from tests.exi.vectors import REFUSED, load
from tests.tools.messages import DEMAND, STOP

CONNECT = bytes.fromhex("80000429bf70535d1c226f0ffffffffffffffffff01220")
"""ACDP_ConnectReq, which AuthorizationReq of ISO 15118-20 may look like."""


@pytest.mark.parametrize("schema", ORDER)
def test_messages_by_themselves(testdata: Path, schema: str) -> None:
    wrong = []
    for row in load(testdata, schema):
        found = Recogniser().decode(row.exi)
        if (found.schema, found.fragment, found.error) != (schema, False, None):
            wrong.append(row.message)
            assert f"{schema} ({row.message}) too" in found.decided
        else:
            assert found.value == row.decode()
    assert set(wrong) == ({"ACDP_ConnectReq"} if schema == "iso20-acdp" else set())


@pytest.mark.parametrize("schema", FRAGMENTS)
def test_fragments_by_themselves(testdata: Path, schema: str) -> None:
    for row in load(testdata, f"{schema}-fragment"):
        if row.id not in REFUSED:
            found = Recogniser().decode(row.exi)
            assert (found.schema, found.fragment, found.value) == (schema, True, row.decode()), row.id


@pytest.mark.parametrize("schema", ORDER)
def test_the_payload_type_decides(testdata: Path, schema: str) -> None:
    types = {
        "iso20-common": PayloadType.ISO20_COMMON,
        "iso20-ac": PayloadType.ISO20_AC,
        "iso20-dc": PayloadType.ISO20_DC,
        "iso20-wpt": PayloadType.ISO20_WPT,
        "iso20-acdp": PayloadType.ISO20_ACDP,
    }
    payload_type = types.get(schema, PayloadType.EXI)
    for row in load(testdata, schema):
        found = Recogniser().decode(row.exi, payload_type)
        assert (found.schema, found.error) == (schema, None), row.id
        if schema in types:
            assert found.decided == f"payload type {payload_type:04x}"


def test_why() -> None:
    assert Recogniser().decode(DEMAND).decided == "fits iso2 (CurrentDemandReq) alone"
    assert Recogniser("iso2").decode(DEMAND).decided == "as asked"
    broken = Recogniser().decode(DEMAND[:-9])
    assert broken.error is not None and broken.value is None
    assert broken.decided == "fits no schema; it begins with 80 98, as iso2 messages do"
    odd = Recogniser().decode(bytes.fromhex("80f0"))
    assert odd.error is not None
    assert odd.decided.startswith("fits no schema, ")


def test_what_was_asked_for_is_done() -> None:
    found = Recogniser("din").decode(STOP)
    assert (found.schema, found.value) == ("din", None)
    assert found.error is not None
    assert Recogniser("iso2", True).decode(STOP).error is not None


def handshake(namespace: str, agree: bool = True) -> tuple[bytes, bytes]:
    """A request that offers a namespace, and the answer."""
    entry = sap.AppProtocol(
        ProtocolNamespace=namespace, VersionNumberMajor=2, VersionNumberMinor=0, SchemaID=7, Priority=1
    )
    code = sap.ResponseCode.OK_SuccessfulNegotiation if agree else sap.ResponseCode.Failed_NoNegotiation
    chosen = {"SchemaID": 7} if agree else {}
    return (
        exi.encode("sap", sap.SupportedAppProtocolReq(AppProtocol=(entry,))),
        exi.encode("sap", sap.SupportedAppProtocolRes(ResponseCode=code, **chosen)),
    )


@pytest.mark.parametrize("payload_type", [None, PayloadType.EXI])
def test_the_handshake_decides(payload_type: int | None) -> None:
    recogniser = Recogniser()
    namespace = "urn:iso:15118:2:2013:MsgDef"
    for payload in handshake(namespace):
        assert recogniser.decode(payload, payload_type).schema == "sap"
    assert recogniser.namespace == namespace
    found = recogniser.decode(DEMAND, payload_type)
    assert (found.schema, found.decided) == ("iso2", f"the handshake chose {namespace}")


def test_a_handshake_that_is_not_kept() -> None:
    recogniser = Recogniser()
    for payload in handshake("urn:din:70121:2012:MsgDef"):
        recogniser.decode(payload, PayloadType.EXI)
    found = recogniser.decode(DEMAND, PayloadType.EXI)
    assert (found.schema, found.error) == ("iso2", None)
    broken = recogniser.decode(DEMAND[:-9], PayloadType.EXI)
    assert broken.schema == "din" and broken.error is not None


def test_a_handshake_that_fails_or_names_another_protocol() -> None:
    for namespace, agree in (("urn:iso:15118:2:2013:MsgDef", False), ("urn:maker:own", True)):
        recogniser = Recogniser()
        for payload in handshake(namespace, agree):
            recogniser.decode(payload, PayloadType.EXI)
        assert recogniser.agreed is None
        assert recogniser.decode(DEMAND, PayloadType.EXI).schema == "iso2"


def test_the_handshake_is_seen_though_another_schema_is_asked_for() -> None:
    request, _ = handshake("urn:maker:own")
    recogniser = Recogniser("iso2")
    assert recogniser.decode(request, PayloadType.EXI).schema == "sap"
    assert recogniser.decode(request).error is not None  # without a V2GTP header it is done as asked
    assert recogniser.decode(DEMAND, PayloadType.EXI).schema == "iso2"


def test_iso_15118_20_is_told_apart_by_the_header_alone() -> None:
    both = Recogniser().decode(CONNECT)
    typed = Recogniser().decode(CONNECT, PayloadType.ISO20_ACDP)
    assert type(typed.value).__name__ == "ACDP_ConnectReq"
    assert both.error is None


def test_namespaces_are_those_that_schemas_have() -> None:
    assert set(NAMESPACES.values()) <= set(ORDER)


def test_a_real_session(testdata: Path) -> None:
    found = capture.read(
        testdata / "captures" / "opel-ampera-e-2023-01-13-din-spec-70121-session-ampera-dc-din.pcap"
    )
    (connection,) = found.connections
    recogniser = Recogniser()
    schemas = [recogniser.decode(one.payload, one.payload_type).schema for one in connection.frames]
    assert schemas[:2] == ["sap", "sap"]
    assert set(schemas[2:]) == {"din"} and len(schemas) > 100
