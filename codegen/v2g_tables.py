"""EXI tables: grammars arranged as plain data, for the template ``v2g_tables.py.j2``.

The form is described in ``v2g_tables_init.py.j2``, which becomes the docstring of the generated package.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from . import exi_grammar
from .exi_grammar import Row
from .v2g_model import File, Group, Model, Ref, Value, references
from .v2g_types import has_fields

_BIT_FIELD = 4096
"""Integers with at most so many values are coded as an offset in a fixed number of bits (EXI 1.0, 7.1.9)."""

_ALSO_ROOTS = frozenset({"xmldsig"})
"""Files that others refer to and that start documents and fragments of their own all the same: what a
signature signs, SignedInfo, is coded with the grammar of XML signature alone."""


@dataclass
class Table:
    """One module of tables, each value as the text of a literal."""

    source: str
    root: bool
    namespaces: list[str] = field(default_factory=list)
    values: list[tuple[str, str]] = field(default_factory=list)
    types: list[tuple[str, list[str], list[str]]] = field(default_factory=list)
    elements: list[str] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)

    @property
    def long(self) -> bool:
        """Whether a line is longer than the project's lines are."""
        entries = (len(line) + 13 for _, rows, states in self.types for line in (*rows, *states))
        values = (len(name) + len(value) + 9 for name, value in self.values)
        return max(*entries, *values, 0, 0) > 110


def is_root(model: Model, file: File) -> bool:
    """A file that messages start from: no other refers to it, or it is signed by itself."""
    others = (other for other in model.files.values() if other is not file)
    return file.name in _ALSO_ROOTS or not any(
        ref.file == file.name for other in others for ref in references(other)
    )


def table(model: Model, file: File) -> Table:
    """The tables of one file."""
    return _Builder(model, file).build()


class _Builder:
    def __init__(self, model: Model, file: File) -> None:
        self.model = model
        self.file = file
        self.namespaces: dict[str, int] = {}

    def build(self) -> Table:
        table = Table(self.file.source, is_root(self.model, self.file))
        for type_ in self.file.types.values():
            if type_.value is not None:
                table.values.append((type_.ref.name, literal(codec(type_.value))))
            elif not type_.abstract:
                grammar = exi_grammar.grammar(self.model, type_)
                rows = [literal(self.row(row)) for row in grammar.rows]
                table.types.append((type_.ref.name, rows, [literal(state) for state in grammar.states]))
        if table.root:
            self.names(table)
        table.namespaces = [literal(uri) for uri in self.namespaces]
        return table

    def names(self, table: Table) -> None:
        files = self.model.files_of_set(self.file.name)
        for name in exi_grammar.document_names(files):
            types = [self.type(one) for one in name.types] or [None]
            table.elements.append(literal((name.local, self.namespace(name.namespace), *types)))
        for name in exi_grammar.fragment_names(self.model, files):
            types = [self.type(one) for one in name.types] or [None]
            table.fragments.append(literal((name.local, self.namespace(name.namespace), *types)))
        for local, uri in exi_grammar.attribute_names(files):
            table.attributes.append(literal((local, self.namespace(uri))))

    def namespace(self, uri: str) -> int:
        return self.namespaces.setdefault(uri, len(self.namespaces))

    def row(self, row: Row) -> tuple[Any, ...]:
        item = row.field
        node: str = item.node
        kind: Any = None
        if row.stand_ins:
            node = "slot"
            kind = tuple(
                (one.name, self.namespace(one.namespace), None if one.type is None else str(one.type))
                for one in row.stand_ins
            )
        elif isinstance(item.type, Group):
            kind = str(Ref(self.file.name, item.type.name)) if has_fields(item.type) else None
        elif item.type is not None:
            kind = self.type(item.type)
        space = self.namespace(item.namespace)
        head = () if row.group is None else (row.group, row.opens)
        return (item.name, node, space, kind, item.minimum, item.maximum, *head)

    def type(self, wanted: Ref | Value) -> Any:
        return str(wanted) if isinstance(wanted, Ref) else codec(wanted)


def codec(value: Value) -> tuple[Any, ...]:
    """How a simple type is coded; for integers the range alone decides."""
    least, most = value.minimum, value.maximum
    match value.kind:
        case "boolean":
            return ("boolean",)
        case "enum":
            return ("enum", value.members)
        case "integer":
            if least is not None and most is not None and most - least < _BIT_FIELD:
                return ("bits", least, most)
            return ("signed" if least is None or least < 0 else "unsigned", least, most)
    return (value.kind, least, most)


def literal(value: Any) -> str:
    """A literal in the project's quotes."""
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, tuple):
        inner = ", ".join(literal(item) for item in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    return repr(value)
