"""``secc demo``: a simulated car charges at this charger, AC, DC, then by contract, before your eyes."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from secc.tools.view import View

DESCRIPTION = """\
A simulated car charges at this charger: AC, then DC, then by Plug & Charge over TLS, with a contract that it
gets on the way. Real processes, real sockets, ISO 15118-2, SDP, a test PKI made for this one run. Only the
battery's time is quickened, so that a charge takes seconds. It needs no root and touches no real interface:
it runs in a network namespace of its own, or over ::1 where the kernel refuses one.
"""

EXAMPLES = """\
what to do next:
  secc run --interface eth0 --simulate dc      be that charger for a real car
  secc ev --interface eth0                     be that car for a real charger

exit code: 0 all sessions completed, 1 one did not
"""


@dataclass(frozen=True)
class Act:
    """One session of the demo."""

    name: str
    mode: str
    title: str
    minutes: float  # that pass for the battery in one second
    target_soc: float
    contract: bool = False
    """Plug & Charge over TLS, the contract installed on the way."""


ACTS = (
    Act("ac", "ac", "AC, 3 x 16 A", minutes=60, target_soc=80),
    Act("dc", "dc", "DC, up to 200 A", minutes=8, target_soc=95),
    Act("pnc", "dc", "Plug & Charge over TLS, DC", minutes=8, target_soc=60, contract=True),
)

PATIENCE = 8.0
"""The car waits so many times as long for answers as the standard says: the machine may be busy."""


@dataclass(frozen=True)
class Result:
    """A row of the summary."""

    session: str
    protocol: str
    energy: float  # kWh
    seconds: float
    messages: int
    median: float  # ms
    longest: float  # ms
    completed: bool
    reason: str

    def __str__(self) -> str:
        word = "completed" if self.completed else "failed"
        return (
            f"{self.session:7} {self.protocol:20} {self.energy:6.2f} kWh {self.seconds:6.1f} s"
            f" {self.messages:6} {self.median:9.2f} ms {self.longest:8.2f} ms  {word}: {self.reason}"
        )


HEAD = (
    f"{'session':7} {'protocol':20} {'energy':>10} {'duration':>8} {'asked':>6}"
    f" {'median':>12} {'longest':>11}  result"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``secc demo``: none that a user needs."""
    parser.description = DESCRIPTION
    parser.epilog = EXAMPLES
    parser.add_argument(
        "--inside", action="store_true", help=argparse.SUPPRESS
    )  # in its own namespace already


def run(arguments: argparse.Namespace) -> int:
    """All sessions; 0 when all completed."""
    from secc.pnc import layout
    from secc.tools import lab
    from secc.tools.view import view

    own_network = False
    try:
        if not arguments.inside:
            words = lab.own_network()
            os.execvp(words[0], [*words, *lab.SECC, "demo", "--inside"])
        lab.furnish()
        own_network = True
        print("The car and each charger have a network namespace of their own, with a cable between them.")
    except lab.LabError as error:
        print(f"Car and charger talk over ::1, with SDP unicast: {error}.")
    screen = view()
    with tempfile.TemporaryDirectory(prefix="secc-demo-") as folder:
        layout.new(Path(folder), datetime.now(UTC))
        results = [_perform(act, own_network, screen, Path(folder)) for act in ACTS]
    print("\nThe answer times are the car's: from the request to the last byte of the response.")
    print(HEAD, *results, sep="\n")
    return 0 if all(result.completed for result in results) else 1


def _perform(act: Act, own_network: bool, screen: View, pki: Path) -> Result:
    """One session, shown; never raises for what can go wrong on the way."""
    from secc.net import car_tls
    from secc.net.car import visit
    from secc.security import TlsVersion
    from secc.sim.ev import AC, DC, Car, Settings, wallet
    from secc.tools import lab
    from secc.tools.answers import spread

    settings = Settings(
        modes=AC if act.mode == "ac" else DC,
        target_soc=act.target_soc,
        ac_loop=0.1,
        patience=PATIENCE,
        speed=act.minutes * 60,
        payment="contract" if act.contract else "external",
        certificate="install" if act.contract else "none",
    )
    options, secure, purse = [], None, None
    if act.contract:
        options = ["--tls", "require", "--pki", str(pki), "--receipts"]
        secure = car_tls.load(pki, None, TlsVersion.V1_2)
        purse = wallet.load(pki, datetime.now(UTC), {settings.provisioning})
    car = Car(settings, wallet=purse)
    screen.begin(f"{act.title}: 1 s = {act.minutes:g} min for the battery")
    answers = []
    log: list[str] = []
    seconds = 0.0
    try:
        with lab.charger(act.mode, own_network, *options, place=act.name) as (charger, interface):
            began = time.monotonic()
            answers = visit(car, interface, lambda: screen.update(car.progress), secure)
            seconds = time.monotonic() - began
            log = charger.log
    except lab.LabError as error:
        car.lost(f"no charger: {error}")
    outcome = car.outcome
    assert outcome is not None  # set by `visit` or by the loss above
    screen.end("" if outcome.completed else "\n".join([outcome.reason, *log]))
    times = spread([answer.seconds for answer in answers] or [0.0])
    return Result(
        session="PnC DC" if act.contract else act.mode.upper(),
        protocol="ISO 15118-2, TLS 1.2" if act.contract else "ISO 15118-2",
        energy=car.progress.energy / 1000,
        seconds=seconds,
        messages=len(answers),
        median=times.median,
        longest=times.max,
        completed=outcome.completed,
        reason=outcome.reason,
    )
