"""``secc decode`` as a user sees it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import dpkt  # type: ignore[import-untyped]
import pytest

from secc import exi
from secc.cli import decode as decode_module
from secc.cli import main, schemas
from tests.exi.vectors import REFUSED, load
from tests.tools.messages import DEMAND, STOP, STOP_JSON, feed

DC = "mg-mg4-electric-dinspec-dc.pcap"
AC = "skoda-enyaq-v3.0-2023-01-16-iso15118-ac-lumissil-enyaq-ac-iso-lumissil.pcap"


@pytest.fixture
def captures(testdata: Path) -> Path:
    """The folder of captures."""
    return testdata / "captures"


def decode(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    """What a command line prints; its exit code must be ``code``."""
    assert main(["decode", *words]) == code
    out, err = capsys.readouterr()
    assert err == ""
    return out


def mistake(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The one line that a user's mistake gets."""
    try:
        code = main(["decode", *words])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else -1
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    return err.rstrip("\n")


# ---- a message by itself


def test_a_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert decode(capsys, DEMAND.hex()).splitlines() == [
        "39 bytes; iso2: fits iso2 (CurrentDemandReq) alone",
        "→ CurrentDemandReq              target 408 V  30 A  SoC 55 %",
    ]


def test_a_message_whole(capsys: pytest.CaptureFixture[str]) -> None:
    lines = decode(capsys, DEMAND.hex(), "-v").splitlines()
    assert "        SessionID: 984FB66FBF7FFFF5" in lines
    assert "        BodyElement (CurrentDemandReq)" in lines
    assert "          EVTargetCurrent: 30 A" in lines


def test_a_message_bit_by_bit(capsys: pytest.CaptureFixture[str]) -> None:
    lines = decode(capsys, DEMAND.hex(), "--explain").splitlines()
    assert lines[2].split() == ["bit", "width", "bits", "grammar", "state", "meaning"]
    (soc,) = [line for line in lines if line.endswith(" = 55")]
    assert re.match(r" +114 +7  0110111 +7 bits from 0 ", soc)


def test_a_frame_tells_its_payload_type(capsys: pytest.CaptureFixture[str]) -> None:
    text = decode(capsys, f"01fe8001{len(STOP):08x}{STOP.hex()}")
    assert text.startswith("7 bytes, V2GTP payload type 8001; iso2: fits iso2 (SessionStopReq) alone\n")


def test_a_damaged_message(capsys: pytest.CaptureFixture[str]) -> None:
    lines = decode(capsys, DEMAND[:20].hex(), code=1).splitlines()
    assert lines[:4] == [
        "20 bytes; iso2: fits no schema; it begins with 80 98, as iso2 messages do",
        "→ CurrentDemandReq",
        "      damaged: the payload ends where 1 bits should come",
        "        at bit 160 of 160 (byte 20), in V2G_Message/Body/CurrentDemandReq/EVMaximumVoltageLimit",
    ]
    assert "        what might have come: Multiplier" in lines
    assert "                  EVRESSSOC: 55" in lines


def test_a_length_out_of_bounds_is_told(capsys: pytest.CaptureFixture[str], testdata: Path) -> None:
    (row,) = [row for row in load(testdata, "iso2") if row.id == "h-2da3f52e3135"]
    text = decode(capsys, row.exi.hex())
    assert "breaks its schema: V2G_Message/Body/AuthorizationReq/GenChallenge: 4 bytes instead of 16" in text


def test_a_broken_header(capsys: pytest.CaptureFixture[str]) -> None:
    text = decode(capsys, f"01fe8001000000ff{STOP.hex()}", code=1)
    assert "SessionStopReq" in text
    assert "the V2GTP header announces 255 bytes, 7 are there" in text
    assert "that begin no V2GTP frame" in decode(capsys, f"01fe8001{len(STOP):08x}{STOP.hex()}ff", code=1)
    assert "payload type 4711 is not known" in decode(capsys, f"01fe4711{len(STOP):08x}{STOP.hex()}", code=1)


def test_sdp_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    lines = decode(capsys, "01fe9000000000021000").splitlines()
    assert lines == ["2 bytes, V2GTP payload type 9000", "→ SDP request    no TLS, TCP"]
    record = json.loads(decode(capsys, "01fe9000000000021000", "--to", "json"))
    assert (record["name"], record["side"], record["text"]) == ("SDP", "car", "SDP request no TLS, TCP")
    assert "bytes that are none" in decode(capsys, "01fe90010000000110")


def test_a_conversation_out_of_a_list(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "messages.txt"
    path.write_text(f"{STOP.hex()}\n{DEMAND.hex()}\n")
    lines = decode(capsys, str(path)).splitlines()
    assert [line for line in lines if line.startswith("→")] == [
        "→ SessionStopReq                Terminate",
        "→ CurrentDemandReq              target 408 V  30 A  SoC 55 %",
    ]
    assert lines[0].startswith(f"{path}, message 1; 7 bytes; iso2")


def test_texts_from_the_wire_do_not_command_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    entry = {"VersionNumberMajor": 1, "VersionNumberMinor": 0, "SchemaID": 1, "Priority": 1}
    data = {"supportedAppProtocolReq": {"AppProtocol": [{"ProtocolNamespace": "\x1b[2J\x9b2J\n", **entry}]}}
    payload = exi.encode("sap", exi.from_json("sap", json.dumps(data))).hex()
    for form in ("text", "json", "xml"):
        text = decode(capsys, payload, "--to", form)
        assert not {"\x1b", "\x9b"} & set(text)
    for option in ("-v", "--explain"):
        assert not {"\x1b", "\x9b"} & set(decode(capsys, payload, option))


def test_json_of_a_message(capsys: pytest.CaptureFixture[str]) -> None:
    (record,) = map(json.loads, decode(capsys, STOP.hex(), "--to", "json").splitlines())
    assert record == {
        "name": "SessionStopReq",
        "side": "car",
        "payload": STOP.hex(),
        "schema": "iso2",
        "mode": "document",
        "decided": "fits iso2 (SessionStopReq) alone",
        "message": json.loads(STOP_JSON),
    }


def test_json_of_a_damaged_message(capsys: pytest.CaptureFixture[str]) -> None:
    text = decode(capsys, DEMAND[:20].hex(), "--to", "json", "--explain", code=1)
    record = json.loads(text)
    error = record["error"]
    assert "message" not in record
    assert (error["offset"], error["expected"]) == (160, ["Multiplier"])
    assert error["path"] == "V2G_Message/Body/CurrentDemandReq/EVMaximumVoltageLimit"
    assert error["partial"]["V2G_Message"]["Header"] == {"SessionID": "984FB66FBF7FFFF5"}
    assert record["bits"][0] == {
        "offset": 0,
        "width": 8,
        "bits": "10000000",
        "state": "header",
        "path": "",
        "meaning": "EXI 1.0, no cookie, no options",
    }


def test_xml_of_a_message(capsys: pytest.CaptureFixture[str]) -> None:
    text = decode(capsys, DEMAND.hex(), "--to", "xml")
    assert exi.from_xml("iso2", text) == exi.decode("iso2", DEMAND)
    assert "\n      <MsgBody:EVTargetVoltage>\n        <MsgDataTypes:Multiplier>-1</" in text
    assert decode(capsys, DEMAND[:20].hex(), "--to", "xml", code=1).startswith("<!-- the payload ends where")


@pytest.mark.parametrize("name", ["din", "iso2-fragment", "iso20-common"])
def test_indented_xml_says_the_same(capsys: pytest.CaptureFixture[str], testdata: Path, name: str) -> None:
    for row in [row for row in load(testdata, name) if row.id not in REFUSED][:25]:
        mode = "fragment" if row.fragment else "document"
        text = decode(capsys, row.exi.hex(), "--to", "xml", "--schema", row.schema, "--mode", mode)
        assert exi.from_xml(row.schema, text, fragment=row.fragment) == row.decode()


def test_the_examples_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert f"secc decode {STOP.hex()} --explain" in decode_module._EPILOG
    assert "= Terminate" in decode(capsys, STOP.hex(), "--explain")


# ---- captures


def test_a_session(capsys: pytest.CaptureFixture[str], captures: Path) -> None:
    lines = decode(capsys, str(captures / DC)).splitlines()
    assert re.fullmatch(
        r".*/mg-mg4.*\.pcap: 1 V2G connection, \d+ packets, from 2023-10-05 \d\d:\d\d:\d\d UTC", lines[0]
    )
    assert re.match(r" +0\.000 → SDP request    ", lines[1])
    text = "\n".join(lines)
    assert re.search(r"\nsession 1: car \[fe80::.*\]:\d+ → charger .*, urn:din:70121:2012:MsgDef\n", text)
    assert re.search(r"\n +\d+\.\d{3} ← SessionSetupRes +OK_NewSessionEstablished  EVSEID ", text)
    assert re.search(r"\n +\d+\.\d{3} → CurrentDemandReq +target [\d.]+ V  [\d.]+ A  SoC \d+ %", text)
    assert re.search(r"\n +din: the handshake chose urn:din:70121:2012:MsgDef\n", text)
    assert "\x1b" not in text


def test_times_go_on(capsys: pytest.CaptureFixture[str], captures: Path) -> None:
    lines = decode(capsys, str(captures / AC)).splitlines()
    times = [float(match[1]) for line in lines if (match := re.match(r" *(\d+\.\d{3}) ", line))]
    assert times[0] == 0.0 and times == sorted(times) and len(times) > 50


def test_colour_on_a_terminal_alone(
    capsys: pytest.CaptureFixture[str], captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = decode(capsys, str(captures / AC))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = decode(capsys, str(captures / AC))
    assert coloured != plain
    assert re.sub("\x1b\\[\\d+m", "", coloured) == plain
    monkeypatch.setenv("NO_COLOR", "1")
    assert decode(capsys, str(captures / AC)) == plain


def two_sessions(captures: Path, tmp_path: Path) -> Path:
    """Two captures in one file."""
    path = tmp_path / "two.pcap"
    first, second = ((captures / name).read_bytes() for name in (DC, AC))
    assert first[:4] == second[:4] and first[20:24] == second[20:24]
    path.write_bytes(first + second[24:])
    return path


def test_several_sessions(capsys: pytest.CaptureFixture[str], captures: Path, tmp_path: Path) -> None:
    path = str(two_sessions(captures, tmp_path))
    both = decode(capsys, path)
    assert re.findall(r"^session (\d)", both, re.MULTILINE) == ["1", "2"]
    second = decode(capsys, path, "--session", "2")
    assert re.findall(r"^session (\d)", second, re.MULTILINE) == ["2"]
    assert "urn:iso:15118:2:2013:MsgDef" in second and "CurrentDemandReq" not in second
    assert mistake(capsys, path, "--session", "3") == "secc decode: there is no session 3"


def test_pcapng_is_read_like_pcap(
    capsys: pytest.CaptureFixture[str], captures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "session.pcapng"
    with (captures / AC).open("rb") as source, path.open("wb") as target:
        writer = dpkt.pcapng.Writer(target)
        for time, packet in dpkt.pcap.Reader(source):
            writer.writepkt(packet, ts=float(time))
    _, *expected = decode(capsys, str(captures / AC)).splitlines()
    assert decode(capsys, str(path)).splitlines()[1:] == expected
    feed(monkeypatch, path.read_bytes())
    assert decode(capsys).splitlines()[1:] == expected


def test_json_lines_of_a_session_encode_to_the_same_bytes(
    capsys: pytest.CaptureFixture[str], captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = decode(capsys, str(captures / DC), "--to", "json")
    records = [json.loads(line) for line in text.splitlines()]
    assert {record["name"] for record in records} >= {"SDP", "connection", "CurrentDemandRes"}
    messages = [record for record in records if "message" in record]
    assert {record["side"] for record in messages} == {"car", "charger"}
    assert all(re.fullmatch(r"2023-10-05T[\d:]{8}\.\d{6}Z", record["time"]) for record in records)
    feed(monkeypatch, text.encode())
    assert main(["encode"]) == 0
    assert capsys.readouterr().out.splitlines() == [record["payload"] for record in messages]


def test_xml_of_a_session(capsys: pytest.CaptureFixture[str], captures: Path) -> None:
    text = decode(capsys, str(captures / DC), "--to", "xml")
    comments = re.findall(
        r"^<!-- session 1, 2023-.*Z, packet \d+, (car|charger): (sap|din) -->$", text, re.MULTILINE
    )
    documents = re.split(r"^<!--.*-->\n", text, flags=re.MULTILINE)[1:]
    assert len(documents) == len(comments) > 100
    assert all(ElementTree.fromstring(document) is not None for document in documents)


def test_csv_of_a_session(capsys: pytest.CaptureFixture[str], captures: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(decode(capsys, str(captures / DC), "--to", "csv"))))
    assert len(rows) > 50
    loop = [row for row in rows if row["message"] == "CurrentDemandRes"]
    assert all(row["session"] == "1" and row["side"] == "charger" for row in loop)
    row = loop[len(loop) // 2]
    product = float(row["evse_present_voltage_V"]) * float(row["evse_present_current_A"])
    assert float(row["evse_present_power_W"]) == pytest.approx(product)
    assert row["soc_percent"] == ""
    asked = [row for row in rows if row["message"] == "CurrentDemandReq"]
    assert all(0 <= float(row["soc_percent"]) <= 100 and row["ev_target_voltage_V"] for row in asked)
    seconds = [float(row["seconds"]) for row in rows]
    assert seconds[0] == 0 and seconds == sorted(seconds)


def test_a_picture_of_a_session(capsys: pytest.CaptureFixture[str], captures: Path, tmp_path: Path) -> None:
    path = tmp_path / "curve.svg"
    assert main(["decode", str(captures / DC), "--plot", str(path)]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert re.fullmatch(rf"{path}: mg-mg4\S+, session 1, 2023-10-05 .* kWh .* %\n", err)
    texts = [element.text for element in ElementTree.parse(path).iter() if element.tag.endswith("text")]
    assert {"Voltage in V", "Current in A", "Power in kW", "State of charge in %"} <= set(texts)


def test_a_picture_of_one_of_several_sessions(
    capsys: pytest.CaptureFixture[str], captures: Path, tmp_path: Path
) -> None:
    both, path = two_sessions(captures, tmp_path), tmp_path / "curve.svg"
    assert main(["decode", str(both), "--plot", str(path), "--to", "csv"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("session,time,") and err.endswith("(--session picks another of 2)\n")
    assert main(["decode", str(both), "--plot", str(path), "--session", "2"]) == 0
    assert "session 2" in capsys.readouterr().err


# ---- batch


def test_lines_answer_at_once(repository: Path) -> None:
    """Both ends of the pipe wait for each other: nothing may be held back."""
    path = os.pathsep.join((str(repository), str(repository / "generated")))
    words = [sys.executable, "-m", "secc", "decode", "--lines", "--schema", "iso2", "--to", "json"]
    with subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
        text=True,
    ) as process:
        assert process.stdin and process.stdout
        for line, answer in (
            (STOP.hex(), STOP_JSON),
            ("zz", '{"error": "not hex: \'zz\'"}'),
            (STOP.hex(), STOP_JSON),
        ):
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
            assert process.stdout.readline() == f"{answer}\n"
        process.stdin.close()
        assert process.wait(30) == 0


# ---- mistakes


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("no/such.pcap",), "no such file, and no message in hex or base64: 'no/such.pcap'"),
        (("--lines",), "--lines needs --schema"),
        (("--lines", "--schema", "iso2", "--to", "csv"), "--lines goes with --to xml or --to json"),
        (("--lines", "--schema", "iso2", STOP.hex()), "--lines reads standard input"),
        ((STOP.hex(), "-v", "--to", "csv"), "--details belongs to the form text"),
        ((STOP.hex(), "--explain", "--to", "xml"), "--explain belongs to the forms text and json"),
        ((STOP.hex(), "--mode", "fragment"), "--mode fragment needs --schema"),
        ((STOP.hex(), "--plot", "x.svg"), "--plot: no session here has values over time"),
        ((STOP.hex(), "--session", "1"), "there is no session 1"),
        ((STOP.hex(), "--session", "0"), "argument --session: expected a number from 1, found '0'"),
        ((STOP.hex(), "--schema", "iso3"), "argument --schema: invalid choice: 'iso3'"),
        ((STOP.hex(), "--to", "yaml"), "argument --to: invalid choice: 'yaml'"),
    ],
)
def test_mistakes(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], reason: str) -> None:
    assert mistake(capsys, *words).startswith(f"secc decode: {reason}")


def test_a_picture_that_cannot_be_written(
    capsys: pytest.CaptureFixture[str], captures: Path, tmp_path: Path
) -> None:
    line = mistake(capsys, str(captures / DC), "--plot", str(tmp_path / "no" / "x.svg"))
    assert line.endswith("no/x.svg: No such file or directory")


def test_the_schemas_offered_are_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="no schema") as error:
        exi.decode("nothing", b"")
    assert list(schemas.SCHEMAS) == str(error.value).partition("there are ")[2].split(", ")
