"""The picture of a session: what is drawn, and that it is drawn to scale."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from secc.tools import capture, plot
from secc.tools.conversation import Conversation, conversations
from secc.tools.plot import Curve, Panel, Series

CURVE = Curve(
    "a <car> & more",
    "summary",
    (
        Panel(
            "Current in A",
            (Series("charger", "charger", ((0.0, 0.0), (50.0, 100.0), (100.0, 50.0))),),
            zero=True,
        ),
        Panel("State of charge in %", (Series("car", "meter", ((0.0, 57.0), (100.0, 58.0))),), span=5),
    ),
    100.0,
)


def session(testdata: Path, name: str) -> Conversation:
    """The first session of a capture."""
    return next(conversations(capture.read(testdata / "captures" / name)))


def titles(curve: Curve | None) -> dict[str, list[str]]:
    """Panels and their lines."""
    assert curve is not None
    return {panel.title: [one.label for one in panel.series] for panel in curve.panels}


def test_points_are_drawn_to_scale() -> None:
    root = ElementTree.fromstring(plot.svg(CURVE))
    lines = [one for one in root.iter() if one.tag.endswith("polyline")]
    points = [tuple(map(float, pair.split(","))) for pair in lines[0].attrib["points"].split()]
    (x0, y0), (x1, y1), (x2, y2) = points
    assert x1 - x0 == pytest.approx(x2 - x1)
    assert y0 - y2 == pytest.approx((y0 - y1) / 2)
    grid = [one.attrib["d"] for one in root.iter() if one.attrib.get("class") == "grid"]
    levels = [float(match[1]) for path in grid if (match := re.fullmatch(r"M\d+ ([\d.]+)H\d+", path))]
    assert y0 in levels and y1 in levels


def test_the_picture_is_xml_and_has_a_legend_and_axes() -> None:
    root = ElementTree.fromstring(plot.svg(CURVE))
    texts = [one.text for one in root.iter() if one.tag.endswith(("text", "title"))]
    assert texts.count("a <car> & more") == 2
    assert {"Current in A", "charger", "State of charge in %", "car", "time in s", "100", "summary"} <= set(
        texts
    )


@pytest.mark.parametrize(
    ("values", "zero", "span", "ticks"),
    [
        ([0, 100], True, 1, [0, 25, 50, 75, 100]),
        ([380, 400], False, 20, [380, 385, 390, 395, 400]),
        ([55, 55], False, 5, [52, 54, 56, 58]),
        ([16, 16], True, 1, [0, 5, 10, 15, 20]),
        ([0, 0], True, 1, [0, 0.25, 0.5, 0.75, 1]),
        ([-20, 100], True, 1, [-50, 0, 50, 100]),
        ([10, 400], False, 20, [0, 100, 200, 300, 400]),
    ],
)
def test_ticks(values: list[float], zero: bool, span: float, ticks: list[float]) -> None:
    assert plot._ticks(values, zero, span) == pytest.approx(ticks)


@pytest.mark.parametrize("value", [1e131, -1e131, 1e-120, 0.0])
@pytest.mark.parametrize("zero", [True, False])
def test_ticks_of_what_cars_of_iso_15118_20_may_claim(value: float, zero: bool) -> None:
    found = plot._ticks([value, value], zero, 20)
    assert found[0] <= value <= found[-1] and found[0] < found[-1] and len(found) < 10


@pytest.mark.parametrize(
    ("seconds", "step"), [(0.5, 1), (9, 1), (90, 10), (600, 60), (3600, 300), (100_000, 14400), (1e7, 864000)]
)
def test_time_ticks(seconds: float, step: float) -> None:
    found = plot._time_ticks(seconds)
    assert found[:2] in ([0], [0, step])
    assert 1 <= len(found) <= 13


@pytest.mark.parametrize(("seconds", "text"), [(12.4, "12 s"), (150, "2 min 30 s"), (9000, "2 h 30 min")])
def test_durations(seconds: float, text: str) -> None:
    assert plot.duration(seconds) == text


def test_what_shows_no_difference_is_left_out() -> None:
    level = [(float(at), 1.0) for at in range(5)]
    assert plot._thinned([*level, (4.0, 1.0), (5.0, 2.0)]) == [(0.0, 1.0), (4.0, 1.0), (5.0, 2.0)]


def test_a_dc_session(testdata: Path) -> None:
    curve = plot.curve(session(testdata, "mg-mg4-electric-dinspec-dc.pcap"), "x")
    assert titles(curve) == {
        "Voltage in V": ["charger, present", "car, target"],
        "Current in A": ["charger, present", "car, target", "charger, at most"],
        "Power in kW": ["charger, present"],
        "State of charge in %": ["car"],
    }


def test_an_ac_session_has_its_power_from_the_meter(testdata: Path) -> None:
    name = "porsche-taycan-4s-iso-15118-2-ac-2023-04-11t09-46-34.483z-taycan-iso-otherside.pcap"
    curve = plot.curve(session(testdata, name), "x")
    assert titles(curve) == {
        "Current in A": ["charger, at most"],
        "Power in kW": ["charger, by its meter"],
        "Energy in kWh": ["charger, by its meter"],
    }
    assert curve is not None
    power, energy = (panel.series[0].points for panel in curve.panels[1:])
    assert power[-1][1] == pytest.approx(11, abs=0.5)
    assert energy[0][1] == 0
    assert energy[-1][1] == pytest.approx(0.25, abs=0.01)
    assert curve.summary.endswith("0.25 kWh")


def test_nothing_to_draw(testdata: Path) -> None:
    name = "opel-ampera-e-2023-01-13-iso-15118-2-ac-not-supported-opelampera-ac-iso.pcap"
    assert plot.curve(session(testdata, name), "x") is None


def test_a_limit_far_away_does_not_press_the_curve_flat() -> None:
    plan = next(plan for plan in plot._PLANS if plan.title == "Current in A")
    lines = {
        "evse_present_current_A": [(0.0, 10.0), (1.0, 12.0)],
        "evse_max_current_A": [(0.0, 500.0), (1.0, 500.0)],
    }
    panel = plot._planned(plan, lines)
    assert panel is not None
    assert [one.label for one in panel.series] == ["charger, present"]
    alone = plot._planned(plan, {"evse_max_current_A": lines["evse_max_current_A"]})
    assert alone is not None
    assert alone.series[0].points == ((0.0, 500.0), (1.0, 500.0), (1.0, 500.0))
