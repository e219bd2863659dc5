"""All rooms in a row: a folder of YAML becomes the texts of all generated files."""

from __future__ import annotations

from pathlib import Path

from . import v2g
from .build import build
from .formatting import format_python
from .load import Finding, load
from .render import render
from .resolve import resolve


def compile_contract(interfaces: Path) -> tuple[dict[str, str], list[Finding]]:
    """Texts by path below ``generated/``, and every mistake that was found; with one, there are no texts."""
    documents, findings = load(interfaces)
    resolved, more = resolve(document for document in documents if document.kind != "v2g")
    findings += more
    contract, more = build(resolved)
    findings += more
    message_files, more = v2g.build(document for document in documents if document.kind == "v2g")
    findings += more
    if findings:
        return {}, sorted(set(findings))
    return format_python(render(contract) | message_files), []
