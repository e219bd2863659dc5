"""Documents of ``interfaces/v2g`` become the model; whatever the form does not know is a finding."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from . import naming
from .load import Document, Finding, Place
from .v2g_model import FORMATS, Choice, Field, File, Group, Model, Node, Ref, Type, Value

_FILE = frozenset({"description", "xml", "types"})
_FILE_XML = frozenset({"namespace", "attributes", "elements"})
_OBJECT = frozenset({"description", "type", "xml", "allOf", "required", "properties", "oneOf", "not"})
_OBJECT_XML = frozenset({"element", "abstract", "namespace", "mixed"})
_RANGE = frozenset({"format", "minimum", "maximum"})
_LENGTH = frozenset({"minLength", "maxLength"})
_SIMPLE = frozenset({"description", "type", "xml", "enum", "contentEncoding"}) | _RANGE | _LENGTH
_SIMPLE_XML = frozenset({"element", "namespace", "bytes", "maxBytes"})
_ARRAY = frozenset({"description", "type", "xml", "items", "minItems", "maxItems"})
_REF = re.compile(r"(?:/(\w+))?#/(\w+)")

# Keys of a simple type beside those that each may have, by its kind.
_FACETS: dict[str, frozenset[str]] = {
    "boolean": frozenset(),
    "integer": _RANGE,
    "string": _LENGTH,
    "enum": frozenset({"enum"}),
    "base64": frozenset({"contentEncoding"}),
    "base16": frozenset({"contentEncoding"}),
}


def read(documents: Iterable[Document]) -> tuple[Model, list[Finding]]:
    """The model of all V2G files, and what is wrong in them as far as one file shows it."""
    findings: list[Finding] = []
    wanted = {document.name: document for document in documents if document.kind == "v2g"}
    known = {
        Ref(document.name, str(name)): spec
        for document in wanted.values()
        for name, spec in _mapping(document.data.get("types")).items()
    }
    files = {name: _Reader(document, known, findings).file() for name, document in wanted.items()}
    return Model(files), findings


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


class _Reader:
    """Reads one file. ``known`` are the types of all files, as written."""

    def __init__(self, document: Document, known: dict[Ref, Any], findings: list[Finding]) -> None:
        self.document = document
        self.known = known
        self.findings = findings
        xml = _mapping(document.data.get("xml"))
        self.namespace = str(xml.get("namespace", ""))
        self.attributes = self.namespace if xml.get("attributes") == "qualified" else ""
        self.unqualified = xml.get("elements") == "unqualified"

    def report(self, place: Place, found: str, expected: str) -> None:
        self.findings.append(self.document.finding(place, found, expected))

    def keys(self, place: Place, value: Any, allowed: frozenset[str], what: str) -> dict[str, Any]:
        """``value`` as a mapping of ``allowed`` keys; all others are reported."""
        if not isinstance(value, dict):
            self.report(place, f"{value!r}", f"a mapping ({what})")
            return {}
        for key in value:
            if key not in allowed:
                self.report((*place, key), f"key {key!r}", f"one of {', '.join(sorted(allowed))} ({what})")
        return value

    def text(self, place: Place, spec: dict[str, Any]) -> str:
        text = spec.get("description", "")
        if not isinstance(text, str):
            self.report((*place, "description"), f"{text!r}", "text")
            return ""
        return " ".join(text.split())

    # ---- file and types

    def file(self) -> File:
        data = self.keys((), self.document.data, _FILE, "file")
        self.keys(("xml",), data.get("xml"), _FILE_XML, "annotation of a file")
        if not self.namespace:
            self.report(("xml",), "no namespace", "the namespace of the file's elements")
        types = data.get("types")
        if not isinstance(types, dict) or not types:
            self.report(("types",), "no types", "a mapping of names to types")
        file = File(self.document.name, self.document.file, self.text((), data), self.namespace)
        for name, spec in _mapping(types).items():
            file.types[name] = self.type(name, spec)
        return file

    def type(self, name: str, spec: Any) -> Type:
        place: Place = ("types", name)
        if naming.class_name(naming.identifier(name)) != name:
            self.report(place, f"type {name!r}", "a name with a capital first letter, usable in Python")
        if not _mapping(spec).get("description"):
            self.report(place, "no description", "a line that says what the type is for")
        ref = Ref(self.document.name, name)
        if _mapping(spec).get("type") != "object":
            return self.simple_type(place, ref, spec)
        spec = self.keys(place, spec, _OBJECT, "object")
        xml = self.keys((*place, "xml"), spec.get("xml", {}), _OBJECT_XML, "annotation of an object")
        namespace = str(xml.get("namespace", self.namespace))
        owner = "" if self.unqualified else namespace
        fields = self.properties(place, spec, owner, name)
        return Type(
            ref,
            self.text(place, spec),
            namespace,
            self.element(xml, name),
            self.flag((*place, "xml"), xml, "abstract"),
            self.flag((*place, "xml"), xml, "mixed"),
            self.base(place, spec),
            fields,
            self.choices(place, spec),
        )

    def simple_type(self, place: Place, ref: Ref, spec: Any) -> Type:
        spec = self.keys(place, spec, _SIMPLE, "simple type")
        xml = self.keys((*place, "xml"), spec.get("xml", {}), _SIMPLE_XML, "annotation of a simple type")
        namespace = str(xml.get("namespace", self.namespace))
        value = self.value(place, spec)
        return Type(ref, self.text(place, spec), namespace, self.element(xml, ref.name), value=value)

    def element(self, xml: dict[str, Any], name: str) -> str:
        element = xml.get("element", False)
        return element if isinstance(element, str) else name if element else ""

    def flag(self, place: Place, xml: dict[str, Any], key: str) -> bool:
        value = xml.get(key, False)
        if not isinstance(value, bool):
            self.report((*place, key), f"{value!r}", "true, or no such key")
        return value is True

    def base(self, place: Place, spec: dict[str, Any]) -> Ref | None:
        if "allOf" not in spec:
            return None
        entries = spec["allOf"]
        if not isinstance(entries, list) or len(entries) != 1 or set(_mapping(entries[0])) != {"$ref"}:
            self.report((*place, "allOf"), f"{entries!r}", "one entry with a $ref: the base")
            return None
        base = self.ref((*place, "allOf", 0), entries[0]["$ref"])
        if base is not None and _mapping(self.known[base]).get("type") != "object":
            self.report((*place, "allOf"), f"a base that is no object: {base}", "an object")
            return None
        return base

    # ---- properties

    def properties(self, place: Place, spec: dict[str, Any], namespace: str, owner: str) -> tuple[Field, ...]:
        properties = spec.get("properties", {})
        required = spec.get("required", [])
        if not isinstance(properties, dict):
            self.report((*place, "properties"), f"{properties!r}", "a mapping of names to properties")
            properties = {}
        if not isinstance(required, list):
            self.report((*place, "required"), f"{required!r}", "a list of property names")
            required = []
        for index, name in enumerate(required):
            if name not in properties or name in required[:index]:
                expected = "each own property at most once"
                self.report((*place, "required", index), f"{name!r} in required", expected)
        return tuple(
            self.property((*place, "properties", name), name, item, name in required, namespace, owner)
            for name, item in properties.items()
        )

    def property(
        self, place: Place, name: str, spec: Any, required: bool, namespace: str, owner: str
    ) -> Field:
        if naming.identifier(name) != name:
            self.report(place, f"property {name!r}", "a name usable in Python")
        spec = spec if isinstance(spec, dict) else self.keys(place, spec, frozenset(), "property")
        xml = _mapping(spec.get("xml", {}))
        node = self.node((*place, "xml"), xml)
        array = spec.get("type") == "array"
        minimum: int = int(required)
        maximum: int | None = 1
        if array:
            self.keys(place, spec, _ARRAY, "array")
            self.keys((*place, "xml"), xml, frozenset({"nodeType", "namespace"}), "annotation of an array")
            minimum, maximum = self.items(place, spec, required)
            inner, at = spec.get("items"), (*place, "items")
        else:
            inner, at = spec, place
        if node not in ("element", "group") and array:
            self.report(place, f"an array of nodeType {xml.get('nodeType')}", "a single value")
        space = self.attributes if node == "attribute" else str(xml.get("namespace", namespace))
        type_ = self.content(at, name, inner, node, namespace, owner, annotated=not array)
        text = self.text(place, spec)
        return Field(name, node, type_, space, required, minimum, maximum, array, text)

    def node(self, place: Place, xml: dict[str, Any]) -> Node:
        nodes: dict[str, Node] = {"attribute": "attribute", "text": "text", "any": "any", "none": "group"}
        wanted = xml.get("nodeType")
        if wanted is None:
            return "element"
        if wanted not in nodes:
            self.report((*place, "nodeType"), f"nodeType {wanted!r}", f"one of {', '.join(nodes)}")
        return nodes.get(wanted, "element")

    def items(self, place: Place, spec: dict[str, Any], required: bool) -> tuple[int, int | None]:
        minimum = self.count(place, spec, "minItems") or 0
        maximum = self.count(place, spec, "maxItems")
        if required != (minimum >= 1):
            expected = "minItems of at least 1 exactly when the array is in required"
            self.report(place, f"minItems {minimum}, {'' if required else 'not '}required", expected)
            minimum = int(required)
        if maximum is not None and (maximum < minimum or maximum < 1):
            self.report((*place, "maxItems"), f"maxItems {maximum}", "at least minItems, and at least 1")
            maximum = None
        return minimum, maximum

    def count(self, place: Place, spec: dict[str, Any], key: str, least: int = 0) -> int | None:
        value = spec.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            self.report((*place, key), f"{key}: {value!r}", "a whole number, not negative")
            return None
        return value

    def content(
        self, place: Place, name: str, spec: Any, node: Node, namespace: str, owner: str, *, annotated: bool
    ) -> Value | Ref | Group | None:
        """What a property holds; ``annotated``: it is the property itself, which carries the annotation."""
        extra = frozenset({"nodeType", "namespace"} if annotated else ())
        spec = spec if isinstance(spec, dict) else self.keys(place, spec, frozenset(), "items of an array")
        xml_place = (*place, "xml")
        if node == "any":
            self.keys(place, spec, frozenset({"description", "xml"}), "wildcard")
            self.keys(xml_place, spec.get("xml", {}), extra, "annotation of a wildcard")
            return None
        if node == "group":
            allowed = _OBJECT - {"allOf"}
            self.keys(place, spec, allowed if annotated else allowed - {"xml"}, "group")
            title = naming.class_name(owner + naming.class_name(name))
            fields = self.properties(place, spec, namespace, title)
            for item in fields:
                if item.node == "group" or item.array:
                    at = (*place, "properties", item.name)
                    self.report(at, "an array or a group inside a group", "single elements and wildcards")
            return Group(title, fields, self.choices(place, spec))
        if "$ref" in spec:
            self.keys(place, spec, frozenset({"$ref", "description", "xml"}), "reference")
            self.keys(xml_place, spec.get("xml", {}), extra, "annotation of a reference")
            return self.ref(place, spec["$ref"])
        self.keys(place, spec, _SIMPLE - {"enum"} | ({"enum"} & spec.keys()), "simple type")
        self.keys(xml_place, spec.get("xml", {}), frozenset({"bytes", "maxBytes"}) | extra, "annotation")
        if "enum" in spec:
            self.report((*place, "enum"), "an enumeration inside a property", "a named type")
        return self.value(place, spec)

    def ref(self, place: Place, wanted: Any) -> Ref | None:
        match = _REF.fullmatch(wanted) if isinstance(wanted, str) else None
        ref = Ref(match[1] or self.document.name, match[2]) if match else None
        if ref not in self.known:
            self.report(
                (*place, "$ref"), f"$ref {wanted!r}", "a type of a V2G file, as /file#/Type or #/Type"
            )
            return None
        return ref

    # ---- simple types

    def value(self, place: Place, spec: dict[str, Any]) -> Value | None:
        encoding = spec.get("contentEncoding")
        kind: Any = spec.get("type")
        if kind == "string" and encoding is not None:
            kind = encoding
        elif kind == "string" and "enum" in spec:
            kind = "enum"
        if kind not in _FACETS:
            expected = "integer, boolean or string, with contentEncoding base64 or base16 for binary"
            self.report(place, f"type {spec.get('type')!r}, contentEncoding {encoding!r}", expected)
            return None
        for key in spec.keys() & (_SIMPLE - {"description", "type", "xml"} - _FACETS[kind]):
            self.report((*place, key), f"key {key!r}", f"no such key beside a {kind} type")
        xml = _mapping(spec.get("xml", {}))
        if kind not in ("base64", "base16"):
            for key in xml.keys() & {"bytes", "maxBytes"}:
                self.report((*place, "xml", key), f"key {key!r}", "a binary type beside it")
        if kind == "boolean":
            return Value("boolean")
        if kind == "enum":
            return Value("enum", members=self.members((*place, "enum"), spec["enum"]))
        if kind == "integer":
            return Value("integer", *self.range(place, spec))
        if kind == "string":
            least, most = self.count(place, spec, "minLength"), self.count(place, spec, "maxLength")
        else:
            exact, most = (self.count((*place, "xml"), xml, key) for key in ("bytes", "maxBytes"))
            if exact is not None and most is not None:
                self.report((*place, "xml"), "bytes and maxBytes", "one of them")
            least, most = exact, most if exact is None else exact
        if most is not None and (least or 0) > most:
            self.report(place, f"a minimum of {least} above the maximum of {most}", "a length that exists")
        return Value(kind, least or 0, most)

    def range(self, place: Place, spec: dict[str, Any]) -> tuple[int | None, int | None]:
        name = spec.get("format")
        bounds = [spec.get("minimum"), spec.get("maximum")]
        if name is not None:
            if bounds != [None, None]:
                self.report((*place, "format"), "format beside minimum or maximum", "one of the two")
            if name not in FORMATS:
                self.report((*place, "format"), f"format {name!r}", f"one of {', '.join(FORMATS)}")
            return FORMATS.get(name, (None, None))
        for key, bound in zip(("minimum", "maximum"), bounds, strict=True):
            if bound is not None and (isinstance(bound, bool) or not isinstance(bound, int)):
                self.report((*place, key), f"{key}: {bound!r}", "a whole number")
                return None, None
        least, most = bounds
        if (least is None) != (most is None) or (least is not None and least > most):
            self.report(place, f"minimum {least}, maximum {most}", "both, in order; or neither")
            return None, None
        return least, most

    def members(self, place: Place, values: Any) -> tuple[str, ...]:
        if not isinstance(values, list) or not values or not all(isinstance(item, str) for item in values):
            self.report(place, f"{values!r}", "a list of texts (quote what YAML takes for something else)")
            return ()
        names: dict[str, str] = {}
        for index, item in enumerate(values):
            name = naming.enum_member(item)
            if not name or name in names:
                expected = "values that stay different as Python names"
                self.report((*place, index), f"{item!r} (after {names.get(name)!r})", expected)
            names[name] = item
        return tuple(values)

    # ---- choices

    def choices(self, place: Place, spec: dict[str, Any]) -> tuple[Choice, ...]:
        found: list[Choice] = []
        order = list(_mapping(spec.get("properties", {})))
        required = spec.get("required", [])
        if "oneOf" in spec:
            branches = spec["oneOf"]
            names = [self.alternative((*place, "oneOf"), branch) for branch in branches or [None]]
            found.append(Choice(tuple(name for name in names if name)))
        if "not" in spec:
            pair = _mapping(spec["not"]).get("required")
            if not isinstance(pair, list) or len(pair) != 2 or set(_mapping(spec["not"])) != {"required"}:
                self.report((*place, "not"), f"{spec['not']!r}", "required, with two alternatives")
            else:
                found.append(Choice((str(pair[0]), str(pair[1])), optional=True))
        for choice in found:
            at = (*place, "not" if choice.optional else "oneOf")
            start = order.index(choice.names[0]) if choice.names and choice.names[0] in order else 0
            if tuple(order[start : start + len(choice.names)]) != choice.names or len(choice.names) < 2:
                expected = "two or more neighbouring properties, all of them, in order"
                self.report(at, f"alternatives {', '.join(choice.names)}", expected)
            for name in choice.names:
                if isinstance(required, list) and name in required:
                    self.report(at, f"alternative {name!r} in required", "no alternative in required")
        return tuple(found)

    def alternative(self, place: Place, branch: Any) -> str:
        names = _mapping(branch).get("required")
        if not isinstance(names, list) or len(names) != 1 or set(_mapping(branch)) != {"required"}:
            self.report(place, f"alternative {branch!r}", "required, with one property")
            return ""
        return str(names[0])
