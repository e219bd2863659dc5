"""``secc ev``: a simulated car that charges at any charger on an interface."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from secc.errors import ConfigError

if TYPE_CHECKING:
    from secc.net.car import Secure

DESCRIPTION = """\
A simulated car: finds the charger on an interface (SDP), speaks ISO 15118-2 with external payment,
charges its battery and leaves. Ends with the charger's answer times per message type.
"""

EXAMPLES = """\
examples:
  secc ev --interface eth0                            DC, from 20 % to 80 %
  secc ev --interface eth0 --mode ac --loops 20       AC, leave after 20 messages of the charge loop
  secc ev --interface eth0 --seconds 60 --json        one minute, the result as JSON
  secc ev --interface eth0 --tls --pki pki            over TLS 1.2; the folder is of: secc pki new pki
  secc ev --interface lo                              a charger on this machine (SDP to ::1)

exit code: 0 the session completed, 1 it did not, 2 your mistake
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``secc ev``."""
    parser.description = DESCRIPTION
    parser.epilog = EXAMPLES
    percent, above = _number(0, 100), _number(0.001, 1e6)
    parser.add_argument("--interface", required=True, metavar="IF", help="network interface to the charger")
    parser.add_argument("--mode", choices=("ac", "dc"), default="dc", help="how to charge (dc)")
    parser.add_argument("--soc", type=percent, default=20.0, metavar="PERCENT", help="at the beginning (20)")
    parser.add_argument("--target-soc", type=percent, default=80.0, metavar="PERCENT", help="stop there (80)")
    parser.add_argument("--loops", type=_count, metavar="N", help="stop after N messages of the charge loop")
    parser.add_argument("--seconds", type=above, metavar="S", help="stop after S seconds of charging")
    parser.add_argument(
        "--speed",
        type=above,
        default=1.0,
        metavar="X",
        help="the battery's time runs X times as fast as the clock (1)",
    )
    parser.add_argument(
        "--patience",
        type=above,
        default=1.0,
        metavar="X",
        help="wait X times as long for an answer as the standard says (1)",
    )
    parser.add_argument(
        "--pre-charge-tolerance",
        type=above,
        default=20.0,
        metavar="V",
        help="start when the charger's voltage is so close to the battery's (20)",
    )
    parser.add_argument(
        "--tls",
        choices=("1.2", "1.3"),
        nargs="?",
        const="1.2",
        help="ask for TLS, and take nothing else (1.2; with 1.3 the car shows its own certificate)",
    )
    parser.add_argument("--pki", type=Path, metavar="DIR", help="roots and the car's chains, see secc pki")
    parser.add_argument("--json", action="store_true", help="no view; the result as one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Drive the car; 0 when the session completed."""
    from secc.net.car import visit
    from secc.sim.ev import AC, DC, Battery, Car, Settings
    from secc.tools import answers as times
    from secc.tools.view import view

    settings = Settings(
        modes=AC if arguments.mode == "ac" else DC,
        target_soc=arguments.target_soc,
        loops=arguments.loops,
        loop_seconds=arguments.seconds,
        pre_charge_tolerance=arguments.pre_charge_tolerance,
        patience=arguments.patience,
        speed=arguments.speed,
    )
    car = Car(settings, Battery(soc=arguments.soc))
    secure = _secure(arguments)
    began = time.monotonic()
    if arguments.json:
        answers = visit(car, arguments.interface, secure=secure)
    else:
        screen = view()
        screen.begin(f"{arguments.mode.upper()} car on {arguments.interface}")
        answers = visit(car, arguments.interface, lambda: screen.update(car.progress), secure)
    seconds = time.monotonic() - began

    outcome, progress = car.outcome, car.progress
    assert outcome is not None  # `visit` ends with one
    if arguments.json:
        result = {
            "completed": outcome.completed,
            "reason": outcome.reason,
            "seconds": round(seconds, 3),
            "energy_wh": round(progress.energy, 3),
            "soc": round(progress.soc, 3),
            "loops": progress.loops,
            "answers_ms": {name: asdict(row) for name, row in times.by_request(answers).items()},
        }
        json.dump(result, sys.stdout, indent=2)
        print()
    else:
        word = "completed" if outcome.completed else "not completed"
        screen.end(f"{word}: {outcome.reason}; {progress.energy / 1000:.2f} kWh in {seconds:.1f} s")
        print(*times.lines(answers), sep="\n")
    return 0 if outcome.completed else 1


def _secure(arguments: argparse.Namespace) -> Secure | None:
    """What puts TLS on the car's socket; None: nothing does."""
    if arguments.tls is None:
        return None
    if arguments.pki is None:
        raise ConfigError("--tls needs --pki DIR (a test PKI: secc pki new DIR)")
    from secc.net import car_tls
    from secc.pnc import store
    from secc.security import TlsVersion

    return car_tls.load(arguments.pki, store.password(None), TlsVersion(f"TLS {arguments.tls}"))


def _number(low: float, high: float) -> Callable[[str], float]:
    """A parser of numbers in a range, ends included."""

    def parse(text: str) -> float:
        with suppress(ValueError):
            if low <= (value := float(text)) <= high:
                return value
        raise argparse.ArgumentTypeError(f"expected a number from {low:g} to {high:g}, found {text!r}")

    return parse


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number above 0, found {text!r}")
    return int(text)
