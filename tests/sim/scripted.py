"""A charger that answers from a script: what a car gets to hear when no SECC of ours is involved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from secc import exi, v2gtp
from secc.sim.ev import Car
from secc_contract.v2g import app_protocol
from secc_contract.v2g import iso15118_2 as iso2
from secc_contract.v2g import iso15118_2_types as t

SESSION = bytes.fromhex("0102030405060708")

Answer = Callable[[Any], Any]


def physical(value: float, unit: t.UnitSymbol) -> t.PhysicalValue:
    return t.PhysicalValue(Multiplier=-1, Unit=unit, Value=round(value * 10))


def volts(value: float) -> t.PhysicalValue:
    return physical(value, t.UnitSymbol.V)


def amperes(value: float) -> t.PhysicalValue:
    return physical(value, t.UnitSymbol.A)


def watts(value: int) -> t.PhysicalValue:
    return t.PhysicalValue(Multiplier=1, Unit=t.UnitSymbol.W, Value=value // 10)


def ac_status(
    notification: t.EVSENotification = t.EVSENotification.None_, rcd: bool = False
) -> t.AC_EVSEStatus:
    return t.AC_EVSEStatus(NotificationMaxDelay=0, EVSENotification=notification, RCD=rcd)


def dc_status(
    code: t.DC_EVSEStatusCode = t.DC_EVSEStatusCode.EVSE_Ready,
    notification: t.EVSENotification = t.EVSENotification.None_,
    isolation: t.IsolationLevel = t.IsolationLevel.Valid,
) -> t.DC_EVSEStatus:
    return t.DC_EVSEStatus(
        NotificationMaxDelay=0,
        EVSENotification=notification,
        EVSEIsolationStatus=isolation,
        EVSEStatusCode=code,
    )


def schedule(power: int) -> t.SAScheduleList:
    interval = t.RelativeTimeInterval(start=0, duration=86400)
    entry = t.PMaxScheduleEntry(TimeInterval=interval, PMax=watts(power))
    offer = t.SAScheduleTuple(SAScheduleTupleID=7, PMaxSchedule=t.PMaxSchedule(PMaxScheduleEntry=(entry,)))
    return t.SAScheduleList(SAScheduleTuple=(offer,))


OK = t.ResponseCode.OK
FINISHED = t.EVSEProcessing.Finished
ONGOING = t.EVSEProcessing.Ongoing


def handshake(request: app_protocol.SupportedAppProtocolReq) -> app_protocol.SupportedAppProtocolRes:
    return app_protocol.SupportedAppProtocolRes(
        ResponseCode=app_protocol.ResponseCode.OK_SuccessfulNegotiation,
        SchemaID=request.AppProtocol[0].SchemaID,
    )


def session_setup(request: iso2.SessionSetupReq) -> iso2.SessionSetupRes:
    return iso2.SessionSetupRes(ResponseCode=t.ResponseCode.OK_NewSessionEstablished, EVSEID="DE*SEC*E0001")


def services(*modes: t.EnergyTransferMode) -> Answer:
    def answer(request: iso2.ServiceDiscoveryReq) -> iso2.ServiceDiscoveryRes:
        return iso2.ServiceDiscoveryRes(
            ResponseCode=OK,
            PaymentOptionList=t.PaymentOptionList(PaymentOption=(t.PaymentOption.ExternalPayment,)),
            ChargeService=t.ChargeService(
                ServiceID=1,
                ServiceCategory=t.ServiceCategory.EVCharging,
                FreeService=False,
                SupportedEnergyTransferMode=t.SupportedEnergyTransferMode(EnergyTransferMode=modes),
            ),
        )

    return answer


def ac_parameters(request: iso2.ChargeParameterDiscoveryReq) -> iso2.ChargeParameterDiscoveryRes:
    return iso2.ChargeParameterDiscoveryRes(
        ResponseCode=OK,
        EVSEProcessing=FINISHED,
        SASchedules=schedule(11_040),
        EVSEChargeParameter=t.AC_EVSEChargeParameter(
            AC_EVSEStatus=ac_status(), EVSENominalVoltage=volts(230), EVSEMaxCurrent=amperes(16)
        ),
    )


def dc_parameters(request: iso2.ChargeParameterDiscoveryReq) -> iso2.ChargeParameterDiscoveryRes:
    return iso2.ChargeParameterDiscoveryRes(
        ResponseCode=OK,
        EVSEProcessing=FINISHED,
        SASchedules=schedule(60_000),
        EVSEChargeParameter=t.DC_EVSEChargeParameter(
            DC_EVSEStatus=dc_status(),
            EVSEMaximumCurrentLimit=amperes(200),
            EVSEMaximumPowerLimit=watts(60_000),
            EVSEMaximumVoltageLimit=volts(500),
            EVSEMinimumCurrentLimit=amperes(5),
            EVSEMinimumVoltageLimit=volts(150),
            EVSEPeakCurrentRipple=amperes(1),
        ),
    )


def power_delivery(status: Any) -> Answer:
    return lambda request: iso2.PowerDeliveryRes(ResponseCode=OK, EVSEStatus=status)


def charging_status(status: t.AC_EVSEStatus) -> iso2.ChargingStatusRes:
    return iso2.ChargingStatusRes(
        ResponseCode=OK, EVSEID="DE*SEC*E0001", SAScheduleTupleID=7, AC_EVSEStatus=status
    )


def current_demand(request: iso2.CurrentDemandReq, status: t.DC_EVSEStatus) -> iso2.CurrentDemandRes:
    """Exactly what was asked for."""
    return iso2.CurrentDemandRes(
        ResponseCode=OK,
        DC_EVSEStatus=status,
        EVSEPresentVoltage=request.EVTargetVoltage,
        EVSEPresentCurrent=request.EVTargetCurrent,
        EVSECurrentLimitAchieved=False,
        EVSEVoltageLimitAchieved=False,
        EVSEPowerLimitAchieved=False,
        EVSEID="DE*SEC*E0001",
        SAScheduleTupleID=7,
    )


COMMON: dict[str, Answer] = {
    "SupportedAppProtocolReq": handshake,
    "SessionSetupReq": session_setup,
    "PaymentServiceSelectionReq": lambda _: iso2.PaymentServiceSelectionRes(ResponseCode=OK),
    "AuthorizationReq": lambda _: iso2.AuthorizationRes(ResponseCode=OK, EVSEProcessing=FINISHED),
    "SessionStopReq": lambda _: iso2.SessionStopRes(ResponseCode=OK),
}

AC: dict[str, Answer] = COMMON | {
    "ServiceDiscoveryReq": services(t.EnergyTransferMode.AC_three_phase_core),
    "ChargeParameterDiscoveryReq": ac_parameters,
    "PowerDeliveryReq": power_delivery(ac_status()),
    "ChargingStatusReq": lambda _: charging_status(ac_status()),
}

DC: dict[str, Answer] = COMMON | {
    "ServiceDiscoveryReq": services(t.EnergyTransferMode.DC_core, t.EnergyTransferMode.DC_extended),
    "ChargeParameterDiscoveryReq": dc_parameters,
    "CableCheckReq": lambda _: iso2.CableCheckRes(
        ResponseCode=OK, DC_EVSEStatus=dc_status(), EVSEProcessing=FINISHED
    ),
    "PreChargeReq": lambda request: iso2.PreChargeRes(
        ResponseCode=OK, DC_EVSEStatus=dc_status(), EVSEPresentVoltage=request.EVTargetVoltage
    ),
    "PowerDeliveryReq": power_delivery(dc_status()),
    "CurrentDemandReq": lambda request: current_demand(request, dc_status()),
    "WeldingDetectionReq": lambda _: iso2.WeldingDetectionRes(
        ResponseCode=OK, DC_EVSEStatus=dc_status(), EVSEPresentVoltage=volts(0)
    ),
}


def in_turn(*answers: Answer) -> Answer:
    """One answer after the other; the last one stays."""
    left = list(answers)
    return lambda request: (left.pop(0) if len(left) > 1 else left[0])(request)


class Charger:
    """Decodes each request and encodes what the script says to it; keeps what was asked."""

    def __init__(self, script: dict[str, Answer], session: bytes = SESSION) -> None:
        self.script = script
        self.session = session
        self.asked: list[Any] = []

    def answer(self, frame: bytes) -> bytes:
        (received,) = v2gtp.Reader().feed(frame)
        if not self.asked:
            request: Any = exi.decode("sap", received.payload)
        else:
            message: Any = exi.decode("iso2", received.payload)
            assert exi.check("iso2", message) == []
            request = message.Body.BodyElement
        self.asked.append(request)
        response = self.script[type(request).__name__](request)
        if isinstance(response, bytes):
            return response
        if len(self.asked) == 1:
            return v2gtp.frame(v2gtp.PayloadType.EXI, exi.encode("sap", response))
        return self.frame(response)

    def frame(self, response: Any) -> bytes:
        """A response of the session."""
        header = iso2.MessageHeader(SessionID=self.session)
        message = iso2.V2G_Message(Header=header, Body=iso2.Body(BodyElement=response))
        return v2gtp.frame(v2gtp.PayloadType.EXI, exi.encode("iso2", message))

    @property
    def names(self) -> list[str]:
        """What was asked, without Req and without repetitions."""
        names = [type(request).__name__.removesuffix("Req") for request in self.asked]
        return [name for index, name in enumerate(names) if index == 0 or names[index - 1] != name]


def play(car: Car, charger: Charger, latency: float = 0.01, most: int = 20_000) -> float:
    """The whole visit on a clock of its own; returns the seconds it took there."""
    now = 100.0
    request = car.begin(now)
    for _ in range(most):
        now += request.pause + latency
        following = car.received(charger.answer(request.frame), now)
        if following is None:
            assert car.outcome is not None
            return now - 100.0
        request = following
    raise AssertionError("the car does not come to an end")
