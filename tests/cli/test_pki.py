"""``secc pki``: what people type, what they get, and how their mistakes are told."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from secc.cli import main
from secc.pnc import layout, store
from secc.pnc.authority import EMAID
from secc.pnc.chains import judge
from secc.pnc.profiles import Role


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """No password from outside."""
    monkeypatch.delenv("SECC_PKI_PASSWORD", raising=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PKI made by the command's own work, today."""
    place = tmp_path_factory.mktemp("cli") / "pki"
    layout.new(place, datetime.now(UTC))
    return place


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    try:
        code = main(["pki", *map(str, words)])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else -1
    out, err = capsys.readouterr()
    return code, out, err


def mistake(capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1, err
    return err


def test_new_then_check_then_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "pki"
    code, out, err = run(capsys, "new", place)
    assert (code, err) == (0, "")
    assert f"63 certificates with their keys in {place}" in out and f"--pki {place}" in out
    assert run(capsys, "check", place) == (0, "", "0 refused, 0 notes\n")
    code, out, _ = run(capsys, "show", place / "car/iso2/contract/chain.pem", place / "roots/mo/iso2.pem")
    assert code == 0 and "MO Sub-CA 1 ← MO Root, which signed it." in out


def test_bad_identities_come_on_request_and_each_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "pki"
    code, out, _ = run(capsys, "new", place, "--bad")
    assert code == 0 and f"{len(layout.BAD)} faulty identities in {place / 'car/iso2'}\n" in out
    trust, now = store.load_trust(place), datetime.now(UTC)
    verdicts = {}
    for name in layout.BAD:
        chain = store.load_chain(place / "car/iso2" / name).chain
        role = Role.OEM if name.startswith("oem-") else Role.MO
        verdicts[name] = judge(role, chain, trust, now, emaid=EMAID if role is Role.MO else None).code
    good = {name: code for name, code in verdicts.items() if not code.startswith("FAILED")}
    assert good == {"contract-soon": "OK_CertificateExpiresSoon", "contract-cn-dashes": "OK"}
    assert verdicts["contract-revoked"] == "FAILED_CertificateRevoked"


def test_check_tells_what_a_car_refuses(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "check", made, "--at", "2060-01-01")
    assert code == 1
    assert f"REFUSED {made / 'secc/iso2-a'}: a car refuses it: DE8EME00000001 has expired on" in out
    refused = out.count("REFUSED ")
    assert err == f"{refused} refused, {out.count('note ')} notes\n"
    assert run(capsys, "check", made, "--at", "2020-01-01T12:00+02:00")[0] == 1


def test_nothing_is_overwritten(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "not empty; nothing is overwritten" in mistake(capsys, "new", made)


def test_passwords_come_from_a_file_or_the_environment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, file = tmp_path / "pki", tmp_path / "password"
    file.write_text("open sesame\n")
    assert "chmod 600" in mistake(capsys, "new", place, "--password-file", file)
    file.chmod(0o600)
    assert run(capsys, "new", place, "--password-file", file)[0] == 0
    assert "key.pem: encrypted; " in mistake(capsys, "check", place)
    for option in ("--pki-password", "--password-file"):
        assert run(capsys, "check", place, option, file)[0] == 0
    monkeypatch.setenv("SECC_PKI_PASSWORD", "close sesame")
    assert "key.pem: a wrong password" in mistake(capsys, "check", place)
    monkeypatch.setenv("SECC_PKI_PASSWORD", "open sesame")
    assert run(capsys, "check", place)[0] == 0
    assert run(capsys, "export", place, tmp_path / "out")[0] == 0
    assert (tmp_path / "out/iso15118_2/private_keys/seccLeafPassword.txt").read_text() == "open sesame\n"


def test_an_empty_password_file_leaves_no_key_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, file = tmp_path / "pki", tmp_path / "password"
    file.touch(0o600)
    assert mistake(capsys, "new", place, "--pki-password", file).endswith(
        f"{file}: its first line is empty, expected a password\n"
    )
    assert not place.exists()


def test_no_password_on_the_command_line(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "--password" in mistake(capsys, "check", made, "--password", "open")


def test_export(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "export", made, tmp_path / "out", "--for", "iso15118")
    assert code == 0 and out.startswith(f"PKI_PATH={tmp_path / 'out'}/ ")
    assert "invalid choice" in mistake(capsys, "export", made, tmp_path / "other", "--for", "nobody")


def test_mistakes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "text"
    text.write_text("no certificate")
    assert "verb" in mistake(capsys)
    assert "No such file" in mistake(capsys, "show", tmp_path / "nowhere")
    assert "neither PEM nor DER of a certificate" in mistake(capsys, "show", text)
    assert "no such folder" in mistake(capsys, "check", tmp_path / "nowhere")
    assert "no chains here" in mistake(capsys, "check", tmp_path)
    assert "expected a date" in mistake(capsys, "check", tmp_path, "--at", "tomorrow")


@pytest.mark.parametrize("verb", ["new", "show", "check", "export"])
def test_every_verb_explains_itself(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, verb, "--help")
    assert code == 0 and f"usage: secc pki {verb}" in out


def test_keys_stay_their_owners_whatever_the_umask(tmp_path: Path, repository: Path) -> None:
    """A process of its own: the umask is one for all threads."""
    code = (
        "import os, sys; os.umask(0)\nfrom secc.cli import main\nsys.exit(main(['pki', 'new', sys.argv[1]]))"
    )
    paths = os.pathsep.join([str(repository), str(repository / "generated")])
    words = [sys.executable, "-c", code, str(tmp_path / "pki")]
    subprocess.run(
        words, env={**os.environ, "PYTHONPATH": paths}, check=True, capture_output=True, timeout=60
    )
    keys = list((tmp_path / "pki").rglob("key.pem"))
    assert keys and all(path.stat().st_mode & 0o077 == 0 for path in keys)
