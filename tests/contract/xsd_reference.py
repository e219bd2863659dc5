"""The reference: what the XSDs of the PyPI package iso15118 say, read by the library xmlschema."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeGuard

import xmlschema
from xmlschema.validators import (
    XMLSchemaBase,
    XsdAnyElement,
    XsdAtomic,
    XsdAtomicBuiltin,
    XsdAttribute,
    XsdComplexType,
    XsdElement,
    XsdGroup,
    XsdSimpleType,
    XsdType,
)

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

XML_SCHEMA = "http://www.w3.org/2001/XMLSchema"

RENAMED = {"EMAIDType": "SignedEMAID", "ChargingScheduleType": "PowerAndPriceSchedule"}
"""Where the rule does not do: in ISO 15118-2 this type and eMAIDType would both be EMAID; in ISO 15118-20
the type would be named like one of the two fields of a ScheduleTuple that have it."""

_FACETS = {"minInclusive", "maxInclusive", "minLength", "maxLength", "length", "enumeration"}
_KINDS = {
    "boolean": "boolean",
    "string": "string",
    "anyURI": "string",
    "base64Binary": "base64",
    "hexBinary": "base16",
}
"""What can be told apart on the wire, beside integers; any other builtin is a KeyError."""


class Reference:
    """One XSD with all that it imports."""

    def __init__(self, schemas: Path, root: str) -> None:
        # Other XSDs import xmldsig from a folder where the package has none, and its DOCTYPE is not for
        # parsers that guard against entities: so it is read first, without, and found in the maps afterwards.
        text = (schemas / "xmldsig-core-schema.xsd").read_text(encoding="utf-8")
        xmldsig = xmlschema.XMLSchema10(re.sub(r"<!DOCTYPE.*?\]>", "", text, flags=re.DOTALL))
        if root == "xmldsig-core-schema.xsd":
            root_schema = xmldsig
        else:
            root_schema = xmlschema.XMLSchema10(str(schemas / root), global_maps=xmldsig.maps)
        self._schemas: dict[str, XMLSchemaBase] = {}
        self._collect(root_schema.target_namespace, root_schema)
        self._elements_of_type: dict[str, list[XsdElement]] = {}
        for schema in self._schemas.values():
            assert not (schema.groups or schema.attributes or schema.attribute_groups), schema
            for element in schema.elements.values():
                if self._own(element.type.name):
                    self._elements_of_type.setdefault(element.type.name, []).append(element)

    @property
    def namespaces(self) -> set[str]:
        """The namespace of the root and of everything that it imports, directly or not."""
        return set(self._schemas)

    def types(self, namespaces: Iterable[str]) -> Iterator[Type]:
        """All types that some namespaces of the set declare; one behind two elements counts twice."""
        for namespace in namespaces:
            schema = self._schemas[namespace]
            for declared in schema.types.values():
                assert declared.name is not None
                elements = self._elements_of_type.get(declared.name, ())
                for element in elements:
                    yield self._type(element.local_name, namespace, declared, element)
                if not elements:
                    yield self._type(self._name(declared.name), namespace, declared, None)
            for element in schema.elements.values():
                if not self._own(element.type.name):
                    name = element.local_name[0].upper() + element.local_name[1:]
                    yield self._type(name, namespace, element.type, element)

    def _collect(self, namespace: str, schema: XMLSchemaBase) -> None:
        self._schemas[namespace] = schema
        for other in schema.imported_namespaces:
            if other not in self._schemas:
                (imported,) = schema.maps.namespaces[other]
                self._collect(other, imported)

    @staticmethod
    def _own(type_name: str | None) -> TypeGuard[str]:
        """Whether a type has a name that is not a builtin's."""
        return type_name is not None and not type_name.startswith(f"{{{XML_SCHEMA}}}")

    def _name(self, qualified: str) -> str:
        """The name a type has in our YAML: its global element's, or its own without ``Type``."""
        if qualified in self._elements_of_type:
            (element,) = self._elements_of_type[qualified]
            return str(element.local_name)
        local = qualified.rpartition("}")[2]
        plain = RENAMED.get(local, local.removesuffix("Type"))
        return plain[0].upper() + plain[1:]

    def _type(
        self, name: str, namespace: str, declared: XsdSimpleType | XsdComplexType, element: XsdElement | None
    ) -> Type:
        each = Type(name, namespace)
        if element is not None:
            each.element = element.name
            each.stands_in_for = element.substitution_group
            each.abstract = element.abstract
        if isinstance(declared, XsdSimpleType):
            each.value = self._value(declared)
            return each
        each.abstract = each.abstract or declared.abstract
        each.mixed = declared.mixed
        for attribute in declared.attributes.values():
            assert isinstance(attribute, XsdAttribute), f"{declared}: {attribute}"
            assert attribute.default is None and attribute.fixed is None, f"{declared}: {attribute}"
            statement = f"{attribute.name}: {self._named(attribute.type)}, {attribute.use}"
            each.attributes[attribute.local_name] = statement
        if isinstance(declared.content, XsdSimpleType):
            each.text = self._named(declared.content)
            return each
        assert declared.derivation in (None, "extension"), declared
        if declared.derivation == "extension":
            assert declared.base_type is not None
            each.base = self._named(declared.base_type)
        each.content = tuple(self._group(declared.content))
        return each

    def _group(self, group: XsdGroup) -> list[Particle]:
        """The particles that a group comes to: a plain sequence is no more than its members."""
        parts = [self._particle(item) for item in group]
        body: list[Particle]
        if group.model == "choice" and len(parts) > 1:
            body = [Choice(tuple(part[0] if len(part) == 1 else Group(tuple(part)) for part in parts))]
        else:
            assert group.model in ("sequence", "choice"), group
            body = [particle for part in parts for particle in part]
        if group.occurs == (1, 1) or not body:
            return body
        return [Group(tuple(body), group.min_occurs, group.max_occurs)]

    def _particle(self, item: object) -> list[Particle]:
        if isinstance(item, XsdGroup):
            return self._group(item)
        if isinstance(item, XsdAnyElement):
            return [Wildcard(min(item.min_occurs, 1))]
        assert isinstance(item, XsdElement), item
        assert not item.nillable and item.default is None and item.fixed is None, item
        return [Element(item.name, self._typed(item), item.min_occurs, item.max_occurs)]

    def _typed(self, element: XsdElement) -> str:
        if element.ref is not None:
            members = {element.name, *self._stand_ins(element.name)}
            if len(members) > 1:
                return slot(members)
            if not self._own(element.type.name):
                return element.name
        return self._named(element.type)

    def _named(self, declared: XsdType) -> str:
        """A type in words: its name in our YAML or, for a builtin or an anonymous one, its value."""
        if self._own(declared.name):
            return clark(declared.target_namespace, self._name(declared.name))
        assert isinstance(declared, XsdSimpleType), declared
        return self._value(declared)

    def _stand_ins(self, head: str) -> Iterator[str]:
        for schema in self._schemas.values():
            for element in schema.elements.values():
                if element.substitution_group == head:
                    yield element.name
                    yield from self._stand_ins(element.name)

    def _value(self, declared: XsdSimpleType) -> str:
        assert isinstance(declared, XsdAtomic), f"{declared}: a list or a union"
        if not isinstance(declared, XsdAtomicBuiltin):
            facets = {name.rpartition("}")[2] for name in declared.facets if name}
            assert facets <= _FACETS, f"{declared}: {facets}"
        if declared.enumeration is not None:
            return one_of(map(str, declared.enumeration))
        if declared.is_derived(_builtin("integer")):
            low, high = declared.min_value, declared.max_value
            assert isinstance(low, int | None) and isinstance(high, int | None), declared
            return integer(low, high)
        kind = _KINDS[str(declared.primitive_type.local_name)]
        return kind if kind == "boolean" else sized(kind, declared.min_length, declared.max_length)


def _builtin(name: str) -> XsdType:
    meta = xmlschema.XMLSchema10.meta_schema
    assert meta is not None
    return meta.types[name]
