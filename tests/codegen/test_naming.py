"""Wire names become Python names: nothing changes that need not."""

from __future__ import annotations

import enum
import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen import naming


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("evse_id", "evse_id"),
        ("iso15118CertificateHashData", "iso15118CertificateHashData"),
        ("None", "None_"),
        ("class", "class_"),
        ("type", "type"),
        ("W/s", "W_s"),
        ("MF-WPT1", "MF_WPT1"),
        ("External confirmation", "External_confirmation"),
        ("3phase", "_3phase"),
        ("__init__", "init__"),
        ("", ""),
        ("-_-", ""),
    ],
)
def test_identifier(wire: str, name: str) -> None:
    assert naming.identifier(wire) == name


@given(st.text(max_size=12))
def test_every_identifier_can_be_written(wire: str) -> None:
    name = naming.identifier(wire)
    assert name == "" or (name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("__"))


@given(st.lists(st.text(max_size=8), max_size=6))
def test_every_enum_member_can_be_written(wires: list[str]) -> None:
    members = {naming.enum_member(wire): wire for wire in wires}
    members.pop("", None)
    made = enum.StrEnum("made", list(members.items()))  # type: ignore[misc]
    assert {member.name for member in made} <= members.keys()
    assert {str(member) for member in made} == set(members.values())


@pytest.mark.parametrize(
    ("wire", "name"), [("title", "title_"), ("name", "name_"), ("_x_", "x_"), ("Accepted", "Accepted")]
)
def test_enum_member_hides_nothing(wire: str, name: str) -> None:
    assert naming.enum_member(wire) == name


def test_classes_and_modules() -> None:
    assert naming.class_name("hashAlgorithm") == "HashAlgorithm"
    assert naming.class_name("V2gMessages") == "V2gMessages"
    assert naming.camel("ISO15118_charger") == "Iso15118Charger"
    assert naming.camel("ac_contactor_closed") == "AcContactorClosed"
    assert naming.module("ISO15118_charger") == "iso15118_charger"
