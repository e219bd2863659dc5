# Generated from interfaces/v2g/iso15118_20_common.yaml by "python -m codegen generate". Do not edit.
"""The messages that all kinds of charging share in ISO 15118-20:2022, in the order of a session, and what
they are made of. Those of AC, DC, wireless charging and connection devices have files of their own.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import UNSET, Struct, UnsetType

from .iso15118_20_types import (
    EVSEStatus,
    ListOfRootCertificateIDs,
    MeterInfo,
    Processing,
    RationalNumber,
    Receipt,
    V2GRequest,
    V2GResponse,
)


class SessionSetupReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car opens a session, or asks to go on with a paused one by the session id in the header."""

    EVCCID: str
    """Identifies the car's controller; the name in its vehicle certificate. At most 255 characters."""


class SessionSetupRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """The charger names itself; the header carries the id of the session from here on."""

    EVSEID: str
    """Identifies the outlet. At most 255 characters."""


class AuthorizationSetupReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car asks how it can be authorized."""


class AuthorizationSetupRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """The charger offers ways to be authorized, and whether it can fetch a contract certificate.

    Exactly one of EIM_ASResAuthorizationMode and PnC_ASResAuthorizationMode is set.
    """

    AuthorizationServices: tuple[Authorization, ...]
    """Ways that are offered. 1 to 2 items."""

    CertificateInstallationService: bool
    """The charger can fetch contract certificates."""

    EIM_ASResAuthorizationMode: EIM_ASResAuthorizationMode | UnsetType = UNSET
    """Set when PnC is not offered."""

    PnC_ASResAuthorizationMode: PnC_ASResAuthorizationMode | UnsetType = UNSET
    """Set when PnC is offered."""


class CertificateInstallationReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car, known by its maker's certificate, asks for contract certificates; its chain is signed."""

    OEMProvisioningCertificateChain: SignedCertificateChain
    """The chain that the car's maker gave it; signed."""

    ListOfRootCertificateIDs: ListOfRootCertificateIDs
    """Roots that the car trusts."""

    MaximumContractCertificateChains: int
    """Most contracts that the car can take. 0 to 255."""

    PrioritizedEMAIDs: EMAIDList | UnsetType = UNSET
    """Contracts that the car would like first."""


class CertificateInstallationRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """One new contract chain and its private key, encrypted for this car; that part is signed."""

    EVSEProcessing: Processing
    """Ongoing until the provider has answered; the car asks again."""

    CPSCertificateChain: CertificateChain
    """Chain of the service that signed this answer."""

    SignedInstallationData: SignedInstallationData
    """The new contract; signed."""

    RemainingContractCertificateChains: int
    """How many more contracts there are to fetch; the car asks again. 0 to 255."""


class AuthorizationReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car asks whether it may charge; when it pays by contract, it shows the contract and returns the
    challenge, signed.

    Exactly one of EIM_AReqAuthorizationMode and PnC_AReqAuthorizationMode is set.
    """

    SelectedAuthorizationService: Authorization
    """One of the ways offered."""

    EIM_AReqAuthorizationMode: EIM_AReqAuthorizationMode | UnsetType = UNSET
    """Set with EIM."""

    PnC_AReqAuthorizationMode: PnC_AReqAuthorizationMode | UnsetType = UNSET
    """Set with PnC; signed."""


class AuthorizationRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """Charging is allowed, refused, or not decided yet (Ongoing: the car asks again)."""

    EVSEProcessing: Processing
    """Ongoing_WaitingForCustomerInteraction while a person has to act; Finished with the verdict."""


class ServiceDiscoveryReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car asks which services there are."""

    SupportedServiceIDs: ServiceIDList | UnsetType = UNSET
    """Ask only for these; absent means all."""


class ServiceDiscoveryRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """The charger offers ways to charge, and services beside charging."""

    ServiceRenegotiationSupported: bool
    """The car may come back to the choice of services."""

    EnergyTransferServiceList: ServiceList
    """Ways to charge."""

    VASList: ServiceList | UnsetType = UNSET
    """Services beside charging; absent when there are none."""


class ServiceDetailReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car asks for the parameters of one offered service."""

    ServiceID: int
    """The service asked about, one of those offered. 0 to 65535."""


class ServiceDetailRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """The charger lists the parameter sets of that service."""

    ServiceID: int
    """The service asked about. 0 to 65535."""

    ServiceParameterList: ServiceParameterList


class ServiceSelectionReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car chooses one way to charge, and services beside it."""

    SelectedEnergyTransferService: SelectedService
    """The way to charge."""

    SelectedVASList: SelectedServiceList | UnsetType = UNSET
    """Absent when the car wants nothing else."""


class ServiceSelectionRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """The charger accepts or refuses the choice."""


class ScheduleExchangeReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car tells what energy it wants and when it leaves, by its control mode.

    Exactly one of Dynamic_SEReqControlMode and Scheduled_SEReqControlMode is set.
    """

    MaximumSupportingPoints: int
    """Most entries that the car can take in one schedule. 12 to 1024."""

    Dynamic_SEReqControlMode: Dynamic_SEReqControlMode | UnsetType = UNSET
    """Set when the dynamic control mode was chosen."""

    Scheduled_SEReqControlMode: Scheduled_SEReqControlMode | UnsetType = UNSET
    """Set when the scheduled control mode was chosen."""


class ScheduleExchangeRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """The charger offers schedules, or tells its aims, by the control mode.

    Exactly one of Dynamic_SEResControlMode and Scheduled_SEResControlMode is set.
    """

    EVSEProcessing: Processing
    """Ongoing while the charger waits for its schedules; the car asks again."""

    GoToPause: bool | UnsetType = UNSET
    """The car should pause before it charges."""

    Dynamic_SEResControlMode: Dynamic_SEResControlMode | UnsetType = UNSET
    """Set when the dynamic control mode was chosen."""

    Scheduled_SEResControlMode: Scheduled_SEResControlMode | UnsetType = UNSET
    """Set when the scheduled control mode was chosen."""


class PowerDeliveryReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car asks for power on, off, standby or a new schedule."""

    EVProcessing: Processing
    """Ongoing while the car is not ready; it asks again."""

    ChargeProgress: ChargeProgress

    EVPowerProfile: EVPowerProfile | UnsetType = UNSET
    """How the car means to charge."""

    BPT_ChannelSelection: ChannelSelection | UnsetType = UNSET
    """Where charging and discharging have channels of their own."""


class PowerDeliveryRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """The charger has done so, or says why not."""

    EVSEStatus: EVSEStatus | UnsetType = UNSET
    """Absent when the charger wants nothing."""


class MeteringConfirmationReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car confirms a meter reading with its signature."""

    SignedMeteringData: SignedMeteringData


class MeteringConfirmationRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """The charger accepts or refuses the confirmation."""


class SessionStopReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car ends the session, pauses it, or goes back to the choice of services."""

    ChargingSession: ChargingSession

    EVTerminationCode: str | UnsetType = UNSET
    """Why the car ends the session, as a code. At most 80 characters."""

    EVTerminationExplanation: str | UnsetType = UNSET
    """The same in words. At most 160 characters."""


class SessionStopRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """The charger agrees or refuses."""


class VehicleCheckInReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car tells how it gets into the parking space, and how far it is."""

    EVCheckInStatus: EvCheckInStatus

    ParkingMethod: ParkingMethod

    VehicleFrame: int | UnsetType = UNSET
    """Measure of the car's frame. -32768 to 32767."""

    DeviceOffset: int | UnsetType = UNSET
    """Offset of the charging device in the car. -32768 to 32767."""

    VehicleTravel: int | UnsetType = UNSET
    """How far the car has moved. -32768 to 32767."""


class VehicleCheckInRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """The charger tells where to go."""

    ParkingSpace: int | UnsetType = UNSET
    """The parking space meant for the car. -32768 to 32767."""

    DeviceLocation: int | UnsetType = UNSET
    """Where the charging device is. -32768 to 32767."""

    TargetDistance: int | UnsetType = UNSET
    """How far the car has to go. -32768 to 32767."""


class VehicleCheckOutReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car wants to leave, or is leaving."""

    EVCheckOutStatus: EvCheckOutStatus

    CheckOutTime: int
    """When the car wants to leave, seconds since 1970 (UTC). 0 to 18446744073709551615."""


class VehicleCheckOutRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """The charger tells whether the car can leave."""

    EVSECheckOutStatus: EvseCheckOutStatus


class EvCheckInStatus(StrEnum):
    """How far the car is with getting in."""

    CheckIn = "CheckIn"
    Processing = "Processing"
    Completed = "Completed"


class EvCheckOutStatus(StrEnum):
    """How far the car is with leaving."""

    CheckOut = "CheckOut"
    Processing = "Processing"
    Completed = "Completed"


class EvseCheckOutStatus(StrEnum):
    """Whether leaving is planned or done."""

    Scheduled = "Scheduled"
    Completed = "Completed"


class ParkingMethod(StrEnum):
    """How the car is parked: by itself, by its driver with guidance, or by its driver alone."""

    AutoParking = "AutoParking"
    MVGuideManual = "MVGuideManual"
    Manual = "Manual"


class TargetPosition(Struct, frozen=True, kw_only=True, gc=False):
    """A place to go to; defined, but used in no message."""

    TargetOffsetX: int
    """Offset along x. 0 to 65535."""

    TargetOffsetY: int
    """Offset along y. 0 to 65535."""


class Authorization(StrEnum):
    """By other means than the car (EIM: card, app, free), or by the contract stored in the car (PnC)."""

    EIM = "EIM"
    PnC = "PnC"


class EIM_ASResAuthorizationMode(Struct, frozen=True, kw_only=True, gc=False):
    """Nothing more to tell when the car is authorized by other means."""


class PnC_ASResAuthorizationMode(Struct, frozen=True, kw_only=True, gc=False):
    """The challenge for a car that is authorized by its contract."""

    GenChallenge: bytes
    """Fresh for each session. Exactly 16 bytes."""

    SupportedProviders: SupportedProvidersList | UnsetType = UNSET
    """Absent when there is no restriction."""


class SupportedProvidersList(Struct, frozen=True, kw_only=True, gc=False):
    """Providers whose contracts are accepted."""

    ProviderID: tuple[str, ...]
    """In any order. 1 to 128 items."""


class EIM_AReqAuthorizationMode(Struct, frozen=True, kw_only=True, gc=False):
    """Nothing more to tell when the car is authorized by other means."""


class PnC_AReqAuthorizationMode(Struct, frozen=True, kw_only=True, gc=False):
    """The contract and the returned challenge; this element is what the car signs."""

    Id: str
    """Name that the signature refers to. An attribute."""

    GenChallenge: bytes
    """The challenge of AuthorizationSetupRes. Exactly 16 bytes."""

    ContractCertificateChain: ContractCertificateChain


class SubCertificates(Struct, frozen=True, kw_only=True, gc=False):
    """Certificates of the authorities in between, the nearest to the leaf first; the root is never sent."""

    Certificate: tuple[bytes, ...]
    """The nearest to the leaf first. 1 to 3 items."""


class CertificateChain(Struct, frozen=True, kw_only=True, gc=False):
    """A certificate and the authorities between it and its root."""

    Certificate: bytes
    """The leaf. At most 1600 bytes."""

    SubCertificates: SubCertificates | UnsetType = UNSET
    """Absent when the leaf hangs directly under its root."""


class SignedCertificateChain(Struct, frozen=True, kw_only=True, gc=False):
    """A certificate chain with an Id, so that a signature can point at it."""

    Id: str
    """Name that the signature refers to. An attribute."""

    Certificate: bytes
    """The leaf. At most 1600 bytes."""

    SubCertificates: SubCertificates | UnsetType = UNSET
    """Absent when the leaf hangs directly under its root."""


class ContractCertificateChain(Struct, frozen=True, kw_only=True, gc=False):
    """A contract's certificate and the authorities between it and its root; there is at least one."""

    Certificate: bytes
    """The leaf. At most 1600 bytes."""

    SubCertificates: SubCertificates


class EMAIDList(Struct, frozen=True, kw_only=True, gc=False):
    """Ids of contracts."""

    EMAID: tuple[str, ...]
    """The dearest first. 1 to 8 items."""


class SignedInstallationData(Struct, frozen=True, kw_only=True, gc=False):
    """A new contract for the car; this element is what the provisioning service signs.

    Exactly one of SECP521_EncryptedPrivateKey, X448_EncryptedPrivateKey and TPM_EncryptedPrivateKey is
    set.
    """

    Id: str
    """Name that the signature refers to. An attribute."""

    ContractCertificateChain: ContractCertificateChain
    """The new contract's chain."""

    ECDHCurve: EcdhCurve

    DHPublicKey: bytes
    """The other half of the key agreement. Exactly 133 bytes."""

    SECP521_EncryptedPrivateKey: bytes | UnsetType = UNSET
    """Key of the new contract; 12 bytes of initialisation vector, 66 of key, 16 of tag. Exactly 94 bytes."""

    X448_EncryptedPrivateKey: bytes | UnsetType = UNSET
    """Key of the new contract; 12 bytes of initialisation vector, 56 of key, 16 of tag. Exactly 84 bytes."""

    TPM_EncryptedPrivateKey: bytes | UnsetType = UNSET
    """Key of the new contract, for a car that keeps it in a TPM. Exactly 206 bytes."""


class EcdhCurve(StrEnum):
    """Curve of the key agreement."""

    SECP521 = "SECP521"
    X448 = "X448"


class ServiceIDList(Struct, frozen=True, kw_only=True, gc=False):
    """Services that the car can use."""

    ServiceID: tuple[int, ...]
    """In any order. 1 to 16 items."""


class ServiceList(Struct, frozen=True, kw_only=True, gc=False):
    """Services that the charger offers."""

    Service: tuple[Service, ...]
    """In any order. 1 to 8 items."""


class Service(Struct, frozen=True, kw_only=True, gc=False):
    """A service that the charger offers."""

    ServiceID: int
    """By this number the car asks for the service and selects it. 0 to 65535."""

    FreeService: bool
    """The service costs nothing."""


class ServiceParameterList(Struct, frozen=True, kw_only=True, gc=False):
    """All parameter sets of a service."""

    ParameterSet: tuple[ParameterSet, ...]
    """In any order; the car chooses one. 1 to 32 items."""


class ParameterSet(Struct, frozen=True, kw_only=True, gc=False):
    """One way to use a service, described by parameters."""

    ParameterSetID: int
    """By this number the car selects the set. 0 to 65535."""

    Parameter: tuple[Parameter, ...]
    """In any order. 1 to 32 items."""


class Parameter(Struct, frozen=True, kw_only=True, gc=False):
    """One named value of a service; its type shows in which field is set.

    Exactly one of boolValue, byteValue, shortValue, intValue, rationalNumber and finiteString is set.
    """

    Name: str
    """Name of the parameter. An attribute; at most 80 characters."""

    boolValue: bool | UnsetType = UNSET
    """Set when the value is yes or no."""

    byteValue: int | UnsetType = UNSET
    """Set when the value is a number of 8 bits. -128 to 127."""

    shortValue: int | UnsetType = UNSET
    """Set when the value is a number of 16 bits. -32768 to 32767."""

    intValue: int | UnsetType = UNSET
    """Set when the value is a number of 32 bits. -2147483648 to 2147483647."""

    rationalNumber: RationalNumber | UnsetType = UNSET
    """Set when the value is an amount."""

    finiteString: str | UnsetType = UNSET
    """Set when the value is a text. At most 80 characters."""


class SelectedService(Struct, frozen=True, kw_only=True, gc=False):
    """A chosen service, and the chosen way to use it."""

    ServiceID: int
    """One of those offered. 0 to 65535."""

    ParameterSetID: int
    """One of the sets in ServiceDetailRes. 0 to 65535."""


class SelectedServiceList(Struct, frozen=True, kw_only=True, gc=False):
    """Services the car has chosen beside charging."""

    SelectedService: tuple[SelectedService, ...]
    """In any order. 1 to 16 items."""


class Scheduled_SEReqControlMode(Struct, frozen=True, kw_only=True, gc=False):
    """Scheduled: what the car would like, so that schedules can be made for it."""

    DepartureTime: int | UnsetType = UNSET
    """When the car wants to leave, s from now; absent when it has not said. 0 to 4294967295."""

    EVTargetEnergyRequest: RationalNumber | UnsetType = UNSET
    """What the car wants to take until it leaves, Wh."""

    EVMaximumEnergyRequest: RationalNumber | UnsetType = UNSET
    """Most that the car can take, Wh."""

    EVMinimumEnergyRequest: RationalNumber | UnsetType = UNSET
    """What the car needs as fast as possible, Wh."""

    EVEnergyOffer: EVEnergyOffer | UnsetType = UNSET
    """When the car would give energy back."""


class Scheduled_SEResControlMode(Struct, frozen=True, kw_only=True, gc=False):
    """Scheduled: the schedules that the car may choose from."""

    ScheduleTuple: tuple[ScheduleTuple, ...]
    """At most three; the car chooses one in PowerDeliveryReq. 1 to 3 items."""


class Dynamic_SEReqControlMode(Struct, frozen=True, kw_only=True, gc=False):
    """Dynamic: what the car needs, so that the charger can steer."""

    DepartureTime: int
    """When the car wants to leave, s from now. 0 to 4294967295."""

    MinimumSOC: int | UnsetType = UNSET
    """State of charge to reach as fast as possible, %. 0 to 100."""

    TargetSOC: int | UnsetType = UNSET
    """State of charge to reach by departure, %. 0 to 100."""

    EVTargetEnergyRequest: RationalNumber
    """What the car wants to take until it leaves, Wh."""

    EVMaximumEnergyRequest: RationalNumber
    """Most that the car can take, Wh."""

    EVMinimumEnergyRequest: RationalNumber
    """What the car needs as fast as possible, Wh."""

    EVMaximumV2XEnergyRequest: RationalNumber | UnsetType = UNSET
    """Energy that can be taken until the battery leaves the range kept for cycling, Wh."""

    EVMinimumV2XEnergyRequest: RationalNumber | UnsetType = UNSET
    """Energy to take until the battery enters the range kept for cycling, Wh."""


class Dynamic_SEResControlMode(Struct, frozen=True, kw_only=True, gc=False):
    """Dynamic: what the charger aims at, and what energy costs.

    At most one of AbsolutePriceSchedule and PriceLevelSchedule is set.
    """

    DepartureTime: int | UnsetType = UNSET
    """When the car will leave, s from now, as the charger was told. 0 to 4294967295."""

    MinimumSOC: int | UnsetType = UNSET
    """State of charge to reach as fast as possible, %. 0 to 100."""

    TargetSOC: int | UnsetType = UNSET
    """State of charge to reach by departure, %. 0 to 100."""

    AbsolutePriceSchedule: AbsolutePriceSchedule | UnsetType = UNSET
    """Set when the price is told in money."""

    PriceLevelSchedule: PriceLevelSchedule | UnsetType = UNSET
    """Set when the price is told as levels."""


class ScheduleTuple(Struct, frozen=True, kw_only=True, gc=False):
    """One offer: power and price over time, for charging and perhaps for discharging."""

    ScheduleTupleID: int
    """By this number the car chooses the schedule. 1 to 4294967295."""

    ChargingSchedule: PowerAndPriceSchedule
    """For charging."""

    DischargingSchedule: PowerAndPriceSchedule | UnsetType = UNSET
    """For discharging; in bidirectional services only."""


class PowerAndPriceSchedule(Struct, frozen=True, kw_only=True, gc=False):
    """Power over time and, if told, its price in one of two forms.

    At most one of AbsolutePriceSchedule and PriceLevelSchedule is set.
    """

    PowerSchedule: PowerSchedule
    """Highest power over time."""

    AbsolutePriceSchedule: AbsolutePriceSchedule | UnsetType = UNSET
    """Set when the price is told in money."""

    PriceLevelSchedule: PriceLevelSchedule | UnsetType = UNSET
    """Set when the price is told as levels."""


class PowerSchedule(Struct, frozen=True, kw_only=True, gc=False):
    """Power over time, as steps."""

    TimeAnchor: int
    """When the first entry begins, seconds since 1970 (UTC). 0 to 18446744073709551615."""

    AvailableEnergy: RationalNumber | UnsetType = UNSET
    """Most energy that the schedule yields, Wh."""

    PowerTolerance: RationalNumber | UnsetType = UNSET
    """How far the car may stray from the power it has announced."""

    PowerScheduleEntries: PowerScheduleEntryList


class PowerScheduleEntryList(Struct, frozen=True, kw_only=True, gc=False):
    """The steps of a schedule."""

    PowerScheduleEntry: tuple[PowerScheduleEntry, ...]
    """By time, each begins where the one before ends. 1 to 1024 items."""


class PowerScheduleEntry(Struct, frozen=True, kw_only=True, gc=False):
    """One step: a power and how long it holds."""

    Duration: int
    """How long it holds, s. 0 to 4294967295."""

    Power: RationalNumber
    """Power of all phases together, or of L1 where others are given, W."""

    Power_L2: RationalNumber | UnsetType = UNSET
    """Power of L2, W."""

    Power_L3: RationalNumber | UnsetType = UNSET
    """Power of L3, W."""


class PriceSchedule(Struct, frozen=True, kw_only=True, gc=False):
    """What both forms of price schedule have in common."""

    TimeAnchor: int
    """When the first entry begins, seconds since 1970 (UTC). 0 to 18446744073709551615."""

    PriceScheduleID: int
    """Identifies the schedule within the session. 1 to 4294967295."""

    PriceScheduleDescription: str | UnsetType = UNSET
    """For people. At most 160 characters."""


class PriceLevelSchedule(PriceSchedule, frozen=True, kw_only=True, gc=False):
    """Price over time as levels, which can only be compared with each other."""

    Id: str | UnsetType = UNSET
    """Name that the signature refers to. An attribute."""

    NumberOfPriceLevels: int
    """Number of levels in use; needed to weigh PriceLevel. 0 to 255."""

    PriceLevelScheduleEntries: PriceLevelScheduleEntryList


class PriceLevelScheduleEntryList(Struct, frozen=True, kw_only=True, gc=False):
    """The steps of the price."""

    PriceLevelScheduleEntry: tuple[PriceLevelScheduleEntry, ...]
    """By time, each begins where the one before ends. 1 to 1024 items."""


class PriceLevelScheduleEntry(Struct, frozen=True, kw_only=True, gc=False):
    """One step: a price level and how long it holds."""

    Duration: int
    """How long it holds, s. 0 to 4294967295."""

    PriceLevel: int
    """The lower, the cheaper. 0 to 255."""


class AbsolutePriceSchedule(PriceSchedule, frozen=True, kw_only=True, gc=False):
    """Price over time in money, with taxes, parking and other services; it is signed by its Id."""

    Id: str | UnsetType = UNSET
    """Name that the signature refers to. An attribute."""

    Currency: str
    """A currency by its three letters (ISO 4217). At most 3 characters."""

    Language: str
    """Of the texts in the schedule. At most 3 characters."""

    PriceAlgorithm: str
    """How the prices are applied, as a URN of ISO 15118-20. At most 255 characters."""

    MinimumCost: RationalNumber | UnsetType = UNSET
    """Least that is charged for the session, in the currency."""

    MaximumCost: RationalNumber | UnsetType = UNSET
    """Most that is charged for the session, in the currency."""

    TaxRules: TaxRuleList | UnsetType = UNSET
    """Absent when no tax is told."""

    PriceRuleStacks: PriceRuleStackList
    """Prices over time."""

    OverstayRules: OverstayRuleList | UnsetType = UNSET
    """Absent when staying on costs nothing."""

    AdditionalSelectedServices: AdditionalServiceList | UnsetType = UNSET
    """Absent when there are none."""


class TaxRuleList(Struct, frozen=True, kw_only=True, gc=False):
    """Taxes that are added or contained."""

    TaxRule: tuple[TaxRule, ...]
    """In any order. 1 to 10 items."""


class TaxRule(Struct, frozen=True, kw_only=True, gc=False):
    """One tax: its rate, and which fees it applies to."""

    TaxRuleID: int
    """By this number the receipt names the tax. 1 to 4294967295."""

    TaxRuleName: str | UnsetType = UNSET
    """For people. At most 80 characters."""

    TaxRate: RationalNumber
    """Part of the fee, %."""

    TaxIncludedInPrice: bool | UnsetType = UNSET
    """The prices contain the tax."""

    AppliesToEnergyFee: bool
    """Energy is taxed."""

    AppliesToParkingFee: bool
    """Parking is taxed."""

    AppliesToOverstayFee: bool
    """Staying on is taxed."""

    AppliesMinimumMaximumCost: bool
    """MinimumCost and MaximumCost are taxed."""


class PriceRuleStackList(Struct, frozen=True, kw_only=True, gc=False):
    """The steps of the price."""

    PriceRuleStack: tuple[PriceRuleStack, ...]
    """By time, each begins where the one before ends. 1 to 1024 items."""


class PriceRuleStack(Struct, frozen=True, kw_only=True, gc=False):
    """One step: prices by power, and how long they hold."""

    Duration: int
    """How long it holds, s. 0 to 4294967295."""

    PriceRule: tuple[PriceRule, ...]
    """Prices by power, the lowest power first. 1 to 8 items."""


class PriceRule(Struct, frozen=True, kw_only=True, gc=False):
    """What energy and parking cost from a certain power on."""

    EnergyFee: RationalNumber
    """Price of 1 kWh, in the currency."""

    ParkingFee: RationalNumber | UnsetType = UNSET
    """Price of parking for one ParkingFeePeriod, in the currency."""

    ParkingFeePeriod: int | UnsetType = UNSET
    """Time that ParkingFee pays for, s. 0 to 4294967295."""

    CarbonDioxideEmission: int | UnsetType = UNSET
    """Carbon dioxide, g a kWh. 0 to 65535."""

    RenewableGenerationPercentage: int | UnsetType = UNSET
    """Share of renewable energy, %. 0 to 255."""

    PowerRangeStart: RationalNumber
    """The price holds from this power on, W."""


class OverstayRuleList(Struct, frozen=True, kw_only=True, gc=False):
    """Fees for staying when charging has ended."""

    OverstayTimeThreshold: int | UnsetType = UNSET
    """How long the car may stay without a fee, s. 0 to 4294967295."""

    OverstayPowerThreshold: RationalNumber | UnsetType = UNSET
    """Power below which charging counts as ended, W."""

    OverstayRule: tuple[OverstayRule, ...]
    """By StartTime. 1 to 5 items."""


class OverstayRule(Struct, frozen=True, kw_only=True, gc=False):
    """One such fee."""

    OverstayRuleDescription: str | UnsetType = UNSET
    """For people. At most 160 characters."""

    StartTime: int
    """The fee holds from this time on after the threshold has passed, s. 0 to 4294967295."""

    OverstayFee: RationalNumber
    """Fee for one OverstayFeePeriod, in the currency."""

    OverstayFeePeriod: int
    """Time that OverstayFee pays for, s. 0 to 4294967295."""


class AdditionalServiceList(Struct, frozen=True, kw_only=True, gc=False):
    """Other services that the car has chosen."""

    AdditionalService: tuple[AdditionalService, ...]
    """In any order. 1 to 5 items."""


class AdditionalService(Struct, frozen=True, kw_only=True, gc=False):
    """One other service and its fee."""

    ServiceName: str
    """For people. At most 80 characters."""

    ServiceFee: RationalNumber
    """Fee for the session, in the currency."""


class EVEnergyOffer(Struct, frozen=True, kw_only=True, gc=False):
    """Energy that the car would give back, and its price."""

    EVPowerSchedule: EVPowerSchedule
    """What is offered."""

    EVAbsolutePriceSchedule: EVAbsolutePriceSchedule
    """What it costs."""


class EVPowerSchedule(Struct, frozen=True, kw_only=True, gc=False):
    """Power that the car offers over time, as steps."""

    TimeAnchor: int
    """When the first entry begins, seconds since 1970 (UTC). 0 to 18446744073709551615."""

    EVPowerScheduleEntries: EVPowerScheduleEntryList


class EVPowerScheduleEntryList(Struct, frozen=True, kw_only=True, gc=False):
    """The steps of the offer."""

    EVPowerScheduleEntry: tuple[EVPowerScheduleEntry, ...]
    """By time, each begins where the one before ends. 1 to 1024 items."""


class EVPowerScheduleEntry(Struct, frozen=True, kw_only=True, gc=False):
    """One step: a power and how long it is offered."""

    Duration: int
    """How long it holds, s. 0 to 4294967295."""

    Power: RationalNumber
    """Power offered, W."""


class EVAbsolutePriceSchedule(Struct, frozen=True, kw_only=True, gc=False):
    """Price that the car asks over time, in money."""

    TimeAnchor: int
    """When the first entry begins, seconds since 1970 (UTC). 0 to 18446744073709551615."""

    Currency: str
    """A currency by its three letters (ISO 4217). At most 3 characters."""

    PriceAlgorithm: str
    """How the prices are applied, as a URN of ISO 15118-20. At most 255 characters."""

    EVPriceRuleStacks: EVPriceRuleStackList
    """Prices over time."""


class EVPriceRuleStackList(Struct, frozen=True, kw_only=True, gc=False):
    """The steps of the price."""

    EVPriceRuleStack: tuple[EVPriceRuleStack, ...]
    """By time, each begins where the one before ends. 1 to 1024 items."""


class EVPriceRuleStack(Struct, frozen=True, kw_only=True, gc=False):
    """One step: prices by power, and how long they hold."""

    Duration: int
    """How long it holds, s. 0 to 4294967295."""

    EVPriceRule: tuple[EVPriceRule, ...]
    """Prices by power, the lowest power first. 1 to 8 items."""


class EVPriceRule(Struct, frozen=True, kw_only=True, gc=False):
    """What the car asks for energy from a certain power on."""

    EnergyFee: RationalNumber
    """Price of 1 kWh, in the currency."""

    PowerRangeStart: RationalNumber
    """The price holds from this power on, W."""


class ChargeProgress(StrEnum):
    """What the car wants of the power: on, off, standby, or a new schedule."""

    Start = "Start"
    Stop = "Stop"
    Standby = "Standby"
    ScheduleRenegotiation = "ScheduleRenegotiation"


class ChannelSelection(StrEnum):
    """Direction in which power is to flow, where each has a channel of its own."""

    Charge = "Charge"
    Discharge = "Discharge"


class EVPowerProfile(Struct, frozen=True, kw_only=True, gc=False):
    """How the car means to charge: its power over time, as steps.

    Exactly one of Dynamic_EVPPTControlMode and Scheduled_EVPPTControlMode is set.
    """

    TimeAnchor: int
    """When the first entry begins, seconds since 1970 (UTC). 0 to 18446744073709551615."""

    Dynamic_EVPPTControlMode: Dynamic_EVPPTControlMode | UnsetType = UNSET
    """Set when the dynamic control mode was chosen."""

    Scheduled_EVPPTControlMode: Scheduled_EVPPTControlMode | UnsetType = UNSET
    """Set when the scheduled control mode was chosen."""

    EVPowerProfileEntries: EVPowerProfileEntryList


class Scheduled_EVPPTControlMode(Struct, frozen=True, kw_only=True, gc=False):
    """The schedule that the car has chosen."""

    SelectedScheduleTupleID: int
    """One of the schedules offered. 1 to 4294967295."""

    PowerToleranceAcceptance: PowerToleranceAcceptance | UnsetType = UNSET
    """Where the schedule has a PowerTolerance."""


class Dynamic_EVPPTControlMode(Struct, frozen=True, kw_only=True, gc=False):
    """Nothing more to tell: the charger steers."""


class PowerToleranceAcceptance(StrEnum):
    """Whether the car keeps within the tolerance that the schedule allows."""

    PowerToleranceNotConfirmed = "PowerToleranceNotConfirmed"
    PowerToleranceConfirmed = "PowerToleranceConfirmed"


class EVPowerProfileEntryList(Struct, frozen=True, kw_only=True, gc=False):
    """The steps of the profile."""

    EVPowerProfileEntry: tuple[PowerScheduleEntry, ...]
    """By time, each begins where the one before ends. 1 to 2048 items."""


class SignedMeteringData(Struct, frozen=True, kw_only=True, gc=False):
    """A meter reading that the car confirms; this element is what it signs.

    Exactly one of Dynamic_SMDTControlMode and Scheduled_SMDTControlMode is set.
    """

    Id: str
    """Name that the signature refers to. An attribute."""

    SessionID: bytes
    """The session in which the meter was read. Exactly 8 bytes."""

    MeterInfo: MeterInfo
    """The reading, as the charger sent it."""

    Receipt: Receipt | UnsetType = UNSET
    """The receipt, as the charger sent it."""

    Dynamic_SMDTControlMode: Dynamic_SMDTControlMode | UnsetType = UNSET
    """Set when the dynamic control mode was chosen."""

    Scheduled_SMDTControlMode: Scheduled_SMDTControlMode | UnsetType = UNSET
    """Set when the scheduled control mode was chosen."""


class Scheduled_SMDTControlMode(Struct, frozen=True, kw_only=True, gc=False):
    """The schedule that was in use."""

    SelectedScheduleTupleID: int
    """One of the schedules offered. 1 to 4294967295."""


class Dynamic_SMDTControlMode(Struct, frozen=True, kw_only=True, gc=False):
    """Nothing more to tell: there is no schedule."""


class ChargingSession(StrEnum):
    """Whether the session pauses, ends, or goes back to the choice of services."""

    Pause = "Pause"
    Terminate = "Terminate"
    ServiceRenegotiation = "ServiceRenegotiation"
