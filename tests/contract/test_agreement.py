"""The generated types accept exactly what the generated schemas accept: drawn payloads, valid and spoilt.

Where the two judges differ, one test says so, with the reason; everything else is a fault.
"""

from __future__ import annotations

import importlib
import pkgutil
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import pytest
from msgspec import Meta

import secc_contract
from secc_contract import ContractError
from secc_contract.validation import Payload
from tests.contract.agreement import Oracle, hold, payload_of, schemas

SCHEMAS = schemas(Path(__file__).resolve().parents[2] / "generated" / "schemas")
PACKAGE = {
    module.name.removeprefix("secc_contract."): importlib.import_module(module.name)
    for module in pkgutil.walk_packages(secc_contract.__path__, "secc_contract.")
    if ".v2g" not in module.name
}


def test_the_oracle_looks_at_formats() -> None:
    """Without its optional packages jsonschema would wave every date-time through, silently."""
    oracle = Oracle(SCHEMAS["ISO15118_charger/variables/departure_time"])
    assert not oracle.accepts("garbage")
    assert oracle.accepts("2026-01-31T12:00:00Z")


def test_every_type_variable_and_command_has_a_schema() -> None:
    contract = PACKAGE["iso15118_charger.contract"]
    wanted = {f"ISO15118_charger/variables/{name}" for name in contract.VARIABLES}
    wanted |= {f"ISO15118_charger/commands/{name}" for name in contract.COMMANDS}
    assert wanted == {path for path in SCHEMAS if not path.startswith("types/")}


@pytest.mark.parametrize("path", SCHEMAS)
def test_types_and_schema_agree(path: str) -> None:
    hold(payload_of(path, PACKAGE), SCHEMAS[path], ContractError)


# The closed list: where one judge is stricter, and why. The drawn payloads avoid these.

CLOSED: list[tuple[str, str, Any, str]] = [
    ("we", "number", 10**400, "beyond the range of a double, which is what a float of ours is"),
    ("we", "number", -(10**309), "the same below"),
    (
        "we",
        "date-time",
        "2026-01-31T12:00:00Z\n",
        "ours ends with the text; Python's $ also before a line feed",
    ),
    ("we", "pattern", "02:42:AC:11:00:02\n", "the same for patterns: ECMAScript's $ is Python's \\Z"),
    (
        "we",
        "date-time",
        "9999-12-31T23:59:59.9999999Z",
        "rounded to µs it is the year 10000, which datetime has not",
    ),
    ("nobody", "date-time", "2016-12-31T23:59:60Z", "RFC 3339 knows leap seconds; neither judge does"),
    ("nobody", "date-time", "0000-01-01T00:00:00Z", "RFC 3339 knows the year 0; neither judge does"),
    ("nobody", "integer", 1.0, "a whole number however it is written: JSON has one 1"),
    ("nobody", "integer", 1e2, "the same with an exponent"),
    ("nobody", "integer", 10**400, "whole numbers have no size in either judge"),
    ("nobody", "string", "\ud800", "a lone surrogate is a character for both, though UTF-8 cannot carry it"),
    ("nobody", "number", float("nan"), "no JSON: refused by both"),
]

KINDS: dict[str, tuple[dict[str, Any], Any]] = {
    "number": ({"type": "number"}, float),
    "integer": ({"type": "integer"}, int),
    "string": ({"type": "string", "maxLength": 1}, Annotated[str, Meta(max_length=1)]),
    "date-time": ({"type": "string", "format": "date-time"}, Annotated[datetime, Meta(tz=True)]),
    "pattern": (
        {"type": "string", "pattern": "^[A-F0-9]{2}(:[A-F0-9]{2}){5}$"},
        Annotated[str, Meta(pattern="^[A-F0-9]{2}(:[A-F0-9]{2}){5}\\Z")],
    ),
}


@pytest.mark.parametrize(("stricter", "kind", "value", "why"), CLOSED)
def test_where_one_side_is_stricter(stricter: str, kind: str, value: Any, why: str) -> None:
    schema, annotation = KINDS[kind]
    try:
        Payload[Any](annotation).read(value)
    except ContractError:
        ours = False
    else:
        ours = True
    theirs = Oracle(schema).accepts(value)
    assert (ours, theirs) == {"we": (False, True), "they": (True, False), "nobody": (theirs, theirs)}[
        stricter
    ]
    assert why
