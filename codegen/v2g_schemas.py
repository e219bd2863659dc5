"""V2G messages as JSON Schema 2020-12: one self-contained file a schema set, of the messages' JSON form.

Bases are flattened, so that every object can be closed. A slot is written as the elements that may stand in
it, one key each. What a schema cannot say is left to the encoder: that integers without bounds have at most
256 bits.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from . import exi_grammar
from .v2g_model import Choice, Field, File, Group, Model, Ref, Type, Value
from .v2g_tables import is_root
from .v2g_types import has_fields

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_BASE64 = "[A-Za-z0-9+/]"
_ENDS = ("", f"{_BASE64}{{2}}==", f"{_BASE64}{{3}}=")


def schemas(model: Model) -> Iterator[tuple[str, str]]:
    """Names of the schema sets, which are those of their root files, and the texts."""
    for file in model.files.values():
        if is_root(model, file):
            yield file.name, json.dumps(_Builder(model, file).build(), indent=1, ensure_ascii=False) + "\n"


class _Builder:
    """Writes one set."""

    def __init__(self, model: Model, file: File) -> None:
        self.model = model
        self.file = file
        self.files = model.files_of_set(file.name)
        self.wanted: list[Ref] = []

    def build(self) -> dict[str, Any]:
        messages = {
            name.local: self.type(name.types[0])
            for name in exi_grammar.document_names(self.files)
            if name.types and self.is_structure(name.types[0])
        }
        fragments = exi_grammar.fragment_names(self.model, self.files)
        locals_ = [name.local for name in fragments]
        elements = {
            name.local if locals_.count(name.local) == 1 else _full(name): self.any_of(name.types)
            for name in fragments
            if name.types
        }
        schema = {
            "$schema": _DIALECT,
            "title": self.file.name,
            "description": f"A message in JSON. {self.file.description}".strip(),
            **_one_of_its(messages),
        }
        fragment = {
            "description": "An element by itself, as signatures digest it, in JSON.",
            **_one_of_its(elements),
        }
        definitions: dict[str, Any] = {}
        for ref in self.wanted:
            if _key(ref) not in definitions:
                definitions[_key(ref)] = self.definition(self.model.type(ref))
        schema["$defs"] = {"fragment": fragment, **dict(sorted(definitions.items()))}
        return schema

    def is_structure(self, kind: Ref | Value) -> bool:
        return isinstance(kind, Ref) and self.model.type(kind).value is None

    def any_of(self, kinds: tuple[Ref | Value, ...]) -> dict[str, Any]:
        found = [self.type(kind) for kind in kinds]
        return found[0] if len(found) == 1 else {"anyOf": found}

    def type(self, kind: Ref | Value) -> dict[str, Any]:
        if isinstance(kind, Value):
            return _value(kind)
        self.wanted.append(kind)
        return {"$ref": f"#/$defs/{_key(kind)}"}

    def definition(self, type_: Type) -> dict[str, Any]:
        if type_.value is not None:
            return {"description": type_.description, **_value(type_.value)}
        fields, choices = self.model.fields(type_), self.model.choices(type_)
        return {"description": type_.description, **self.object(fields, choices)}

    def object(self, fields: list[Field], choices: list[Choice]) -> dict[str, Any]:
        properties: dict[str, Any] = {}
        required: list[str] = []
        rules: list[dict[str, Any]] = []
        keys = {item.name: self.keys(item) for item in fields}
        alternatives = {name for choice in choices for name in choice.names}
        for item in fields:
            for key, kind in keys[item.name].items():
                properties[key] = self.place(item, kind, item.name in alternatives)
            names = list(keys[item.name])
            if len(names) == 1 and item.required:
                required += names
            elif len(names) > 1 and item.name not in alternatives:
                rules.append(_exactly_one(names, optional=not item.required))
        for choice in choices:
            names = [key for name in choice.names for key in keys[name]]
            rules.append(_exactly_one(names, optional=choice.optional))
        schema: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
        if required:
            schema["required"] = required
        return schema | (rules[0] if len(rules) == 1 else {"allOf": rules} if rules else {})

    def keys(self, item: Field) -> dict[str, Ref | Value | Group]:
        """The keys that a field may have in JSON, and what each one holds: several for a slot."""
        if item.type is None or (isinstance(item.type, Group) and not has_fields(item.type)):
            return {}
        stand_ins = self.model.stand_ins(item, self.files)
        if stand_ins:
            return {one.name: one.type for one in stand_ins if one.type is not None}
        return {item.name: item.type}

    def place(self, item: Field, kind: Ref | Value | Group, alternative: bool) -> dict[str, Any]:
        """The schema of one key."""
        if isinstance(kind, Group):
            inner = self.object(list(kind.fields), list(kind.choices))
        else:
            inner = self.type(kind)
        if item.array:
            least = max(item.minimum, int(alternative))  # an empty array says nothing, so it is no choice
            bounds = _given(minItems=least or None, maxItems=item.maximum)
            inner = {"type": "array", "items": inner, **bounds}
        return {"description": item.description, **inner} if item.description else inner


def _one_of_its(properties: dict[str, Any]) -> dict[str, Any]:
    """An object with exactly one of these keys."""
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }


def _exactly_one(names: list[str], *, optional: bool) -> dict[str, Any]:
    branches: list[dict[str, Any]] = [{"required": [name]} for name in names]
    return {"oneOf": [*branches, {"not": {"anyOf": branches}}] if optional else branches}


def _value(value: Value) -> dict[str, Any]:
    least, most = value.minimum, value.maximum
    match value.kind:
        case "boolean":
            return {"type": "boolean"}
        case "enum":
            return {"type": "string", "enum": list(value.members)}
        case "integer":
            return {"type": "integer", **_given(minimum=least, maximum=most)}
        case "string":
            return {"type": "string", **_given(minLength=least or None, maxLength=most)}
        case "base16":
            return {"type": "string", "contentEncoding": "base16", "pattern": _base16(least, most)}
        case "base64":
            return {"type": "string", "contentEncoding": "base64", "pattern": _base64(least, most)}


def _base16(least: int | None, most: int | None) -> str:
    upper = "" if most is None else most
    count = f"{{{most}}}" if upper and least == most else f"{{{least or 0},{upper}}}"
    return f"^(?:[0-9A-Fa-f]{{2}}){count}$"


def _base64(least: int | None, most: int | None) -> str:
    """Texts of so many bytes: groups of four characters stand for three, and a last one for one or two."""
    whole = f"(?:{_BASE64}{{4}})"
    if most is None:
        return f"^{whole}*(?:{_ENDS[1]}|{_ENDS[2]})?$"
    groups, rest = divmod(most, 3)
    if least == most:
        return f"^{whole}{{{groups}}}{_ENDS[rest]}$"
    if rest == 2:
        return f"^{whole}{{0,{groups}}}(?:{_ENDS[1]}|{_ENDS[2]})?$"
    shorter = f"{whole}{{0,{groups - 1}}}(?:{_ENDS[1]}|{_ENDS[2]})?" if groups else ""
    last = f"{whole}{{{groups}}}" + (f"(?:{_ENDS[1]})?" if rest else "")
    return f"^(?:{shorter}|{last})$"


def _given(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _key(ref: Ref) -> str:
    return f"{ref.file}-{ref.name}"


def _full(name: exi_grammar.Name) -> str:
    return f"{{{name.namespace}}}{name.local}" if name.namespace else name.local
