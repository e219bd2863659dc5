"""What a reviewer would say of a contract, apart from what its authors have silenced with a reason.

Looked at are interfaces, types and error lists; messages of the cars follow the standard and not our taste.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from .findings import Remark
from .lint_rules import RULES, TABLE, Entry
from .load import Document, Place
from .loose import Contract, File, Schema, TypeName, subschemas, target

_AT_LEAST = 8
"""Letters that a reason has."""


class Silence(NamedTuple):
    """One entry of the file of silences: a rule, a pattern for ``file place``, and why."""

    rule: str
    pattern: str
    reason: str
    file: str
    line: int

    def covers(self, file: File, remark: Remark) -> bool:
        return remark.rule == self.rule and fnmatchcase(f"{file.name} {remark.place}", self.pattern)


def read_silences(document: Document) -> list[Silence]:
    """The silences of a file: rules, and below each patterns with reasons."""
    return [
        Silence(
            rule,
            pattern,
            reason.strip() if isinstance(reason, str) else "",
            document.file,
            document.line((rule, pattern)),
        )
        for rule, patterns in document.data.items()
        for pattern, reason in (patterns.items() if isinstance(patterns, dict) else [("", "")])
    ]


def lint(contract: Contract, silences: list[Silence]) -> list[Remark]:
    """All remarks that nobody has silenced, and those about silences."""
    effective = set()
    remarks = []
    for file, remark in _remarks(contract):
        covering = {silence for silence in silences if silence.covers(file, remark)}
        effective |= covering
        if not covering:
            remarks.append(remark)
    return remarks + [_about(one, one in effective) for one in silences if _wrong(one, one in effective)]


def _wrong(silence: Silence, effective: bool) -> tuple[str, str] | None:
    if silence.rule not in RULES:
        return "NO_SUCH_RULE", f"there is no rule {silence.rule}"
    if len(silence.reason) < _AT_LEAST:
        return "NO_REASON", "a silence needs a reason that a reader can judge"
    return None if effective else ("NO_EFFECT", "nothing here needs to be silenced")


def _about(silence: Silence, effective: bool) -> Remark:
    rule, sentence = _wrong(silence, effective) or ("", "")
    return Remark(silence.file, silence.line, rule, silence.pattern or silence.rule, sentence)


def _remarks(contract: Contract) -> Iterator[tuple[File, Remark]]:
    for entry in entries(contract):
        for rule in TABLE:
            for inner, sentence in rule.check(entry) if rule.check else ():
                yield entry.file, _remark(entry.file, rule.id, (*entry.place, *inner), sentence)
    for check in (_unused, _cycles, _errors):
        for file, rule_id, place, sentence in check(contract):
            yield file, _remark(file, rule_id, place, sentence)


def _remark(file: File, rule: str, place: Place, sentence: str) -> Remark:
    return Remark(file.path, file.line(place), rule, ".".join(map(str, place)), sentence)


def entries(contract: Contract) -> Iterator[Entry]:
    """Everything that has a description, with the role that it plays."""
    types = {name: schema for name, (_, schema) in contract.types().items()}
    for file in contract.files:
        for place, role, schema in _heads(file):
            mapping = schema if isinstance(schema, dict) else {}
            if role in ("command", "error"):
                yield Entry(file, place, role, mapping, types)
                continue
            for inner, part in subschemas(mapping):
                told = role if not inner else "property" if inner[-2:-1] == ("properties",) else "item"
                yield Entry(file, (*place, *inner), told, part, types)


def _heads(file: File) -> Iterator[tuple[Place, str, Any]]:
    if file.kind == "types":
        for name, schema in file.part("types").items():
            yield ("types", name), "type", schema
    elif file.kind == "errors":
        for index, error in enumerate(file.data.get("errors", [])):
            yield ("errors", index), "error", error
    elif file.kind == "interface":
        for name, command in file.part("cmds").items():
            yield ("cmds", name), "command", command
            for argument, schema in file.part("cmds", name, "arguments").items():
                yield ("cmds", name, "arguments", argument), "argument", schema
            if file.part("cmds", name, "result"):
                yield ("cmds", name, "result"), "result", file.part("cmds", name, "result")
        for name, schema in file.part("vars").items():
            yield ("vars", name), "variable", schema


# The contract as a whole

Found = Iterator[tuple[File, str, Place, str]]


def _links(file: str, schema: Schema) -> set[TypeName]:
    return {name for _, inner in subschemas(schema) if (name := target(inner, file)) is not None}


def _unused(contract: Contract) -> Found:
    """Types that no command and no variable leads to; type files alone are a library, which others use."""
    types = contract.types()
    todo = [
        name
        for file in contract.of_kind("interface").values()
        for _, role, schema in _heads(file)
        if role != "command" and isinstance(schema, dict)
        for name in _links(file.name, schema)
    ]
    used: set[TypeName] = set()
    while todo:
        name = todo.pop()
        if name in types and name not in used:
            used.add(name)
            todo += _links(name.file, types[name][1])
    for name, (file, _) in types.items() if contract.of_kind("interface") else ():
        if name not in used:
            yield file, "UNUSED_TYPE", ("types", name.type), "no command and no variable leads to this type"


def _cycles(contract: Contract) -> Found:
    """Each ring of types once, at the first of its types."""
    types = contract.types()
    links = {name: sorted(_links(name.file, schema) & types.keys()) for name, (_, schema) in types.items()}
    for start in sorted(types):
        came_from: dict[TypeName, TypeName] = {}
        todo = [start]
        while todo and start not in came_from:
            name = todo.pop(0)
            for link in links[name]:
                if link >= start and link not in came_from:
                    came_from[link] = name
                    todo.append(link)
        if start in came_from:
            ring = [came_from[start]]
            while ring[-1] != start:
                ring.append(came_from[ring[-1]])
            told = " → ".join(str(name) for name in [*ring[::-1], start])
            yield types[start][0], "TYPE_CYCLE", ("types", start.type), f"the type contains itself: {told}"


def _errors(contract: Contract) -> Found:
    known = set()
    for file in contract.of_kind("errors").values():
        known.add(f"/errors/{file.name}")
        known |= {
            f"/errors/{file.name}#/{error.get('name')}"
            for error in file.data.get("errors", [])
            if isinstance(error, dict)
        }
    for file in contract.of_kind("interface").values():
        rows = file.data.get("errors")
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            reference = row.get("reference") if isinstance(row, dict) else None
            if reference not in known:
                place = ("errors", index, "reference")
                yield file, "UNKNOWN_ERROR", place, f"a reference to no error: {reference}"
