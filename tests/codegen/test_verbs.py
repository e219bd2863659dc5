"""``generate`` and ``check`` as a user meets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from codegen import formatting, output
from codegen.__main__ import main
from tests.codegen.conftest import LAMP, Write, compiled


def run(verb: str, interfaces: Path, folder: Path) -> int:
    return main([verb, "--interfaces", str(interfaces), "--out", str(folder)])


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_the_repository_is_what_its_contract_gives(repository: Path) -> None:
    files, findings = compiled(repository / "interfaces")
    assert findings == []
    assert output.differences(repository / "generated", files) == []


def test_two_runs_in_two_folders_are_identical(repository: Path, tmp_path: Path) -> None:
    """Another process, another hash seed, another working directory, another language."""
    made = []
    for seed, where in (("1", "here"), ("2", "there/deeper")):
        (tmp_path / where).mkdir(parents=True)
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(repository), "LC_ALL": "C"}
        command = [
            sys.executable,
            "-m",
            "codegen",
            "generate",
            "--interfaces",
            str(repository / "interfaces"),
        ]
        subprocess.run(command, cwd=tmp_path / where, env=environment, check=True, timeout=60)
        made.append(contents(tmp_path / where / "generated"))
    assert made[0] == made[1]


def test_nothing_of_this_machine_is_inside(repository: Path) -> None:
    files, _ = compiled(repository / "interfaces")
    everything = "".join(files.values())
    assert str(repository) not in everything
    assert str(Path.home()) + os.sep not in everything


def test_a_contract_in_json(write: Write) -> None:
    """EVerest's oldest contracts are JSON, often indented with tabs."""
    from_yaml, _ = compiled(write({}))
    folder = write({"Lamp.json": json.dumps(yaml.safe_load(LAMP), indent="\t")})
    (folder / "Lamp.yaml").unlink()
    from_json, findings = compiled(folder)
    assert findings == []
    assert from_json.keys() == from_yaml.keys()
    handler = "secc_contract/lamp/handler.py"
    assert from_json[handler] == from_yaml[handler].replace("Lamp.yaml", "Lamp.json")


def test_check_passes_after_generate(write: Write, tmp_path: Path) -> None:
    interfaces, folder = write({}), tmp_path / "out"
    assert run("generate", interfaces, folder) == 0
    assert run("check", interfaces, folder) == 0


def test_generate_again_touches_nothing(write: Write, tmp_path: Path) -> None:
    interfaces, folder = write({}), tmp_path / "out"
    run("generate", interfaces, folder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    run("generate", interfaces, folder)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_check_shows_how_the_disk_differs(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    interfaces, folder = write({}), tmp_path / "out"
    run("generate", interfaces, folder)
    handler = folder / "secc_contract" / "lamp" / "handler.py"
    handler.write_text(handler.read_text("utf-8").replace("fade: float", "fade: int"), "utf-8")
    (folder / "schemas" / "types" / "lamp" / "Colour.json").unlink()
    (folder / "schemas" / "left.json").write_text("{}", "utf-8")
    assert run("check", interfaces, folder) == 1
    told = capsys.readouterr()
    assert "-    def handle_switch(self, *, state: State, fade: int) -> None:" in told.out
    assert "+    def handle_switch(self, *, state: State, fade: float) -> None:" in told.out
    assert "missing: schemas/types/lamp/Colour.json" in told.out
    assert "surplus: schemas/left.json" in told.out
    assert "generate" in told.err
    assert (folder / "schemas" / "left.json").exists()


def test_check_fails_when_the_contract_moved_on(write: Write, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    run("generate", write({}), folder)
    assert run("check", write({"Lamp.yaml": LAMP.replace("maximum: 60", "maximum: 61")}), folder) == 1


def test_a_long_difference_is_cut(write: Write, tmp_path: Path) -> None:
    files, _ = compiled(write({}))
    many = files | {f"schemas/{number}.json": "" for number in range(1000)}
    lines = output.differences(tmp_path, many)
    assert len(lines) == 201
    assert lines[-1] == f"… and {len(many) - 200} more lines of differences"


def test_what_is_no_longer_generated_goes(write: Write, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    run("generate", write({"types/more.yaml": "description: More.\ntypes: {}\n"}), folder)
    assert (folder / "secc_contract" / "types" / "more.py").exists()
    interfaces = write({})
    (interfaces / "types" / "more.yaml").unlink()
    assert run("generate", interfaces, folder) == 0
    assert not (folder / "secc_contract" / "types" / "more.py").exists()


def test_foreign_files_are_left_alone(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "mine.rst").write_text("mine", "utf-8")
    assert run("generate", write({}), tmp_path) == 2
    assert "mine.rst" in capsys.readouterr().err
    assert (tmp_path / "docs" / "mine.rst").read_text("utf-8") == "mine"
    assert not (tmp_path / "secc_contract").exists()


@pytest.mark.parametrize("verb", ["generate", "check"])
def test_no_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: str) -> None:
    assert run(verb, tmp_path / "nowhere", tmp_path / "out") == 2
    assert "no such folder" in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    assert run(verb, tmp_path / "empty", tmp_path / "out") == 2
    assert "found no contract file" in capsys.readouterr().err


def test_output_that_cannot_be_written(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    assert run("generate", write({}), tmp_path / "file" / "out") == 2
    assert "file" in capsys.readouterr().err


def test_the_pinned_ruff_is_the_one_that_is_installed_with_us(repository: Path) -> None:
    extras = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["project"][
        "optional-dependencies"
    ]
    assert f"ruff=={formatting.RUFF}" in extras["codegen"]


def test_another_ruff_is_refused_in_one_line(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formatting, "RUFF", "0.0.1")
    assert run("generate", write({}), tmp_path / "out") == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "ruff 0.0.1 is needed" in told
    assert "pip install" in told


def test_a_missing_package_is_told_in_one_line(repository: Path, tmp_path: Path) -> None:
    """The wheel without its extra: no jinja2, no yaml."""
    (tmp_path / "jinja2.py").write_text("raise ModuleNotFoundError('gone', name='jinja2')", "utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(repository)))}
    outcome = subprocess.run(
        [sys.executable, "-m", "codegen", "check"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert outcome.returncode == 2
    assert outcome.stderr == "the package jinja2 is missing: pip install 'secc[codegen]'\n"
