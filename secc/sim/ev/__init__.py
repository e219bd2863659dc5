"""A simulated car: DIN SPEC 70121 (DC) and ISO 15118-2 (AC, DC, Plug & Charge), well or badly behaved.

It shares codec, framing and the checks of certificates and signatures with our charger, nothing else.
Sans-IO: `Car` gives requests and takes bytes; ``secc.net.car`` owns its socket. An `Actor` is a car that
follows a scenario, a `Wallet` what it pays with.
"""

from __future__ import annotations

from secc.sim.ev.actor import Actor
from secc.sim.ev.battery import Battery
from secc.sim.ev.car import Car, HangUp, Outcome, Progress, Request
from secc.sim.ev.scenario import Scenario
from secc.sim.ev.trip import AC, DC, Settings
from secc.sim.ev.wallet import Wallet

__all__ = [
    "AC",
    "DC",
    "Actor",
    "Battery",
    "Car",
    "HangUp",
    "Outcome",
    "Progress",
    "Request",
    "Scenario",
    "Settings",
    "Wallet",
]
