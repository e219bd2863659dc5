"""Commands beyond the contract: checked by both ends, and by no other name than the contract's own."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from secc.charger import Charger
from secc.errors import ContractError
from secc.extension import COMMANDS, Extension, read
from secc.plan import Plan, Step
from secc_contract.iso15118_charger import contract
from secc_contract.link import InProcessLink

PLAN = Plan(steps=(Step(start=0, power=5000, price_level=1),))


@pytest.fixture
def called() -> list[tuple[str, Any]]:
    """What reached the charger's end."""
    return []


@pytest.fixture
def extension(called: list[tuple[str, Any]]) -> Extension:
    link = InProcessLink()
    link.serve(lambda command, arguments: called.append((command, read(command, arguments))))
    return Extension(link)


def test_every_command_has_a_method_at_both_ends_and_is_not_the_contracts() -> None:
    for command in COMMANDS:
        both = (getattr(Extension, command), getattr(Charger, command))
        near, far = (list(inspect.signature(method).parameters) for method in both)
        assert near == far
    assert not COMMANDS.keys() & contract.COMMANDS.keys()


def test_what_an_owner_says_arrives(extension: Extension, called: list[tuple[str, Any]]) -> None:
    extension.offer_schedules((PLAN, ((0, 7000.0), (60, 1))))
    extension.offer_schedules(())
    extension.offer_schedules(None)
    extension.validate_contracts_centrally(True)
    assert called == [
        ("offer_schedules", {"schedules": (PLAN, ((0, 7000.0), (60, 1.0))), "signed": None}),
        ("offer_schedules", {"schedules": (), "signed": None}),
        ("offer_schedules", {"schedules": None, "signed": None}),
        ("validate_contracts_centrally", {"central": True}),
    ]


@pytest.mark.parametrize(
    ("schedules", "reason"),
    [
        ("night", r"\$\.schedules: Expected `array \| null`"),
        ((((0, float("nan")),),), r"schedules: 0 to 32767000 W"),
        ((PLAN,) * 4, "schedules: at most 3 schedules"),
        (
            ({"steps": [{"start": 0, "price_level": 256}]},),
            r"\$\.schedules\[0\]\.steps\[0\]: price_level: 0 to",
        ),
        ((PLAN, object()), "Expected JSON data"),
    ],
)
def test_a_mistake_is_the_callers(
    extension: Extension, called: list[tuple[str, Any]], schedules: Any, reason: str
) -> None:
    with pytest.raises(ContractError, match=reason):
        extension.offer_schedules(schedules)
    with pytest.raises(ContractError):
        extension.validate_contracts_centrally("yes")  # type: ignore[arg-type]
    assert called == []


def test_a_charger_checks_too() -> None:
    with pytest.raises(ContractError, match="unknown field"):
        read("offer_schedules", {"schedules": None, "more": 1})
