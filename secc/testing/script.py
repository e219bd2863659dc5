"""A script: what a double says, what it expects to hear, and how a failure shows where the two parted.

``...`` stands for anything: as a value, as an argument, or deeper inside one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from msgspec import to_builtins

__all__ = ["OffScript", "Step", "call", "difference", "expect", "parted", "plain", "publish", "told"]

Kind = Literal["expect", "publish", "call"]


class OffScript(AssertionError):
    """The other side did something else than the script says."""


@dataclass(frozen=True)
class Step:
    """One line of a script. ``value`` is plain data, or ``...`` for anything.

    Of a ``partial`` value only what stands there is compared.
    """

    kind: Kind
    name: str
    value: Any
    partial: bool = False

    def __str__(self) -> str:
        value = "" if self.value is None or self.value is ... or self.value == {} else f" {told(self.value)}"
        return f"{self.kind} {self.name}{value}"


def expect(name: str, value: Any = ..., /, **arguments: Any) -> Step:
    """Wait for a command with these arguments, or for a variable with this value.

    Arguments that are not named here are not looked at.
    """
    return (
        Step("expect", name, plain(arguments), partial=True)
        if value is ...
        else Step("expect", name, plain(value))
    )


def publish(variable: str, value: Any = None, /) -> Step:
    """Say, as a charger, the value of a variable; none for an event."""
    return Step("publish", variable, value)


def call(command: str, /, **arguments: Any) -> Step:
    """Say, as an owner, a command."""
    return Step("call", command, arguments)


def plain(value: Any) -> Any:
    """Typed values as the JSON data that crosses a link; ``...`` stays."""
    if value is ...:
        return value
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return to_builtins(value)


def told(value: Any) -> str:
    """A value on one line."""
    return json.dumps(value, ensure_ascii=False, default=lambda other: "..." if other is ... else repr(other))


def difference(wanted: Any, got: Any, partial: bool = False, path: str = "$") -> str | None:
    """The first place at which two values differ, in words; None when they agree."""
    if wanted is ...:
        return None
    if isinstance(wanted, dict) and isinstance(got, dict):
        for key in wanted:
            if key not in got:
                return f"{path}.{key}: expected {told(wanted[key])}, got nothing"
            if found := difference(wanted[key], got[key], path=f"{path}.{key}"):
                return found
        surplus = [] if partial else [key for key in got if key not in wanted]
        return f"{path}.{surplus[0]}: expected nothing, got {told(got[surplus[0]])}" if surplus else None
    if isinstance(wanted, list) and isinstance(got, list):
        for index, (one, other) in enumerate(zip(wanted, got, strict=False)):
            if found := difference(one, other, path=f"{path}[{index}]"):
                return found
        if len(wanted) != len(got):
            return f"{path}: expected {len(wanted)} items, got {len(got)}"
        return None
    if partial and wanted == {}:
        return None
    if wanted == got and isinstance(wanted, bool) == isinstance(got, bool):
        return None
    return f"{path}: expected {told(wanted)}, got {told(got)}"


def parted(script: Sequence[Step], at: int, got: Sequence[str], why: str) -> OffScript:
    """The failure: the script with the line where it was left, and beside it what came instead."""
    lines = [f"off script at line {at + 1} of {len(script)}: {why}", ""]
    for number, step in enumerate(script):
        lines.append(f"{'-' if number == at else ' '} {number + 1:>3}  {step}")
        if number == at:
            lines += [f"+      {heard}" for heard in got] or ["+      (nothing)"]
    return OffScript("\n".join(lines))
