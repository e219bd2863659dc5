"""Two states of a contract side by side: every change, and whom it breaks.

A type is compared once, however often it is used. Who uses it says in which direction its values flow, and
with that whom a change of it breaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from .diff_rules import RULES, Direction, breaks
from .diff_schema import Change, Side, compare, described, reordered
from .findings import Remark
from .load import Place
from .loose import Contract, File, Schema, TypeName, subschemas, target

_USES_TOLD = 3


def diff(old: Contract, new: Contract) -> list[Remark]:
    """All changes from the old state to the new one."""
    if len(old.files) == len(new.files) == 1:  # two files: whatever they are called, they are the same one
        old = Contract((replace(old.files[0], name=new.files[0].name, kind=new.files[0].kind),))
    return list(_Comparison(old, new).remarks())


class _Comparison:
    def __init__(self, old: Contract, new: Contract) -> None:
        self._old, self._new = old, new
        self._old_types = {name: schema for name, (_, schema) in old.types().items()}
        self._new_types = {name: schema for name, (_, schema) in new.types().items()}
        self._uses = _uses(old) | {}
        for name, places in _uses(new).items():
            self._uses[name] = self._uses.get(name, {}) | places

    def remarks(self) -> Iterator[Remark]:
        for kind, compared in (
            ("interface", self._interface),
            ("types", self._type_file),
            ("errors", self._errors),
            ("v2g", self._messages),
        ):
            before, after = self._old.of_kind(kind), self._new.of_kind(kind)
            for name in sorted(before.keys() | after.keys()):
                if kind == "interface" and name not in after:
                    yield _remark(before[name], Change("INTERFACE_REMOVED", (), f"{name} is gone"))
                elif kind == "interface" and name not in before:
                    yield _remark(after[name], Change("INTERFACE_ADDED", (), f"{name} is new"))
                else:
                    yield from compared(before.get(name), after.get(name))

    # Interfaces; one that is new or gone has been told

    def _interface(self, old: File | None, new: File | None) -> Iterator[Remark]:
        if old is None or new is None:
            return
        for change in self._interface_changes(old, new):
            yield _remark(new, change)
        for name in new.part("vars"):
            if name in old.part("vars"):
                yield from self._value(old, new, ("vars", name), "out")
        for name in new.part("cmds"):
            if name in old.part("cmds"):
                yield from self._command(old, new, ("cmds", name))

    def _interface_changes(self, old: File, new: File) -> Iterator[Change]:
        yield from described(old.data, new.data, ())
        for key, word in (("cmds", "COMMAND"), ("vars", "VARIABLE")):
            yield from _names(word, old.part(key), new.part(key), (key,))
        before, after = (_references(file.data.get("errors")) for file in (old, new))
        yield from _names("ERROR", before, after, ("errors",), ordered=False)

    def _command(self, old: File, new: File, place: tuple[str, str]) -> Iterator[Remark]:
        for change in _command_changes(old.part(*place), new.part(*place), place):
            yield _remark(new, change)
        for argument in new.part(*place, "arguments"):
            if argument in old.part(*place, "arguments"):
                yield from self._value(old, new, (*place, "arguments", argument), "in")
        if _answers(old.part(*place)) and _answers(new.part(*place)):
            yield from self._value(old, new, (*place, "result"), "out")

    def _value(self, old: File, new: File, place: tuple[str, ...], direction: Direction) -> Iterator[Remark]:
        before = Side(old.part(*place), old.name, self._old_types)
        after = Side(new.part(*place), new.name, self._new_types)
        for change in compare(before, after, place):
            yield _remark(new, change, [direction])

    # Types

    def _type_file(self, old: File | None, new: File | None) -> Iterator[Remark]:
        file = new or old
        assert file is not None
        before, after = (one.part("types") if one else {} for one in (old, new))
        if old and new:
            for change in described(old.data, new.data, ()):
                yield _remark(new, change)
        for change in _names("TYPE", before, after, ("types",), ordered=False):
            yield _remark(file, change)
        for name in after:
            if name not in before:
                continue
            uses = self._uses.get(TypeName(file.name, name), {})
            sides = (
                Side(_mapping(before[name]), file.name, self._old_types),
                Side(_mapping(after[name]), file.name, self._new_types),
            )
            for change in compare(*sides, ("types", name)):
                docs = RULES[change.rule].breaks in ((), ("docs",))
                told = change if docs else change._replace(sentence=change.sentence + _used(uses))
                yield _remark(file, told, set(uses.values()))

    # Error lists and messages

    def _errors(self, old: File | None, new: File | None) -> Iterator[Remark]:
        file = new or old
        assert file is not None
        before, after = (_named(one.data.get("errors")) if one else {} for one in (old, new))
        for change in _names("ERROR", before, after, ("errors",), ordered=False):
            yield _remark(file, change)
        for index, (name, error) in enumerate(after.items()):
            for change in described(before.get(name, error), error, ("errors", index)):
                yield _remark(file, change)

    def _messages(self, old: File | None, new: File | None) -> Iterator[Remark]:
        file = new or old
        assert file is not None
        before, after = (one.part("types") if one else {} for one in (old, new))
        for change in _names("MESSAGE", before, after, ("types",), ordered=False):
            yield _remark(file, change)
        for name in after:
            for change in _anything(before.get(name, after[name]), after[name], ("types", name)):
                yield _remark(file, change)


def _remark(file: File, change: Change, directions: Iterable[Direction] = ()) -> Remark:
    place = ".".join(str(key) for key in change.place) or file.name
    return Remark(
        file.path,
        file.line(change.place),
        change.rule,
        place,
        change.sentence,
        breaks(change.rule, directions),
    )


def _names(
    word: str, old: dict[str, Any], new: dict[str, Any], place: Place, ordered: bool = True
) -> Iterator[Change]:
    """What is new, what is gone, and what stands in another order."""
    for name in new:
        if name not in old:
            yield Change(f"{word}_ADDED", (*place, name), f"{word.lower()} {name!r} is new")
    for name in old:
        if name not in new:
            yield Change(f"{word}_REMOVED", (*place, name), f"{word.lower()} {name!r} is gone")
    if ordered:
        yield from reordered(f"{word}S_REORDERED", list(old), list(new), place)


def _command_changes(old: Schema, new: Schema, place: Place) -> Iterator[Change]:
    yield from described(old, new, place)
    before, after = _mapping(old.get("arguments")), _mapping(new.get("arguments"))
    yield from _names("ARGUMENT", before, after, (*place, "arguments"))
    if _answers(new) and not _answers(old):
        yield Change("RESULT_ADDED", (*place, "result"), "the command has a result now")
    elif _answers(old) and not _answers(new):
        yield Change("RESULT_REMOVED", (*place, "result"), "the command has no result any more")


def _answers(command: Schema) -> bool:
    result = _mapping(command.get("result"))
    return bool(result) and ("$ref" in result or result.get("type") != "null")


def _anything(old: Any, new: Any, place: Place) -> Iterator[Change]:
    """Where two pieces of YAML differ; the order of keys counts where it is the order on the wire."""
    if isinstance(old, dict) and isinstance(new, dict):
        yield from described(old, new, place)
        for key in sorted((old.keys() | new.keys()) - {"description"}):
            yield from _anything(old.get(key), new.get(key), (*place, key))
        if place[-1] == "properties" and old.keys() == new.keys() and list(old) != list(new):
            yield Change("MESSAGE_CHANGED", place, "another order")
    elif old != new:
        yield Change("MESSAGE_CHANGED", place, f"{_short(old)} became {_short(new)}")


def _short(value: Any) -> str:
    text = "(none)" if value is None else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _uses(contract: Contract) -> dict[TypeName, dict[str, Direction]]:
    """For each type the variables, arguments and results that lead to it, and the way their values flow."""
    types = contract.types()
    uses: dict[TypeName, dict[str, Direction]] = {}
    for place, direction, file, schema in _ends(contract):
        todo = [(file, schema)]
        while todo:
            file, schema = todo.pop()
            for _, inner in subschemas(schema):
                name = target(inner, file)
                if name in types and place not in uses.setdefault(name, {}):
                    uses[name][place] = direction
                    todo.append((name.file, types[name][1]))
    return uses


def _ends(contract: Contract) -> Iterator[tuple[str, Direction, str, Schema]]:
    for file in contract.of_kind("interface").values():
        for name, variable in file.part("vars").items():
            yield f"vars.{name}", "out", file.name, _mapping(variable)
        for name in file.part("cmds"):
            for argument, schema in file.part("cmds", name, "arguments").items():
                yield f"cmds.{name}.{argument}", "in", file.name, _mapping(schema)
            yield f"cmds.{name}.result", "out", file.name, file.part("cmds", name, "result")


def _used(uses: dict[str, Direction]) -> str:
    if not uses:
        return ""
    told = list(uses)[:_USES_TOLD]
    left = len(uses) - len(told)
    return f" (used by {', '.join(told)}{f' and {left} more' if left else ''})"


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _references(errors: Any) -> dict[str, Any]:
    rows = errors if isinstance(errors, list) else []
    return {str(row["reference"]): row for row in rows if isinstance(row, dict) and "reference" in row}


def _named(errors: Any) -> dict[str, Any]:
    rows = errors if isinstance(errors, list) else []
    return {str(row["name"]): row for row in rows if isinstance(row, dict) and "name" in row}
