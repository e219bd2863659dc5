"""The physics of the simulated EVSE: values that change with time, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """How quick the simulated hardware is. Seconds, unless a unit is given."""

    contactor: float = 0.05  # coil to auxiliary contact
    authorization: float = 0.4  # a person shows a card
    cable_check: float = 1.0  # isolation measurement
    supply_step: float = 0.04  # between two readings of the DC output
    voltage_slope: float = 1500.0  # V/s
    current_slope: float = 400.0  # A/s
    meter: float = 1.0  # between two meter readings
    replug: float = 0.3  # from the end of a link to the next


USUAL = Pace()


def approach(value: float, goal: float, most: float) -> float:
    """``value`` moved towards ``goal`` by at most ``most``."""
    return min(goal, value + most) if goal > value else max(goal, value - most)


class Supply:
    """A DC power supply: it ramps to its set point and never leaves its limits (V, A, W).

    Current flows only while it is loaded, that is while the car's contactor is closed.
    """

    def __init__(self, max_voltage: float, max_current: float, max_power: float, pace: Pace) -> None:
        self.max_voltage, self.max_current, self.max_power = max_voltage, max_current, max_power
        self.voltage = self.current = 0.0
        self.loaded = False
        self._goal_voltage = self._goal_current = 0.0
        self._pace = pace

    def aim(self, voltage: float, current: float) -> None:
        """New set point. Outside the limits the limit holds."""
        self._goal_voltage = min(max(voltage, 0.0), self.max_voltage)
        self._goal_current = min(max(current, 0.0), self.max_current)

    def off(self) -> None:
        """Current to nothing at once; the voltage falls at its own speed."""
        self.aim(0.0, 0.0)
        self.loaded = False
        self.current = 0.0

    @property
    def on(self) -> bool:
        """It is told to make voltage."""
        return self._goal_voltage > 0

    @property
    def active(self) -> bool:
        """There is voltage at the output, or there will be."""
        return self.voltage > 0 or self.on

    @property
    def power(self) -> float:
        """W at the output."""
        return self.voltage * self.current

    def step(self, seconds: float) -> None:
        """Let time pass."""
        self.voltage = approach(self.voltage, self._goal_voltage, self._pace.voltage_slope * seconds)
        goal = self._goal_current if self.loaded else 0.0
        self.current = approach(self.current, goal, self._pace.current_slope * seconds)
        if self.power > self.max_power:
            self.current = self.max_power / self.voltage


class Meter:
    """Counts the energy of a power that is constant between two looks at it."""

    def __init__(self) -> None:
        self.energy = 0.0  # Wh
        self.power = 0.0  # W, since the last look

    def step(self, seconds: float, power: float) -> None:
        """``seconds`` have passed at the power so far; from now on it is ``power`` (W)."""
        self.energy += self.power * seconds / 3600
        self.power = power
