"""``diff``: every rule speaks for its own pair of states, and for nothing else in it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from codegen import findings
from codegen.__main__ import main
from codegen.diff import diff
from codegen.diff_rules import RULES, breaks
from codegen.loose import Unreadable, read_contract
from tests.codegen.cases import put, sections

CASES = Path(__file__).parent / "diff"
SIDES = {"old": " -", "new": " +"}


def unfold(case: Path, folder: Path) -> str:
    """Write the two states that a case shows as one text with - and +; returns what ``diff`` should say."""
    files = sections(case)
    expected = files.pop("findings")
    for name, lines in files.items():
        for side, signs in SIDES.items():
            text = "".join(f"{line[1:]}\n" for line in lines if line[:1] in signs)
            if text:
                put(folder / side / name, text)
    return "".join(f"{line}\n" for line in expected)


def told(folder: Path, form: str = "text") -> str:
    """What ``diff`` says about the two states, without the folder's name."""
    remarks = diff(*(read_contract(str(folder / side), Path("interfaces")) for side in SIDES))
    text = findings.write(remarks, form)
    return text.replace(f"{folder}/new/", "").replace(f"{folder}/old/", "old ")


def test_every_rule_has_its_pair() -> None:
    assert {path.stem for path in CASES.iterdir()} == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_pair_gives_its_rule_and_no_other(rule: str, tmp_path: Path) -> None:
    expected = unfold(CASES / f"{rule}.case", tmp_path)
    assert told(tmp_path) == expected
    assert {line.split(": ")[1] for line in expected.splitlines()} == {rule}


@pytest.mark.parametrize("rule", RULES)
def test_nothing_is_said_of_a_state_and_itself(rule: str, tmp_path: Path) -> None:
    unfold(CASES / f"{rule}.case", tmp_path)
    state = read_contract(str(tmp_path / "new"), Path("interfaces"))
    assert diff(state, state) == []


def test_a_sender_is_broken_by_less_and_a_receiver_by_more() -> None:
    assert breaks("RANGE_NARROWED", ["in"]) == ("client", "wire")
    assert breaks("RANGE_NARROWED", ["out"]) == ("handler", "wire")
    assert breaks("RANGE_WIDENED", ["in"]) == ("handler",)
    assert breaks("RANGE_WIDENED", ["out"]) == ("client",)
    assert breaks("RANGE_WIDENED", ["in", "out"]) == breaks("RANGE_WIDENED", []) == ("handler", "client")


def test_every_rule_says_what_it_is_for() -> None:
    assert all(rule.purpose and not rule.purpose.endswith(".") for rule in RULES.values())


TREE = """\
description: Trees.
types:
  Tree:
    description: A tree.
    type: object
    properties:
      value:
        description: What hangs here.
        type: integer
      children:
        description: Its branches.
        type: array
        items:
          type: object
          $ref: /tree#/Tree
"""


def test_a_type_inside_itself_ends(write_states: tuple[Path, Path]) -> None:
    old, new = write_states
    (old / "tree.yaml").write_text(TREE, "utf-8")
    (new / "tree.yaml").write_text(TREE.replace("integer", "string"), "utf-8")
    (found,) = diff(read_contract(str(old), old), read_contract(str(new), new))
    assert (found.rule, found.place) == ("TYPE_CHANGED", "types.Tree.properties.value.type")


def test_a_type_inside_itself_with_a_new_name_ends(write_states: tuple[Path, Path]) -> None:
    old, new = write_states
    user = "description: Woods.\nvars:\n  tree:\n    description: One.\n    $ref: /tree#/Tree\n"
    (old / "Wood.yaml").write_text(user, "utf-8")
    (new / "Wood.yaml").write_text(user.replace("/Tree", "/Plant"), "utf-8")
    (old / "tree.yaml").write_text(TREE, "utf-8")
    (new / "tree.yaml").write_text(TREE.replace(" Tree:", " Plant:").replace("/Tree", "/Plant"), "utf-8")
    rules = [remark.rule for remark in diff(read_contract(str(old), old), read_contract(str(new), new))]
    assert sorted(rules) == ["TYPE_ADDED", "TYPE_REMOVED", "TYPE_RENAMED"]


def test_who_uses_a_type_is_told(write_states: tuple[Path, Path]) -> None:
    old, new = write_states
    for number in range(5):
        for folder in (old, new):
            text = "".join(f"  v{index}:\n    $ref: /tree#/Tree\n" for index in range(number + 1))
            (folder / "Wood.yaml").write_text(f"description: Woods.\nvars:\n{text}", "utf-8")
    (old / "tree.yaml").write_text(TREE, "utf-8")
    (new / "tree.yaml").write_text(TREE.replace("integer", "string"), "utf-8")
    (found,) = diff(read_contract(str(old), old), read_contract(str(new), new))
    assert found.sentence == "integer became string (used by vars.v0, vars.v1, vars.v2 and 2 more)"


@pytest.fixture
def write_states(tmp_path: Path) -> tuple[Path, Path]:
    """Two empty folders, old and new."""
    for side in SIDES:
        (tmp_path / side).mkdir()
    return tmp_path / "old", tmp_path / "new"


# The verb


def test_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unfold(CASES / "RANGE_WIDENED.case", tmp_path)
    old, new = str(tmp_path / "old"), str(tmp_path / "new")
    assert main(["diff", old, new]) == 3
    assert "RANGE_WIDENED" in capsys.readouterr().out
    assert main(["diff", old, old]) == 0
    assert capsys.readouterr().out == ""
    assert main(["diff", old, str(tmp_path / "nowhere")]) == 2
    assert "neither a file, a folder nor a git revision" in capsys.readouterr().err


@pytest.mark.parametrize("rule", ["DESCRIPTION_CHANGED", "PROPERTY_ADDED", "COMMANDS_REORDERED"])
def test_what_breaks_nobody_is_told_and_passes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rule: str
) -> None:
    unfold(CASES / f"{rule}.case", tmp_path)
    assert main(["diff", str(tmp_path / "old"), str(tmp_path / "new")]) == 0
    assert rule in capsys.readouterr().out


def test_two_files_are_the_same_one_whatever_they_are_called(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unfold(CASES / "TYPE_CHANGED.case", tmp_path)
    (tmp_path / "before.yaml").write_text((tmp_path / "old" / "Lamp.yaml").read_text("utf-8"), "utf-8")
    assert main(["diff", str(tmp_path / "before.yaml"), str(tmp_path / "new" / "Lamp.yaml")]) == 3
    assert capsys.readouterr().out.count("TYPE_CHANGED") == 2


@pytest.mark.parametrize("text", ["a: [", "- 1", "a: 1\na: 2", "a: &x 1"])
def test_a_broken_file_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (tmp_path / "Lamp.yaml").write_text(text, "utf-8")
    assert main(["diff", str(tmp_path), str(tmp_path)]) == 2
    assert "Lamp.yaml:" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "description: [1]\nvars: 3\ncmds: [a]\nerrors: {a: 1}",
        "vars:\n  a: 1\n  b: [2]\ncmds:\n  c: 1\n  d: {arguments: 1, result: 2}",
        "types:\n  A: 3\n  B: {type: 4, enum: 5, properties: 6, required: 7, items: 8, minimum: nine}",
        "types:\n  A: {$ref: 3}\n  B: {$ref: nothing}\n  C: {type: object, $ref: /x#/Y, properties: {p: 1}}",
        "types:\n  A: {$ref: '#/B'}\n  B: {$ref: '#/A'}",
        "errors: [1, {name: 2}, {reference: 3}]",
    ],
)
def test_a_strange_file_is_compared_all_the_same(tmp_path: Path, text: str) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "Lamp.yaml").write_text("description: A lamp.\n", "utf-8")
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "Lamp.yaml").write_text(text, "utf-8")
    for old, new in (("old", "new"), ("new", "old"), ("new", "new")):
        assert main(["diff", str(tmp_path / old), str(tmp_path / new)]) in (0, 3)


def test_forms_for_programs(tmp_path: Path) -> None:
    unfold(CASES / "UNIT_CHANGED.case", tmp_path)
    assert json.loads(told(tmp_path, "json")) == [
        {
            "rule": "UNIT_CHANGED",
            "file": "Lamp.yaml",
            "line": 4,
            "place": "vars.power.description",
            "sentence": "the unit was W, now it is kW",
            "breaks": ["handler", "client", "wire"],
        }
    ]
    assert told(tmp_path, "github") == (
        "::error file=Lamp.yaml,line=4,title=UNIT_CHANGED::"
        "vars.power.description: the unit was W, now it is kW [breaks handler, client, wire]\n"
    )


def test_signs_that_github_would_take_for_its_own() -> None:
    remark = findings.Remark("a,b:c%.yaml", 1, "RULE", "place", "50 %\nmore", ("docs",))
    line = findings.write([remark], "github")
    assert line == "::notice file=a%2Cb%3Ac%25.yaml,line=1,title=RULE::place: 50 %25%0Amore [docs only]\n"


# Revisions


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a contract in two revisions, and the working folder in it."""

    def git(*arguments: str) -> None:
        names = ("user.name=Nobody", "user.email=nobody@example.org", "commit.gpgsign=false")
        settings = [word for name in names for word in ("-c", name)]
        subprocess.run(
            ["git", *settings, *arguments], cwd=tmp_path, check=True, capture_output=True, timeout=60
        )

    unfold(CASES / "RANGE_NARROWED.case", tmp_path)
    (tmp_path / "new").rename(tmp_path / "later")
    (tmp_path / "old").rename(tmp_path / "interfaces")
    git("init", "--quiet")
    git("add", "interfaces")
    git("commit", "--quiet", "--message=Old")
    (tmp_path / "later" / "Lamp.yaml").rename(tmp_path / "interfaces" / "Lamp.yaml")
    git("commit", "--quiet", "--all", "--message=New")
    git("tag", "v1")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("old", ["HEAD~1", "HEAD~1:interfaces", "HEAD~1:interfaces/Lamp.yaml"])
@pytest.mark.parametrize("new", ["interfaces/Lamp.yaml", "v1:interfaces/Lamp.yaml"])
def test_a_revision_beside_the_disk(
    history: Path, capsys: pytest.CaptureFixture[str], old: str, new: str
) -> None:
    assert main(["diff", old, new]) == 3
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert all(line.startswith(f"{new}:") for line in lines)


def test_a_revision_is_found_from_inside(history: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(history / "interfaces")
    assert main(["diff", "HEAD~1", "HEAD"]) == 3
    assert main(["diff", "HEAD", "HEAD"]) == 0


@pytest.mark.parametrize("name", ["HEAD~7", "--output=x", "HEAD:nothing", "HEAD:../x", ":", "HEAD:/etc"])
def test_what_is_no_revision_is_refused(history: Path, name: str) -> None:
    with pytest.raises(Unreadable):
        read_contract(name, Path("interfaces"))
