"""The XML and JSON of messages: how they look, and what they refuse."""

from __future__ import annotations

import json

import pytest

from secc import exi
from secc_contract.v2g import iso15118_2 as iso2
from secc_contract.v2g import iso15118_2_types as types
from secc_contract.v2g.app_protocol import AppProtocol, SupportedAppProtocolReq

STOP = iso2.V2G_Message(
    Header=iso2.MessageHeader(SessionID=bytes.fromhex("0a1b")),
    Body=iso2.Body(BodyElement=iso2.SessionStopReq(ChargingSession=types.ChargingSession.Terminate)),
)
STOP_XML = (
    '<MsgDef:V2G_Message xmlns:MsgDef="urn:iso:15118:2:2013:MsgDef"'
    ' xmlns:MsgHeader="urn:iso:15118:2:2013:MsgHeader" xmlns:MsgBody="urn:iso:15118:2:2013:MsgBody">'
    "<MsgDef:Header><MsgHeader:SessionID>0A1B</MsgHeader:SessionID></MsgDef:Header><MsgDef:Body>"
    "<MsgBody:SessionStopReq><MsgBody:ChargingSession>Terminate</MsgBody:ChargingSession></MsgBody:SessionStopReq>"
    "</MsgDef:Body></MsgDef:V2G_Message>"
)
STOP_JSON = (
    '{"V2G_Message":{"Header":{"SessionID":"0A1B"},'
    '"Body":{"SessionStopReq":{"ChargingSession":"Terminate"}}}}'
)
HELLO = "urn:iso:15118:2:2010:AppProtocol"


def request(namespace: str) -> SupportedAppProtocolReq:
    """A handshake with one protocol of this name."""
    entry = AppProtocol(
        ProtocolNamespace=namespace, VersionNumberMajor=2, VersionNumberMinor=0, SchemaID=1, Priority=1
    )
    return SupportedAppProtocolReq(AppProtocol=(entry,))


def test_the_forms() -> None:
    assert exi.to_xml("iso2", STOP) == STOP_XML
    assert exi.to_json("iso2", STOP) == STOP_JSON
    assert exi.from_xml("iso2", STOP_XML) == exi.from_json("iso2", STOP_JSON) == STOP


def test_names_without_namespace_stay_so() -> None:
    text = exi.to_xml("sap", request("urn:x"))
    assert text.startswith(
        f'<AppProtocol:supportedAppProtocolReq xmlns:AppProtocol="{HELLO}"><AppProtocol><Proto'
    )


def test_attributes_lists_choices_and_texts_in_json() -> None:
    parameter = types.Parameter(Name="Protocol", stringValue="http")
    answer = iso2.ServiceDetailRes(
        ResponseCode=types.ResponseCode.OK,
        ServiceID=3,
        ServiceParameterList=types.ServiceParameterList(
            ParameterSet=(types.ParameterSet(ParameterSetID=1, Parameter=(parameter,)),)
        ),
    )
    message = iso2.V2G_Message(Header=iso2.MessageHeader(SessionID=b""), Body=iso2.Body(BodyElement=answer))
    body = json.loads(exi.to_json("iso2", message))["V2G_Message"]["Body"]
    assert body == {
        "ServiceDetailRes": {
            "ResponseCode": "OK",
            "ServiceID": 3,
            "ServiceParameterList": {
                "ParameterSet": [
                    {"ParameterSetID": 1, "Parameter": [{"Name": "Protocol", "stringValue": "http"}]}
                ]
            },
        }
    }
    signed = exi.Fragment("eMAID", types.SignedEMAID(Id="id1", value="DE1ABC23456789"))
    assert json.loads(exi.to_json("iso2", signed)) == {"eMAID": {"Id": "id1", "value": "DE1ABC23456789"}}


@pytest.mark.parametrize("text", ["a&b<c>d\"e'f", " x ", "\t\n\r", "é 車 😀", ""])
def test_any_text_survives(text: str) -> None:
    message = request(text)
    assert exi.from_xml("sap", exi.to_xml("sap", message)) == message
    assert exi.from_json("sap", exi.to_json("sap", message)) == message


def test_what_xml_cannot_hold_is_shown_and_harms_nothing() -> None:
    message = exi.decode("sap", exi.encode("sap", request("a\0b\ufffe")))
    assert "<ProtocolNamespace>a\ufffdb\ufffd</ProtocolNamespace>" in exi.to_xml("sap", message)
    assert exi.from_json("sap", exi.to_json("sap", message)) == message


def test_xml_as_others_write_it() -> None:
    text = f"""<?xml version="1.0"?>
        <p:supportedAppProtocolRes xmlns:p="{HELLO}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
            xsi:schemaLocation="{HELLO} V2G_CI_AppProtocol.xsd">
          <!-- the first of its list -->
          <ResponseCode> OK_SuccessfulNegotiation </ResponseCode>
          <SchemaID>+07</SchemaID>
        </p:supportedAppProtocolRes>"""
    answer = exi.from_xml("sap", text)
    assert (answer.ResponseCode, answer.SchemaID) == ("OK_SuccessfulNegotiation", 7)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (STOP_XML, "", "line 1, column 0: no element found"),
        ("</MsgDef:Body>", "", "line 1, column 359: mismatched tag"),
        ("<MsgDef:V2G", "<!DOCTYPE x [<!ENTITY a 'b'>]><MsgDef:V2G", "a document type declaration"),
        ("0A1B", "<a>" * 40 + "</a>" * 40, "more than 32 levels"),
        (
            "MsgDef:V2G_Message",
            "MsgDef:V2G",
            "{urn:iso:15118:2:2013:MsgDef}V2G: starts no message of schema iso2",
        ),
        ("0A1B", "0A1", "V2G_Message/Header/SessionID: '0A1' is not in base16"),
        ("0A1B", "<x/>", "V2G_Message/Header/SessionID: a plain value is expected"),
        (
            ">Terminate<",
            ">Stop<",
            "V2G_Message/Body/SessionStopReq/ChargingSession: 'Stop' is none of Terminate, Pause",
        ),
        (
            "<MsgBody:ChargingSession>Terminate</MsgBody:ChargingSession>",
            "",
            "V2G_Message/Body/SessionStopReq: more",
        ),
        ("<MsgDef:Body>", '<MsgDef:Body x="1">', "V2G_Message/Body: attribute x is not expected"),
        ("<MsgDef:Body>", "<MsgDef:Body>hello", "V2G_Message/Body: text 'hello' is not expected"),
        ("</MsgDef:Header>", "<MsgHeader:SessionID/></MsgDef:Header>", "V2G_Message/Header: element "),
    ],
)
def test_xml_that_is_no_message(old: str, new: str, reason: str) -> None:
    assert old in STOP_XML
    with pytest.raises(ValueError) as error:
        exi.from_xml("iso2", STOP_XML.replace(old, new))
    assert str(error.value).startswith(reason)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (STOP_JSON, "", "Expecting value"),
        (STOP_JSON, "[" * 100000, "too many levels"),
        (STOP_JSON, "[]", "an object with one key is expected"),
        (STOP_JSON, '{"Stop": {}}', "Stop: starts no message of schema iso2"),
        ('"0A1B"', "1", "V2G_Message/Header/SessionID: 1 is not bytes"),
        ('"0A1B"', '"0A1"', "V2G_Message/Header/SessionID: '0A1' is not in base16"),
        ('"0A1B"', '"0A 1B"', "V2G_Message/Header/SessionID: '0A 1B' is not in base16"),
        ('"0A1B"', '" 0A1B"', "V2G_Message/Header/SessionID: ' 0A1B' is not in base16"),
        ('"0A1B"', "true", "V2G_Message/Header/SessionID: True is not bytes"),
        (
            '"Terminate"',
            "1",
            "V2G_Message/Body/SessionStopReq/ChargingSession: 1 is none of Terminate, Pause",
        ),
        ('"Header":', '"Head":', "V2G_Message: Head is not expected"),
        ('"Header":{"SessionID":"0A1B"},', "", "V2G_Message: Header missing"),
        (
            '"Body":{',
            '"Body":{"SessionSetupReq":{"EVCCID":""},',
            "V2G_Message/Body: SessionStopReq beside another",
        ),
        ('{"SessionID":"0A1B"}', "7", "V2G_Message/Header: an object is expected"),
        ('"Body":', '"Header":', "a key twice in an object: Header, Header"),
    ],
)
def test_json_that_is_no_message(old: str, new: str, reason: str) -> None:
    assert old in STOP_JSON
    with pytest.raises(ValueError) as error:
        exi.from_json("iso2", STOP_JSON.replace(old, new))
    assert str(error.value).startswith(reason)


@pytest.mark.parametrize(
    ("field", "value", "good"),
    [
        ("boolValue", True, True),
        ("boolValue", 1, False),
        ("boolValue", "true", False),
        ("intValue", 5, True),
        ("intValue", True, False),
        ("intValue", 5.0, False),
        ("intValue", 2**31, False),
        ("byteValue", -128, True),
        ("stringValue", 5, False),
        ("stringValue", "\ud800", False),
    ],
)
def test_kinds_of_json_values(field: str, value: object, good: bool) -> None:
    one = {"Name": "x", field: value}
    answer: dict[str, object] = {"ResponseCode": "OK", "ServiceID": 1}
    answer["ServiceParameterList"] = {"ParameterSet": [{"ParameterSetID": 1, "Parameter": [one]}]}
    text = json.dumps({"V2G_Message": {"Header": {"SessionID": ""}, "Body": {"ServiceDetailRes": answer}}})
    if good:
        assert json.loads(exi.to_json("iso2", exi.from_json("iso2", text))) == json.loads(text)
        return
    with pytest.raises(ValueError) as error:
        exi.from_json("iso2", text)
    assert str(error.value).startswith(
        "V2G_Message/Body/ServiceDetailRes/ServiceParameterList/ParameterSet/Parameter"
    )


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ('[{"KeyName":"a"},{}]', "nothing"),
        ("[{}]", "nothing"),
        ('[{"KeyName":"a","MgmtData":"b"}]', "KeyName, MgmtData"),
        ('[{"MgmtData":"a","KeyName":"b"}]', "KeyName, MgmtData"),
    ],
)
def test_an_item_of_a_group_has_one_member_in_json(content: str, found: str) -> None:
    """As the JSON Schema has it."""
    with pytest.raises(ValueError, match=f"KeyInfo: content: {found} instead of one of KeyName, "):
        exi.from_json("xmldsig", f'{{"KeyInfo":{{"content":{content}}}}}', fragment=True)


@pytest.mark.parametrize("fragment", [True, False])
def test_errors_tell_long_names_in_part(fragment: bool) -> None:
    name = "a" * 100_000
    texts = [
        (exi.from_json, f'{{"{name}":1}}'),
        (exi.from_json, f'{{"V2G_Message":{{"{name}":1}}}}'),
        (exi.from_json, f'{{"{name}":1,"{name}":1}}'),
        (exi.from_xml, f"<{name}/>"),
        (exi.from_xml, STOP_XML.replace("<MsgBody:SessionStopReq>", f"<{name}/><MsgBody:SessionStopReq>")),
        (exi.from_xml, STOP_XML.replace("<MsgBody:SessionStopReq>", f'<MsgBody:SessionStopReq {name}="">')),
    ]
    for read, text in texts:
        with pytest.raises(ValueError, match=r"aaa\.\.\.") as error:
            read("iso2", text, fragment=fragment)
        assert len(str(error.value)) < 1000


@pytest.mark.parametrize("depth", range(900, 1000, 7))
def test_a_value_that_nests_deep(depth: int) -> None:
    for deep in ("[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth):
        with pytest.raises(ValueError):
            exi.from_json("iso2", STOP_JSON.replace('"0A1B"', deep))


def test_big_numbers_are_exact() -> None:
    text = '{"X509IssuerSerial":{"X509IssuerName":"CN=a","X509SerialNumber":%d}}'
    for number in (2**160 - 1, -(2**100)):
        fragment = exi.from_json("xmldsig", text % number, fragment=True)
        assert exi.to_json("xmldsig", fragment) == text % number
        payload = exi.encode_fragment("xmldsig", *fragment)
        assert exi.decode_fragment("xmldsig", payload) == fragment
    with pytest.raises(ValueError, match="a number of more than 256 bits"):
        exi.from_json("xmldsig", text % 2**300, fragment=True)


CHALLENGE = iso2.V2G_Message(
    Header=iso2.MessageHeader(SessionID=bytes(8)),
    Body=iso2.Body(BodyElement=iso2.AuthorizationReq(GenChallenge=bytes(range(16)))),
)
BASE64 = "AAECAwQFBgcICQoLDA0ODw=="


@pytest.mark.parametrize("cut", [f" {BASE64}", f"{BASE64} ", f"{BASE64}\n", f"AAEC\n{BASE64[4:]}"])
def test_base64_may_be_cut_into_lines_in_xml_but_not_in_json(cut: str) -> None:
    """XML Schema allows white space there, the JSON Schema of the messages does not."""
    text, data = exi.to_xml("iso2", CHALLENGE), exi.to_json("iso2", CHALLENGE)
    assert exi.from_xml("iso2", text.replace(BASE64, cut)) == CHALLENGE
    with pytest.raises(ValueError, match=r"GenChallenge: .* is not in base64"):
        exi.from_json("iso2", data.replace(f'"{BASE64}"', json.dumps(cut)))


def test_a_blank_that_is_none_of_xmls_is_no_base64() -> None:
    text = exi.to_xml("iso2", CHALLENGE)
    with pytest.raises(ValueError, match="is not in base64"):
        exi.from_xml("iso2", text.replace(BASE64, f"AAEC\u00a0{BASE64[4:]}"))
