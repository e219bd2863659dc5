# Generated from interfaces/v2g/iso15118_20_dc.yaml by "python -m codegen generate". Do not edit.
"""The messages of ISO 15118-20 for DC charging, also bidirectional (BPT). Limits of discharging are
positive numbers.
"""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType

from .iso15118_20_types import (
    ChargeLoopReq,
    ChargeLoopRes,
    ChargeParameterDiscoveryReq,
    ChargeParameterDiscoveryRes,
    Dynamic_CLReqControlMode,
    Dynamic_CLResControlMode,
    Processing,
    RationalNumber,
    Scheduled_CLReqControlMode,
    Scheduled_CLResControlMode,
    V2GRequest,
    V2GResponse,
)


class DC_ChargeParameterDiscoveryReq(ChargeParameterDiscoveryReq, frozen=True, kw_only=True, gc=False):
    """The car states its limits for DC."""

    DC_CPDReqEnergyTransferMode: AnyDC_CPDReqEnergyTransferMode
    """Plain, or BPT_ when a bidirectional service was chosen."""


class DC_ChargeParameterDiscoveryRes(ChargeParameterDiscoveryRes, frozen=True, kw_only=True, gc=False):
    """The charger states its limits for DC, in the kind that the car has used."""

    DC_CPDResEnergyTransferMode: AnyDC_CPDResEnergyTransferMode
    """Plain, or BPT_ when a bidirectional service was chosen."""


class DC_CPDReqEnergyTransferMode(Struct, frozen=True, kw_only=True, gc=False):
    """Limits of a car that charges by DC."""

    EVMaximumChargePower: RationalNumber
    """Highest charging power, W."""

    EVMinimumChargePower: RationalNumber
    """Lowest charging power, W."""

    EVMaximumChargeCurrent: RationalNumber
    """Highest charging current, A."""

    EVMinimumChargeCurrent: RationalNumber
    """Lowest charging current, A."""

    EVMaximumVoltage: RationalNumber
    """Highest voltage, V."""

    EVMinimumVoltage: RationalNumber
    """Lowest voltage, V."""

    TargetSOC: int | UnsetType = UNSET
    """State of charge to reach by departure, %. 0 to 100."""


class BPT_DC_CPDReqEnergyTransferMode(DC_CPDReqEnergyTransferMode, frozen=True, kw_only=True, gc=False):
    """Limits of a car that charges and discharges by DC."""

    EVMaximumDischargePower: RationalNumber
    """Highest discharging power, W."""

    EVMinimumDischargePower: RationalNumber
    """Lowest discharging power, W."""

    EVMaximumDischargeCurrent: RationalNumber
    """Highest discharging current, A."""

    EVMinimumDischargeCurrent: RationalNumber
    """Lowest discharging current, A."""


class DC_CPDResEnergyTransferMode(Struct, frozen=True, kw_only=True, gc=False):
    """Limits of a charger that delivers DC."""

    EVSEMaximumChargePower: RationalNumber
    """Highest charging power, W."""

    EVSEMinimumChargePower: RationalNumber
    """Lowest charging power, W."""

    EVSEMaximumChargeCurrent: RationalNumber
    """Highest charging current, A."""

    EVSEMinimumChargeCurrent: RationalNumber
    """Lowest charging current, A."""

    EVSEMaximumVoltage: RationalNumber
    """Highest voltage, V."""

    EVSEMinimumVoltage: RationalNumber
    """Lowest voltage, V."""

    EVSEPowerRampLimitation: RationalNumber | UnsetType = UNSET
    """Fastest change of power that the charger can follow."""


class BPT_DC_CPDResEnergyTransferMode(DC_CPDResEnergyTransferMode, frozen=True, kw_only=True, gc=False):
    """Limits of a charger that delivers DC and takes it back."""

    EVSEMaximumDischargePower: RationalNumber
    """Highest discharging power, W."""

    EVSEMinimumDischargePower: RationalNumber
    """Lowest discharging power, W."""

    EVSEMaximumDischargeCurrent: RationalNumber
    """Highest discharging current, A."""

    EVSEMinimumDischargeCurrent: RationalNumber
    """Lowest discharging current, A."""


class DC_CableCheckReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car asks for the isolation test of the cable."""


class DC_CableCheckRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """The test goes on, or has passed."""

    EVSEProcessing: Processing
    """Ongoing while the test runs; Finished when it has passed."""


class DC_PreChargeReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car asks to bring the voltage close to its battery's before it closes its contactors."""

    EVProcessing: Processing
    """Finished when the car finds the voltage close enough."""

    EVPresentVoltage: RationalNumber
    """Voltage of the battery, V."""

    EVTargetVoltage: RationalNumber
    """Voltage wanted, V."""


class DC_PreChargeRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """The charger tells the voltage it has reached; whether it is close enough is the car's decision."""

    EVSEPresentVoltage: RationalNumber
    """Voltage at the outlet, V."""


class DC_ChargeLoopReq(ChargeLoopReq, frozen=True, kw_only=True, gc=False):
    """The car asks for current and voltage, or tells what it needs."""

    EVPresentVoltage: RationalNumber
    """Voltage that the car measures, V."""

    CLReqControlMode: AnyCLReqControlMode
    """By the control mode that was chosen, plain or BPT_."""


class DC_ChargeLoopRes(ChargeLoopRes, frozen=True, kw_only=True, gc=False):
    """The charger tells what it delivers, and why it may be less than wanted."""

    EVSEPresentCurrent: RationalNumber
    """Current at the outlet, A."""

    EVSEPresentVoltage: RationalNumber
    """Voltage at the outlet, V."""

    EVSEPowerLimitAchieved: bool
    """Power is at its limit."""

    EVSECurrentLimitAchieved: bool
    """Current is at its limit."""

    EVSEVoltageLimitAchieved: bool
    """Voltage is at its limit."""

    CLResControlMode: AnyCLResControlMode
    """By the control mode that was chosen, plain or BPT_."""


class Scheduled_DC_CLReqControlMode(Scheduled_CLReqControlMode, frozen=True, kw_only=True, gc=False):
    """Scheduled DC charging: what the car wants now, and limits that have changed."""

    EVTargetCurrent: RationalNumber
    """Current wanted, A."""

    EVTargetVoltage: RationalNumber
    """Voltage wanted, V."""

    EVMaximumChargePower: RationalNumber | UnsetType = UNSET
    """Highest charging power, W."""

    EVMinimumChargePower: RationalNumber | UnsetType = UNSET
    """Lowest charging power, W."""

    EVMaximumChargeCurrent: RationalNumber | UnsetType = UNSET
    """Highest charging current, A."""

    EVMaximumVoltage: RationalNumber | UnsetType = UNSET
    """Highest voltage, V."""

    EVMinimumVoltage: RationalNumber | UnsetType = UNSET
    """Lowest voltage, V."""


class BPT_Scheduled_DC_CLReqControlMode(Scheduled_DC_CLReqControlMode, frozen=True, kw_only=True, gc=False):
    """Scheduled DC charging and discharging: a negative target current means to discharge."""

    EVMaximumDischargePower: RationalNumber | UnsetType = UNSET
    """Highest discharging power, W."""

    EVMinimumDischargePower: RationalNumber | UnsetType = UNSET
    """Lowest discharging power, W."""

    EVMaximumDischargeCurrent: RationalNumber | UnsetType = UNSET
    """Highest discharging current, A."""


class Dynamic_DC_CLReqControlMode(Dynamic_CLReqControlMode, frozen=True, kw_only=True, gc=False):
    """Dynamic DC charging: what the car needs and can take."""

    EVMaximumChargePower: RationalNumber
    """Highest charging power, W."""

    EVMinimumChargePower: RationalNumber
    """Lowest charging power, W."""

    EVMaximumChargeCurrent: RationalNumber
    """Highest charging current, A."""

    EVMaximumVoltage: RationalNumber
    """Highest voltage, V."""

    EVMinimumVoltage: RationalNumber
    """Lowest voltage, V."""


class BPT_Dynamic_DC_CLReqControlMode(Dynamic_DC_CLReqControlMode, frozen=True, kw_only=True, gc=False):
    """Dynamic DC charging and discharging: what the car needs, can take, and can give."""

    EVMaximumDischargePower: RationalNumber
    """Highest discharging power, W."""

    EVMinimumDischargePower: RationalNumber
    """Lowest discharging power, W."""

    EVMaximumDischargeCurrent: RationalNumber
    """Highest discharging current, A."""

    EVMaximumV2XEnergyRequest: RationalNumber | UnsetType = UNSET
    """Energy that can be taken until the battery leaves the range kept for cycling, Wh."""

    EVMinimumV2XEnergyRequest: RationalNumber | UnsetType = UNSET
    """Energy to take until the battery enters the range kept for cycling, Wh."""


class Scheduled_DC_CLResControlMode(Scheduled_CLResControlMode, frozen=True, kw_only=True, gc=False):
    """Scheduled DC charging: limits of the charger that have changed."""

    EVSEMaximumChargePower: RationalNumber | UnsetType = UNSET
    """Highest charging power, W."""

    EVSEMinimumChargePower: RationalNumber | UnsetType = UNSET
    """Lowest charging power, W."""

    EVSEMaximumChargeCurrent: RationalNumber | UnsetType = UNSET
    """Highest charging current, A."""

    EVSEMaximumVoltage: RationalNumber | UnsetType = UNSET
    """Highest voltage, V."""


class BPT_Scheduled_DC_CLResControlMode(Scheduled_DC_CLResControlMode, frozen=True, kw_only=True, gc=False):
    """Scheduled DC charging and discharging: limits of the charger that have changed."""

    EVSEMaximumDischargePower: RationalNumber | UnsetType = UNSET
    """Highest discharging power, W."""

    EVSEMinimumDischargePower: RationalNumber | UnsetType = UNSET
    """Lowest discharging power, W."""

    EVSEMaximumDischargeCurrent: RationalNumber | UnsetType = UNSET
    """Highest discharging current, A."""

    EVSEMinimumVoltage: RationalNumber | UnsetType = UNSET
    """Lowest voltage, V."""


class Dynamic_DC_CLResControlMode(Dynamic_CLResControlMode, frozen=True, kw_only=True, gc=False):
    """Dynamic DC charging: the limits within which the charger steers power."""

    EVSEMaximumChargePower: RationalNumber
    """Highest charging power, W."""

    EVSEMinimumChargePower: RationalNumber
    """Lowest charging power, W."""

    EVSEMaximumChargeCurrent: RationalNumber
    """Highest charging current, A."""

    EVSEMaximumVoltage: RationalNumber
    """Highest voltage, V."""


class BPT_Dynamic_DC_CLResControlMode(Dynamic_DC_CLResControlMode, frozen=True, kw_only=True, gc=False):
    """Dynamic DC charging and discharging: the limits within which the charger steers power."""

    EVSEMaximumDischargePower: RationalNumber
    """Highest discharging power, W."""

    EVSEMinimumDischargePower: RationalNumber
    """Lowest discharging power, W."""

    EVSEMaximumDischargeCurrent: RationalNumber
    """Highest discharging current, A."""

    EVSEMinimumVoltage: RationalNumber
    """Lowest voltage, V."""


class DC_WeldingDetectionReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car opens its contactors one by one and watches the voltage."""

    EVProcessing: Processing
    """Finished when the car has seen enough."""


class DC_WeldingDetectionRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """The charger tells the voltage it measures; one that does not fall means a welded contactor."""

    EVSEPresentVoltage: RationalNumber
    """Voltage at the outlet, V."""


AnyCLReqControlMode = (
    BPT_Dynamic_DC_CLReqControlMode
    | BPT_Scheduled_DC_CLReqControlMode
    | Dynamic_DC_CLReqControlMode
    | Scheduled_DC_CLReqControlMode
)
"""What may come as CLReqControlMode. What the car says about power in the charge loop, by kind of charging
and control mode.
"""


AnyCLResControlMode = (
    BPT_Dynamic_DC_CLResControlMode
    | BPT_Scheduled_DC_CLResControlMode
    | Dynamic_DC_CLResControlMode
    | Scheduled_DC_CLResControlMode
)
"""What may come as CLResControlMode. What the charger says about power in the charge loop, by kind of
charging and control mode.
"""


AnyDC_CPDReqEnergyTransferMode = BPT_DC_CPDReqEnergyTransferMode | DC_CPDReqEnergyTransferMode
"""What may come as DC_CPDReqEnergyTransferMode. Limits of a car that charges by DC."""


AnyDC_CPDResEnergyTransferMode = BPT_DC_CPDResEnergyTransferMode | DC_CPDResEnergyTransferMode
"""What may come as DC_CPDResEnergyTransferMode. Limits of a charger that delivers DC."""
