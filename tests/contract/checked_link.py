"""A link that holds every payload against the generated JSON Schemas, with an independent validator."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from secc_contract.link import InProcessLink

SCHEMAS = Path(__file__).resolve().parents[2] / "generated" / "schemas" / "ISO15118_charger"


@cache
def schema(kind: str, name: str) -> Draft202012Validator:
    """Validator of one ``variables`` or ``commands`` schema, formats on."""
    loaded = json.loads((SCHEMAS / kind / f"{name}.json").read_text("utf-8"))
    Draft202012Validator.check_schema(loaded)
    return Draft202012Validator(loaded, format_checker=Draft202012Validator.FORMAT_CHECKER)


class CheckedLink(InProcessLink):
    """Collects what was published, what was called, and each payload that its schema refuses."""

    def __init__(self) -> None:
        super().__init__()
        self.published: list[tuple[str, Any]] = []
        self.called: list[tuple[str, Any]] = []
        self.failures: list[str] = []
        self._taken = 0

    def call(self, command: str, arguments: dict[str, Any]) -> None:
        self._check("commands", command, arguments)
        self.called.append((command, arguments))
        super().call(command, arguments)

    def publish(self, variable: str, value: Any) -> None:
        self._check("variables", variable, value)
        self.published.append((variable, value))
        super().publish(variable, value)

    def take(self) -> list[tuple[str, Any]]:
        """What was published since the last call."""
        new = self.published[self._taken :]
        self._taken = len(self.published)
        return new

    def _check(self, kind: str, name: str, payload: Any) -> None:
        self.failures += [
            f"{kind}/{name}{error.json_path[1:]}: {error.message}"
            for error in schema(kind, name).iter_errors(payload)
        ]
