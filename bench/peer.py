"""Our charger beside the one of the PyPI package iso15118, both driven by our simulated car, in one run.

    python -m bench.peer [--protocol iso2|din] [--mode ac|dc] [--loops 100]

Each charger runs alone, in a network namespace of its own, and serves one car; without ``--protocol`` one by
ISO 15118-2 and then one by DIN SPEC 70121. Printed for both chargers: time from start to SDP-ready, peak
memory and processor time (children included) when ready and at the end, and for each message the answer times
from the last byte of a request to the last byte of its response, as the car sees them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from secc.tools.answers import by_request, spread
from tests.interop import ecog, ours
from tests.interop.lab import LabError, Process, Side, Usage, cable

DRIVE_SECONDS = 180.0


@dataclass(frozen=True)
class Figures:
    """What one run showed."""

    ready: float  # s from start to SDP-ready
    idle: Usage
    used: Usage
    answers: list[tuple[str, float]]  # request and seconds, in order
    outcome: str


def measure(
    start: Callable[[Side, ecog.Mode, Path], Process], protocol: ecog.Protocol, mode: ecog.Mode, loops: int
) -> Figures:
    """One charger, one car."""
    with cable() as (charger_side, car_side), tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        charger = start(charger_side, mode, Path(folder))
        ready, idle = time.monotonic() - began, charger.usage()
        command = (sys.executable, "-m", "bench.peer", "--drive", car_side.interface, "--protocol", protocol)
        car = subprocess.run(
            [*car_side.enter, *command, "--mode", mode, "--loops", str(loops)],
            env=ours.environment(),
            capture_output=True,
            text=True,
            timeout=DRIVE_SECONDS,
            check=False,
        )
        if car.returncode:
            raise LabError(car.stderr.strip())
        seen: dict[str, Any] = json.loads(car.stdout.splitlines()[-1])
        answers = [(name, seconds) for name, seconds in seen["answers"]]
        return Figures(ready, idle, charger.usage(), answers, seen["outcome"])


def drive(interface: str, protocol: ecog.Protocol, mode: ecog.Mode, loops: int) -> int:
    """Be the car in this namespace; prints its outcome and answer times as one line of JSON."""
    from secc.net import car
    from secc.sim.ev import AC, DC, Car, Settings

    # No pauses of the car's own; patience with a cold JVM; and the other charger never raises its voltage.
    settings = Settings(
        protocols=(protocol,),
        modes=AC if mode == "ac" else DC,
        loops=loops,
        ac_loop=0.0,
        dc_loop=0.0,
        patience=20.0,
        pre_charge_tolerance=1000.0,
    )
    vehicle = Car(settings)
    answers = car.visit(vehicle, interface)
    assert vehicle.outcome is not None
    reason = vehicle.outcome.reason
    print(
        json.dumps({"outcome": reason, "answers": [[answer.request, answer.seconds] for answer in answers]})
    )
    return 0


def rows(figures: Figures) -> dict[str, str]:
    """The printed lines: title to value."""
    usage = {
        "start to SDP-ready, s": f"{figures.ready:.2f}",
        "memory when ready, MiB": f"{figures.idle.memory:.0f}",
        "memory peak, MiB": f"{figures.used.memory:.0f}",
        "processor when ready, s": f"{figures.idle.cpu:.2f}",
        "processor in all, s": f"{figures.used.cpu:.2f}",
        "how it ended": figures.outcome,
        "": "median     p99     max",
    }
    times = {**by_request(figures.answers), "all": spread([seconds for _, seconds in figures.answers])}
    return usage | {
        f"{name}, ms": f"{row.median:6.2f} {row.p99:7.2f} {row.max:7.2f}" for name, row in times.items()
    }


def main() -> int:
    """Measure both and print them side by side."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--protocol", choices=("iso2", "din"))
    parser.add_argument("--mode", choices=("ac", "dc"), default="dc")
    parser.add_argument("--loops", type=int, default=100, help="requests in the charge loop")
    parser.add_argument("--drive", metavar="IF", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    mode, loops = arguments.mode, arguments.loops
    if arguments.drive:
        return drive(arguments.drive, arguments.protocol, mode, loops)
    if reason := ecog.lacking():
        sys.exit(f"bench.peer: {reason}")
    every: tuple[ecog.Protocol, ...] = ("iso2",) if mode == "ac" else ("iso2", "din")
    for protocol in (arguments.protocol,) if arguments.protocol else every:
        columns = {
            "secc": rows(measure(ours.start_charger, protocol, mode, loops)),
            "iso15118": rows(measure(ecog.start_charger, protocol, mode, loops)),
        }
        print(f"{protocol + ' ' + mode:34}" + "".join(f"{name:>26}" for name in columns))
        for title in dict.fromkeys(title for column in columns.values() for title in column):
            print(f"{title:34}" + "".join(f"{column.get(title, '-'):>26}" for column in columns.values()))
        print(flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
