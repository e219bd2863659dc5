"""Every test of the codec runs once with each engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from secc import exi
from secc.exi import engines
from secc.exi.engines import Engine
from tests.conftest import missing


@pytest.fixture(scope="module", params=engines.NAMES, autouse=True)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The engine in use."""
    try:
        loaded = engines.load(request.param)
    except ImportError as error:
        missing(f"the C engine is not built (python -m pip install --editable .): {error}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exi, "_used", loaded)
        patch.setattr(exi, "engine", loaded.name)
        exi._bound.cache_clear()
        yield loaded
    exi._bound.cache_clear()
