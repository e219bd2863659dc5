"""Edits of V2G files that matter, by kind: each of them has to be noticed when the files are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

Node: TypeAlias = dict[str, Any]
Place: TypeAlias = tuple[str, ...]
Kind: TypeAlias = Callable[[Place, Node], Iterator[Node]]
"""Makes, from the node at a place, every variant of it that an edit of this kind can yield."""

LIMITS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")
FLAGS = ("element", "abstract", "mixed")


def edits(data: Node, kind: Kind) -> Iterator[tuple[str, Node]]:
    """Every edit of one kind of a file: where it was made, and the file afterwards."""
    for place, node in _nodes((), data):
        for number, variant in enumerate(kind(place, node)):
            yield f"{'.'.join(place) or 'file'}, variant {number}", _replaced(data, place, variant)


def _nodes(place: Place, node: Node) -> Iterator[tuple[Place, Node]]:
    yield place, node
    for inner in ("types", "properties"):
        for name, value in node.get(inner, {}).items():
            yield from _nodes((*place, inner, name), value)
    if "items" in node:
        yield from _nodes((*place, "items"), node["items"])


def _replaced(node: Node, place: Place, variant: Node) -> Node:
    return {**node, place[0]: _replaced(node[place[0]], place[1:], variant)} if place else variant


def _without(node: Node, key: str) -> Node:
    return {name: value for name, value in node.items() if name != key}


def _swapped(items: list[Any], index: int) -> list[Any]:
    return [*items[:index], items[index + 1], items[index], *items[index + 2 :]]


def type_lost(place: Place, node: Node) -> Iterator[Node]:
    for name in node.get("types", {}):
        yield {**node, "types": _without(node["types"], name)}


def type_gained(place: Place, node: Node) -> Iterator[Node]:
    if "types" in node:
        yield {**node, "types": {**node["types"], "Surplus": {"type": "boolean"}}}


def property_lost(place: Place, node: Node) -> Iterator[Node]:
    for name in node.get("properties", {}):
        yield {**node, "properties": _without(node["properties"], name)}


def property_gained(place: Place, node: Node) -> Iterator[Node]:
    if node.get("type") == "object":
        yield {**node, "properties": {**node.get("properties", {}), "Surplus": {"type": "boolean"}}}


def property_renamed(place: Place, node: Node) -> Iterator[Node]:
    for name in node.get("properties", {}):
        if node["properties"][name].get("xml", {}).get("nodeType") not in ("text", "none", "any"):
            renamed = {f"{key}_" if key == name else key: value for key, value in node["properties"].items()}
            required = [f"{key}_" if key == name else key for key in node.get("required", ())]
            yield {**node, "properties": renamed, "required": required}


def properties_swapped(place: Place, node: Node) -> Iterator[Node]:
    items = [
        item
        for item in node.get("properties", {}).items()
        if item[1].get("xml", {}).get("nodeType") not in ("attribute", "text")
    ]
    for index in range(len(items) - 1):
        yield {**node, "properties": {**_rest(node, items), **dict(_swapped(items, index))}}


def _rest(node: Node, items: list[tuple[str, Node]]) -> Node:
    return {name: value for name, value in node["properties"].items() if name not in dict(items)}


def required_lost(place: Place, node: Node) -> Iterator[Node]:
    for name in node.get("required", ()):
        yield {**node, "required": [other for other in node["required"] if other != name]}


def required_gained(place: Place, node: Node) -> Iterator[Node]:
    for name in node.get("properties", {}):
        if name not in node.get("required", ()):
            yield {**node, "required": [*node.get("required", ()), name]}


def alternative_lost(place: Place, node: Node) -> Iterator[Node]:
    for entry in node.get("oneOf", ()):
        yield {**node, "oneOf": [other for other in node["oneOf"] if other != entry]}


def alternatives_swapped(place: Place, node: Node) -> Iterator[Node]:
    for index in range(len(node.get("oneOf", ())) - 1):
        yield {**node, "oneOf": _swapped(node["oneOf"], index)}


def optional_alternatives_swapped(place: Place, node: Node) -> Iterator[Node]:
    if "not" in node:
        yield {**node, "not": {"required": node["not"]["required"][::-1]}}


def choice_lost(place: Place, node: Node) -> Iterator[Node]:
    for keyword in node.keys() & {"oneOf", "not"}:
        yield _without(node, keyword)


def choice_freed_or_forced(place: Place, node: Node) -> Iterator[Node]:
    """Of two alternatives: exactly one becomes at most one, or the other way round."""
    if len(node.get("oneOf", ())) == 2:
        pair = [name for entry in node["oneOf"] for name in entry["required"]]
        yield {**_without(node, "oneOf"), "not": {"required": pair}}
    if "not" in node:
        yield {**_without(node, "not"), "oneOf": [{"required": [name]} for name in node["not"]["required"]]}


def base_lost(place: Place, node: Node) -> Iterator[Node]:
    if "allOf" in node:
        yield _without(node, "allOf")


def base_changed(place: Place, node: Node) -> Iterator[Node]:
    if "allOf" in node:
        yield {**node, "allOf": [{"$ref": "#/Other"}]}
        yield {**node, "allOf": [*node["allOf"], {"$ref": "#/Other"}]}


def reference_changed(place: Place, node: Node) -> Iterator[Node]:
    if "$ref" in node:
        yield {**node, "$ref": "#/Other"}
        yield {**_without(node, "$ref"), "type": "boolean"}


def value_renamed(place: Place, node: Node) -> Iterator[Node]:
    for value in node.get("enum", ()):
        yield {**node, "enum": [f"{other}_" if other == value else other for other in node["enum"]]}


def value_lost(place: Place, node: Node) -> Iterator[Node]:
    for value in node.get("enum", ()):
        yield {**node, "enum": [other for other in node["enum"] if other != value]}


def value_gained(place: Place, node: Node) -> Iterator[Node]:
    if "enum" in node:
        yield {**node, "enum": [*node["enum"], "Surplus"]}


def values_swapped(place: Place, node: Node) -> Iterator[Node]:
    for index in range(len(node.get("enum", ())) - 1):
        yield {**node, "enum": _swapped(node["enum"], index)}


def limit_moved(place: Place, node: Node) -> Iterator[Node]:
    for limit in LIMITS:
        if limit in node:
            yield {**node, limit: node[limit] + 1}
            yield {**node, limit: node[limit] - 1}


def limit_lost(place: Place, node: Node) -> Iterator[Node]:
    for limit in LIMITS:
        if limit in node:
            yield _without(node, limit)


def limit_gained(place: Place, node: Node) -> Iterator[Node]:
    """Also where it is out of place: a length of a number, a range beside a format."""
    for limit in LIMITS:
        if "type" in node and limit not in node:
            yield {**node, limit: 3}


def byte_length_changed(place: Place, node: Node) -> Iterator[Node]:
    xml = node.get("xml", {})
    for limit in ("bytes", "maxBytes"):
        if limit in xml:
            yield {**node, "xml": {**xml, limit: xml[limit] + 1}}
            yield {**node, "xml": {"bytes" if limit == "maxBytes" else "maxBytes": xml[limit]}}
            yield _without(node, "xml")


def format_changed(place: Place, node: Node) -> Iterator[Node]:
    if "format" in node:
        yield {**node, "format": "int32" if node["format"] != "int32" else "int64"}
        yield _without(node, "format")


def encoding_changed(place: Place, node: Node) -> Iterator[Node]:
    if "contentEncoding" in node:
        yield {**node, "contentEncoding": "base16" if node["contentEncoding"] == "base64" else "base64"}
        yield _without(node, "contentEncoding")


def type_keyword_changed(place: Place, node: Node) -> Iterator[Node]:
    if "type" in node:
        yield {**node, "type": "string" if node["type"] == "boolean" else "boolean"}
        yield _without(node, "type")


def flag_toggled(place: Place, node: Node) -> Iterator[Node]:
    xml = node.get("xml", {})
    for flag in FLAGS:
        if len(place) == 2:
            yield {**node, "xml": _without(xml, flag) if flag in xml else {**xml, flag: True}}


def element_renamed(place: Place, node: Node) -> Iterator[Node]:
    if node.get("xml", {}).get("element"):
        yield {**node, "xml": {**node["xml"], "element": "other"}}


def namespace_changed(place: Place, node: Node) -> Iterator[Node]:
    xml = node.get("xml", {})
    if "namespace" in xml:
        yield {**node, "xml": {**xml, "namespace": "urn:other"}}
        yield {**node, "xml": _without(xml, "namespace")}


def qualification_toggled(place: Place, node: Node) -> Iterator[Node]:
    """Of a file; for attributes only where there is one, or nothing would change."""
    if "types" in node:
        forms = {"elements": "unqualified"}
        if "attribute" in str(node["types"]):
            forms["attributes"] = "qualified"
        for form, value in forms.items():
            xml = node["xml"]
            yield {**node, "xml": _without(xml, form) if form in xml else {**xml, form: value}}


def node_type_lost(place: Place, node: Node) -> Iterator[Node]:
    if "nodeType" in node.get("xml", {}):
        yield {**node, "xml": _without(node["xml"], "nodeType")}


def keyword_gained(place: Place, node: Node) -> Iterator[Node]:
    if place:
        yield {**node, "pattern": "^A"}
        yield {**node, "xml": {**node.get("xml", {}), "prefix": "a"}}


KINDS: tuple[Kind, ...] = (
    type_lost, type_gained, property_lost, property_gained, property_renamed, properties_swapped,
    required_lost, required_gained, alternative_lost, alternatives_swapped, optional_alternatives_swapped,
    choice_lost, choice_freed_or_forced, base_lost, base_changed, reference_changed, value_renamed,
    value_lost, value_gained, values_swapped, limit_moved, limit_lost, limit_gained, byte_length_changed,
    format_changed, encoding_changed, type_keyword_changed, flag_toggled, element_renamed, namespace_changed,
    qualification_toggled, node_type_lost, keyword_gained,
)  # fmt: skip
