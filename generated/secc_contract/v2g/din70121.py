# Generated from interfaces/v2g/din70121.yaml by "python -m codegen generate". Do not edit.
"""The messages of DIN SPEC 70121, in the order of a session. In use are those for DC with external
payment; the others are written out because each name counts in the coding of messages.
"""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType

from .din70121_types import (
    AC_EVChargeParameter,
    AC_EVSEChargeParameter,
    AC_EVSEStatus,
    CertificateChain,
    ChargingProfile,
    DC_EVChargeParameter,
    DC_EVPowerDeliveryParameter,
    DC_EVSEChargeParameter,
    DC_EVSEStatus,
    DC_EVStatus,
    EVRequestedEnergyTransfer,
    EVSEProcessing,
    ListOfRootCertificateIDs,
    MeterInfo,
    Notification,
    PaymentOption,
    PaymentOptions,
    PhysicalValue,
    ResponseCode,
    SAScheduleList,
    SelectedServiceList,
    ServiceCategory,
    ServiceCharge,
    ServiceParameterList,
    ServiceTagList,
)
from .xmldsig import Signature


class V2G_Message(Struct, frozen=True, kw_only=True, gc=False):
    """Every message of a session: who speaks, and what is said."""

    Header: MessageHeader

    Body: Body


class MessageHeader(Struct, frozen=True, kw_only=True, gc=False):
    """What all messages share: the session they belong to, and a signature where one is due."""

    SessionID: bytes
    """Given by the charger in SessionSetupRes; the car repeats it from then on. At most 8 bytes."""

    Notification: Notification | UnsetType = UNSET
    """What was wrong with the message before, if anything."""

    Signature: Signature | UnsetType = UNSET
    """Never sent with DIN SPEC 70121."""


class Body(Struct, frozen=True, kw_only=True, gc=False):
    """Holds the one request or response of the message."""

    BodyElement: AnyBodyElement | UnsetType = UNSET
    """The request or response itself."""


class BodyElement(Struct, frozen=True, kw_only=True, gc=False):
    """What all requests and responses have in common: that they may stand in a body."""


class SessionSetupReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car opens a session."""

    EVCCID: bytes
    """MAC address of the car's controller. At most 8 bytes."""


class SessionSetupRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The charger names itself; the header carries the id of the session from here on."""

    ResponseCode: ResponseCode

    EVSEID: bytes
    """Identifies the outlet. At most 32 bytes."""

    DateTimeNow: int | UnsetType = UNSET
    """The charger's clock, seconds since 1970 (UTC). -9223372036854775808 to 9223372036854775807."""


class ServiceDiscoveryReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car asks which services there are, all of them or those of one kind."""

    ServiceScope: str | UnsetType = UNSET
    """Ask only for services valid there. At most 32 characters."""

    ServiceCategory: ServiceCategory | UnsetType = UNSET
    """Ask only for services of this kind."""


class ServiceDiscoveryRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The charger offers ways to pay, and charging."""

    ResponseCode: ResponseCode

    PaymentOptions: PaymentOptions
    """Always external payment."""

    ChargeService: ServiceCharge

    ServiceList: ServiceTagList | UnsetType = UNSET
    """Unused."""


class ServiceDetailReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car asks for the parameters of one offered service."""

    ServiceID: int
    """The service asked about, one of those offered. 0 to 65535."""


class ServiceDetailRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The charger lists the parameter sets of that service."""

    ResponseCode: ResponseCode

    ServiceID: int
    """The service asked about. 0 to 65535."""

    ServiceParameterList: ServiceParameterList | UnsetType = UNSET
    """Absent when the service has no parameters."""


class ServicePaymentSelectionReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car chooses how it pays and which services it uses."""

    SelectedPaymentOption: PaymentOption
    """One of the options offered."""

    SelectedServiceList: SelectedServiceList


class ServicePaymentSelectionRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The charger accepts or refuses the choice."""

    ResponseCode: ResponseCode


class CertificateInstallationReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car asks for its first contract certificate."""

    Id: str | UnsetType = UNSET
    """Name that the signature refers to. An attribute."""

    OEMProvisioningCert: bytes
    """The certificate that the car's maker gave it. At most 1200 bytes."""

    ListOfRootCertificateIDs: ListOfRootCertificateIDs
    """Roots that the car trusts."""

    DHParams: bytes
    """Parameters of a key agreement. At most 256 bytes."""


class CertificateInstallationRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The new contract chain and its private key, encrypted."""

    Id: str
    """Name that the signature refers to. An attribute."""

    ResponseCode: ResponseCode

    ContractSignatureCertChain: CertificateChain
    """The new contract's chain."""

    ContractSignatureEncryptedPrivateKey: bytes
    """Key of the new contract, encrypted. At most 128 bytes."""

    DHParams: bytes
    """Parameters of a key agreement. At most 256 bytes."""

    ContractID: str
    """Id of the new contract. At most 24 characters."""


class CertificateUpdateReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car asks for a successor of its contract certificate."""

    Id: str | UnsetType = UNSET
    """Name that the signature refers to. An attribute."""

    ContractSignatureCertChain: CertificateChain
    """Chain of the contract to be renewed."""

    ContractID: str
    """Id of the contract to be renewed. At most 24 characters."""

    ListOfRootCertificateIDs: ListOfRootCertificateIDs
    """Roots that the car trusts."""

    DHParams: bytes
    """Parameters of a key agreement. At most 256 bytes."""


class CertificateUpdateRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The renewed contract chain and its private key, encrypted."""

    Id: str
    """Name that the signature refers to. An attribute."""

    ResponseCode: ResponseCode

    ContractSignatureCertChain: CertificateChain
    """The renewed contract's chain."""

    ContractSignatureEncryptedPrivateKey: bytes
    """Key of the renewed contract, encrypted. At most 128 bytes."""

    DHParams: bytes
    """Parameters of a key agreement. At most 256 bytes."""

    ContractID: str
    """Id of the renewed contract. At most 24 characters."""

    RetryCounter: int
    """When the car may ask again after a failure. -32768 to 32767."""


class PaymentDetailsReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car shows its contract: the id and the certificate chain."""

    ContractID: str
    """Id of the contract. At most 24 characters."""

    ContractSignatureCertChain: CertificateChain
    """Chain of the contract, without its root."""


class PaymentDetailsRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The charger has checked the chain and sets a challenge."""

    ResponseCode: ResponseCode

    GenChallenge: str
    """Fresh for each session; present in a refusal too."""

    DateTimeNow: int
    """The charger's clock, seconds since 1970 (UTC). -9223372036854775808 to 9223372036854775807."""


class ContractAuthenticationReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car asks whether it may charge."""

    Id: str | UnsetType = UNSET
    """Name that the signature refers to. An attribute."""

    GenChallenge: str | UnsetType = UNSET
    """Absent with external payment."""


class ContractAuthenticationRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """Charging is allowed, refused, or not decided yet (Ongoing: the car asks again)."""

    ResponseCode: ResponseCode

    EVSEProcessing: EVSEProcessing
    """Ongoing until the charger may deliver."""


class ChargeParameterDiscoveryReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car states its limits and asks for ours."""

    EVRequestedEnergyTransferType: EVRequestedEnergyTransfer
    """The mode that was offered."""

    EVChargeParameter: AnyEVChargeParameter
    """The car's limits, of the kind that the mode asks for."""


class ChargeParameterDiscoveryRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The charger states its limits and offers a schedule, or is not ready yet (Ongoing: the car asks
    again).
    """

    ResponseCode: ResponseCode

    EVSEProcessing: EVSEProcessing
    """Finished when the schedules are there."""

    SASchedules: AnySASchedules
    """Never absent, not even while ongoing or in a refusal."""

    EVSEChargeParameter: AnyEVSEChargeParameter
    """The charger's limits, of the kind that the mode asks for."""


class CableCheckReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car asks for the isolation test of the cable; it repeats the question until the test has
    finished.
    """

    DC_EVStatus: DC_EVStatus


class CableCheckRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """State and result of the isolation test."""

    ResponseCode: ResponseCode

    DC_EVSEStatus: DC_EVSEStatus

    EVSEProcessing: EVSEProcessing
    """Finished when the result in DC_EVSEStatus is final."""


class PreChargeReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car asks for a voltage close to its battery's before it closes its contactor; repeated until it
    matches.
    """

    DC_EVStatus: DC_EVStatus

    EVTargetVoltage: PhysicalValue
    """Voltage of the battery, V."""

    EVTargetCurrent: PhysicalValue
    """Highest current meanwhile, A; 2 A at most."""


class PreChargeRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The voltage that the charger has reached so far."""

    ResponseCode: ResponseCode

    DC_EVSEStatus: DC_EVSEStatus

    EVSEPresentVoltage: PhysicalValue
    """Measured at the outlet, V."""


class PowerDeliveryReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car asks to start or stop power, and may tell how it means to charge."""

    ReadyToChargeState: bool
    """Start (true) or stop (false) power."""

    ChargingProfile: ChargingProfile | UnsetType = UNSET
    """How the car means to charge under the schedule."""

    EVPowerDeliveryParameter: AnyEVPowerDeliveryParameter | UnsetType = UNSET
    """State of the car, DC only."""


class PowerDeliveryRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """Power is on or off as asked, or the reason why not."""

    ResponseCode: ResponseCode

    EVSEStatus: AnyEVSEStatus
    """State of the charger, of the kind that the session charges by."""


class CurrentDemandReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car asks for a DC current and voltage; repeated for as long as power flows."""

    DC_EVStatus: DC_EVStatus

    EVTargetCurrent: PhysicalValue
    """Current that the car wants now, A."""

    EVMaximumVoltageLimit: PhysicalValue | UnsetType = UNSET
    """Never to be exceeded, V."""

    EVMaximumCurrentLimit: PhysicalValue | UnsetType = UNSET
    """Never to be exceeded, A."""

    EVMaximumPowerLimit: PhysicalValue | UnsetType = UNSET
    """Never to be exceeded, W."""

    BulkChargingComplete: bool | UnsetType = UNSET
    """The state of charge for bulk charging (BulkSOC) has been reached."""

    ChargingComplete: bool
    """The car needs no more energy."""

    RemainingTimeToFullSoC: PhysicalValue | UnsetType = UNSET
    """Time until the battery is full, s."""

    RemainingTimeToBulkSoC: PhysicalValue | UnsetType = UNSET
    """Time until bulk charging is complete, s."""

    EVTargetVoltage: PhysicalValue
    """Voltage that the car wants now, V."""


class CurrentDemandRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """What the charger delivers now, and which limits it has met."""

    ResponseCode: ResponseCode

    DC_EVSEStatus: DC_EVSEStatus

    EVSEPresentVoltage: PhysicalValue
    """Measured at the outlet, V."""

    EVSEPresentCurrent: PhysicalValue
    """Measured at the outlet, A."""

    EVSECurrentLimitAchieved: bool
    """The charger is at its highest current."""

    EVSEVoltageLimitAchieved: bool
    """The charger is at its highest voltage."""

    EVSEPowerLimitAchieved: bool
    """The charger is at its highest power."""

    EVSEMaximumVoltageLimit: PhysicalValue | UnsetType = UNSET
    """The charger's limit from now on, V."""

    EVSEMaximumCurrentLimit: PhysicalValue | UnsetType = UNSET
    """The charger's limit from now on, A."""

    EVSEMaximumPowerLimit: PhysicalValue | UnsetType = UNSET
    """The charger's limit from now on, W."""


class ChargingStatusReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car asks how AC charging goes; repeated for as long as power flows."""


class ChargingStatusRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The present current limit, the meter, and whether the charger wants something of the car."""

    ResponseCode: ResponseCode

    EVSEID: bytes
    """Identifies the outlet. At most 32 bytes."""

    SAScheduleTupleID: int
    """The schedule in use. -32768 to 32767."""

    EVSEMaxCurrent: PhysicalValue | UnsetType = UNSET
    """Highest current for each phase from now on, A."""

    MeterInfo: MeterInfo | UnsetType = UNSET
    """The meter as it stands now."""

    ReceiptRequired: bool
    """The car has to answer with MeteringReceiptReq."""

    AC_EVSEStatus: AC_EVSEStatus


class MeteringReceiptReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car confirms a meter reading that the charger has sent; the body is signed."""

    Id: str | UnsetType = UNSET
    """Name that the signature refers to. An attribute."""

    SessionID: bytes
    """The session the reading belongs to, once more because the body is signed. At most 8 bytes."""

    SAScheduleTupleID: int | UnsetType = UNSET
    """The schedule in use. -32768 to 32767."""

    MeterInfo: MeterInfo
    """The reading as the charger sent it."""


class MeteringReceiptRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The charger has taken the receipt."""

    ResponseCode: ResponseCode

    AC_EVSEStatus: AC_EVSEStatus


class WeldingDetectionReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car opens its contactor and asks for the voltage, to find a contact that is welded shut."""

    DC_EVStatus: DC_EVStatus


class WeldingDetectionRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The voltage at the outlet, measured."""

    ResponseCode: ResponseCode

    DC_EVSEStatus: DC_EVSEStatus

    EVSEPresentVoltage: PhysicalValue
    """Measured at the outlet, V."""


class SessionStopReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car ends the session; DIN SPEC 70121 knows no pause."""


class SessionStopRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The charger agrees; the connection is closed afterwards."""

    ResponseCode: ResponseCode


AnyBodyElement = (
    CableCheckReq
    | CableCheckRes
    | CertificateInstallationReq
    | CertificateInstallationRes
    | CertificateUpdateReq
    | CertificateUpdateRes
    | ChargeParameterDiscoveryReq
    | ChargeParameterDiscoveryRes
    | ChargingStatusReq
    | ChargingStatusRes
    | ContractAuthenticationReq
    | ContractAuthenticationRes
    | CurrentDemandReq
    | CurrentDemandRes
    | MeteringReceiptReq
    | MeteringReceiptRes
    | PaymentDetailsReq
    | PaymentDetailsRes
    | PowerDeliveryReq
    | PowerDeliveryRes
    | PreChargeReq
    | PreChargeRes
    | ServiceDetailReq
    | ServiceDetailRes
    | ServiceDiscoveryReq
    | ServiceDiscoveryRes
    | ServicePaymentSelectionReq
    | ServicePaymentSelectionRes
    | SessionSetupReq
    | SessionSetupRes
    | SessionStopReq
    | SessionStopRes
    | WeldingDetectionReq
    | WeldingDetectionRes
)
"""What may come as BodyElement. What all requests and responses have in common: that they may stand in a
body.
"""


AnyEVChargeParameter = AC_EVChargeParameter | DC_EVChargeParameter
"""What may come as EVChargeParameter. What the car tells of its limits."""


AnyEVPowerDeliveryParameter = DC_EVPowerDeliveryParameter
"""What may come as EVPowerDeliveryParameter. What the car adds when it asks for power; there is one kind,
DC.
"""


AnyEVSEChargeParameter = AC_EVSEChargeParameter | DC_EVSEChargeParameter
"""What may come as EVSEChargeParameter. What the charger tells of its limits."""


AnyEVSEStatus = AC_EVSEStatus | DC_EVSEStatus
"""What may come as EVSEStatus. State of the charger; the notification stands in each kind of its own."""


AnySASchedules = SAScheduleList
"""What may come as SASchedules. What all kinds of schedule lists have in common; there is one kind."""
