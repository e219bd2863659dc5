"""``new-module``: the skeleton runs, is typed, tests itself, and never takes the place of anything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from codegen.__main__ import main
from tests.codegen.conftest import Write

BELL = """\
description: A bell.
cmds:
  ring:
    description: Rings.
    arguments:
      class:
        description: How loud.
        type: string
        maxLength: 8
    result:
      description: Whether somebody came.
      type: boolean
vars:
  silent:
    description: Nobody rings any more.
    type: "null"
"""


@pytest.fixture
def generated(write: Write, tmp_path: Path) -> Path:
    """A generated package with two interfaces."""
    folder = tmp_path / "generated"
    interfaces = write({"Bell.yaml": BELL})
    assert main(["generate", "--interfaces", str(interfaces), "--out", str(folder), "--package", "home"]) == 0
    return folder


def new(generated: Path, *options: str) -> int:
    """Run the verb beside the generated package."""
    return main(
        ["new-module", *options, "--out", str(generated), "--package", "home", "--into", str(generated)]
    )


def run(generated: Path, *command: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run Python in the folder of the generated package and of the modules."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=generated,
        env={**os.environ, "PYTHONPATH": str(generated), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        input=text,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("provides", ["Lamp", "Bell"])
def test_a_skeleton_is_typed_and_passes_its_own_test(
    generated: Path, provides: str, capsys: pytest.CaptureFixture[str]
) -> None:
    other = {"Lamp": "Bell", "Bell": "Lamp"}[provides]
    assert new(generated, "my_home", "--provides", provides, "--requires", other) == 0
    assert f"{generated}/my_home/module.py" in capsys.readouterr().out
    cache = f"--cache-dir={generated / 'cache'}"
    typed = run(generated, "-m", "mypy", "--strict", "--explicit-package-bases", cache, "my_home")
    assert typed.returncode == 0, typed.stdout
    tested = run(generated, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", "my_home")
    assert tested.returncode == 0, tested.stdout
    assert re.search(r"^[23] passed", tested.stdout, re.MULTILINE)
    tidy = run(generated, "-m", "ruff", "check", "--isolated", "--select=E,F", "--line-length=110", "my_home")
    assert tidy.returncode == 0, tidy.stdout


def test_a_skeleton_runs_on_lines(generated: Path) -> None:
    assert new(generated, "MyLamp", "--provides", "Lamp", "--requires", "Bell") == 0
    lines = [
        '{"link": "main", "command": "reset"}',
        '{"link": "main", "command": "reset", "arguments": {"surplus": 1}}',
        '{"link": "bell", "variable": "silent", "value": null}',
        '{"link": "nowhere"}',
        "[]",
        "nonsense",
    ]
    outcome = run(generated, "-m", "MyLamp", text="\n".join(lines))
    assert outcome.returncode == 0
    assert outcome.stdout == ""
    assert "reset is not written yet" in outcome.stderr
    assert outcome.stderr.count("not understood") == 4
    assert "Traceback" not in outcome.stderr


def test_what_a_module_tells_is_printed(generated: Path) -> None:
    assert new(generated, "MyLamp", "--provides", "Lamp") == 0
    path = generated / "MyLamp" / "module.py"
    text = path.read_text("utf-8")
    path.write_text(text.replace('log.warning("reset is', 'self.publisher.publish_level(7)  # ("'), "utf-8")
    outcome = run(generated, "-m", "MyLamp", text='{"link": "main", "command": "reset"}\n')
    assert outcome.stdout == '{"link": "main", "variable": "level", "value": 7}\n'


def test_the_manifest_is_what_everest_asks_for(generated: Path) -> None:
    assert new(generated, "MyLamp", "--provides", "Lamp", "--requires", "Bell") == 0
    manifest: dict[str, Any] = yaml.safe_load((generated / "MyLamp" / "manifest.yaml").read_text("utf-8"))
    assert set(manifest) == {"description", "provides", "requires", "metadata"}
    assert manifest["provides"]["main"].keys() == {"description", "interface"}
    assert manifest["provides"]["main"]["interface"] == "Lamp"
    assert manifest["requires"] == {"bell": {"interface": "Bell"}}
    assert "://" in manifest["metadata"]["license"]
    assert len(manifest["metadata"]["authors"]) == 1


def test_nothing_is_overwritten(generated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = generated / "MyLamp" / "test_module.py"
    mine.parent.mkdir()
    mine.write_text("mine", "utf-8")
    assert new(generated, "MyLamp", "--provides", "Lamp") == 2
    assert "is there already; nothing was written" in capsys.readouterr().err
    assert [path.name for path in mine.parent.iterdir()] == ["test_module.py"]
    assert mine.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["my-lamp", "--provides", "Lamp"], "Python can import"),
        (["class", "--provides", "Lamp"], "Python can import"),
        (["../MyLamp", "--provides", "Lamp"], "Python can import"),
        (["MyLamp", "--provides", "Lump"], "has no interface Lump; it has bell, lamp"),
        (["MyLamp", "--provides", "../home/Lamp"], "has no interface"),
        (["MyLamp", "--provides", "Lamp", "--requires", "Bell", "--requires", "Bell"], "each interface once"),
    ],
)
def test_what_does_not_fit_is_refused(
    generated: Path, capsys: pytest.CaptureFixture[str], options: list[str], reason: str
) -> None:
    before = sorted(generated.rglob("*"))
    assert new(generated, *options) == 2
    assert reason in capsys.readouterr().err
    assert sorted(generated.rglob("*")) == before


def test_our_own_contract_gets_a_skeleton(repository: Path, tmp_path: Path) -> None:
    options = [
        "--provides",
        "ISO15118_charger",
        "--out",
        str(repository / "generated"),
        "--into",
        str(tmp_path),
    ]
    assert main(["new-module", "MyCharger", *options]) == 0
    text = (tmp_path / "MyCharger" / "module.py").read_text("utf-8")
    assert "def handle_update_ac_max_current(self, *, max_current: float) -> None:" in text
