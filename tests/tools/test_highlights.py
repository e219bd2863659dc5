"""The tables of fields: each path leads somewhere, and what is shown reads well."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from msgspec import UNSET

from secc import exi
from secc.exi.schema import Row, Schema, Type, schema, type_of
from secc.tools.highlights import HIGHLIGHTS, at, highlights, response_code
from secc.tools.quantity import shown
from secc.tools.recognise import ORDER
from secc.tools.signals import PLACES, SIGNALS
from secc_contract.v2g import iso15118_2_types as types
from secc_contract.v2g.iso15118_20_types import RationalNumber
from tests.tools.messages import DEMAND


@cache
def kinds() -> dict[str, list[Type]]:
    """The structures of all sets that may be the body of a message, by name."""
    found: dict[str, list[Type]] = {}
    for name in ORDER:
        loaded: Schema = schema(name)
        for root in loaded.elements:
            kind = root.type() if root.types else None
            if isinstance(kind, Type):
                found.setdefault(kind.name, []).append(kind)
    return found


def reaches(kind: Type, path: str) -> bool:
    """Whether a field can be there."""
    name, _, rest = path.partition(".")
    rows = [row for row in kind.rows if row.name == name]
    if not rows or not rest:
        return bool(rows)
    return any(reaches(inner, rest) for row in rows for inner in _inner(row))


def _inner(row: Row) -> Iterator[Type]:
    """The structures that may stand there."""
    refs = [one.ref for one in row.stand_ins if one.ref]
    inner = [type_of(ref) for ref in refs] if refs else [row.type]
    yield from (kind for kind in inner if isinstance(kind, Type))


def test_every_highlight_leads_to_a_field() -> None:
    """Groups of fields are shared by messages, of which not each has them all; but one must."""
    messages: dict[str, list[str]] = {}
    for message, fields in HIGHLIGHTS.items():
        for _, path in fields:
            messages.setdefault(path, []).append(message)
    lost = [
        path
        for path, names in messages.items()
        if not any(reaches(kind, path) for name in names for kind in kinds()[name])
    ]
    assert lost == []


def test_every_field_of_a_signal_is_somewhere_on_its_side() -> None:
    found: set[tuple[str, str]] = set()
    places: set[str] = set()
    for message, each in kinds().items():
        side = message[-3:]
        for place in ("", *PLACES):
            for names in SIGNALS.values():
                for name in names:
                    if any(reaches(kind, f"{place}.{name}".lstrip(".")) for kind in each):
                        found.add((side, name))
                        places.add(place)
    wanted = {
        ("Req" if signal.startswith(("ev_", "soc_")) else "Res", name)
        for signal, names in SIGNALS.items()
        for name in names
    }
    assert wanted - found == set()
    assert set(PLACES) - places == set()


def test_the_end_of_a_path() -> None:
    body = exi.decode("iso2", DEMAND).Body.BodyElement
    assert at(body, "DC_EVStatus.EVRESSSOC") == 55
    assert at(body, "Nothing.here") is UNSET
    assert list(highlights(body)) == ["target 408 V", "30 A", "SoC 55 %"]
    assert response_code(body) is None


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("EVTargetVoltage", types.PhysicalValue(Multiplier=-1, Unit=types.UnitSymbol.V, Value=4080), "408 V"),
        ("EVTargetCurrent", types.PhysicalValue(Multiplier=0, Unit=types.UnitSymbol.W, Value=-3), "-3 W"),
        ("EVRESSSOC", 55, "55 %"),
        ("MeterReading", 7, "7 Wh"),
        ("ServiceID", 1, "1"),
        ("RCD", True, "yes"),
        ("EVCCID", b"\x00\xab", "00AB"),
        ("Certificate", bytes(100), "0" * 57 + "..."),
        ("EVSEID", "a\x1b[2J", "a\\x1b[2J"),
    ],
)
def test_values_for_people(name: str, value: object, text: str) -> None:
    assert shown(name, value) == text


def test_a_value_of_iso_15118_20_has_its_unit_from_its_name() -> None:
    value = RationalNumber(Exponent=-2, Value=1234)
    assert shown("EVMaximumChargePower", value) == "12.34 W"
    assert shown("EVPresentVoltage", value) == "12.34 V"
    assert shown("EVPresentReactivePower", value) == "12.34 var"
    assert shown("Amount", value) == "12.34"
