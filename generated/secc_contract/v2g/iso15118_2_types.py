# Generated from interfaces/v2g/iso15118_2_types.yaml by "python -m codegen generate". Do not edit.
"""What the messages of ISO 15118-2:2013 are made of. An amount with a unit is always a PhysicalValue; the
unit that a field is expected in stands in its description.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import UNSET, Struct, UnsetType

from .xmldsig import X509IssuerSerial


class ResponseCode(StrEnum):
    """The charger's verdict on a request; every FAILED ends the session."""

    OK = "OK"
    OK_NewSessionEstablished = "OK_NewSessionEstablished"
    OK_OldSessionJoined = "OK_OldSessionJoined"
    OK_CertificateExpiresSoon = "OK_CertificateExpiresSoon"
    FAILED = "FAILED"
    FAILED_SequenceError = "FAILED_SequenceError"
    FAILED_ServiceIDInvalid = "FAILED_ServiceIDInvalid"
    FAILED_UnknownSession = "FAILED_UnknownSession"
    FAILED_ServiceSelectionInvalid = "FAILED_ServiceSelectionInvalid"
    FAILED_PaymentSelectionInvalid = "FAILED_PaymentSelectionInvalid"
    FAILED_CertificateExpired = "FAILED_CertificateExpired"
    FAILED_SignatureError = "FAILED_SignatureError"
    FAILED_NoCertificateAvailable = "FAILED_NoCertificateAvailable"
    FAILED_CertChainError = "FAILED_CertChainError"
    FAILED_ChallengeInvalid = "FAILED_ChallengeInvalid"
    FAILED_ContractCanceled = "FAILED_ContractCanceled"
    FAILED_WrongChargeParameter = "FAILED_WrongChargeParameter"
    FAILED_PowerDeliveryNotApplied = "FAILED_PowerDeliveryNotApplied"
    FAILED_TariffSelectionInvalid = "FAILED_TariffSelectionInvalid"
    FAILED_ChargingProfileInvalid = "FAILED_ChargingProfileInvalid"
    FAILED_MeteringSignatureNotValid = "FAILED_MeteringSignatureNotValid"
    FAILED_NoChargeServiceSelected = "FAILED_NoChargeServiceSelected"
    FAILED_WrongEnergyTransferMode = "FAILED_WrongEnergyTransferMode"
    FAILED_ContactorError = "FAILED_ContactorError"
    FAILED_CertificateNotAllowedAtThisEVSE = "FAILED_CertificateNotAllowedAtThisEVSE"
    FAILED_CertificateRevoked = "FAILED_CertificateRevoked"


class EVSEProcessing(StrEnum):
    """Whether the charger is done with what was asked, or wants to be asked again."""

    Finished = "Finished"
    Ongoing = "Ongoing"
    Ongoing_WaitingForCustomerInteraction = "Ongoing_WaitingForCustomerInteraction"


class Notification(Struct, frozen=True, kw_only=True, gc=False):
    """A complaint about the message received before."""

    FaultCode: FaultCode

    FaultMsg: str | UnsetType = UNSET
    """The complaint in words. At most 64 characters."""


class FaultCode(StrEnum):
    """Kind of the complaint."""

    ParsingError = "ParsingError"
    NoTLSRootCertificatAvailable = "NoTLSRootCertificatAvailable"
    UnknownError = "UnknownError"


class PhysicalValue(Struct, frozen=True, kw_only=True, gc=False):
    """An amount with its unit: Value times ten to the power of Multiplier."""

    Multiplier: int
    """Power of ten that Value is multiplied by. -3 to 3."""

    Unit: UnitSymbol
    """Unit of the amount."""

    Value: int
    """Amount before the multiplier. -32768 to 32767."""


class UnitSymbol(StrEnum):
    """Unit of an amount: hours, minutes, seconds, amperes, volts, watts or watt hours."""

    h = "h"
    m = "m"
    s = "s"
    A = "A"
    V = "V"
    W = "W"
    Wh = "Wh"


class PaymentOptionList(Struct, frozen=True, kw_only=True, gc=False):
    """Ways to pay that the charger offers."""

    PaymentOption: tuple[PaymentOption, ...]
    """In any order; the car chooses one. 1 to 2 items."""


class PaymentOption(StrEnum):
    """Paying by the contract stored in the car (Plug & Charge), or by any other means (card, app, free)."""

    Contract = "Contract"
    ExternalPayment = "ExternalPayment"


class Service(Struct, frozen=True, kw_only=True, gc=False):
    """A service that the charger offers."""

    ServiceID: int
    """By this number the car asks for the service and selects it. 0 to 65535."""

    ServiceName: str | UnsetType = UNSET
    """Name of a service, for people. At most 32 characters."""

    ServiceCategory: ServiceCategory

    ServiceScope: str | UnsetType = UNSET
    """Where a service is valid, such as a provider's domain. At most 64 characters."""

    FreeService: bool
    """The service costs nothing."""


class ChargeService(Service, frozen=True, kw_only=True, gc=False):
    """The service of charging, with the ways in which energy can flow."""

    SupportedEnergyTransferMode: SupportedEnergyTransferMode


class ServiceList(Struct, frozen=True, kw_only=True, gc=False):
    """Services offered beside charging."""

    Service: tuple[Service, ...]
    """1 to 8 items."""


class ServiceCategory(StrEnum):
    """Kind of a service."""

    EVCharging = "EVCharging"
    Internet = "Internet"
    ContractCertificate = "ContractCertificate"
    OtherCustom = "OtherCustom"


class SupportedEnergyTransferMode(Struct, frozen=True, kw_only=True, gc=False):
    """Ways in which energy can flow at this outlet."""

    EnergyTransferMode: tuple[EnergyTransferMode, ...]
    """1 to 6 items."""


class EnergyTransferMode(StrEnum):
    """Kind of current and the pins that carry it: for DC the core pins, the extra pins of a combined
    connector (extended), its core pins (combo_core), or a connector for DC alone (unique).
    """

    AC_single_phase_core = "AC_single_phase_core"
    AC_three_phase_core = "AC_three_phase_core"
    DC_core = "DC_core"
    DC_extended = "DC_extended"
    DC_combo_core = "DC_combo_core"
    DC_unique = "DC_unique"


class ServiceParameterList(Struct, frozen=True, kw_only=True, gc=False):
    """All parameter sets of a service."""

    ParameterSet: tuple[ParameterSet, ...]
    """1 to 255 items."""


class ParameterSet(Struct, frozen=True, kw_only=True, gc=False):
    """One way to use a service, described by parameters."""

    ParameterSetID: int
    """By this number the car selects the set. -32768 to 32767."""

    Parameter: tuple[Parameter, ...]
    """1 to 16 items."""


class Parameter(Struct, frozen=True, kw_only=True, gc=False):
    """One named value of a service; its type shows in which field is set.

    Exactly one of boolValue, byteValue, shortValue, intValue, physicalValue and stringValue is set.
    """

    Name: str
    """Name of the parameter. An attribute."""

    boolValue: bool | UnsetType = UNSET
    """Set when the value is yes or no."""

    byteValue: int | UnsetType = UNSET
    """Set when the value is a number of 8 bits. -128 to 127."""

    shortValue: int | UnsetType = UNSET
    """Set when the value is a number of 16 bits. -32768 to 32767."""

    intValue: int | UnsetType = UNSET
    """Set when the value is a number of 32 bits. -2147483648 to 2147483647."""

    physicalValue: PhysicalValue | UnsetType = UNSET
    """Set when the value is an amount with a unit."""

    stringValue: str | UnsetType = UNSET
    """Set when the value is a text."""


class Value(StrEnum):
    """Names of the kinds of parameter values; defined, but used in no message."""

    bool = "bool"
    byte = "byte"
    short = "short"
    int = "int"
    physicalValue = "physicalValue"
    string = "string"


class SelectedServiceList(Struct, frozen=True, kw_only=True, gc=False):
    """Services the car has chosen; charging has to be among them."""

    SelectedService: tuple[SelectedService, ...]
    """1 to 16 items."""


class SelectedService(Struct, frozen=True, kw_only=True, gc=False):
    """A chosen service, and the chosen way to use it."""

    ServiceID: int
    """Identifies a service: 1 charging, 2 contract certificates, 3 internet, 4 use case information, own
    ones above 60000. 0 to 65535.
    """

    ParameterSetID: int | UnsetType = UNSET
    """One of the sets in ServiceDetailRes; absent when the service has none. -32768 to 32767."""


class SignedEMAID(Struct, frozen=True, kw_only=True, gc=False):
    """A contract's id with an Id, so that a signature can point at it."""

    Id: str
    """Name that the signature refers to. An attribute."""

    value: str
    """The id itself. 14 to 15 characters."""


class CertificateChain(Struct, frozen=True, kw_only=True, gc=False):
    """A certificate and the authorities between it and its root, all in DER."""

    Id: str | UnsetType = UNSET
    """Name that a signature refers to; present when the chain is signed. An attribute."""

    Certificate: bytes
    """The leaf. At most 800 bytes."""

    SubCertificates: SubCertificates | UnsetType = UNSET
    """The authorities in between; absent when the leaf hangs directly under its root."""


class SubCertificates(Struct, frozen=True, kw_only=True, gc=False):
    """Certificates of the authorities in between, the nearest to the leaf first; the root is never sent."""

    Certificate: tuple[bytes, ...]
    """One X.509 certificate in DER. 1 to 4 items."""


class ListOfRootCertificateIDs(Struct, frozen=True, kw_only=True, gc=False):
    """Roots that the car trusts, so that a chain under one of them can be chosen."""

    RootCertificateID: tuple[X509IssuerSerial, ...]
    """Issuer and serial number of one root. 1 to 20 items."""


class ContractSignatureEncryptedPrivateKey(Struct, frozen=True, kw_only=True, gc=False):
    """The new contract's private key, encrypted for this car, with an Id for the signature."""

    Id: str
    """Name that the signature refers to. An attribute."""

    value: bytes
    """The encrypted key. At most 48 bytes."""


class DiffieHellmanPublickey(Struct, frozen=True, kw_only=True, gc=False):
    """The sender's public key of the key agreement, with an Id for the signature."""

    Id: str
    """Name that the signature refers to. An attribute."""

    value: bytes
    """The key itself. At most 65 bytes."""


class EVChargeParameter(Struct, frozen=True, kw_only=True, gc=False):
    """What the car tells of its limits, whatever the current."""

    DepartureTime: int | UnsetType = UNSET
    """When the car wants to leave, s from now; absent when it has not said. 0 to 4294967295."""


class AC_EVChargeParameter(EVChargeParameter, frozen=True, kw_only=True, gc=False):
    """The car's needs and limits for AC."""

    EAmount: PhysicalValue
    """Energy that the car needs until it leaves, Wh."""

    EVMaxVoltage: PhysicalValue
    """Highest voltage between phase and neutral, V."""

    EVMaxCurrent: PhysicalValue
    """Highest current for each phase, A."""

    EVMinCurrent: PhysicalValue
    """Lowest current for each phase at which charging makes sense, A."""


class DC_EVChargeParameter(EVChargeParameter, frozen=True, kw_only=True, gc=False):
    """The car's needs and limits for DC."""

    DC_EVStatus: DC_EVStatus

    EVMaximumCurrentLimit: PhysicalValue
    """Highest current, A."""

    EVMaximumPowerLimit: PhysicalValue | UnsetType = UNSET
    """Highest power, W."""

    EVMaximumVoltageLimit: PhysicalValue
    """Highest voltage, V."""

    EVEnergyCapacity: PhysicalValue | UnsetType = UNSET
    """What the battery holds when full, Wh."""

    EVEnergyRequest: PhysicalValue | UnsetType = UNSET
    """What the car wants to take this time, Wh."""

    FullSOC: int | UnsetType = UNSET
    """State of charge at which the car counts as full, %. 0 to 100."""

    BulkSOC: int | UnsetType = UNSET
    """State of charge at which fast charging ends, %. 0 to 100."""


class EVSEChargeParameter(Struct, frozen=True, kw_only=True, gc=False):
    """What the charger tells of its limits."""


class AC_EVSEChargeParameter(EVSEChargeParameter, frozen=True, kw_only=True, gc=False):
    """The charger's limits for AC."""

    AC_EVSEStatus: AC_EVSEStatus

    EVSENominalVoltage: PhysicalValue
    """Voltage between phase and neutral, V."""

    EVSEMaxCurrent: PhysicalValue
    """Highest current for each phase, A."""


class DC_EVSEChargeParameter(EVSEChargeParameter, frozen=True, kw_only=True, gc=False):
    """The charger's limits for DC."""

    DC_EVSEStatus: DC_EVSEStatus

    EVSEMaximumCurrentLimit: PhysicalValue
    """Highest current, A."""

    EVSEMaximumPowerLimit: PhysicalValue
    """Highest power, W."""

    EVSEMaximumVoltageLimit: PhysicalValue
    """Highest voltage, V."""

    EVSEMinimumCurrentLimit: PhysicalValue
    """Lowest current, A."""

    EVSEMinimumVoltageLimit: PhysicalValue
    """Lowest voltage, V."""

    EVSECurrentRegulationTolerance: PhysicalValue | UnsetType = UNSET
    """How far the current may be from what was asked, A."""

    EVSEPeakCurrentRipple: PhysicalValue
    """Ripple of the current from peak to peak, A."""

    EVSEEnergyToBeDelivered: PhysicalValue | UnsetType = UNSET
    """What the charger means to deliver this time, Wh."""


class EVStatus(Struct, frozen=True, kw_only=True, gc=False):
    """State of the car."""


class DC_EVStatus(EVStatus, frozen=True, kw_only=True, gc=False):
    """State of the car while it charges by DC."""

    EVReady: bool
    """The car is ready to charge."""

    EVErrorCode: DC_EVErrorCode
    """Informs only; it changes no answer."""

    EVRESSSOC: int
    """State of charge of the battery, %. 0 to 100."""


class DC_EVErrorCode(StrEnum):
    """What is wrong with the car, if anything."""

    NO_ERROR = "NO_ERROR"
    FAILED_RESSTemperatureInhibit = "FAILED_RESSTemperatureInhibit"
    FAILED_EVShiftPosition = "FAILED_EVShiftPosition"
    FAILED_ChargerConnectorLockFault = "FAILED_ChargerConnectorLockFault"
    FAILED_EVRESSMalfunction = "FAILED_EVRESSMalfunction"
    FAILED_ChargingCurrentdifferential = "FAILED_ChargingCurrentdifferential"
    FAILED_ChargingVoltageOutOfRange = "FAILED_ChargingVoltageOutOfRange"
    Reserved_A = "Reserved_A"
    Reserved_B = "Reserved_B"
    Reserved_C = "Reserved_C"
    FAILED_ChargingSystemIncompatibility = "FAILED_ChargingSystemIncompatibility"
    NoData = "NoData"


class EVSEStatus(Struct, frozen=True, kw_only=True, gc=False):
    """State of the charger, and what it wants of the car."""

    NotificationMaxDelay: int
    """Time for the car to follow the notification, s; 0 for at once. 0 to 65535."""

    EVSENotification: EVSENotification
    """What the car should do."""


class EVSENotification(StrEnum):
    """What the charger wants of the car: nothing, an end, or a new negotiation."""

    None_ = "None"
    StopCharging = "StopCharging"
    ReNegotiation = "ReNegotiation"


class AC_EVSEStatus(EVSEStatus, frozen=True, kw_only=True, gc=False):
    """State of an AC charger."""

    RCD: bool
    """The residual current device has found a fault."""


class DC_EVSEStatus(EVSEStatus, frozen=True, kw_only=True, gc=False):
    """State of a DC charger."""

    EVSEIsolationStatus: IsolationLevel | UnsetType = UNSET
    """Absent when nothing can be said."""

    EVSEStatusCode: DC_EVSEStatusCode
    """What the charger is doing."""


class DC_EVSEStatusCode(StrEnum):
    """What a DC charger is doing; it stops the car when it says shutdown, emergency or malfunction."""

    EVSE_NotReady = "EVSE_NotReady"
    EVSE_Ready = "EVSE_Ready"
    EVSE_Shutdown = "EVSE_Shutdown"
    EVSE_UtilityInterruptEvent = "EVSE_UtilityInterruptEvent"
    EVSE_IsolationMonitoringActive = "EVSE_IsolationMonitoringActive"
    EVSE_EmergencyShutdown = "EVSE_EmergencyShutdown"
    EVSE_Malfunction = "EVSE_Malfunction"
    Reserved_8 = "Reserved_8"
    Reserved_9 = "Reserved_9"
    Reserved_A = "Reserved_A"
    Reserved_B = "Reserved_B"
    Reserved_C = "Reserved_C"


class IsolationLevel(StrEnum):
    """Result of the isolation test between the DC wires and earth; No_IMD when there is nothing to test
    it.
    """

    Invalid = "Invalid"
    Valid = "Valid"
    Warning = "Warning"
    Fault = "Fault"
    No_IMD = "No_IMD"


class SASchedules(Struct, frozen=True, kw_only=True, gc=False):
    """What all kinds of schedule lists have in common; there is one kind."""


class SAScheduleList(SASchedules, frozen=True, kw_only=True, gc=False):
    """Schedules that the car may choose from."""

    SAScheduleTuple: tuple[SAScheduleTuple, ...]
    """At most three; the car chooses one in PowerDeliveryReq. 1 to 3 items."""


class SAScheduleTuple(Struct, frozen=True, kw_only=True, gc=False):
    """One schedule: the power available over time and, if told, its price."""

    SAScheduleTupleID: int
    """By this number the car chooses the schedule. 1 to 255."""

    PMaxSchedule: PMaxSchedule
    """Highest power over time."""

    SalesTariff: SalesTariff | UnsetType = UNSET
    """Price over time, with the same steps as PMaxSchedule."""


class Entry(Struct, frozen=True, kw_only=True, gc=False):
    """What the entries of schedules and tariffs have in common: their time."""

    TimeInterval: AnyTimeInterval
    """When the entry begins; it holds until the next one begins."""


class PMaxSchedule(Struct, frozen=True, kw_only=True, gc=False):
    """The highest power over time, as steps."""

    PMaxScheduleEntry: tuple[PMaxScheduleEntry, ...]
    """By time, the first at 0 s; the last one has a duration. 1 to 1024 items."""


class PMaxScheduleEntry(Entry, frozen=True, kw_only=True, gc=False):
    """One step of the power limit."""

    PMax: PhysicalValue
    """Highest power during this time, all phases together, W."""


class TimeInterval(Struct, frozen=True, kw_only=True, gc=False):
    """What all kinds of time intervals have in common; there is one kind."""


class RelativeTimeInterval(TimeInterval, frozen=True, kw_only=True, gc=False):
    """A time interval, counted from the message that carries it."""

    start: int
    """Begin, s from now. 0 to 16777214."""

    duration: int | UnsetType = UNSET
    """Length, s; absent when the next entry ends this one. 0 to 86400."""


class SalesTariff(Struct, frozen=True, kw_only=True, gc=False):
    """Price of energy over time, as levels or as costs; the provider signs it by its Id."""

    Id: str | UnsetType = UNSET
    """Name that the signature refers to; present when the tariff is signed. An attribute."""

    SalesTariffID: int
    """Identifies the tariff within the session. 1 to 255."""

    SalesTariffDescription: str | UnsetType = UNSET
    """For people. At most 32 characters."""

    NumEPriceLevels: int | UnsetType = UNSET
    """Number of price levels in use; needed to weigh EPriceLevel. 0 to 255."""

    SalesTariffEntry: tuple[SalesTariffEntry, ...]
    """By time. 1 to 1024 items."""


class SalesTariffEntry(Entry, frozen=True, kw_only=True, gc=False):
    """One step of the price."""

    EPriceLevel: int | UnsetType = UNSET
    """The lower, the cheaper. 0 to 255."""

    ConsumptionCost: tuple[ConsumptionCost, ...] = ()
    """Costs by power, the lowest power first. 0 to 3 items."""


class ConsumptionCost(Struct, frozen=True, kw_only=True, gc=False):
    """What energy costs from a certain power on."""

    startValue: PhysicalValue
    """The costs hold from this power on, W."""

    Cost: tuple[Cost, ...]
    """One of each kind at most. 1 to 3 items."""


class Cost(Struct, frozen=True, kw_only=True, gc=False):
    """One cost, of one kind."""

    costKind: CostKind
    """What is counted."""

    amount: int
    """In % of the highest price, in % of renewable energy, or in g of carbon dioxide a kWh, by costKind. 0
    to 4294967295.
    """

    amountMultiplier: int | UnsetType = UNSET
    """Power of ten that amount is multiplied by; absent means 0. -3 to 3."""


class CostKind(StrEnum):
    """What a cost counts: price against the others, renewable share, or carbon dioxide."""

    relativePricePercentage = "relativePricePercentage"
    RenewableGenerationPercentage = "RenewableGenerationPercentage"
    CarbonDioxideEmission = "CarbonDioxideEmission"


class ChargeProgress(StrEnum):
    """What the car wants of the power: on, off, or a new negotiation."""

    Start = "Start"
    Stop = "Stop"
    Renegotiate = "Renegotiate"


class ChargingProfile(Struct, frozen=True, kw_only=True, gc=False):
    """How the car means to charge: its highest power over time, as steps."""

    ProfileEntry: tuple[ProfileEntry, ...]
    """By time; an entry holds until the next one begins. 1 to 24 items."""


class ProfileEntry(Struct, frozen=True, kw_only=True, gc=False):
    """One step of the charging profile."""

    ChargingProfileEntryStart: int
    """Begin, s from now. 0 to 4294967295."""

    ChargingProfileEntryMaxPower: PhysicalValue
    """Highest power that the car will take, W."""

    ChargingProfileEntryMaxNumberOfPhasesInUse: int | UnsetType = UNSET
    """Most phases that the car will use. 1 to 3."""


class EVPowerDeliveryParameter(Struct, frozen=True, kw_only=True, gc=False):
    """What the car adds when it asks for power; there is one kind, DC."""


class DC_EVPowerDeliveryParameter(EVPowerDeliveryParameter, frozen=True, kw_only=True, gc=False):
    """How far a DC car is with charging."""

    DC_EVStatus: DC_EVStatus

    BulkChargingComplete: bool | UnsetType = UNSET
    """The state of charge for bulk charging (BulkSOC) has been reached."""

    ChargingComplete: bool
    """The car needs no more energy."""


class MeterInfo(Struct, frozen=True, kw_only=True, gc=False):
    """A reading of the charger's meter."""

    MeterID: str
    """Which meter was read. At most 32 characters."""

    MeterReading: int | UnsetType = UNSET
    """Energy counted so far, Wh. 0 to 18446744073709551615."""

    SigMeterReading: bytes | UnsetType = UNSET
    """Made by the meter; absent when it does not sign. At most 64 bytes."""

    MeterStatus: int | UnsetType = UNSET
    """State of the meter, in its maker's numbers. -32768 to 32767."""

    TMeter: int | UnsetType = UNSET
    """Time of the reading, seconds since 1970 (UTC). -9223372036854775808 to 9223372036854775807."""


class ChargingSession(StrEnum):
    """Whether the session ends for good or is to be resumed."""

    Terminate = "Terminate"
    Pause = "Pause"


AnyTimeInterval = RelativeTimeInterval
"""What may come as TimeInterval. What all kinds of time intervals have in common; there is one kind."""
