"""The pages in EVerest's form: each rule by hand on something tiny, the contract by a second renderer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from codegen.pages import interface_page, types_page
from tests.codegen import page_rules

HEAD = ["", ".. _everest_interfaces_Lamp:", "", "", "####", "Lamp", "####", "", "| A lamp.", "", ""]

INTERFACES = {
    "nothing but a description": ("{}", [""]),
    "a null variable ends in a blank": (
        "vars: {out: {description: Broken., type: 'null'}}",
        ["*********", "Variables", "*********", "| **out**:*null* ", "|  Broken.", ""],
    ),
    "a reference in a variable: two blanks": (
        "vars: {hue: {description: Its hue., type: string, $ref: /lamp#/Hue}}",
        [
            *("*********", "Variables", "*********"),
            "| **hue**:*string*  (:ref:`lamp-Hue <lamp-Hue>`)",
            "|  Its hue.",
            "|  **There is an extended definition for this object** :ref:`here <lamp-Hue>`.",
            "",
        ],
    ),
    "pattern and format are shown, numbers and truth values are not": (
        "vars: {id: {description: I., type: string, pattern: ^a$, format: date-time, minLength: 1, x: true}}",
        [
            *("*********", "Variables", "*********"),
            "| **id**:*string* ",
            "|  I.",
            "|  pattern:^a$",
            "|  format:date-time",
            "",
        ],
    ),
    "an enum is a list": (
        "vars: {hue: {description: H., type: string, enum: [red, green]}}",
        [
            *("*********", "Variables", "*********"),
            "| **hue**:*string* ",
            "|  H.",
            "|  enum:",
            "|    - red",
            "|    - green",
            "",
        ],
    ),
    "several types, and none": (
        "vars: {a: {description: A., type: ['null', string]}, b: {}}",
        [
            *("*********", "Variables", "*********"),
            "| **a**:*['null', 'string']* ",
            "|  A.",
            "| **b**:*string/object* ",
            "|  ",
            "",
        ],
    ),
    "variables come first": (
        "{cmds: {go: {description: Go.}}, vars: {out: {description: O., type: boolean}}}",
        [
            *("*********", "Variables", "*********"),
            "| **out**:*boolean* ",
            "|  O.",
            "",
            *("********", "Commands", "********"),
            "| **go**:*void*",
            "|  Go.",
        ],
    ),
    "arguments, with and without default; a reference: one blank": (
        (
            "cmds: {go: {description: Go., arguments: {a: {description: A., type: integer, default: 3},"
            " b: {description: B., type: string, default: x}, c: {description: C., type: t, $ref: /l#/H}}}}"
        ),
        [
            "",
            *("********", "Commands", "********"),
            "| **go**:*void*",
            "|  Go.",
            "|  **a**:*integer* <optional>",
            "|  *default: 3*",
            "|   A.",
            "|  **b**:*string* <optional>",
            '|  *default: "x"*',
            "|   B.",
            "|  **c**:*t* <required> (:ref:`l-H <l-H>`)",
            "|   C.",
            "|   **There is an extended definition for this object** :ref:`here <l-H>`.",
        ],
    ),
    "an array ends with an empty line": (
        (
            "cmds: {go: {description: Go., arguments: {a: {description: A., type: array, minItems: 1,"
            " items: {description: I., $ref: /lamp#/Hue, type: string}}}}}"
        ),
        [
            "",
            *("********", "Commands", "********"),
            "| **go**:*void*",
            "|  Go.",
            "|  **a**:*array* <required>",
            "|   A.",
            "|   **array_item**:*string*  (:ref:`lamp-Hue <lamp-Hue>`)",
            "|    I.",
            "|    **There is an extended definition for this object** :ref:`here <lamp-Hue>`.",
            "| ",
        ],
    ),
    "a result": (
        "cmds: {get: {description: Get., result: {description: R., type: boolean}}}",
        [
            "",
            *("********", "Commands", "********"),
            "| **get**:*boolean*",
            "|  Get.",
            "|  **Result**:*boolean* ",
            "|   R.",
        ],
    ),
    "descriptions are kept to the letter": (
        (
            'vars: {a: {description: "two  blanks, one behind ", type: boolean},'
            ' b: {description: "first\\n\\nthird", type: boolean, documentation: [more, still more]}}'
        ),
        [
            *("*********", "Variables", "*********"),
            "| **a**:*boolean* ",
            "|  two  blanks, one behind ",
            "| **b**:*boolean* ",
            "|  first",
            "| ",
            "| third",
            "|  more",
            "|  still more",
            "",
        ],
    ),
}

TYPES = {
    "an object with a list of required properties": (
        (
            "{description: S., type: object, additionalProperties: false, required: [a],"
            " properties: {a: {description: A., type: number, minimum: 0}, b: {description: B., type: b}}}"
        ),
        [
            "| **State**:*object* ",
            "|  S.",
            "|  properties:",
            "|   **a**:*number* <required>",
            "|    A.",
            "|   **b**:*b* <optional>",
            "|    B.",
        ],
    ),
    "without such a list all properties are labelled required": (
        "{description: S., type: object, properties: {a: {description: A., type: number}}}",
        ["| **State**:*object* ", "|  S.", "|  properties:", "|   **a**:*number* <required>", "|    A."],
    ),
    "an empty line has no indent": (
        (
            "{description: S., type: object, properties: {a: {description: A., type: array,"
            " items: {description: I., type: integer}}}}"
        ),
        [
            "| **State**:*object* ",
            "|  S.",
            "|  properties:",
            "|   **a**:*array* <required>",
            "|    A.",
            "|    **array_item**:*integer* ",
            "|     I.",
            "| ",
        ],
    ),
}


@pytest.mark.parametrize("rule", INTERFACES)
def test_an_interface(rule: str) -> None:
    text, expected = INTERFACES[rule]
    data = {"description": "A lamp.", **yaml.safe_load(text)}
    assert interface_page("Lamp", data) == HEAD + expected
    assert page_rules.interface_page("Lamp", data).split("\n")[:-1] == HEAD + expected


@pytest.mark.parametrize("rule", TYPES)
def test_a_type(rule: str) -> None:
    text, expected = TYPES[rule]
    head = ["", ".. _everest_types_lamp:", "", "", "####", "lamp", "####", "", "Types of lamps."]
    data = {"description": "Types of lamps.", "types": {"State": yaml.safe_load(text)}}
    page = [*head, "", ".. _lamp-State:", "", *expected]
    assert types_page("lamp", data) == page
    assert page_rules.types_page("lamp", data).split("\n")[:-1] == page


def contract_files(repository: Path) -> list[tuple[str, str, dict[str, Any]]]:
    """Kind, name and content of each file of our contract."""
    folder = repository / "interfaces"
    files = [("interfaces", path) for path in folder.glob("*.yaml")]
    files += [("types", path) for path in (folder / "types").glob("*.yaml")]
    return [(kind, path.stem, yaml.safe_load(path.read_text("utf-8"))) for kind, path in files]


def test_the_contracts_pages_follow_the_rules(repository: Path) -> None:
    renderers = {"interfaces": page_rules.interface_page, "types": page_rules.types_page}
    files = contract_files(repository)
    assert len(files) == 7
    for kind, name, data in files:
        page = repository / "generated" / "docs" / kind / f"{name}.rst"
        assert page.read_bytes().decode() == renderers[kind](name, data), page.name


def test_every_reference_has_its_label(repository: Path) -> None:
    docs = repository / "generated" / "docs"
    types = [page.read_text("utf-8") for page in (docs / "types").glob("*.rst")]
    pages = types + [page.read_text("utf-8") for page in (docs / "interfaces").glob("*.rst")]
    labels = {label for page in types for label in re.findall(r"^\.\. _(.+):$", page, re.MULTILINE)}
    targets = {target for page in pages for target in re.findall(r":ref:`[^`]*<([^`]+)>`", page)}
    assert len(targets) > 20
    assert targets <= labels


def test_pages_have_unix_line_ends(repository: Path) -> None:
    pages = list((repository / "generated" / "docs").rglob("*.rst"))
    assert pages
    assert [page.name for page in pages if b"\r" in page.read_bytes()] == []
