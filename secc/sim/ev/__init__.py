"""A simulated car: ISO 15118-2, AC and DC, external payment.

It shares codec and framing with our charger, nothing else. Sans-IO: `Car` gives requests and takes bytes;
``secc.net.car`` owns its socket.
"""

from __future__ import annotations

from secc.sim.ev.battery import Battery
from secc.sim.ev.car import Car, Outcome, Progress, Request
from secc.sim.ev.trip import AC, DC, Settings

__all__ = ["AC", "DC", "Battery", "Car", "Outcome", "Progress", "Request", "Settings"]
