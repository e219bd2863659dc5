"""The V2G room: message files become message types and EXI grammar tables.

:func:`build` is its door. It reads (:mod:`.v2g_read`), checks what only the whole shows (:mod:`.v2g_lint`),
and arranges types (:mod:`.v2g_types`) and tables (:mod:`.v2g_tables`) for the templates; JSON Schemas
(:mod:`.v2g_schemas`) need none.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from pathlib import Path

import jinja2

from . import v2g_lint, v2g_read, v2g_schemas, v2g_tables, v2g_types
from .load import Document, Finding

_FOLDER = "secc_contract/v2g"


def build(documents: Iterable[Document]) -> tuple[dict[str, str], list[Finding]]:
    """Texts by path below ``generated/``; with any mistake in the message files, only the findings."""
    wanted = [document for document in documents if document.kind == "v2g"]
    model, findings = v2g_read.read(wanted)
    if not findings:
        findings = v2g_lint.check(model, wanted)
    if findings or not wanted:
        return {}, sorted(findings)
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    names = textwrap.fill(", ".join(f"``{name}``" for name in sorted(model.files)), 109)
    texts = {
        f"{_FOLDER}/__init__.py": templates.get_template("v2g_init.py.j2").render(files=names),
        f"{_FOLDER}/tables/__init__.py": templates.get_template("v2g_tables_init.py.j2").render(),
    }
    for file in model.files.values():
        module, table = v2g_types.module(model, file), v2g_tables.table(model, file)
        texts[f"{_FOLDER}/{file.name}.py"] = templates.get_template("v2g_types.py.j2").render(module=module)
        texts[f"{_FOLDER}/tables/{file.name}.py"] = templates.get_template("v2g_tables.py.j2").render(
            table=table
        )
    texts |= {f"schemas/v2g/{name}.json": text for name, text in v2g_schemas.schemas(model)}
    return texts, []
