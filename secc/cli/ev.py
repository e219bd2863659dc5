"""``secc ev``: a simulated car that charges at any charger on an interface."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from secc.errors import ConfigError

if TYPE_CHECKING:
    from secc.net.car import Secure
    from secc.sim.ev import Scenario
    from secc.sim.ev.trip import Trip
    from secc.sim.ev.wallet import Wallet

DESCRIPTION = """\
A simulated car: finds the charger on an interface (SDP), speaks ISO 15118-2 or DIN SPEC 70121, pays by
external means or by contract, charges its battery and leaves. Ends with the charger's answer times per
message type.
With a scenario it does what the scenario says, however odd, and judges the charger.
"""

EXAMPLES = """\
examples:
  secc ev --interface eth0                            DC, from 20 % to 80 %
  secc ev --interface eth0 --mode ac --loops 20       AC, leave after 20 messages of the charge loop
  secc ev --interface eth0 --protocol din             a car that knows DIN SPEC 70121 only
  secc ev --interface eth0 --seconds 60 --json        one minute, the result as JSON
  secc ev --interface eth0 --scenario car.toml        a scripted car (docs/simulated-car.md)
  secc ev --interface eth0 --tls --pki pki            over TLS 1.2; the folder is of: secc pki new pki
  secc ev --interface eth0 --tls --pki pki --payment contract                         Plug & Charge
  secc ev --interface eth0 --tls --pki pki --payment contract --certificate install   and gets a contract
  secc ev --interface lo                              a charger on this machine (SDP to ::1)

exit code: 0 the session completed (or the scenario held), 1 it did not, 2 your mistake
"""


KIND = ("mode", "protocol", "payment", "certificate", "contract")
"""Options that say what kind of car it is, named as a scenario's keys."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``secc ev``."""
    parser.description = DESCRIPTION
    parser.epilog = EXAMPLES
    parser.add_argument("--interface", required=True, metavar="IF", help="network interface to the charger")
    parser.add_argument("--scenario", type=Path, metavar="FILE", help="what the car does, in TOML")
    # Of the car; what is not said is the scenario's or the default.
    percent, above = _number(0, 100), _number(0.001, 1e6)
    car = partial(parser.add_argument, default=argparse.SUPPRESS)
    car("--mode", choices=("ac", "dc"), help="how to charge (dc)")
    car("--protocol", choices=("din", "iso2", "any"), help="what the car speaks (any: best first iso2)")
    car("--soc", type=percent, metavar="PERCENT", help="at the beginning (20)")
    car("--target-soc", type=percent, metavar="PERCENT", help="stop there (80)")
    car("--loops", type=_count, metavar="N", help="stop after N messages of the charge loop")
    car("--seconds", dest="loop_seconds", type=above, metavar="S", help="stop after S seconds of charging")
    car("--speed", type=above, metavar="X", help="the battery's time runs X times as fast as the clock (1)")
    car(
        "--patience",
        type=above,
        metavar="X",
        help="wait X times as long for an answer as the standard says (1)",
    )
    car(
        "--pre-charge-tolerance",
        type=above,
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
    parser.add_argument(
        "--pki-password", type=Path, metavar="FILE", help="its first line opens the keys ($SECC_PKI_PASSWORD)"
    )
    car("--payment", choices=("external", "contract"), help="contract: Plug & Charge, over TLS (external)")
    car("--certificate", choices=("install", "update"), help="a new contract comes first")
    car("--contract", metavar="NAME", help="which one of DIR/car/iso2 (contract)")
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="DIR",
        help="write the new contract and its key here: a new or empty folder",
    )
    parser.add_argument("--json", action="store_true", help="no view; the result as one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Drive the car; 0 when the session completed, or the scenario held."""
    from secc.net import interface
    from secc.net.car import visit
    from secc.pnc import layout, store
    from secc.tools import answers as times
    from secc.tools.view import view

    interface.find(arguments.interface)
    scenario = _scenario(arguments)
    secret = store.password(arguments.pki_password)
    secure = _secure(arguments, secret)
    car = scenario.car(_wallet(arguments, scenario, secret))
    if arguments.keep is not None:
        if scenario.settings.certificate == "none":
            raise ConfigError(
                "--keep is of no use: no contract comes without --certificate install or update"
            )
        layout.vacant(arguments.keep)
    began = time.monotonic()
    if arguments.json:
        answers = visit(car, arguments.interface, secure=secure)
    else:
        screen = view()
        title = scenario.about or f"{'AC' if scenario.settings.is_ac else 'DC'} car"
        screen.begin(f"{title} on {arguments.interface}")
        answers = visit(car, arguments.interface, lambda: screen.update(car.progress), secure)
    seconds = time.monotonic() - began

    outcome, progress = car.outcome, car.progress
    assert outcome is not None  # `visit` ends with one
    broken = scenario.judge(car)
    if arguments.json:
        result = {
            "completed": outcome.completed,
            "reason": outcome.reason,
            "broken": broken,
            "seconds": round(seconds, 3),
            "energy_wh": round(progress.energy, 3),
            "soc": round(progress.soc, 3),
            "loops": progress.loops,
            "notes": progress.notes,
            "answers_ms": {name: asdict(row) for name, row in times.by_request(answers).items()},
        }
        json.dump(result, sys.stdout, indent=2)
        print()
    else:
        word = "completed" if outcome.completed else "not completed"
        screen.end(f"{word}: {outcome.reason}; {progress.energy / 1000:.2f} kWh in {seconds:.1f} s")
        print(*times.lines(answers), sep="\n")
        if arguments.scenario is not None:
            print(f"scenario not held: {'; '.join(broken)}" if broken else "scenario held")
    if arguments.keep is not None:
        _keep(arguments.keep, car.trip, secret)
    return 1 if broken else 0


def _scenario(arguments: argparse.Namespace) -> Scenario:
    """The car of the file, or of the options alone."""
    from secc.sim.ev import scenario

    given = vars(arguments)
    kind = {key: given[key] for key in KIND if key in given}
    if arguments.scenario is None:
        for option in ("certificate", "contract"):
            if option in kind and kind.get("payment") != "contract":
                raise ConfigError(f"--{option} is for a car that pays by contract: add --payment contract")
        base: Scenario = scenario.plain(**kind)
    elif kind:
        raise ConfigError(f"--{next(iter(kind))}: the scenario says it")
    else:
        base = scenario.load(arguments.scenario)
    names = {field.name for field in fields(base.settings)}
    settings = replace(base.settings, **{key: value for key, value in given.items() if key in names})
    battery = {**base.battery, **({"soc": given["soc"]} if "soc" in given else {})}
    return replace(base, settings=settings, battery=battery)


def _wallet(arguments: argparse.Namespace, scenario: Scenario, secret: bytes | None) -> Wallet | None:
    """What the car has for Plug & Charge; None: there is no TLS, under which alone it could use it."""
    needed = scenario.identities
    if arguments.tls is None:
        if needed:
            raise ConfigError("a contract pays over TLS only: add --tls --pki DIR")
        return None
    from secc.sim.ev import wallet

    welcome = {scenario.settings.contract}
    return wallet.load(arguments.pki, datetime.now(UTC), needed, welcome, secret)


def _keep(folder: Path, trip: Trip, secret: bytes | None) -> None:
    """Write a contract that came on the way in the form of a test PKI's."""
    from secc.pnc import layout
    from secc.pnc.certificates import pem

    new = trip.installed
    if new is None:
        print(f"no contract came: nothing in {folder}", file=sys.stderr)
        return
    key = layout.key_pem(new.key, secret)
    chain = layout.File("chain.pem", pem(*new.chain).encode())
    layout.write(folder, [chain, layout.File("key.pem", key, secret=True)])
    print(f"contract {new.emaid} in {folder}", file=sys.stderr)


def _secure(arguments: argparse.Namespace, secret: bytes | None) -> Secure | None:
    """What puts TLS on the car's socket; None: nothing does."""
    if arguments.tls is None:
        for option in ("pki", "pki_password"):
            if getattr(arguments, option) is not None:
                raise ConfigError(f"--{option.replace('_', '-')} is of no use without --tls")
        return None
    if arguments.pki is None:
        raise ConfigError("--tls needs --pki DIR (a test PKI: secc pki new DIR)")
    from secc.net import car_tls
    from secc.security import TlsVersion

    return car_tls.load(arguments.pki, secret, TlsVersion(f"TLS {arguments.tls}"))


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
