"""The V2G files of the contract say exactly what the XSDs say: no more, no less, and in the same order."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import yaml

from tests.contract.schema_facts import Facts, differences, facts
from tests.contract.v2g_edits import KINDS, Kind, edits
from tests.contract.xsd_reference import Reference
from tests.contract.yaml_facts import Contract

FILES = {
    "app_protocol": ("V2G_CI_AppProtocol.xsd", {"urn:iso:15118:2:2010:AppProtocol"}),
    "xmldsig": ("xmldsig-core-schema.xsd", {"http://www.w3.org/2000/09/xmldsig#"}),
    "din70121_types": ("din_spec/V2G_CI_MsgBody.xsd", {"urn:din:70121:2012:MsgDataTypes"}),
    "din70121": (
        "din_spec/V2G_CI_MsgBody.xsd",
        {f"urn:din:70121:2012:{part}" for part in ("MsgDef", "MsgHeader", "MsgBody")},
    ),
    "iso15118_2_types": ("iso15118_2/V2G_CI_MsgDataTypes.xsd", {"urn:iso:15118:2:2013:MsgDataTypes"}),
    "iso15118_2": (
        "iso15118_2/V2G_CI_MsgDef.xsd",
        {f"urn:iso:15118:2:2013:{part}" for part in ("MsgDef", "MsgHeader", "MsgBody")},
    ),
    **{
        f"iso15118_20_{file}": (f"iso15118_20/V2G_CI_{part}.xsd", {f"urn:iso:std:iso:15118:-20:{part}"})
        for file, part in {
            "types": "CommonTypes", "common": "CommonMessages", "ac": "AC", "dc": "DC", "wpt": "WPT",
            "acdp": "ACDP",
        }.items()
    },
}  # fmt: skip
"""For each file of the contract: the XSD that reaches what it reaches, and the namespaces of its own."""

CIRCULAR = {"din70121_types"}
"""Files whose XSD also imports what imports it, as all of DIN's do; ours go one way and so reach less."""

ENOUGH = 10**6 if os.environ.get("SECC_DEEP") else 6
"""Edits tried of each kind in each file, spread evenly over it; in a deep run (``SECC_DEEP=1``) all."""

Written: TypeAlias = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def written(repository: Path) -> Written:
    """The V2G files of the contract, by name."""
    folder = repository / "interfaces" / "v2g"
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in folder.glob("*.yaml")}


@pytest.fixture(scope="module")
def reference(peer: Path) -> Callable[[str], Reference]:
    """Reads the XSDs that belong to a file, once."""
    known: dict[str, Reference] = {}

    def read(file: str) -> Reference:
        if file not in known:
            known[file] = Reference(peer / "shared" / "schemas", FILES[file][0])
        return known[file]

    return read


@pytest.fixture(scope="module")
def expected(reference: Callable[[str], Reference]) -> dict[str, Facts]:
    """What the XSDs say, by file."""
    return {file: facts(reference(file).types(namespaces)) for file, (_, namespaces) in FILES.items()}


def test_every_file_has_its_reference(written: Written) -> None:
    assert written.keys() == FILES.keys()


@pytest.mark.parametrize("file", FILES)
def test_file_says_what_the_xsd_says(file: str, written: Written, expected: dict[str, Facts]) -> None:
    found = differences(expected[file], facts(Contract(written).types(file)))
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("file", sorted(FILES.keys() - CIRCULAR))
def test_file_reaches_what_the_xsd_imports(
    file: str, written: Written, reference: Callable[[str], Reference]
) -> None:
    assert Contract(written).namespaces(file) == reference(file).namespaces


def test_reference_is_whole(expected: dict[str, Facts]) -> None:
    """Counted by hand in the XSDs: a reader that overlooks types would let ours be missing too.

    Two types of ACDP are behind two elements each, and so are there twice.
    """
    types = {file: sum(text.startswith("a ") for text in said.values()) for file, said in expected.items()}
    elements = {file: sum(key.endswith("(element)") for key in said) for file, said in expected.items()}
    assert types == {
        "app_protocol": 8, "xmldsig": 27, "din70121_types": 78, "din70121": 38, "iso15118_2_types": 81,
        "iso15118_2": 38, "iso15118_20_types": 33, "iso15118_20_common": 104, "iso15118_20_ac": 16,
        "iso15118_20_dc": 22, "iso15118_20_wpt": 44, "iso15118_20_acdp": 12 + 2,
    }  # fmt: skip
    assert elements == {
        "app_protocol": 2, "xmldsig": 24, "din70121_types": 21, "din70121": 36, "iso15118_2_types": 20,
        "iso15118_2": 36, "iso15118_20_types": 2, "iso15118_20_common": 28, "iso15118_20_ac": 16,
        "iso15118_20_dc": 22, "iso15118_20_wpt": 12, "iso15118_20_acdp": 8,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("file", "slot", "members"),
    [
        ("iso15118_2", "PowerDeliveryRes.EVSEStatus", ["AC_EVSEStatus", "DC_EVSEStatus", "EVSEStatus"]),
        (
            "iso15118_20_dc",
            "DC_ChargeLoopRes.CLResControlMode",
            [
                "BPT_Dynamic_DC_CLResControlMode", "BPT_Scheduled_DC_CLResControlMode", "CLResControlMode",
                "Dynamic_DC_CLResControlMode", "Scheduled_DC_CLResControlMode",
            ],
        ),
    ],
)  # fmt: skip
def test_substitution_groups_are_compared(
    file: str, slot: str, members: list[str], expected: dict[str, Facts]
) -> None:
    _, found, names = expected[file][slot].partition("slot of ")
    assert found
    assert [member.rpartition("}")[2] for member in names.split(", ")] == members


def test_a_type_of_two_elements_is_written_twice(expected: dict[str, Facts]) -> None:
    said = expected["iso15118_20_acdp"]
    connect, disconnect = (
        {key.partition("Req")[2]: text for key, text in said.items() if key.startswith(f"ACDP_{name}Req")}
        for name in ("Connect", "Disconnect")
    )
    assert connect.pop(" (element)") == "{urn:iso:std:iso:15118:-20:ACDP}ACDP_ConnectReq"
    assert disconnect.pop(" (element)") == "{urn:iso:std:iso:15118:-20:ACDP}ACDP_DisconnectReq"
    assert connect == disconnect
    assert ".EVElectricalChargingDeviceStatus" in connect


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_an_edit_that_matters_is_noticed(kind: Kind, written: Written, expected: dict[str, Facts]) -> None:
    tried, unnoticed = 0, []
    for file in FILES:
        possible = list(edits(written[file], kind))
        for label, edited in possible[:: -(-len(possible) // ENOUGH) or 1]:
            tried += 1
            if not differences(expected[file], facts(Contract({**written, file: edited}).types(file))):
                unnoticed.append(f"{file}: {label}")
    assert tried
    assert not unnoticed


def test_a_difference_is_one_readable_line(written: Written, expected: dict[str, Facts]) -> None:
    edited = {**written["iso15118_2_types"], "types": {**written["iso15118_2_types"]["types"]}}
    edited["types"]["SAID"] = {"type": "integer", "format": "uint8"}
    found = differences(
        expected["iso15118_2_types"],
        facts(Contract({**written, "iso15118_2_types": edited}).types("iso15118_2_types")),
    )
    assert found == ["SAID (value): the XSD says integer 1..255, the YAML says integer 0..255"]


def test_what_does_not_matter_makes_no_difference(written: Written, expected: dict[str, Facts]) -> None:
    """Words, the order of types, and the place of attributes, which sort by name on the wire."""
    types = dict(reversed(written["xmldsig"]["types"].items()))
    properties = dict(reversed(types["SignatureValue"]["properties"].items()))
    types["SignatureValue"] = {
        **types["SignatureValue"],
        "properties": properties,
        "description": "Other words.",
    }
    edited = {**written["xmldsig"], "types": types}
    assert list(properties) == ["value", "Id"]
    assert not differences(
        expected["xmldsig"], facts(Contract({**written, "xmldsig": edited}).types("xmldsig"))
    )
