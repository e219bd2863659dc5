"""Messages to measure, and the goals for some of them."""

from __future__ import annotations

from typing import Any, NamedTuple

from secc import exi
from secc.exi.schema import schema, struct_of
from secc_contract.v2g import iso15118_2 as iso2
from secc_contract.v2g import iso15118_2_types as types
from secc_contract.v2g import iso15118_20_dc as iso20
from secc_contract.v2g import iso15118_20_types as types20
from secc_contract.v2g.app_protocol import AppProtocol, SupportedAppProtocolReq

SESSION = bytes.fromhex("0a1b2c3d4e5f6071")


class Case(NamedTuple):
    """A message and, by engine, the goals for decoding and encoding it, in µs."""

    name: str
    schema: str
    message: Any
    goals: dict[str, tuple[float, float]] = {}  # noqa: RUF012


def amount(value: int, unit: types.UnitSymbol) -> types.PhysicalValue:
    """So many of a unit."""
    return types.PhysicalValue(Multiplier=0, Unit=unit, Value=value)


VOLTS, AMPERES, WATTS = types.UnitSymbol.V, types.UnitSymbol.A, types.UnitSymbol.W
EV_STATUS = types.DC_EVStatus(EVReady=True, EVErrorCode=types.DC_EVErrorCode.NO_ERROR, EVRESSSOC=55)
EVSE_STATUS = types.DC_EVSEStatus(
    NotificationMaxDelay=0,
    EVSENotification=types.EVSENotification.None_,
    EVSEIsolationStatus=types.IsolationLevel.Valid,
    EVSEStatusCode=types.DC_EVSEStatusCode.EVSE_Ready,
)


def message(body: iso2.AnyBodyElement) -> iso2.V2G_Message:
    """A message with this body."""
    return iso2.V2G_Message(Header=iso2.MessageHeader(SessionID=SESSION), Body=iso2.Body(BodyElement=body))


def schedules() -> iso2.V2G_Message:
    """A ChargeParameterDiscoveryRes that offers two schedules of eleven entries, each with a tariff."""
    power = tuple(
        types.PMaxScheduleEntry(
            TimeInterval=types.RelativeTimeInterval(start=900 * index, duration=900),
            PMax=amount(1000 * index, WATTS),
        )
        for index in range(11)
    )
    tariff = tuple(
        types.SalesTariffEntry(
            TimeInterval=types.RelativeTimeInterval(start=900 * index, duration=900),
            EPriceLevel=index % 3,
        )
        for index in range(11)
    )
    offers = tuple(
        types.SAScheduleTuple(
            SAScheduleTupleID=number,
            PMaxSchedule=types.PMaxSchedule(PMaxScheduleEntry=power),
            SalesTariff=types.SalesTariff(
                SalesTariffID=number,
                SalesTariffDescription="by day and by night",
                NumEPriceLevels=3,
                SalesTariffEntry=tariff,
            ),
        )
        for number in (1, 2)
    )
    limits = types.DC_EVSEChargeParameter(
        DC_EVSEStatus=EVSE_STATUS,
        EVSEMaximumCurrentLimit=amount(400, AMPERES),
        EVSEMaximumPowerLimit=amount(30000, WATTS),
        EVSEMaximumVoltageLimit=amount(920, VOLTS),
        EVSEMinimumCurrentLimit=amount(0, AMPERES),
        EVSEMinimumVoltageLimit=amount(150, VOLTS),
        EVSEPeakCurrentRipple=amount(1, AMPERES),
    )
    return message(
        iso2.ChargeParameterDiscoveryRes(
            ResponseCode=types.ResponseCode.OK,
            EVSEProcessing=types.EVSEProcessing.Finished,
            SASchedules=types.SAScheduleList(SAScheduleTuple=offers),
            EVSEChargeParameter=limits,
        )
    )


def installation() -> iso2.V2G_Message:
    """A CertificateInstallationRes of 4.8 kB: two chains of three certificates."""
    chain = types.CertificateChain(
        Id="id1",
        Certificate=bytes(range(200)) * 4,
        SubCertificates=types.SubCertificates(Certificate=(bytes(range(200)) * 4, bytes(range(200)) * 3)),
    )
    return message(
        iso2.CertificateInstallationRes(
            ResponseCode=types.ResponseCode.OK,
            SAProvisioningCertificateChain=chain,
            ContractSignatureCertChain=chain,
            ContractSignatureEncryptedPrivateKey=types.ContractSignatureEncryptedPrivateKey(
                Id="id2", value=bytes(48)
            ),
            DHpublickey=types.DiffieHellmanPublickey(Id="id3", value=bytes(65)),
            eMAID=types.SignedEMAID(Id="id4", value="DE1ABC23456789"),
        )
    )


def rational(value: int) -> types20.RationalNumber:
    """So many of whatever the field says."""
    return types20.RationalNumber(Exponent=0, Value=value)


HEADER = types20.MessageHeader(SessionID=SESSION, TimeStamp=1700000000)


def loop_request() -> iso20.DC_ChargeLoopReq:
    """What a car asks for every 100 ms by ISO 15118-20."""
    return iso20.DC_ChargeLoopReq(
        Header=HEADER,
        MeterInfoRequested=False,
        EVPresentVoltage=rational(400),
        CLReqControlMode=iso20.Scheduled_DC_CLReqControlMode(
            EVTargetCurrent=rational(125),
            EVTargetVoltage=rational(400),
            EVMaximumChargePower=rational(30000),
            EVMaximumChargeCurrent=rational(300),
            EVMaximumVoltage=rational(450),
        ),
    )


def loop_response() -> iso20.DC_ChargeLoopRes:
    """The answer to it."""
    return iso20.DC_ChargeLoopRes(
        Header=HEADER,
        ResponseCode=types20.ResponseCode.OK,
        EVSEPresentCurrent=rational(125),
        EVSEPresentVoltage=rational(400),
        EVSEPowerLimitAchieved=False,
        EVSECurrentLimitAchieved=False,
        EVSEVoltageLimitAchieved=False,
        CLResControlMode=iso20.Scheduled_DC_CLResControlMode(
            EVSEMaximumChargePower=rational(30000),
            EVSEMaximumChargeCurrent=rational(400),
            EVSEMaximumVoltage=rational(920),
        ),
    )


def cases() -> list[Case]:
    """What is measured."""
    hello = AppProtocol(
        ProtocolNamespace="urn:iso:15118:2:2013:MsgDef",
        VersionNumberMajor=2,
        VersionNumberMinor=0,
        SchemaID=1,
        Priority=1,
    )
    demand = iso2.CurrentDemandReq(
        DC_EVStatus=EV_STATUS,
        EVTargetCurrent=amount(125, AMPERES),
        EVMaximumVoltageLimit=amount(450, VOLTS),
        EVMaximumCurrentLimit=amount(300, AMPERES),
        EVMaximumPowerLimit=amount(30000, WATTS),
        BulkChargingComplete=False,
        ChargingComplete=False,
        RemainingTimeToFullSoC=amount(1800, types.UnitSymbol.s),
        RemainingTimeToBulkSoC=amount(900, types.UnitSymbol.s),
        EVTargetVoltage=amount(400, VOLTS),
    )
    answer = iso2.CurrentDemandRes(
        ResponseCode=types.ResponseCode.OK,
        DC_EVSEStatus=EVSE_STATUS,
        EVSEPresentVoltage=amount(400, VOLTS),
        EVSEPresentCurrent=amount(125, AMPERES),
        EVSECurrentLimitAchieved=False,
        EVSEVoltageLimitAchieved=False,
        EVSEPowerLimitAchieved=False,
        EVSEMaximumVoltageLimit=amount(920, VOLTS),
        EVSEMaximumCurrentLimit=amount(400, AMPERES),
        EVSEMaximumPowerLimit=amount(30000, WATTS),
        EVSEID="DE*ABC*E12345",
        SAScheduleTupleID=1,
    )
    setup = message(iso2.SessionSetupReq(EVCCID=bytes.fromhex("020000000001")))
    return [
        Case("SupportedAppProtocolReq", "sap", SupportedAppProtocolReq(AppProtocol=(hello, hello))),
        Case("SessionSetupReq", "iso2", setup),
        Case("CurrentDemandReq", "iso2", message(demand), {"python": (15, 12), "c": (1.0, 0.6)}),
        Case("CurrentDemandRes", "iso2", message(answer)),
        Case("ChargeParameterDiscoveryRes", "iso2", schedules(), {"python": (280, 200), "c": (14, 6)}),
        Case("CertificateInstallationRes", "iso2", installation(), {"python": (60, 70), "c": (3, 3)}),
        Case("DC_ChargeLoopReq", "iso20-dc", loop_request()),
        Case("DC_ChargeLoopRes", "iso20-dc", loop_response()),
    ]


def every_message() -> list[Case]:
    """The smallest form of each message of ISO 15118-2."""
    found = []
    for root in schema("iso2").elements:
        if root.types and root.name.local.endswith(("Req", "Res")):
            found.append(
                Case(root.name.local, "iso2", message(exi.minimal("iso2", struct_of(root.types[0]))))
            )
    return found
