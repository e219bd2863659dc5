"""Messages that nobody here wrote: bytes to the XML that another codec shows for them, and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from secc import exi
from secc.errors import WireError
from tests.exi.vectors import BAD_LENGTH, OTHER_BYTES, REFUSED, Vector, load, same_xml

FILES = ["sap", "iso2", "iso2-fragment", "xmldsig-fragment"]


@pytest.fixture(params=FILES)
def rows(request: pytest.FixtureRequest, testdata: Path) -> list[Vector]:
    """The rows of one file that we decode."""
    return [row for row in load(testdata, request.param) if row.id not in REFUSED]


def test_bytes_to_xml(rows: list[Vector]) -> None:
    wrong = [row.id for row in rows if not same_xml(exi.to_xml(row.schema, row.decode()), row.xml)]
    assert not wrong


def test_xml_to_the_same_bytes(rows: list[Vector]) -> None:
    wrong = []
    for row in rows:
        value = exi.from_xml(row.schema, row.xml, fragment=row.fragment)
        assert value == row.decode(), row.id
        payload = row.encode(value, lengths=row.id not in BAD_LENGTH)
        if row.id in OTHER_BYTES:
            assert payload != row.exi, f"{row.id} is no exception any more"
            payload = row.encode(exi.decode(row.schema, payload))
            assert exi.decode(row.schema, payload) == value
        elif payload != row.exi:
            wrong.append(row.id)
    assert not wrong


def test_json_and_back(rows: list[Vector]) -> None:
    wrong = []
    for row in rows:
        value = row.decode()
        if exi.from_json(row.schema, exi.to_json(row.schema, value), fragment=row.fragment) != value:
            wrong.append(row.id)
    assert not wrong


def test_lengths_have_their_own_verdict(testdata: Path) -> None:
    found = {
        row.id: exi.check(row.schema, row.decode())
        for name in ("sap", "iso2")
        for row in load(testdata, name)
    }
    assert {key: verdict for key, verdict in found.items() if verdict} == {
        key: [verdict] for key, verdict in BAD_LENGTH.items()
    }
    for row in load(testdata, "iso2"):
        if row.id in BAD_LENGTH:
            with pytest.raises(ValueError, match="instead of") as error:
                exi.encode(row.schema, row.decode())
            assert str(error.value) == BAD_LENGTH[row.id]


def test_exceptions_are_about_rows_that_exist(testdata: Path) -> None:
    rows = {row.id: row for name in FILES for row in load(testdata, name)}
    assert OTHER_BYTES.keys() | BAD_LENGTH.keys() | REFUSED.keys() <= rows.keys()
    assert all(rows[key].note.startswith("empty strings and binaries") for key in OTHER_BYTES)
    assert all(rows[key].note.startswith("not schema-valid") for key in BAD_LENGTH)
    assert all(rows[key].note.startswith("element without namespace") for key in REFUSED)


def test_refused_rows_say_why(testdata: Path) -> None:
    for row in load(testdata, "iso2-fragment"):
        if row.id in REFUSED:
            with pytest.raises(WireError, match="which cannot stand alone"):
                row.decode()


@pytest.mark.parametrize("schema", ["sap", "iso2"])
def test_invalid_rows(testdata: Path, schema: str) -> None:
    rows = [row for row in load(testdata, "invalid") if row.schema == schema]
    accepted = []
    for row in rows:
        try:
            row.decode()
        except WireError as error:
            assert 0 <= error.offset <= 8 * len(row.exi)
        else:
            accepted.append(row.id)
    assert not accepted
    assert schema == "sap" or len(rows) > 60
