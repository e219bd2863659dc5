"""``secc ev``: options, exit codes, and a whole visit to a scripted charger over ::1."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from secc import sdp
from secc.cli import main
from secc.errors import ConfigError
from secc.net import car as driver
from secc.pnc import layout, store
from secc.pnc.certificates import pem
from secc.pnc.installation import Contract
from secc.sdp import Security
from secc.sim.ev import Car
from tests.sim import contracts, scripted

LIMIT = 5.0  # s; only a failure takes so long


@contextmanager
def serving(charger: scripted.Charger, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The scripted charger behind SDP and TCP on ::1, for one car."""
    with (
        socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as udp,
        socket.create_server(("::1", 0), family=socket.AF_INET6) as tcp,
    ):
        udp.bind(("::1", 0))
        udp.settimeout(LIMIT)
        tcp.settimeout(LIMIT)
        monkeypatch.setattr(sdp, "PORT", udp.getsockname()[1])

        def serve() -> None:
            _, asker = udp.recvfrom(64)
            address = socket.inet_pton(socket.AF_INET6, "::1")
            udp.sendto(sdp.encode_response(address, tcp.getsockname()[1], Security.NONE), asker)
            with tcp.accept()[0] as connection:
                connection.settimeout(LIMIT)
                while request := connection.recv(65536):
                    connection.sendall(charger.answer(request))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield
        thread.join(LIMIT)


def test_a_completed_visit_as_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(scripted.Charger(scripted.DC), monkeypatch):
        code = main(["ev", "--interface", "lo", "--loops", "2", "--json"])
    result = json.loads(capsys.readouterr().out)
    assert code == 0
    assert result["completed"] is True
    assert result["reason"] == "2 loops done"
    assert result["loops"] == 2
    assert result["answers_ms"]["CurrentDemandReq"]["count"] == 2
    times = result["answers_ms"]["SessionSetupReq"]
    assert 0 < times["median"] <= times["p99"] <= times["max"]


def test_a_completed_visit_for_people(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(scripted.Charger(scripted.AC), monkeypatch):
        code = main(["ev", "--interface", "lo", "--mode", "ac", "--loops", "1", "--patience", "3"])
    out = capsys.readouterr().out
    assert code == 0
    assert "charging AC" in out
    assert "completed: 1 loops done" in out
    assert out.splitlines()[-1].startswith("all ")


def test_a_refused_visit(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(scripted.Charger(scripted.DC), monkeypatch):
        code = main(["ev", "--interface", "lo", "--mode", "ac"])
    assert code == 1
    assert "not completed: the charger offers DC_core, DC_extended only" in capsys.readouterr().out


def scenario_file(folder: Path, text: str) -> str:
    path = folder / "car.toml"
    path.write_text(text)
    return str(path)


@pytest.mark.parametrize(
    ("expected", "code", "word"),
    [
        ("OK", 0, "scenario held"),
        (
            "FAILED",
            1,
            "scenario not held: CurrentDemand no. 2: expected FAILED, found: CurrentDemandRes OK",
        ),
    ],
)
def test_a_scenario_judges_the_charger_in_its_last_line(
    expected: str,
    code: int,
    word: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = (
        "about = 'a test'\nprotocol = 'iso2'\n[[step]]\nat = 'CurrentDemand'\nnth = 2\n"
        f"do = 'send'\nfields.EVTargetCurrent = 5\nexpect = '{expected}'\n"
    )
    with serving(scripted.Charger(scripted.DC), monkeypatch):
        arguments = ["ev", "--interface", "lo", "--loops", "3", "--scenario", scenario_file(tmp_path, text)]
        assert main(arguments) == code
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "a test on lo"
    assert lines[-1] == word


def test_a_scenario_as_json_says_what_did_not_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "protocol = 'iso2'\nloops = 2\n[expect]\nloops = 5\n"
    with serving(scripted.Charger(scripted.DC), monkeypatch):
        code = main(["ev", "--interface", "lo", "--json", "--scenario", scenario_file(tmp_path, text)])
    result = json.loads(capsys.readouterr().out)
    assert code == 1
    assert result["completed"] is True
    assert result["broken"] == ["expected 5 loops or more, found: 2"]


def test_no_charger(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(driver, "SDP_TRIES", 1)
    monkeypatch.setattr(driver, "SDP_INTERVAL", 0.01)
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as silent:
        silent.bind(("::1", 0))
        monkeypatch.setattr(sdp, "PORT", silent.getsockname()[1])
        assert main(["ev", "--interface", "lo", "--json"]) == 1
    result = json.loads(capsys.readouterr().out)
    assert result["completed"] is False
    assert result["answers_ms"] == {}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "--interface"),
        (["--interface", "no-such"], "no-such"),
        (["--interface", "lo", "--soc", "101"], "expected a number from 0 to 100, found '101'"),
        (["--interface", "lo", "--target-soc", "nan"], "found 'nan'"),
        (["--interface", "lo", "--loops", "0"], "expected a whole number above 0"),
        (["--interface", "lo", "--seconds", "soon"], "found 'soon'"),
        (["--interface", "lo", "--mode", "gas"], "gas"),
        (["--interface", "lo", "--mode", "ac", "--protocol", "din"], "(DIN SPEC 70121 has DC only)"),
        (["--interface", "lo", "--scenario", "no-such.toml"], "no-such.toml: No such file"),
        (["--interface", "lo", "--scenario", "x.toml", "--mode", "ac"], "--mode: the scenario says it"),
        (["--interface", "lo", "--payment", "cash"], "--payment"),
        (
            ["--interface", "lo", "--payment", "contract"],
            "a contract pays over TLS only: add --tls --pki DIR",
        ),
        (
            ["--interface", "lo", "--payment", "contract", "--protocol", "din"],
            "(DIN SPEC 70121 has no contracts)",
        ),
        (
            ["--interface", "lo", "--certificate", "install"],
            "--certificate is for a car that pays by contract: add",
        ),
        (
            ["--interface", "lo", "--contract", "mine"],
            "--contract is for a car that pays by contract: add --pay",
        ),
        (
            ["--interface", "lo", "--tls", "--pki", "nix"],
            "nix: no such folder (a test PKI: secc pki new nix)",
        ),
        (["--interface", "lo", "--pki", "nix"], "--pki is of no use without --tls"),
        (["--interface", "lo", "--pki-password", __file__], "a password that others can read"),
        (["--interface", "lo", "--keep", "mine"], "--keep is of no use: no contract comes without"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code: object = main(["ev", *arguments])
    except SystemExit as end:
        code = end.code
    assert code == 2
    told = capsys.readouterr()
    (line,) = told.err.splitlines()
    assert words in line
    assert told.out == ""


def identity(folder: Path, name: str, place: str) -> None:
    """One identity of a PKI in memory, as a folder."""
    one = contracts.pki().identity(name)
    chain = layout.File("chain.pem", pem(*one.chain).encode())
    layout.write(folder / place, [chain, layout.File("key.pem", layout.key_pem(one.key, None), secret=True)])


@pytest.fixture
def pki(tmp_path: Path) -> Path:
    """A folder with a root and a provisioning certificate, but no contract."""
    root = layout.File("iso2.pem", pem(contracts.pki().der("v2g-a")).encode())
    layout.write(tmp_path / "pki" / "roots" / "v2g", [root])
    identity(tmp_path / "pki", "provisioning", "car/iso2/provisioning")
    return tmp_path / "pki"


def installs(car: Car, *_: object) -> list[driver.Answer]:
    """A visit of which nothing is left but a contract."""
    one = contracts.pki().identity("contract-2")
    assert isinstance(one.key, ec.EllipticCurvePrivateKey)
    car.trip.installed = Contract(one.common_name, one.chain, one.key)
    car.lost("a test")
    return []


INSTALL = ["ev", "--interface", "lo", "--tls", "--payment", "contract", "--certificate", "install", "--json"]


def test_a_new_contract_is_kept_on_request(
    pki: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(driver, "visit", lambda car, *_, **__: installs(car))
    kept = tmp_path / "kept"
    assert main([*INSTALL, "--pki", str(pki), "--keep", str(kept)]) == 1
    assert f"contract DE8EMPC0000002 in {kept}\n" in capsys.readouterr().err
    assert store.load_chain(kept).chain == contracts.pki().identity("contract-2").chain
    assert (kept / "key.pem").stat().st_mode & 0o777 == 0o600
    assert main([*INSTALL, "--pki", str(pki), "--keep", str(kept)]) == 2
    assert "not empty; nothing is overwritten" in capsys.readouterr().err


def test_where_none_came_nothing_is_kept(
    pki: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(driver, "visit", lambda car, *_, **__: car.lost("a test") or [])
    kept = tmp_path / "kept"
    assert main([*INSTALL, "--pki", str(pki), "--keep", str(kept)]) == 1
    assert f"no contract came: nothing in {kept}\n" in capsys.readouterr().err
    assert list(kept.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        (["--payment", "contract"], "car/iso2/contract: no such identity; there are: provisioning"),
        (
            ["--payment", "contract", "--contract", "other"],
            "car/iso2/other: no such identity; there are: provisioning",
        ),
        (["--payment", "contract", "--contract", "contract-expired"], "secc pki new --bad makes it"),
    ],
)
def test_an_identity_that_is_not_there_is_told(
    options: list[str], missing: str, pki: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ev", "--interface", "lo", "--tls", "--pki", str(pki), *options]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert missing in line


def test_a_password_opens_the_keys_and_protects_the_one_that_is_kept(
    pki: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = contracts.pki().identity("provisioning")
    (pki / "car/iso2/provisioning/key.pem").write_bytes(layout.key_pem(own.key, b"a secret"))
    secret = tmp_path / "secret"
    secret.touch(0o600)
    secret.write_text("a secret\n")
    monkeypatch.setattr(driver, "visit", lambda car, *_, **__: installs(car))
    kept = pki / "car/iso2/mine"
    arguments = [*INSTALL, "--pki", str(pki), "--keep", str(kept)]
    assert main(arguments) == 2
    assert main([*arguments, "--pki-password", str(secret)]) == 1
    with pytest.raises(ConfigError, match="encrypted"):
        store.load_chain(kept)
    assert store.load_chain(kept, b"a secret").common_name == "DE8EMPC0000002"
