"""The charge curve of a conversation as SVG: volts, amperes, kilowatts and state of charge over time.

Panels stand below each other on one time axis; one without data is left out. The text of the picture comes
from numbers and from this file alone, so nothing that a car sends needs escaping but the title.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from secc.tools.conversation import Conversation
from secc.tools.printing import date
from secc.tools.signals import samples

__all__ = ["Curve", "Panel", "Series", "curve", "svg"]

Point = tuple[float, float]

_SVG: Final = "http://www.w3.org/2000/svg"
_WIDTH: Final = 1000
_LEFT: Final = 70
_RIGHT: Final = 25
_TOP: Final = 76
_PANEL: Final = 150
_GAP: Final = 38
_BOTTOM: Final = 48
_METERED: Final = "power by the meter"
_ENERGY: Final = "energy by the meter"
_WINDOW: Final = 15.0
"""s over which the meter's readings make a power: they come in steps of 1 Wh or more."""

_STEPS: Final = (1, 2, 2.5, 5, 10)
_TIMES: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400)  # s

_STYLE: Final = """\
text { font: 12px system-ui, "DejaVu Sans", sans-serif; fill: #333; }
.title { font-size: 15px; font-weight: 600; }
.grid { stroke: #e2e2e2; } .axis { stroke: #888; fill: none; }
.charger, .car, .limit, .meter { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
.charger { stroke: #0072b2; } .car { stroke: #d55e00; stroke-dasharray: 6 3; }
.limit { stroke: #777; stroke-dasharray: 2 3; stroke-width: 1.3; } .meter { stroke: #009e73; }"""
"""Colours that people with any kind of colour vision can tell apart; the kinds of line differ as well."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a panel."""

    label: str
    kind: str
    """Its style: charger, car, limit or meter."""
    points: tuple[Point, ...]
    """s since the first sample, and the value"""


@dataclass(frozen=True, slots=True)
class Panel:
    """One diagram."""

    title: str
    series: tuple[Series, ...]
    zero: bool = False
    """The axis begins at zero."""
    span: float = 1.0
    """The axis shows no less than this."""


class _Plan(NamedTuple):
    """How a panel is made of signals."""

    title: str
    scale: float
    """What values are divided by."""
    zero: bool
    """The axis begins at zero."""
    span: float
    """The axis shows no less than this."""
    lines: tuple[tuple[str, str, str], ...]
    """Label, style, signal."""


_PLANS: Final = (
    _Plan(
        "Voltage in V",
        1,
        False,
        20,
        (
            ("charger, present", "charger", "evse_present_voltage_V"),
            ("car, target", "car", "ev_target_voltage_V"),
            ("car, present", "meter", "ev_present_voltage_V"),
        ),
    ),
    _Plan(
        "Current in A",
        1,
        True,
        1,
        (
            ("charger, present", "charger", "evse_present_current_A"),
            ("car, target", "car", "ev_target_current_A"),
            ("charger, at most", "limit", "evse_max_current_A"),
        ),
    ),
    _Plan(
        "Power in kW",
        1000,
        True,
        1,
        (
            ("charger, present", "charger", "evse_present_power_W"),
            ("charger, by its meter", "charger", _METERED),
            ("charger, target", "limit", "evse_target_power_W"),
            ("car, present", "meter", "ev_present_power_W"),
            ("car, target", "car", "ev_target_power_W"),
        ),
    ),
    _Plan("State of charge in %", 1, False, 5, (("car", "meter", "soc_percent"),)),
    _Plan("Energy in kWh", 1000, True, 0.1, (("charger, by its meter", "charger", _ENERGY),)),
)


@dataclass(frozen=True, slots=True)
class Curve:
    """What is drawn."""

    title: str
    summary: str
    panels: tuple[Panel, ...]
    seconds: float

    @property
    def size(self) -> int:
        """How much there is to see, in points."""
        return sum(len(series.points) for panel in self.panels for series in panel.series)


def curve(conversation: Conversation, title: str) -> Curve | None:
    """The curve of a conversation; None where too little is known for a line."""
    found: dict[str, list[Point]] = {}
    zero: float | None = None
    last = 0.0
    for sample in samples(conversation):
        time = sample.message.place.time
        if time is None:
            continue
        zero = time if zero is None else zero
        last = max(last, time - zero)
        for signal, value in sample.values.items():
            found.setdefault(signal, []).append((time - zero, value))
    _derive(found)
    panels = [panel for panel in (_planned(plan, found) for plan in _PLANS) if panel is not None]
    if not panels or zero is None or last <= 0:
        return None
    return Curve(title, _summary(found, zero, last), tuple(panels), last)


def _derive(found: dict[str, list[Point]]) -> None:
    """What the meter tells: the energy, and the power where nobody says it."""
    readings = found.get("meter_Wh", [])
    if len(readings) < 2 or readings[-1][1] <= readings[0][1]:
        return
    found[_ENERGY] = [(time, value - readings[0][1]) for time, value in readings]
    if "evse_present_power_W" in found:
        return
    powers = found[_METERED] = []
    before = readings[0]
    for time, value in readings[1:]:
        if time - before[0] >= _WINDOW:
            powers.append((time, (value - before[1]) * 3600 / (time - before[0])))
            before = time, value


def _planned(plan: _Plan, found: dict[str, list[Point]]) -> Panel | None:
    lines = {line: found[line[2]] for line in plan.lines if len(found.get(line[2], ())) > 1}
    values = (value for line, points in lines.items() if line[1] != "limit" for _, value in points)
    highest = max(values, default=0)
    series = []
    for (label, kind, _), points in lines.items():
        if kind == "limit" and highest:  # a limit far away would press the curve flat
            points = [(time, value) for time, value in points if value <= 2 * highest]
        if len(points) > 1:
            held = _held(points) if kind in ("limit", "car") else points
            series.append(Series(label, kind, tuple((time, value / plan.scale) for time, value in held)))
    return Panel(plan.title, tuple(series), plan.zero, plan.span) if series else None


def _held(points: Sequence[Point]) -> list[Point]:
    """A value that holds until the next one is told: steps instead of slopes."""
    steps = [points[0]]
    for before, point in pairwise(points):
        steps += [(point[0], before[1]), point]
    return steps


def _summary(found: dict[str, list[Point]], zero: float, seconds: float) -> str:
    parts = [date(zero), duration(seconds)]
    power = found.get("evse_present_power_W", [])
    if len(power) > 1:
        energy = sum((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in pairwise(power)) / 3_600_000
        parts += [f"{energy:.2f} kWh", f"at most {max(value for _, value in power) / 1000:.1f} kW"]
    elif _ENERGY in found:
        parts.append(f"{found[_ENERGY][-1][1] / 1000:.2f} kWh")
    charge = [value for _, value in found.get("soc_percent", [])]
    if charge:
        parts.append(f"{charge[0]:g} to {charge[-1]:g} %")
    return " · ".join(parts)


def duration(seconds: float) -> str:
    """A time span for people."""
    whole = round(seconds)
    if whole < 120:
        return f"{whole} s"
    if whole < 7200:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole // 60 % 60} min"


def svg(one: Curve) -> str:
    """The picture."""
    height = _TOP + len(one.panels) * (_PANEL + _GAP) - _GAP + _BOTTOM
    size = f'width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}"'
    lines = [
        f'<svg xmlns="{_SVG}" {size} role="img">',
        f"<title>{escape(one.title)}</title>",
        f"<style>{_STYLE}</style>",
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text class="title" x="{_LEFT}" y="22">{escape(one.title)}</text>',
        f'<text x="{_LEFT}" y="40">{escape(one.summary)}</text>',
    ]
    times = _time_ticks(one.seconds)
    for index, panel in enumerate(one.panels):
        top = _TOP + index * (_PANEL + _GAP)
        lines += _panel(panel, top, one.seconds, times, last=index == len(one.panels) - 1)
    return "\n".join([*lines, "</svg>", ""])


def _panel(panel: Panel, top: int, seconds: float, times: Sequence[float], *, last: bool) -> Iterator[str]:
    bottom, right = top + _PANEL, _WIDTH - _RIGHT
    ticks = _ticks([value for one in panel.series for _, value in one.points], panel.zero, panel.span)
    low, high = ticks[0], ticks[-1]

    def x(time: float) -> float:
        return _LEFT + (right - _LEFT) * time / seconds

    def y(value: float) -> float:
        return bottom - _PANEL * (value - low) / (high - low)

    yield f'<text x="{_LEFT}" y="{top - 8}">{panel.title}</text>'
    at = right
    for one in reversed(panel.series):
        at -= 38 + round(6.8 * len(one.label))
        yield f'<path class="{one.kind}" d="M{at} {top - 12}h24"/>'
        yield f'<text x="{at + 29}" y="{top - 8}">{one.label}</text>'
    for tick in ticks:
        yield f'<path class="grid" d="M{_LEFT} {y(tick):.1f}H{right}"/>'
        yield f'<text x="{_LEFT - 8}" y="{y(tick) + 4:.1f}" text-anchor="end">{tick:.6g}</text>'
    for time in times:
        yield f'<path class="grid" d="M{x(time):.1f} {top}V{bottom}"/>'
        if last:
            text = _clock(time, times)
            yield f'<text x="{x(time):.1f}" y="{bottom + 18}" text-anchor="middle">{text}</text>'
    if last:
        unit = "time in s" if times[-1] < 120 else "time in min" if times[-1] < 7200 else "time in h"
        yield f'<text x="{(_LEFT + right) / 2:g}" y="{bottom + 38}" text-anchor="middle">{unit}</text>'
    yield f'<path class="axis" d="M{_LEFT} {top}V{bottom}H{right}"/>'
    for one in panel.series:
        points = _thinned([(round(x(time), 1), round(y(value), 1)) for time, value in one.points])
        yield f'<polyline class="{one.kind}" points="{" ".join(f"{a:g},{b:g}" for a, b in points)}"/>'


def _thinned(points: Sequence[Point]) -> list[Point]:
    """Without points that a straight level line has anyway, and without those that show no difference."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and kept[-1][1] == kept[-2][1] == point[1]:
            kept[-1] = point
        else:
            kept.append(point)
    return kept


def _ticks(values: Sequence[float], zero: bool, span: float) -> list[float]:
    """Round numbers from below the least to above the greatest value."""
    low, high = min(values), max(values)
    if zero or 0 < low < high * 0.6:
        low, high = min(low, 0), max(high, 0)
    span = max(span, 1e-6 * abs(high))
    if high - low < span:
        middle = (high + low) / 2
        low, high = (low, low + span) if low == 0 else (middle - span / 2, middle + span / 2)
    rough = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(step * power for step in _STEPS if step * power >= rough * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [number * step for number in range(first, last + 1)]


def _time_ticks(seconds: float) -> list[float]:
    step = next(
        (step for step in _TIMES if seconds / step <= 12), _TIMES[-1] * math.ceil(seconds / 86400 / 12)
    )
    return [number * step for number in range(int(seconds // step) + 1)]


def _clock(time: float, times: Sequence[float]) -> str:
    unit = 1 if times[-1] < 120 else 60 if times[-1] < 7200 else 3600
    return f"{time / unit:g}"
