"""Messages that nobody here wrote: bytes to the XML that another codec shows for them, and back."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from secc import exi
from secc.errors import WireError
from secc.exi.schema import NAMES
from tests.exi.vectors import BAD_LENGTH, EMPTY_FORM, OTHER_BYTES, REFUSED, SURPLUS, Vector, load, same_xml

DOCUMENTS = [name for name in NAMES if name != "xmldsig"]
FILES = [*DOCUMENTS, *(f"{name}-fragment" for name in NAMES if name != "sap")]
NUMBERS = {"sap": 15, "din": 401, "iso2": 530, "xmldsig": 12, "iso20-common": 300, "iso20-ac": 60}
NUMBERS |= {"iso20-dc": 136, "iso20-wpt": 104, "iso20-acdp": 72}


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
        payload = row.encode(value, as_received=row.id in BAD_LENGTH)
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
        row.id: exi.check(row.schema, row.decode()) for name in DOCUMENTS for row in load(testdata, name)
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
    starts = {EMPTY_FORM: "empty strings and binaries", SURPLUS: "one surplus byte after the end"}
    assert all(rows[key].note.startswith(starts[reason]) for key, reason in OTHER_BYTES.items())
    assert all(rows[key].note.startswith("not schema-valid") for key in BAD_LENGTH)
    assert all(rows[key].note.startswith("element without namespace") for key in REFUSED)


def test_refused_rows_say_why(testdata: Path) -> None:
    for row in load(testdata, "iso2-fragment"):
        if row.id in REFUSED:
            with pytest.raises(WireError, match="which cannot stand alone"):
                row.decode()


def test_every_row_is_looked_at(testdata: Path) -> None:
    on_disk = {file.stem for file in (testdata / "vectors").glob("*.jsonl")}
    assert on_disk == {*FILES, "invalid"}
    counts = Counter(row.schema for name in FILES for row in load(testdata, name))
    assert counts == NUMBERS


def test_invalid_rows(testdata: Path) -> None:
    rows = load(testdata, "invalid")
    assert len(rows) == 117
    accepted = []
    for row in rows:
        try:
            row.decode()
        except WireError as error:
            assert 0 <= error.offset <= 8 * len(row.exi)
        else:
            accepted.append(row.id)
    assert not accepted
