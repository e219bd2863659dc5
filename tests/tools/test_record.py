"""A recorded session is repeated bit for bit: whole, cut off, paused, with a bug, or with a second car."""

from __future__ import annotations

import json
import stat
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from secc import exi, v2gtp
from secc.errors import ConfigError, ContractError
from secc.extension import Extension
from secc.plan import Plan, Step
from secc.pnc import signatures
from secc.rest import Rest
from secc.settings import Settings
from secc.tools import again, capture, record, replay, tape
from secc.tools.record import Recorder
from secc_contract.iso15118_charger import Iso15118ChargerClient
from secc_contract.types.iso15118_charger import EnergyTransferMode as Mode
from secc_contract.v2g.iso15118_2 import AuthorizationReq, Body, MessageHeader, V2G_Message
from secc_contract.v2g.iso15118_2_types import ChargingSession, EVSENotification, ResponseCode
from tests.contract.checked_link import CheckedLink
from tests.conversations import requests as car
from tests.conversations.stage import Car, Stage, Wire
from tests.tools.film import charge, until_authorized, until_loop


class QueueLink(CheckedLink):
    """The owner's calls wait until the charger has done what it is at, as in `secc.net.link`."""

    def __init__(self) -> None:
        super().__init__()
        self._calls: deque[tuple[str, dict[str, Any]]] = deque()
        self.serving: Callable[[str, Mapping[str, Any]], None] | None = None

    def call(self, command: str, arguments: dict[str, Any]) -> None:
        self._calls.append((command, arguments))

    def serve(self, dispatch: Callable[[str, Mapping[str, Any]], None]) -> None:
        self.serving = dispatch

    def settle(self) -> None:
        """Every call reaches the charger."""
        assert self.serving is not None
        while self._calls:
            self.serving(*self._calls.popleft())


class Studio(Stage):
    """A stage whose charger is recorded."""

    def __init__(self, folder: Path, limit: int = tape.LIMIT, settings: Settings | None = None) -> None:
        super().__init__()
        self.folder = folder
        self.queue = QueueLink()
        self.link = self.queue
        self.client = Iso15118ChargerClient(self.queue)
        recorder = Recorder(folder, limit, clock=lambda: self.start.timestamp() + self.now)
        self.recorded = recorder.make(self.queue, self, settings or Settings(), Rest())
        self.queue.serve(self.recorded.dispatch)
        self.charger = self.recorded  # type: ignore[assignment]
        self.boot(Mode.DC_extended, Mode.AC_three_phase_core)
        self.reacts()
        self.queue.settle()

    def comes(self) -> Car:
        """A car that lets the owner answer after each request."""
        wire = Wire()
        conversation = self.recorded.connected(wire)
        assert conversation is not None
        return _Car(self, wire, conversation, "iso2")  # type: ignore[arg-type]

    @property
    def recordings(self) -> list[Path]:
        """Oldest first."""
        return sorted(self.folder.glob("*.jsonl"))


class _Car(Car):
    stage: Studio

    def send(self, data: bytes) -> None:
        self.stage.now += 0.1
        super().send(data)
        self.stage.queue.settle()

    def leaves(self) -> None:
        super().leaves()
        self.stage.queue.settle()


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(tmp_path / "recordings")


def repeated(path: Path) -> again.Repeated:
    """It must be as it was."""
    found = again.file(path)
    assert found.parting is None
    return found


def test_a_session_is_repeated_bit_for_bit(studio: Studio) -> None:
    charge(studio.comes())
    [path] = studio.recordings
    found = repeated(path)
    assert found.whole
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert found.inputs == sum(line[0] == "in" for line in lines[1:])
    assert found.outputs == sum(line[0] == "out" for line in lines[1:])
    assert found.outputs > 30
    kinds = {tuple(line[:2]) for line in lines[1:] if line[0] != "m"}
    assert kinds >= {("in", "connected"), ("in", "received"), ("in", "command"), ("in", "lost")}
    assert kinds >= {("out", "write"), ("out", "publish"), ("out", "close"), ("end",)}


def test_its_pcapng_shows_the_same_session(studio: Studio) -> None:
    charge(studio.comes())
    path = studio.recordings[0].with_suffix(".pcapng")
    [report] = replay.file(path)
    assert report.as_far and report.here.end
    assert [message for message in report.messages if message.differences] == []
    [found] = capture.read(path).connections
    assert found.ended is not None


def test_the_next_session_begins_with_what_the_charger_knew(studio: Studio) -> None:
    charge(studio.comes())
    studio.client.call_update_ac_max_current(7)
    studio.client.call_send_error(_error("Error_RCD"))
    studio.client.call_reset_error()
    studio.queue.settle()
    studio.passes(5)
    one = studio.comes()
    until_authorized(one)
    answer = one.asks(car.ac_parameters())
    assert answer.EVSEChargeParameter.EVSEMaxCurrent.Value == 70
    one.asks(car.ac_power())
    one.leaves()
    assert [repeated(path).whole for path in studio.recordings] == [True, True]


def _error(name: str) -> Any:
    from secc_contract.types.iso15118_charger import EvseError

    return EvseError(name)


def test_a_paused_session_and_its_return(studio: Studio) -> None:
    one = studio.comes()
    charge(one, ChargingSession.Pause)
    two = studio.comes()
    two.handshake()
    assert two.asks(car.session_setup(), one.session_id).ResponseCode == "OK_OldSessionJoined"
    two.leaves()
    assert [repeated(path).whole for path in studio.recordings] == [True, True]
    assert '["out","remember",{"protocol":"ISO15118-2-2013"' in studio.recordings[0].read_text()


def test_timers_are_inputs(studio: Studio) -> None:
    one = studio.comes()
    until_authorized(one)
    studio.passes(61)
    one.leaves()
    [path] = studio.recordings
    assert '["in","woken"]' in path.read_text()
    assert repeated(path).whole


def test_commands_beyond_the_contract_are_inputs_too(studio: Studio) -> None:
    dear, cheap = (Plan(steps=(Step(start=0, price_level=level),)) for level in (2, 1))
    extension = Extension(studio.queue)
    extension.offer_schedules((dear,))  # before: it is in the recording's beginning
    studio.queue.settle()
    one = studio.comes()
    until_loop(one)
    extension.offer_schedules((cheap,))
    studio.queue.settle()
    status = one.asks(car.current_demand()).DC_EVSEStatus
    assert status.EVSENotification is EVSENotification.ReNegotiation
    one.leaves()
    [path] = studio.recordings
    assert '["in","command","offer_schedules",{"schedules":[{"steps":[{"start":0,' in path.read_text()
    assert repeated(path).whole


def test_a_shutdown_within_a_session(studio: Studio) -> None:
    one = studio.comes()
    until_loop(one)
    studio.recorded.shut_down()
    one.leaves()
    assert repeated(studio.recordings[0]).whole
    assert '"dc_open_contactor"' in studio.recordings[0].read_text()


def test_a_second_car_is_refused_and_leaves_no_trace(studio: Studio) -> None:
    one = studio.comes()
    one.handshake()
    assert studio.recorded.connected(Wire()) is None
    one.asks(car.session_setup())
    one.leaves()
    [path] = studio.recordings
    assert repeated(path).whole


def test_commands_that_break_the_contract_are_repeated_too(studio: Studio) -> None:
    one = studio.comes()
    with pytest.raises(ContractError):
        studio.recorded.dispatch("update_ac_max_current", {"max_current": -1})
    one.leaves()
    assert '["out","raised","ContractError"]' in studio.recordings[0].read_text()
    assert repeated(studio.recordings[0]).whole


def test_a_bug_is_repeated_until_it_is_mended(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    one = studio.comes()
    one.handshake()
    decode = exi.decode

    def bug(schema: str, payload: bytes) -> Any:
        return decode(schema, payload) if schema == "sap" else 1 // 0

    with monkeypatch.context() as broken:
        broken.setattr("secc.session.exi.decode", bug)
        with pytest.raises(ZeroDivisionError):
            one.request(car.session_setup())
        one.leaves()
        assert repeated(studio.recordings[0]).whole
    mended = again.file(studio.recordings[0]).parting
    assert mended is not None
    assert mended.recorded == '["out","raised","ZeroDivisionError"]'
    assert mended.ours is not None
    assert '"evcc_id"' in mended.ours


def test_a_difference_is_told_with_its_line(studio: Studio, tmp_path: Path) -> None:
    charge(studio.comes())
    lines = studio.recordings[0].read_text().splitlines()
    at = next(index for index, line in enumerate(lines) if line.startswith('["out","write"'))
    changed = [*lines[:at], lines[at].replace("80", "81", 1), *lines[at + 1 :]]
    path = tmp_path / "changed.jsonl"
    path.write_text("\n".join(changed) + "\n")
    parting = again.file(path).parting
    assert parting == again.Parting(line=at + 1, recorded=changed[at], ours=lines[at])


@pytest.mark.parametrize("dropped", ["in", "out", "m"])
def test_a_missing_line_is_noticed(studio: Studio, tmp_path: Path, dropped: str) -> None:
    charge(studio.comes())
    lines = studio.recordings[0].read_text().splitlines()
    at = next(index for index, line in enumerate(lines) if line.startswith(f'["{dropped}"') and index > 20)
    path = tmp_path / "lacking.jsonl"
    path.write_text("\n".join(lines[:at] + lines[at + 1 :]) + "\n")
    assert again.file(path).parting is not None


def test_a_process_that_is_killed_leaves_a_readable_file(studio: Studio, tmp_path: Path) -> None:
    charge(studio.comes())
    text = studio.recordings[0].read_bytes()
    begin = text.index(b"\n") + 1
    for size in range(begin, len(text), 997):
        path = tmp_path / "killed.jsonl"
        path.write_bytes(text[:size])
        found = repeated(path)
        assert not found.whole


def test_files_are_for_their_owner_only(studio: Studio) -> None:
    charge(studio.comes())
    files = list(studio.folder.iterdir())
    assert len(files) == 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(studio.folder.stat().st_mode) == 0o700


def test_what_is_on_the_disk_is_there_at_once(studio: Studio) -> None:
    one = studio.comes()
    one.handshake()
    assert b'["out","write"' in studio.recordings[0].read_bytes()
    assert capture.read(studio.recordings[0].with_suffix(".pcapng")).connections[0].frames
    one.leaves()


def test_a_session_that_is_too_long_is_recorded_up_to_its_size(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    studio = Studio(tmp_path, limit=8 * 20_000)
    one = studio.comes()
    until_loop(one)
    for _ in range(100):
        one.asks(car.current_demand())
    one.leaves()
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 20_000
    assert caplog.text.count("the recording ends here: it has reached its size") == 1
    found = repeated(studio.recordings[0])
    assert not found.whole
    assert found.outputs > 30


def test_the_oldest_make_room_and_strangers_stay(tmp_path: Path) -> None:
    limit = 240_000
    studio = Studio(tmp_path, limit)
    stranger = tmp_path / "secc-notes.jsonl"
    stranger.write_bytes(bytes(10))
    names = []
    for _ in range(12):
        charge(studio.comes())
        names.append(studio.recordings[-2 if studio.recordings[-1] == stranger else -1].name)
        assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= limit
        studio.passes(1)
    kept = [path.name for path in studio.recordings if path != stranger]
    assert kept == names[-len(kept) :]
    assert 1 < len(kept) < 12
    assert all(path.with_suffix(".pcapng").exists() for path in studio.recordings if path != stranger)
    assert stranger.exists()


def test_two_sessions_of_one_moment_have_two_names(tmp_path: Path) -> None:
    shelf = tape.Shelf(tmp_path)
    stems = [shelf.begin(0.0, *record._NOBODY).stem.name for _ in range(3)]
    assert stems == [
        "secc-19700101T000000.000Z",
        "secc-19700101T000000.000Z-2",
        "secc-19700101T000000.000Z-3",
    ]


@pytest.mark.parametrize("failure", ["open", "write"])
def test_a_disk_that_says_no_harms_no_session(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, failure: str
) -> None:
    def no(*arguments: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"secc.tools.tape.os.{failure}", no)
    one = studio.comes()
    charge(one)
    monkeypatch.undo()
    assert "dlink_terminate" in studio.heard()
    assert [line.levelname for line in caplog.records if "No space left" in line.message] == ["ERROR"]


def test_a_folder_that_cannot_be_had(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="file: File exists"):
        Recorder(tmp_path / "file")
    with pytest.raises(ConfigError, match="Not a directory"):
        Recorder(tmp_path / "file" / "below")


HEADER = b'{"secc_recording":1,"protocols":[],"settings":{},"rest":{}}\n'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "no recording of a session"),
        (b'{"other":1}\n', "no recording of a session"),
        (b'{"secc_recording":2}\n', "line 1: format 2, this version reads 1"),
        (b'{"secc_recording":1}\n', "line 1: no state of a charger: 'settings'"),
        (b'{"secc_recording":1,"settings":{"meter_id":5},"rest":{}}\n', "line 1: no state of a charger: "),
        (b'{"secc_recording":1,"settings":{"meter_id":""},"rest":{}}\n', "line 1: no state of a charger: "),
        (
            b'{"secc_recording":1,"settings":{},"rest":{"memory":{"protocol":"x","paused":1}}}\n',
            "line 1: no state of a charger: 'x'",
        ),
        (HEADER + b"[]\n", "line 2: no input"),
        (HEADER + b"{}\n", "line 2: no entry of a recording"),
        (HEADER + b'["\xc3"]\n', "line 2: no entry of a recording"),
        (HEADER + b"[" * 100_000 + b"\n", "line 2: no entry of a recording"),
        (HEADER + b'["in","jumped"]\n', "line 2: no input"),
        (HEADER + b'["in","received","00"]\n', "line 2: no car is connected here"),
        (HEADER + b'["in","command","dlink_ready",{"value":true}]\n["m",1]\n', "line 3: no moment"),
    ],
)
def test_what_is_no_recording(tmp_path: Path, text: bytes, reason: str) -> None:
    path = tmp_path / "file.jsonl"
    path.write_bytes(text)
    with pytest.raises(ConfigError) as error:
        again.file(path)
    assert str(error.value).startswith(f"{path}: {reason}")


def test_a_recording_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        again.file(tmp_path / "nothing")


def test_recording_takes_nothing_from_a_charger_that_rests(studio: Studio) -> None:
    studio.client.call_update_ac_max_current(5)
    studio.queue.settle()
    studio.recorded.woken()
    assert studio.recordings == []


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    studio = Studio(tmp_path_factory.mktemp("recordings"))
    charge(studio.comes())
    return studio.recordings[0]


@given(st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 255)), min_size=1, max_size=5))
def test_a_damaged_recording_is_repeated_or_refused(recording: Path, changes: list[tuple[int, int]]) -> None:
    text = bytearray(recording.read_bytes())
    for at, byte in changes:
        text[at % len(text)] = byte
    damaged = recording.with_name("damaged")
    damaged.write_bytes(text)
    try:
        found = again.file(damaged)
    except ConfigError as error:
        assert str(error).startswith(f"{damaged}: ")
    else:
        assert found.inputs > 0


def test_what_the_charger_has_signed_is_compared_without_the_signature(studio: Studio) -> None:
    """A recording has no key: signed anew, an offer is the same; another offer is not, nor one unsigned."""
    one = studio.comes()
    until_authorized(one)
    offered = one.asks(car.ac_parameters())

    def frame(body: Any, **signed: Any) -> str:
        header = MessageHeader(SessionID=one.session_id, **signed)
        message = exi.encode("iso2", V2G_Message(Header=header, Body=Body(BodyElement=body)))
        return v2gtp.frame(v2gtp.PayloadType.EXI, message).hex()

    def entry(body: Any, **signed: Any) -> bytes:
        return json.dumps(["out", "write", frame(body, **signed)]).encode()

    def shown(body: Any, **signed: Any) -> bytes:
        """To who watches."""
        return json.dumps(
            ["out", "publish", "v2g_messages", {"v2g_message_exi_hex": frame(body, **signed)}]
        ).encode()

    def sealed() -> dict[str, Any]:
        key = ec.generate_private_key(ec.SECP256R1())
        return {"Signature": signatures.sign("iso2", [signatures.Element("AuthorizationReq", request)], key)}

    request = AuthorizationReq(Id="ID1")
    assert again._signed_anew(entry(offered, **sealed()), entry(offered, **sealed()))
    other = msgspec.structs.replace(offered, ResponseCode=ResponseCode.FAILED)
    assert not again._signed_anew(entry(offered, **sealed()), entry(other, **sealed()))
    assert again._signed_anew(shown(offered, **sealed()), shown(offered, **sealed()))
    assert not again._signed_anew(shown(offered, **sealed()), shown(other, **sealed()))
    assert not again._signed_anew(shown(offered, **sealed()), entry(other, **sealed()))
    assert not again._signed_anew(entry(offered), entry(offered))
    assert not again._signed_anew(entry(offered, **sealed()), entry(offered))
    stopped = one.asks(car.ac_power())
    assert not again._signed_anew(entry(stopped, **sealed()), entry(stopped, **sealed()))


@pytest.mark.parametrize("trust", [{"mo": ["AAAA"]}, {"mo": "AAAA"}, {"mo": [1]}, {"keys": []}, []])
def test_trust_that_makes_no_sense_is_told(studio: Studio, tmp_path: Path, trust: Any) -> None:
    charge(studio.comes())
    header, *entries = studio.recordings[0].read_text().splitlines()
    path = tmp_path / "changed.jsonl"
    path.write_text("\n".join([json.dumps(json.loads(header) | {"trust": trust}), *entries]))
    with pytest.raises(ConfigError, match="line 1: no state of a charger"):
        again.file(path)
