# Generated from interfaces/v2g/iso15118_20_types.yaml by "python -m codegen generate". Do not edit.
"""What all messages of ISO 15118-20:2022 share: header, status, numbers, meter, receipt, and the bases of
charge parameter discovery and charge loop. An amount is a RationalNumber without a unit; the unit stands
in the field's description.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import UNSET, Struct, UnsetType

from .xmldsig import Signature, X509IssuerSerial


class V2GMessage(Struct, frozen=True, kw_only=True, gc=False):
    """What all messages have in common."""

    Header: MessageHeader


class V2GRequest(V2GMessage, frozen=True, kw_only=True, gc=False):
    """What the messages of the car have in common."""


class V2GResponse(V2GMessage, frozen=True, kw_only=True, gc=False):
    """What the messages of the charger have in common."""

    ResponseCode: ResponseCode


class MessageHeader(Struct, frozen=True, kw_only=True, gc=False):
    """The session that a message belongs to, its time, and a signature where one is due."""

    SessionID: bytes
    """Given by the charger in SessionSetupRes; the car repeats it from then on. Exactly 8 bytes."""

    TimeStamp: int
    """When the message was sent, seconds since 1970 (UTC). 0 to 18446744073709551615."""

    Signature: Signature | UnsetType = UNSET
    """Over parts of the message; absent where nothing is signed."""


class ResponseCode(StrEnum):
    """The charger's verdict on a request. A WARNING leaves the session going, a FAILED ends it."""

    OK = "OK"
    OK_CertificateExpiresSoon = "OK_CertificateExpiresSoon"
    OK_NewSessionEstablished = "OK_NewSessionEstablished"
    OK_OldSessionJoined = "OK_OldSessionJoined"
    OK_PowerToleranceConfirmed = "OK_PowerToleranceConfirmed"
    WARNING_AuthorizationSelectionInvalid = "WARNING_AuthorizationSelectionInvalid"
    WARNING_CertificateExpired = "WARNING_CertificateExpired"
    WARNING_CertificateNotYetValid = "WARNING_CertificateNotYetValid"
    WARNING_CertificateRevoked = "WARNING_CertificateRevoked"
    WARNING_CertificateValidationError = "WARNING_CertificateValidationError"
    WARNING_ChallengeInvalid = "WARNING_ChallengeInvalid"
    WARNING_EIMAuthorizationFailure = "WARNING_EIMAuthorizationFailure"
    WARNING_eMSPUnknown = "WARNING_eMSPUnknown"
    WARNING_EVPowerProfileViolation = "WARNING_EVPowerProfileViolation"
    WARNING_GeneralPnCAuthorizationError = "WARNING_GeneralPnCAuthorizationError"
    WARNING_NoCertificateAvailable = "WARNING_NoCertificateAvailable"
    WARNING_NoContractMatchingPCIDFound = "WARNING_NoContractMatchingPCIDFound"
    WARNING_PowerToleranceNotConfirmed = "WARNING_PowerToleranceNotConfirmed"
    WARNING_ScheduleRenegotiationFailed = "WARNING_ScheduleRenegotiationFailed"
    WARNING_StandbyNotAllowed = "WARNING_StandbyNotAllowed"
    WARNING_WPT = "WARNING_WPT"
    FAILED = "FAILED"
    FAILED_AssociationError = "FAILED_AssociationError"
    FAILED_ContactorError = "FAILED_ContactorError"
    FAILED_EVPowerProfileInvalid = "FAILED_EVPowerProfileInvalid"
    FAILED_EVPowerProfileViolation = "FAILED_EVPowerProfileViolation"
    FAILED_MeteringSignatureNotValid = "FAILED_MeteringSignatureNotValid"
    FAILED_NoEnergyTransferServiceSelected = "FAILED_NoEnergyTransferServiceSelected"
    FAILED_NoServiceRenegotiationSupported = "FAILED_NoServiceRenegotiationSupported"
    FAILED_PauseNotAllowed = "FAILED_PauseNotAllowed"
    FAILED_PowerDeliveryNotApplied = "FAILED_PowerDeliveryNotApplied"
    FAILED_PowerToleranceNotConfirmed = "FAILED_PowerToleranceNotConfirmed"
    FAILED_ScheduleRenegotiation = "FAILED_ScheduleRenegotiation"
    FAILED_ScheduleSelectionInvalid = "FAILED_ScheduleSelectionInvalid"
    FAILED_SequenceError = "FAILED_SequenceError"
    FAILED_ServiceIDInvalid = "FAILED_ServiceIDInvalid"
    FAILED_ServiceSelectionInvalid = "FAILED_ServiceSelectionInvalid"
    FAILED_SignatureError = "FAILED_SignatureError"
    FAILED_UnknownSession = "FAILED_UnknownSession"
    FAILED_WrongChargeParameter = "FAILED_WrongChargeParameter"


class Processing(StrEnum):
    """Whether the sender is done with its part, or goes on with it so that the request has to come again."""

    Finished = "Finished"
    Ongoing = "Ongoing"
    Ongoing_WaitingForCustomerInteraction = "Ongoing_WaitingForCustomerInteraction"


class RationalNumber(Struct, frozen=True, kw_only=True, gc=False):
    """An amount: Value times ten to the power of Exponent."""

    Exponent: int
    """Power of ten that Value is multiplied by. -128 to 127."""

    Value: int
    """Amount before the exponent. -32768 to 32767."""


class ChargeParameterDiscoveryReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car states its limits; each kind of charging has its own."""


class ChargeParameterDiscoveryRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """The charger states its limits; each kind of charging has its own."""


class ChargeLoopReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car reports and asks, again and again while power flows; each kind of charging has its own."""

    DisplayParameters: DisplayParameters | UnsetType = UNSET
    """For the charger's display; absent when the car shows nothing there."""

    MeterInfoRequested: bool
    """The car wants MeterInfo in the answer."""


class ChargeLoopRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """The charger reports and sets limits or targets; each kind of charging has its own."""

    EVSEStatus: EVSEStatus | UnsetType = UNSET
    """Absent when the charger wants nothing."""

    MeterInfo: MeterInfo | UnsetType = UNSET
    """When asked for, when it is to be confirmed, and in the first answer if there is a meter."""

    Receipt: Receipt | UnsetType = UNSET
    """Costs so far."""


class CLReqControlMode(Struct, frozen=True, kw_only=True, gc=False):
    """What the car says about power in the charge loop, by kind of charging and control mode."""


class CLResControlMode(Struct, frozen=True, kw_only=True, gc=False):
    """What the charger says about power in the charge loop, by kind of charging and control mode."""


class Scheduled_CLReqControlMode(CLReqControlMode, frozen=True, kw_only=True, gc=False):
    """Scheduled: the car follows the schedule that it has chosen, and may tell what it still wants."""

    EVTargetEnergyRequest: RationalNumber | UnsetType = UNSET
    """What the car still wants to take until it leaves, Wh."""

    EVMaximumEnergyRequest: RationalNumber | UnsetType = UNSET
    """Most that the car can still take, Wh."""

    EVMinimumEnergyRequest: RationalNumber | UnsetType = UNSET
    """What the car needs as fast as possible, Wh."""


class Scheduled_CLResControlMode(CLResControlMode, frozen=True, kw_only=True, gc=False):
    """Scheduled: the charger keeps to the schedule that was chosen."""


class Dynamic_CLReqControlMode(CLReqControlMode, frozen=True, kw_only=True, gc=False):
    """Dynamic: the car tells what it needs, and the charger decides when and how fast."""

    DepartureTime: int | UnsetType = UNSET
    """When the car wants to leave, s from now; absent when it has not said. 0 to 4294967295."""

    EVTargetEnergyRequest: RationalNumber
    """What the car still wants to take until it leaves, Wh."""

    EVMaximumEnergyRequest: RationalNumber
    """Most that the car can still take, Wh."""

    EVMinimumEnergyRequest: RationalNumber
    """What the car needs as fast as possible, Wh."""


class Dynamic_CLResControlMode(CLResControlMode, frozen=True, kw_only=True, gc=False):
    """Dynamic: the charger tells what it aims at, where it knows the driver's needs."""

    DepartureTime: int | UnsetType = UNSET
    """When the car will leave, s from now, as the charger was told. 0 to 4294967295."""

    MinimumSOC: int | UnsetType = UNSET
    """State of charge to reach as fast as possible, %. 0 to 100."""

    TargetSOC: int | UnsetType = UNSET
    """State of charge to reach by departure, %. 0 to 100."""

    AckMaxDelay: int | UnsetType = UNSET
    """Time in which the car has to acknowledge a new target. 0 to 65535."""


class DisplayParameters(Struct, frozen=True, kw_only=True, gc=False):
    """Progress of the charging, for the charger's display."""

    PresentSOC: int | UnsetType = UNSET
    """State of charge now, %. 0 to 100."""

    MinimumSOC: int | UnsetType = UNSET
    """State of charge to reach as fast as possible, %. 0 to 100."""

    TargetSOC: int | UnsetType = UNSET
    """State of charge to reach by departure, %. 0 to 100."""

    MaximumSOC: int | UnsetType = UNSET
    """State of charge never to exceed, %. 0 to 100."""

    RemainingTimeToMinimumSOC: int | UnsetType = UNSET
    """Time until MinimumSOC is reached, s. 0 to 4294967295."""

    RemainingTimeToTargetSOC: int | UnsetType = UNSET
    """Time until TargetSOC is reached, s. 0 to 4294967295."""

    RemainingTimeToMaximumSOC: int | UnsetType = UNSET
    """Time until MaximumSOC is reached, s. 0 to 4294967295."""

    ChargingComplete: bool | UnsetType = UNSET
    """The car needs no more energy."""

    BatteryEnergyCapacity: RationalNumber | UnsetType = UNSET
    """What the battery holds when full, Wh."""

    InletHot: bool | UnsetType = UNSET
    """The car's inlet is too hot."""


class EVSEStatus(Struct, frozen=True, kw_only=True, gc=False):
    """What the charger wants of the car."""

    NotificationMaxDelay: int
    """Time for the car to follow the notification, s; 0 for at once. 0 to 65535."""

    EVSENotification: EvseNotification
    """What the car should do."""


class EvseNotification(StrEnum):
    """The action that the charger asks of the car."""

    Pause = "Pause"
    ExitStandby = "ExitStandby"
    Terminate = "Terminate"
    ScheduleRenegotiation = "ScheduleRenegotiation"
    ServiceRenegotiation = "ServiceRenegotiation"
    MeteringConfirmation = "MeteringConfirmation"


class MeterInfo(Struct, frozen=True, kw_only=True, gc=False):
    """A reading of the charger's meter."""

    MeterID: str
    """Which meter was read. At most 32 characters."""

    ChargedEnergyReadingWh: int
    """Energy counted towards the car, Wh. 0 to 18446744073709551615."""

    BPT_DischargedEnergyReadingWh: int | UnsetType = UNSET
    """Energy counted from the car, Wh. 0 to 18446744073709551615."""

    CapacitiveEnergyReadingVARh: int | UnsetType = UNSET
    """Capacitive reactive energy counted, varh. 0 to 18446744073709551615."""

    BPT_InductiveEnergyReadingVARh: int | UnsetType = UNSET
    """Inductive reactive energy counted, varh. 0 to 18446744073709551615."""

    MeterSignature: bytes | UnsetType = UNSET
    """Made by the meter; absent when it does not sign. At most 64 bytes."""

    MeterStatus: int | UnsetType = UNSET
    """State of the meter, in its maker's numbers. -32768 to 32767."""

    MeterTimestamp: int | UnsetType = UNSET
    """Time of the reading, seconds since 1970 (UTC). 0 to 18446744073709551615."""


class Receipt(Struct, frozen=True, kw_only=True, gc=False):
    """What the session has cost so far."""

    TimeAnchor: int
    """Time that the receipt speaks of, seconds since 1970 (UTC). 0 to 18446744073709551615."""

    EnergyCosts: DetailedCost | UnsetType = UNSET
    """For energy."""

    OccupancyCosts: DetailedCost | UnsetType = UNSET
    """For the parking space."""

    AdditionalServicesCosts: DetailedCost | UnsetType = UNSET
    """For other services."""

    OverstayCosts: DetailedCost | UnsetType = UNSET
    """For staying when charging has ended."""

    TaxCosts: tuple[DetailedTax, ...] = ()
    """By tax rule. 0 to 10 items."""


class DetailedCost(Struct, frozen=True, kw_only=True, gc=False):
    """One kind of cost: its amount, and what a unit costs."""

    Amount: RationalNumber
    """What the cost comes to."""

    CostPerUnit: RationalNumber
    """What one unit costs, in the currency of the price schedule."""


class DetailedTax(Struct, frozen=True, kw_only=True, gc=False):
    """What one tax comes to."""

    TaxRuleID: int
    """A tax rule of the price schedule. 1 to 4294967295."""

    Amount: RationalNumber
    """What the tax comes to, in the currency of the price schedule."""


class ListOfRootCertificateIDs(Struct, frozen=True, kw_only=True, gc=False):
    """Roots that the car trusts, so that a chain under one of them can be chosen."""

    RootCertificateID: tuple[X509IssuerSerial, ...]
    """Issuer and serial number of one root. 1 to 20 items."""
