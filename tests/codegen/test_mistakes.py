"""Every mistake in a contract is told with file, line, what was found and expected, all in one run."""

from __future__ import annotations

import functools
import json
import operator
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from codegen.__main__ import main
from codegen.build import build
from codegen.load import Document, Kind
from codegen.render import render
from codegen.resolve import resolve
from codegen.schemas import schemas
from tests.codegen.conftest import LAMP, LAMP_TYPES, Write, compiled

INTERFACE = [
    ("description: A lamp.\n", "", "Lamp.yaml:1: found no description; expected a description"),
    (
        "vars:",
        "variables:",
        "Lamp.yaml:17: found the key 'variables'; expected one of description, cmds, vars",
    ),
    ("  reset:", "  re set:", "Lamp.yaml:15: found the name 're set'; expected only letters, digits, _ . -"),
    (
        "  reset:",
        "  re.set: {description: A twin.}\n  re-set:",
        "Lamp.yaml:16: found the name 're-set'; expected one that differs from 're.set' in Python (re_set)",
    ),
    (
        "      fade:",
        "      cl.ass: {description: One., type: integer}\n      cl-ass: {}\n      fade:",
        "Lamp.yaml:11: found the name 'cl-ass'; expected one that differs from 'cl.ass' in Python (cl_ass)",
    ),
    (
        "  reset:",
        "  switch:",
        "Lamp.yaml:15: found key 'switch' again; expected each key once (first in line 3)",
    ),
    ("        minimum: 0\n", "        minimum: zero\n", "Lamp.yaml:13: found 'zero'; expected a number"),
    ("        minimum: 0\n", "        minimum: .nan\n", "Lamp.yaml:13: found nan; expected a number"),
    ("        minimum: 0\n", "        minimum: true\n", "Lamp.yaml:13: found True; expected a number"),
    ("        minimum: 0\n", "        minimum: 61\n", "Lamp.yaml:14: found maximum 60 below minimum 61"),
    (
        "        minimum: 0\n",
        "        minimun: 0\n",
        "Lamp.yaml:13: found the key 'minimun'; expected one of",
    ),
    ("    maximum: 100", "    maximum: 99.5", "Lamp.yaml:25: found 99.5; expected a whole number"),
    ("    maximum: 100", f"    maximum: {2**63}", f"Lamp.yaml:25: found {2**63}; expected a whole number"),
    ('type: "null"', "type: null", "Lamp.yaml:20: found no type; expected one of null, boolean"),
    ('type: "null"', "type: [string, text]", "Lamp.yaml:20: found 'text'; expected one of null, boolean"),
    ('type: "null"', "type: [string, string]", "Lamp.yaml:20: found string again; expected each type once"),
    ('type: "null"', "type: []", "Lamp.yaml:20: found a list; expected one of null, boolean"),
    ('type: "null"', "minimum: 1", "Lamp.yaml:18: found no type; expected a type (null in quotes)"),
    ('type: "null"', "type: object\n    oneOf: []", "Lamp.yaml:21: found the key 'oneOf'; expected one of"),
    ('type: "null"', "type: object\n    patternProperties: {}", "Lamp.yaml:21: found the key 'patternProp"),
    ('type: "null"', "type: number\n    multipleOf: 0.1", "Lamp.yaml:21: found multipleOf beside number"),
    ('type: "null"', "type: integer\n    multipleOf: 0", "Lamp.yaml:21: found 0; expected a whole number"),
    ('type: "null"', "type: number\n    exclusiveMinimum: true", "Lamp.yaml:21: found True; expected a nu"),
    ('type: "null"', "type: number\n    enum: [1.5]", "Lamp.yaml:21: found 1.5; expected a value of type n"),
    ('type: "null"', "type: boolean\n    const: true", "Lamp.yaml:21: found True; expected a value of type"),
    ('type: "null"', "type: array\n    items: [{}]", "Lamp.yaml:21: found a list; expected a schema"),
    ('type: "null"', "type: array\n    items: false", "Lamp.yaml:21: found False; expected a schema"),
    ('type: "null"', "type: array\n    uniqueItems: 1", "Lamp.yaml:21: found 1; expected true or false"),
    ('type: "null"', "type: number\n    default: 1", "Lamp.yaml:21: found a default; expected none"),
    ('type: "null"', "type: number\n    qos: 3", "Lamp.yaml:21: found 3; expected 0, 1 or 2"),
    (
        'type: "null"',
        "type: object\n    properties: {a: {}}\n    minProperties: 1",
        "Lamp.yaml:22: found minProperties beside properties",
    ),
    ("type: number", 'type: "null"', "Lamp.yaml:12: found a type null; expected a type that has values"),
    ("/lamp#/State", "/lamp#/Stat", "Lamp.yaml:9: found a reference to /lamp#/Stat, which does not exist"),
    ("/lamp#/State", "/lamb#/State", "Lamp.yaml:9: found a reference to /lamb#/State, which does not exist"),
    (
        "/lamp#/State",
        "lamp.yaml",
        "Lamp.yaml:9: found the reference 'lamp.yaml'; expected the form /file#/Type",
    ),
    (
        "    description: Back to how it was built.",
        "    result: {type: boolean}",
        "Lamp.yaml:16: found no description",
    ),
    (
        "vars:",
        "errors:\n  - {reference: /errors/generic}\nvars:",
        "Lamp.yaml:18: found a reference to /errors/generic, which does not exist; expected an error list",
    ),
    ("vars:", "errors: [{reference: generic}]\nvars:", "Lamp.yaml:17: found 'generic'; expected the form"),
    ("vars:", "errors: [{ref: x}]\nvars:", "Lamp.yaml:17: found the key 'ref'; expected one of reference"),
    ("vars:", "errors: {}\nvars:", "Lamp.yaml:17: found a mapping; expected a list"),
    ("cmds:", "cmds: 5\nother:", "Lamp.yaml:2: found 5; expected a mapping: commands by name"),
    ("description: A lamp.", "description: &a A lamp.", "Lamp.yaml:1: found an anchor or alias"),
    ("description: A lamp.", "description: [A lamp.", "Lamp.yaml:2: found"),
    (LAMP, "- a list\n", "Lamp.yaml:1: found no mapping at the top; expected a mapping with a description"),
]

TYPES = [
    ("description: Colours of a lamp.", "comment: x", "types/lamp.yaml:3: found no description; expected"),
    ("- None", "- no", "types/lamp.yaml:8: found False; expected a text (put it in quotes)"),
    ("- None", "- Red", "types/lamp.yaml:8: found 'Red' again; expected each value once"),
    ("- None", '- "+"', "types/lamp.yaml:8: found the name '+'; expected a name with a letter or a digit"),
    ("- None", "- Re-d\n      - Re d", "types/lamp.yaml:9: found the name 'Re d'; expected one that differs"),
    (
        "    enum:\n      - Red\n      - None",
        "    enum: []",
        "types/lamp.yaml:6: found a list; expected a list",
    ),
    (
        "type: string\n    enum",
        "type: integer\n    enum",
        "types/lamp.yaml:7: found 'Red'; expected a value of type integer",
    ),
    (
        "additionalProperties: false",
        "additionalProperties: 1",
        "types/lamp.yaml:12: found 1; expected a schema",
    ),
    (
        "    enum:\n",
        "    maxLength: 3\n    enum:\n",
        "types/lamp.yaml:9: found 'None'; expected a value that the keywords beside it allow",
    ),
    (
        "      - colour",
        "      - color",
        "types/lamp.yaml:14: found 'color'; expected one of colour, name, marks",
    ),
    (
        "      - colour",
        "      - colour\n      - colour",
        "types/lamp.yaml:15: found 'colour' again; expected",
    ),
    ("required:\n      - colour", "required: colour", "types/lamp.yaml:13: found 'colour'; expected a list"),
    ("^[a-z]+$", "'[a-z'", "types/lamp.yaml:22: found '[a-z'; expected a regular expression"),
    ("^[a-z]+$", r"\p{L}", "types/lamp.yaml:22: found '\\\\p{L}'; expected a regular expression"),
    ("maxLength: 8", "maxLength: -1", "types/lamp.yaml:23: found -1; expected a whole number, 0 or more"),
    ("maxLength: 8", "format: uuid", "types/lamp.yaml:23: found 'uuid'; expected date-time"),
    ("minItems: 1", "minItems: 4", "types/lamp.yaml:30: found maxItems 3 below minItems 4"),
    (
        "  State:",
        "  A: {description: One, $ref: /lamp#/B}\n  B: {description: Two, $ref: /lamp#/A}\n  State:",
        "types/lamp.yaml:10: found /lamp#/A inside itself; expected a named object in between",
    ),
    (
        "  State:",
        "  state: {description: A twin., type: string}\n  State:",
        "types/lamp.yaml:10: found the name 'State'; expected one that differs from 'state'",
    ),
    (
        "      name:",
        "      na me: {type: string}\n      na-me: {type: string}\n      name:",
        "types/lamp.yaml:20: found the name 'na-me'; expected one that differs from 'na me'",
    ),
    (
        "      name:",
        "      '+': {type: string}\n      name:",
        "types/lamp.yaml:19: found the name '+'; expected",
    ),
    (LAMP_TYPES, "description: [unclosed\n", "types/lamp.yaml:2: found"),
    (LAMP_TYPES, "description: \x00\n", "types/lamp.yaml:1: found"),
]


@pytest.mark.parametrize(("old", "new", "told"), INTERFACE)
def test_mistake_in_an_interface(write: Write, old: str, new: str, told: str) -> None:
    assert old in LAMP
    files, findings = compiled(write({"Lamp.yaml": LAMP.replace(old, new, 1)}))
    assert any(str(finding).startswith(told) for finding in findings), findings
    assert not files


@pytest.mark.parametrize(("old", "new", "told"), TYPES)
def test_mistake_in_a_type_file(write: Write, old: str, new: str, told: str) -> None:
    assert old in LAMP_TYPES
    files, findings = compiled(write({"types/lamp.yaml": LAMP_TYPES.replace(old, new, 1)}))
    assert any(str(finding).startswith(told) for finding in findings), findings
    assert not files


def test_the_contract_without_mistakes_has_no_finding(write: Write) -> None:
    files, findings = compiled(write({}))
    assert findings == []
    assert "secc_contract/lamp/handler.py" in files


def test_two_enums_of_one_name_in_a_file(write: Write) -> None:
    text = LAMP_TYPES + (
        "  Other:\n    description: Other.\n    type: object\n    additionalProperties: false\n"
        "    properties:\n"
        "      colour: {description: Its own., type: string, enum: [Blue]}\n"
    )
    _, findings = compiled(write({"types/lamp.yaml": text}))
    (finding,) = findings
    assert str(finding) == (
        "types/lamp.yaml:36: found the name 'Colour (of a property)'; "
        "expected one that differs from 'Colour' in Python (Colour)"
    )


def test_files_whose_modules_would_be_one(write: Write) -> None:
    _, findings = compiled(write({"types/LAMP.yaml": "description: Others.\ntypes: {}\n"}))
    assert any("in Python (lamp)" in str(finding) for finding in findings), findings


def test_a_list_that_contains_itself(write: Write) -> None:
    text = LAMP_TYPES + "  Loop:\n    description: Loop.\n    type: array\n    items: {$ref: /lamp#/Loop}\n"
    _, findings = compiled(write({"types/lamp.yaml": text}))
    assert any("found /lamp#/Loop inside itself" in str(finding) for finding in findings), findings


def test_a_file_that_is_no_text(write: Write) -> None:
    folder = write({})
    (folder / "types" / "lamp.yaml").write_bytes(b"description: \xff\n")
    _, findings = compiled(folder)
    assert "types/lamp.yaml:1: found byte 0xFF; expected UTF-8 text" in [str(finding) for finding in findings]


def test_a_file_that_is_too_deep(write: Write) -> None:
    _, findings = compiled(write({"Lamp.yaml": "description: " + "[" * 100 + "]" * 100 + "\n"}))
    assert [str(finding) for finding in findings] == [
        "Lamp.yaml:1: found level 41; expected at most 40 levels"
    ]


def test_all_mistakes_in_one_run_and_nothing_written(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(
        {
            "Lamp.yaml": LAMP.replace("maximum: 60", "maximum: -1").replace("A lamp.", "x"),
            "types/lamp.yaml": LAMP_TYPES.replace("- None", "- 5").replace("/lamp#/Colour", "/lamp#/Color"),
            "types/broken.yaml": "description: {\n",
        }
    )
    output = tmp_path / "generated"
    assert main(["generate", "--interfaces", str(folder), "--out", str(output)]) == 2
    assert not output.exists()
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(" found")[0] for line in lines[:-1]] == [
        f"{folder}/Lamp.yaml:1:",
        f"{folder}/Lamp.yaml:14:",
        f"{folder}/types/broken.yaml:2:",
        f"{folder}/types/lamp.yaml:8:",
        f"{folder}/types/lamp.yaml:18:",
    ]
    assert lines[-1] == "5 mistakes; nothing was written"


def test_an_interface_named_like_a_room_of_the_package(write: Write) -> None:
    _, findings = compiled(write({"Types.yaml": "description: Types.\n"}))
    assert any(str(finding).startswith("Types.yaml:1: found the name 'Types'") for finding in findings)


JUNK: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**400,
    1.5,
    "",
    "x",
    "/lamp#/State",
    [],
    [[]],
    {},
    {"a": 1},
    {"$ref": []},
)


@pytest.mark.parametrize("kind", ["interface", "types"])
def test_no_mistake_is_a_traceback(kind: Kind) -> None:
    """Each value of a file in turn is replaced by junk of each kind."""
    sources: dict[Kind, str] = {"interface": LAMP, "types": LAMP_TYPES}
    for place in places(yaml.safe_load(sources[kind])):
        contents = {name: yaml.safe_load(source) for name, source in sources.items()}
        above = functools.reduce(operator.getitem, place[:-1], contents[kind])
        for junk in JUNK:
            above[place[-1]] = junk
            documents = [Document(name, "lamp", "lamp.yaml", data, {}) for name, data in contents.items()]
            resolved, findings = resolve(documents)
            contract, more = build(resolved)
            if not findings + more:
                assert all(json.loads(text) for _, text in schemas(contract))
                for path, text in render(contract).items():
                    if path.endswith(".py"):
                        compile(text, path, "exec")


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where every inner value stands."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield (*above, key)
        yield from places(inner, (*above, key))
