"""A line in, a line out: every vector of every set both ways, and whatever else a line may hold."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from secc import exi
from secc.tools import batch
from tests.exi.vectors import BAD_LENGTH, OTHER_BYTES, REFUSED, Vector, load, same_xml
from tests.tools.messages import DEMAND, STOP, STOP_JSON

SETS = ("din", "iso2", "iso20-common", "iso20-ac", "iso20-dc", "iso20-wpt", "iso20-acdp")
FILES = ["sap", *SETS, *(f"{name}-fragment" for name in (*SETS, "xmldsig"))]


def answers(lines: list[str] | bytes, convert: batch.Convert) -> list[str]:
    """What comes out, a line each."""
    data = lines if isinstance(lines, bytes) else "".join(f"{line}\n" for line in lines).encode()
    out = io.BytesIO()
    batch.run(io.BytesIO(data), out, convert)
    text = out.getvalue().decode()
    assert text == "" or text.endswith("\n")
    found = text.splitlines()
    assert len(found) == text.count("\n"), "a line that some readers would take for two"
    return found


def error(answer: str) -> dict[str, Any]:
    """An answer that must be an error."""
    found: dict[str, Any] = json.loads(answer)
    assert isinstance(found["error"], str)
    return found


@pytest.fixture(params=FILES)
def rows(request: pytest.FixtureRequest, testdata: Path) -> tuple[Vector, ...]:
    """The rows of one file."""
    return load(testdata, request.param)


@pytest.mark.parametrize("form", ["xml", "json"])
def test_vectors_there_and_back(rows: tuple[Vector, ...], form: str) -> None:
    schema, fragment = rows[0].schema, rows[0].fragment
    texts = answers([row.exi.hex() for row in rows], batch.decoder(schema, fragment, form))
    back = answers(texts, batch.encoder(schema, fragment, form))
    assert len(texts) == len(back) == len(rows)
    for row, text, digits in zip(rows, texts, back, strict=True):
        if row.id in REFUSED:
            assert error(text)["offset"] == 8 and error(digits)
            continue
        assert form == "json" or same_xml(text, row.xml), row.id
        if row.id in BAD_LENGTH:
            assert error(digits)["error"] == BAD_LENGTH[row.id]
            (digits,) = answers([text], batch.encoder(schema, fragment, form, as_received=True))
        assert (digits == row.exi.hex()) == (row.id not in OTHER_BYTES), row.id


def test_the_reference_xml_encodes_to_the_same_bytes(rows: tuple[Vector, ...]) -> None:
    known = [row for row in rows if row.id not in REFUSED | OTHER_BYTES | BAD_LENGTH]
    convert = batch.encoder(rows[0].schema, rows[0].fragment, "xml")
    assert answers([row.xml for row in known], convert) == [row.exi.hex() for row in known]


def test_invalid_vectors_are_errors(testdata: Path) -> None:
    for row in load(testdata, "invalid"):
        (answer,) = answers([row.exi.hex()], batch.decoder(row.schema, row.fragment, "json"))
        found = error(answer)
        assert 0 <= found["offset"] <= 8 * len(row.exi), row.id
        assert isinstance(found["path"], str)


def test_hex_as_people_write_it() -> None:
    digits = STOP.hex()
    spaced = f"  0x{STOP.hex(':').upper()}\r"
    framed = f"01fe8001{len(STOP):08x}{digits}"
    assert answers([digits, spaced, framed], batch.decoder("iso2", False, "json")) == [STOP_JSON] * 3


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "no message: the line is empty"),
        ("nonsense", "not hex: 'nonsense'"),
        ("809", "not hex: '809'"),
        ("é", "not hex: 'é'"),
        ("01fe800100000009" + STOP.hex(), "the V2GTP header announces 9 bytes, 7 are there"),
        ("01fe800100000007" + STOP.hex() * 2, "2 V2GTP frames instead of one"),
        ("8098", "the payload ends where"),
        (STOP.hex() + "ff", "1 bytes after the message"),
        (DEMAND.hex()[:-8], "the payload ends where"),
    ],
)
def test_hex_that_is_no_message(line: str, reason: str) -> None:
    bad, good = answers([line, STOP.hex()], batch.decoder("iso2", False, "json"))
    assert error(bad)["error"].startswith(reason)
    assert good == STOP_JSON


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize(
    "line", ["", "{", "[]", "null", '{"a": 1}', "<a/>", "<a", "[" * 50_000, '"\\ud800"', "\0", "\ufeff", "é"]
)
def test_texts_that_are_no_message(line: str, form: str) -> None:
    (bad,) = answers([line], batch.encoder("iso2", False, form))
    assert error(bad).keys() == {"error"}


def test_bytes_that_are_no_text() -> None:
    convert = batch.encoder("iso2", False, "json")
    bad, good = answers(b"\xff\n" + STOP_JSON.encode(), convert)  # the last line has no end
    assert "utf-8" in error(bad)["error"]
    assert good == STOP.hex()


def test_a_line_without_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "LONGEST", 300)
    convert = batch.encoder("iso2", False, "json")
    data = b"x" * 1000 + b"\n" + STOP_JSON.encode() + b"\n" + b"y" * 299 + b"\n" + b"z" * 301
    long, good, most, end = answers(data, convert)
    assert error(long)["error"] == error(end)["error"] == "more than 300 bytes in a line"
    assert good == STOP.hex()
    assert error(most)["error"].startswith("Expecting value")


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_text_with_breaks_stays_on_its_line(form: str) -> None:
    text = "a\u2028b\u0085c\x9bd\n\re"
    line = json.dumps(
        {
            "supportedAppProtocolReq": {
                "AppProtocol": [
                    {
                        "ProtocolNamespace": text,
                        "VersionNumberMajor": 1,
                        "VersionNumberMinor": 0,
                        "SchemaID": 1,
                        "Priority": 1,
                    }
                ]
            }
        }
    )
    (digits,) = answers([line], batch.encoder("sap", False, "json"))
    (shown,) = answers([digits], batch.decoder("sap", False, form))
    assert not {"\u2028", "\u0085", "\x9b"} & set(shown)
    assert answers([shown], batch.encoder("sap", False, form)) == [digits]


SOC = "V2G_Message/Body/CurrentDemandReq/DC_EVStatus/EVRESSSOC"


def overfull() -> bytes:
    """A battery that is 127 percent full: the seven bits can say it."""
    message = exi.decode("iso2", DEMAND)
    demand = message.Body.BodyElement
    status = replace(demand.DC_EVStatus, EVRESSSOC=127)
    body = replace(message.Body, BodyElement=replace(demand, DC_EVStatus=status))
    return exi.encode("iso2", replace(message, Body=body), as_received=True)


@pytest.mark.parametrize("form", ["json", "xml"])
def test_what_lies_beyond_its_bounds_is_told_beside_the_message(form: str) -> None:
    verdict = f"{SOC}: 127 is not in 0 to 100"
    good, bad = answers([DEMAND.hex(), overfull().hex()], batch.decoder("iso2", False, form))
    assert "breaks" not in good
    if form == "json":
        found = json.loads(bad)
        assert found.keys() == {"V2G_Message", "breaks"}
        assert found["breaks"] == [verdict]
    else:
        assert bad.endswith(f"</MsgDef:V2G_Message><!-- breaks: {verdict} -->")
    refused, allowed = (
        answers([bad], batch.encoder("iso2", False, form, as_received=as_received))[0]
        for as_received in (False, True)
    )
    assert error(refused)["error"] == verdict
    assert allowed == overfull().hex()


def test_bounds_of_a_fragment() -> None:
    value = exi.decode("iso2", overfull()).Body.BodyElement
    payload = exi.encode_fragment("iso2", "CurrentDemandReq", value, as_received=True)
    (answer,) = answers([payload.hex()], batch.decoder("iso2", True, "json"))
    assert json.loads(answer)["breaks"] == ["CurrentDemandReq/DC_EVStatus/EVRESSSOC: 127 is not in 0 to 100"]
    assert answers([answer], batch.encoder("iso2", True, "json", as_received=True)) == [payload.hex()]


@pytest.mark.parametrize(
    "text",
    [
        '{"breaks": []}',
        '{"breaks": [], "a": 1, "b": 2}',
        '["breaks", 1]',
        '{"breaks": 1, "breaks": 2}',
        '"breaks"',
    ],
)
def test_other_objects_with_that_key_are_no_message(text: str) -> None:
    assert batch.without_breaks(text) == text
    error(answers([text], batch.encoder("iso2", False, "json"))[0])
