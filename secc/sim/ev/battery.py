"""The battery of the simulated car: a voltage behind a resistance, and a counter of energy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Battery:
    """A traction battery, charged with constant current until its voltage limit lets less and less in.

    V, A, Wh; state of charge in percent.
    """

    capacity: float = 60_000.0
    soc: float = 20.0
    empty_voltage: float = 340.0  # open circuit at 0 %
    full_voltage: float = 400.0  # open circuit at 100 %
    resistance: float = 0.08  # Ohm
    max_voltage: float = 404.0
    max_current: float = 200.0

    @property
    def open_voltage(self) -> float:
        """V without current."""
        return self.empty_voltage + (self.full_voltage - self.empty_voltage) * self.soc / 100

    def voltage(self, current: float) -> float:
        """V at the terminals while ``current`` (A) flows in."""
        return self.open_voltage + current * self.resistance

    @property
    def current(self) -> float:
        """A that may flow in now: the rated current, then what the voltage limit leaves of it."""
        return max(0.0, min(self.max_current, (self.max_voltage - self.open_voltage) / self.resistance))

    def charge(self, power: float, seconds: float) -> float:
        """Take in ``power`` (W) for a while, give it if negative; returns the Wh that came in."""
        before = self.soc
        self.soc = min(100.0, max(0.0, before + power * seconds / 3600 / self.capacity * 100))
        return (self.soc - before) / 100 * self.capacity
