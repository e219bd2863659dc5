"""Second room: references are followed, and what stands beside them is dropped.

A reference is written as EVerest writes it, ``/file#/Type``, also inside the same file. Keywords beside it
have no effect in EVerest's validator (JSON Schema draft-07); read literally under 2020-12, one of EVerest's
own types could never be satisfied. So they go. A ``description`` stays: it tells what the value means here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from .load import Document, Finding, Place

_REFERENCE = re.compile(r"/((?:[A-Za-z0-9_.-]+/)*[A-Za-z0-9_.-]+)#/([A-Za-z0-9_.-]+)")


@dataclass(frozen=True, order=True)
class Reference:
    """What a ``$ref`` names: a type in a type file."""

    file: str
    type: str

    def __str__(self) -> str:
        return f"/{self.file}#/{self.type}"


def parse_reference(text: object) -> Reference | None:
    """Take ``/file#/Type`` apart; None for anything else."""
    match = _REFERENCE.fullmatch(text) if isinstance(text, str) else None
    return Reference(*match.groups()) if match else None


def resolve(documents: Iterable[Document]) -> tuple[list[Document], list[Finding]]:
    """The contract's documents with every reference checked and its siblings dropped."""
    documents = list(documents)
    known = {
        Reference(document.name, name)
        for document in documents
        if document.kind == "types" and isinstance(document.data.get("types"), dict)
        for name in document.data["types"]
    }
    findings: list[Finding] = []
    resolved = [
        replace(document, data=_walk(document, (), document.data, known, findings)) for document in documents
    ]
    return resolved, findings


def _walk(
    document: Document, place: Place, value: Any, known: set[Reference], findings: list[Finding]
) -> Any:
    if isinstance(value, list):
        return [_walk(document, (*place, index), item, known, findings) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    if "$ref" not in value:
        return {key: _walk(document, (*place, key), inner, known, findings) for key, inner in value.items()}
    target = parse_reference(value["$ref"])
    if target is None:
        findings.append(
            document.finding((*place, "$ref"), f"the reference {value['$ref']!r}", "the form /file#/Type")
        )
    elif target not in known:
        findings.append(_dangling(document, (*place, "$ref"), target, known))
    return {key: value[key] for key in ("description", "$ref") if key in value}


def _dangling(document: Document, place: Place, target: Reference, known: set[Reference]) -> Finding:
    siblings = sorted(reference.type for reference in known if reference.file == target.file)
    if siblings:
        expected = f"a type of types/{target.file}.yaml: {', '.join(siblings)}"
    else:
        files = ", ".join(sorted({reference.file for reference in known})) or "none"
        expected = f"a type of a file under types/ ({files})"
    return document.finding(place, f"a reference to {target}, which does not exist", expected)
