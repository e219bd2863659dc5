"""The command line: help for newcomers, one line and exit code 2 for mistakes, log lines."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pytest

from secc import cli
from secc.cli import SUBCOMMANDS, log, main

ANY_EVSE = ("--simulate", "dc")


def mistake(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command line that must fail as the user's mistake; its one line."""
    try:
        code = main(arguments)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else -1
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert err.endswith("\n") and err.count("\n") == 1, err
    return err.rstrip("\n")


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 0
    return capsys.readouterr().out


def test_help_names_every_subcommand_and_what_to_do_next(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "--help")
    for name in SUBCOMMANDS:
        assert re.search(rf"^    {name} ", text, re.MULTILINE)
    assert "secc run --interface eth0 --simulate dc" in text


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_every_subcommand_explains_itself_with_examples(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = shown(capsys, name, "--help")
    assert f"usage: secc {name} " in text
    assert "\n  secc " in text  # an example
    assert max(map(len, text.splitlines())) <= 110


def test_help_is_quick_because_it_loads_nothing(repository: Path) -> None:
    code = (
        "import sys, secc.cli\n"
        "try: secc.cli.main(sys.argv[1:])\n"
        "except SystemExit: print(sorted({'asyncio', 'msgspec', 'secc_contract'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--help"], cwd=repository, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_version_comes_from_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert re.fullmatch(
        r"secc (\d+\.\d+\S*|\(.*not installed\)) \(EXI engine: (c|python)\)\n", shown(capsys, "--version")
    )


def test_no_subcommand(capsys: pytest.CaptureFixture[str]) -> None:
    assert "see: secc --help" in mistake(capsys)


def test_an_unknown_subcommand(capsys: pytest.CaptureFixture[str]) -> None:
    line = mistake(capsys, "charge")
    assert "'charge'" in line and "see: secc --help" in line


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ((), "--interface"),
        (("--interface", "lo"), "one of the arguments --owner --simulate is required"),
        (("--interface", "lo", *ANY_EVSE, "--owner", "a:b"), "not allowed with"),
        (("--interface", "lo", "--simulate", "hvdc"), "'hvdc'"),
        (("--interface", "lo", *ANY_EVSE, "--tcp-port", "15118"), "expected 49152 to 65535, found '15118'"),
        (("--interface", "lo", *ANY_EVSE, "--tcp-port", "many"), "expected 49152 to 65535, found 'many'"),
        (("--interface", "lo", *ANY_EVSE, "--log", "xml"), "'xml'"),
    ],
)
def test_a_wrong_option(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], part: str) -> None:
    line = mistake(capsys, "run", *arguments)
    assert part in line and line.startswith("secc run: ") and line.endswith("(see: secc run --help)")


def test_receipts_are_the_simulated_evse_s(capsys: pytest.CaptureFixture[str]) -> None:
    line = mistake(capsys, "run", "--interface", "lo", "--owner", "examples.my_evse:MyEvse", "--receipts")
    assert "--receipts is for --simulate" in line


def test_an_unknown_interface(capsys: pytest.CaptureFixture[str]) -> None:
    line = mistake(capsys, "run", "--interface", "nix0", *ANY_EVSE)
    assert re.fullmatch(r"secc run: no network interface is called 'nix0'; there are: .*\blo\b.*", line)


OWNERS = {
    "good.py": "class Evse:\n    def __init__(self, client): pass\nnumber = 3\n",
    "broken.py": "def f(:\n",
    "lacking.py": "import not_a_module\n",
    "failing.py": "raise RuntimeError('two\\nlines')\n",
    "leaving.py": "import sys\nsys.exit('no licence')\n",
}


@pytest.fixture
def owners(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in OWNERS.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path.copy())
    for name in OWNERS:
        monkeypatch.delitem(sys.modules, name.removesuffix(".py"), raising=False)


@pytest.mark.usefixtures("owners")
@pytest.mark.parametrize(
    ("owner", "reason"),
    [
        ("good", "owner 'good': expected package.module:factory"),
        ("good:", "owner 'good:': expected package.module:factory"),
        (":Evse", "owner ':Evse': expected package.module:factory"),
        ("good:Evze", "owner good:Evze: good has no Evze"),
        ("good:Evse.a.b", "owner good:Evse.a.b: good has no Evse.a.b"),
        ("good:number", "owner good:number: number is a int, expected a factory"),
        (
            "nowhere:Evse",
            "owner nowhere:Evse: cannot import nowhere: ModuleNotFoundError: No module named 'nowhere'",
        ),
        ("..:Evse", "owner ..:Evse: cannot import ..: "),
        (
            "broken:f",
            "owner broken:f: cannot import broken: SyntaxError: invalid syntax (broken.py, line 1)",
        ),
        (
            "lacking:f",
            "owner lacking:f: cannot import lacking: ModuleNotFoundError: No module named 'not_a_module'",
        ),
        ("failing:f", "owner failing:f: cannot import failing: RuntimeError: two lines"),
        ("leaving:f", "owner leaving:f: cannot import leaving: SystemExit: no licence"),
    ],
)
def test_an_owner_that_cannot_be_had(capsys: pytest.CaptureFixture[str], owner: str, reason: str) -> None:
    assert mistake(capsys, "run", "--interface", "lo", "--owner", owner).startswith(f"secc run: {reason}")


def test_a_configuration_that_is_wrong(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "secc.toml"
    file.write_text("[secc]\nmeter_id = 5\n")
    line = mistake(capsys, "run", "--interface", "lo", *ANY_EVSE, "--config", str(file))
    assert line == f"secc run: {file}: key secc.meter_id: expected a text, found 5"


def record(message: str, *arguments: object, error: Exception | None = None) -> logging.LogRecord:
    info = (type(error), error, None) if error else None
    return logging.LogRecord("secc.net.server", logging.INFO, "f.py", 1, message, arguments, info)


def test_a_log_line_for_people() -> None:
    line = log._Text().format(record("ready: SDP on %s, TCP %d", "eth0", 50000))
    assert re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3} INFO    net\.server: ready: SDP on eth0, TCP 50000", line)


def test_a_log_line_stays_one_line_whatever_is_in_it() -> None:
    line = log._Text().format(record("refused: %s", "a\n12:00:00.000 ERROR forged\x1b[2J\u2028\x7f"))
    assert line.isprintable()
    assert line.endswith(r"refused: a\n12:00:00.000 ERROR forged\x1b[2J\u2028\x7f")


def test_a_bug_in_the_log_shows_where() -> None:
    assert log._Text().format(record("a bug", error=ValueError("x"))).endswith("a bug\nValueError: x")


def test_a_log_line_for_machines_is_one_line_of_json() -> None:
    line = log._Json().format(record("a\nbug\x9b in %s", "Köln", error=ValueError("x")))
    assert line.isprintable()
    fields = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", fields.pop("time"))
    assert fields == {
        "level": "info",
        "logger": "net.server",
        "text": "a\nbug\x9b in Köln",
        "traceback": "ValueError: x",
    }


def test_python_m_secc_is_secc(repository: Path) -> None:
    path = os.pathsep.join((str(repository), str(repository / "generated")))
    done = subprocess.run(
        [sys.executable, "-m", "secc", "run", "--interface", "nix0", *ANY_EVSE],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 2
    assert "no network interface is called 'nix0'" in done.stderr


def test_a_reader_that_has_gone_is_no_mistake(repository: Path) -> None:
    path = os.pathsep.join((str(repository), str(repository / "generated")))
    talks = (
        "import sys, secc.cli, secc.cli.run as run\n"
        "run.run = lambda arguments: print('x' * 1_000_000)\n"
        "sys.exit(secc.cli.main(['run', '--interface', 'lo', '--simulate', 'ac']))\n"
    )
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-c", talks],
            env={**os.environ, "PYTHONPATH": path},
            stdout=write,
            stderr=subprocess.PIPE,
            text=True,
            timeout=30,
        )
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (141, "")


def test_ctrl_c_is_no_traceback_however_early(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(words: Sequence[str]) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_parser", interrupted)
    assert main(["demo"]) == 130
