"""Whether the runner knows everything that a case says, looked at before it is played."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.conformance.case import Case, CaseFile, NotUnderstood, every
from tests.conformance.contents import Contents, Known
from tests.conformance.dialects import Route
from tests.conformance.keys import keys
from tests.conformance.messages import kind, struct, write
from tests.conformance.paths import parse
from tests.conformance.virtual import START
from tests.contract.checked_link import schema


def understand(case: Case, file: CaseFile) -> None:
    """NotUnderstood, with the reason, for a line that breaks the schema or a name that leads nowhere."""
    if case.broken:
        raise NotUnderstood(case.broken)
    contents = Contents(case, file.defaults, lambda: 0.0, keys(START))
    route = Route(case.protocol, case.setup["mode"], contents.payment == "Contract")
    for step in every(case.steps):
        if "drive" in step:
            route.find(step["drive"])
        elif "send" in step:
            _request(contents, step)
            _tampered(contents, step)
        elif "poll" in step:
            _request(contents, step["poll"])
            answer = step["poll"]["send"].removesuffix("Req") + "Res"
            _answer(contents, answer, {**step["poll"]["while"], **step["poll"]["until"]})
        elif "expect" in step:
            paths = dict.fromkeys(step.get("keep", {}).values())
            _answer(contents, step["expect"], {**paths, **step.get("where", {})})
        elif "published" in step:
            for path in step["published"].get("where", {}):
                _variable(step["published"]["variable"], path)


def _request(contents: Contents, step: Mapping[str, Any]) -> None:
    name = step["send"]
    body = contents.build(name, Known(), step.get("set"), step.get("unset"), step.get("identity"))
    write(contents.schema(name), name, body, bytes(8), bounds=False)
    for path in step.get("unset", ()):
        kind(contents.schema(name), name, path)


def _tampered(contents: Contents, step: Mapping[str, Any]) -> None:
    if path := step.get("sign", {}).get("tamper"):
        kind(contents.schema(step["send"]), step["send"], path)


def _answer(contents: Contents, name: str, where: Mapping[str, Any]) -> None:
    struct(contents.schema(name), name)
    for path in where:
        kind(contents.schema(name), name, path)


def _variable(variable: str, path: str) -> None:
    whole: Any = schema("variables", variable).schema
    here = whole
    for part in parse(path):
        here = _properties(whole, here).get(part.name)
        if here is None:
            raise NotUnderstood(f"{variable} has no {path}")
        if part.at is not None:
            here = _resolve(whole, here).get("items", {})


def _properties(whole: Any, here: Any) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _resolve(whole, here).get("properties", {})
    return found


def _resolve(whole: Any, here: Any) -> Any:
    while "$ref" in here:
        found = whole
        for name in here["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        here = found
    return here
