"""Every mistake in a message file is told at its line, and none of them becomes a wrong bit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from codegen import v2g
from codegen.load import load
from codegen.sources import Sources

PARTS = """\
description: Parts of lamps.
xml: {namespace: 'urn:lamp:parts'}
types:
  Colour:
    description: Colours of a lamp.
    type: string
    enum: [Red, Green]
  Level:
    description: Brightness, in %.
    type: integer
    minimum: 0
    maximum: 100
  Shade:
    description: What stands around the lamp.
    type: object
    xml: {element: true, abstract: true}
  PaperShade:
    description: A shade of paper.
    type: object
    xml: {element: true}
    allOf: [{$ref: '#/Shade'}]
    properties:
      Colour: {$ref: '#/Colour'}
"""

LAMP = """\
description: Messages of lamps.
xml: {namespace: 'urn:lamp', attributes: qualified}
types:
  SwitchReq:
    description: Asks the lamp to shine.
    type: object
    xml: {element: true}
    required: [Id, Level, Name]
    properties:
      Id: {type: string, xml: {nodeType: attribute}}
      Level: {$ref: /parts#/Level}
      Name:
        type: array
        minItems: 1
        maxItems: 3
        items: {type: string, maxLength: 8}
      Shade: {$ref: /parts#/Shade}
      red: {type: boolean}
      green: {type: integer, format: uint8}
      Key: {type: string, contentEncoding: base16, xml: {maxBytes: 4}}
    oneOf: [{required: [red]}, {required: [green]}]
"""


def findings(folder: Path, files: Mapping[str, str]) -> list[str]:
    """What is found in these files; what is not named is as above."""
    for name, text in ({"parts": PARTS, "lamp": LAMP} | dict(files)).items():
        path = folder / "v2g" / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    documents, found = load(Sources.of(folder))
    texts, more = v2g.build(documents)
    assert not found
    assert bool(texts) != bool(more)
    return [str(one) for one in more]


def test_the_lamp_is_sound(tmp_path: Path) -> None:
    assert findings(tmp_path, {}) == []


GROUP = """\
      more:
        type: object
        xml: {nodeType: none}
        properties: {x: {type: array, items: {type: boolean}}}
      red:"""

IN_LAMP = [
    (
        "attributes: qualified",
        "attributed: x",
        "2: found key 'attributed'; expected one of attributes, elements",
    ),
    (
        "xml: {namespace: 'urn:lamp', attributes: qualified}\n",
        "",
        "1: found no namespace; expected the namespace",
    ),
    ("    type: object", "    type: object\n    pattern: x", "7: found key 'pattern'; expected one of allOf"),
    ("{element: true}", "{root: true}", "7: found key 'root'; expected one of abstract, element"),
    ("{element: true}", "{mixed: 1}", "7: found 1; expected true, or no such key"),
    (
        "  SwitchReq:",
        "  switchReq:",
        "4: found type 'switchReq'; expected a name with a capital first letter",
    ),
    ("    description: Asks the lamp to shine.\n", "", "4: found no description"),
    (
        "{nodeType: attribute}",
        "{nodeType: cdata}",
        "10: found nodeType 'cdata'; expected one of attribute, text",
    ),
    (
        "{$ref: /parts#/Level}",
        "{$ref: /parts#/Levl}",
        "11: found $ref '/parts#/Levl'; expected a type of a V2G",
    ),
    ("{$ref: /parts#/Level}", "{$ref: Level}", "11: found $ref 'Level'; expected a type of a V2G file"),
    (
        "{$ref: /parts#/Level}",
        "{$ref: /parts#/Level, minimum: 1}",
        "11: found key 'minimum'; expected one of $ref",
    ),
    ("{$ref: /parts#/Level}", "{$ref: /parts#/PaperShade, xml: {order: 1}}", "11: found key 'order'"),
    ("[Id, Level, Name]", "[Id, Level, Name, Nam]", "8: found 'Nam' in required; expected each own property"),
    ("[Id, Level, Name]", "[Id, Level, Id, Name]", "8: found 'Id' in required; expected each own property"),
    (
        "[Id, Level, Name]",
        "[Id, Level]",
        "12: found minItems 1, not required; expected minItems of at least 1",
    ),
    ("        minItems: 1\n", "", "12: found minItems 0, required; expected minItems of at least 1"),
    ("maxItems: 3", "maxItems: 0", "15: found maxItems 0; expected at least minItems"),
    ("maxItems: 3", "maxItems: 1", "12: found an array of at most one item; expected a plain property"),
    ("maxItems: 3", "maxItems: many", "15: found maxItems: 'many'; expected a whole number"),
    ("maxLength: 8", "maxLength: -8", "16: found maxLength: -8; expected a whole number, not negative"),
    ("maxLength: 8", "minLength: 9, maxLength: 8", "16: found a minimum of 9 above the maximum of 8"),
    ("maxLength: 8", "pattern: x", "16: found key 'pattern'"),
    (
        "{type: boolean}",
        "{type: boolean, maximum: 1}",
        "18: found key 'maximum'; expected no such key beside",
    ),
    ("{type: boolean}", "{type: number}", "18: found type 'number'"),
    ("{type: boolean}", "{type: string, enum: [a]}", "18: found an enumeration inside a property"),
    ("format: uint8", "format: uint7", "19: found format 'uint7'; expected one of int8"),
    (
        "format: uint8",
        "format: uint8, minimum: 1",
        "19: found format beside minimum or maximum; expected one",
    ),
    ("format: uint8", "minimum: 1", "19: found minimum 1, maximum None; expected both, in order"),
    ("format: uint8", "minimum: 2, maximum: 1", "19: found minimum 2, maximum 1; expected both, in order"),
    ("base16, xml: {maxBytes: 4}", "base32", "20: found type 'string', contentEncoding 'base32'"),
    ("{maxBytes: 4}", "{maxBytes: 4, bytes: 4}", "20: found bytes and maxBytes; expected one of them"),
    (
        "{maxBytes: 4}",
        "{maxBytes: 4}, maxLength: 8",
        "20: found key 'maxLength'; expected no such key beside",
    ),
    ("{type: boolean}", "{type: boolean, xml: {bytes: 1}}", "18: found key 'bytes'; expected a binary type"),
    ("{required: [green]}]", "{required: [grey]}]", "21: found alternatives red, grey; expected two or more"),
    (
        "{required: [green]}]",
        "{required: [Key]}]",
        "21: found alternatives red, Key; expected two or more neigh",
    ),
    (", {required: [green]}]", "]", "21: found alternatives red; expected two or more neighbouring"),
    (
        "{required: [green]}]",
        "{required: [green, Key]}]",
        "21: found alternative {'required': ['green', 'Key']}",
    ),
    ("[Id, Level, Name]", "[Id, Level, Name, red]", "21: found alternative 'red' in required; expected no"),
    (
        "oneOf: [{required: [red]}, {required: [green]}]",
        "not: {required: [red]}",
        "21: found {'required': ['red']}",
    ),
    ("      red:", "      class:", "18: found property 'class'; expected a name usable in Python"),
    (
        "Shade: {$ref",
        "Cover: {$ref",
        "17: found a reference to parts#Shade, which is abstract; expected a type",
    ),
    (
        "Shade: {$ref: /parts#/Shade}",
        "Shade: {type: array, items: {$ref: /parts#/Shade}}",
        "17: found an array of what may be several elements; expected a single property",
    ),
    (
        "      red:",
        "      more: {type: array, maxItems: 2, xml: {nodeType: none}, items: {type: object}}\n      red:",
        "18: found a group with counted repeats; expected no maxItems",
    ),
    ("      red:", GROUP, "21: found an array or a group inside a group"),
    ("      red:", "      more: {xml: {nodeType: any}, type: string}\n      red:", "18: found key 'type'"),
    ("      red:", "      bool: {type: boolean}\n      red:", "19: found type bool beside a property bool"),
    (
        "    oneOf:",
        "    allOf: [{$ref: /parts#/Level}]\n    oneOf:",
        "21: found a base that is no object: parts#Level; expected an object",
    ),
    (
        "    oneOf:",
        "    allOf: [{$ref: /parts#/Shade}, {$ref: /parts#/PaperShade}]\n    oneOf:",
        "21: found [{'$ref': '/parts#/Shade'}, {'$ref': '/parts#/PaperShade'}]; expected one entry",
    ),
]

BOOLEAN = "{type: boolean}"
OBJECT = "    description: x\n    type: object\n"
GLASS = f"  GlassShade:\n{OBJECT}    xml: {{element: true}}\n    allOf: [{{$ref: /parts#/Shade}}]\n"
TWICE = """\
    required: [a]
    properties:
      a: {type: array, minItems: 1, items: {type: boolean}}
      more: {type: object, xml: {nodeType: none}, properties: {a: {type: boolean}}}
"""
ENUM = "  Lit:\n    description: x\n    type: string\n"

MORE_TYPES = [
    (
        f"  Lit:\n{OBJECT}    allOf: [{{$ref: '#/SwitchReq'}}]\n    properties: {{Level: {BOOLEAN}}}\n",
        "26: found property 'Level' again; expected a name that no base has",
    ),
    (
        f"  Lit:\n{OBJECT}    xml: {{element: SwitchReq}}\n",
        "22: found a second element SwitchReq; expected one type an element (it is SwitchReq's)",
    ),
    (
        f"  Lit:\n{OBJECT}    properties: {{Lit: {{$ref: '#/Lit'}}}}\n",
        "22: found a type that contains itself; expected content that ends",
    ),
    (
        f"  Lit:\n{OBJECT}    allOf: [{{$ref: '#/Lit'}}]\n",
        "22: found a type that extends itself; expected a base without cycle",
    ),
    (
        f"  Colour:\n{OBJECT}    properties: {{c: {{$ref: /parts#/Colour}}}}\n",
        "1: found Colour of lamp and Colour of parts; expected different names",
    ),
    (
        f"  Lit:\n{OBJECT}{TWICE}",
        "22: found a in two places at once; expected content in which each event means one thing",
    ),
    (f"{ENUM}    enum: ['a b', a_b]\n", "25: found 'a_b' (after 'a b')"),
    (f"{ENUM}    enum: [a, 1]\n", "25: found ['a', 1]; expected a list of"),
]


@pytest.mark.parametrize(("old", "new", "expected"), IN_LAMP)
def test_in_a_message(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert LAMP.count(old) >= 1
    found = findings(tmp_path, {"lamp": LAMP.replace(old, new, 1)})
    assert f"v2g/lamp.yaml:{expected}" in [line[: len(expected) + 14] for line in found], found


@pytest.mark.parametrize(("more", "expected"), MORE_TYPES)
def test_with_another_type(tmp_path: Path, more: str, expected: str) -> None:
    found = findings(tmp_path, {"lamp": LAMP + more})
    assert [line[: len(expected) + 14] for line in found] == [f"v2g/lamp.yaml:{expected}"]


def test_another_stand_in_is_sound(tmp_path: Path) -> None:
    assert findings(tmp_path, {"lamp": LAMP + GLASS}) == []


def test_files_refer_in_one_direction(tmp_path: Path) -> None:
    parts = PARTS.replace("$ref: '#/Colour'", "$ref: /lamp#/SwitchReq")
    assert (
        "v2g/parts.yaml:1: found a reference to lamp, which refers back; expected references between files "
        in ("\n".join(findings(tmp_path, {"parts": parts})))
    )


def test_stand_ins_are_the_same_in_every_set(tmp_path: Path) -> None:
    slot = f"  Post:\n{OBJECT}    properties: {{Shade: {{$ref: '#/Shade'}}}}\n"
    assert findings(tmp_path, {"parts": PARTS + slot, "lamp": LAMP + GLASS}) == [
        (
            "v2g/parts.yaml:27: found GlassShade, which stands in only in the set of lamp; "
            "expected the stand-ins that the set of parts has"
        )
    ]


def test_all_mistakes_in_one_run(tmp_path: Path) -> None:
    lamp = (
        LAMP.replace("uint8", "uint9")
        .replace("maxLength", "maxlength")
        .replace("{nodeType: attribute}", "[]")
    )
    assert len(findings(tmp_path, {"lamp": lamp, "parts": PARTS.replace("[Red, Green]", "[]")})) >= 4
