"""All rooms in a row: a folder of YAML becomes the texts of all generated files."""

from __future__ import annotations

from . import asyncapi, pages, v2g
from .build import build
from .formatting import format_python
from .load import Finding, load
from .render import render
from .resolve import resolve
from .sources import Sources


def compile_contract(
    sources: Sources, package: str = "secc_contract"
) -> tuple[dict[str, str], list[Finding]]:
    """Texts by path below ``generated/``, and every mistake that was found; with one, there are no texts."""
    documents, findings = load(sources)
    resolved, more = resolve(document for document in documents if document.kind != "v2g")
    findings += more
    contract, more = build(resolved)
    findings += more
    message_files, more = v2g.build(document for document in documents if document.kind == "v2g")
    findings += more
    if findings:
        return {}, sorted(set(findings))
    message_files = {path.replace("secc_contract", package, 1): text for path, text in message_files.items()}
    pages_and_wires = pages.render(documents, contract) | asyncapi.render(contract)
    return format_python(render(contract, package) | pages_and_wires | message_files), []
