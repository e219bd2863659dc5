"""Names: how the contract's words become Python's.

A wire name is never changed by a case rule. A field or an enum member keeps its spelling; only what Python
cannot write is replaced, and what Python keeps for itself gets an underscore behind it. Where two names meet
after that, the compiler reports it; nothing is numbered silently.
"""

from __future__ import annotations

import keyword
import re

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_]+")

_TAKEN_IN_MODULES = frozenset(
    {
        *("ABC", "Annotated", "Any", "COMMANDS", "Caller", "ContractError", "Callable", "FAULTS", "Final"),
        *("Literal", "Mapping", "Meta", "Payload", "Provider", "RESULTS", "StrEnum", "Struct", "UNSET"),
        *("UnsetType", "VARIABLES", "bool", "datetime", "dict", "float", "int", "object", "str", "tuple"),
    }
)
"""Names that generated modules use; a type or a module of the same name would hide them."""

_TAKEN_IN_ENUM = frozenset(dir(str)) | {"name", "value", "mro"}
"""Attributes that every string enum has; a member of the same name would hide them."""


def identifier(wire: str) -> str:
    """The Python identifier for a name on the wire.

    ``evse_id`` stays, ``None`` → ``None_``, ``W/s`` → ``W_s``, ``MF-WPT1`` → ``MF_WPT1``, ``3phase`` →
    ``_3phase``. Empty when the name has no letter and no digit: the caller reports it.
    """
    name = _NOT_IN_A_NAME.sub("_", wire)
    if not name.strip("_"):
        return ""
    if name.startswith("__"):
        name = name.lstrip("_")
    if name[0].isdigit():
        name = "_" + name
    return name + "_" if keyword.iskeyword(name) else name


def method(wire: str) -> str:
    """What stands behind ``handle_`` or ``publish_`` in a method's name; there a keyword is none."""
    return _NOT_IN_A_NAME.sub("_", wire)


def enum_member(wire: str) -> str:
    """The identifier for a member of a string enum: never an attribute that ``StrEnum`` has itself."""
    name = identifier(wire)
    if name.startswith("_") and name.endswith("_"):
        name = name.lstrip("_")  # enum keeps _such_ names for itself
    return name + "_" if name in _TAKEN_IN_ENUM else name


def class_name(name: str) -> str:
    """The class for a type, or for what a property holds: ``hashAlgorithm`` → ``HashAlgorithm``."""
    return _free(identifier(name[:1].upper() + name[1:]))


def camel(name: str) -> str:
    """A class name made of a name in snake case: ``ISO15118_charger`` → ``Iso15118Charger``."""
    return identifier("".join(part[:1].upper() + part[1:].lower() for part in re.split(r"[_.-]", name)))


def inner_class(outer: str, name: str) -> str:
    """The class for what an interface defines inside itself: ``set_mode``, ``kind`` → ``SetModeKind``."""
    return _free(
        outer + identifier("".join(part[:1].upper() + part[1:] for part in re.split(r"[_.-]", name)))
    )


def module(name: str) -> str:
    """The module for a contract file: ``ISO15118_charger`` → ``iso15118_charger``, ``a/b`` → ``a_b``."""
    return _free(identifier(name.lower()))


def _free(name: str) -> str:
    return name + "_" if name in _TAKEN_IN_MODULES else name
