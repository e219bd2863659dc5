"""The reference pages: what they show is true by the schemas, and their links lead somewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from codegen.compiler import compile_contract
from codegen.sources import Sources
from tests.codegen.features import FILES
from tests.conftest import REPOSITORY

GENERATED = REPOSITORY / "generated"
LABEL = re.compile(r"^\.\. _(.+):$", re.MULTILINE)
BLOCK = re.compile(r"^\.\. code-block:: json\n   :caption: Example\n\n((?:   .*\n|\n)+)", re.MULTILINE)


def sections(page: str) -> dict[str, str]:
    """The texts below the labels of a page."""
    _, *parts = LABEL.split(page)
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.fixture(scope="module")
def reference() -> dict[str, str]:
    """All sections of the contract's reference."""
    found: dict[str, str] = {}
    for page in (GENERATED / "docs" / "reference").rglob("*.rst"):
        found |= sections(page.read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """All files of a contract with every feature."""
    folder = tmp_path_factory.mktemp("odd")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    files, findings = compile_contract(Sources.of(folder))
    assert findings == []
    return files


def schema_of(label: str, schemas: Path) -> Any:
    """The schema of what a section is about; None for the head of a page."""
    found = re.fullmatch(r"(.+)\.(command|variable)\.(.+)|type\.(.+)\.(.+)", label)
    if found is None:
        return None
    interface, room, name, file, kind = found.groups()
    path = schemas / interface / f"{room}s" / name if interface else schemas / "types" / file / kind
    return json.loads(path.with_name(f"{path.name}.json").read_text("utf-8"))


def test_examples_are_valid(reference: dict[str, str]) -> None:
    shown = 0
    for label, text in reference.items():
        schema = schema_of(label, GENERATED / "schemas")
        for block in BLOCK.findall(text):
            validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
            validator.validate(json.loads(block))
            shown += 1
        wanted = schema is not None and "enum" not in schema and schema.get("type") != "null"
        wanted = wanted and schema.get("properties") != {}
        assert bool(BLOCK.search(text)) == wanted, label
    assert shown > 60


def test_ranges_and_units(reference: dict[str, str]) -> None:
    contract = yaml.safe_load((REPOSITORY / "interfaces" / "ISO15118_charger.yaml").read_text("utf-8"))
    checked = 0
    for name, schema in contract["vars"].items():
        if "maximum" in schema:
            text = reference[f"ISO15118_charger.variable.{name}"]
            unit = re.findall(r" in (\S+?)(?=[ .])", schema["description"])[0]
            assert f"| **Limits:** {schema['minimum']} to {schema['maximum']}\n| **Unit:** {unit}\n" in text
            checked += 1
    assert checked == 8
    assert "``^[A-F0-9]{2}(:[A-F0-9]{2}){5}$``" in reference["ISO15118_charger.variable.evcc_id"]


def test_a_row_of_a_table(reference: dict[str, str]) -> None:
    assert (
        "   * - ``max_current``\n     - number\n     - 0 to 400\n     - A\n"
        "     - Current in A (RMS) per phase.\n"
    ) in reference["ISO15118_charger.command.update_ac_max_current"]
    text = reference["type.iso15118_charger.DcEvStatus"]
    assert (
        "   * - ``dc_ev_ress_soc``\n     - number\n     - 0 to 100\n     - %\n     - required\n"
        "     - State of charge of the battery in %.\n"
    ) in text
    assert "   * - ``dc_ev_cabin_conditioning``\n     - boolean\n     -\n     -\n     - optional\n" in text


def test_who_sends_and_when(reference: dict[str, str]) -> None:
    variables = [text for label, text in reference.items() if ".variable." in label]
    assert len(variables) == 35
    assert all("| **Sent by** the provider\n| **When:** Sent " in text for text in variables)
    text = reference["ISO15118_charger.command.setup"]
    assert "| **Sent by** the user, to the provider\n| **When:** Call it at start-up" in text


def test_names_are_links(reference: dict[str, str]) -> None:
    text = reference["ISO15118_charger.variable.start_cable_check"]
    assert "answer with :ref:`cable_check_finished <ISO15118_charger.command.cable_check_finished>`." in text
    text = reference["type.iso15118_charger.DcEvStatus"]
    assert "| **Used by:** :ref:`dc_ev_status <ISO15118_charger.variable.dc_ev_status>`\n" in text


def test_links_lead_somewhere(odd: dict[str, str]) -> None:
    ours = [page.read_text("utf-8") for page in (GENERATED / "docs").rglob("*.rst")]
    for texts in (ours, [text for name, text in odd.items() if name.endswith(".rst")]):
        labels = [label.lower() for text in texts for label in LABEL.findall(text)]
        assert len(set(labels)) == len(labels)
        targets = re.findall(r":ref:`(?:[^`<]*<)?([^`>]+)>?`", "\n".join(texts))
        assert targets
        assert {target.lower() for target in targets} <= set(labels)


def test_every_feature_has_its_words(odd: dict[str, str]) -> None:
    page = sections(odd["docs/reference/interfaces/Odd.rst"])
    types = sections(odd["docs/reference/types/odd.rst"])
    assert (
        "| **Answer:** The values in A.\n| **Type:** list of number\n| **Unit:** A\n"
        in page["Odd.command.get_values"]
    )
    assert "at least 3 characters, pattern ``^[a-z`]{2,}$``" in page["Odd.command.get_values"]
    assert "| **Arguments:** none\n| **Answer:** none\n" in page["Odd.command.forget"]
    assert "| **Type:** string or integer\n" in page["Odd.variable.either"]
    assert "   * - ``odd/Broken``\n     - \\*Broken\\*\n" in page["Odd.variable.inline"]
    assert "list of :ref:`Node <type.odd.Node>`" in types["type.odd.Node"]
    assert "| **Type:** object of integer\n" in types["type.odd.Table"]
    assert not BLOCK.search(types["type.odd.Never"])


def test_odd_examples_are_valid(odd: dict[str, str], tmp_path: Path) -> None:
    for name, text in odd.items():
        if name.startswith("schemas/"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")
    pages = [text for name, text in odd.items() if name.startswith("docs/reference/")]
    shown = [
        (label, json.loads(block))
        for page in pages
        for label, text in sections(page).items()
        for block in BLOCK.findall(text)
    ]
    assert len(shown) >= 7
    for label, value in shown:
        jsonschema.Draft202012Validator(schema_of(label, tmp_path / "schemas")).validate(value)
