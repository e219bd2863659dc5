# Generated from codegen/runtime/validation.py by "python -m codegen generate". Do not edit.
"""The check that every payload passes on its way through the contract, out and in.

msgspec enforces constraints when it converts plain data into a type, and only then: a struct that somebody
built may hold anything. So what crosses is made plain first and converted afterwards, in both directions.
What msgspec does not look at follows in a second step, only for types that need it: numbers without bounds
must be finite, date-times must be spelled as RFC 3339 has it, arrays become lists.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from msgspec import ValidationError, convert, inspect, to_builtins

from .errors import ContractError

T = TypeVar("T")

_Step = Callable[[Any, str], Any]
"""Checks one plain value, named by its path, and returns it in its final form."""

_NOT_JSON = (bytes, bytearray, memoryview, Decimal, UUID, date, time, timedelta)
"""Types that msgspec would quietly turn into text; left as they are, no type of the contract accepts them."""

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


class Payload(Generic[T]):
    """What one variable or one command carries, and the check of it. ``Payload(None)`` carries no value."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind
        self._step: _Step | None = self._first_step

    def write(self, value: T) -> Any:
        """The value as plain JSON data: dict, list, str, int, float, bool, None.

        :raises ContractError: the value breaks a rule of its type.
        """
        return self._check(value)[0]

    def read(self, plain: Any) -> T:
        """The typed value for plain JSON data.

        :raises ContractError: the data breaks a rule of the type.
        """
        typed: T = self._check(plain)[1]
        return typed

    def _check(self, value: Any) -> tuple[Any, Any]:
        if self._kind is None:
            if value is not None:
                raise ContractError("$", "Expected `null`")
            return None, None
        try:
            plain = to_builtins(value, builtin_types=_NOT_JSON, enc_hook=_as_dict)
        except (TypeError, ValueError, RecursionError) as error:
            raise ContractError("$", f"Expected JSON data ({error})") from None
        try:
            typed = convert(plain, self._kind)
        except ValidationError as error:
            plain = _whole_numbers(plain)
            try:
                typed = convert(plain, self._kind)
            except ValidationError:
                raise _contract_error(error) from None
        if self._step is not None:
            plain = self._step(plain, "$")
        return plain, typed

    def _first_step(self, plain: Any, path: str) -> Any:
        """Looking at the type can wait until it is used: most programs use few of them."""
        self._step = _step(inspect.type_info(self._kind), {})
        return plain if self._step is None else self._step(plain, path)


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
    return ContractError(path.removesuffix("`"), rule) if rule else ContractError("$", str(error))


def _whole_numbers(plain: Any) -> Any:
    """JSON knows one number 1, also when it is spelled 1.0; msgspec tells them apart."""
    if isinstance(plain, float) and plain.is_integer():
        return int(plain)
    if isinstance(plain, dict):
        return {key: _whole_numbers(value) for key, value in plain.items()}
    if isinstance(plain, list | tuple):
        return [_whole_numbers(value) for value in plain]
    return plain


def _step(info: inspect.Type, known: dict[Any, _Step | None]) -> _Step | None:
    """The second step for a type; None where msgspec has seen to everything."""
    if isinstance(info, inspect.Metadata):
        return _step(info.type, known)
    if isinstance(info, inspect.UnionType):
        return next((step for member in info.types if (step := _step(member, known))), None)
    if isinstance(info, inspect.FloatType):
        bounded = info.ge is not None and info.le is not None
        return None if bounded else _finite
    if isinstance(info, inspect.DateTimeType):
        return _date_time
    if isinstance(info, inspect.VarTupleType):
        return _array(_step(info.item_type, known))
    if isinstance(info, inspect.StructType):
        if info.cls not in known:
            fields: dict[str, _Step] = {}
            known[info.cls] = _record(fields)  # a type may contain itself
            for field in info.fields:
                step = _step(field.type, known)
                if step is not None:
                    fields[field.encode_name] = step
            if not fields:
                known[info.cls] = None
        return known[info.cls]
    return None


def _finite(value: Any, path: str) -> Any:
    if not math.isfinite(value):
        raise ContractError(path, "Expected a finite number")
    return value


def _date_time(value: Any, path: str) -> Any:
    if not _DATE_TIME.fullmatch(value):
        raise ContractError(path, "Expected a date and time as RFC 3339 has it, like 2026-01-31T12:00:00Z")
    return value


def _array(item: _Step | None) -> _Step:
    if item is None:
        return lambda values, path: list(values)
    return lambda values, path: [item(value, f"{path}[{index}]") for index, value in enumerate(values)]


def _record(fields: dict[str, _Step]) -> _Step:
    def step(record: Any, path: str) -> Any:
        for name, check in fields.items():
            if name in record:
                record[name] = check(record[name], f"{path}.{name}")
        return record

    return step
