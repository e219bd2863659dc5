"""The TLS options of ``secc run`` and ``secc ev``: one line for each mistake, before anything is opened."""

from __future__ import annotations

import argparse
import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest

from secc.cli import main, run
from secc.net import station
from secc.net.tls import TlsPort
from secc.pnc import layout
from secc.settings import Settings
from secc.tls.policy import Profile
from tests.cli.test_cli import mistake

RUN = ("run", "--interface", "lo", "--simulate", "dc")
EV = ("ev", "--interface", "lo")


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls") / "pki"
    layout.new(folder, datetime.now(UTC))
    return folder


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[TlsPort | None]:
    """What the charger is told of TLS; it is not started."""
    found: list[TlsPort | None] = []
    monkeypatch.setattr(station, "run", lambda *arguments: found.append(arguments[-1]))
    return found


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ((*RUN, "--tls", "allow"), "--tls allow needs --pki DIR (a test PKI: secc pki new DIR)"),
        ((*RUN, "--tls", "require", "--pki", "nowhere"), "nowhere: no such folder (a test PKI: secc pki new"),
        ((*RUN, "--tls", "perhaps"), "'perhaps'"),
        ((*RUN, "--pki", "pki"), "--pki is of no use without TLS: add --tls allow, or --tls require"),
        ((*RUN, "--record-limit", "9"), "--record-limit is of no use without --record DIR"),
        ((*RUN, "--lab"), "--lab is of no use without TLS"),
        ((*RUN, "--tls-key-log", "log"), "--tls-key-log is of no use without TLS"),
        ((*RUN, "--tls-port", "443"), "expected 49152 to 65535, found '443'"),
        ((*EV, "--tls"), "--tls needs --pki DIR (a test PKI: secc pki new DIR)"),
        ((*EV, "--tls", "1.1"), "'1.1'"),
        ((*EV, "--tls", "1.3", "--pki", "nowhere"), "nowhere: no such folder (a test PKI: secc pki new"),
    ],
)
def test_a_mistake_is_one_line(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], part: str
) -> None:
    assert part in mistake(capsys, *arguments)


def test_a_key_that_others_can_read_is_refused_with_the_command_that_mends_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "pki"
    layout.new(folder, datetime.now(UTC))
    key = folder / "secc" / "iso2-a" / "key.pem"
    key.chmod(0o640)
    line = mistake(capsys, *RUN, "--tls", "allow", "--pki", str(folder))
    assert line.endswith(f"{key}: a key that others can read; mend it with: chmod 600 {key}")


def test_without_the_option_there_is_no_tls(told: list[TlsPort | None], pki: Path) -> None:
    assert main([*RUN]) == 0
    assert main([*RUN, "--tls", "prohibit", "--pki", str(pki), "--lab"]) == 0  # switched off for once
    assert told == [None, None]


def test_the_options_reach_the_charger(told: list[TlsPort | None], pki: Path, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    more = ("--tls-port", "50000", "--lab", "--tls-own", "--tls-key-log", str(keys))
    assert main([*RUN, "--tls", "require", "--pki", str(pki), *more]) == 0
    assert main([*RUN, "--tls", "allow", "--pki", str(pki)]) == 0
    required, allowed = told
    assert required is not None and allowed is not None
    assert (required.required, required.port, required.offer.profile) == (True, 50000, Profile.LAB)
    assert (required.offer.key_log, required.offer.own) == (keys, True)
    assert (allowed.required, allowed.port, allowed.offer.profile) == (False, None, Profile.STRICT)
    assert (allowed.offer.key_log, allowed.offer.own) == (None, False)
    assert str(allowed.offer) == "TLS 1.2 (2 chains), TLS 1.3 (4 chains), strict profile"


@pytest.mark.parametrize("lab", [(), ("--lab",)], ids=["strict", "lab"])
def test_a_lab_takes_contracts_of_the_field(
    monkeypatch: pytest.MonkeyPatch, pki: Path, lab: tuple[str, ...]
) -> None:
    told: list[Settings] = []
    monkeypatch.setattr(station, "run", lambda name, factory, settings, *rest: told.append(settings))
    assert main([*RUN, "--tls", "allow", "--pki", str(pki), *lab]) == 0
    assert [settings.contracts_with_country for settings in told] == [bool(lab)]


def test_a_simulated_charger_that_can_give_no_contracts_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    arguments = argparse.Namespace(tls="allow", pki=tmp_path, pki_password=None)
    with caplog.at_level(logging.INFO):
        assert run._backend(arguments) is None
    assert caplog.messages == [
        f"{tmp_path / 'backend'} has no keys of a back end: cars get no contracts here"
    ]
