"""What the contract's V2G files say, read without the code generator: ``yaml.safe_load`` and the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from tests.contract.schema_facts import (
    Choice,
    Element,
    Group,
    Particle,
    Type,
    Wildcard,
    clark,
    integer,
    one_of,
    sized,
    slot,
)

Node: TypeAlias = Mapping[str, Any]
Key: TypeAlias = tuple[str, str]
"""File and type name."""

_OBJECT = {"type", "allOf", "required", "properties", "oneOf", "not"}
_VALUES = {
    "boolean": ({"type"}, set[str]()),
    "integer": ({"type", "format", "minimum", "maximum"}, set[str]()),
    "string": ({"type", "minLength", "maxLength"}, set[str]()),
    "enumeration": ({"type", "enum"}, set[str]()),
    "binary": ({"type", "contentEncoding"}, {"bytes", "maxBytes"}),
}
"""The keywords of each kind of value, and those of them that stand under ``xml``."""

_FORMATS = {f"int{bits}": (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for bits in (8, 16, 32, 64)}
_FORMATS |= {f"uint{bits}": (0, 2**bits - 1) for bits in (8, 16, 32, 64)}


class Contract:
    """Some V2G files by name, as ``yaml.safe_load`` gives them."""

    def __init__(self, files: Mapping[str, Any]) -> None:
        self._files = files

    def reach(self, root: str) -> set[str]:
        """The schema set of a file: itself and all files that its references lead to."""
        found, open_ = set[str](), [root]
        while open_:
            name = open_.pop()
            if name not in found and name in self._files:
                found.add(name)
                open_ += [self._key(name, reference)[0] for reference in _references(self._files[name])]
        return found

    def namespaces(self, root: str) -> set[str]:
        """All namespaces of a schema set."""
        return {
            self._namespace((file, name)) for file in self.reach(root) for name in self._files[file]["types"]
        }

    def types(self, file: str) -> Iterator[Type]:
        """All types of one file; slots as its own schema set fills them."""
        reader = _Reader(self, self.reach(file))
        for name in self._files[file]["types"]:
            yield reader.type((file, name))

    def node(self, key: Key) -> Node:
        """A type as written; an empty one where a reference leads nowhere."""
        node: Node = self._files.get(key[0], {}).get("types", {}).get(key[1], {})
        return node

    def base(self, key: Key) -> Key | None:
        """The type that this one extends."""
        return next((self._key(key[0], entry["$ref"]) for entry in self.node(key).get("allOf", ())), None)

    def element(self, key: Key) -> str | None:
        """The global element that a type is."""
        flag = self.node(key).get("xml", {}).get("element")
        return clark(self._namespace(key), key[1] if flag is True else flag) if flag else None

    def head(self, key: Key) -> Key | None:
        """The global element that this one stands in for: the nearest of its bases that is one."""
        base = self.base(key) if self.element(key) else None
        while base is not None and not self.element(base):
            base = self.base(base)
        return base

    def keys(self, files: Iterable[str]) -> Iterator[Key]:
        """All types of some files."""
        return ((file, name) for file in files for name in self._files[file]["types"])

    def target(self, file: str, reference: str) -> Key:
        """Where a reference in a file leads."""
        return self._key(file, reference)

    def words(self, key: Key) -> str:
        """A type's name for comparison."""
        return clark(self._namespace(key), key[1]) if self.node(key) else f"unknown {key[0]}#/{key[1]}"

    def local(self, key: Key, kind: str) -> str:
        """The namespace of elements or attributes that a type declares."""
        default = {"elements": "qualified", "attributes": "unqualified"}[kind]
        form = self._files[key[0]]["xml"].get(kind, default)
        return self._namespace(key) if form == "qualified" else ""

    def _namespace(self, key: Key) -> str:
        own = self.node(key).get("xml", {}).get("namespace")
        return str(own or self._files[key[0]]["xml"].get("namespace", "no namespace"))

    @staticmethod
    def _key(file: str, reference: str) -> Key:
        target, _, name = reference.partition("#/")
        return target.removeprefix("/") or file, name


class _Reader:
    """Reads types within one schema set."""

    def __init__(self, contract: Contract, files: set[str]) -> None:
        self._contract = contract
        self._stand_ins: dict[Key, list[Key]] = {}
        for key in contract.keys(files):
            head = contract.head(key)
            if head is not None:
                self._stand_ins.setdefault(head, []).append(key)

    def type(self, key: Key) -> Type:
        contract, node = self._contract, self._contract.node(key)
        xml = node.get("xml", {})
        head, base = contract.head(key), contract.base(key)
        each = Type(
            key[1],
            contract.words(key)[1:].partition("}")[0],
            element=contract.element(key),
            stands_in_for=contract.element(head) if head else None,
            abstract=xml.get("abstract", False),
            mixed=xml.get("mixed", False),
            base=contract.words(base) if base else None,
        )
        flags = {"element", "namespace"}
        if node.get("type") != "object":
            each.value = self._value(each, key[1], node, flags)
            return each
        self._surplus(each, key[1], node, _OBJECT, {*flags, "abstract", "mixed"})
        if len(node.get("allOf", ())) > 1:
            each.oddities.append("more than one base")
        inherited = self.type(base) if base and base != key and contract.node(base) else None
        if inherited:
            each.attributes.update(inherited.attributes)
        each.content = (inherited.content if inherited else ()) + self._content(each, key, node)
        return each

    def _content(self, each: Type, key: Key, node: Node) -> tuple[Particle, ...]:
        """The particles that an object's properties stand for; attributes and text go to the type itself."""
        required: Sequence[str] = node.get("required", ())
        properties: Mapping[str, Node] = node.get("properties", {})
        each.oddities += [
            f"{name} is required and no property" for name in required if name not in properties
        ]
        particles: dict[str, Particle] = {}
        for name, declared in properties.items():
            kind = declared.get("xml", {}).get("nodeType")
            if kind == "attribute":
                use = "required" if name in required else "optional"
                qualified = clark(self._contract.local(key, "attributes"), name)
                each.attributes[name] = f"{qualified}: {self._single(each, key, name, declared)}, {use}"
            elif kind == "text":
                each.text = self._single(each, key, name, declared) + (
                    "" if name in required else ", optional"
                )
            else:
                particles[name] = self._particle(each, key, name, declared, name in required)
        one_of_them = [entry.get("required", ()) for entry in node.get("oneOf", ())]
        if any(len(names) != 1 for names in one_of_them):
            each.oddities.append("an alternative that is not one property")
        self._choose(each, particles, [name for names in one_of_them for name in names], required)
        rivals = node.get("not", {}).get("required", ())
        choice = self._choose(each, particles, rivals, required)
        if choice is not None:
            particles[choice] = Group((particles[choice],), low=0)
        return tuple(particles.values())

    def _choose(
        self, each: Type, particles: dict[str, Particle], names: Sequence[str], required: Sequence[str]
    ) -> str | None:
        """Put a choice in the place of its alternatives; the place is named like the first of them."""
        if not names:
            return None
        order = list(particles)
        start = order.index(names[0]) if names[0] in order else 0
        if order[start : start + len(names)] != list(names) or len(names) < 2:
            each.oddities.append(f"alternatives {', '.join(names)} are no neighbours in this order")
            return None
        if any(name in required for name in names):
            each.oddities.append("a required alternative")
        members = tuple(_once(particles[name]) for name in names)
        for name in names[1:]:
            del particles[name]
        particles[names[0]] = Choice(members)
        return names[0]

    def _particle(self, each: Type, key: Key, name: str, declared: Node, required: bool) -> Particle:
        xml = declared.get("xml", {})
        if xml.get("nodeType") == "any":
            self._surplus(each, name, declared, set(), {"nodeType"})
            return Wildcard(int(required))
        low, item = int(required), declared
        high: int | None = 1
        if declared.get("type") == "array":
            self._surplus(
                each, name, declared, {"type", "items", "minItems", "maxItems"}, {"nodeType", "namespace"}
            )
            low, high, item = declared.get("minItems", 0), declared.get("maxItems"), declared.get("items", {})
            if (low > 0) != required:
                each.oddities.append(f"{name}: required and minItems disagree")
        if xml.get("nodeType") == "none":
            self._surplus(each, name, item, _OBJECT, {"nodeType"} if item is declared else set())
            if item.get("type") != "object":
                each.oddities.append(f"{name}: a group that is no object")
            return Group(self._content(each, key, item), low, high)
        words = self._single(each, key, name, item, array=item is not declared)
        members = self._slot(key, name, item)
        if members:
            return Element(members[0], slot(members), low, high)
        qualified = clark(xml.get("namespace") or self._contract.local(key, "elements"), name)
        return Element(qualified, words, low, high)

    def _slot(self, key: Key, name: str, item: Node) -> list[str]:
        """The head and its stand-ins, if a property is a slot: named like the global element it refers to."""
        if "$ref" not in item:
            return []
        target = self._contract.target(key[0], item["$ref"])
        element = self._contract.element(target)
        if element is None or element.rpartition("}")[2] != name or target not in self._stand_ins:
            return []
        return [element, *self._standing_in(target)]

    def _standing_in(self, head: Key) -> Iterator[str]:
        for key in self._stand_ins.get(head, ()):
            yield str(self._contract.element(key))
            yield from self._standing_in(key)

    def _single(self, each: Type, key: Key, name: str, declared: Node, array: bool = False) -> str:
        """The type of one attribute, text or element, in words."""
        xml = set() if array else {"nodeType", "namespace"}
        if "$ref" in declared:
            self._surplus(each, name, declared, {"$ref"}, xml)
            return self._contract.words(self._contract.target(key[0], declared["$ref"]))
        return self._value(each, name, declared, xml)

    def _value(self, each: Type, name: str, node: Node, xml: set[str]) -> str:
        """A simple type in words; ``xml`` is what may stand under ``xml`` beside its own keywords."""
        kind = node.get("type")
        if kind == "string":
            kind = "binary" if "contentEncoding" in node else "enumeration" if "enum" in node else kind
        if kind not in _VALUES:
            each.oddities.append(f"{name}: no value type")
            return "no value type"
        keywords, own = _VALUES[kind]
        self._surplus(each, name, node, keywords, xml | own)
        if kind == "integer":
            return integer(*self._range(each, name, node))
        if kind == "string":
            return sized(kind, node.get("minLength"), node.get("maxLength"))
        if kind == "enumeration":
            return one_of(node["enum"])
        if kind == "binary":
            exact = node.get("xml", {}).get("bytes")
            return sized(node["contentEncoding"], exact, node.get("xml", {}).get("maxBytes", exact))
        return str(kind)

    @staticmethod
    def _range(each: Type, name: str, node: Node) -> tuple[int | None, int | None]:
        low, high, width = node.get("minimum"), node.get("maximum"), node.get("format")
        if width is None:
            return low, high
        if low is not None or high is not None:
            each.oddities.append(f"{name}: both format and range")
        if width not in _FORMATS:
            each.oddities.append(f"{name}: format {width}")
        return _FORMATS.get(width, (low, high))

    @staticmethod
    def _surplus(each: Type, name: str, node: Node, keywords: set[str], xml: set[str]) -> None:
        """What the format does not know at this place is a fact too, so it makes a difference."""
        found = sorted(node.keys() - keywords - {"description", "xml"}) + [
            f"xml.{keyword}" for keyword in sorted(node.get("xml", {}).keys() - xml)
        ]
        each.oddities += [f"{name}: keyword {keyword}" for keyword in found]


def _once(particle: Particle) -> Particle:
    """An alternative by itself is mandatory: that it may be absent is what the choice says."""
    if isinstance(particle, Choice) or particle.low:
        return particle
    return replace(particle, low=1)


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key == "$ref":
                yield value
            else:
                yield from _references(value)
    elif isinstance(node, list):
        for item in node:
            yield from _references(item)
