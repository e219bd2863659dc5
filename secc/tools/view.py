"""Watching a car charge: a live panel on a terminal (with rich), plain lines everywhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol, TextIO

from secc.sim.ev import Progress

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.live import Live

BARS = "▁▂▃▄▅▆▇█"
WIDTH = 40  # characters of bar and curve
SAMPLE = 0.1  # s between two points of the curve
NOTES = 3  # lines of the panel
LINE = 1.0  # s between two plain lines of one phase

Clock = Callable[[], float]


class View(Protocol):
    """Something that shows a session."""

    def begin(self, title: str) -> None:
        """A session begins."""

    def update(self, progress: Progress) -> None:
        """The session has moved on."""

    def end(self, text: str) -> None:
        """The session is over; ``text`` says how it went."""


def view(out: TextIO | None = None) -> View:
    """The best view for this output (standard output)."""
    out = out or sys.stdout
    if out.isatty():
        with suppress(ImportError):
            return LiveView()
    return PlainView(out)


def curve(values: list[float], width: int = WIDTH) -> str:
    """A line of blocks: the values' course, squeezed into at most ``width`` characters."""
    top = max(values, default=0.0)
    if top <= 0:
        return ""
    count = min(width, len(values))
    picked = [values[(index + 1) * len(values) // count - 1] for index in range(count)]
    return "".join(BARS[min(int(value / top * len(BARS)), len(BARS) - 1)] for value in picked)


def bar(percent: float, width: int = WIDTH) -> str:
    """A filled and an empty part."""
    full = round(percent / 100 * width)
    return "█" * full + "░" * (width - full)


def figures(progress: Progress) -> str:
    """What flows, in one line."""
    return (
        f"{progress.volts:5.0f} V {progress.amperes:6.1f} A {progress.watts / 1000:6.1f} kW"
        f" {progress.energy / 1000:7.2f} kWh"
    )


class PlainView:
    """A line for each new phase, and one a second while it lasts; between them what is to be noted."""

    def __init__(self, out: TextIO, clock: Clock = time.monotonic) -> None:
        self._out, self._clock = out, clock
        self._began = self._told = 0.0
        self._phase = ""
        self._noted = 0

    def begin(self, title: str) -> None:
        self._began, self._phase, self._noted = self._clock(), "", 0
        self._say(title)

    def update(self, progress: Progress) -> None:
        now = self._clock()
        for note in progress.notes[self._noted :]:
            self._say(f"{now - self._began:6.1f} s  {note}")
        self._noted = len(progress.notes)
        if progress.phase == self._phase and now - self._told < LINE:
            return
        self._phase, self._told = progress.phase, now
        self._say(
            f"{now - self._began:6.1f} s  {progress.phase:14} {progress.soc:5.1f} %  {figures(progress)}"
        )

    def end(self, text: str) -> None:
        self._say(text)

    def _say(self, line: str) -> None:
        print(line, file=self._out, flush=True)


class LiveView:
    """A panel that is redrawn in place: phase, battery, what flows, and the power's curve."""

    def __init__(self) -> None:
        from rich.console import Console  # here, so that its absence is noticed before anything is shown

        self._console = Console(highlight=False)
        self._live: Live | None = None
        self._title = ""
        self._began = self._sampled = 0.0
        self._powers: list[float] = []

    def begin(self, title: str) -> None:
        from rich.live import Live

        self._title, self._powers, self._began = title, [], time.monotonic()
        self._live = Live(console=self._console, refresh_per_second=10)
        self._live.start()

    def update(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.loops and now - self._sampled >= SAMPLE:
            self._sampled = now
            self._powers.append(progress.watts)
        if self._live is not None:
            self._live.update(self._panel(progress, now - self._began))

    def end(self, text: str) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None
        self._console.print(text, markup=False)

    def _panel(self, progress: Progress, seconds: float) -> RenderableType:
        from rich.markup import escape
        from rich.panel import Panel
        from rich.table import Table

        rows = Table.grid(padding=(0, 2))
        rows.add_row("phase", f"[bold]{progress.phase}[/]")
        rows.add_row("battery", f"[green]{bar(progress.soc)}[/] {progress.soc:.1f} %")
        rows.add_row("now", figures(progress))
        rows.add_row("power", f"[cyan]{curve(self._powers)}[/]")
        rows.add_row("time", f"{seconds:.1f} s")
        for note in progress.notes[-NOTES:]:
            rows.add_row("", f"[yellow]{escape(note)}[/]")
        return Panel(rows, title=self._title, title_align="left", expand=False)
