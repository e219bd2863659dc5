"""``secc run`` with its simulated EVSE, and ``secc ev``, as processes from this tree."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.interop import ecog
from tests.interop.lab import Process, Side


def environment() -> dict[str, str]:
    """The process's environment, in which this tree is importable from any folder."""
    paths = os.pathsep.join((str(ecog.ROOT), str(ecog.ROOT / "generated")))
    return {**os.environ, "PYTHONPATH": paths}


def start_charger(
    side: Side, mode: ecog.Mode, folder: Path, *options: str, owner: str | None = None
) -> Process:
    """Start it, with further options, and wait until it answers SDP; ``owner``: not a simulated EVSE."""
    command = (
        sys.executable,
        "-m",
        "secc",
        "run",
        "--interface",
        side.interface,
        *(("--simulate", mode) if owner is None else ("--owner", owner)),
        *options,
    )
    process = side.start(*command, env=environment(), cwd=folder)
    process.expect(r"ready: SDP on \S+, (TCP|TLS) \d+", within=10)
    return process


def start_car(
    side: Side, mode: ecog.Mode, folder: Path, loops: int, protocol: ecog.Protocol, *options: str
) -> Process:
    """Start a car that leaves after so many messages of the charge loop; it prints its result as JSON.

    Patient with a codec that is slow at first, and content with any voltage: that charger always says 1 V.
    """
    words = ("--mode", mode, "--protocol", protocol, "--loops", str(loops), "--json")
    leniency = ("--patience", "20", "--pre-charge-tolerance", "1000")
    command = (sys.executable, "-m", "secc", "ev", "--interface", side.interface, *words, *leniency, *options)
    return side.start(*command, env=environment(), cwd=folder)
