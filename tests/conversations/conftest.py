"""Fixtures of the conversations."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from secc_contract.types.iso15118_charger import EnergyTransferMode
from tests.conversations.stage import Stage


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A charger that nobody has spoken to yet."""
    stage = Stage()
    yield stage
    assert stage.link.failures == []


@pytest.fixture
def ac(stage: Stage) -> Stage:
    """An AC outlet, 16 A x 230 V x 3, its link ready, its owner quick."""
    stage.reacts()
    stage.boot(EnergyTransferMode.AC_three_phase_core)
    return stage


@pytest.fixture
def dc(stage: Stage) -> Stage:
    """A DC outlet, 5 to 200 A, 150 to 900 V, 150 kW, its link ready, its owner quick."""
    stage.reacts()
    stage.boot(EnergyTransferMode.DC_extended)
    return stage
