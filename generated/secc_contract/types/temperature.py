# Generated from interfaces/types/temperature.yaml by "python -m codegen generate". Do not edit.
"""Temperatures."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType


class Temperature(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Reading of one sensor."""

    temperature: float
    """Temperature in °C."""

    identification: str | UnsetType = UNSET
    """Name of the sensor, as its maker calls it."""
