"""What people see of a session."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from secc.sim.ev import Progress
from secc.tools import view


def progress(phase: str, watts: float = 0.0, loops: int = 0) -> Progress:
    return Progress(phase, soc=50, volts=400, amperes=watts / 400, watts=watts, energy=1500, loops=loops)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_plain_lines_tell_each_phase_and_one_a_second(clock: Clock) -> None:
    out = io.StringIO()
    plain = view.PlainView(out, clock)
    plain.begin("title")
    plain.update(progress("payment"))
    for _ in range(10):
        clock.now += 0.25
        plain.update(progress("charging DC", 40_000, 1))
    plain.end("done")
    lines = out.getvalue().splitlines()
    assert lines[0] == "title"
    assert [line.split()[0] for line in lines[1:-1]] == ["0.0", "0.2", "1.2", "2.2"]
    assert lines[-1] == "done"
    assert lines[2].split("charging DC")[1].split() == [
        "50.0",
        "%",
        "400",
        "V",
        "100.0",
        "A",
        "40.0",
        "kW",
        "1.50",
        "kWh",
    ]


def test_plain_lines_tell_each_note_once(clock: Clock) -> None:
    out = io.StringIO()
    plain = view.PlainView(out, clock)
    for _ in range(2):
        plain.begin("title")
        plain.update(progress("contract"))
        plain.update(replace(progress("contract"), notes=("one",)))
        plain.update(replace(progress("contract"), notes=("one", "two")))
    lines = [line.split()[-1] for line in out.getvalue().splitlines()]
    assert lines == ["title", "kWh", "one", "two"] * 2


def test_the_live_panel_shows_the_last_notes_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.console import Console

    out = io.StringIO()
    notes = ("first", "second", "[bold]third", "fourth")
    Console(file=out, width=100).print(view.LiveView()._panel(replace(progress("x"), notes=notes), 0))
    assert "first" not in out.getvalue()
    assert all(note in out.getvalue() for note in notes[1:])


def test_a_pipe_gets_plain_lines() -> None:
    assert isinstance(view.view(io.StringIO()), view.PlainView)


def test_the_live_panel_shows_phase_battery_figures_and_curve(monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.console import Console

    live = view.LiveView()
    live._powers = [10_000, 20_000, 40_000]
    out = io.StringIO()
    Console(file=out, width=100).print(live._panel(progress("charging DC", 40_000, 1), 3.2))
    text = out.getvalue()
    for part in ("charging DC", "50.0 %", "400 V", "100.0 A", "40.0 kW", "1.50 kWh", "▃▅█", "3.2 s"):
        assert part in text, part


def test_the_curve_fits_and_peaks_at_its_highest() -> None:
    drawn = view.curve([float(value) for value in range(200)], width=40)
    assert len(drawn) == 40
    assert (drawn[0], drawn[-1]) == ("▁", "█")
    assert view.curve([]) == ""
    assert view.curve([0.0, 0.0]) == ""


@pytest.mark.parametrize(("percent", "full"), [(0, 0), (50, 20), (100, 40)])
def test_the_bar(percent: float, full: int) -> None:
    assert view.bar(percent) == "█" * full + "░" * (40 - full)
