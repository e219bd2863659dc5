"""Files that are no contract: each is refused with file and line, nothing is written, exit code 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.__main__ import main
from tests.codegen.conftest import LAMP, LAMP_TYPES, Write
from tests.limits import processor_time

BOMB = "description: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"

BAD = [
    ("broken YAML", "description: [A lamp\ncmds: {}\n", 2, "found"),
    ("broken quotes", 'description: "A lamp\n', 2, "found"),
    ("a document that goes on", f"{LAMP}---\ndescription: Another.\n", 26, "found"),
    ("an unknown tag", "description: !!python/object:os.system x\n", 1, "found"),
    ("a tab", LAMP.replace("  switch:", "\tswitch:"), 3, "found a tab at the beginning; expected blanks"),
    (
        "a tab behind blanks",
        LAMP.replace("    type: integer", "  \ttype: integer"),
        23,
        "found a tab at the beg",
    ),
    ("a byte order mark", "\ufeff" + LAMP, 1, "found a byte order mark; expected UTF-8 text with line feeds"),
    ("a mark inside", LAMP.replace("A lamp.", "A \ufefflamp."), 1, "found a byte order mark"),
    ("lines of Windows", LAMP.replace("\n", "\r\n"), 1, "found a carriage return; expected UTF-8 text with"),
    ("one such line", LAMP.replace("cmds:\n", "cmds:\r\n"), 2, "found a carriage return"),
    (
        "a key twice",
        LAMP.replace("  level:", "  burnt_out:"),
        21,
        "found key 'burnt_out' again; expected each",
    ),
    (
        "a deep key twice",
        LAMP.replace("maximum: 60", "minimum: 60"),
        14,
        "found key 'minimum' again; expected",
    ),
    ("an anchor bomb", BOMB, 1, "found an anchor or alias; expected plain YAML"),
    ("a merge key", LAMP.replace("  reset:", "  <<: {}\n  reset:"), 15, "found a key that is no text"),
    (
        "a list as a key",
        LAMP.replace("  reset:", "  ? [a]\n  : {}\n  reset:"),
        15,
        "found a key that is no text",
    ),
    (
        "an unknown keyword",
        LAMP.replace("minimum: 0\n        m", "minimal: 0\n        m"),
        13,
        "found the key 'mi",
    ),
    ("a million lines", "# nothing\n" * 1_000_000, 1, "found a longer file; expected at most 4194304 bytes"),
    (
        "a million empty lines",
        "\n" * 1_000_000,
        100_001,
        "found a further line; expected at most 100000 lines",
    ),
    (
        "a million values",
        f"description: [{'1,' * 1_000_000}]\n",
        1,
        "found a further value; expected at most",
    ),
    (
        "a deep nest",
        f"description: {'[' * 1000}{']' * 1000}\n",
        1,
        "found",
    ),
    ("nothing", "", 1, "found no mapping at the top; expected a mapping with a description"),
    ("control characters", "description: \x07\n", 1, "found"),
]


@pytest.mark.parametrize(("what", "text", "line", "told"), BAD, ids=[what for what, *_ in BAD])
def test_refused(
    write: Write,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    what: str,
    text: str,
    line: int,
    told: str,
) -> None:
    folder, out = write({}), tmp_path / "out"
    (folder / "Lamp.yaml").write_bytes(text.encode("utf-8"))
    with processor_time():  # a bomb must not go off
        assert main(["generate", "--interfaces", str(folder), "--out", str(out)]) == 2
    first, *_, last = capsys.readouterr().err.splitlines()
    assert first.startswith(f"{folder}/Lamp.yaml:{line}: {told}"), first
    assert last.endswith("nothing was written")
    assert not out.exists()


def test_references_in_a_circle(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    circle = (
        "  One: {description: One., type: array, items: {$ref: /other#/Two}}\n"
        "  Three: {description: Three., type: object, $ref: /lamp#/One}\n"
    )
    other = "description: Other.\ntypes:\n  Two: {description: Two., type: object, $ref: /lamp#/Three}\n"
    folder = write({"types/lamp.yaml": LAMP_TYPES + circle, "types/other.yaml": other})
    assert main(["generate", "--interfaces", str(folder), "--out", str(tmp_path / "out")]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        f"{folder}/types/lamp.yaml:32: found /lamp#/One inside itself; expected a named object in between",
        "1 mistake; nothing was written",
    ]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"LAMP.yaml": LAMP}, "Lamp.yaml:1: found the name 'Lamp'; expected one that differs from 'LAMP'"),
        ({"Lamp.json": "{}"}, "Lamp.yaml:1: found a second file of that name beside Lamp.json"),
        ({"La_mp.yaml": LAMP, "La-mp.yaml": LAMP}, "La_mp.yaml:1: found the name 'La_mp'; expected one that"),
        (
            {"types/a/b.yaml": LAMP_TYPES, "types/a_b.yaml": LAMP_TYPES},
            "types/a_b.yaml:1: found the name 'a_b'",
        ),
        ({"types/interfaces/x.yaml": LAMP_TYPES}, "types/interfaces/x.yaml:1: found the folder interfaces"),
        ({"Errors.yaml": LAMP}, "Errors.yaml:1: found the name 'Errors'; expected one that differs from"),
    ],
)
def test_files_that_meet_under_one_name(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str], told: str
) -> None:
    folder = write(files)
    assert main(["generate", "--interfaces", str(folder), "--out", str(tmp_path / "out")]) == 2
    assert f"{folder}/{told}" in capsys.readouterr().err


def test_an_error_list_with_mistakes(
    write: Write, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = write(
        {
            "errors/lamp.yaml": "description: Errors.\nerrors:\n  - {name: Burnt, description: It is.}\n"
            "  - {name: Burnt, description: Again.}\n  - {name: lower, description: Small.}\n  - 5\n",
            "Lamp.yaml": f"{LAMP}errors:\n  - reference: /errors/lamp#/Cold\n",
        }
    )
    assert main(["generate", "--interfaces", str(folder), "--out", str(tmp_path / "out")]) == 2
    told = capsys.readouterr().err
    assert f"{folder}/errors/lamp.yaml:4: found 'Burnt' again; expected each name once" in told
    assert f"{folder}/errors/lamp.yaml:5: found 'lower'; expected a name like CommunicationFault" in told
    assert f"{folder}/errors/lamp.yaml:6: found 5; expected a mapping" in told
    assert f"{folder}/Lamp.yaml:27: found a reference to /errors/lamp#/Cold, which does not exist" in told


def test_folders_apart(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """EVerest's layout: interfaces, types and errors side by side."""
    folder = write({})
    (folder / "types").rename(tmp_path / "types")
    arguments = [
        "generate",
        "--interfaces",
        str(folder),
        "--out",
        str(tmp_path / "out"),
        "--package",
        "lamps",
    ]
    assert main(arguments) == 2
    assert "which does not exist" in capsys.readouterr().err
    arguments += ["--types", str(tmp_path / "types")]
    assert main(arguments) == 0
    module = (tmp_path / "out" / "lamps" / "types" / "lamp.py").read_text("utf-8")
    assert module.startswith("# Generated from types/lamp.yaml by")
    (tmp_path / "types" / "lamp.yaml").write_text(LAMP_TYPES.replace("- None", "- 5"), "utf-8")
    assert main(arguments) == 2
    assert f"{tmp_path}/types/lamp.yaml:8: found 5" in capsys.readouterr().err
    assert main([*arguments, "--errors", str(tmp_path / "nowhere")]) == 2
    assert "nowhere: no such folder; name the contract with --errors" in capsys.readouterr().err
    assert main([*arguments[:-3], "Not-A-Name"]) == 2
    assert "a package needs a name in small letters" in capsys.readouterr().err
    for name in ("class", "schemas", "datetime", "msgspec"):
        assert main([*arguments[:-3], name]) == 2
        assert capsys.readouterr().err.startswith(f"--package {name}: ")
