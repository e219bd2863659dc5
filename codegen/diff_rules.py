"""The rules of ``diff``: what may change in a contract, and whom it breaks.

- **handler**: the code behind the interface has to change (it takes commands and publishes variables);
- **client**: the code that owns it has to change (it calls commands and subscribes to variables);
- **wire**: a message that was valid no longer is, so a peer that still has the old contract is refused;
- **docs**: only what people read.

Values flow one way: a command's argument from client to handler, a variable or a result from handler to
client. Rules about values speak of ``sender`` and ``receiver``; where a type is used says who that is. A
sender is broken by less freedom, a receiver by more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Whom = Literal["handler", "client", "wire", "docs", "sender", "receiver"]

Direction = Literal["in", "out"]
"""``in`` to the handler (an argument), ``out`` to the client (a variable, a result)."""

_ROLES = {
    ("sender", "in"): "client",
    ("sender", "out"): "handler",
    ("receiver", "in"): "handler",
    ("receiver", "out"): "client",
}
_ORDER = ("handler", "client", "wire", "docs")


@dataclass(frozen=True)
class Rule:
    """One kind of change; ``breaks`` is empty when nobody has to follow."""

    id: str
    purpose: str
    breaks: tuple[Whom, ...] = ()


_ALL: tuple[Whom, ...] = ("handler", "client", "wire")
_LESS: tuple[Whom, ...] = ("sender", "wire")
_MORE: tuple[Whom, ...] = ("receiver",)

_TABLE = (
    # Interfaces
    Rule("INTERFACE_ADDED", "there is a new interface"),
    Rule("INTERFACE_REMOVED", "an interface is gone", _ALL),
    Rule("COMMAND_ADDED", "a command is new: its handler is abstract until it is written", ("handler",)),
    Rule("COMMAND_REMOVED", "a command is gone: nobody can call it", ("client", "wire")),
    Rule("COMMANDS_REORDERED", "commands stand in another order", ("docs",)),
    Rule("ARGUMENT_ADDED", "a command has one more argument, and arguments are never optional", _ALL),
    Rule("ARGUMENT_REMOVED", "a command has one argument less", _ALL),
    Rule(
        "ARGUMENTS_REORDERED", "arguments stand in another order: calls by position mean others", ("client",)
    ),
    Rule("RESULT_ADDED", "a command that answered nothing has a result", ("handler", "wire")),
    Rule("RESULT_REMOVED", "a command no longer answers", _ALL),
    Rule("VARIABLE_ADDED", "a variable is new; nobody has to listen"),
    Rule("VARIABLE_REMOVED", "a variable is gone", _ALL),
    Rule("VARIABLES_REORDERED", "variables stand in another order", ("docs",)),
    Rule("ERROR_ADDED", "an error is new: the client may meet it", ("client",)),
    Rule("ERROR_REMOVED", "an error is gone: it cannot be raised any more", _ALL),
    # Types
    Rule("TYPE_ADDED", "there is a new type"),
    Rule("TYPE_REMOVED", "a type is gone: code that imports it breaks", ("handler", "client")),
    Rule("TYPE_RENAMED", "the same place has a type of another name", ("handler", "client")),
    # Values
    Rule("TYPE_CHANGED", "values are of another kind", _ALL),
    Rule("TYPE_WIDENED", "values may be of more kinds than before", _MORE),
    Rule("TYPE_NARROWED", "values may be of fewer kinds than before", _LESS),
    Rule("RANGE_WIDENED", "numbers may go further", _MORE),
    Rule("RANGE_NARROWED", "numbers may go less far", _LESS),
    Rule("LENGTH_WIDENED", "texts may have other lengths besides", _MORE),
    Rule("LENGTH_NARROWED", "texts may have fewer lengths", _LESS),
    Rule("COUNT_WIDENED", "arrays or objects may have other sizes besides", _MORE),
    Rule("COUNT_NARROWED", "arrays or objects may have fewer sizes", _LESS),
    Rule("PATTERN_ADDED", "texts have to match a pattern", _LESS),
    Rule("PATTERN_REMOVED", "texts need not match a pattern any more", _MORE),
    Rule("PATTERN_CHANGED", "texts have to match another pattern", _ALL),
    Rule("FORMAT_CHANGED", "texts have another format, so that Python has another type", _ALL),
    Rule("MEMBER_ADDED", "an enum has one more member", _MORE),
    Rule("MEMBER_REMOVED", "an enum has one member less; code that names it breaks too", _ALL),
    Rule("MEMBERS_REORDERED", "members stand in another order", ("docs",)),
    Rule("ENUM_CLOSED", "any text was allowed, now only some are", _LESS),
    Rule("ENUM_OPENED", "any text is allowed, the enum's class is gone", ("handler", "client")),
    Rule("PROPERTY_ADDED", "an object has one more optional property"),
    Rule("REQUIRED_PROPERTY_ADDED", "an object has one more property, which it must have", _LESS),
    Rule("PROPERTY_REMOVED", "an object has one property less", _ALL),
    Rule("PROPERTY_NOW_REQUIRED", "a property that could be absent has to be there", _LESS),
    Rule("PROPERTY_NOW_OPTIONAL", "a property that was always there may be absent", _MORE),
    Rule("PROPERTIES_REORDERED", "properties stand in another order", ("docs",)),
    Rule("OBJECT_CLOSED", "an object that was open takes no other properties any more", _LESS),
    Rule("OBJECT_OPENED", "an object that was closed may have other properties", _MORE),
    Rule("KEYWORD_CHANGED", "a keyword that no other rule knows differs: judge by hand", _ALL),
    # What people read
    Rule("UNIT_CHANGED", "a description names another unit: the same number means something else", _ALL),
    Rule("DESCRIPTION_CHANGED", "a description says something else", ("docs",)),
    # Messages of the cars
    Rule("MESSAGE_ADDED", "a type of the cars' messages is new"),
    Rule("MESSAGE_REMOVED", "a type of the cars' messages is gone", ("handler", "wire")),
    Rule("MESSAGE_CHANGED", "a type of the cars' messages differs, and so do the bytes", ("handler", "wire")),
)

RULES = {rule.id: rule for rule in _TABLE}
"""Every rule by its id."""


def breaks(rule: str, directions: Iterable[Direction]) -> tuple[str, ...]:
    """Whom a rule breaks where values flow in these directions; used nowhere, it may be either."""
    ways = frozenset(directions) or frozenset({"in", "out"})
    met = {_ROLES.get((whom, way), whom) for whom in RULES[rule].breaks for way in ways}
    return tuple(whom for whom in _ORDER if whom in met)
