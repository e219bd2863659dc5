"""Case files: lines become cases, as far as their schema and our list of needs allow."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from secc.errors import ConfigError
from tests.conformance import needs

CASES: Final = "conformance-cases.jsonl"
SCHEMA: Final = "conformance-case.schema.json"
DEFAULTS: Final = "conformance-defaults.json"

_REPOSITORY = Path(__file__).resolve().parents[2]


class NotUnderstood(Exception):
    """A line breaks the schema, or says something that the runner does not know."""


def data_folder() -> Path:
    """Where outside test data lies (``SECC_TESTDATA``)."""
    return Path(os.environ.get("SECC_TESTDATA", _REPOSITORY.parent / "shared"))


@dataclass(frozen=True)
class Case:
    """One line of a case file."""

    plain: Mapping[str, Any]
    """The line as JSON data; empty where it is none."""
    number: int
    """of the line, from 1"""
    broken: str | None = None
    """What is wrong with the line by the schema."""

    @property
    def id(self) -> str:
        return str(self.plain.get("id", f"line {self.number}"))

    @property
    def title(self) -> str:
        return str(self.plain.get("title", ""))

    @property
    def protocol(self) -> str:
        """``din``, ``iso2`` or ``iso20``; a case of ``any`` protocol sends the messages of -2."""
        named: str = self.plain["protocol"]
        return "iso2" if named == "any" else named

    @property
    def setup(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.plain["setup"]
        return found

    @property
    def steps(self) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = self.plain["steps"]
        return found

    @property
    def missing(self) -> list[str]:
        """Needs of this case that the project does not provide."""
        return [] if self.broken else needs.missing(self.plain["needs"])

    @property
    def applicable(self) -> bool:
        """To be run, or to be called not understood."""
        return not self.missing

    @property
    def secc(self) -> Mapping[str, Any]:
        """Settings of the charger."""
        found: Mapping[str, Any] = self.setup.get("secc", {})
        return found

    @property
    def offered(self) -> list[str]:
        """The protocols that the charger offers."""
        found: list[str] = self.secc.get("protocols", [self.protocol])
        return found

    @cached_property
    def on_wire(self) -> bool:
        """Whether it takes sockets and real time."""
        words = {word for step in every(self.steps) for word in step}
        return (
            not words.isdisjoint(("udp", "connect", "restart"))
            or self.plain["area"].startswith("TLS")
            or self.plain["area"] == "timing"
            or self.setup["tls"] == "1.3"
            or any("median_answer_s" in step["repeat"] for step in every(self.steps) if "repeat" in step)
        )


def every(steps: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """All steps, those inside of others too."""
    for step in steps:
        yield step
        yield from every(step.get("one_of", []))
        yield from every(step.get("repeat", {}).get("steps", []))


@dataclass(frozen=True)
class CaseFile:
    """A case file with what belongs to it."""

    cases: list[Case]
    defaults: Mapping[str, Any]
    """Contents of requests, and the owner's first calls."""
    captures: Path
    """Folder of the recorded cars."""


def load(path: Path) -> CaseFile:
    """All lines of a case file.

    Schema and defaults are those beside the file, or else those of the test data. ConfigError when something
    is missing or no JSON.
    """
    validator = Draft202012Validator(_json(_beside(path, SCHEMA)))
    captures = path.parent.parent / "captures"
    return CaseFile(
        cases=[_case(line, number, validator) for number, line in enumerate(_lines(path), 1) if line.strip()],
        defaults=_json(_beside(path, DEFAULTS)),
        captures=captures if captures.is_dir() else data_folder() / "captures",
    )


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error


def _beside(path: Path, name: str) -> Path:
    near = path.parent / name
    return near if near.exists() else data_folder() / "spec" / name


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: {error}") from error


def _case(line: str, number: int, validator: Draft202012Validator) -> Case:
    try:
        plain = json.loads(line)
    except ValueError as error:
        return Case({}, number, f"no JSON: {error}")
    if not isinstance(plain, dict):
        return Case({}, number, "no JSON object")
    worst = best_match(validator.iter_errors(plain))
    return Case(plain, number, f"{worst.json_path}: {worst.message}" if worst else None)
