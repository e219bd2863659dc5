"""What a message schema says, whatever the language: the common ground of XSD and contract YAML.

Both readers (``xsd_reference`` and ``yaml_facts``) fill this model; :func:`facts` puts it into words, one
short statement an aspect, so that a difference reads as a line and nothing is compared that cannot be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Facts: TypeAlias = dict[str, str]


@dataclass(frozen=True)
class Element:
    """An element in a content model; ``name`` in Clark notation, ``type`` in words."""

    name: str
    type: str
    low: int = 1
    high: int | None = 1


@dataclass(frozen=True)
class Wildcard:
    """Any foreign element. How often and from where is not compared: meeting one is an error either way."""

    low: int = 1


@dataclass(frozen=True)
class Choice:
    """Exactly one of the alternatives."""

    alternatives: tuple[Particle, ...]


@dataclass(frozen=True)
class Group:
    """Particles that are optional or repeated together."""

    members: tuple[Particle, ...]
    low: int = 1
    high: int | None = 1


Particle: TypeAlias = Element | Wildcard | Choice | Group


@dataclass
class Type:
    """A named type; a simple one has a ``value`` only."""

    name: str
    namespace: str
    element: str | None = None
    stands_in_for: str | None = None
    abstract: bool = False
    mixed: bool = False
    base: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    text: str | None = None
    value: str | None = None
    content: tuple[Particle, ...] = ()
    oddities: list[str] = field(default_factory=list)
    """What the reader could not take in: it makes a fact, so it cannot pass unnoticed."""


def clark(namespace: str, name: str) -> str:
    """``{namespace}name``; an unqualified name stays as it is."""
    return f"{{{namespace}}}{name}" if namespace else name


def span(low: int | None, high: int | None) -> str:
    """A range in words; an open end is left open."""
    return f"{'' if low is None else low}..{'' if high is None else high}"


def integer(low: int | None, high: int | None) -> str:
    """An integer type in words."""
    return f"integer {span(low, high)}"


def sized(kind: str, low: int | None, high: int | None) -> str:
    """A string or binary type in words."""
    return f"{kind} of length {span(low or None, high)}"


def one_of(values: Iterable[str]) -> str:
    """An enumeration in words, in its order."""
    return f"one of {' | '.join(values)}"


def slot(members: Iterable[str]) -> str:
    """A substitution group in words: Clark names, in the order of their event codes."""

    def order(name: str) -> tuple[str, str]:
        namespace, _, local = name.rpartition("}")
        return local, namespace

    return f"slot of {', '.join(sorted(members, key=order))}"


def facts(types: Iterable[Type]) -> Facts:
    """All that can be said of some types, keyed by what it is said of."""
    said: Facts = {}
    for each in types:
        for about, statement in _of_type(each):
            key = f"{each.name}{about}"
            assert key not in said, f"two types say {key}"
            said[key] = statement
    return said


def differences(reference: Facts, ours: Facts) -> list[str]:
    """One line for each statement that only one side makes, or that both make differently."""
    lines = []
    for key in sorted(reference.keys() | ours.keys()):
        theirs, mine = reference.get(key, "nothing"), ours.get(key, "nothing")
        if theirs != mine:
            lines.append(f"{key}: the XSD says {theirs}, the YAML says {mine}")
    return lines


def _of_type(each: Type) -> Iterator[tuple[str, str]]:
    yield "", f"a {'complex' if each.value is None else 'simple'} type of {each.namespace}"
    if each.element is not None:
        yield " (element)", each.element
    if each.stands_in_for is not None:
        yield " (stands in for)", each.stands_in_for
    if each.abstract:
        yield " (abstract)", "yes"
    if each.mixed:
        yield " (mixed)", "yes"
    if each.base is not None:
        yield " (extends)", each.base
    if each.value is not None:
        yield " (value)", each.value
    if each.text is not None:
        yield " (text)", each.text
    for name, statement in each.attributes.items():
        yield f" @{name}", statement
    if each.value is None:
        yield " (content)", _model(each.content)
    yield from _of_particles("", each.content)
    for number, oddity in enumerate(each.oddities, 1):
        yield f" (oddity {number})", oddity


def _of_particles(path: str, particles: Sequence[Particle]) -> Iterator[tuple[str, str]]:
    groups = 0
    for particle in particles:
        match particle:
            case Element(name, type):
                yield f"{path}.{name.rpartition('}')[2]}", f"{name}: {type}"
            case Choice(alternatives):
                yield from _of_particles(path, alternatives)
            case Group(members):
                groups += 1
                yield from _of_particles(f"{path}.group {groups}", members)
            case Wildcard():
                pass


def _model(particles: Sequence[Particle]) -> str:
    return "(" + ", ".join(map(_words, particles)) + ")"


def _words(particle: Particle) -> str:
    match particle:
        case Element(name, _, low, high):
            return name.rpartition("}")[2] + _occurrence(low, high)
        case Wildcard(low):
            return "any" if low else "any?"
        case Choice(alternatives):
            return "(" + " | ".join(map(_words, alternatives)) + ")"
        case Group(members, low, high):
            return _model(members) + _occurrence(low, high)


def _occurrence(low: int, high: int | None) -> str:
    if (low, high) == (1, 1):
        return ""
    return "?" if (low, high) == (0, 1) else f"{{{span(low, high)}}}"
