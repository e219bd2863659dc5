"""The data link: when a car may come, what its end means, and what every end switches off."""

from __future__ import annotations

import pytest

from secc.settings import Settings
from secc_contract.types.iso15118_charger import EnergyTransferMode as Mode
from tests.conversations import requests as ev
from tests.conversations import test_ac, test_dc
from tests.conversations.stage import Stage, Wire


def test_no_car_before_setup_and_link(stage: Stage) -> None:
    assert stage.charger.connected(Wire()) is None
    stage.client.call_dlink_ready(True)
    assert not stage.offered  # setup was not called yet
    stage.boot(Mode.DC_extended, ready=False)
    assert stage.offered
    stage.client.call_dlink_ready(False)
    assert not stage.offered
    assert stage.charger.connected(Wire()) is None


def test_no_car_within_the_setup_time(dc: Stage) -> None:
    assert dc.offered
    dc.passes(17.9)
    assert dc.offered
    dc.passes(0.1)
    assert not dc.offered
    assert dc.heard() == ["dlink_error"]
    dc.passes(100)
    assert dc.heard() == []
    dc.client.call_dlink_ready(True)
    assert dc.offered


def test_a_session_ends_the_setup_timer(dc: Stage) -> None:
    car = test_dc.until(dc, "ServiceDiscovery")
    dc.passes(19)
    assert dc.heard() == []
    assert car.asks(ev.service_discovery()).ResponseCode == "OK"


@pytest.mark.parametrize("handshake", [False, True])
def test_a_silent_car_is_closed_with_the_setup_time(dc: Stage, handshake: bool) -> None:
    dc.passes(10)
    car = dc.connect()
    if handshake:
        car.handshake()
    dc.heard()
    dc.passes(7.9)
    assert not car.wire.closed
    dc.passes(0.1)
    assert car.wire.closed
    assert car.wire.written == []
    car.leaves()
    assert dc.heard() == ["dlink_error"]
    assert not dc.offered


@pytest.mark.parametrize("place", list(test_dc.STEPS)[1:])
def test_a_silent_car_is_closed_after_the_sequence_time(dc: Stage, place: str) -> None:
    car = test_dc.until(dc, place)
    dc.passes(59.9)
    assert not car.wire.closed
    dc.passes(0.1)
    assert car.wire.closed
    assert car.wire.written == []
    car.leaves()
    assert dc.heard()[-1] == "dlink_error"


def test_the_sequence_time_counts_from_the_answer(dc: Stage) -> None:
    car = test_dc.until(dc, "ServiceDiscovery")
    dc.passes(50)
    car.send(bytes.fromhex("01FE8001000000640000"))  # half a frame does not restart it
    dc.passes(9.9)
    assert not car.wire.closed
    dc.passes(0.1)
    assert car.wire.closed


@pytest.mark.parametrize(
    ("place", "safety"),
    [
        ("SessionSetup", []),
        ("CableCheck", []),
        ("PreCharge", []),
        ("PowerDelivery", ["dc_open_contactor"]),
        ("CurrentDemand", ["dc_open_contactor"]),
        ("Stop", ["current_demand_finished", "dc_open_contactor"]),
        ("WeldingDetection", []),
    ],
)
def test_a_lost_link_switches_off_dc(dc: Stage, place: str, safety: list[str]) -> None:
    test_dc.until(dc, place).leaves()
    assert dc.heard() == [*safety, "dlink_error"]
    assert test_dc.until(dc, "ServiceDiscovery")


@pytest.mark.parametrize(
    ("place", "safety"),
    [
        ("PowerDelivery", []),
        ("ChargingStatus", ["ac_open_contactor"]),
        ("Stop", ["ac_open_contactor"]),
        ("SessionStop", []),
    ],
)
def test_a_lost_link_switches_off_ac(ac: Stage, place: str, safety: list[str]) -> None:
    test_ac.until(ac, place).leaves()
    assert ac.heard() == [*safety, "dlink_error"]
    assert test_ac.until(ac, "ServiceDiscovery")


def test_the_owner_takes_the_link_down(ac: Stage) -> None:
    car = test_ac.until(ac, "Stop")
    ac.client.call_dlink_ready(False)
    assert ac.heard() == ["ac_open_contactor"]
    assert car.wire.closed
    assert car.wire.written == []
    car.leaves()
    assert ac.heard() == []
    assert not ac.offered


def test_the_process_ends(ac: Stage) -> None:
    car = test_ac.until(ac, "Stop")
    ac.charger.shut_down()
    assert ac.heard() == ["ac_open_contactor"]
    assert car.wire.closed
    car.leaves()
    assert not ac.offered


def test_one_car_at_a_time(dc: Stage) -> None:
    car = test_dc.until(dc, "ServiceDiscovery")
    assert dc.charger.connected(Wire()) is None
    assert car.asks(ev.service_discovery()).ResponseCode == "OK"
    car.leaves()
    assert dc.charger.connected(Wire()) is not None


def test_every_session_ends_with_one_dlink_event(dc: Stage) -> None:
    for place in test_dc.STEPS:
        car = test_dc.until(dc, place)
        car.leaves()
        car.leaves()  # a second report of the same loss
        assert [name for name in dc.heard() if name.startswith("dlink")] == ["dlink_error"]


def test_after_a_session_the_car_may_come_again_for_a_while(dc: Stage) -> None:
    car = test_dc.until(dc, "SessionStop")
    car.asks(ev.session_stop())
    assert not dc.offered
    car.leaves()
    assert dc.offered
    dc.passes(18)
    assert not dc.offered
    assert dc.heard() == ["dlink_terminate"]  # the session's own end was told, nothing more is wrong


@pytest.mark.parametrize("limit", [1.0, 300.0])
def test_nobody_pays(limit: float) -> None:
    stage = Stage(Settings(auth_timeout_eim=limit))
    stage.boot(Mode.DC_extended)
    car = test_dc.until(stage, "Authorization")
    assert car.asks(ev.authorization()).ResponseCode == "OK"
    for _ in range(int(limit / 50)):
        stage.passes(50)
        assert car.asks(ev.authorization()).ResponseCode == "OK"
    stage.passes(limit % 50 + 0.1)
    assert car.asks(ev.authorization()).ResponseCode == "FAILED"
    assert stage.heard() == ["require_auth_eim"]
