"""The AsyncAPI documents: valid by the official schema, and what they say is what EVerest's modules send."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from codegen.compiler import compile_contract
from codegen.sources import Sources
from tests.codegen.features import FILES
from tests.conftest import REPOSITORY, missing

SPECS = "@asyncapi/specs@6.11.1"
CACHE = REPOSITORY / ".cache" / "npm"
SCHEMA = Path("node_modules", "@asyncapi", "specs", "schemas", "3.0.0.json")
ID = "6c1d2f6e-5a0b-4c39-9a51-0f6d7c1f1c11"

Document = dict[str, Any]


@pytest.fixture(scope="session")
def official() -> jsonschema.Draft7Validator:
    """The schema of AsyncAPI 3.0 from the npm package that its makers publish."""
    if not (CACHE / SCHEMA).is_file():
        fetch()
    return jsonschema.Draft7Validator(json.loads((CACHE / SCHEMA).read_text("utf-8")))


def fetch() -> None:
    """Install the package into the cache, whole or not at all."""
    if shutil.which("npm") is None:
        missing(f"npm is not installed (it fetches {SPECS})")
    CACHE.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE.parent) as folder:
        command = ["npm", "install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts", SPECS]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False)
        except subprocess.TimeoutExpired:
            missing(f"npm did not fetch {SPECS} in time")
        if done.returncode or not (Path(folder) / SCHEMA).is_file():
            missing(f"npm could not fetch {SPECS}: {done.stderr.strip()[-200:]}")
        if not CACHE.exists():
            Path(folder).replace(CACHE)
            Path(folder).mkdir()  # for the context manager to remove


@pytest.fixture(scope="module", params=["2024", "2026"])
def ours(request: pytest.FixtureRequest) -> Document:
    """The document of our contract for one wire generation."""
    path = REPOSITORY / "generated" / "asyncapi" / f"ISO15118_charger.everest{request.param}.json"
    document: Document = json.loads(path.read_text("utf-8"))
    return document


@pytest.fixture(params=["2024", "2026"])
def odd(request: pytest.FixtureRequest, tmp_path: Path) -> Document:
    """The same of a contract with results, errors, open objects and a type that contains itself."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    files, findings = compile_contract(Sources.of(tmp_path))
    assert findings == []
    document: Document = json.loads(files[f"asyncapi/Odd.everest{request.param}.json"])
    return document


def follow(document: Document, reference: str) -> Any:
    """What a reference names."""
    value: Any = document
    for step in reference.removeprefix("#/").split("/"):
        value = value[step]
    return value


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def messages(document: Document) -> dict[str, Document]:
    """All messages by name, with those that channels share."""
    found = {}
    for channel in document["channels"].values():
        for name, message in channel["messages"].items():
            found[name] = follow(document, message["$ref"]) if "$ref" in message else message
    return found


def accepts(document: Document, name: str, payload: Any) -> bool:
    """Whether a message may have this payload."""
    schema = {**messages(document)[name]["payload"], "components": document["components"]}
    return jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker()).is_valid(payload)


def test_the_official_schema_can_refuse(official: jsonschema.Draft7Validator, ours: Document) -> None:
    assert not official.is_valid({**ours, "operations": {"x": {"action": "shout"}}})
    assert not official.is_valid({name: part for name, part in ours.items() if name != "info"})


def test_our_document_is_valid(official: jsonschema.Draft7Validator, ours: Document) -> None:
    assert [error.message for error in official.iter_errors(ours)] == []


def test_a_document_with_every_feature_is_valid(official: jsonschema.Draft7Validator, odd: Document) -> None:
    assert [error.message for error in official.iter_errors(odd)] == []


def test_references_lead_somewhere(ours: Document, odd: Document) -> None:
    for document in (ours, odd):
        for reference in references(document):
            assert follow(document, reference) is not None


def test_examples_are_accepted(ours: Document, odd: Document) -> None:
    for document in (ours, odd):
        for name, message in messages(document).items():
            for shown in message.get("examples", ()):
                assert accepts(document, name, shown["payload"]), name
    assert all(message["examples"] for message in messages(ours).values())


def test_everything_is_told_and_sent_exactly_once(ours: Document) -> None:
    interface = REPOSITORY / "generated" / "schemas" / "ISO15118_charger"
    variables = {f"publish_{path.stem}" for path in (interface / "variables").iterdir()}
    commands = {f"handle_{path.stem}" for path in (interface / "commands").iterdir()}
    operations = ours["operations"]
    assert set(operations) == variables | commands
    assert (len(variables), len(commands)) == (35, 18)
    for name, operation in operations.items():
        bindings = follow(ours, operation["bindings"]["$ref"])
        assert bindings["mqtt"]["qos"] == 2
        assert bindings["mqtt"]["retain"] is False
        assert operation["action"] == ("send" if name in variables else "receive")
        assert ("reply" in operation) == (name in commands)


def place(document: Document, part: Document) -> tuple[str, list[str]]:
    """Where an operation or its reply happens, and with which messages."""
    address = follow(document, part["channel"]["$ref"])["address"]
    return address, [reference["$ref"].rpartition("/")[2] for reference in part["messages"]]


def test_topics_of_2024() -> None:
    document = json.loads(
        (REPOSITORY / "generated/asyncapi/ISO15118_charger.everest2024.json").read_text("utf-8")
    )
    here = "{prefix}/{module}/{implementation}"
    operations = document["operations"]
    assert place(document, operations["publish_evcc_id"]) == (f"{here}/var", ["evcc_id"])
    assert place(document, operations["handle_setup"]) == (f"{here}/cmd", ["setup.call"])
    assert place(document, operations["handle_setup"]["reply"]) == (f"{here}/cmd", ["setup.result"])


def test_topics_of_2026() -> None:
    document = json.loads(
        (REPOSITORY / "generated/asyncapi/ISO15118_charger.everest2026.json").read_text("utf-8")
    )
    here = "{prefix}/modules/{module}/impl/{implementation}"
    operations = document["operations"]
    assert place(document, operations["publish_evcc_id"]) == (f"{here}/var/evcc_id", ["evcc_id"])
    assert place(document, operations["handle_setup"]) == (f"{here}/cmd/setup", ["setup.call"])
    answer = f"{here}/cmd/setup/response/{{caller}}", ["setup.result", "setup.failure"]
    assert place(document, operations["handle_setup"]["reply"]) == answer


WIRES: dict[str, dict[str, Any]] = {
    "2024": {
        "require_auth_eim": {"name": "require_auth_eim", "data": None},
        "dc_full_soc": {"name": "dc_full_soc", "data": 80},
        "stop_charging.call": {
            "name": "stop_charging",
            "type": "call",
            "data": {"id": ID, "args": {"stop": True}, "origin": "evse_manager"},
        },
        "stop_charging.result": {
            "name": "stop_charging",
            "type": "result",
            "data": {"id": ID, "retval": None, "origin": "iso15118_charger"},
        },
    },
    "2026": {
        "require_auth_eim": {"msg_type": "Var", "data": {"data": None}},
        "dc_full_soc": {"msg_type": "Var", "data": {"data": 80}},
        "stop_charging.call": {
            "msg_type": "Cmd",
            "data": {"id": ID, "args": {"stop": True}, "origin": "evse_manager"},
        },
        "stop_charging.result": {
            "msg_type": "CmdResult",
            "data": {"type": "result", "data": {"id": ID, "retval": None, "origin": "iso15118_charger"}},
        },
        "stop_charging.failure": {
            "msg_type": "CmdResult",
            "data": {
                "type": "result",
                "data": {
                    "id": ID,
                    "error": {
                        "__everest__error_type": "HandlerException",
                        "__everest__error_msg": "it did not work",
                    },
                    "origin": "iso15118_charger",
                },
            },
        },
    },
}


def test_what_modules_send_is_accepted(ours: Document) -> None:
    for name, payload in WIRES[ours["info"]["version"]].items():
        assert accepts(ours, name, payload), name


def test_what_breaks_the_contract_is_not(ours: Document) -> None:
    wire = WIRES[ours["info"]["version"]]
    text = json.dumps(wire["dc_full_soc"])
    assert not accepts(ours, "dc_full_soc", json.loads(text.replace("80", "101")))
    assert not accepts(ours, "dc_full_soc", json.loads(text.replace('"data"', '"date"')))
    text = json.dumps(wire["stop_charging.call"])
    assert not accepts(ours, "stop_charging.call", json.loads(text.replace("true", '"yes"')))
    assert not accepts(ours, "stop_charging.call", json.loads(text.replace(ID, "1")))
    assert not accepts(ours, "stop_charging.call", wire["stop_charging.result"])


def test_results_and_errors(odd: Document) -> None:
    year = odd["info"]["version"]
    result = {"id": ID, "retval": [1.5], "origin": "odd"}
    answer = {
        "2024": {"name": "get_values", "type": "result", "data": result},
        "2026": {"msg_type": "CmdResult", "data": {"type": "result", "data": result}},
    }
    assert accepts(odd, "get_values.result", answer[year])
    assert not accepts(
        odd, "get_values.result", json.loads(json.dumps(answer[year]).replace("[1.5]", "null"))
    )
    topics = {
        "2024": (
            "{prefix}/{module}/{implementation}/error",
            "{prefix}/{module}/{implementation}/error-cleared",
        ),
        "2026": ("{prefix}/modules/{module}/impl/{implementation}/error",) * 2,
    }
    for verb, topic in zip(("raise", "clear"), topics[year], strict=True):
        name = f"{verb}.odd.Broken"
        assert place(odd, odd["operations"][name]) == (f"{topic}/odd/Broken", [name])
