# Generated from interfaces/v2g/iso15118_20_ac.yaml by "python -m codegen generate". Do not edit.
"""The messages of ISO 15118-20 for AC charging, also bidirectional (BPT). Power is told for each phase
where the field with _L2 or _L3 is there; the field without then speaks of L1 alone. Limits of discharging
are positive numbers.
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
    RationalNumber,
    Scheduled_CLReqControlMode,
    Scheduled_CLResControlMode,
)


class AC_ChargeParameterDiscoveryReq(ChargeParameterDiscoveryReq, frozen=True, kw_only=True, gc=False):
    """The car states its limits for AC."""

    AC_CPDReqEnergyTransferMode: AnyAC_CPDReqEnergyTransferMode
    """Plain, or BPT_ when a bidirectional service was chosen."""


class AC_ChargeParameterDiscoveryRes(ChargeParameterDiscoveryRes, frozen=True, kw_only=True, gc=False):
    """The charger states its limits for AC, in the kind that the car has used."""

    AC_CPDResEnergyTransferMode: AnyAC_CPDResEnergyTransferMode
    """Plain, or BPT_ when a bidirectional service was chosen."""


class AC_CPDReqEnergyTransferMode(Struct, frozen=True, kw_only=True, gc=False):
    """Limits of a car that charges by AC."""

    EVMaximumChargePower: RationalNumber
    """Highest charging power, W."""

    EVMaximumChargePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVMaximumChargePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""

    EVMinimumChargePower: RationalNumber
    """Lowest charging power, W."""

    EVMinimumChargePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVMinimumChargePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""


class BPT_AC_CPDReqEnergyTransferMode(AC_CPDReqEnergyTransferMode, frozen=True, kw_only=True, gc=False):
    """Limits of a car that charges and discharges by AC."""

    EVMaximumDischargePower: RationalNumber
    """Highest discharging power, W."""

    EVMaximumDischargePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVMaximumDischargePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""

    EVMinimumDischargePower: RationalNumber
    """Lowest discharging power, W."""

    EVMinimumDischargePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVMinimumDischargePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""


class AC_CPDResEnergyTransferMode(Struct, frozen=True, kw_only=True, gc=False):
    """Limits of a charger that delivers AC."""

    EVSEMaximumChargePower: RationalNumber
    """Highest charging power, W."""

    EVSEMaximumChargePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVSEMaximumChargePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""

    EVSEMinimumChargePower: RationalNumber
    """Lowest charging power, W."""

    EVSEMinimumChargePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVSEMinimumChargePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""

    EVSENominalFrequency: RationalNumber
    """Frequency of the mains, Hz."""

    MaximumPowerAsymmetry: RationalNumber | UnsetType = UNSET
    """Most by which the power of two phases may differ, W."""

    EVSEPowerRampLimitation: RationalNumber | UnsetType = UNSET
    """Fastest change of power that the charger can follow."""

    EVSEPresentActivePower: RationalNumber | UnsetType = UNSET
    """Active power now, W."""

    EVSEPresentActivePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVSEPresentActivePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""


class BPT_AC_CPDResEnergyTransferMode(AC_CPDResEnergyTransferMode, frozen=True, kw_only=True, gc=False):
    """Limits of a charger that delivers AC and takes it back."""

    EVSEMaximumDischargePower: RationalNumber
    """Highest discharging power, W."""

    EVSEMaximumDischargePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVSEMaximumDischargePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""

    EVSEMinimumDischargePower: RationalNumber
    """Lowest discharging power, W."""

    EVSEMinimumDischargePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVSEMinimumDischargePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""


class AC_ChargeLoopReq(ChargeLoopReq, frozen=True, kw_only=True, gc=False):
    """The car reports what it does and what it can take."""

    CLReqControlMode: AnyCLReqControlMode
    """By the control mode that was chosen, plain or BPT_."""


class AC_ChargeLoopRes(ChargeLoopRes, frozen=True, kw_only=True, gc=False):
    """The charger reports, and tells the power that the car should take."""

    EVSETargetFrequency: RationalNumber | UnsetType = UNSET
    """Frequency that the car should keep to, Hz."""

    CLResControlMode: AnyCLResControlMode
    """By the control mode that was chosen, plain or BPT_."""


class Scheduled_AC_CLReqControlMode(Scheduled_CLReqControlMode, frozen=True, kw_only=True, gc=False):
    """Scheduled AC charging: what the car takes, and limits that have changed."""

    EVMaximumChargePower: RationalNumber | UnsetType = UNSET
    """Highest charging power, W."""

    EVMaximumChargePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVMaximumChargePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""

    EVMinimumChargePower: RationalNumber | UnsetType = UNSET
    """Lowest charging power, W."""

    EVMinimumChargePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVMinimumChargePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""

    EVPresentActivePower: RationalNumber
    """Active power now, W."""

    EVPresentActivePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVPresentActivePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""

    EVPresentReactivePower: RationalNumber | UnsetType = UNSET
    """Reactive power now, var."""

    EVPresentReactivePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, var."""

    EVPresentReactivePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, var."""


class BPT_Scheduled_AC_CLReqControlMode(Scheduled_AC_CLReqControlMode, frozen=True, kw_only=True, gc=False):
    """Scheduled AC charging and discharging: what the car takes or gives, and limits that have changed."""

    EVMaximumDischargePower: RationalNumber | UnsetType = UNSET
    """Highest discharging power, W."""

    EVMaximumDischargePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVMaximumDischargePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""

    EVMinimumDischargePower: RationalNumber | UnsetType = UNSET
    """Lowest discharging power, W."""

    EVMinimumDischargePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVMinimumDischargePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""


class Dynamic_AC_CLReqControlMode(Dynamic_CLReqControlMode, frozen=True, kw_only=True, gc=False):
    """Dynamic AC charging: what the car takes, needs, and can take."""

    EVMaximumChargePower: RationalNumber
    """Highest charging power, W."""

    EVMaximumChargePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVMaximumChargePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""

    EVMinimumChargePower: RationalNumber
    """Lowest charging power, W."""

    EVMinimumChargePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVMinimumChargePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""

    EVPresentActivePower: RationalNumber
    """Active power now, W."""

    EVPresentActivePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVPresentActivePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""

    EVPresentReactivePower: RationalNumber
    """Reactive power now, var."""

    EVPresentReactivePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, var."""

    EVPresentReactivePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, var."""


class BPT_Dynamic_AC_CLReqControlMode(Dynamic_AC_CLReqControlMode, frozen=True, kw_only=True, gc=False):
    """Dynamic AC charging and discharging: what the car takes or gives, needs, and can do."""

    EVMaximumDischargePower: RationalNumber
    """Highest discharging power, W."""

    EVMaximumDischargePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVMaximumDischargePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""

    EVMinimumDischargePower: RationalNumber
    """Lowest discharging power, W."""

    EVMinimumDischargePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVMinimumDischargePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""

    EVMaximumV2XEnergyRequest: RationalNumber | UnsetType = UNSET
    """Energy that can be taken until the battery leaves the range kept for cycling, Wh."""

    EVMinimumV2XEnergyRequest: RationalNumber | UnsetType = UNSET
    """Energy to take until the battery enters the range kept for cycling, Wh."""


class Scheduled_AC_CLResControlMode(Scheduled_CLResControlMode, frozen=True, kw_only=True, gc=False):
    """Scheduled AC charging: a target, where the charger needs one beside the schedule."""

    EVSETargetActivePower: RationalNumber | UnsetType = UNSET
    """Active power that the car should take, W."""

    EVSETargetActivePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVSETargetActivePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""

    EVSETargetReactivePower: RationalNumber | UnsetType = UNSET
    """Reactive power that the car should take, var."""

    EVSETargetReactivePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, var."""

    EVSETargetReactivePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, var."""

    EVSEPresentActivePower: RationalNumber | UnsetType = UNSET
    """Active power now, W."""

    EVSEPresentActivePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVSEPresentActivePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""


class BPT_Scheduled_AC_CLResControlMode(Scheduled_AC_CLResControlMode, frozen=True, kw_only=True, gc=False):
    """Scheduled AC charging and discharging: a negative target means to discharge."""


class Dynamic_AC_CLResControlMode(Dynamic_CLResControlMode, frozen=True, kw_only=True, gc=False):
    """Dynamic AC charging: the target that the car has to follow."""

    EVSETargetActivePower: RationalNumber
    """Active power that the car should take, W."""

    EVSETargetActivePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVSETargetActivePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""

    EVSETargetReactivePower: RationalNumber | UnsetType = UNSET
    """Reactive power that the car should take, var."""

    EVSETargetReactivePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, var."""

    EVSETargetReactivePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, var."""

    EVSEPresentActivePower: RationalNumber | UnsetType = UNSET
    """Active power now, W."""

    EVSEPresentActivePower_L2: RationalNumber | UnsetType = UNSET
    """The same on L2, W."""

    EVSEPresentActivePower_L3: RationalNumber | UnsetType = UNSET
    """The same on L3, W."""


class BPT_Dynamic_AC_CLResControlMode(Dynamic_AC_CLResControlMode, frozen=True, kw_only=True, gc=False):
    """Dynamic AC charging and discharging: a negative target means to discharge."""


AnyAC_CPDReqEnergyTransferMode = BPT_AC_CPDReqEnergyTransferMode | AC_CPDReqEnergyTransferMode
"""What may come as AC_CPDReqEnergyTransferMode. Limits of a car that charges by AC."""


AnyAC_CPDResEnergyTransferMode = BPT_AC_CPDResEnergyTransferMode | AC_CPDResEnergyTransferMode
"""What may come as AC_CPDResEnergyTransferMode. Limits of a charger that delivers AC."""


AnyCLReqControlMode = (
    BPT_Dynamic_AC_CLReqControlMode
    | BPT_Scheduled_AC_CLReqControlMode
    | Dynamic_AC_CLReqControlMode
    | Scheduled_AC_CLReqControlMode
)
"""What may come as CLReqControlMode. What the car says about power in the charge loop, by kind of charging
and control mode.
"""


AnyCLResControlMode = (
    BPT_Dynamic_AC_CLResControlMode
    | BPT_Scheduled_AC_CLResControlMode
    | Dynamic_AC_CLResControlMode
    | Scheduled_AC_CLResControlMode
)
"""What may come as CLResControlMode. What the charger says about power in the charge loop, by kind of
charging and control mode.
"""
