# Generated from interfaces/types/units_signed.yaml by "python -m codegen generate". Do not edit.
"""Measured values, each signed by the meter."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType


class SignedMeterValue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value as the meter signed it."""

    signed_meter_data: str
    """The signed data as text, such as Base64."""

    signing_method: str
    """How it was signed."""

    encoding_method: str
    """How the value was encoded before it was signed."""

    public_key: str | UnsetType = UNSET
    """The meter's public key as text."""

    timestamp: Annotated[datetime, Meta(tz=True)] | UnsetType = UNSET
    """When it was measured."""


class Current(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Current in A, signed. What was not measured is absent."""

    DC: SignedMeterValue | UnsetType = UNSET
    """Current in A on the DC output."""

    L1: SignedMeterValue | UnsetType = UNSET
    """Current in A of phase 1."""

    L2: SignedMeterValue | UnsetType = UNSET
    """Current in A of phase 2."""

    L3: SignedMeterValue | UnsetType = UNSET
    """Current in A of phase 3."""

    N: SignedMeterValue | UnsetType = UNSET
    """Current in A of the neutral conductor."""


class Voltage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Voltage in V, signed. What was not measured is absent."""

    DC: SignedMeterValue | UnsetType = UNSET
    """Voltage in V on the DC output."""

    L1: SignedMeterValue | UnsetType = UNSET
    """Voltage in V of phase 1 to neutral."""

    L2: SignedMeterValue | UnsetType = UNSET
    """Voltage in V of phase 2 to neutral."""

    L3: SignedMeterValue | UnsetType = UNSET
    """Voltage in V of phase 3 to neutral."""


class Frequency(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Frequency in Hz of an AC grid, signed. What was not measured is absent."""

    L1: SignedMeterValue | UnsetType = UNSET
    """Frequency in Hz of phase 1."""

    L2: SignedMeterValue | UnsetType = UNSET
    """Frequency in Hz of phase 2."""

    L3: SignedMeterValue | UnsetType = UNSET
    """Frequency in Hz of phase 3."""


class Power(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Power in W, positive from the grid and negative into it, signed. What was not measured is absent."""

    total: SignedMeterValue | UnsetType = UNSET
    """Power in W of all phases together."""

    L1: SignedMeterValue | UnsetType = UNSET
    """Power in W of phase 1."""

    L2: SignedMeterValue | UnsetType = UNSET
    """Power in W of phase 2."""

    L3: SignedMeterValue | UnsetType = UNSET
    """Power in W of phase 3."""


class Energy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Energy in Wh, signed. What was not measured is absent."""

    total: SignedMeterValue | UnsetType = UNSET
    """Energy in Wh of all phases together; this is what is billed."""

    L1: SignedMeterValue | UnsetType = UNSET
    """Energy in Wh of phase 1."""

    L2: SignedMeterValue | UnsetType = UNSET
    """Energy in Wh of phase 2."""

    L3: SignedMeterValue | UnsetType = UNSET
    """Energy in Wh of phase 3."""


class ReactivePower(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Reactive power in var, signed. What was not measured is absent."""

    total: SignedMeterValue | UnsetType = UNSET
    """Reactive power in var of all phases together."""

    L1: SignedMeterValue | UnsetType = UNSET
    """Reactive power in var of phase 1."""

    L2: SignedMeterValue | UnsetType = UNSET
    """Reactive power in var of phase 2."""

    L3: SignedMeterValue | UnsetType = UNSET
    """Reactive power in var of phase 3."""
