"""Numbers with units, out of the ways in which messages write them."""

from __future__ import annotations

from typing import Any, Final

from msgspec import UNSET, Struct

from secc.physical import unscale
from secc.tools.printing import printable, short

__all__ = ["is_scaled", "number", "shown", "unit_of"]

_UNITS: Final = {
    "Voltage": "V",
    "Current": "A",
    "ReactivePower": "var",
    "Power": "W",
    "PMax": "W",
    "Energy": "Wh",
    "EAmount": "Wh",
    "Frequency": "Hz",
    "SOC": "%",
    "Wh": "Wh",
    "MeterReading": "Wh",
    "Time": "s",
}
"""What a field is measured in, by a part of its name, for values that carry no unit."""


def is_scaled(value: Any) -> bool:
    """Whether it is a number with a power of ten: PhysicalValue, or RationalNumber of ISO 15118-20."""
    return isinstance(value, Struct) and (hasattr(value, "Multiplier") or hasattr(value, "Exponent"))


def number(value: Any) -> float | None:
    """The number that a field says; None where it says none."""
    if isinstance(value, bool) or value is UNSET:
        return None
    if isinstance(value, int):
        return value
    if not is_scaled(value):
        return None
    power = getattr(value, "Multiplier", None)
    return unscale(value.Value, value.Exponent if power is None else power)


def unit_of(name: str, value: Any = None) -> str:
    """The unit of a field, as the value says it or else the field's name; empty where none is known."""
    unit = getattr(value, "Unit", UNSET)
    if unit is not UNSET:
        return str(unit)
    return next((unit for part, unit in _UNITS.items() if part in name), "")


def shown(name: str, value: Any, *, whole: bool = False) -> str:
    """A value for people; ``name`` is its field's. What is long is cut unless it is wanted ``whole``."""
    if is_scaled(value) or (isinstance(value, int) and not isinstance(value, bool) and _counts(name)):
        figure, unit = number(value), unit_of(name, value)
        return f"{figure:.10g}{' ' if unit else ''}{unit}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = value.hex().upper() if isinstance(value, bytes) else printable(str(value))
    return text if whole else short(text)


def _counts(name: str) -> bool:
    return name.endswith(("SOC", "Wh", "MeterReading"))
