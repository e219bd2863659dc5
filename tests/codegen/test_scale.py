"""A contract of EVerest's size costs as much more as it is larger: output and calls are counted."""

from __future__ import annotations

import cProfile
import pstats
from pathlib import Path

from codegen.__main__ import main
from codegen.build import build
from codegen.load import load
from codegen.render import render
from codegen.resolve import resolve
from codegen.schemas import schemas
from codegen.sources import Sources
from tests.codegen import made_up


def calls(folder: Path) -> tuple[int, int]:
    """How many calls our own rooms need for the contract in a folder, and how many files come out."""
    profile = cProfile.Profile()
    with profile:
        documents, findings = load(Sources.of(folder / "interfaces", folder / "types"))
        resolved, more = resolve(documents)
        contract, mistakes = build(resolved)
        files = render(contract)
    assert findings + more + mistakes == []
    assert len(list(schemas(contract))) > 0
    stats = pstats.Stats(profile)
    return stats.total_calls, len(files)  # type: ignore[attr-defined]


def test_twice_the_contract_is_twice_the_work(tmp_path: Path) -> None:
    counted = {}
    for size in (1, 2, 4):
        made_up.write(tmp_path / str(size), 6 * size, 4 * size)
        counted[size] = calls(tmp_path / str(size))
    fixed = 2 * counted[1][1] - counted[2][1]
    assert counted[4][1] - fixed == 4 * (counted[1][1] - fixed)
    assert counted[4][0] < 4.4 * counted[1][0]


def test_sixty_interfaces_and_forty_type_files(tmp_path: Path) -> None:
    made_up.write(tmp_path, 60, 40)
    folders = ["--interfaces", str(tmp_path / "interfaces"), "--types", str(tmp_path / "types")]
    arguments = [*folders, "--out", str(tmp_path / "out"), "--package", "devices"]
    assert main(["generate", *arguments]) == 0
    assert main(["check", *arguments]) == 0
    written = {path.relative_to(tmp_path / "out") for path in (tmp_path / "out").rglob("*") if path.is_file()}
    count = {room: sum(path.parts[0] == room for path in written) for room in ("devices", "schemas")}
    per_interface = made_up.VARIABLES + 2 * made_up.COMMANDS
    assert count["schemas"] == 60 * per_interface + 40 * 2 * made_up.TYPES_A_FILE
    assert sum(path.parts[:2] == ("devices", "types") for path in written) == 40 + 1
    for number in (0, 59):
        assert Path("devices", f"device{number}", "handler.py") in written
