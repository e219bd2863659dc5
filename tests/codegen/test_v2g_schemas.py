"""JSON Schemas of messages: what a form of the YAML becomes, tried with the reference validator."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import jsonschema
import pytest

from codegen import v2g_schemas
from codegen.compiler import compile_contract
from codegen.sources import Sources

MESSAGES = """\
description: Messages of lamps.
xml: {namespace: 'urn:lamp'}
types:
  SwitchReq:
    description: Asks the lamp to shine.
    type: object
    xml: {element: switchReq}
    allOf: [{$ref: '#/Request'}]
    required: [Level, Names]
    properties:
      Level: {type: integer, minimum: 0, maximum: 100, description: How bright}
      Names: {type: array, minItems: 1, maxItems: 3, items: {type: string, maxLength: 8}}
      Big: {type: integer, format: uint64}
      Shade: {$ref: '#/Shade'}
      Mark: {type: string, contentEncoding: base16, xml: {bytes: 2}}
      any: {xml: {nodeType: any}}
      red: {type: boolean}
      green: {type: array, items: {type: boolean}}
    oneOf: [{required: [red]}, {required: [green]}]
  Request:
    description: What all requests have.
    type: object
    xml: {abstract: true}
    required: [Lamp]
    properties: {Lamp: {type: string, xml: {nodeType: attribute}}}
  SealReq:
    description: Two pairs, one of which must be there and one may.
    type: object
    xml: {element: true}
    required: [Shade]
    properties:
      Shade: {$ref: '#/Shade'}
      a: {type: boolean}
      b: {type: boolean}
    not: {required: [a, b]}
  Shade:
    description: What stands around the lamp.
    type: object
    xml: {element: true, abstract: true}
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
"""
GOOD = {"Lamp": "x", "Level": 5, "Names": ["a"], "red": True}
SEAL: dict[str, Any] = {"Paper": {}}


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The generated schema."""
    folder = tmp_path_factory.mktemp("interfaces")
    (folder / "v2g").mkdir()
    (folder / "v2g" / "lamps.yaml").write_text(MESSAGES, "utf-8")
    texts, findings = compile_contract(Sources.of(folder))
    assert not findings
    found: dict[str, Any] = json.loads(texts["schemas/v2g/lamps.json"])
    jsonschema.Draft202012Validator.check_schema(found)
    return found


def switch(**changes: Any) -> dict[str, Any]:
    """A request; None takes a key away."""
    return {"switchReq": {key: value for key, value in (GOOD | changes).items() if value is not None}}


@pytest.mark.parametrize(
    ("data", "good"),
    [
        (switch(), True),
        (switch(Lamp=None), False),  # inherited
        (switch(Level=101), False),
        (switch(Level="5"), False),
        (switch(Names=[]), False),
        (switch(Names=["a"] * 4), False),
        (switch(Names=["123456789"]), False),
        (switch(Big=2**64 - 1), True),
        (switch(Big=2**64), False),
        (switch(Mark="0A1b"), True),
        (switch(Mark="0A1"), False),
        (switch(Colour="red"), False),  # closed
        (switch(any={}), False),
        (switch(red=None), False),  # a choice
        (switch(green=[True]), False),
        (switch(red=None, green=[True]), True),
        (switch(red=None, green=[]), False),
        (switch(OiledPaper={}), True),  # an optional slot
        (switch(Paper={}, OiledPaper={}), False),
        (switch(Shade={}), False),
        ({"SealReq": SEAL}, True),
        ({"SealReq": {}}, False),
        ({"SealReq": SEAL | {"a": True}}, True),
        ({"SealReq": SEAL | {"a": True, "b": True}}, False),
        ({"Paper": {}}, True),
        ({"Shade": {}}, False),
        ({"SwitchReq": GOOD}, False),  # the element's name, not the type's
        ({}, False),
        ({"SealReq": SEAL, **switch()}, False),
    ],
)
def test_what_is_a_message(schema: dict[str, Any], data: Any, good: bool) -> None:
    assert jsonschema.Draft202012Validator(schema).is_valid(data) == good


@pytest.mark.parametrize(
    ("data", "good"),
    [({"Level": 5}, True), ({"Names": "a"}, True), ({"Level": 500}, False), ({"Lamp": "x"}, False)],
)
def test_what_is_a_fragment(schema: dict[str, Any], data: Any, good: bool) -> None:
    fragment = {**schema["$defs"]["fragment"], "$defs": schema["$defs"]}
    assert jsonschema.Draft202012Validator(fragment).is_valid(data) == good


def test_descriptions_come_along(schema: dict[str, Any]) -> None:
    assert schema["description"] == "A message in JSON. Messages of lamps."
    definition = schema["$defs"]["lamps-SwitchReq"]
    assert definition["description"] == "Asks the lamp to shine."
    assert definition["properties"]["Level"]["description"] == "How bright"
    assert "lamps-Request" not in schema["$defs"]


@pytest.mark.parametrize("most", range(9))
def test_lengths_of_binaries_are_exact(most: int) -> None:
    """Each count of bytes up to a limit and beyond, for the three remainders of base64's groups."""
    for count in range(12):
        text, digits = base64.b64encode(bytes(count)).decode(), bytes(count).hex()
        for pattern, found in ((v2g_schemas._base64, text), (v2g_schemas._base16, digits)):
            assert bool(re.search(pattern(None, most), found)) == (count <= most)
            assert bool(re.search(pattern(most, most), found)) == (count == most)
            assert re.search(pattern(None, None), found)
