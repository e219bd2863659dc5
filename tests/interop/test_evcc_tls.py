"""A car that nobody here wrote charges over TLS 1.2, with a test PKI of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interop.flows import FLOWS, Flow, play
from tests.interop.lab import Side


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_a_third_party_car_charges_over_tls(flow: Flow, sides: tuple[Side, Side], tmp_path: Path) -> None:
    play(flow, sides, tmp_path, loops=5, tries=2)  # raises when anything is not as it should be
