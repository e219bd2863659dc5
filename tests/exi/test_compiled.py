"""What the C engine believes: no table that could lead it out of bounds."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from secc.exi import engines
from secc.exi.engines import Engine
from secc.exi.schema import struct_of
from secc_contract.v2g import iso15118_2 as iso2
from secc_contract.v2g import iso15118_2_types as types
from tests.conftest import missing


@pytest.fixture(scope="module", autouse=True)
def engine() -> Engine:
    """The C engine alone, instead of one after the other."""
    try:
        return engines.load("c")
    except ImportError as error:
        missing(f"the C engine is not built: {error}")


def compiled() -> Any:
    """The module that describes the tables to it."""
    from secc.exi import compiled

    return compiled


def described(ref: str, change: Any) -> Any:
    """A plan whose description has been changed, tried on a message."""
    description = change(compiled()._describe(ref))
    plan = compiled()._engine.Plan(lambda: description)
    return compiled()._engine.Root(lambda: (1, (plan,), {struct_of(ref): 0}, -1))


VALUE = types.PhysicalValue(Multiplier=0, Unit=types.UnitSymbol.V, Value=400)
AMOUNT = "iso15118_2_types#PhysicalValue"


def test_a_description_as_it_should_be() -> None:
    root = described(AMOUNT, lambda description: description)
    assert root.read(root.write(VALUE)) == VALUE


def _with(place: int, change: Any) -> Any:
    def changed(description: tuple[Any, ...]) -> Any:
        items = list(description)
        items[place] = change(items[place])
        return tuple(items)

    return changed


def _first(change: Any) -> Any:
    return lambda items: (change(items[0]), *items[1:])


BROKEN = [
    lambda _: None,
    lambda _: (),
    _with(0, lambda _: int),
    _with(0, lambda _: types.SalesTariff),
    _with(2, lambda _: (None, None, None)),
    _with(2, _first(lambda row: row[:-1])),
    _with(2, _first(lambda row: ("Nothing", *row[1:]))),
    _with(2, _first(lambda row: ("__class__", *row[1:]))),
    _with(2, _first(lambda row: (*row[:4], 7, *row[5:]))),
    _with(2, _first(lambda row: (*row[:5], (9, 3, (1, 2), 0, 1, 1), None))),
    _with(2, _first(lambda row: (*row[:5], (1, 40, (1, 2), 0, 1, 1), None))),
    _with(2, _first(lambda row: (*row[:5], (0, 1, (), 0, 1, 1), None))),
    _with(2, _first(lambda row: (*row[:5], (0, 1, (1, 2, 3), 0, 1, 1), None))),
    _with(2, _first(lambda row: (*row[:5], (1, 1, (0, 1), 0, 2, 1), None))),
    _with(2, _first(lambda row: (*row[:5], (1, 1, (0, 1), 1, 0, 1), None))),
    _with(2, _first(lambda row: (*row[:5], (1, 1, (0, 1), -(2**63), 2**63 - 1, 1), None))),
    _with(2, _first(lambda row: (*row[:6], "slot"))),
    _with(3, lambda _: (0, 1, 3)),
    _with(3, lambda _: (-1,)),
    _with(3, lambda _: ("x",)),
    _with(4, lambda _: ()),
    _with(4, lambda _: (None,)),
    _with(4, lambda states: ((), *states[1:])),
    _with(4, lambda states: (((9, True, 1, 1, 1),), *states[1:])),
    _with(4, lambda states: (((0, True, 9, 1, 1),), *states[1:])),
    _with(4, lambda states: (((0, True, 1, -1, 1),), *states[1:])),
    _with(4, lambda states: (((0, "x", 1, 1, 1),), *states[1:])),
    _with(4, lambda states: ((None,), *states[1:])),
]


@pytest.mark.parametrize("change", BROKEN)
def test_a_broken_description_is_refused(change: Any) -> None:
    root = described(AMOUNT, change)
    for _ in range(2):
        with pytest.raises(SystemError):
            root.read(b"\x80\0\0\0\0\0")
        with pytest.raises(SystemError):
            root.write(VALUE)


def test_a_broken_root_is_refused() -> None:
    broken: tuple[Any, ...] = (
        None,
        (),
        (0, (None,), {}, -1),
        (13, (None,), {}, -1),
        (1, (None,) * 3, {}, -1),
    )
    for description in broken:
        root = compiled()._engine.Root(lambda description=description: description)
        with pytest.raises(SystemError):
            root.read(b"\x80\0")
    root = described(AMOUNT, lambda description: description)
    with pytest.raises(TypeError):
        root.write(0, VALUE)
    with pytest.raises(LookupError):
        root.write(iso2.MessageHeader(SessionID=b""))


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
def test_an_interruption_stays_one(interruption: type[BaseException]) -> None:
    """Ctrl-C while a table is described is no broken table; it is described when it is next met."""
    description = compiled()._describe(AMOUNT)
    answers: list[Any] = [interruption, description, interruption]

    def describe() -> Any:
        answer = answers.pop(0)
        if answer is interruption:
            raise answer
        return answer

    plan = compiled()._engine.Plan(describe)
    root = compiled()._engine.Root(lambda: (1, (plan,), {struct_of(AMOUNT): 0}, -1))
    with pytest.raises(interruption):
        root.write(VALUE)
    assert root.read(root.write(VALUE)) == VALUE
    lone = compiled()._engine.Root(describe)
    with pytest.raises(interruption):
        lone.read(b"\x80\0")


def test_plans_that_refer_to_each_other_are_collected() -> None:
    class Describe:
        plan: Any = None

        def __call__(self) -> Any:
            return None

    describe = Describe()
    describe.plan = compiled()._engine.Plan(describe)
    assert gc.is_tracked(describe.plan)
    del describe
    assert gc.collect() >= 2


def test_depth_is_bounded() -> None:
    """A structure within itself without end: no schema has one, and no stack would hold it."""
    description = list(compiled()._describe("iso15118_2#V2G_Message"))
    plan = compiled()._engine.Plan(lambda: tuple(description))
    row = description[2][0]
    description[2] = (row,)
    description[3] = (0,)
    description[4] = (((0, plan, 0, 0, 0),),)
    root = compiled()._engine.Root(lambda: (1, (plan,), {}, -1))
    with pytest.raises(LookupError):
        root.read(b"\x80" + bytes(100_000))
