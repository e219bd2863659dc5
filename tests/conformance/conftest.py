"""The public case file, and a charger that follows a script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conformance.case import CASES, CaseFile, load
from tests.conformance.runner import Verdict, play
from tests.conformance.scripted import Move, ScriptedWorld
from tests.conformance.support import Play, case


@pytest.fixture(scope="session")
def public(testdata: Path) -> CaseFile:
    """The public cases, with schema and defaults."""
    return load(testdata / "spec" / CASES)


@pytest.fixture
def world() -> ScriptedWorld:
    """The scripted charger's world."""
    return ScriptedWorld()


@pytest.fixture
def plays(public: CaseFile, world: ScriptedWorld) -> Play:
    """Play steps; each write of the car sets off the next moves of the script."""

    def play_them(steps: list[dict[str, Any]], *script: list[Move], **setup: Any) -> Verdict:
        world.script = list(script)
        return play(case(steps, **setup), public, lambda: world)

    return play_them
