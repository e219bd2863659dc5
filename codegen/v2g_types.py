"""Message types: the model arranged as Python classes, for the template ``v2g_types.py.j2``."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field

from . import naming
from .v2g_model import Choice, Field, File, Group, Model, Ref, StandIn, Type, Value

_PYTHON = {"boolean": "bool", "integer": "int", "string": "str", "base64": "bytes", "base16": "bytes"}
_UNIT = {"string": "characters", "base64": "bytes", "base16": "bytes"}
_WIDTH = 110


@dataclass(frozen=True)
class Attribute:
    """One field of a class."""

    name: str
    annotation: str
    docstring: str


@dataclass(frozen=True)
class Class:
    """A struct, or with ``members`` an enumeration."""

    name: str
    docstring: str
    base: str = "Struct"
    fields: tuple[Attribute, ...] = ()
    members: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Slot:
    """The union of what may come in a place."""

    name: str
    types: tuple[str, ...]
    docstring: str


@dataclass
class Module:
    """One module of message types."""

    source: str
    docstring: str
    types: list[Class] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    imports: list[tuple[str, list[str]]] = field(default_factory=list)

    @property
    def enums(self) -> bool:
        return any(item.members for item in self.types)

    @property
    def msgspec(self) -> list[str]:
        """Names of msgspec that the module uses."""
        words = {
            word for item in self.types for one in item.fields for word in _WORDS.findall(one.annotation)
        }
        return [*sorted(words & {"UNSET"}), "Struct", *sorted(words & {"UnsetType"})]


_WORDS = re.compile(r"\w+")


def names_used(model: Model, type_: Type) -> dict[str, set[str]]:
    """The fields of a type's own class, and the classes that each one's annotation names."""
    annotate = _Builder(model, model.files[type_.ref.file]).annotation
    fields = [item for item in type_.fields if is_field(item)] if type_.value is None else []
    return {item.name: set(_WORDS.findall(annotate(item))) for item in fields}


def class_names(type_: Type) -> Iterator[str]:
    """The classes that a type brings into its module."""
    if type_.value is None or type_.value.kind == "enum":
        yield type_.ref.name
    for item in type_.fields:
        if isinstance(item.type, Group) and has_fields(item.type):
            yield item.type.name


def is_field(item: Field) -> bool:
    """Whether a property has a value, and so a place in the types."""
    return item.node != "any" and not (isinstance(item.type, Group) and not has_fields(item.type))


def has_fields(group: Group) -> bool:
    """A group of nothing but wildcards has no value, and no place in the types."""
    return any(item.node != "any" for item in group.fields)


def module(model: Model, file: File) -> Module:
    """The module of one file; classes in the file's order, bases first."""
    return _Builder(model, file).build()


class _Builder:
    def __init__(self, model: Model, file: File) -> None:
        self.model = model
        self.file = file
        self.files = model.files_of_set(file.name)
        self.foreign: set[Ref] = set()
        self.slots: dict[str, Slot] = {}
        self.module = Module(file.source, docstring([file.description], 0))

    def build(self) -> Module:
        done: set[Ref] = set()
        for type_ in self.file.types.values():
            for item in [*reversed(self.model.bases(type_)), type_]:
                if item.ref.file == self.file.name and item.ref not in done:
                    done.add(item.ref)
                    self.module.types += self.classes(item)
        self.module.slots = [self.slots[name] for name in sorted(self.slots)]
        sources = sorted({ref.file for ref in self.foreign})
        for source in sources:
            names = {ref.name for ref in self.foreign if ref.file == source}
            self.module.imports.append((source, sorted(names)))
        return self.module

    def classes(self, type_: Type) -> Iterator[Class]:
        if type_.value is not None:
            if type_.value.kind == "enum":
                members = tuple((naming.enum_member(wire), _quoted(wire)) for wire in type_.value.members)
                yield Class(type_.ref.name, docstring([type_.description]), members=members)
            return
        for item in type_.fields:
            if isinstance(item.type, Group) and has_fields(item.type):
                text = (
                    item.description
                    or f"What ``{item.name}`` of {type_.ref.name} holds; it has no element of its own."
                )
                fields = self.fields(item.type.fields, item.type.choices)
                rules = _rules(item.type.choices, item.type.fields)
                yield Class(item.type.name, docstring([_sentence(text), *rules]), fields=fields)
        base = "Struct" if type_.base is None else self.named(type_.base)
        notes = list(_rules(type_.choices, type_.fields))
        if type_.element and type_.element != type_.ref.name:
            notes.append(f"On the wire: ``{type_.element}``.")
        fields = self.fields(type_.fields, type_.choices)
        yield Class(type_.ref.name, docstring([type_.description, *notes]), base, fields)

    def fields(self, fields: tuple[Field, ...], choices: tuple[Choice, ...]) -> tuple[Attribute, ...]:
        return tuple(
            Attribute(
                item.name, self.annotation(item), docstring([self.text(item)], 4) if self.text(item) else ""
            )
            for item in fields
            if is_field(item)
        )

    def annotation(self, item: Field) -> str:
        if isinstance(item.type, Group):
            inner = item.type.name
        elif isinstance(item.type, Ref):
            inner = self.slot(item, item.type) or self.named(item.type)
        else:
            inner = _PYTHON[item.type.kind] if item.type else ""
        if item.array:
            return f"tuple[{inner}, ...]" + ("" if item.required else " = ()")
        return inner if item.required else f"{inner} | UnsetType = UNSET"

    def named(self, ref: Ref) -> str:
        value = self.model.type(ref).value
        if value is not None and value.kind != "enum":
            return _PYTHON[value.kind]
        if ref.file != self.file.name:
            self.foreign.add(ref)
        return ref.name

    def slot(self, item: Field, head: Ref) -> str:
        """Name of the union, if the field is a slot."""
        stand_ins = self.model.stand_ins(item, self.files)
        if not stand_ins:
            return ""
        name = f"Any{head.name}"
        types = tuple(self.named(ref) for ref in self.in_match_order(stand_ins))
        description = self.model.type(head).description
        self.slots[name] = Slot(name, types, docstring([f"What may come as {item.name}. {description}"], 0))
        return name

    def in_match_order(self, stand_ins: list[StandIn]) -> list[Ref]:
        """A type that extends another comes before it, as ``match`` needs it."""
        refs = [item.type for item in stand_ins if item.type is not None]
        return sorted(refs, key=lambda ref: -len(self.model.bases(self.model.type(ref))))

    def text(self, item: Field) -> str:
        """What the docstring of a field says: the field's own words or its simple type's, and the bounds."""
        value, text = item.type, item.description
        if isinstance(value, Ref):
            type_ = self.model.type(value)
            value = type_.value
            if value is not None and value.kind != "enum":
                text = text or type_.description
        bounds = limits(value) if isinstance(value, Value) else ""
        if item.array:
            bounds = " to ".join(str(bound) for bound in (item.minimum, item.maximum) if bound is not None)
            bounds = f"{bounds} items" if item.maximum is not None else f"{bounds} or more items"
        elif item.node == "attribute":
            bounds = f"an attribute; {bounds}" if bounds else "an attribute"
        return " ".join(
            part for part in (_sentence(text), _sentence(bounds[:1].upper() + bounds[1:])) if part
        )


def limits(value: Value) -> str:
    """The bounds of a simple type in words."""
    least, most = value.minimum, value.maximum
    if value.kind == "integer" and least is not None and most is not None:
        return f"{least} to {most}"
    if value.kind in _UNIT and most is not None:
        unit = _UNIT[value.kind]
        if least == most:
            return f"exactly {most} {unit}"
        return f"{least} to {most} {unit}" if least else f"at most {most} {unit}"
    return ""


def docstring(paragraphs: list[str], indent: int = 4) -> str:
    """Text between triple quotes: wrapped to the line length, each further paragraph after a blank line."""
    blank = " " * indent
    lines: list[str] = []
    for paragraph in paragraphs:
        text = paragraph.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
        quotes = '"""' if not lines else ""
        wrapped = textwrap.wrap(
            quotes + text, _WIDTH - indent - 3, break_long_words=False, break_on_hyphens=False
        )
        lines += ([""] if lines else []) + wrapped
    lines[0] = lines[0][3:]
    if len(lines) == 1:
        return lines[0] + (" " if lines[0].endswith('"') else "")
    return "\n".join([lines[0], *(blank + line if line else "" for line in lines[1:]), blank])


def _rules(choices: tuple[Choice, ...], fields: tuple[Field, ...]) -> Iterator[str]:
    wildcards = [item.name for item in fields if item.node == "any"]
    for choice in choices:
        names = [name for name in choice.names if name not in wildcards]
        count = "At most one" if choice.optional else "Exactly one"
        yield f"{count} of {', '.join(names[:-1])} and {names[-1]} is set."


def _sentence(text: str) -> str:
    return text.rstrip(".") + "." if text else ""


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
