"""What was measured, asked for and allowed while charging: numbers over time, out of the messages.

A signal has one name and one unit whatever the protocol calls it; :data:`SIGNALS` is the table.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from msgspec import UNSET

from secc.tools.conversation import Conversation, Message
from secc.tools.highlights import at
from secc.tools.printing import timestamp
from secc.tools.quantity import number

__all__ = ["SIGNALS", "Sample", "csv_lines", "samples"]

SIGNALS: Final[dict[str, tuple[str, ...]]] = {
    "ev_target_voltage_V": ("EVTargetVoltage",),
    "ev_target_current_A": ("EVTargetCurrent",),
    "ev_target_power_W": ("EVPCPowerRequest",),
    "ev_present_voltage_V": ("EVPresentVoltage",),
    "ev_present_power_W": ("EVPresentActivePower", "EVPCPowerOutput"),
    "ev_max_voltage_V": ("EVMaximumVoltageLimit", "EVMaximumVoltage", "EVMaxVoltage"),
    "ev_max_current_A": ("EVMaximumCurrentLimit", "EVMaximumChargeCurrent", "EVMaxCurrent"),
    "ev_max_power_W": ("EVMaximumPowerLimit", "EVMaximumChargePower"),
    "soc_percent": ("EVRESSSOC", "PresentSOC"),
    "evse_present_voltage_V": ("EVSEPresentVoltage",),
    "evse_present_current_A": ("EVSEPresentCurrent",),
    "evse_present_power_W": ("EVSEPresentActivePower", "SDPowerInput"),
    "evse_target_power_W": ("EVSETargetActivePower",),
    "evse_nominal_voltage_V": ("EVSENominalVoltage",),
    "evse_max_voltage_V": ("EVSEMaximumVoltageLimit", "EVSEMaximumVoltage", "EVSEMaxVoltage"),
    "evse_max_current_A": ("EVSEMaximumCurrentLimit", "EVSEMaximumChargeCurrent", "EVSEMaxCurrent"),
    "evse_max_power_W": ("EVSEMaximumPowerLimit", "EVSEMaximumChargePower", "SPCMaxOutputPowerLimit"),
    "meter_Wh": ("MeterReading", "ChargedEnergyReadingWh"),
}
"""Signal to the fields that carry it, by the names of all protocols. What ``ev_`` signals and the state of
charge say comes from the car, the others from the charger. Where a DC charger tells no power it is the
product of its voltage and current."""

PLACES: Final = (
    "DC_EVStatus",
    "EVChargeParameter",
    "EVChargeParameter.DC_EVStatus",
    "EVPowerDeliveryParameter.DC_EVStatus",
    "EVSEChargeParameter",
    "MeterInfo",
    "DisplayParameters",
    "AC_CPDReqEnergyTransferMode",
    "AC_CPDResEnergyTransferMode",
    "DC_CPDReqEnergyTransferMode",
    "DC_CPDResEnergyTransferMode",
    "CLReqControlMode",
    "CLResControlMode",
)
"""Where such fields stand, beside the request or response itself."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The signals of one message."""

    message: Message
    values: dict[str, float]


def samples(conversation: Conversation) -> Iterator[Sample]:
    """Each message that carries a signal."""
    for message in conversation.messages:
        values = _values(message.body)
        if values:
            yield Sample(message, values)


def _values(body: Any) -> dict[str, float]:
    found: dict[str, float] = {}
    request = type(body).__name__.endswith("Req")
    holders = [body, *(holder for place in PLACES if (holder := at(body, place)) is not UNSET)]
    for signal, names in SIGNALS.items():
        # Each side repeats some values of the other (WPT_ChargeLoopRes, MeteringReceiptReq): no new ones.
        if signal.startswith(("ev_", "soc_")) != request:
            continue
        values = (number(getattr(holder, name, UNSET)) for name in names for holder in holders)
        figure = next((value for value in values if value is not None), None)
        if figure is not None:
            found[signal] = figure
    volts, amperes = found.get("evse_present_voltage_V"), found.get("evse_present_current_A")
    if volts is not None and amperes is not None:
        found.setdefault("evse_present_power_W", volts * amperes)
    return found


def csv_lines(found: Sequence[Conversation]) -> Iterator[str]:
    """All samples as CSV (RFC 4180, but for the ends of lines), the names of the columns first."""
    yield _line(["session", "time", "seconds", "packet", "side", "message", *SIGNALS])
    for conversation in found:
        zero: float | None = None
        for sample in samples(conversation):
            place = sample.message.place
            zero = place.time if zero is None else zero
            seconds = "" if place.time is None or zero is None else f"{place.time - zero:.6f}"
            figures = [sample.values.get(signal) for signal in SIGNALS]
            yield _line(
                [
                    place.session or place.text,
                    timestamp(place.time),
                    seconds,
                    place.packet,
                    place.side,
                    sample.message.name,
                    *(None if figure is None else f"{figure:.10g}" for figure in figures),
                ]
            )


def _line(cells: Sequence[object]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()
