"""First room: contract files become plain data that remembers its lines.

Nothing is interpreted here. What a later room finds wrong it reports as a :class:`Finding` at the line that
:meth:`Document.line` gives for the place, so that one run shows the author every mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import yaml

from .sources import Sources

Place = tuple[str | int, ...]
"""Keys and indexes from the root of a file to a value."""

Kind = Literal["interface", "types", "errors", "v2g"]

_MAX_BYTES = 4 * 1024 * 1024
_MAX_LINES = 100_000
_MAX_VALUES = 200_000
_MAX_DEPTH = 40
_SUFFIXES = (".yaml", ".json")
"""JSON is YAML, too; EVerest's oldest contracts are written in it."""

_TAB = re.compile(r"^ *\t", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Finding:
    """One mistake in a contract file, told to its author."""

    file: str
    line: int
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: found {self.found}; expected {self.expected}"


@dataclass(frozen=True)
class Document:
    """One contract file.

    ``name`` is what references use (``units_signed`` in ``/units_signed#/Current``); ``file`` is its place in
    the usual layout (``types/units_signed.yaml``), ``source`` the same with its folder.
    """

    kind: Kind
    name: str
    file: str
    data: dict[str, Any]
    lines: dict[Place, int] = field(repr=False)
    source: str = ""

    def line(self, place: Place) -> int:
        """Line of the key or item at ``place``, or of the nearest place above it that exists."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def finding(self, place: Place, found: str, expected: str) -> Finding:
        """A mistake at ``place`` of this file."""
        return Finding(self.file, self.line(place), found, expected)


class _Refused(Exception):
    def __init__(self, at: yaml.Node | yaml.Event | int, found: str, expected: str) -> None:
        super().__init__(found)
        self.line = at if isinstance(at, int) else at.start_mark.line + 1 if at.start_mark else 1
        self.found = found
        self.expected = expected


def load(sources: Sources) -> tuple[list[Document], list[Finding]]:
    """Read the files of a contract, sorted by kind and name."""
    documents: dict[tuple[Kind, str], Document] = {}
    findings: list[Finding] = []
    for kind, path, file in _files(sources):
        outcome = read(kind, path, file)
        if isinstance(outcome, Finding):
            findings.append(outcome)
            continue
        outcome = replace(outcome, source=sources.source(file))
        twin = documents.setdefault((kind, outcome.name), outcome)
        if twin is not outcome:
            findings.append(outcome.finding((), f"a second file of that name beside {twin.file}", "one file"))
    if not documents and not findings:
        findings.append(Finding("", 1, "no contract file", "at least one .yaml file"))
    return list(documents.values()), findings


def _files(sources: Sources) -> Iterator[tuple[Kind, Path, str]]:
    rooms: tuple[tuple[Kind, Path, str], ...] = (
        ("types", sources.types, "**/*"),
        ("errors", sources.errors, "*"),
        ("v2g", sources.v2g, "*"),
        ("interface", sources.interfaces, "*"),
    )
    for kind, room, below in rooms:
        prefix = "" if kind == "interface" else f"{kind}/"
        for path in sorted(room.glob(below)):
            if path.suffix in _SUFFIXES and path.is_file():
                yield kind, path, prefix + path.relative_to(room).as_posix()


def read(kind: Kind, path: Path, file: str) -> Document | Finding:
    """Read one file; a file that is no YAML mapping comes back as the finding that says why."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        return Finding(file, 1, error.strerror or "an unreadable file", "a readable file")
    if len(raw) > _MAX_BYTES:
        return Finding(file, 1, "a longer file", f"at most {_MAX_BYTES} bytes")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return Finding(file, line, f"byte 0x{raw[error.start]:02X}", "UTF-8 text")
    try:
        _refuse_foreign_text(path, text)
        return _parse(kind, _name(kind, file), file, text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Finding(file, mark.line + 1 if mark else 1, error.problem or "broken YAML", "valid YAML")
    except yaml.YAMLError as error:
        return Finding(file, 1, " ".join(str(error).split()), "valid YAML")
    except _Refused as refused:
        return Finding(file, refused.line, refused.found, refused.expected)


def _name(kind: Kind, file: str) -> str:
    room = f"{kind}/" if kind != "interface" else ""
    return file.removeprefix(room).rpartition(".")[0]


def _refuse_foreign_text(path: Path, text: str) -> None:
    """What editors leave behind, and what would take long; lines must stay those that an editor counts."""
    for sign, found in (("\ufeff", "a byte order mark"), ("\r", "a carriage return")):
        if sign in text:
            line = text.count("\n", 0, text.index(sign)) + 1
            raise _Refused(line, found, "UTF-8 text with line feeds")
    tab = _TAB.search(text) if path.suffix == ".yaml" else None
    if tab:
        raise _Refused(text.count("\n", 0, tab.end()) + 1, "a tab at the beginning", "blanks")
    if text.count("\n") > _MAX_LINES:
        raise _Refused(_MAX_LINES + 1, "a further line", f"at most {_MAX_LINES} lines")


def _parse(kind: Kind, name: str, file: str, text: str) -> Document | Finding:
    loader = yaml.CSafeLoader(text)
    try:
        _refuse_bombs(text)
        root = loader.get_single_node()
        if not isinstance(root, yaml.MappingNode):
            return Finding(file, 1, "no mapping at the top", "a mapping with a description")
        lines: dict[Place, int] = {}
        data = _value(loader, root, (), lines)
    finally:
        loader.dispose()
    return Document(kind, name, file, data, lines)


def _refuse_bombs(text: str) -> None:
    """Before any node is built: contract files need no anchors, and an alias bomb starts with one."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
        if count > _MAX_VALUES:
            raise _Refused(event, "a further value", f"at most {_MAX_VALUES} values")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(event, "an anchor or alias", "plain YAML, each value written out")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _MAX_DEPTH:
                raise _Refused(event, f"level {depth}", f"at most {_MAX_DEPTH} levels")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _value(loader: yaml.CSafeLoader, node: yaml.Node, place: Place, lines: dict[Place, int]) -> Any:
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or not key.value or key.tag.endswith(":merge"):
                raise _Refused(key, "a key that is no text", "a text key")
            inner = (*place, key.value)
            if key.value in mapping:
                first = lines[inner]
                raise _Refused(key, f"key {key.value!r} again", f"each key once (first in line {first})")
            lines[inner] = key.start_mark.line + 1
            mapping[key.value] = _value(loader, value, inner, lines)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_value(loader, item, (*place, index), lines) for index, item in enumerate(node.value)]
    try:
        return loader.construct_object(node)
    except ValueError as error:
        raise _Refused(node, f"{node.value!r} ({error})", "a plain value") from error
