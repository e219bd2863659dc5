"""What is wrong in the V2G files and shows only when they are seen together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from . import exi_grammar
from .load import Document, Finding, Place
from .v2g_model import Field, Group, Model, Ref, Type, references
from .v2g_types import class_names


def check(model: Model, documents: Iterable[Document]) -> list[Finding]:
    """All findings. Later checks rely on what earlier ones found sound, so they come in steps."""
    by_name = {document.name: document for document in documents}
    for step in (_cycles, _types):
        findings = list(step(model, by_name))
        if findings:
            return findings
    return []


def _cycles(model: Model, documents: dict[str, Document]) -> Iterator[Finding]:
    """Files refer to each other in one direction, so that each can be a module; bases end somewhere."""
    for name in sorted(model.files):
        targets = {ref.file for ref in references(model.files[name])} - {name}
        for target in sorted(targets):
            if name in [file.name for file in model.files_of_set(target)]:
                yield documents[name].finding(
                    (), f"a reference to {target}, which refers back", "no cycle of files"
                )
    for file in model.files.values():
        for type_ in file.types.values():
            if type_ in model.bases(type_):
                place = ("types", type_.ref.name, "allOf")
                yield documents[file.name].finding(
                    place, "a type that extends itself", "a base without cycle"
                )


def _types(model: Model, documents: dict[str, Document]) -> Iterator[Finding]:
    for file in model.files.values():
        document = documents[file.name]
        taken: dict[str, str] = {}
        elements: dict[tuple[str, str], str] = {}
        for type_ in file.types.values():
            place: Place = ("types", type_.ref.name)
            for name in class_names(model, type_):
                if taken.setdefault(name, type_.ref.name) != type_.ref.name:
                    expected = f"a name that differs from what {taken[name]} brings along"
                    yield document.finding(place, f"a second class {name}", expected)
            if (
                type_.element
                and elements.setdefault((type_.element, type_.namespace), type_.ref.name) != type_.ref.name
            ):
                yield document.finding(place, f"a second element {type_.element}", "one type an element")
            yield from _fields(model, document, type_, place)
            if type_.value is None:
                try:
                    exi_grammar.grammar(model, type_)
                except exi_grammar.Ambiguous as error:
                    yield document.finding(place, str(error), "content in which each event means one thing")


def _fields(model: Model, document: Document, type_: Type, place: Place) -> Iterator[Finding]:
    inherited = {item.name for base in model.bases(type_) for item in base.fields}
    small = model.files_of_set(type_.ref.file)
    large = [file for _, file in sorted(model.files.items())]
    for item in type_.fields:
        at = (*place, "properties", item.name)
        if item.name in inherited:
            yield document.finding(at, f"property {item.name!r} again", "a name that no base has")
        if item.array and item.maximum == 1:
            yield document.finding(at, "an array of at most one item", "a plain property, or more items")
        if isinstance(item.type, Group) and item.array and (item.maximum is not None or item.minimum > 1):
            yield document.finding(at, "a group with counted repeats", "no maxItems, and minItems of 0 or 1")
        for member, target in _references(item):
            slot = model.stand_ins(member, small)
            where = at if member is item else (*at, "properties", member.name)
            if model.type(target).abstract and not slot:
                expected = "a type that occurs on the wire, or the head of a slot by its own name"
                yield document.finding(where, f"a reference to {target}, which is abstract", expected)
            beyond = [one for one in model.stand_ins(member, large) if one not in slot] if slot else []
            sets = [
                name
                for name in model.files
                if type_.ref.file in [file.name for file in model.files_of_set(name)]
            ]
            for one in beyond:
                if one.type and any(
                    one.type.file in [f.name for f in model.files_of_set(name)] for name in sets
                ):
                    expected = "the same stand-ins in every set that holds this type"
                    yield document.finding(
                        where, f"stand-in {one.name} declared in {one.type.file}", expected
                    )


def _references(item: Field) -> Iterator[tuple[Field, Ref]]:
    if isinstance(item.type, Ref):
        yield item, item.type
    elif isinstance(item.type, Group):
        for member in item.type.fields:
            yield from _references(member)
