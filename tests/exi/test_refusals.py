"""What a message must not hold is refused before a bit is sent, with the place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import UNSET, Struct
from msgspec.structs import replace

from secc import exi
from secc.exi.schema import Type, type_of
from secc_contract.v2g import iso15118_2 as iso2
from secc_contract.v2g import iso15118_2_types as types
from secc_contract.v2g import xmldsig
from tests.exi.random_messages import message as random_message

ABSENT: Any = UNSET
PERCENT = types.DC_EVStatus(EVReady=True, EVErrorCode=types.DC_EVErrorCode.NO_ERROR, EVRESSSOC=50)
VOLTS = types.PhysicalValue(Multiplier=0, Unit=types.UnitSymbol.V, Value=400)
DEMAND = iso2.PreChargeReq(DC_EVStatus=PERCENT, EVTargetVoltage=VOLTS, EVTargetCurrent=VOLTS)
BODY = "V2G_Message/Body/PreChargeReq"
UNITS = "h, m, s, A, V, W, Wh"


def message(body: Any, session: Any = bytes(8)) -> iso2.V2G_Message:
    """A message that holds this body."""
    return iso2.V2G_Message(Header=iso2.MessageHeader(SessionID=session), Body=iso2.Body(BodyElement=body))


def refusal(value: Any) -> str:
    """Why a message is refused; the verdict of check is the same."""
    with pytest.raises(ValueError) as error:
        exi.encode("iso2", value)
    assert exi.check("iso2", value) == [str(error.value)]
    return str(error.value)


def soc(value: Any) -> iso2.V2G_Message:
    """A message whose state of charge is this."""
    return message(replace(DEMAND, DC_EVStatus=replace(PERCENT, EVRESSSOC=value)))


def volts(**changes: Any) -> iso2.V2G_Message:
    """A message whose voltage is changed so."""
    return message(replace(DEMAND, EVTargetVoltage=replace(VOLTS, **changes)))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (soc(101), f"{BODY}/DC_EVStatus/EVRESSSOC: 101 is not in 0 to 100"),
        (soc(-1), f"{BODY}/DC_EVStatus/EVRESSSOC: -1 is not in 0 to 100"),
        (soc("50"), f"{BODY}/DC_EVStatus/EVRESSSOC: '50' is not in 0 to 100"),
        (soc(None), f"{BODY}/DC_EVStatus/EVRESSSOC: None is not in 0 to 100"),
        (soc([]), f"{BODY}/DC_EVStatus/EVRESSSOC: [] is not in 0 to 100"),
        (soc(float("nan")), f"{BODY}/DC_EVStatus/EVRESSSOC: nan is not in 0 to 100"),
        (soc(ABSENT), f"{BODY}/DC_EVStatus: EVRESSSOC is missing"),
        (volts(Value=32768), f"{BODY}/EVTargetVoltage/Value: 32768 is not in -32768 to 32767"),
        (volts(Value=-32769), f"{BODY}/EVTargetVoltage/Value: -32769 is not in -32768 to 32767"),
        (volts(Value=1.5), f"{BODY}/EVTargetVoltage/Value: 1.5 is no whole number"),
        (
            volts(Value=10**400),
            f"{BODY}/EVTargetVoltage/Value: a number of 1329 bits is not in -32768 to 32767",
        ),
        (volts(Multiplier=4), f"{BODY}/EVTargetVoltage/Multiplier: 4 is not in -3 to 3"),
        (volts(Unit="kV"), f"{BODY}/EVTargetVoltage/Unit: 'kV' is none of {UNITS}"),
        (
            message(replace(DEMAND, EVTargetVoltage=ABSENT)),
            f"{BODY}: EVTargetVoltage is missing before EVTargetCurrent",
        ),
        (
            message(replace(DEMAND, EVTargetVoltage=400)),
            f"{BODY}/EVTargetVoltage: int instead of PhysicalValue",
        ),
        (
            message(replace(DEMAND, DC_EVStatus=VOLTS)),
            f"{BODY}/DC_EVStatus: PhysicalValue instead of DC_EVStatus",
        ),
        (message(DEMAND, b"123456789"), "V2G_Message/Header/SessionID: 9 bytes instead of 0 to 8"),
        (message(DEMAND, "0102"), "V2G_Message/Header/SessionID: '0102' is not bytes"),
        (
            iso2.V2G_Message(Header=iso2.MessageHeader(SessionID=b""), Body=ABSENT),
            "V2G_Message: Body is missing",
        ),
        (DEMAND, None),
        (VOLTS, "PhysicalValue is no message of schema iso2"),
        ("SessionStopReq", "str is no message of schema iso2"),
    ],
)
def test_values(value: Any, reason: str | None) -> None:
    if reason is None:
        assert exi.check("iso2", value) == []  # a body by itself is a global element too
    else:
        assert refusal(value) == reason


def test_what_stands_in_no_slot() -> None:
    found = refusal(message(VOLTS))
    assert found.startswith("V2G_Message/Body: BodyElement: PhysicalValue instead of ")
    assert "SessionSetupReq" in found


def parameter(**fields: Any) -> iso2.V2G_Message:
    """A message with one parameter of a service."""
    one = types.Parameter(Name="x", **fields)
    parameters = types.ServiceParameterList(
        ParameterSet=(types.ParameterSet(ParameterSetID=1, Parameter=(one,)),)
    )
    code = types.ResponseCode.OK
    return message(iso2.ServiceDetailRes(ResponseCode=code, ServiceID=1, ServiceParameterList=parameters))


def test_choices() -> None:
    place = "V2G_Message/Body/ServiceDetailRes/ServiceParameterList/ParameterSet/Parameter"
    names = "boolValue, byteValue, intValue, physicalValue, shortValue, stringValue"
    assert refusal(parameter()) == f"{place}: one of {names} is missing"
    assert refusal(parameter(boolValue=True, intValue=1)) == f"{place}: intValue beside what excludes it"
    assert exi.encode("iso2", parameter(intValue=1))


def test_counts() -> None:
    entry = types.SelectedService(ServiceID=1)

    def select(*entries: Any) -> iso2.V2G_Message:
        return message(
            iso2.PaymentServiceSelectionReq(
                SelectedPaymentOption=types.PaymentOption.ExternalPayment,
                SelectedServiceList=types.SelectedServiceList(SelectedService=entries),
            )
        )

    place = "V2G_Message/Body/PaymentServiceSelectionReq/SelectedServiceList"
    assert refusal(select()) == f"{place}: SelectedService is missing"
    assert refusal(select(*[entry] * 17)) == f"{place}: more than 16 SelectedService"
    for count in (1, 2, 15, 16):
        full = select(*[entry] * count)
        assert exi.decode("iso2", exi.encode("iso2", full)) == full
    lone: Any = entry
    select_list = types.SelectedServiceList(SelectedService=lone)
    listed = iso2.PaymentServiceSelectionReq(
        SelectedPaymentOption=types.PaymentOption.Contract, SelectedServiceList=select_list
    )
    assert refusal(message(listed)) == f"{place}: SelectedService: SelectedService instead of a tuple"


def test_texts() -> None:
    for text, reason in (
        ("\ud800", "a surrogate is no character"),
        (b"DE*ABC*E1", "b'DE*ABC*E1' is no text"),
        ("DE", "2 characters instead of 7 to 37"),
        ("x" * 38, "38 characters instead of 7 to 37"),
    ):
        answer: Any = iso2.SessionSetupRes(ResponseCode=types.ResponseCode.OK, EVSEID=text)  # type: ignore[arg-type]
        assert refusal(message(answer)) == f"V2G_Message/Body/SessionSetupRes/EVSEID: {reason}"


def test_all_bad_lengths_are_told() -> None:
    answer = iso2.SessionSetupRes(ResponseCode=types.ResponseCode.OK, EVSEID="DE")
    assert exi.check("iso2", message(answer, bytes(9))) == [
        "V2G_Message/Header/SessionID: 9 bytes instead of 0 to 8",
        "V2G_Message/Body/SessionSetupRes/EVSEID: 2 characters instead of 7 to 37",
    ]


def test_groups() -> None:
    hints = xmldsig.X509Data(content=(xmldsig.X509DataContent(X509SubjectName="a"),))
    info = xmldsig.KeyInfo(content=(xmldsig.KeyInfoContent(X509Data=hints),))
    payload = exi.encode_fragment("xmldsig", "KeyInfo", info)
    assert exi.decode_fragment("xmldsig", payload) == ("KeyInfo", info)
    for broken, reason in (
        (xmldsig.KeyInfo(content=()), "KeyInfo: one of KeyName, .* is missing"),
        (xmldsig.KeyInfo(content=(hints,)), "KeyInfo: content: X509Data instead of KeyInfoContent"),  # type: ignore[arg-type]
        (xmldsig.DSAKeyValue(Y=b"1", primes=b"2"), "KeyInfo: DSAKeyValue instead of KeyInfo"),  # type: ignore[arg-type]
    ):
        with pytest.raises(ValueError, match=reason):
            exi.encode_fragment("xmldsig", "KeyInfo", broken)


NAME = xmldsig.KeyInfoContent(KeyName="a")
HINTS = "one of X509IssuerSerial, X509SKI, X509SubjectName, X509Certificate, X509CRL"
MEMBERS = "one of KeyName, KeyValue, RetrievalMethod, X509Data, PGPData, SPKIData, MgmtData"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (
            xmldsig.KeyInfo(content=(NAME, xmldsig.KeyInfoContent())),
            f"KeyInfo: content: nothing instead of {MEMBERS}",
        ),
        (
            xmldsig.KeyInfo(content=(xmldsig.KeyInfoContent(),)),
            f"KeyInfo: content: nothing instead of {MEMBERS}",
        ),
        (
            xmldsig.KeyInfo(content=(xmldsig.KeyInfoContent(KeyName="a", MgmtData="b"),)),
            f"KeyInfo: content: KeyName, MgmtData instead of {MEMBERS}",
        ),
        (
            xmldsig.X509Data(content=(xmldsig.X509DataContent(X509SKI=b"1", X509SubjectName="s"),)),
            f"X509Data: content: X509SKI, X509SubjectName instead of {HINTS}",
        ),
        (
            xmldsig.Transform(Algorithm="", content=(xmldsig.TransformContent(),)),
            "Transform: content: nothing instead of XPath",
        ),
        (
            xmldsig.DSAKeyValue(Y=b"1", primes=xmldsig.DSAKeyValuePrimes(P=ABSENT, Q=ABSENT)),
            "DSAKeyValue: primes: nothing instead of P",
        ),
        (
            xmldsig.DSAKeyValue(Y=b"1", primes=xmldsig.DSAKeyValuePrimes(P=ABSENT, Q=b"2")),
            "DSAKeyValue: primes: Q instead of P",
        ),
        (
            xmldsig.DSAKeyValue(Y=b"1", primes=xmldsig.DSAKeyValuePrimes(P=b"1", Q=ABSENT)),
            "DSAKeyValue: Q is missing before Y",
        ),
        (xmldsig.PGPData(), "PGPData: one of PGPKeyID, PGPKeyPacket is missing"),
        (xmldsig.KeyInfo(content=(NAME, NAME)), None),
        (xmldsig.DSAKeyValue(Y=b"1", primes=xmldsig.DSAKeyValuePrimes(P=b"", Q=b"")), None),
    ],
)
def test_an_occurrence_of_a_group_is_what_would_be_read(value: Any, reason: str | None) -> None:
    """What would come back as other occurrences than were sent is refused, in every notation."""
    fragment = exi.Fragment(type(value).__name__, value)
    if reason is None:
        assert exi.check("xmldsig", fragment) == []
        assert exi.decode_fragment("xmldsig", exi.encode_fragment("xmldsig", *fragment)) == fragment
        assert exi.from_json("xmldsig", exi.to_json("xmldsig", fragment), fragment=True) == fragment
        assert exi.from_xml("xmldsig", exi.to_xml("xmldsig", fragment), fragment=True) == fragment
        return
    assert exi.check("xmldsig", fragment) == [reason]
    for write in (
        lambda: exi.encode_fragment("xmldsig", *fragment),
        lambda: exi.encode_fragment("xmldsig", *fragment, as_received=True),
        lambda: exi.to_json("xmldsig", fragment),
        lambda: exi.to_xml("xmldsig", fragment),
    ):
        with pytest.raises(ValueError) as error:
            write()
        assert str(error.value) == reason


def test_fragments_by_name() -> None:
    with pytest.raises(ValueError, match="Nothing: no element in schema iso2"):
        exi.encode_fragment("iso2", "Nothing", 1)
    with pytest.raises(
        ValueError, match=r"DC_EVStatus: stands for \{urn:iso:15118:2:2013:MsgBody\}DC_EVStatus, "
    ):
        exi.encode_fragment("iso2", "DC_EVStatus", PERCENT)
    name = "{urn:iso:15118:2:2013:MsgBody}DC_EVStatus"
    assert exi.decode_fragment("iso2", exi.encode_fragment("iso2", name, PERCENT)) == (name, PERCENT)
    with pytest.raises(ValueError, match="BodyElement: an abstract element"):
        exi.encode_fragment("iso2", "BodyElement", DEMAND)


def test_an_unknown_schema() -> None:
    with pytest.raises(ValueError, match=r"no schema 'iso3'; there are sap, din, iso2, .*, xmldsig"):
        exi.decode("iso3", b"\x80")


ODD = [
    None,
    object(),
    UNSET,
    True,
    -1,
    2**70,
    1.5,
    float("nan"),
    "x",
    "\ud800",
    b"x",
    (),
    [],
    {},
    (None,),
    VOLTS,
]


def _variants(value: Any) -> Iterator[Any]:
    """The struct with each field, at any depth, replaced by each odd value."""
    for name in value.__struct_fields__:
        for odd in ODD:
            yield replace(value, **{name: odd})
        inner = getattr(value, name)
        if isinstance(inner, Struct):
            for variant in _variants(inner):
                yield replace(value, **{name: variant})


def test_odd_values_are_sent_or_refused() -> None:
    """Whatever stands in a field: bytes that decode to an equal message, or a ValueError."""
    kind = type_of("iso15118_2#V2G_Message")
    assert isinstance(kind, Type)
    sent = refused = 0
    for seed in range(12):
        for value in _variants(random_message(kind, seed, plain=True)):
            try:
                payload = exi.encode("iso2", value)
            except ValueError:
                refused += 1
                assert exi.check("iso2", value)
                continue
            sent += 1
            assert exi.encode("iso2", exi.decode("iso2", payload)) == payload
    assert sent and refused > 1000
