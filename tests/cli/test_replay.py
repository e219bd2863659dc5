"""``secc replay``: exit codes, the report for people and for machines; ``secc run --record``."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from secc.cli import main
from secc.tools import again, capture
from secc_contract.v2g.iso15118_2 import PowerDeliveryRes
from tests.conversations import requests as car
from tests.tools.film import Film, charge, until_authorized
from tests.tools.test_record import Studio
from tests.tools.wire import pcap


@pytest.fixture
def session(tmp_path: Path) -> Path:
    """A whole session."""
    film = Film()
    charge(film.connect())
    return film.save(tmp_path / "session.pcapng")


@pytest.fixture
def failing(tmp_path: Path) -> Path:
    """A session that another charger let charge, and ours does not."""
    film = Film()
    charge(film.connect())
    started = film.answers[PowerDeliveryRes]
    film = Film()
    one = film.connect()
    until_authorized(one)
    for request in (car.dc_parameters(), car.cable_check(), car.cable_check(), car.pre_charge()):
        one.asks(request)
    film.pretend(car.dc_power(ChargingProfile=car.profile((0, 300_000))), started)
    return film.save(tmp_path / "failing.pcapng")


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Of our own charger."""
    studio = Studio(tmp_path / "recordings")
    charge(studio.comes())
    return studio.recordings[0]


def test_a_session_that_comes_as_far(session: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(session)]) == 0
    text = capsys.readouterr().out
    assert "urn:iso:15118:2:2013:MsgDef, 17 requests in 2.5 s\n  no difference\n" in text
    assert "  recorded: SessionStopReq (request 17): charge loop, end\n" in text
    assert text.endswith("  as far as in the recording\n\n")


def test_every_message(session: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(session), "--all", "--speed", "3"]) == 0
    rows = [
        line.split() for line in capsys.readouterr().out.splitlines() if "Req " in line and ":" not in line
    ]
    assert len(rows) == 17
    assert rows[0][2:] == ["SupportedAppProtocolReq", "code", *["OK_SuccessfulNegotiation"] * 2]


def test_a_session_that_does_not_come_as_far(failing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(failing)]) == 1
    text = capsys.readouterr().out
    assert re.search(r"PowerDeliveryReq +code +OK +FAILED_ChargingProfileInvalid\n", text)
    assert "  here:     PreChargeReq (request 10)\n  not as far as in the recording\n" in text


def test_the_report_for_machines(failing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(failing), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    [session] = document["sessions"]
    assert (document["as_far"], session["as_far"], session["namespace"]) == (
        False,
        False,
        "urn:iso:15118:2:2013:MsgDef",
    )
    assert session["recorded"] == {"last": 11, "request": "PowerDeliveryReq", "loop": False, "end": False}
    assert session["ours"]["request"] == "PreChargeReq"
    last = session["messages"][-1]
    assert (last["request"], last["outcome"]) == ("PowerDeliveryReq", "answered")
    assert last["recorded"]["code"] == "OK"
    assert last["differences"][0] == {
        "field": "code",
        "recorded": "OK",
        "ours": "FAILED_ChargingProfileInvalid",
    }


def test_a_recording_of_our_own(recording: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(recording)]) == 0
    assert capsys.readouterr().out.endswith(" outputs as recorded\n")
    assert main(["replay", str(recording), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["whole"], document["parting"]) == (True, None)


def test_a_recording_that_differs(recording: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = recording.with_name("changed.jsonl")
    changed.write_text(recording.read_text().replace('"DE*SEC*E0001"', '"DE*SEC*E0002"'))
    assert main(["replay", str(changed)]) == 1
    text = capsys.readouterr().out
    assert re.search(r"line \d+ differs \(recorded by secc .+\)\n  recorded: \[", text)
    assert "\n  ours:     [" in text
    assert main(["replay", str(changed), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["parting"]["line"] > 1


@pytest.mark.parametrize("option", ["--all", "--speed=2"])
def test_options_that_are_for_captures(
    recording: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    assert main(["replay", str(recording), option]) == 2
    line = capsys.readouterr().err
    assert line == f"secc replay: {recording}: --all and --speed are for captures, this is a recording\n"


def test_a_recording_that_was_cut(recording: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recording.write_bytes(recording.read_bytes()[:-100])
    assert main(["replay", str(recording)]) == 0
    assert capsys.readouterr().out.endswith("; the recording ends before its session does\n")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "No such file or directory"),
        (b"", "the file is empty"),
        (b"hello", "neither pcap nor pcapng"),
        (pcap([]), "no V2G session to replay: none begins in it"),
        (b'{"secc_recording":9}\n', "line 1: format 9, this version reads 1"),
    ],
)
def test_the_users_mistakes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, reason: str
) -> None:
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    assert main(["replay", str(path)]) == 2
    assert capsys.readouterr() == ("", f"secc replay: {path}: {reason}\n")


@pytest.mark.parametrize("speed", ["0", "-1", "nan", "fast"])
def test_an_impossible_speed(speed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["replay", "x", f"--speed={speed}"])
    assert end.value.code == 2
    assert "expected a number above 0" in capsys.readouterr().err


@pytest.mark.parametrize("limit", ["0", "-5", "much"])
def test_an_impossible_limit(limit: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["run", "--interface", "lo", "--simulate", "ac", f"--record-limit={limit}"])
    assert end.value.code == 2
    assert "expected 1 to 1000000" in capsys.readouterr().err


def test_a_folder_for_recordings_that_cannot_be_had(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    arguments = ["run", "--interface", "lo", "--simulate", "ac", "--record", str(tmp_path / "file")]
    assert main(arguments) == 2
    assert capsys.readouterr().err == f"secc run: {tmp_path / 'file'}: File exists\n"


def test_a_process_that_is_killed_within_a_session(tmp_path: Path, repository: Path) -> None:
    path = os.pathsep.join((str(repository), str(repository / "generated")))
    dies = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from tests.tools.film import until_loop\n"
        "from tests.tools.test_record import Studio\n"
        "until_loop(Studio(Path(sys.argv[1])).comes())\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", dies, str(tmp_path)], env={**os.environ, "PYTHONPATH": path}, timeout=60
    )
    assert done.returncode == -9
    [recording] = tmp_path.glob("*.jsonl")
    found = again.file(recording)
    assert (found.parting, found.whole) == (None, False)
    assert found.outputs > 20
    [connection] = capture.read(recording.with_suffix(".pcapng")).connections
    assert len(connection.frames) == 28
