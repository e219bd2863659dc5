# Generated from interfaces/v2g/din70121_types.yaml by "python -m codegen generate". Do not edit.
"""What the messages of DIN SPEC 70121 are made of. They look like those of ISO 15118-2 and differ in many
details: lists have no upper end, statuses carry their notification last, and a unit may be left out.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import UNSET, Struct, UnsetType


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
    FAILED_EVSEPresentVoltageToLow = "FAILED_EVSEPresentVoltageToLow"
    FAILED_MeteringSignatureNotValid = "FAILED_MeteringSignatureNotValid"
    FAILED_WrongEnergyTransferType = "FAILED_WrongEnergyTransferType"


class EVSEProcessing(StrEnum):
    """Whether the charger is done with what was asked, or wants to be asked again."""

    Finished = "Finished"
    Ongoing = "Ongoing"


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

    Unit: UnitSymbol | UnsetType = UNSET
    """Unit of the amount; when absent, the one that the field is expected in."""

    Value: int
    """Amount before the multiplier. -32768 to 32767."""


class UnitSymbol(StrEnum):
    """Unit of an amount: hours, minutes, seconds, amperes, ampere hours, volts, volt amperes, watts, watts
    per second or watt hours.
    """

    h = "h"
    m = "m"
    s = "s"
    A = "A"
    Ah = "Ah"
    V = "V"
    VA = "VA"
    W = "W"
    W_s = "W/s"
    Wh = "Wh"


class PaymentOptions(Struct, frozen=True, kw_only=True, gc=False):
    """Ways to pay that the charger offers; external payment is the only one in use."""

    PaymentOption: tuple[PaymentOption, ...]
    """In any order; the car chooses one. 1 or more items."""


class PaymentOption(StrEnum):
    """Paying by the contract stored in the car (Plug & Charge), or by any other means (card, app, free)."""

    Contract = "Contract"
    ExternalPayment = "ExternalPayment"


class Service(Struct, frozen=True, kw_only=True, gc=False):
    """A service that the charger offers, and whether it costs anything."""

    ServiceTag: ServiceTag
    """Which service it is."""

    FreeService: bool
    """The service costs nothing."""


class ServiceTag(Struct, frozen=True, kw_only=True, gc=False):
    """What identifies and describes a service."""

    ServiceID: int
    """By this number the car asks for the service and selects it. 0 to 65535."""

    ServiceName: str | UnsetType = UNSET
    """Name of a service, for people. At most 32 characters."""

    ServiceCategory: ServiceCategory

    ServiceScope: str | UnsetType = UNSET
    """Where a service is valid, such as a provider's domain. At most 32 characters."""


class ServiceCharge(Service, frozen=True, kw_only=True, gc=False):
    """The service of charging, with the way in which energy can flow."""

    EnergyTransferType: EVSESupportedEnergyTransfer
    """Way in which energy can flow."""


class EVSESupportedEnergyTransfer(StrEnum):
    """Kind of current and the pins that carry it, as the charger offers them; DC_core and DC_extended are
    the ones in use.
    """

    AC_single_phase_core = "AC_single_phase_core"
    AC_three_phase_core = "AC_three_phase_core"
    DC_core = "DC_core"
    DC_extended = "DC_extended"
    DC_combo_core = "DC_combo_core"
    DC_dual = "DC_dual"
    AC_core1p_DC_extended = "AC_core1p_DC_extended"
    AC_single_DC_core = "AC_single_DC_core"
    AC_single_phase_three_phase_core_DC_extended = "AC_single_phase_three_phase_core_DC_extended"
    AC_core3p_DC_extended = "AC_core3p_DC_extended"


class EVRequestedEnergyTransfer(StrEnum):
    """Kind of current and the pins that carry it, as the car asks for them; DC_core and DC_extended are
    the ones in use.
    """

    AC_single_phase_core = "AC_single_phase_core"
    AC_three_phase_core = "AC_three_phase_core"
    DC_core = "DC_core"
    DC_extended = "DC_extended"
    DC_combo_core = "DC_combo_core"
    DC_unique = "DC_unique"


class ServiceTagList(Struct, frozen=True, kw_only=True, gc=False):
    """Services offered beside charging; unused in practice."""

    Service: tuple[Service, ...]
    """1 or more items."""


class ServiceCategory(StrEnum):
    """Kind of a service."""

    EVCharging = "EVCharging"
    Internet = "Internet"
    ContractCertificate = "ContractCertificate"
    OtherCustom = "OtherCustom"


class ServiceParameterList(Struct, frozen=True, kw_only=True, gc=False):
    """All parameter sets of a service."""

    ParameterSet: tuple[ParameterSet, ...]
    """1 or more items."""


class ParameterSet(Struct, frozen=True, kw_only=True, gc=False):
    """One way to use a service, described by parameters."""

    ParameterSetID: int
    """By this number the car selects the set. -32768 to 32767."""

    Parameter: tuple[Parameter, ...]
    """1 or more items."""


class Parameter(Struct, frozen=True, kw_only=True, gc=False):
    """One named value of a service; the attribute ValueType tells which field is set.

    Exactly one of boolValue, byteValue, shortValue, intValue, physicalValue and stringValue is set.
    """

    Name: str
    """Name of the parameter. An attribute."""

    ValueType: Value
    """Which of the fields is set. An attribute."""

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
    """Kind of a parameter's value."""

    bool = "bool"
    byte = "byte"
    short = "short"
    int = "int"
    physicalValue = "physicalValue"
    string = "string"


class SelectedServiceList(Struct, frozen=True, kw_only=True, gc=False):
    """Services the car has chosen; charging has to be among them."""

    SelectedService: tuple[SelectedService, ...]
    """1 or more items."""


class SelectedService(Struct, frozen=True, kw_only=True, gc=False):
    """A chosen service, and the chosen way to use it."""

    ServiceID: int
    """Identifies a service; 1 is charging. 0 to 65535."""

    ParameterSetID: int | UnsetType = UNSET
    """One of the sets in ServiceDetailRes; absent when the service has none. -32768 to 32767."""


class CertificateChain(Struct, frozen=True, kw_only=True, gc=False):
    """A certificate and the authorities between it and its root, all in DER."""

    Certificate: bytes
    """The leaf. At most 1200 bytes."""

    SubCertificates: SubCertificates | UnsetType = UNSET
    """The authorities in between; absent when the leaf hangs directly under its root."""


class SubCertificates(Struct, frozen=True, kw_only=True, gc=False):
    """Certificates of the authorities in between, the nearest to the leaf first; the root is never sent."""

    Certificate: tuple[bytes, ...]
    """One X.509 certificate in DER. 1 or more items."""


class ListOfRootCertificateIDs(Struct, frozen=True, kw_only=True, gc=False):
    """Roots that the car trusts, so that a chain under one of them can be chosen."""

    RootCertificateID: tuple[str, ...]
    """One root. 1 or more items."""


class EVChargeParameter(Struct, frozen=True, kw_only=True, gc=False):
    """What the car tells of its limits."""


class AC_EVChargeParameter(EVChargeParameter, frozen=True, kw_only=True, gc=False):
    """The car's needs and limits for AC."""

    DepartureTime: int
    """When the car wants to leave, s from now. 0 to 4294967295."""

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

    EVSEMaxVoltage: PhysicalValue
    """Highest voltage between phase and neutral, V."""

    EVSEMaxCurrent: PhysicalValue
    """Highest current for each phase, A."""

    EVSEMinCurrent: PhysicalValue
    """Lowest current for each phase, A."""


class DC_EVSEChargeParameter(EVSEChargeParameter, frozen=True, kw_only=True, gc=False):
    """The charger's limits for DC."""

    DC_EVSEStatus: DC_EVSEStatus

    EVSEMaximumCurrentLimit: PhysicalValue
    """Highest current, A."""

    EVSEMaximumPowerLimit: PhysicalValue | UnsetType = UNSET
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

    EVCabinConditioning: bool | UnsetType = UNSET
    """The car heats or cools its cabin."""

    EVRESSConditioning: bool | UnsetType = UNSET
    """The car heats or cools its battery."""

    EVErrorCode: DC_EVErrorCode
    """NO_ERROR, or why the car cannot charge."""

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
    """State of the charger; the notification stands in each kind of its own."""


class EVSENotification(StrEnum):
    """What the charger wants of the car: nothing, an end, or a new negotiation."""

    None_ = "None"
    StopCharging = "StopCharging"
    ReNegotiation = "ReNegotiation"


class AC_EVSEStatus(EVSEStatus, frozen=True, kw_only=True, gc=False):
    """State of an AC charger."""

    PowerSwitchClosed: bool
    """The contactor is closed."""

    RCD: bool
    """The residual current device has found a fault."""

    NotificationMaxDelay: int
    """Time for the car to follow the notification, s; 0 for at once. 0 to 4294967295."""

    EVSENotification: EVSENotification
    """What the car should do."""


class DC_EVSEStatus(EVSEStatus, frozen=True, kw_only=True, gc=False):
    """State of a DC charger."""

    EVSEIsolationStatus: IsolationLevel | UnsetType = UNSET
    """Absent when nothing can be said."""

    EVSEStatusCode: DC_EVSEStatusCode
    """What the charger is doing."""

    NotificationMaxDelay: int
    """Time for the car to follow the notification, s; 0 for at once. 0 to 4294967295."""

    EVSENotification: EVSENotification
    """What the car should do."""


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
    """Result of the isolation test between the DC wires and earth."""

    Invalid = "Invalid"
    Valid = "Valid"
    Warning = "Warning"
    Fault = "Fault"


class SASchedules(Struct, frozen=True, kw_only=True, gc=False):
    """What all kinds of schedule lists have in common; there is one kind."""


class SAScheduleList(SASchedules, frozen=True, kw_only=True, gc=False):
    """Schedules that the car may choose from."""

    SAScheduleTuple: tuple[SAScheduleTuple, ...]
    """One schedule with id 1 is usual. 1 or more items."""


class SAScheduleTuple(Struct, frozen=True, kw_only=True, gc=False):
    """One schedule: the power available over time and, if told, its price."""

    SAScheduleTupleID: int
    """By this number the car chooses the schedule. -32768 to 32767."""

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

    PMaxScheduleID: int
    """Identifies the schedule of power within the session. -32768 to 32767."""

    PMaxScheduleEntry: tuple[PMaxScheduleEntry, ...]
    """By time, the first at 0 s; the last one has a duration. 1 or more items."""


class PMaxScheduleEntry(Entry, frozen=True, kw_only=True, gc=False):
    """One step of the power limit."""

    PMax: int
    """Highest power during this time, W. -32768 to 32767."""


class TimeInterval(Struct, frozen=True, kw_only=True, gc=False):
    """What all kinds of time intervals have in common; there is one kind."""


class RelativeTimeInterval(TimeInterval, frozen=True, kw_only=True, gc=False):
    """A time interval, counted from the message that carries it."""

    start: int
    """Begin, s from now. 0 to 4294967295."""

    duration: int | UnsetType = UNSET
    """Length, s; absent when the next entry ends this one. 0 to 4294967295."""


class SalesTariff(Struct, frozen=True, kw_only=True, gc=False):
    """Price of energy over time, as levels or as costs; the provider signs it by its Id."""

    Id: str
    """Name that the signature refers to. An attribute."""

    SalesTariffID: int
    """Identifies the tariff within the session. -32768 to 32767."""

    SalesTariffDescription: str | UnsetType = UNSET
    """For people. At most 32 characters."""

    NumEPriceLevels: int
    """Number of price levels in use; needed to weigh EPriceLevel. 0 to 255."""

    SalesTariffEntry: tuple[SalesTariffEntry, ...]
    """By time. 1 or more items."""


class SalesTariffEntry(Entry, frozen=True, kw_only=True, gc=False):
    """One step of the price."""

    EPriceLevel: int
    """The lower, the cheaper. 0 to 255."""

    ConsumptionCost: tuple[ConsumptionCost, ...] = ()
    """Costs by power, the lowest power first. 0 or more items."""


class ConsumptionCost(Struct, frozen=True, kw_only=True, gc=False):
    """What energy costs from a certain power on."""

    startValue: int
    """The costs hold from this power on, W. 0 to 4294967295."""

    Cost: tuple[Cost, ...] = ()
    """One of each kind at most. 0 or more items."""


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


class ChargingProfile(Struct, frozen=True, kw_only=True, gc=False):
    """How the car means to charge under a schedule: its highest power over time, as steps."""

    SAScheduleTupleID: int
    """The schedule that the car has chosen. -32768 to 32767."""

    ProfileEntry: tuple[ProfileEntry, ...]
    """By time; an entry holds until the next one begins. 1 or more items."""


class ProfileEntry(Struct, frozen=True, kw_only=True, gc=False):
    """One step of the charging profile."""

    ChargingProfileEntryStart: int
    """Begin, s from now. 0 to 4294967295."""

    ChargingProfileEntryMaxPower: int
    """Highest power that the car will take, W. -32768 to 32767."""


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

    MeterReading: PhysicalValue | UnsetType = UNSET
    """Energy counted so far, Wh."""

    SigMeterReading: bytes | UnsetType = UNSET
    """Made by the meter; absent when it does not sign. At most 32 bytes."""

    MeterStatus: int | UnsetType = UNSET
    """State of the meter, in its maker's numbers. -32768 to 32767."""

    TMeter: int | UnsetType = UNSET
    """Time of the reading, seconds since 1970 (UTC). -9223372036854775808 to 9223372036854775807."""


AnyTimeInterval = RelativeTimeInterval
"""What may come as TimeInterval. What all kinds of time intervals have in common; there is one kind."""
