# Generated from interfaces/v2g/iso15118_2.yaml by "python -m codegen generate". Do not edit.
"""The messages of ISO 15118-2:2013, in the order of a session. Each request of the car gets the response
of the same name. AC and DC sessions share most messages; where they differ, each has messages of its own.
"""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType

from .iso15118_2_types import (
    AC_EVChargeParameter,
    AC_EVSEChargeParameter,
    AC_EVSEStatus,
    CertificateChain,
    ChargeProgress,
    ChargeService,
    ChargingProfile,
    ChargingSession,
    ContractSignatureEncryptedPrivateKey,
    DC_EVChargeParameter,
    DC_EVPowerDeliveryParameter,
    DC_EVSEChargeParameter,
    DC_EVSEStatus,
    DC_EVStatus,
    DiffieHellmanPublickey,
    EnergyTransferMode,
    EVSEProcessing,
    ListOfRootCertificateIDs,
    MeterInfo,
    Notification,
    PaymentOption,
    PaymentOptionList,
    PhysicalValue,
    ResponseCode,
    SAScheduleList,
    SelectedServiceList,
    ServiceCategory,
    ServiceList,
    ServiceParameterList,
    SignedEMAID,
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
    """Over parts of the body; only when the car pays by contract."""


class Body(Struct, frozen=True, kw_only=True, gc=False):
    """Holds the one request or response of the message."""

    BodyElement: AnyBodyElement | UnsetType = UNSET
    """The request or response itself."""


class BodyElement(Struct, frozen=True, kw_only=True, gc=False):
    """What all requests and responses have in common: that they may stand in a body."""


class SessionSetupReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car opens a session, or asks to go on with a paused one by the session id in the header."""

    EVCCID: bytes
    """MAC address of the car's controller. At most 6 bytes."""


class SessionSetupRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The charger names itself; the header carries the id of the session from here on."""

    ResponseCode: ResponseCode

    EVSEID: str
    """Identifies the outlet. 7 to 37 characters."""

    EVSETimeStamp: int | UnsetType = UNSET
    """The charger's clock, seconds since 1970 (UTC). -9223372036854775808 to 9223372036854775807."""


class ServiceDiscoveryReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car asks which services there are, all of them or those of one kind."""

    ServiceScope: str | UnsetType = UNSET
    """Ask only for services valid there. At most 64 characters."""

    ServiceCategory: ServiceCategory | UnsetType = UNSET
    """Ask only for services of this kind."""


class ServiceDiscoveryRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The charger offers ways to pay, ways to charge, and services beside charging."""

    ResponseCode: ResponseCode

    PaymentOptionList: PaymentOptionList
    """Contract is offered over TLS only."""

    ChargeService: ChargeService

    ServiceList: ServiceList | UnsetType = UNSET
    """Services beside charging; absent when there are none."""


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


class PaymentServiceSelectionReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car chooses how it pays and which services it uses."""

    SelectedPaymentOption: PaymentOption
    """One of the options offered."""

    SelectedServiceList: SelectedServiceList


class PaymentServiceSelectionRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The charger accepts or refuses the choice."""

    ResponseCode: ResponseCode


class CertificateInstallationReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car, known by its maker's certificate, asks for its first contract certificate; the body is
    signed.
    """

    Id: str
    """Name that the signature refers to. An attribute."""

    OEMProvisioningCert: bytes
    """The certificate that the car's maker gave it. At most 800 bytes."""

    ListOfRootCertificateIDs: ListOfRootCertificateIDs
    """Roots that the car trusts."""


class CertificateInstallationRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The new contract chain and its private key, encrypted for this car; four parts of it are signed."""

    ResponseCode: ResponseCode

    SAProvisioningCertificateChain: CertificateChain
    """Chain of the service that signed this answer."""

    ContractSignatureCertChain: CertificateChain
    """The new contract's chain; signed."""

    ContractSignatureEncryptedPrivateKey: ContractSignatureEncryptedPrivateKey
    """Key of the new contract, encrypted; signed."""

    DHpublickey: DiffieHellmanPublickey
    """The other half of the key agreement; signed."""

    eMAID: SignedEMAID
    """Id of the new contract; signed."""


class CertificateUpdateReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car asks for a successor of its contract certificate; the body is signed with the old one."""

    Id: str
    """Name that the signature refers to. An attribute."""

    ContractSignatureCertChain: CertificateChain
    """Chain of the contract to be renewed."""

    eMAID: str
    """Id of the contract to be renewed. 14 to 15 characters."""

    ListOfRootCertificateIDs: ListOfRootCertificateIDs
    """Roots that the car trusts."""


class CertificateUpdateRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The renewed contract chain and its private key, encrypted for this car; four parts of it are signed."""

    ResponseCode: ResponseCode

    SAProvisioningCertificateChain: CertificateChain
    """Chain of the service that signed this answer."""

    ContractSignatureCertChain: CertificateChain
    """The renewed contract's chain; signed."""

    ContractSignatureEncryptedPrivateKey: ContractSignatureEncryptedPrivateKey
    """Key of the renewed contract, encrypted; signed."""

    DHpublickey: DiffieHellmanPublickey
    """The other half of the key agreement; signed."""

    eMAID: SignedEMAID
    """Id of the renewed contract; signed."""

    RetryCounter: int | UnsetType = UNSET
    """After a failure, hours until the car may ask again, -1 for never; 0 when all is well. -32768 to
    32767.
    """


class PaymentDetailsReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car shows its contract: the id and the certificate chain."""

    eMAID: str
    """Id of the contract, as in the subject of its certificate. 14 to 15 characters."""

    ContractSignatureCertChain: CertificateChain
    """Chain of the contract, without its root."""


class PaymentDetailsRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The charger has checked the chain and sets a challenge that the car must sign."""

    ResponseCode: ResponseCode

    GenChallenge: bytes
    """Fresh for each session; present in a refusal too. Exactly 16 bytes."""

    EVSETimeStamp: int
    """The charger's clock, seconds since 1970 (UTC). -9223372036854775808 to 9223372036854775807."""


class AuthorizationReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car asks whether it may charge; when it pays by contract the first one returns the challenge,
    signed.
    """

    Id: str | UnsetType = UNSET
    """Name that the signature refers to; present when the body is signed. An attribute."""

    GenChallenge: bytes | UnsetType = UNSET
    """The challenge of PaymentDetailsRes; absent in repeats and with external payment. Exactly 16 bytes."""


class AuthorizationRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """Charging is allowed, refused, or not decided yet (Ongoing: the car asks again)."""

    ResponseCode: ResponseCode

    EVSEProcessing: EVSEProcessing
    """Ongoing_WaitingForCustomerInteraction while a person has to act; Finished with the verdict."""


class ChargeParameterDiscoveryReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car states its limits and its departure time, and asks for ours."""

    MaxEntriesSAScheduleTuple: int | UnsetType = UNSET
    """Most entries that the car can take in one schedule. 0 to 65535."""

    RequestedEnergyTransferMode: EnergyTransferMode
    """One of the modes offered; says whether this is an AC or a DC session."""

    EVChargeParameter: AnyEVChargeParameter
    """The car's limits, of the kind that the mode asks for."""


class ChargeParameterDiscoveryRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The charger states its limits and offers schedules, or is not ready yet (Ongoing: the car asks
    again).
    """

    ResponseCode: ResponseCode

    EVSEProcessing: EVSEProcessing
    """Finished when the schedules are there."""

    SASchedules: AnySASchedules | UnsetType = UNSET
    """Schedules to choose from; present when, and only when, finished."""

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
    """The car asks to start or stop power, or to negotiate anew, and tells how it means to charge."""

    ChargeProgress: ChargeProgress

    SAScheduleTupleID: int
    """The schedule that the car has chosen. 1 to 255."""

    ChargingProfile: ChargingProfile | UnsetType = UNSET
    """How the car means to charge under that schedule; many cars leave it out."""

    EVPowerDeliveryParameter: AnyEVPowerDeliveryParameter | UnsetType = UNSET
    """State of the car, DC only."""


class PowerDeliveryRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """Power is on or off as asked, or the reason why not."""

    ResponseCode: ResponseCode

    EVSEStatus: AnyEVSEStatus
    """State of the charger, of the kind that the session charges by."""


class ChargingStatusReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car asks how AC charging goes; repeated for as long as power flows."""


class ChargingStatusRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The present current limit, the meter, and whether the charger wants something of the car."""

    ResponseCode: ResponseCode

    EVSEID: str
    """Identifies the outlet. 7 to 37 characters."""

    SAScheduleTupleID: int
    """The schedule in use, as chosen in PowerDeliveryReq. 1 to 255."""

    EVSEMaxCurrent: PhysicalValue | UnsetType = UNSET
    """Highest current for each phase from now on, A."""

    MeterInfo: MeterInfo | UnsetType = UNSET
    """The meter as it stands now."""

    ReceiptRequired: bool | UnsetType = UNSET
    """The car has to answer with MeteringReceiptReq; only when it pays by contract."""

    AC_EVSEStatus: AC_EVSEStatus


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
    """What the charger delivers now, which limits it has met, the meter, and its wishes."""

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

    EVSEID: str
    """Identifies the outlet. 7 to 37 characters."""

    SAScheduleTupleID: int
    """The schedule in use, as chosen in PowerDeliveryReq. 1 to 255."""

    MeterInfo: MeterInfo | UnsetType = UNSET
    """The meter as it stands now."""

    ReceiptRequired: bool | UnsetType = UNSET
    """The car has to answer with MeteringReceiptReq; only when it pays by contract."""


class MeteringReceiptReq(BodyElement, frozen=True, kw_only=True, gc=False):
    """The car confirms a meter reading that the charger has sent; the body is signed."""

    Id: str | UnsetType = UNSET
    """Name that the signature refers to. An attribute."""

    SessionID: bytes
    """The session the reading belongs to, once more because the body is signed. At most 8 bytes."""

    SAScheduleTupleID: int | UnsetType = UNSET
    """The schedule in use. 1 to 255."""

    MeterInfo: MeterInfo
    """The reading as the charger sent it."""


class MeteringReceiptRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The charger has taken the receipt."""

    ResponseCode: ResponseCode

    EVSEStatus: AnyEVSEStatus
    """State of the charger, of the kind that the session charges by."""


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
    """The car ends the session, or pauses it to come back later."""

    ChargingSession: ChargingSession
    """Terminate for good, or Pause to come back with the same session id."""


class SessionStopRes(BodyElement, frozen=True, kw_only=True, gc=False):
    """The charger agrees; the connection is closed afterwards."""

    ResponseCode: ResponseCode


AnyBodyElement = (
    AuthorizationReq
    | AuthorizationRes
    | CableCheckReq
    | CableCheckRes
    | CertificateInstallationReq
    | CertificateInstallationRes
    | CertificateUpdateReq
    | CertificateUpdateRes
    | ChargeParameterDiscoveryReq
    | ChargeParameterDiscoveryRes
    | ChargingStatusReq
    | ChargingStatusRes
    | CurrentDemandReq
    | CurrentDemandRes
    | MeteringReceiptReq
    | MeteringReceiptRes
    | PaymentDetailsReq
    | PaymentDetailsRes
    | PaymentServiceSelectionReq
    | PaymentServiceSelectionRes
    | PowerDeliveryReq
    | PowerDeliveryRes
    | PreChargeReq
    | PreChargeRes
    | ServiceDetailReq
    | ServiceDetailRes
    | ServiceDiscoveryReq
    | ServiceDiscoveryRes
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
"""What may come as EVChargeParameter. What the car tells of its limits, whatever the current."""


AnyEVPowerDeliveryParameter = DC_EVPowerDeliveryParameter
"""What may come as EVPowerDeliveryParameter. What the car adds when it asks for power; there is one kind,
DC.
"""


AnyEVSEChargeParameter = AC_EVSEChargeParameter | DC_EVSEChargeParameter
"""What may come as EVSEChargeParameter. What the charger tells of its limits."""


AnyEVSEStatus = AC_EVSEStatus | DC_EVSEStatus
"""What may come as EVSEStatus. State of the charger, and what it wants of the car."""


AnySASchedules = SAScheduleList
"""What may come as SASchedules. What all kinds of schedule lists have in common; there is one kind."""
