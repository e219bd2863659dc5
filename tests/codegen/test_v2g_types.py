"""Message types: what a form of the YAML becomes in Python."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any, get_args, get_type_hints

import msgspec
import pytest

from codegen.compiler import compile_contract
from codegen.sources import Sources
from tests.codegen.conftest import Write

MESSAGES = """\
description: Messages of lamps.
xml: {namespace: 'urn:lamp'}
types:
  SwitchReq:
    description: Asks the lamp to shine.
    type: object
    xml: {element: switchReq}
    required: [Level, Names, Unit]
    properties:
      Id: {type: string, xml: {nodeType: attribute}}
      Level: {$ref: '#/Level', description: How bright}
      Names: {type: array, minItems: 1, maxItems: 3, items: {type: string, maxLength: 8}}
      Marks: {type: array, items: {$ref: '#/Mark'}}
      Unit: {$ref: '#/Unit'}
      Shade: {$ref: '#/Shade'}
      any: {xml: {nodeType: any}}
      red: {type: boolean}
      green: {type: integer, format: uint8}
    oneOf: [{required: [red]}, {required: [green]}]
  Level:
    description: Brightness, in %.
    type: integer
    minimum: 0
    maximum: 100
  Unit:
    description: Units of light, 'in "words"'.
    type: string
    enum: [None, lm/W, Candela]
  Mark:
    description: >-
      Something written on the lamp, a long story that is told here only because every line of a docstring has
      to come to its end.
    type: object
    required: [Where]
    properties:
      Where:
        type: object
        xml: {nodeType: none}
        required: [Row]
        properties: {Row: {type: integer}, Ink: {type: string, contentEncoding: base16, xml: {bytes: 2}}}
      Nothing:
        type: array
        xml: {nodeType: none}
        items: {type: object, properties: {any: {xml: {nodeType: any}}}}
  Paper:
    description: A shade of paper.
    type: object
    xml: {element: true}
    allOf: [{$ref: '#/Shade'}]
  OiledPaper:
    description: A shade of oiled paper.
    type: object
    xml: {element: true}
    allOf: [{$ref: '#/Paper'}]
  Shade:
    description: What stands around the lamp.
    type: object
    xml: {element: true, abstract: true}
"""


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The generated module."""
    folder = tmp_path_factory.mktemp("interfaces")
    (folder / "v2g").mkdir()
    (folder / "v2g" / "lamps.yaml").write_text(MESSAGES, "utf-8")
    files, findings = compile_contract(Sources.of(folder))
    assert [str(one) for one in findings] == []
    return files["secc_contract/v2g/lamps.py"]


@pytest.fixture(scope="module")
def lamps(text: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The generated module, imported."""
    folder = tmp_path_factory.mktemp("package")
    (folder / "lamps_of_a_test.py").write_text(text, "utf-8")
    sys.path.insert(0, str(folder))
    try:
        yield import_module("lamps_of_a_test")
    finally:
        sys.path.remove(str(folder))
        del sys.modules["lamps_of_a_test"]


def test_fields(lamps: Any) -> None:
    hints = get_type_hints(lamps.SwitchReq)
    assert list(hints) == list(lamps.SwitchReq.__struct_fields__)
    assert {name: str(hint) for name, hint in hints.items() if name not in ("Unit", "Marks", "Shade")} == {
        "Id": "str | msgspec.UnsetType",
        "Level": "<class 'int'>",
        "Names": "tuple[str, ...]",
        "red": "bool | msgspec.UnsetType",
        "green": "int | msgspec.UnsetType",
    }
    assert hints["Unit"] is lamps.Unit
    assert set(get_args(hints["Shade"])) == {lamps.Paper, lamps.OiledPaper, msgspec.UnsetType}
    message = lamps.SwitchReq(Level=1, Names=("a",), Unit=lamps.Unit.None_)
    assert (message.Marks, message.Shade, message.red) == ((), msgspec.UNSET, msgspec.UNSET)
    with pytest.raises(TypeError, match="Level"):
        lamps.SwitchReq(Names=("a",), Unit=lamps.Unit.None_)
    with pytest.raises(AttributeError):
        message.Level = 2


def test_enumerations(lamps: Any) -> None:
    assert [(unit.name, unit.value) for unit in lamps.Unit] == [
        ("None_", "None"),
        ("lm_W", "lm/W"),
        ("Candela", "Candela"),
    ]


def test_groups_are_classes_of_their_own(lamps: Any) -> None:
    assert lamps.Mark.__struct_fields__ == ("Where",)
    assert get_type_hints(lamps.Mark)["Where"] is lamps.MarkWhere
    assert lamps.MarkWhere(Row=1).Ink is msgspec.UNSET


def test_a_stand_in_comes_before_what_it_extends(lamps: Any) -> None:
    """So that ``match`` meets the special case first."""
    assert get_args(lamps.AnyShade) == (lamps.OiledPaper, lamps.Paper)
    assert issubclass(lamps.OiledPaper, lamps.Paper)
    assert issubclass(lamps.Paper, lamps.Shade)


def test_descriptions_stand_beside_what_they_describe(lamps: Any, text: str) -> None:
    assert [line.strip() for line in lamps.SwitchReq.__doc__.splitlines() if line.strip()] == [
        "Asks the lamp to shine.",
        "Exactly one of red and green is set.",
        "On the wire: ``switchReq``.",
    ]
    assert '    Level: int\n    """How bright. 0 to 100."""\n' in text
    assert '    Names: tuple[str, ...]\n    """1 to 3 items."""\n' in text
    assert '    Ink: bytes | UnsetType = UNSET\n    """Exactly 2 bytes."""\n' in text
    assert "Units of light, 'in \"words\"'." in lamps.Unit.__doc__
    assert max(map(len, text.splitlines())) <= 110


def test_the_lamp_of_the_contract_needs_no_messages(write: Write) -> None:
    files, findings = compile_contract(Sources.of(write({})))
    assert not findings
    assert not [path for path in files if "/v2g/" in path]
