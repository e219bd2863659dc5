"""The long proof with the third-party car, for a quiet machine: ``python -m tests.interop.full``.

DIN SPEC 70121 with the car as it is shipped (0.25 s for CurrentDemandRes) five times, ISO 15118-2 AC and DC
once each, 100 messages of the charge loop in every session; then each way to charge over TLS three times,
with 20 messages. Printed: a line a session, and the log lines that prove it. Exit code 1 when a session did
not come to its end.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from statistics import median

from tests.interop import ecog, ours
from tests.interop.flows import FLOWS, Flow, play
from tests.interop.lab import LabError, Process, Side, cable

LOOPS = 100
LOOPS_TLS = 20
TIMES_TLS = 3
DIN: tuple[ecog.Protocol, ecog.Mode] = ("din", "dc")
RUNS: tuple[tuple[ecog.Protocol, ecog.Mode], ...] = (*[DIN] * 5, ("iso2", "ac"), ("iso2", "dc"))


def exchanges(lines: list[str]) -> list[tuple[str, float]]:
    """Requests and seconds to their response, by the time stamps of the car's log: its own codec included."""
    found, sent = [], ("", datetime.min)
    for line in lines:
        stamp = re.match(r"\w+ +(\S+ \S+) - ", line)
        if stamp is None:
            continue
        at = datetime.strptime(stamp[1], "%Y-%m-%d %H:%M:%S,%f")
        if asked := re.search(r": Sent (\w+)Req$", line):
            sent = asked[1], at
        elif (answer := re.search(r": (\w+)Res received$", line)) and answer[1] == sent[0]:
            found.append((sent[0], (at - sent[1]).total_seconds()))
    return found


def summary(protocol: str, mode: ecog.Mode, car: Process) -> str:
    """One line: what was exchanged, and how long the car waited."""
    seen = exchanges(car.lines)
    loop = {"ac": "ChargingStatus", "dc": "CurrentDemand"}[mode]
    times = [seconds * 1000 for name, seconds in seen if name == loop]
    return (
        f"{protocol:5} {mode:3} {len(seen):4} exchanges, {len(times):4} {loop}, waited in the loop:"
        f" median {median(times):.0f} ms, max {max(times):.0f} ms, first {times[0]:.0f} ms"
    )


def session(sides: tuple[Side, Side], protocol: ecog.Protocol, mode: ecog.Mode, folder: Path) -> bool:
    """A fresh charger of ours, one car; prints how it went."""
    charger = ours.start_charger(sides[0], mode, folder)
    try:
        car = ecog.charge(sides[1], mode, folder, LOOPS, protocol, patient=False, tries=1)
    except LabError as error:
        print(f"{protocol:5} {mode:3} FAILED: {error}", *charger.lines, sep="\n", flush=True)
        return False
    finally:
        charger.stop()
    print(summary(protocol, mode, car))
    show(charger, car)
    car.stop()
    return True


def secured(sides: tuple[Side, Side], flow: Flow, folder: Path) -> bool:
    """The same over TLS; one try."""
    try:
        charger, car = play(flow, sides, folder, LOOPS_TLS, tries=1)
    except LabError as error:
        print(f"TLS   {flow.name}: FAILED: {error}", flush=True)
        return False
    print(f"TLS   {flow.name}: {len(exchanges(car.lines))} exchanges")
    show(charger, car, flow.shown)
    return True


_PROOF = re.compile(r"Chosen protocol|Certificate\w+Res received|SessionStopRes received")


def show(charger: Process, car: Process, *patterns: str) -> None:
    """The lines of both that prove how it went."""
    wanted = "|".join((r"(Current|Charging)\w+Req: \d+ answers", "car connected, TLS", *patterns))
    print(
        *(f"    car: {line}" for line in car.lines if _PROOF.search(line)),
        *(f"    charger: {line}" for line in charger.lines if re.search(wanted, line)),
        sep="\n",
        flush=True,
    )


def main() -> int:
    """All runs, one after the other."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    if reason := ecog.lacking():
        sys.exit(f"interop: {reason}")
    print(f"load average {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores")
    done = []
    for protocol, mode in RUNS:
        with cable() as sides, tempfile.TemporaryDirectory() as folder:
            done.append(session(sides, protocol, mode, Path(folder)))
    for flow in [flow for flow in FLOWS for _ in range(TIMES_TLS)]:
        with cable() as sides, tempfile.TemporaryDirectory() as folder:
            done.append(secured(sides, flow, Path(folder)))
    print(f"{sum(done)} of {len(done)} sessions completed")
    return 0 if all(done) else 1


if __name__ == "__main__":
    sys.exit(main())
