"""The switch that lets numbers leave their ranges, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest

from secc_contract import ContractError
from secc_contract.iso15118_charger import Iso15118ChargerClient, Iso15118ChargerPublisher
from secc_contract.iso15118_charger.contract import VARIABLES
from secc_contract.link import InProcessLink
from secc_contract.types.iso15118_charger import DcEvMaximumLimits, DcEvTargetValues

DISCHARGE = DcEvTargetValues(dc_ev_target_voltage=400.0, dc_ev_target_current=-50.0)


@pytest.fixture
def heard() -> Iterator[list[DcEvTargetValues]]:
    VARIABLES["dc_ev_target_voltage_current"].relax()
    yield []
    VARIABLES["dc_ev_target_voltage_current"].relax(False)


def test_a_discharge_passes_from_end_to_end(heard: list[DcEvTargetValues]) -> None:
    link = InProcessLink()
    Iso15118ChargerClient(link).subscribe_dc_ev_target_voltage_current(heard.append)
    Iso15118ChargerPublisher(link).publish_dc_ev_target_voltage_current(DISCHARGE)
    assert heard == [DISCHARGE]


def test_other_variables_stay_strict(heard: list[DcEvTargetValues]) -> None:
    with pytest.raises(ContractError):
        Iso15118ChargerPublisher(InProcessLink()).publish_dc_ev_maximum_limits(
            DcEvMaximumLimits(dc_ev_maximum_current_limit=-50.0)
        )


@pytest.mark.parametrize(
    "plain",
    [
        {"dc_ev_target_voltage": 400.0},
        {"dc_ev_target_voltage": 400.0, "dc_ev_target_current": "-50"},
        {"dc_ev_target_voltage": 400.0, "dc_ev_target_current": -50.0, "more": 1},
        {"dc_ev_target_voltage": 400.0, "dc_ev_target_current": math.nan},
        {"dc_ev_target_voltage": 400.0, "dc_ev_target_current": -math.inf},
    ],
)
def test_what_is_wrong_otherwise_is_refused(heard: list[DcEvTargetValues], plain: dict[str, Any]) -> None:
    with pytest.raises(ContractError):
        VARIABLES["dc_ev_target_voltage_current"].read(plain)


def test_the_switch_ends(heard: list[DcEvTargetValues]) -> None:
    VARIABLES["dc_ev_target_voltage_current"].relax(False)
    with pytest.raises(ContractError):
        VARIABLES["dc_ev_target_voltage_current"].write(DISCHARGE)
