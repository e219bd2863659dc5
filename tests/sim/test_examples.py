"""The example scenarios hold at our charger, in memory and on a virtual clock."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_type_hints

import pytest

from secc.pnc import layout
from secc.sim.ev import Battery, Settings, scenario
from secc.sim.ev.scenario import Expected
from secc.sim.ev.script import DEEDS, Step
from secc.sim.ev.signing import Sign
from tests.conftest import REPOSITORY
from tests.sim import contracts
from tests.sim.world import World, station

EXAMPLES = sorted((REPOSITORY / "examples" / "scenarios").glob("*.toml"))


def test_there_are_a_dozen() -> None:
    assert len(EXAMPLES) >= 12


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_holds_at_our_charger(path: Path) -> None:
    script = scenario.load(path)
    is_ac, needed = script.settings.is_ac, script.identities
    world = contracts.secure(is_ac=is_ac) if needed else World(station(is_ac=is_ac))
    car = script.car(contracts.wallet(*needed) if needed else None)
    world.visit(car)
    assert script.judge(car) == []
    assert world.offered, "the next car is served"


def head(path: Path) -> list[str]:
    """How to run an example: what it needs of certificates, the charger, the car."""
    script = scenario.load(path)
    needed = script.identities
    charger = f"# secc run --interface lo --simulate {'ac' if script.settings.is_ac else 'dc'}"
    car = f"# secc ev --interface lo --scenario examples/scenarios/{path.name}"
    if not needed:
        return [charger, car]
    pki = "# secc pki new pki --bad" if needed & {*layout.BAD} else "# secc pki new pki"
    receipts = " --receipts" if "receipt" in path.stem else ""
    return [pki, f"{charger} --tls allow --pki pki{receipts}", f"{car} --tls --pki pki"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_says_how_to_run_it_and_what_it_is_about_in_few_lines(path: Path) -> None:
    comments, lines = head(path), [line for line in path.read_text().splitlines() if line]
    assert lines[: len(comments)] == comments
    assert lines[len(comments)].startswith('about = "')
    assert len(lines) <= len(comments) + 16


def test_the_page_names_every_key() -> None:
    page = (REPOSITORY / "docs" / "simulated-car.md").read_text()
    kinds = (Settings, Battery, Step, Expected, *DEEDS.values())
    keys = {name for kind in kinds for name in get_type_hints(kind)}
    keys = keys - {"protocols", "modes", "deed", "answers"} | DEEDS.keys()
    keys |= {f"sign.{name}" for name in get_type_hints(Sign)}
    assert [key for key in sorted(keys | {*layout.BAD}) if f"`{key}`" not in page] == []


def test_the_page_shows_a_scenario_that_can_be_read(tmp_path: Path) -> None:
    page = (REPOSITORY / "docs" / "simulated-car.md").read_text()
    (shown,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    file = tmp_path / "shown.toml"
    file.write_text(shown)
    assert len(scenario.load(file).steps) == 1
