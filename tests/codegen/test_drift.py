"""Contract and core cannot drift apart: a change of the YAML, once generated, fails the type checker.

Core and contract are copied and the contract is changed in one place at a time. The type checker runs with
the project's own settings, as ``make check`` runs it, and keeps its cache over the changes.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from codegen.__main__ import main


class Change(NamedTuple):
    """An edit of ISO15118_charger.yaml, and what the type checker says about the core then."""

    what: str
    old: str
    new: str
    told: str


CHANGES = [
    Change(
        "a command was added",
        "cmds:\n",
        "cmds:\n  identify:\n    description: Blink, so that somebody finds the charger.\n",
        'Cannot instantiate abstract class "Charger" with abstract attribute "handle_identify"',
    ),
    Change(
        "a command was removed",
        "  reset_error:\n    description: .*\n",
        "",
        '"Iso15118ChargerClient" has no attribute "call_reset_error"',
    ),
    Change(
        "an argument has another type",
        "(description: True for up, false for down.\n        type:) boolean\n",
        r"\1 string\n",
        'Signature of "handle_dlink_ready" incompatible with supertype',
    ),
    Change(
        "an argument has a narrower type",
        r"(description: Current in A \(RMS\) per phase.\n        type:) number\n",
        r"\1 integer\n",
        'Argument 1 to "call_update_ac_max_current" .* incompatible type "float"; expected "int"',
    ),
    Change(
        "an argument was added",
        "      stop:\n",
        "      reason:\n        description: Why.\n        type: string\n      stop:\n",
        'Signature of "handle_stop_charging" incompatible with supertype',
    ),
    Change(
        "an argument was renamed",
        "      receipt_required:\n",
        "      required:\n",
        'Signature of "handle_receipt_is_required" incompatible with supertype',
    ),
    Change(
        "a variable was renamed",
        "  dlink_error:\n",
        "  dlink_failed:\n",
        'has no attribute "publish_dlink_error"',
    ),
    Change(
        "a variable was removed",
        "  ac_eamount:\n(    .*\n)+",
        "",
        'has no attribute "publish_ac_eamount"',
    ),
    Change(
        "a variable has another type",
        "(  dc_full_soc:\n(?:    .*\n)+?    type:) number\n(    .*\n)+",
        r"\1 boolean\n",
        'Argument 2 to "say" has incompatible type "float"; expected "bool"',
    ),
]


class House:
    """A copy of core and contract, with what the type checker says about it."""

    def __init__(self, repository: Path, folder: Path) -> None:
        self.folder = folder
        self.contract = folder / "interfaces" / "ISO15118_charger.yaml"
        for room in ("secc", "interfaces", "generated"):
            shutil.copytree(repository / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(repository / "pyproject.toml", folder)
        self.text = self.contract.read_text("utf-8")
        self.errors_before = self.errors()

    def generate(self, text: str) -> None:
        self.contract.write_text(text, "utf-8")
        interfaces, output = str(self.folder / "interfaces"), str(self.folder / "generated")
        assert main(["generate", "--interfaces", interfaces, "--out", output]) == 0

    def errors(self) -> list[str]:
        command = [sys.executable, "-m", "mypy", "--cache-dir", ".mypy_cache", "secc"]
        outcome = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, timeout=120, check=False
        )
        assert outcome.returncode in (0, 1), outcome.stderr
        return [line for line in outcome.stdout.splitlines() if ": error: " in line]


@pytest.fixture(scope="module")
def house(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    """The copy, as yet unchanged."""
    return House(repository, tmp_path_factory.mktemp("house"))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.what.replace(" ", "-"))
def test_the_core_has_to_follow(house: House, change: Change) -> None:
    changed, times = re.subn(change.old, change.new, house.text)
    assert times == 1
    try:
        house.generate(changed)
        errors = [error for error in house.errors() if error not in house.errors_before]
    finally:
        house.generate(house.text)
    assert any(re.search(change.told, error) for error in errors), errors
