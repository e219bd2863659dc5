"""What comes out for the contracts of ``golden/`` imports, does what it should and keeps to its schemas."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from codegen.__main__ import main
from tests.contract.agreement import hold, payload_of, schemas

GOLDEN = Path(__file__).parent / "golden"
FEATURES = sorted(folder.name for folder in GOLDEN.iterdir() if folder.is_dir())

Package = Mapping[str, ModuleType]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder on the import path with one package a feature: ``made_open``, ``made_unions`` …"""
    folder = tmp_path_factory.mktemp("made")
    for feature in FEATURES:
        interfaces, out = GOLDEN / feature / "interfaces", folder / feature
        arguments = ["--interfaces", str(interfaces), "--out", str(out), "--package", f"made_{feature}"]
        assert main(["generate", *arguments]) == 0
        sys.path.insert(0, str(out))
    yield folder
    for feature in FEATURES:
        sys.path.remove(str(folder / feature))
        for name in [name for name in sys.modules if name.partition(".")[0] == f"made_{feature}"]:
            del sys.modules[name]


def package(feature: str) -> dict[str, Any]:
    """All modules of what was made for a feature, by their names inside the package."""
    root = importlib.import_module(f"made_{feature}")
    names = [module.name for module in pkgutil.walk_packages(root.__path__, f"made_{feature}.")]
    return {name.partition(".")[2]: importlib.import_module(name) for name in names} | {"": root}


@pytest.mark.parametrize("feature", FEATURES)
def test_types_and_schemas_agree(made: Path, feature: str) -> None:
    modules = package(feature)
    found = schemas(made / feature / "schemas")
    assert found
    for path, schema in found.items():
        hold(payload_of(path, modules), schema, modules[""].ContractError)


@pytest.mark.parametrize("feature", FEATURES)
def test_every_module_can_be_the_first_to_be_imported(made: Path, feature: str) -> None:
    """Modules that need one another must not depend on who comes first."""
    names = [f"made_{feature}.{name}" for name in package(feature) if name]
    script = "\n".join(
        (
            "import importlib, sys",
            f"for name in {names!r}:",
            "    importlib.import_module(name)",
            f"    for loaded in [name for name in sys.modules if name.startswith('made_{feature}')]:",
            "        del sys.modules[loaded]",
        )
    )
    outcome = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=made / feature,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr


def test_the_type_checker_accepts_what_was_made(made: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(made / "cache")]
    packages = [str(made / feature / f"made_{feature}") for feature in FEATURES]
    outcome = subprocess.run(
        [*command, *packages], cwd=made, capture_output=True, text=True, timeout=300, check=False
    )
    assert outcome.returncode == 0, outcome.stdout


def test_open_objects_keep_what_they_do_not_know(made: Path) -> None:
    modules = package("open")
    store, root = modules["types.store"], modules[""]
    link = root.InProcessLink()
    publisher, heard = root.StorePublisher(link), list[Any]()
    root.StoreClient(link).subscribe_reading(heard.append)
    plain: dict[str, Any] = {
        "at": "2026-01-31T12:00:00Z",
        "vendor": {"any": [1, None]},
        "parts": [{"id": "a", "weight": 1.5}, {}],
        "more": True,
        "": "even this",
    }
    reading = modules["store.contract"].VARIABLES["reading"].read(plain)
    assert reading.additional_ == {"more": True, "": "even this"}
    assert reading.parts == (store.Part(id="a", additional={"weight": 1.5}), store.Part())
    publisher.publish_reading(reading)
    assert heard == [reading]
    assert modules["store.contract"].VARIABLES["reading"].write(reading) == plain


def test_open_objects_are_checked_like_others(made: Path) -> None:
    modules = package("open")
    root, contract = modules[""], modules["store.contract"].VARIABLES
    base: dict[str, Any] = {"at": "2026-01-31T12:00:00Z", "vendor": 1}
    for value, told in (
        (base | {"parts": [{"weight": "1"}]}, r"\$\.parts\[0\]\[\.\.\.\]: Expected `float`, got `str`"),
        (base | {"more": {"deep": [float("nan")]}}, r"\$\.more\.deep\[0\]: Expected a finite number"),
        ({"at": base["at"]}, r"\$: Object missing required field `vendor`"),
    ):
        with pytest.raises(root.ContractError, match=told):
            contract["reading"].read(value)
    twice = contract["reading"].read(base | {"more": 1})
    twice.additional_["additional"] = "in the wrong place"
    with pytest.raises(root.ContractError, match=r"\$\.additional: Expected the value in the field"):
        contract["reading"].write(twice)
    with pytest.raises(root.ContractError, match=r"\$\.a\[0\]: Expected JSON data"):
        contract["free"].write({"a": [b"bytes"]})
    with pytest.raises(root.ContractError, match="not so deep"):
        contract["list"].read(nested(100_000))


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


def test_a_type_may_contain_itself_and_meet_itself_in_another_file(made: Path) -> None:
    modules = package("recursion")
    tree, bird = modules["types.tree"].Tree, modules["types.deep_bird"].Bird
    value = tree(
        height=3, branches=(tree(height=1),), bird=bird(tree_=tree(height=2.5), additional={"age": 3})
    )
    forest = modules["tree.contract"].VARIABLES["forest"]
    plain = forest.write((value,))
    assert plain == [
        {"height": 3, "branches": [{"height": 1}], "bird": {"tree": {"height": 2.5}, "age": 3}},
    ]
    assert forest.read(plain) == (value,)
    with pytest.raises(
        modules[""].ContractError, match=r"\$\[0\]\.bird\.tree\.height: Expected `float` >= 0"
    ):
        forest.read([{"height": 1, "bird": {"tree": {"height": -1}}}])


def test_commands_answer(made: Path) -> None:
    root = package("results")[""]

    class Store(root.StoreHandler):  # type: ignore[misc, name-defined]
        def handle_load(self, *, key: str) -> str | None:
            return None if key == "none" else key

        def handle_count(self) -> int:
            return -1

        def handle_clear(self) -> None:
            pass

        def handle_drop(self, *, key: str) -> None:
            return key  # type: ignore[return-value]

    link = root.InProcessLink()
    client = root.StoreClient(link)
    link.serve(Store().dispatch)
    assert client.call_load("x") == "x"
    assert client.call_load("none") is None
    client.call_clear()
    with pytest.raises(root.ContractError, match="Expected `int` >= 0"):
        client.call_count()
    with pytest.raises(root.ContractError, match="Expected `null`"):
        client.call_drop("x")
    with pytest.raises(root.ContractError, match=r"\$\.key"):
        client.call_load("far too long")


def test_an_answer_is_checked_by_who_asked(made: Path) -> None:
    root = package("results")[""]
    link = root.InProcessLink()
    link.serve(lambda command, arguments: "no number")
    with pytest.raises(root.ContractError, match="Expected `int`, got `str`"):
        root.StoreClient(link).call_count()


def test_errors_are_raised_and_cleared(made: Path) -> None:
    root = package("faults")[""]
    link = root.InProcessLink()
    client, publisher, heard = root.PumpClient(link), root.PumpPublisher(link), list[Any]()
    client.subscribe_error_pump_Blocked(heard.append)
    client.subscribe_error_generic_Offline(heard.append)
    publisher.clear_error_pump_Blocked()
    publisher.raise_error_pump_Blocked("a stone", sub_type="inlet")
    publisher.raise_error_pump_Blocked("a stone again", sub_type="inlet")
    publisher.raise_error_pump_Blocked("a leaf", sub_type="outlet", severity=root.Severity.Low)
    publisher.clear_error_pump_Blocked(sub_type="inlet")
    publisher.clear_error_pump_Blocked(sub_type="inlet")
    assert [(fault.type, fault.sub_type, fault.message, fault.state, fault.severity) for fault in heard] == [
        ("pump/Blocked", "inlet", "a stone", "Active", "High"),
        ("pump/Blocked", "outlet", "a leaf", "Active", "Low"),
        ("pump/Blocked", "inlet", "a stone", "ClearedByModule", "High"),
    ]
    assert heard[0].uuid == heard[2].uuid != heard[1].uuid
    assert heard[0].description == "Something is in it."
    assert heard[0].timestamp.tzinfo is not None
    assert not hasattr(publisher, "raise_error_pump_Dry")


def test_names_that_python_has_other_uses_for(made: Path) -> None:
    modules = package("names")
    root, types = modules[""], modules["types.datetime_"]
    heard: list[Any] = []

    class Odd(root.OddNames1Handler):  # type: ignore[misc, name-defined]
        def handle_class(self) -> None:
            heard.append("class")

        def handle_do_it_now(self, *, import_: int, self_: str, datetime_: Any) -> None:
            heard.append((import_, self_, datetime_))

    link = root.InProcessLink()
    client, publisher = root.OddNames1Client(link), root.OddNames1Publisher(link)
    link.serve(Odd().dispatch)
    value = types.Struct_(Any_={"x": 1}, Struct_=True, _3phase=types.Literal_._1)
    client.call_class()
    client.call_do_it_now(1, "None", value)
    client.subscribe_a_b(lambda: heard.append("a.b"))
    client.subscribe_COMMANDS(heard.append)
    publisher.publish_a_b()
    publisher.publish_COMMANDS("x")
    assert heard == ["class", (1, "None", value), "a.b", "x"]


def test_what_stands_inside_has_a_name(made: Path) -> None:
    modules = package("inline")
    types, lamp = modules["types.interfaces_lamp"], modules["types.lamp"]
    status = types.Status(mode=types.StatusMode.Day, lamp=types.StatusLamp(hours=3))
    assert modules["lamp.contract"].VARIABLES["status"].write(status) == {"mode": "Day", "lamp": {"hours": 3}}
    limits = lamp.Limits(
        unit=lamp.Unit.Wh, range=lamp.Range(low=1, unit=lamp.Unit.VAh), steps=(lamp.Steps(at=1),)
    )
    assert modules[""].validate(limits) is limits


def test_types_that_json_tells_apart(made: Path) -> None:
    modules = package("unions")
    root, variables = modules[""], modules["store.contract"].VARIABLES
    for name, good, bad in (
        ("anything", [None, "x", 1.5, True, [], {"a": [{}]}], [float("inf"), {"a": float("nan")}]),
        ("maybe", [None, "x"], ["", 1]),
        ("flag", [True, 3, ["x", "y"]], [2, "x", None, ["x", "y", "z"], [1]]),
        ("moment", [{"why": "x"}, "2026-01-31T12:00:00Z"], ["garbage", {"how": "x"}, None]),
        ("number", [5, 4.5, -1], [5.5, True]),
        ("level", [1, 2.0, 30], [3, "1", True]),
        ("mode", ["auto", 7, None], ["7", 8, "manual"]),
        ("only", ["fixed"], ["other", None]),
    ):
        for value in good:
            assert variables[name].write(variables[name].read(value)) == value
        for value in bad:
            with pytest.raises(root.ContractError):
                variables[name].read(value)
