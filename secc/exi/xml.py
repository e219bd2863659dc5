"""The XML notation of messages: what an XML document of the schema would say, and back.

Namespaces are declared on the outermost element. A character that XML cannot hold is shown as U+FFFD: a
peer may send one inside a text, and a log must not fail for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar
from xml.parsers import expat

from .schema import END, Event, Name, Root, Row, Schema, State, Type, UnknownElement, type_of
from .values import Codec, shown
from .walk import Node, Sink, read, write_root

_Found = TypeVar("_Found")

_MAX_DEPTH = 32
_MAX_NODES = 100_000
"""Elements and attributes of a text; three full schedules of ISO 15118-2 have some 25,000."""

_NONE: dict[Name, str] = {}
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_UNFIT = [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF]
_ESCAPES = dict.fromkeys(_UNFIT, "\ufffd") | {
    ord(character): f"&{name};"
    for character, name in zip('&<>"\t\n\r', ("amp", "lt", "gt", "quot", "#9", "#10", "#13"), strict=True)
}
_REASONS = {
    expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]: "more than one document; "
    "several messages go as JSON, one a line"
}
"""In our words, where the parser's do not say what to do."""
_PREFIX = re.compile(r"([A-Za-z][A-Za-z0-9]*)[^A-Za-z0-9]*$")


# ---- writing


def write_document(schema: Schema, message: Any) -> str:
    """A message as XML."""
    return _write(schema.elements[schema.code_of(message)], message)


def write_fragment(schema: Schema, code: int, value: Any) -> str:
    """One element as XML."""
    return _write(schema.fragments[code], value)


def _write(root: Root, value: Any) -> str:
    sink = _XmlSink()
    write_root(sink, root, value)
    return sink.text()


class _XmlSink(Sink):
    """Gathers the pieces of the text; the namespaces met go into the outermost tag at the end."""

    def __init__(self) -> None:
        super().__init__(as_received=True)
        self.pieces: list[str] = []
        self.prefixes: dict[str, str] = {"": ""}
        self.names: list[tuple[str, Node]] = []
        self.open = False

    def enter(self, name: Name, node: Node) -> None:
        super().enter(name, node)
        prefix = self.prefix(name.namespace)
        self.names.append((prefix + name.local, node))
        if node == "element":
            self.close_tag()
            self.pieces.append(f"<{prefix}{name.local}")
            self.open = True

    def prefix(self, namespace: str) -> str:
        if namespace not in self.prefixes:
            match = _PREFIX.search(namespace)
            word = match[1] if match else "ns"
            taken = self.prefixes.values()
            number = next(n for n in range(1, 99) if f"{word}{n if n > 1 else ''}:" not in taken)
            self.prefixes[namespace] = f"{word}{number if number > 1 else ''}:"
        return self.prefixes[namespace]

    def leave(self) -> None:
        super().leave()
        name, node = self.names.pop()
        if node != "element":
            return
        if self.open:
            self.pieces.append("/>")
            self.open = False
        else:
            self.pieces.append(f"</{name}>")

    def close_tag(self) -> None:
        if self.open:
            self.pieces.append(">")
            self.open = False

    def value(self, codec: Codec, value: Any, node: Node) -> None:
        text = codec.to_text(value).translate(_ESCAPES)
        if node == "attribute":
            self.pieces.append(f' {self.names[-1][0]}="{text}"')
        elif text:
            self.close_tag()
            self.pieces.append(text)

    def text(self) -> str:
        spaces = (f' xmlns:{prefix[:-1]}="{uri}"' for uri, prefix in self.prefixes.items() if prefix)
        return "".join([self.pieces[0], *spaces, *self.pieces[1:]])


# ---- reading


class _Element:
    """An element as it stands in the text."""

    __slots__ = ("attributes", "children", "name", "seen", "text")

    def __init__(self, name: Name, attributes: dict[Name, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: Sequence[_Element] = ()
        self.text = ""
        self.seen = 0


def read_document(schema: Schema, text: str) -> Any:
    """The message that XML stands for.

    :raises ValueError: it is none of this schema.
    """

    def find(name: Name) -> Root:
        for root in schema.elements:
            if root.name == name and root.types and isinstance(type_of(root.types[0]), Type):
                return root
        raise UnknownElement(name, f"starts no message of schema {schema.name}")

    root, element = _parse(text, find)
    return _XmlSource(element).root(root.type())


def read_fragment(schema: Schema, text: str) -> tuple[int, Any]:
    """Code and value of the element that XML stands for.

    :raises ValueError: it is none of this schema.
    """

    def find(name: Name) -> int:
        for code, root in enumerate(schema.fragments):
            if root.name == name and root.types:
                return code
        raise UnknownElement(name, f"no element of schema {schema.name}")

    code, element = _parse(text, find)
    root = schema.fragments[code]
    kinds = [root.type()] if len(root.types) == 1 else [type_of(kind) for kind in root.types]
    if len(kinds) > 1:  # of two types, the one with attributes is meant when there are any
        kinds = [kind for kind in kinds if isinstance(kind, Type) == bool(element.attributes)] or kinds
    return code, _XmlSource(element).root(kinds[0])


def _parse(text: str, find: Callable[[Name], _Found]) -> tuple[_Found, _Element]:
    """The outermost element, and what its name was found to mean before anything else was read."""
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    builder = _Builder(find)
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.StartDoctypeDeclHandler = builder.doctype
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        reason = _REASONS.get(error.code) or expat.ErrorString(error.code)
        raise ValueError(f"line {error.lineno}, column {error.offset}: {reason}") from None
    return builder.top[0]


class _Builder(Generic[_Found]):
    """Makes elements of what the parser meets."""

    def __init__(self, find: Callable[[Name], _Found]) -> None:
        self.find = find
        self.top: list[tuple[_Found, _Element]] = []
        self.stack: list[tuple[_Element, list[_Element], list[str]]] = []
        """The elements that are open, each with its children and the pieces of its text."""
        self.names: dict[str, Name] = {}
        self.count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.stack) >= _MAX_DEPTH:
            raise ValueError(f"more than {_MAX_DEPTH} levels of elements")
        self.count += 1 + len(attributes)
        if self.count > _MAX_NODES:
            raise ValueError(f"more than {_MAX_NODES} elements and attributes")
        element = _Element(self.name(name), self.given(attributes) if attributes else _NONE)
        if self.stack:
            self.stack[-1][1].append(element)
        else:
            self.top.append((self.find(element.name), element))
        self.stack.append((element, [], []))

    def end(self, _: str) -> None:
        element, children, pieces = self.stack.pop()
        element.text = "".join(pieces)
        if children:
            element.children = children

    def characters(self, data: str) -> None:
        self.stack[-1][2].append(data)

    def doctype(self, *_: Any) -> None:
        raise ValueError("a document type declaration, which messages do not have")

    def name(self, text: str) -> Name:
        """A name as the parser says it; the same object each time."""
        if text not in self.names:
            namespace, _, local = text.rpartition(" ")
            self.names[text] = Name(local, namespace)
        return self.names[text]

    def given(self, attributes: dict[str, str]) -> dict[Name, str]:
        """Attributes, those left out that tell where a schema can be had."""
        named = ((self.name(key), value) for key, value in attributes.items())
        return {
            name: value
            for name, value in named
            if name.namespace != _INSTANCE or not name.local.endswith("chemaLocation")
        }


class _XmlSource:
    """Gives the events of parsed XML."""

    def __init__(self, element: _Element) -> None:
        self.stack = [element]
        self.path = [element.name.local]
        self.attribute = ""

    def root(self, kind: Type | Codec) -> Any:
        """The whole value."""
        return self.value(kind, "element") if isinstance(kind, Codec) else read(self, kind)

    def error(self, reason: str) -> ValueError:
        return ValueError(f"{'/'.join(self.path)}: {reason}")

    def event(self, state: State, rows: tuple[Row, ...]) -> Event:
        element = self.stack[-1]
        events = [event for event in state.events if event.row >= 0]
        for event in events:
            if rows[event.row].node == "attribute" and event.name in element.attributes:
                self.attribute = element.attributes.pop(event.name)
                return event
        if element.attributes:
            raise self.error(f"attribute {shown(next(iter(element.attributes)))} is not expected")
        for event in events:
            if rows[event.row].node == "text":
                return event
        if not element.seen and element.text.strip() and not any(row.node == "text" for row in rows):
            raise self.error(f"text {element.text.strip()[:40]!r} is not expected")
        if element.seen < len(element.children):
            name = element.children[element.seen].name
            for event in events:
                if event.name == name and rows[event.row].node in ("element", "slot"):
                    return event
            raise self.error(f"element {shown(name)} is not expected{_instead(events)}")
        if END not in state.code:
            raise self.error(f"more content is expected{_instead(events)}")
        return state.events[state.code[END]]

    def enter(self, name: Name, node: Node) -> None:
        self.path.append(name.local)
        if node == "element":
            parent = self.stack[-1]
            self.stack.append(parent.children[parent.seen])
            parent.seen += 1
        else:
            self.stack.append(self.stack[-1])

    def leave(self) -> None:
        self.path.pop()
        self.stack.pop()

    def value(self, codec: Codec, node: Node) -> Any:
        element = self.stack[-1]
        if node != "attribute" and (element.children or element.attributes):
            raise self.error("a plain value is expected")
        try:
            return codec.from_text(self.attribute if node == "attribute" else element.text)
        except ValueError as error:
            raise self.error(str(error)) from None


def _instead(events: list[Event]) -> str:
    names = ", ".join(str(event.name) for event in events[:8])
    return f", but {names}" if names else ""
