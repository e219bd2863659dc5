"""Two judges of one payload: the generated types, and jsonschema with the generated schema.

jsonschema (2020-12, formats on) knows nothing of msgspec. What is no JSON at all (NaN, infinity) is refused
for it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from codegen.naming import module
from tests.contract.payloads import BATCH, Payloads

EXAMPLES = int(os.environ.get("SECC_EXAMPLES", "200"))
"""Payloads a schema: 200 in ``make test``, 10,000 in ``make test-deep``."""

PROFILE = settings(
    max_examples=-(-EXAMPLES // BATCH),
    deadline=None,
    database=None,
    derandomize=EXAMPLES <= 200,  # the same payloads in every run; new ones in the long runs
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


class Oracle:
    """The judgement of jsonschema."""

    def __init__(self, schema: dict[str, Any]) -> None:
        Draft202012Validator.check_schema(schema)
        self.schema = schema
        self._validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)

    def accepts(self, value: Any) -> bool:
        """Is the value JSON, and does the schema accept it?"""
        try:
            json.dumps(value, allow_nan=False)
        except ValueError:
            return False
        return self._validator.is_valid(value)


def schemas(folder: Path) -> dict[str, dict[str, Any]]:
    """The contract's schema files in a folder by their paths without ``.json``.

    Those of V2G messages stand apart: their own test holds them against the codec.
    """
    return {
        path.relative_to(folder).with_suffix("").as_posix(): json.loads(path.read_text("utf-8"))
        for path in sorted(folder.rglob("*.json"))
        if path.relative_to(folder).parts[0] != "v2g"
    }


def payload_of(path: str, package: Mapping[str, ModuleType]) -> Any:
    """The check that the generated package makes of what the schema at ``path`` describes."""
    room, _, rest = path.partition("/")
    if room == "types":
        file, _, name = rest.rpartition("/")
        return package["validation"].Payload(getattr(package[f"types.{module(file)}"], name))
    contract = package[f"{module(room)}.contract"]
    table, _, name = rest.partition("/")
    return getattr(contract, table.upper())[name]


def disagreement(payload: Any, oracle: Oracle, value: Any, error: type[Exception]) -> Iterator[str]:
    """What the two judges see differently."""
    accepted, told = True, ""
    try:
        typed = payload.read(value)
    except error as refused:
        accepted, told = False, str(refused)
    if accepted is not oracle.accepts(value):
        yield f"{value!r}: we {'accept' if accepted else f'refuse ({told})'}, the oracle does not agree"
    elif accepted and not oracle.accepts(payload.write(typed)):
        yield f"{value!r} is written as {payload.write(typed)!r}, which the oracle refuses"


def hold(payload: Any, schema: dict[str, Any], error: type[Exception]) -> None:
    """Draw payloads for a schema until the judges disagree, or to the end."""
    oracle, drawn = Oracle(schema), {True: 0, False: 0}

    @PROFILE
    @given(Payloads(schema).batches())
    def agree(batch: list[Any]) -> None:
        for value in batch:
            drawn[oracle.accepts(value)] += 1
            assert list(disagreement(payload, oracle, value, error)) == []

    agree()
    assert drawn[True], "no valid payload was drawn"
    assert drawn[False] or "type" not in schema, "no invalid payload was drawn"
