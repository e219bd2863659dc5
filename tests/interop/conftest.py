"""The cable between a third-party car and a charger, and what its absence means."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import missing
from tests.interop import ecog
from tests.interop.lab import LabError, Side, cable


@pytest.fixture
def sides() -> Iterator[tuple[Side, Side]]:
    """The charger's side and the car's side of a fresh cable."""
    if reason := ecog.lacking():
        missing(reason)
    try:
        with cable() as ends:
            yield ends
    except LabError as error:
        missing(f"no network namespaces for us here: {error}")
