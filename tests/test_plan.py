"""Plans: what makes no sense is refused when it is made, in Python as in a file."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from secc import config
from secc.plan import Block, Plan, Plans, Step, check, priced

LEVEL = Step(start=0, price_level=1)


def steps(*given: Step) -> Plan:
    return Plan(steps=given)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: Step(start=-1), "start: 0 to 16777214 s"),
        (lambda: Step(start=16_777_215), "start: 0 to 16777214 s"),
        (lambda: Step(start=0, power=-1), "power: 0 to 32767000 W"),
        (lambda: Step(start=0, power=33e6), "power: 0 to 32767000 W"),
        (lambda: Step(start=0, power=math.nan), "power: 0 to 32767000 W"),
        (lambda: Step(start=0, price_level=-1), "price_level: 0 to 255"),
        (lambda: Step(start=0, price_level=256), "price_level: 0 to 255"),
        (lambda: Block(), "relative_price_percentage: at least this or another cost"),
        (lambda: Block(start_value=5), "relative_price_percentage: at least this or another cost"),
        (lambda: Block(relative_price_percentage=100.1), "relative_price_percentage: 0 to 100 %"),
        (lambda: Block(renewable_generation_percentage=-1), "renewable_generation_percentage: 0 to 100 %"),
        (lambda: Block(carbon_dioxide_emission=2.0**32), "carbon_dioxide_emission: 0 to 4294967295 g/kWh"),
        (lambda: Block(carbon_dioxide_emission=math.inf), "carbon_dioxide_emission: 0 to 4294967295 g/kWh"),
        (lambda: Step(start=0, costs=blocks(0, 0)), "costs: at most 3, with start values that rise"),
        (lambda: Step(start=0, costs=blocks(5, 0)), "costs: at most 3, with start values that rise"),
        (lambda: Step(start=0, costs=blocks(0, 1, 2, 3)), "costs: at most 3, with start values that rise"),
        (lambda: steps(), "steps: starts in s that begin at 0 and rise, at most 1024"),
        (lambda: steps(Step(start=1)), "steps: starts in s that begin at 0 and rise, at most 1024"),
        (lambda: steps(LEVEL, LEVEL), "steps: starts in s that begin at 0 and rise, at most 1024"),
        (lambda: steps(*map(starts, range(1025))), "steps: starts in s that begin at 0 and rise, at most"),
        (lambda: steps(LEVEL, Step(start=9)), "steps: a price in every step or in none"),
        (lambda: steps(LEVEL, costly(9)), "steps: a price_level in every step or in none"),
        (lambda: Plan(steps=(LEVEL,), description=""), "description: 1 to 32 characters"),
        (lambda: Plan(steps=(LEVEL,), description="x" * 33), "description: 1 to 32 characters"),
        (lambda: Plan(steps=(LEVEL,), description="\ud800"), "description: 1 to 32 characters that can be"),
        (lambda: Plan(steps=(LEVEL,), description="a\0b"), "description: 1 to 32 characters that can be"),
        (lambda: Plan(steps=(starts(0),), description="x"), "description: only with prices"),
        (lambda: check((((0, 1.0),),) * 4), "schedules: at most 3 schedules"),
        (lambda: check((((1, 1.0),),)), "schedules: starts in s that begin at 0"),
        (lambda: check((((0, -1.0),),)), "schedules: 0 to 32767000 W"),
    ],
)
def test_mistakes(make: Callable[[], Any], expected: str) -> None:
    with pytest.raises(ValueError, match=rf"^{expected}"):
        make()


def starts(start: int) -> Step:
    return Step(start=start)


def costly(start: int) -> Step:
    return Step(start=start, costs=blocks(0))


def blocks(*values: float) -> tuple[Block, ...]:
    return tuple(Block(start_value=value, carbon_dioxide_emission=1) for value in values)


def test_the_edges_are_allowed() -> None:
    edge = Step(start=0, power=32_767_000, price_level=255, costs=blocks(0, 1, 2))
    plan = Plan(steps=(edge, Step(start=16_777_214, power=0, price_level=0)), description="x" * 32)
    check((plan, steps(*map(starts, range(1024))), ((0, 0.0),)))


def test_what_has_prices() -> None:
    assert priced((steps(LEVEL),)) and priced((((0, 1.0),), steps(costly(0))))
    assert not priced(None) and not priced(()) and not priced((steps(starts(0)), ((0, 1.0),)))


def test_the_pages_examples_are_what_they_say(tmp_path: Path, repository: Path) -> None:
    page = (repository / "docs" / "beyond-the-contract.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert code == (repository / "examples" / "night_tariff.py").read_text("utf-8")
    limits, tables = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    file = tmp_path / "secc.toml"
    for text, prices in ((limits, False), (tables, True)):
        file.write_text(text)
        assert priced(config.load(file).schedules) is prices


def test_plans_go_through_json_unharmed() -> None:
    """A recording holds them so."""
    plans: Plans = (steps(Step(start=0, power=5, price_level=1, costs=blocks(0, 7))), ((0, 1.0), (9, 2.0)))
    assert msgspec.json.decode(msgspec.json.encode(plans), type=Plans) == plans
