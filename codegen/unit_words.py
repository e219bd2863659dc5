"""Units of measurement in descriptions: ``Current in A``, ``within 4.5 s``, ``Energy [Wh]``."""

from __future__ import annotations

import re

_SIGNS = (
    *("A", "mA", "kA", "V", "mV", "kV", "W", "kW", "MW", "Wh", "kWh", "MWh", "VA", "kVA", "var", "kvar"),
    *("VAR", "VARh", "varh", "Ah", "Hz", "kHz", "MHz", "Ohm", "ohm", "Ω", "kΩ", "%", "°", "°C", "K", "dB"),
    *("dBm", "ns", "us", "µs", "ms", "s", "min", "h", "d", "m", "mm", "cm", "km", "kg", "m/s", "J", "bar"),
    *("byte", "bytes", "bit/s", "Mbit/s", "baud", "rpm", "lux", "‰", "EUR"),
)

_WORDS = {
    "amp": "A",
    "amps": "A",
    "ampere": "A",
    "amperes": "A",
    "volt": "V",
    "volts": "V",
    "watt": "W",
    "watts": "W",
    "kilowatt": "kW",
    "kilowatts": "kW",
    "watt hour": "Wh",
    "watt hours": "Wh",
    "watthour": "Wh",
    "watthours": "Wh",
    "kilowatt hours": "kWh",
    "hertz": "Hz",
    "percent": "%",
    "percentage": "%",
    "celsius": "°C",
    "degrees": "°",
    "degree": "°",
    "seconds": "s",
    "millisecond": "ms",
    "milliseconds": "ms",
    "minute": "min",
    "minutes": "min",
    "hour": "h",
    "hours": "h",
    "day": "d",
    "days": "d",
    "metres": "m",
    "ohms": "Ω",
    "ohm": "Ω",
    "unitless": "1",
    "dimensionless": "1",
    "ratio": "1",
    "factor": "1",
}

_sign = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_FOUND = re.compile(
    rf"(?:\bin |\band |\d ?|[\[(/])({_sign})(?![\w%°])|\b({'|'.join(_WORDS)})\b", re.IGNORECASE
)
_NAME = re.compile(rf"_({'|'.join(sign for sign in _SIGNS if sign.isalpha() and len(sign) < 4)})(?:_|$)")


def units(description: str) -> frozenset[str]:
    """The units that a description names, in one spelling each."""
    found = set()
    for sign, word in _FOUND.findall(description):
        if sign in _SIGNS:
            found.add(sign)
        elif word:
            found.add(_WORDS[word.lower()])
    return frozenset(found)


def unit_in_name(name: str) -> bool:
    """Whether a name carries its unit, as ``energy_Wh_import`` does."""
    return _NAME.search(name) is not None
