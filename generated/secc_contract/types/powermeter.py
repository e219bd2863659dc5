# Generated from interfaces/types/powermeter.yaml by "python -m codegen generate". Do not edit.
"""Meters of electric energy."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from . import temperature, units, units_signed


class Powermeter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One reading of a meter. What was not measured is absent."""

    timestamp: Annotated[datetime, Meta(tz=True)]
    """When it was measured."""

    meter_id: str | UnsetType = UNSET
    """Name of the meter; a car is told at most 32 characters of it."""

    phase_seq_error: bool | UnsetType = UNSET
    """Whether the AC phases turn counter-clockwise."""

    energy_Wh_import: units.Energy
    """Energy in Wh taken from the grid."""

    energy_Wh_export: units.Energy | UnsetType = UNSET
    """Energy in Wh given to the grid."""

    power_W: units.Power | UnsetType = UNSET
    """Power in W; positive from the grid, negative into it."""

    voltage_V: units.Voltage | UnsetType = UNSET
    """Voltage in V."""

    VAR: units.ReactivePower | UnsetType = UNSET
    """Reactive power in var."""

    current_A: units.Current | UnsetType = UNSET
    """Current in A."""

    frequency_Hz: units.Frequency | UnsetType = UNSET
    """Frequency in Hz."""

    energy_Wh_import_signed: units_signed.Energy | UnsetType = UNSET
    """Energy in Wh taken from the grid, signed."""

    energy_Wh_export_signed: units_signed.Energy | UnsetType = UNSET
    """Energy in Wh given to the grid, signed."""

    power_W_signed: units_signed.Power | UnsetType = UNSET
    """Power in W; positive from the grid, negative into it, signed."""

    voltage_V_signed: units_signed.Voltage | UnsetType = UNSET
    """Voltage in V, signed."""

    VAR_signed: units_signed.ReactivePower | UnsetType = UNSET
    """Reactive power in var, signed."""

    current_A_signed: units_signed.Current | UnsetType = UNSET
    """Current in A, signed."""

    frequency_Hz_signed: units_signed.Frequency | UnsetType = UNSET
    """Frequency in Hz, signed."""

    signed_meter_value: units_signed.SignedMeterValue | UnsetType = UNSET
    """One signature over several values."""

    temperatures: tuple[temperature.Temperature, ...] | UnsetType = UNSET
    """Temperatures in and around the meter."""
