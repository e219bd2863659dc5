"""The battery model."""

from __future__ import annotations

import pytest

from secc.sim.ev import Battery


def test_energy_in_is_energy_stored() -> None:
    battery = Battery(capacity=50_000, soc=20)
    assert battery.charge(power=10_000, seconds=1800) == pytest.approx(5000)
    assert battery.soc == pytest.approx(30)


def test_a_full_battery_takes_no_more() -> None:
    battery = Battery(capacity=50_000, soc=99)
    assert battery.charge(power=100_000, seconds=3600) == pytest.approx(500)
    assert battery.soc == pytest.approx(100)
    assert battery.charge(power=100_000, seconds=3600) == pytest.approx(0)


def test_an_empty_battery_gives_no_more() -> None:
    battery = Battery(capacity=50_000, soc=1)
    assert battery.charge(power=-100_000, seconds=3600) == pytest.approx(-500)
    assert battery.soc == 0


def test_the_current_is_constant_until_the_voltage_limit_and_falls_from_there() -> None:
    currents = [Battery(soc=soc).current for soc in range(0, 101, 5)]
    assert currents[:17] == [200.0] * 17, "up to 80 %"
    assert currents[16:] == sorted(currents[16:], reverse=True)
    assert currents[-1] == pytest.approx(50)


@pytest.mark.parametrize("soc", [0, 33, 80, 95, 100])
def test_the_voltage_limit_holds(soc: float) -> None:
    battery = Battery(soc=soc)
    assert battery.open_voltage < battery.voltage(battery.current) <= battery.max_voltage + 1e-9
