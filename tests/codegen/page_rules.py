"""The page format as a second hand reads it: from YAML to lines, sharing nothing with the compiler.

An entry is a list of (indent, text); an empty text is a line without indent. The numbers are those of the
format's description: 1.1 a page of an interface, 1.2 an entry, 1.3 a command, 1.5 a page of types.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

Line = tuple[int, str]
SILENT = ("default", "description", "type", "properties", "documentation", "$ref", "required", "items")


def interface_page(name: str, data: dict[str, Any]) -> str:
    """1.1"""
    out = f"\n.. _everest_interfaces_{name}:\n\n\n{framed('#', name)}\n"
    out += "".join(f"| {line}\n" for line in data["description"].splitlines()) + "\n\n"
    if data.get("vars"):
        out += framed("*", "Variables")
        out += barred(line for item in data["vars"].items() for line in entry(*item))
    out += "\n"
    if data.get("cmds"):
        out += framed("*", "Commands")
        out += barred(line for item in data["cmds"].items() for line in command(*item))
    return out


def types_page(name: str, data: dict[str, Any]) -> str:
    """1.5"""
    out = f"\n.. _everest_types_{name}:\n\n\n{framed('#', name)}\n{data['description']}\n"
    for kind, schema in data["types"].items():
        out += f"\n.. _{name}-{kind}:\n\n" + barred(entry(kind, schema))
    return out


def framed(sign: str, title: str) -> str:
    return f"{sign * len(title)}\n{title}\n{sign * len(title)}\n"


def barred(lines: Iterable[Line]) -> str:
    return "".join("| " + (" " * indent + text if text else "") + "\n" for indent, text in lines)


def deeper(indent: int, lines: Iterable[Line]) -> Iterator[Line]:
    return ((indent + inner, text) for inner, text in lines)


def entry(name: str, schema: dict[str, Any], label: str = "") -> Iterator[Line]:
    """1.2"""
    target = schema["$ref"].translate({ord("/"): None, ord("#"): "-"}) if "$ref" in schema else None
    link = f" (:ref:`{target} <{target}>`)" if target else ""
    yield 0, f"**{name}**:*{schema.get('type') or 'string/object'}* {label}{link}"
    if "default" in schema:
        quote = '"' if isinstance(schema["default"], str) else ""
        yield 0, f"*default: {quote}{schema['default']}{quote}*"
    first, *rest = schema.get("description", "").split("\n")
    yield 0, " " + first
    yield from ((0, line) for line in rest)
    yield from ((1, line) for line in schema.get("documentation", []))
    for key in schema:
        if key not in SILENT and isinstance(schema[key], str):
            yield 1, f"{key}:{schema[key]}"
        if key not in SILENT and isinstance(schema[key], list):
            yield 1, f"{key}:"
            yield from ((3, f"- {item}") for item in schema[key])
    if schema.get("type") == "object" and "properties" in schema:
        yield 1, "properties:"
        for wire, inner in schema["properties"].items():
            needed = "required" not in schema or wire in schema["required"]
            yield from deeper(2, entry(wire, inner, "<required>" if needed else "<optional>"))
    if schema.get("type") == "array" and "items" in schema:
        yield from deeper(1, entry("array_item", schema["items"]))
        yield 0, ""
    if target:
        yield 1, f"**There is an extended definition for this object** :ref:`here <{target}>`."


def command(name: str, schema: dict[str, Any]) -> Iterator[Line]:
    """1.3"""
    yield 0, f"**{name}**:*{schema['result']['type'] if 'result' in schema else 'void'}*"
    yield 0, " " + schema["description"]
    for wire, argument in schema.get("arguments", {}).items():
        yield from deeper(1, entry(wire, argument, "<optional>" if "default" in argument else "<required>"))
    if "result" in schema:
        yield from deeper(1, entry("Result", schema["result"]))
