"""Grammars: what may come next, counted as EXI 1.0 counts it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codegen import exi_grammar, v2g_read, v2g_tables
from codegen.exi_grammar import END, TEXT
from codegen.load import load
from codegen.sources import Sources
from codegen.v2g_model import Model, Ref, Value

HEAD = "description: Lamps.\nxml: {namespace: 'urn:lamp'}\ntypes:\n"


def model(folder: Path, types: str) -> Model:
    """The model of one file that holds these types."""
    path = folder / "v2g" / "lamp.yaml"
    path.parent.mkdir()
    path.write_text(HEAD + types, "utf-8")
    documents, findings = load(Sources.of(folder))
    read, more = v2g_read.read(documents)
    assert findings == more == []
    return read


def states(folder: Path, content: str) -> list[tuple[tuple[int, ...], ...]]:
    """The states of a type with this content."""
    read = model(folder, f"  Lamp:\n    description: x\n    type: object\n{content}")
    return list(exi_grammar.grammar(read, read.type(Ref("lamp", "Lamp"))).states)


ONE = "{type: boolean}"
LIST = "{type: array, items: {type: boolean}"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", [((END,),)]),
        (
            f"    required: [a, b]\n    properties: {{a: {ONE}, b: {ONE}}}\n",
            [((0, 1),), ((1, 2),), ((END,),)],
        ),
        (
            f"    required: [c]\n    properties: {{a: {ONE}, b: {ONE}, c: {ONE}, d: {ONE}}}\n",
            [((0, 1), (1, 2), (2, 3)), ((1, 2), (2, 3)), ((2, 3),), ((3, 4), (END,)), ((END,),)],
        ),
        # lists: none to many, one to many, none to two, one to two, two to three
        (f"    properties: {{a: {LIST}}}}}\n", [((0, 0), (END,))]),
        (f"    required: [a]\n    properties: {{a: {LIST}, minItems: 1}}}}\n", [((0, 1),), ((0, 1), (END,))]),
        (f"    properties: {{a: {LIST}, maxItems: 2}}}}\n", [((0, 0, 1), (END,)), ((END,),)]),
        (
            f"    required: [a]\n    properties: {{a: {LIST}, minItems: 1, maxItems: 2}}}}\n",
            [((0, 1, 2),), ((0, 1, 2), (END,)), ((END,),)],
        ),
        (
            f"    required: [a]\n    properties: {{a: {LIST}, minItems: 2, maxItems: 3}}}}\n",
            [((0, 1, 2, 0),), ((0, 1, 2, 0), (END,)), ((END,),)],
        ),
        # a choice of two, and one that may be absent
        (
            f"    properties: {{a: {ONE}, b: {ONE}}}\n    oneOf: [{{required: [a]}}, {{required: [b]}}]\n",
            [((0, 1), (1, 1)), ((END,),)],
        ),
        (
            f"    properties: {{a: {ONE}, b: {ONE}}}\n    not: {{required: [a, b]}}\n",
            [((0, 1), (1, 1), (END,)), ((END,),)],
        ),
        # attributes sort by name; a required one is waited for
        (
            (
                "    required: [m]\n    properties:\n"
                "      z: {type: string, xml: {nodeType: attribute}}\n"
                "      m: {type: string, xml: {nodeType: attribute}}\n"
                "      a: {type: string, xml: {nodeType: attribute}}\n"
                f"      e: {ONE}\n"
            ),
            [((2, 1), (1, 2)), ((1, 2),), ((0, 3), (3, 4), (END,)), ((3, 4), (END,)), ((END,),)],
        ),
        # the text beside attributes
        (
            (
                "    required: [value]\n    properties:\n"
                "      Id: {type: string, xml: {nodeType: attribute}}\n"
                "      value: {type: string, xml: {nodeType: text}}\n"
            ),
            [((0, 1), (1, 2)), ((1, 2),), ((END,),)],
        ),
        # mixed: text counts behind the end, in every state of the content
        (
            f"    xml: {{mixed: true}}\n    properties: {{a: {ONE}, any: {{xml: {{nodeType: any}}}}}}\n",
            [((0, 1), (1,), (END,), (TEXT,)), ((1,), (END,), (TEXT,))],
        ),
    ],
)
def test_states(tmp_path: Path, content: str, expected: list[Any]) -> None:
    assert states(tmp_path, content) == expected


def test_groups_open_and_go_on(tmp_path: Path) -> None:
    pair = f"{{a: {ONE}, b: {ONE}}}"
    read = model(
        tmp_path,
        "  Lamp:\n    description: x\n    type: object\n    properties:\n"
        f"      one: {{type: object, xml: {{nodeType: none}}, required: [a, b], properties: {pair}}}\n"
        "      many:\n        type: array\n        xml: {nodeType: none}\n"
        f"        items: {{type: object, required: [c], properties: {{c: {ONE}, d: {ONE}}}}}\n",
    )
    grammar = exi_grammar.grammar(read, read.type(Ref("lamp", "Lamp")))
    assert [(row.field.name, row.group, row.opens) for row in grammar.rows] == [
        ("one", None, False),
        ("a", 0, True),
        ("b", 0, False),
        ("many", None, False),
        ("c", 3, True),
        ("d", 3, False),
    ]
    assert grammar.states == (
        ((1, 1), (4, 2), (END,)),
        ((2, 3),),
        ((5, 3), (4, 2), (END,)),
        ((4, 2), (END,)),
    )


def test_a_group_that_begins_anew_or_goes_on_is_refused(tmp_path: Path) -> None:
    with pytest.raises(exi_grammar.Ambiguous, match="b both begins a group and goes on with it"):
        states(
            tmp_path,
            "    properties:\n      many:\n        type: array\n        xml: {nodeType: none}\n"
            f"        items: {{type: object, properties: {{a: {ONE}, b: {ONE}}}, required: [b]}}\n",
        )


def test_slots_count_all_that_may_come(tmp_path: Path) -> None:
    element = "    description: x\n    type: object\n    xml: {element: true"
    base = "    allOf: [{$ref: '#/Shade'}]\n"
    read = model(
        tmp_path,
        f"  Shade:\n{element}, abstract: true}}\n"
        f"  Zinc:\n{element}}}\n{base}"
        f"  Glass:\n{element}}}\n{base}"
        "  Lamp:\n    description: x\n    type: object\n    properties: {Shade: {$ref: '#/Shade'}}\n"
        "  Local:\n    description: x\n    type: object\n    properties: {Zinc: {$ref: '#/Zinc'}}\n",
    )
    table = v2g_tables.table(read, read.files["lamp"])
    rows = {name: rows for name, rows, _ in table.types}
    glass, shade, zinc = '("Glass", 0, "lamp#Glass")', '("Shade", 0, None)', '("Zinc", 0, "lamp#Zinc")'
    assert rows["Lamp"] == [f'("Shade", "slot", 0, ({glass}, {shade}, {zinc}), 0, 1)']
    assert rows["Local"] == ['("Zinc", "element", 0, "lamp#Zinc", 0, 1)']
    assert table.elements == [glass, '("Shade", 0, None)', zinc]
    assert "Shade" not in rows


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Value("boolean"), ("boolean",)),
        (Value("integer", 0, 4095), ("bits", 0, 4095)),
        (Value("integer", 0, 4096), ("unsigned", 0, 4096)),
        (Value("integer", -128, 127), ("bits", -128, 127)),
        (Value("integer", -32768, 32767), ("signed", -32768, 32767)),
        (Value("integer"), ("signed", None, None)),
        (Value("enum", members=("a", "b")), ("enum", ("a", "b"))),
        (Value("base16", 0, 8), ("base16", 0, 8)),
    ],
)
def test_the_range_alone_decides_the_coding(value: Value, expected: tuple[Any, ...]) -> None:
    assert v2g_tables.codec(value) == expected


@pytest.fixture(scope="module")
def contract(repository: Path) -> Model:
    """The model of the messages that are in the contract."""
    documents, findings = load(Sources.of(repository / "interfaces"))
    read, more = v2g_read.read(documents)
    assert findings == more == []
    return read


@pytest.mark.parametrize(
    ("root", "elements", "fragments", "widths"),
    [
        ("app_protocol", 2, 9, (2, 4)),
        ("iso15118_2", 80, 243, (7, 8)),
        ("xmldsig", 24, 45, (5, 6)),
    ],
)
def test_sizes_of_the_schema_sets(
    contract: Model, root: str, elements: int, fragments: int, widths: tuple[int, int]
) -> None:
    files = contract.files_of_set(root)
    documents = exi_grammar.document_names(files)
    names = exi_grammar.fragment_names(contract, files)
    assert (len(documents), len(names)) == (elements, fragments)
    assert (len(documents).bit_length(), (len(names) + 1).bit_length()) == widths
    assert v2g_tables.is_root(contract, contract.files[root])


def test_one_name_has_two_types(contract: Model) -> None:
    files = contract.files_of_set("iso15118_2")
    two = [name for name in exi_grammar.fragment_names(contract, files) if len(name.types) > 1]
    assert [name.local for name in two] == ["eMAID"]
    assert len(exi_grammar.attribute_names(files)) == 10


def test_codes_that_are_known(contract: Model) -> None:
    files = contract.files_of_set("iso15118_2")
    documents = [name.local for name in exi_grammar.document_names(files)]
    assert documents.index("V2G_Message") == 76
    fragments = [name.local for name in exi_grammar.fragment_names(contract, files)]
    known = {
        "AuthorizationReq": 4,
        "CertificateInstallationReq": 15,
        "CertificateUpdateReq": 17,
        "ContractSignatureCertChain": 33,
        "ContractSignatureEncryptedPrivateKey": 34,
        "DHpublickey": 45,
        "MeteringReceiptReq": 121,
        "SalesTariff": 174,
        "SignedInfo": 208,
        "eMAID": 236,
    }
    assert {name: fragments.index(name) for name in known} == known
    body = exi_grammar.grammar(contract, contract.type(Ref("iso15118_2", "Body")))
    assert [one.name for one in body.rows[0].stand_ins].index("BodyElement") == 2
    assert len(body.rows[0].stand_ins) == 35
