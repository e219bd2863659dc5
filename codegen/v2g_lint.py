"""What is wrong in the V2G files and shows only when they are seen together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from . import exi_grammar
from .load import Document, Finding, Place
from .v2g_model import Field, File, Group, Model, Ref, Type, references
from .v2g_types import class_names, module, names_used


def check(model: Model, documents: Iterable[Document]) -> list[Finding]:
    """All findings. A step relies on what the one before found sound."""
    by_name = {document.name: document for document in documents}
    for step in (_cycles, _types):
        findings = list(step(model, by_name))
        if findings:
            return findings
    return []


# ---- cycles


def _cycles(model: Model, documents: dict[str, Document]) -> Iterator[Finding]:
    """Each file becomes a module, each base a class before its heirs, and no message is endless."""
    for name, file in sorted(model.files.items()):
        for target in sorted({ref.file for ref in references(file)} - {name}):
            if name in [other.name for other in model.files_of_set(target)]:
                found = f"a reference to {target}, which refers back"
                yield documents[name].finding((), found, "references between files in one direction")
        for type_ in file.types.values():
            place = ("types", type_.ref.name)
            if type_ in model.bases(type_):
                yield documents[name].finding(place, "a type that extends itself", "a base without cycle")
            elif type_.ref in _contents(model, type_):
                yield documents[name].finding(place, "a type that contains itself", "content that ends")


def _contents(model: Model, type_: Type) -> list[Ref]:
    """All types that may occur within a type."""
    found: list[Ref] = []
    pending = [type_]
    for one in pending:
        inner = [ref for item in model.fields(one) for _, ref in _references(item)]
        inner += [
            heir.ref
            for ref in inner
            for heir in _heirs(model, ref)
            if model.type(ref).element and heir.element
        ]
        for ref in inner:
            if ref not in found:
                found.append(ref)
                pending.append(model.type(ref))
    return found


def _heirs(model: Model, ref: Ref) -> Iterator[Type]:
    head = model.type(ref)
    for file in model.files.values():
        yield from (type_ for type_ in file.types.values() if head in model.bases(type_))


# ---- types


def _types(model: Model, documents: dict[str, Document]) -> Iterator[Finding]:
    for file in model.files.values():
        document = documents[file.name]
        yield from _names(model, document, file)
        for type_ in file.types.values():
            place: Place = ("types", type_.ref.name)
            yield from _fields(model, document, type_, place)
            if type_.value is None:
                try:
                    exi_grammar.grammar(model, type_)
                except exi_grammar.Ambiguous as error:
                    yield document.finding(place, str(error), "content in which each event means one thing")


def _names(model: Model, document: Document, file: File) -> Iterator[Finding]:
    classes: dict[str, str] = {}
    elements: dict[tuple[str, str], str] = {}
    for type_ in file.types.values():
        name, place = type_.ref.name, ("types", type_.ref.name)
        for title in class_names(type_):
            first = classes.setdefault(title, name)
            if first != name:
                expected = f"a name other than the class that {first} brings along"
                yield document.finding(place, f"a second class {title}", expected)
        if type_.element:
            first = elements.setdefault((type_.element, type_.namespace), name)
            if first != name:
                expected = f"one type an element (it is {first}'s)"
                yield document.finding(place, f"a second element {type_.element}", expected)
        used = names_used(model, type_)
        for field, names in used.items():
            for other in used.keys() & names - {field}:
                expected = "another name for the type or the property: in the class the one hides the other"
                where = (*place, "properties", field)
                yield document.finding(where, f"type {other} beside a property {other}", expected)
    homes = dict.fromkeys(classes, file.name)
    for source, titles in module(model, file).imports:
        for title in titles:
            home = homes.setdefault(title, source)
            if home != source:
                expected = "different names, as both are needed in one module"
                yield document.finding((), f"{title} of {home} and {title} of {source}", expected)


def _fields(model: Model, document: Document, type_: Type, place: Place) -> Iterator[Finding]:
    inherited = {item.name for base in model.bases(type_) for item in base.fields}
    own_set = model.files_of_set(type_.ref.file)
    for item in type_.fields:
        at = (*place, "properties", item.name)
        if item.name in inherited:
            yield document.finding(at, f"property {item.name!r} again", "a name that no base has")
        if item.array and item.maximum == 1:
            yield document.finding(at, "an array of at most one item", "a plain property, or more items")
        if item.array and isinstance(item.type, Group) and (item.maximum is not None or item.minimum > 1):
            yield document.finding(at, "a group with counted repeats", "no maxItems, and minItems of 0 or 1")
        if item.array and model.stand_ins(item, own_set):
            yield document.finding(at, "an array of what may be several elements", "a single property")
        for member, target in _references(item):
            where = at if member is item else (*at, "properties", member.name)
            slot = model.stand_ins(member, own_set)
            if model.type(target).abstract and not slot:
                expected = "a type that occurs on the wire, or the head of a slot by its own name"
                yield document.finding(where, f"a reference to {target}, which is abstract", expected)
            for root in model.files if slot else ():
                larger = model.files_of_set(root)
                if type_.ref.file in [file.name for file in larger]:
                    for one in model.stand_ins(member, larger):
                        if one not in slot:
                            expected = f"the stand-ins that the set of {type_.ref.file} has"
                            found = f"{one.name}, which stands in only in the set of {root}"
                            yield document.finding(where, found, expected)


def _references(item: Field) -> Iterator[tuple[Field, Ref]]:
    if isinstance(item.type, Ref):
        yield item, item.type
    elif isinstance(item.type, Group):
        for member in item.type.fields:
            yield from _references(member)
