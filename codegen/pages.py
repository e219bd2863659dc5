"""Documentation pages: a page an interface and a page a type file, each in two forms.

The form below ``docs/interfaces`` and ``docs/types`` is that of EVerest's documentation, line for line, so
that its readers find what they know; its oddities (a trailing blank, an empty line behind the item of an
array) are kept on purpose. It shows what the YAML says, keywords beside ``$ref`` included, so it is made from
the documents and not from the model. What it hides stands in the form of :mod:`.pages_reference`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from . import pages_reference
from .load import Document
from .model import Contract

_NOT_LISTED = frozenset(
    {"default", "description", "type", "properties", "documentation", "$ref", "required", "items"}
)
"""Keywords that have a place of their own in an entry, or none."""


def render(documents: Iterable[Document], contract: Contract) -> dict[str, str]:
    """Paths under ``generated/`` and their texts, for documents in which no mistake was found."""
    files = {}
    for document in documents:
        if document.kind == "interface":
            files[f"docs/interfaces/{document.name}.rst"] = _text(
                interface_page(document.name, document.data)
            )
        elif document.kind == "types":
            files[f"docs/types/{document.name}.rst"] = _text(types_page(document.name, document.data))
    return files | pages_reference.render(contract)


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def interface_page(name: str, data: Mapping[str, Any]) -> list[str]:
    """The lines of an interface's page in EVerest's form: variables first, then commands."""
    lines = _head(f"everest_interfaces_{name}", name)
    lines += [*_barred(data["description"].splitlines()), "", ""]
    if data.get("vars"):
        lines += _heading("Variables")
        for variable, schema in data["vars"].items():
            lines += _barred(_entry(variable, schema))
    lines.append("")
    if data.get("cmds"):
        lines += _heading("Commands")
        for command, schema in data["cmds"].items():
            lines += _barred(_command(command, schema))
    return lines


def types_page(name: str, data: Mapping[str, Any]) -> list[str]:
    """The lines of a type file's page in EVerest's form, with the labels that entries refer to."""
    lines = [*_head(f"everest_types_{name}", name), *data["description"].split("\n")]
    for kind, schema in (data.get("types") or {}).items():
        lines += ["", f".. _{_label(f'/{name}#/{kind}')}:", "", *_barred(_entry(kind, schema))]
    return lines


def _head(label: str, title: str) -> list[str]:
    row = "#" * len(title)
    return ["", f".. _{label}:", "", "", row, title, row, ""]


def _label(reference: str) -> str:
    return reference.replace("/", "").replace("#", "-")


def _heading(title: str) -> list[str]:
    row = "*" * len(title)
    return [row, title, row]


def _barred(lines: Iterable[str]) -> Iterator[str]:
    return (f"| {line}" for line in lines)


def _indented(lines: Iterable[str], blanks: int) -> Iterator[str]:
    return (" " * blanks + line if line else "" for line in lines)


def _entry(name: str, schema: Mapping[str, Any], label: str = "") -> list[str]:
    """A variable, argument, result, property, item or type."""
    reference = _label(str(schema.get("$ref", "")))
    kind = schema.get("type")
    head = f"**{name}**:*{kind or 'string/object'}* {label}"
    lines = [f"{head} (:ref:`{reference} <{reference}>`)" if reference else head]
    if "default" in schema:
        default = schema["default"]
        lines.append(f'*default: "{default}"*' if isinstance(default, str) else f"*default: {default}*")
    lines += _description(schema)
    lines += _indented(_documentation(schema), 1)
    lines += _indented(_listed((key, schema[key]) for key in schema if key not in _NOT_LISTED), 1)
    if kind == "object" and "properties" in schema:
        lines.append(" properties:")
        required = schema.get("required", schema["properties"])
        for wire, inner in schema["properties"].items():
            inner_label = "<required>" if wire in required else "<optional>"
            lines += _indented(_entry(wire, inner, inner_label), 2)
    if kind == "array" and "items" in schema:
        lines += [*_indented(_entry("array_item", schema["items"]), 1), ""]
    if reference:
        lines.append(f" **There is an extended definition for this object** :ref:`here <{reference}>`.")
    return lines


def _command(name: str, schema: Mapping[str, Any]) -> list[str]:
    result = schema.get("result")
    kind = "void" if result is None else result.get("type", "")
    lines = [f"**{name}**:*{kind}*", *_description(schema)]
    for wire, argument in (schema.get("arguments") or {}).items():
        label = "<optional>" if "default" in argument else "<required>"
        lines += _indented(_entry(wire, argument, label), 1)
    if result is not None:
        lines += _indented(_entry("Result", result), 1)
    return [*lines, *_indented(_documentation(schema), 1)]


def _description(schema: Mapping[str, Any]) -> list[str]:
    return f" {schema.get('description', '')}".split("\n")


def _documentation(schema: Mapping[str, Any]) -> list[str]:
    return [str(line) for line in schema.get("documentation", ())]


def _listed(pairs: Iterable[tuple[str, Any]]) -> Iterator[str]:
    """Keywords with a text, a list or a mapping; numbers and truth values are never shown."""
    for key, value in pairs:
        if isinstance(value, str):
            yield from f"{key}:{value}".split("\n")
        elif isinstance(value, list):
            yield f"{key}:"
            yield from (f"  - {item}" for item in value)
        elif isinstance(value, dict):
            yield f"{key}:"
            yield from _indented(_listed(value.items()), 1)
