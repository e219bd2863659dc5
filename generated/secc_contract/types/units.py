# Generated from interfaces/types/units.yaml by "python -m codegen generate". Do not edit.
"""Measured values, plain."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType


class Current(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Current in A. What was not measured is absent."""

    DC: float | UnsetType = UNSET
    """Current in A on the DC output."""

    L1: float | UnsetType = UNSET
    """Current in A of phase 1."""

    L2: float | UnsetType = UNSET
    """Current in A of phase 2."""

    L3: float | UnsetType = UNSET
    """Current in A of phase 3."""

    N: float | UnsetType = UNSET
    """Current in A of the neutral conductor."""


class Voltage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Voltage in V. What was not measured is absent."""

    DC: float | UnsetType = UNSET
    """Voltage in V on the DC output."""

    L1: float | UnsetType = UNSET
    """Voltage in V of phase 1 to neutral."""

    L2: float | UnsetType = UNSET
    """Voltage in V of phase 2 to neutral."""

    L3: float | UnsetType = UNSET
    """Voltage in V of phase 3 to neutral."""


class Frequency(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Frequency in Hz of an AC grid. What was not measured is absent."""

    L1: float
    """Frequency in Hz of phase 1."""

    L2: float | UnsetType = UNSET
    """Frequency in Hz of phase 2."""

    L3: float | UnsetType = UNSET
    """Frequency in Hz of phase 3."""


class Power(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Power in W, positive from the grid and negative into it. What was not measured is absent."""

    total: float
    """Power in W of all phases together."""

    L1: float | UnsetType = UNSET
    """Power in W of phase 1."""

    L2: float | UnsetType = UNSET
    """Power in W of phase 2."""

    L3: float | UnsetType = UNSET
    """Power in W of phase 3."""


class Energy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Energy in Wh. What was not measured is absent."""

    total: float
    """Energy in Wh of all phases together; this is what is billed."""

    L1: float | UnsetType = UNSET
    """Energy in Wh of phase 1."""

    L2: float | UnsetType = UNSET
    """Energy in Wh of phase 2."""

    L3: float | UnsetType = UNSET
    """Energy in Wh of phase 3."""


class ReactivePower(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Reactive power in var. What was not measured is absent."""

    total: float
    """Reactive power in var of all phases together."""

    L1: float | UnsetType = UNSET
    """Reactive power in var of phase 1."""

    L2: float | UnsetType = UNSET
    """Reactive power in var of phase 2."""

    L3: float | UnsetType = UNSET
    """Reactive power in var of phase 3."""
