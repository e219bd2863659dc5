# Generated from codegen/runtime/validation.py by "python -m codegen generate". Do not edit.
"""The check that every payload passes on its way through the contract, out and in.

msgspec enforces constraints when it converts plain data into a type, and only then: a struct that somebody
built may hold anything. So what crosses is made plain first and converted afterwards, in both directions.
What msgspec does not look at stands in :mod:`.walk`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from msgspec import UNSET, UnsetType, ValidationError, convert, defstruct, inspect, structs, to_builtins

from .errors import ContractError
from .walk import Fold, Step, fold, second_step

T = TypeVar("T")

_NOT_JSON = (bytes, bytearray, memoryview, Decimal, UUID, date, time, timedelta)
"""Types that msgspec would quietly turn into text; left as they are, no type of the contract accepts them."""


class Payload(Generic[T]):
    """What one variable or one command carries, and the check of it. ``Payload(None)`` carries no value."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind
        self._fold: Fold | None = None
        self._step: Step | None = self._first_step
        self._seen = False
        self._unbounded: type[Any] | None = None

    def relax(self, relaxed: bool = True) -> None:
        """Let the numbers of a flat struct leave their ranges, in this whole process; False ends it.

        For trials with what a contract cannot express yet. Names, types and finiteness are checked as ever.
        """
        self._unbounded = _unbounded(self._kind) if relaxed else None

    def write(self, value: T) -> Any:
        """The value as plain JSON data: dict, list, str, int, float, bool, None.

        :raises ContractError: the value breaks a rule of its type.
        """
        return self._check(value, None)[0]

    def read(self, plain: Any) -> T:
        """The typed value for plain JSON data.

        :raises ContractError: the data breaks a rule of the type.
        """
        if not self._seen:
            self._look()
        typed: T = self._check(plain, self._fold)[1]
        return typed

    def _check(self, value: Any, folded: Fold | None) -> tuple[Any, Any]:
        if self._kind is None:
            if value is not None:
                raise ContractError("$", "Expected `null`")
            return None, None
        try:
            try:
                plain = to_builtins(value, builtin_types=_NOT_JSON, enc_hook=_as_dict)
            except (TypeError, ValueError) as error:
                raise ContractError("$", f"Expected JSON data ({error})") from None
            if folded is not None:
                plain = folded(plain)
            try:
                typed = convert(plain, self._kind)
            except ValidationError:
                plain = _whole_numbers(plain)
                try:
                    typed = convert(plain, self._kind)
                except ValidationError as error:
                    if self._unbounded is None:
                        raise _contract_error(error) from None
                    typed = self._outside(plain, error)
            if self._step is not None:
                plain = self._step(plain, "$")
        except RecursionError:
            raise ContractError("$", "Expected JSON data that is not so deep") from None
        return plain, typed

    def _outside(self, plain: Any, error: ValidationError) -> Any:
        """The value with numbers out of range, if that is all that is wrong with it."""
        try:
            found = structs.asdict(convert(plain, self._unbounded))
        except ValidationError:
            raise _contract_error(error) from None
        given = {name: number for name, number in found.items() if number is not UNSET}
        if not all(map(math.isfinite, given.values())):
            raise _contract_error(error) from None
        return self._kind(**given)

    def _look(self) -> None:
        """Looking at the type can wait until it is used: most programs use few of them."""
        info = inspect.type_info(self._kind)
        self._fold, self._step, self._seen = fold(info), second_step(info), True

    def _first_step(self, plain: Any, path: str) -> Any:
        self._look()
        return plain if self._step is None else self._step(plain, path)


def _unbounded(kind: Any) -> type[Any]:
    """A struct with the same fields, each a number of any size."""
    fields = [
        (field.name, float) if field.required else (field.name, float | UnsetType, UNSET)
        for field in structs.fields(kind)
    ]
    return defstruct(kind.__name__, fields, forbid_unknown_fields=True)


_payloads: dict[type[Any], Payload[Any]] = {}


def validate(value: T) -> T:
    """A struct of the contract held against its own constraints, which building it does not check.

    :raises ContractError: the value breaks a rule of its type.
    """
    kind = type(value)
    if kind not in _payloads:
        _payloads[kind] = Payload(kind)
    _payloads[kind].write(value)
    return value


def _as_dict(value: Any) -> dict[Any, Any]:
    """msgspec knows no mapping but dict."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"not a {type(value).__name__}")


def _contract_error(error: ValidationError) -> ContractError:
    rule, _, path = str(error).rpartition(" - at `")
    if not rule:
        return ContractError("$", str(error))
    return ContractError(path.removesuffix("`").rpartition("`")[2].replace(".[", "["), rule)


def _whole_numbers(plain: Any) -> Any:
    """JSON knows one number 1, also when it is spelled 1.0; msgspec tells them apart."""
    if isinstance(plain, float) and plain.is_integer():
        return int(plain)
    if isinstance(plain, dict):
        return {key: _whole_numbers(value) for key, value in plain.items()}
    if isinstance(plain, list | tuple):
        return [_whole_numbers(value) for value in plain]
    return plain
