"""The JSON Schemas of the messages accept what the codec reads and encodes, and nothing else."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from secc import exi
from secc.tools.texts import TYPES
from secc.v2gtp import PayloadType
from tests.conftest import REPOSITORY
from tests.exi.vectors import BAD_LENGTH, REFUSED, Vector, load

FILES = {
    "sap": "app_protocol",
    "din": "din70121",
    "iso2": "iso15118_2",
    "iso20-common": "iso15118_20_common",
    "iso20-ac": "iso15118_20_ac",
    "iso20-dc": "iso15118_20_dc",
    "iso20-wpt": "iso15118_20_wpt",
    "iso20-acdp": "iso15118_20_acdp",
    "xmldsig": "xmldsig",
}
FRAGMENTS = [f"{schema}-fragment" for schema in FILES if schema != "sap"]
VECTORS = [*(schema for schema in FILES if schema != "xmldsig"), *FRAGMENTS]
MUTANTS = 6  # a vector
STRINGS = (
    "",
    "no-member",
    "0" * 20,
    "x" * 300,
    "AAAA",
    "AA==",
    "AB",
    "abc",
    " AAAA",
    "AA AA",
    "A\nA==",
    "AB CD",
)


@cache
def validator(schema: str, fragment: bool) -> jsonschema.Draft202012Validator:
    """The validator of a set's messages, or of its fragments."""
    folder = REPOSITORY / "generated" / "schemas" / "v2g"
    document = json.loads((folder / f"{FILES[schema]}.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(document)
    if fragment:
        document = {**document["$defs"]["fragment"], "$defs": document["$defs"]}
    return jsonschema.Draft202012Validator(document)


def encodes(vector: Vector, data: Any) -> str:
    """Why the codec refuses JSON data; empty if it does not."""
    try:
        value = exi.from_json(vector.schema, json.dumps(data), fragment=vector.fragment)
        vector.encode(value)
    except ValueError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", VECTORS)
def test_every_message_is_valid(testdata: Path, name: str) -> None:
    rows = [row for row in load(testdata, name) if row.id not in REFUSED]
    wrong = set()
    for row in rows:
        data = json.loads(exi.to_json(row.schema, row.decode()))
        if not validator(row.schema, row.fragment).is_valid(data):
            wrong.add(row.id)
    assert rows
    assert wrong == {row.id for row in rows} & BAD_LENGTH.keys()


@pytest.mark.parametrize("name", VECTORS)
def test_schema_and_encoder_agree_on_mutants(testdata: Path, name: str) -> None:
    chance = random.Random(name)
    rows = [row for row in load(testdata, name) if row.id not in REFUSED and len(row.exi) < 1500]
    accepted = refused = 0
    for row in chance.sample(rows, min(len(rows), 60)):
        data = json.loads(exi.to_json(row.schema, row.decode()))
        for mutant in mutants(data, chance):
            reason = encodes(row, mutant)
            valid = validator(row.schema, row.fragment).is_valid(mutant)
            assert valid == (not reason), (row.id, reason, json.dumps(mutant)[:2000])
            accepted += valid
            refused += not valid
    assert accepted and refused


def mutants(data: Any, chance: random.Random) -> Iterator[Any]:
    """The data with one thing changed."""
    for _ in range(MUTANTS):
        mutant = copy.deepcopy(data)
        place, key = chance.choice(list(_places(mutant)))
        _change(place, key, chance)
        yield mutant


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield data, key
        yield from _places(value)


def _change(place: Any, key: Any, chance: random.Random) -> None:
    value = place[key]
    match chance.randrange(4):
        case 0:
            del place[key]
        case 1 if isinstance(place, dict):
            place[f"{key}x"] = value
        case 1:
            place *= chance.choice((1, 2, 20))
        case _:
            place[key] = _other(value, chance)


def _other(value: Any, chance: random.Random) -> Any:
    if isinstance(value, bool):
        return chance.choice((not value, "true", 1))
    if isinstance(value, int):
        return chance.choice((0, -1, value + 1, 2**16, 2**31, 2**64 - 1, -(2**63), "1", None))
    if isinstance(value, str):
        return chance.choice((*STRINGS, value + value, value[:-1], 5))
    if isinstance(value, list):
        return chance.choice(({}, value[:1], value[1:] or None, value + value))
    return chance.choice(({}, [], "", None, {**value, "Id": "x"}))


def test_the_page_of_messages_lists_all_sets(repository: Path) -> None:
    text = (repository / "docs" / "messages.md").read_text("utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \|.*\| (\d{4})? ?\| `(\w+)\.json` \|$", text, re.MULTILINE)
    assert {schema: file for schema, _, file in rows} == FILES
    types = {schema: f"{TYPES.get(schema, PayloadType.EXI):04x}" for schema in FILES if schema != "xmldsig"}
    assert {schema: number for schema, number, _ in rows if number} == types
    files = {path.stem for path in (repository / "generated" / "schemas" / "v2g").iterdir()}
    assert files == set(FILES.values())
