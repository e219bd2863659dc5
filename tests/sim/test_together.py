"""Car, charger and EVSE on one virtual clock: whole sessions in milliseconds, without a socket."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from examples.my_evse import MyEvse
from secc.sim.ev import AC, DC, Car, Settings
from secc.sim.evse import AcEvse, DcEvse
from secc_contract.types.iso15118_charger import EvseError
from tests.sim.world import World, in_order


def ac_car(**changes: Any) -> Car:
    return Car(Settings(modes=AC, speed=1000, **changes))


def dc_car(**changes: Any) -> Car:
    return Car(Settings(modes=DC, speed=100, **changes))


@pytest.fixture
def ac() -> World:
    return World(lambda client, clock: AcEvse(client, clock=clock))


@pytest.fixture
def dc() -> World:
    return World(lambda client, clock: DcEvse(client, clock=clock))


def test_an_ac_car_charges(ac: World) -> None:
    car = ac_car()
    published = ac.visit(car)
    assert car.outcome is not None
    assert car.outcome.completed, car.outcome
    assert car.progress.soc == pytest.approx(80, abs=0.5)
    assert in_order(
        published,
        "require_auth_eim",
        "v2g_setup_finished",
        "ac_close_contactor",
        "ac_open_contactor",
        "dlink_terminate",
    )
    assert ac.evse.meter.energy > 0


def test_a_dc_car_charges(dc: World) -> None:
    car = dc_car()
    published = dc.visit(car)
    assert car.outcome is not None
    assert car.outcome.completed, car.outcome
    assert car.progress.soc == pytest.approx(80, abs=0.5)
    assert in_order(
        published,
        "require_auth_eim",
        "start_cable_check",
        "v2g_setup_finished",
        "current_demand_started",
        "current_demand_finished",
        "dc_open_contactor",
        "dlink_terminate",
    )


@pytest.mark.parametrize(("world", "car"), [("ac", ac_car), ("dc", dc_car)])
def test_the_next_car_charges_too(
    world: str, car: Callable[..., Car], request: pytest.FixtureRequest
) -> None:
    here: World = request.getfixturevalue(world)
    for target in (25, 30):
        visitor = car(target_soc=target)
        here.visit(visitor)
        assert visitor.outcome is not None
        assert visitor.outcome.completed, visitor.outcome


@pytest.mark.parametrize(("world", "car"), [("ac", ac_car), ("dc", dc_car)])
def test_the_owner_stops_the_charging(
    world: str, car: Callable[..., Car], request: pytest.FixtureRequest
) -> None:
    here: World = request.getfixturevalue(world)

    def stop(loops: int) -> None:
        if loops == 5:
            here.client.call_stop_charging(True)

    visitor = car()
    here.visit(visitor, stop)
    assert visitor.outcome is not None
    assert visitor.outcome.completed
    assert visitor.progress.loops <= 7
    assert "charger" in visitor.outcome.reason


def test_cars_charge_at_the_integrator_s_example(capsys: pytest.CaptureFixture[str]) -> None:
    world = World(lambda client, clock: MyEvse(client))
    for _ in range(2):
        car = ac_car(target_soc=30)
        world.visit(car)
        assert car.outcome is not None
        assert car.outcome.completed, car.outcome
    assert capsys.readouterr().out == "contactor closed\ncontactor open\n" * 2


def test_an_emergency_ends_the_session_and_the_next_car_is_served(dc: World) -> None:
    def emergency(loops: int) -> None:
        if loops == 5:
            dc.client.call_send_error(EvseError.Error_EmergencyShutdown)

    car = dc_car()
    published = dc.visit(car, emergency)
    assert car.outcome is not None
    assert not car.outcome.completed
    assert in_order(published, "current_demand_finished", "dc_open_contactor", "dlink_error")
    car = dc_car(target_soc=25)
    dc.visit(car)
    assert car.outcome is not None
    assert car.outcome.completed, car.outcome


def test_a_car_that_vanishes_leaves_no_voltage(dc: World) -> None:
    class Gone(Exception):
        pass

    def vanish(loops: int) -> None:
        if loops == 5:
            raise Gone

    pipe_before = dc.link.published.copy()
    car = dc_car()
    with pytest.raises(Gone):
        dc.visit(car, vanish)
    conversation = dc.charger._conversation
    assert conversation is not None
    conversation.lost()
    dc.clock.passes(1)
    published = [variable for variable, _ in dc.link.published[len(pipe_before) :]]
    assert in_order(published, "current_demand_finished", "dc_open_contactor", "dlink_error")
    assert dc.evse._power() == 0
    assert dc.offered, "for the next car"
