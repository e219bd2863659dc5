"""``lint``: every rule speaks for its own case, and our own contract leaves it nothing to say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codegen.__main__ import main
from codegen.lint_rules import RULES
from codegen.unit_words import unit_in_name, units
from tests.codegen.cases import put, sections

CASES = Path(__file__).parent / "lint"


def lint(folder: Path, *options: str) -> int:
    """Run the verb on a contract's folder."""
    return main(["lint", "--interfaces", str(folder), *options])


def test_our_own_contract_is_as_it_should_be(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repository)
    assert main(["lint"]) == 0
    assert capsys.readouterr().out == ""


def test_every_rule_has_its_case() -> None:
    assert {path.stem for path in CASES.iterdir()} == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_case_gives_its_rule_and_no_other(
    rule: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = sections(CASES / f"{rule}.case")
    expected = files.pop("findings")
    for name, lines in files.items():
        text = "".join(f"{line}\n" for line in lines)
        put(tmp_path / ("interfaces.lint.yaml" if name == "silences" else f"interfaces/{name}"), text)
    assert lint(tmp_path / "interfaces") == 1
    assert capsys.readouterr().out.replace(f"{tmp_path}/", "").splitlines() == expected
    assert {line.split(": ")[1] for line in expected} == {rule}


WATTS = """\
description: A lamp.
vars:
  power:
    description: What it takes.
    type: number
    minimum: 0
    maximum: 9
"""


def test_a_reason_silences_one_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path / "interfaces" / "Lamp.yaml", WATTS)
    put(tmp_path / "quiet.yaml", "NO_UNIT:\n  Lamp vars.power: A plain number from 0 to 9.\n")
    assert lint(tmp_path / "interfaces") == 1
    assert lint(tmp_path / "interfaces", "--silences", str(tmp_path / "quiet.yaml")) == 0
    assert capsys.readouterr().out.count("NO_UNIT") == 1


def test_a_silence_says_nothing_of_other_rules_and_files(tmp_path: Path) -> None:
    put(tmp_path / "interfaces" / "Lamp.yaml", WATTS)
    put(tmp_path / "interfaces" / "Bell.yaml", WATTS)
    put(tmp_path / "interfaces.lint.yaml", "NO_UNIT:\n  Lamp *: A plain number from 0 to 9.\n")
    assert lint(tmp_path / "interfaces") == 1


def test_the_layout_with_folders_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    user = (
        "description: A lamp.\nvars:\n  hue:\n    description: How it shines.\n    $ref: /hues/lamp#/Colour\n"
    )
    types = "description: Hues.\ntypes:\n  Colour:\n    description: Colours of a lamp.\n    type: string\n"
    put(tmp_path / "interfaces" / "Lamp.yaml", user)
    put(tmp_path / "types" / "hues" / "lamp.yaml", types)
    assert lint(tmp_path / "interfaces", "--types", str(tmp_path / "types")) == 1
    assert "NO_LENGTH" in capsys.readouterr().out
    assert lint(tmp_path / "interfaces") == 1
    assert "UNKNOWN_REFERENCE" in capsys.readouterr().out


def test_forms_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path / "interfaces" / "Lamp.yaml", WATTS)
    assert lint(tmp_path / "interfaces", "--format", "json") == 1
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["rule"], row["place"], row["line"]) == ("NO_UNIT", "vars.power", 3)
    assert "breaks" not in row
    assert lint(tmp_path / "interfaces", "--format", "github") == 1
    assert capsys.readouterr().out.startswith("::error file=")


def test_the_rules_can_be_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--rules"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(RULES)


@pytest.mark.parametrize("broken", ["Lamp.yaml", "../interfaces.lint.yaml"])
def test_a_broken_file_ends_it(tmp_path: Path, capsys: pytest.CaptureFixture[str], broken: str) -> None:
    put(tmp_path / "interfaces" / "Lamp.yaml", WATTS)
    put(tmp_path / "interfaces" / broken, "a: [")
    assert lint(tmp_path / "interfaces") == 2
    assert ".yaml:" in capsys.readouterr().err
    assert lint(tmp_path / "nowhere") == 2


@pytest.mark.parametrize(
    "text",
    [
        "description: [1]\nvars: 3\ncmds: [a]\nerrors: {a: 1}",
        "vars:\n  a: 1\n  b: [2]\ncmds:\n  c: 1\n  d: {arguments: 1, result: 2}",
        "types:\n  A: 3\n  B: {type: {a: 1}, enum: 5, properties: 6, required: 7, items: 8, minimum: x}",
        "types:\n  A: {$ref: 3}\n  B: {$ref: nothing, 5: 6}\n  C: {$ref: /x#/Y, pattern: 1, format: []}",
        "types:\n  A: {$ref: '#/A'}\n  C: {type: [[1]], enum: [[1], [1]], required: [{a: 1}]}",
        "errors: [1, {name: 2}, {reference: 3}]",
        "{}",
    ],
)
def test_a_strange_file_is_looked_at_all_the_same(tmp_path: Path, text: str) -> None:
    put(tmp_path / "interfaces" / "Lamp.yaml", text)
    assert lint(tmp_path / "interfaces") in (0, 1)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Current in A (RMS) per phase.", {"A"}),
        ("The set point in V and A that the supply follows.", {"V", "A"}),
        ("Power in W; positive from the grid.", {"W"}),
        ("to be given within 4.5 s:", {"s"}),
        ("Energy [Wh]", {"Wh"}),
        ("State of charge in %.", {"%"}),
        ("Temperature in degrees Celsius", {"°", "°C"}),
        ("Maximum current in ampere", {"A"}),
        ("A new meter reading, in a row and a line.", set()),
        ("Sent when the car is in Watch mode", set()),
    ],
)
def test_units_in_descriptions(text: str, found: set[str]) -> None:
    assert units(text) == found


def test_units_in_names() -> None:
    assert unit_in_name("energy_Wh_import")
    assert unit_in_name("power_W")
    assert not unit_in_name("a_power")
    assert not unit_in_name("Wh")
