"""What msgspec does not look at: walks over plain data, made once for a type and only where it needs them.

The *second step* comes after the conversion. Numbers without bounds must be finite, date-times must be
spelled as RFC 3339 has it, items that must differ must differ, arrays become lists, and what may be any JSON
value must be one.

*Open objects* hold properties that the contract does not name. A struct has no room for them, so its class
has one more field, a dict whose name on the wire is empty. Plain data that comes in is folded before the
conversion: what has no name goes into that dict. The second step unfolds it again.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias, TypeVar

from msgspec import inspect

from .errors import ContractError

Step: TypeAlias = Callable[[Any, str], Any]
"""Checks one plain value, named by its path, and returns it in its final form."""

Fold: TypeAlias = Callable[[Any], Any]
"""Returns plain data with its open objects folded; what is not as it should be is left to the conversion."""

_F = TypeVar("_F", Step, Fold)

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def second_step(info: inspect.Type) -> Step | None:
    """The second step for a type; None where msgspec has seen to everything."""
    return _step(info, {})


def fold(info: inspect.Type) -> Fold | None:
    """What folds the open objects of a type; None where there are none."""
    return _fold(info, {})


# The second step


def _step(info: inspect.Type, known: dict[Any, Step | None]) -> Step | None:
    match info:
        case inspect.Metadata(type=inner, extra=extra):
            step = _step(inner, known)
            return _different(step) if extra and extra.get("unique") else step
        case inspect.UnionType(types=members):
            steps = {kind: step for one in members if (step := _step(one, known)) for kind in _python(one)}
            return _by_kind(steps)
        case inspect.FloatType(ge=least, le=most):
            return None if least is not None and most is not None else _finite
        case inspect.DateTimeType():
            return _date_time
        case inspect.AnyType():
            return _json
        case inspect.VarTupleType(item_type=item):
            return _array(_step(item, known))
        case inspect.DictType(value_type=value):
            return _table(_step(value, known))
        case inspect.StructType(cls=cls, fields=fields):
            if cls not in known:
                inner_steps: dict[str, Step] = {}
                names = frozenset(field.encode_name for field in fields)
                known[cls] = _record(inner_steps, names)
                for field in fields:  # a type may contain itself
                    step = _step(field.type, known)
                    if step is not None:
                        inner_steps[field.encode_name] = step
                if not inner_steps and "" not in names:
                    known[cls] = None
            return known[cls]
    return None


def _by_kind(steps: dict[type, _F]) -> _F | None:
    """One step for a union: JSON tells its members apart, and so does Python."""
    if not steps:
        return None
    if len(steps) == 1:
        ((kind, only),) = steps.items()
        return lambda value, *path: only(value, *path) if isinstance(value, kind) else value
    return lambda value, *path: steps[type(value)](value, *path) if type(value) in steps else value


def _python(info: inspect.Type) -> Iterator[type]:
    """The Python types that plain data of a type may have, as far as a walk can concern them."""
    match info:
        case inspect.Metadata(type=inner):
            yield from _python(inner)
        case inspect.FloatType():
            yield float
        case inspect.DateTimeType():
            yield str
        case inspect.VarTupleType():
            yield from (list, tuple)
        case inspect.DictType() | inspect.StructType():
            yield dict


def _finite(value: Any, path: str) -> Any:
    if not math.isfinite(value):
        raise ContractError(path, "Expected a finite number")
    return value


def _date_time(value: Any, path: str) -> Any:
    if not _DATE_TIME.fullmatch(value):
        raise ContractError(path, "Expected a date and time as RFC 3339 has it, like 2026-01-31T12:00:00Z")
    return value


def _json(value: Any, path: str) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return _finite(value, path)
        case list() | tuple():
            return [_json(item, f"{path}[{index}]") for index, item in enumerate(value)]
        case dict() if all(isinstance(key, str) for key in value):
            return {key: _json(item, f"{path}.{key}") for key, item in value.items()}
    raise ContractError(path, "Expected JSON data")


def _array(item: Step | None) -> Step:
    if item is None:
        return lambda values, path: list(values)
    return lambda values, path: [item(value, f"{path}[{index}]") for index, value in enumerate(values)]


def _different(array: Step | None) -> Step:
    def step(values: Any, path: str) -> Any:
        if len({_key(value) for value in values}) < len(values):
            raise ContractError(path, "Expected items that all differ")
        return values if array is None else array(values, path)

    return step


def _key(value: Any) -> Any:
    """Equal for what JSON holds equal: 1 and 1.0 are, 1 and true are not."""
    if isinstance(value, bool):
        return (bool, value)
    if isinstance(value, list | tuple):
        return (list, *map(_key, value))
    if isinstance(value, dict):
        return (dict, frozenset((name, _key(inner)) for name, inner in value.items()))
    return value


def _table(item: Step | None) -> Step | None:
    if item is None:
        return None
    return lambda values, path: {key: item(value, f"{path}.{key}") for key, value in values.items()}


def _record(steps: dict[str, Step], names: frozenset[str]) -> Step:
    def step(record: Any, path: str) -> Any:
        for name, check in steps.items():
            if name in record:
                record[name] = check(record[name], f"{path}.{name}" if name else path)
        for name, value in record.pop("", {}).items() if "" in names else ():
            if name in names and name != "":
                raise ContractError(f"{path}.{name}", "Expected the value in the field of that name")
            record[name] = value
        return record

    return step


# Folding


def _fold(info: inspect.Type, known: dict[Any, Fold | None]) -> Fold | None:
    match info:
        case inspect.Metadata(type=inner):
            return _fold(inner, known)
        case inspect.UnionType(types=members):
            return _by_kind(
                {kind: one for type_ in members if (one := _fold(type_, known)) for kind in _python(type_)}
            )
        case inspect.VarTupleType(item_type=item):
            one = _fold(item, known)
            return None if one is None else _fold_items(one)
        case inspect.DictType(value_type=value):
            one = _fold(value, known)
            return None if one is None else _fold_values(one)
        case inspect.StructType(cls=cls, fields=fields):
            if cls not in known:
                folds: dict[str, Fold | None] = {field.encode_name: None for field in fields}
                known[cls] = _fold_record(folds)
                for field in fields:
                    folds[field.encode_name] = _fold(field.type, known)
                if "" not in folds and not any(folds.values()):
                    known[cls] = None
            return known[cls]
    return None


def _fold_items(one: Fold) -> Fold:
    return lambda plain: [one(item) for item in plain] if isinstance(plain, list | tuple) else plain


def _fold_values(one: Fold) -> Fold:
    return lambda plain: {key: one(item) for key, item in plain.items()} if isinstance(plain, dict) else plain


def _fold_record(folds: dict[str, Fold | None]) -> Fold:
    def fold(plain: Any) -> Any:
        if not isinstance(plain, dict):
            return plain
        named: dict[Any, Any] = {}
        more: dict[Any, Any] = {}
        for key, value in plain.items():
            known = key != "" and key in folds
            one = folds.get(key) if known else None
            (named if known or "" not in folds else more)[key] = value if one is None else one(value)
        if "" in folds:
            others = folds[""]
            named[""] = more if others is None else others(more)
        return named

    return fold
