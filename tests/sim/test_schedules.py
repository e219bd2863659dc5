"""The car draws what its schedule grants: a step in its profile for each, and no more once it has begun."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from secc import config
from secc.settings import Settings as Charger
from secc.sim.ev import AC, Battery, Car, Settings
from secc.sim.ev.trip import MOST_ENTRIES, Trip
from tests.conftest import REPOSITORY
from tests.sim import contracts
from tests.sim.world import World, station

PAGE = (REPOSITORY / "docs" / "beyond-the-contract.md").read_text()
SHOWN = [text for text in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL) if "schedules" in text]

KINDS: Mapping[str, dict[str, Any]] = {
    "ac": {"modes": AC, "ac_loop": 30.0},
    "dc": {"dc_loop": 30.0},
    "din": {"protocols": ("din",), "dc_loop": 30.0},
    "contract": {"payment": "contract", "dc_loop": 30.0},
}


def visit(kind: str, charger: Charger, **more: Any) -> tuple[Car, list[tuple[float, float]]]:
    """The car, and what it drew: (s after the first loop, W)."""
    settings = Settings(**KINDS[kind], **more)
    is_ac, pays = settings.is_ac, settings.payment == "contract"
    world = contracts.secure(is_ac=is_ac, settings=charger) if pays else World(station(is_ac=is_ac), charger)
    car = Car(settings, Battery(), contracts.wallet("contract") if pays else None)
    drawn: list[tuple[float, float]] = []
    world.visit(car, lambda loops: drawn.append((world.clock.now(), car.trip.watts)))
    began = drawn[0][0] if drawn else 0.0
    return car, [(at - began, watts) for at, watts in drawn]


def read(folder: Path, text: str) -> Charger:
    file = folder / "secc.toml"
    file.write_text(text)
    return config.load(file)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", SHOWN, ids=["limits", "prices"])
def test_a_car_charges_by_the_schedules_of_the_page(text: str, kind: str, tmp_path: Path) -> None:
    car, _ = visit(kind, read(tmp_path, text), loops=5)
    assert car.outcome is not None
    assert car.outcome.completed, car.outcome


@pytest.mark.parametrize("kind", KINDS)
def test_the_car_draws_less_when_the_schedule_grants_less(kind: str) -> None:
    car, drawn = visit(kind, Charger(schedules=(((0, 11000.0), (3600, 3000.0)),)), loop_seconds=3700)
    assert car.outcome is not None
    assert car.outcome.completed, car.outcome
    assert max(watts for at, watts in drawn if at < 3500) == pytest.approx(11000, rel=0.02)
    assert [watts for at, watts in drawn if at > 3660] != []
    assert all(watts == pytest.approx(3000, rel=0.02) for at, watts in drawn if at > 3660)


def profile(*limits: tuple[int, float]) -> list[tuple[int, float]]:
    trip = Trip(Settings(), Battery(), max_power=8000.0)
    trip.limits = limits
    return trip.profile


def test_a_profile_has_the_car_s_own_limit_and_no_step_without_a_change() -> None:
    assert profile((0, 11000.0), (60, 9000.0), (120, 3000.0)) == [(0, 8000.0), (120, 3000.0)]


def test_a_profile_that_would_be_too_long_ends_with_the_least_that_is_granted() -> None:
    limits = [(60 * number, 5000.0 - number % 7) for number in range(30)]
    found = profile(*limits)
    assert len(found) == MOST_ENTRIES
    assert found[:-1] == limits[: MOST_ENTRIES - 1]
    assert found[-1] == (60 * 23, 4994.0)
