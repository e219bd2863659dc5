"""What users hand over: hex, base64, bytes, captures; as arguments, files and pipes."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from secc.errors import ConfigError
from secc.tools import inputs
from secc.tools.capture import Capture
from secc.tools.inputs import Loose
from tests.tools.messages import DEMAND, STOP, STOP_JSON, feed

FRAME = bytes.fromhex(f"01fe8001{len(STOP):08x}") + STOP


def loose(*words: str) -> list[Loose]:
    """The messages of the only input."""
    ((_, found),) = inputs.read(words)
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(
    "word",
    [
        STOP.hex(),
        STOP.hex().upper(),
        f"0x{STOP.hex()}",
        STOP.hex(" "),
        STOP.hex(":"),
        ", ".join(f"0x{octet:02x}" for octet in STOP),
        base64.b64encode(STOP).decode(),
    ],
)
def test_a_message_as_an_argument(word: str) -> None:
    assert loose(word) == [Loose("", STOP)]


def test_a_frame_as_an_argument() -> None:
    for word in (FRAME.hex(), base64.b64encode(FRAME).decode()):
        assert loose(word) == [Loose("", STOP, 0x8001)]


def test_several_arguments_have_names() -> None:
    found = list(inputs.read([STOP.hex(), DEMAND.hex()]))
    assert found == [
        ("argument 1", [Loose("argument 1", STOP)]),
        ("argument 2", [Loose("argument 2", DEMAND)]),
    ]


@pytest.mark.parametrize(
    ("data", "payloads"),
    [
        (STOP, [STOP]),
        (FRAME, [STOP]),
        (FRAME + FRAME, [STOP, STOP]),
        (STOP.hex().encode(), [STOP]),
        (f"{STOP.hex()}\n{DEMAND.hex()}\r\n".encode(), [STOP, DEMAND]),
        (f"# one, wrapped\n{DEMAND.hex()[:40]}\n{DEMAND.hex()[40:]}\n".encode(), [DEMAND]),
        (f"{FRAME.hex()}\n\n{base64.b64encode(DEMAND).decode()}\n".encode(), [STOP, DEMAND]),
        (f"{FRAME.hex()}{FRAME.hex()}".encode(), [STOP, STOP]),
    ],
)
def test_files_and_pipes(
    data: bytes, payloads: list[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "input"
    path.write_bytes(data)
    assert [one.payload for one in loose(str(path))] == payloads
    for words in ((), ("-",)):
        feed(monkeypatch, data)
        assert [one.payload for one in loose(*words)] == payloads


def test_a_place_for_each_message(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_text(f"{STOP.hex()}\n{FRAME.hex()}{FRAME.hex()}\n")
    assert [one.place.removeprefix(str(path)) for one in loose(str(path))] == [
        ", message 1",
        ", message 2, frame 1",
        ", message 2, frame 2",
    ]


def test_frames_that_are_broken() -> None:
    (short,) = loose(FRAME[:-2].hex())
    assert short == Loose("", STOP[:-2], 0x8001, "the V2GTP header announces 7 bytes, 5 are there")
    good, rest = loose((FRAME + b"\x02\xfd").hex())
    assert good == Loose("frame 1", STOP, 0x8001)
    assert (rest.payload, rest.payload_type) == (b"\x02\xfd", None)
    assert rest.trouble == "2 bytes (02fd) that begin no V2GTP frame"


def test_a_capture_from_file_and_pipe(testdata: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = testdata / "captures" / "tesla-model-y-11.1-iso15118-2-ac-iso-1-telsa-model-y.pcap"
    ((name, one),) = inputs.read([str(path)])
    feed(monkeypatch, path.read_bytes())
    ((piped, other),) = inputs.read([])
    assert isinstance(one, Capture)
    assert one == other
    assert (name, piped) == (str(path), "standard input")


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("session.pcap", "no such file, and no message in hex or base64: 'session.pcap'"),
        ("nonsense", "no such file, and no message in hex or base64: 'nonsense'"),
        ("x" * 5000, f"no such file, and no message in hex or base64: '{'x' * 37}...'"),
        ("a\0b", "no such file"),
        ("", "argument 1 is empty"),
    ],
)
def test_an_argument_that_is_nothing(word: str, reason: str) -> None:
    with pytest.raises(ConfigError) as error:
        list(inputs.read([word]))
    assert str(error.value).startswith(reason)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", " is empty"),
        (b" \n", " is empty"),
        (b"hello world\n", ": neither a capture nor messages in hex"),
        (b'{"secc_recording":1}\n["m",0]\n', ": a recording: secc replay repeats it"),
    ],
)
def test_a_file_that_is_nothing(data: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(data)
    with pytest.raises(ConfigError) as error:
        list(inputs.read([str(path)]))
    assert str(error.value).startswith(f"{path}{reason}")
    with pytest.raises(ConfigError, match="Is a directory"):
        list(inputs.read([str(tmp_path)]))


def test_a_terminal_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, b"")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    for read in (inputs.read, inputs.texts):
        with pytest.raises(ConfigError, match="nothing to read"):
            list(read([]))


def test_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "m.json"
    path.write_text(STOP_JSON)
    feed(monkeypatch, b"<a/>")
    assert list(inputs.texts([str(path), STOP_JSON, "-"])) == [
        (str(path), STOP_JSON),
        ("argument 2", STOP_JSON),
        ("standard input", "<a/>"),
    ]
    path.write_bytes(b"\xff")
    with pytest.raises(ConfigError, match="no text in UTF-8: invalid start byte at byte 0"):
        list(inputs.texts([str(path)]))
