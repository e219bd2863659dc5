# Generated from interfaces/v2g/iso15118_20_acdp.yaml by "python -m codegen generate". Do not edit.
"""The messages of ISO 15118-20 for charging by a pantograph (ACDP, automated connection device), beside
those for DC: how the car gets under it, how it connects, and how both are while connected.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import UNSET, Struct, UnsetType

from .iso15118_20_types import Processing, RationalNumber, V2GRequest, V2GResponse


class ACDP_VehiclePositioningReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car tells whether it can move, and whether it can be guided."""

    EVMobilityStatus: bool
    """The car can move."""

    EVPositioningSupport: bool
    """The car helps with positioning."""


class ACDP_VehiclePositioningRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """The charger tells how far the car is from the place where it can be connected."""

    EVSEProcessing: Processing
    """Ongoing until the charger is done; the car asks again."""

    EVSEPositioningSupport: bool
    """The charger helps with positioning."""

    EVRelativeXDeviation: int
    """How far the car is from its place, along x. -32768 to 32767."""

    EVRelativeYDeviation: int
    """How far the car is from its place, along y. -32768 to 32767."""

    ContactWindowXc: int
    """Window in which it can be connected, along x. -32768 to 32767."""

    ContactWindowYc: int
    """Window in which it can be connected, along y. -32768 to 32767."""

    EVInChargePosition: bool
    """The car stands where it can be connected."""


class ACDP_ConnectReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car asks to be connected."""

    EVElectricalChargingDeviceStatus: ElectricalChargingDeviceStatus
    """Electrical connection as the car sees it."""


class ACDP_ConnectRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """How far the connection device is with connecting."""

    EVSEProcessing: Processing
    """Ongoing until the charger is done; the car asks again."""

    EVSEElectricalChargingDeviceStatus: ElectricalChargingDeviceStatus
    """Electrical connection as the charger sees it."""

    EVSEMechanicalChargingDeviceStatus: MechanicalChargingDeviceStatus
    """Where the connection device is."""


class ACDP_DisconnectReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car asks to be disconnected."""

    EVElectricalChargingDeviceStatus: ElectricalChargingDeviceStatus
    """Electrical connection as the car sees it."""


class ACDP_DisconnectRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """How far the connection device is with disconnecting."""

    EVSEProcessing: Processing
    """Ongoing until the charger is done; the car asks again."""

    EVSEElectricalChargingDeviceStatus: ElectricalChargingDeviceStatus
    """Electrical connection as the charger sees it."""

    EVSEMechanicalChargingDeviceStatus: MechanicalChargingDeviceStatus
    """Where the connection device is."""


class ACDP_SystemStatusReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car tells its state."""

    EVTechnicalStatus: EVTechnicalStatus


class ACDP_SystemStatusRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """The charger tells its state."""

    EVSEMechanicalChargingDeviceStatus: MechanicalChargingDeviceStatus
    """Where the connection device is."""

    EVSEReadyToCharge: bool
    """The charger is ready to charge."""

    EVSEIsolationStatus: IsolationStatus

    EVSEDisabled: bool
    """The charger is out of use."""

    EVSEUtilityInterruptEvent: bool
    """The grid operator has stopped charging."""

    EVSEEmergencyShutdown: bool
    """An emergency has stopped charging."""

    EVSEMalfunction: bool
    """The charger has a fault."""

    EVInChargePosition: bool
    """The car stands where it can be connected."""

    EVAssociationStatus: bool
    """The car over the radio is the car under the device."""


class EVTechnicalStatus(Struct, frozen=True, kw_only=True, gc=False):
    """State of the car."""

    EVReadyToCharge: bool
    """The car is ready to charge."""

    EVImmobilizationRequest: bool
    """The car is to be immobilised."""

    EVImmobilized: bool | UnsetType = UNSET
    """The car cannot drive away."""

    EVWLANStrength: RationalNumber | UnsetType = UNSET
    """Strength of the wireless signal at the car."""

    EVCPStatus: CpStatus | UnsetType = UNSET
    """Control pilot as the car sees it."""

    EVSOC: int | UnsetType = UNSET
    """State of charge of the battery, %. 0 to 100."""

    EVErrorCode: ErrorCode | UnsetType = UNSET
    """Absent when the car does not say."""

    EVTimeout: bool | UnsetType = UNSET
    """A time limit of the car has passed."""


class CpStatus(StrEnum):
    """State of the control pilot, A to E, as the car sees it."""

    StateA = "StateA"
    StateB = "StateB"
    StateC = "StateC"
    StateD = "StateD"
    StateE = "StateE"


class ErrorCode(StrEnum):
    """What is wrong with the car, if anything."""

    OK_NoEVError = "OK_NoEVError"
    FAILED = "FAILED"
    FAILED_EmergencyEvent = "FAILED_EmergencyEvent"
    FAILED_Breaker = "FAILED_Breaker"
    FAILED_RESSTemperatureInhibit = "FAILED_RESSTemperatureInhibit"
    FAILED_RESS = "FAILED_RESS"
    FAILED_ChargingCurrentDifferential = "FAILED_ChargingCurrentDifferential"
    FAILED_ChargingVoltageOutOfRange = "FAILED_ChargingVoltageOutOfRange"
    FAILED_Reserved1 = "FAILED_Reserved1"
    FAILED_Reserved2 = "FAILED_Reserved2"


class IsolationStatus(StrEnum):
    """Result of the isolation test between the DC wires and earth."""

    Invalid = "Invalid"
    Safe = "Safe"
    Warning = "Warning"
    Fault = "Fault"


class ElectricalChargingDeviceStatus(StrEnum):
    """State of the electrical connection, by the states A to D of the control pilot."""

    State_A = "State_A"
    State_B = "State_B"
    State_C = "State_C"
    State_D = "State_D"


class MechanicalChargingDeviceStatus(StrEnum):
    """Where the connection device is: at rest, on its way, or at the car."""

    Home = "Home"
    Moving = "Moving"
    EndPosition = "EndPosition"
