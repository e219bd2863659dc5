"""``secc encode`` as a user sees it."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from secc import exi
from secc.cli import main
from tests.exi.vectors import BAD_LENGTH, OTHER_BYTES, REFUSED, load
from tests.tools.messages import STOP, STOP_JSON, feed

STOP_XML = exi.to_xml("iso2", exi.decode("iso2", STOP))
SETUP_JSON = '{"V2G_Message":{"Header":{"SessionID":"00"},"Body":{"SessionSetupReq":{"EVCCID":"00"}}}}'
"""A message of DIN SPEC 70121 and of ISO 15118-2."""


RECORD = '{"name":"SessionStopReq","schema":"iso2","mode":"document","message":%s}'
"""What ``secc decode --to json`` writes."""


def encode(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command line prints."""
    assert main(["encode", *words]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


@pytest.mark.parametrize(
    "text", [STOP_JSON, STOP_XML, json.dumps(json.loads(STOP_JSON), indent=2), "\n" + STOP_XML]
)
def test_from_everywhere(
    capsys: pytest.CaptureFixture[str], text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "message"
    path.write_text(text)
    feed(monkeypatch, b"\xef\xbb\xbf" + text.encode())
    for words in ((text,), (str(path),), ()):
        assert encode(capsys, *words) == f"{STOP.hex()}\n"


def test_forms_of_the_bytes(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    frame = bytes.fromhex("01fe800100000007") + STOP
    for words, expected in (
        (("--to", "base64"), base64.b64encode(STOP) + b"\n"),
        (("--header",), frame.hex().encode() + b"\n"),
        (("--to", "raw"), STOP),
        (("--to", "raw", "--header"), frame),
    ):
        assert main(["encode", STOP_JSON, *words]) == 0
        assert capsysbinary.readouterr().out == expected


@pytest.mark.parametrize(
    ("schema", "payload_type"), [("iso20-common", "8002"), ("iso20-ac", "8003"), ("iso20-dc", "8004")]
)
def test_the_payload_type_of_a_schema(
    capsys: pytest.CaptureFixture[str], testdata: Path, schema: str, payload_type: str
) -> None:
    row = load(testdata, schema)[0]
    assert encode(capsys, row.xml, "--header").startswith(f"01fe{payload_type}")


@pytest.mark.parametrize(
    "name", ["sap", "din", "iso2", "iso20-common", "iso20-ac", "iso20-dc", "iso20-wpt", "iso20-acdp"]
)
def test_the_schema_of_xml_is_found(capsys: pytest.CaptureFixture[str], testdata: Path, name: str) -> None:
    for row in load(testdata, name)[:40]:
        if row.id not in REFUSED | OTHER_BYTES | BAD_LENGTH:
            assert encode(capsys, row.xml) == f"{row.exi.hex()}\n", row.id


@pytest.mark.parametrize("name", ["iso2-fragment", "xmldsig-fragment"])
def test_fragments(capsys: pytest.CaptureFixture[str], testdata: Path, name: str) -> None:
    for row in load(testdata, name):
        if row.id not in REFUSED:
            words = ("--schema", row.schema, "--mode", "fragment")
            assert encode(capsys, row.xml, *words) == f"{row.exi.hex()}\n"


def test_what_decode_writes(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for form in ("json", "xml"):
        assert main(["decode", STOP.hex(), "--to", form]) == 0
        feed(monkeypatch, capsys.readouterr().out.encode())
        assert encode(capsys) == f"{STOP.hex()}\n"


def test_what_decode_writes_of_a_fragment(
    capsys: pytest.CaptureFixture[str], testdata: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = next(row for row in load(testdata, "iso2-fragment") if row.message == "SignedInfo")
    words = ("--schema", "iso2", "--mode", "fragment")
    assert main(["decode", row.exi.hex(), "--to", "json", *words]) == 0
    feed(monkeypatch, capsys.readouterr().out.encode())
    assert encode(capsys) == f"{row.exi.hex()}\n"


def test_two_schemas_fit(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["encode", SETUP_JSON]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "secc encode: argument 1: the text fits iso2, din: say which with --schema\n"
    din, iso2 = (encode(capsys, SETUP_JSON, "--schema", schema) for schema in ("din", "iso2"))
    assert din.startswith("809a") and iso2.startswith("8098")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            STOP_JSON.replace("Terminate", "Stop"),
            "V2G_Message/Body/SessionStopReq/ChargingSession: 'Stop' is none of",
        ),
        (
            STOP_XML.replace("Terminate", "Stop"),
            "V2G_Message/Body/SessionStopReq/ChargingSession: 'Stop' is none of",
        ),
        (STOP_JSON.replace("00", "00" * 9), "V2G_Message/Header/SessionID: 9 bytes instead of 0 to 8"),
        ('{"V2G', "Unterminated string"),
        ("<V2G", "line 1, column 0: unclosed token"),
        ("{}", "an object with one key is expected"),
        (STOP_JSON.replace("{", "{{", 1), "Expecting property name"),
        (STOP_JSON.replace('"Body":', '"Header":'), "a key twice in an object: Header, Header"),
        (RECORD % STOP_JSON.replace('"Body":', '"Header":'), "a key twice in an object: Header, Header"),
        (
            RECORD % f'1,"message":{STOP_JSON}',
            "a key twice in an object: name, schema, mode, message, message",
        ),
        (STOP_XML.replace("</MsgDef:Body>", ""), "line 1, column "),
        ('{"V2G_Message": {"Header": 1}}', "V2G_Message/Header: an object is expected"),
        ('{"supportedAppProtocolReq": {}}', "supportedAppProtocolReq: AppProtocol missing"),
        ('{"AuthorizationSetupReq": {}}', "AuthorizationSetupReq: Header missing"),
        ('{"Nothing": 1}', "Nothing: no schema has a message or an element of that name"),
        (
            '<Nothing xmlns="urn:a:b"/>',
            "{urn:a:b}Nothing: no schema has a message or an element",
        ),
        (f"{STOP_XML}\n{STOP_XML}", "line 2, column 0: more than one document; several messages go as JSON"),
    ],
)
def test_a_text_that_is_no_message(capsys: pytest.CaptureFixture[str], text: str, reason: str) -> None:
    assert main(["encode", text]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith(f"secc encode: argument 1: {reason}")


def test_as_received(capsys: pytest.CaptureFixture[str]) -> None:
    text = STOP_JSON.replace("00", "00" * 9)
    assert "0" * 18 in json.dumps(json.loads(text))
    payload = bytes.fromhex(encode(capsys, text, "--as-received").strip())
    assert exi.decode("iso2", payload).Header.SessionID == bytes(9)


def test_as_received_takes_what_decode_has_told_of(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lines hold a second key then, ``breaks``."""
    words = ("--lines", "--schema", "iso2")
    payload = exi.encode("iso2", exi.from_json("iso2", STOP_JSON.replace("00", "00" * 9)), as_received=True)
    feed(monkeypatch, payload.hex().encode())
    assert main(["decode", *words]) == 0
    line = capsys.readouterr().out
    assert '"breaks"' in line
    assert encode(capsys, line, "--as-received", "--schema", "iso2") == f"{payload.hex()}\n"


def test_good_ones_are_written_beside_bad_ones(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    feed(monkeypatch, f"{STOP_JSON}\n{{}}\n{STOP_JSON}\n".encode())
    assert main(["encode"]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines() == [STOP.hex()] * 2
    assert err.startswith("secc encode: standard input, message 2: ")


def test_lines(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, f"{STOP_XML}\nnothing\n{STOP_XML}\n".encode())
    assert main(["encode", "--lines", "--schema", "iso2", "--mode", "document", "--from", "xml"]) == 0
    first, second, third = capsysbinary.readouterr().out.decode().splitlines()
    assert first == third == STOP.hex()
    assert json.loads(second).keys() == {"error"}


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("no/such.json",), "no/such.json: No such file or directory"),
        (("",), "argument 1 is empty"),
        (("--lines", "--schema", "iso2"), "--lines needs --schema and --from"),
        (("--lines", "--from", "xml"), "--lines needs --schema and --from"),
        (
            ("--lines", "--schema", "iso2", "--from", "xml", "x"),
            "--lines reads standard input and writes hex",
        ),
        (("{}", "--to", "csv"), "argument --to: invalid choice: 'csv'"),
    ],
)
def test_mistakes(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], reason: str) -> None:
    try:
        code = main(["encode", *words])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else -1
    out, err = capsys.readouterr()
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"secc encode: {reason}")
