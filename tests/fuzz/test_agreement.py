"""The fuzzers find what they look for."""

from __future__ import annotations

from typing import Any

import pytest

from secc.exi import engines
from secc.exi.schema import schema
from secc_contract.v2g import xmldsig
from tests.conftest import missing
from tests.exi.vectors import Vector

ROW = Vector("made-up", "xmldsig", True, b"", "", "KeyInfo", "")
CODE = schema("xmldsig").fragment("KeyInfo")


@pytest.fixture
def agreement() -> Any:
    """The comparisons, which want both engines."""
    try:
        engines.load("c")
    except ImportError as error:
        missing(f"the C engine is not built: {error}")
    from tests.fuzz import agreement

    return agreement


def info(*names: str) -> xmldsig.KeyInfo:
    """A structure with groups, which only the book writes."""
    return xmldsig.KeyInfo(content=tuple(xmldsig.KeyInfoContent(KeyName=name) for name in names))


def test_bytes_that_say_something_else(agreement: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert agreement.agree_on_value(ROW, (CODE, info("a", "b")))
    listed = xmldsig.KeyInfo(content=list(info("a").content))  # type: ignore[arg-type]
    assert agreement.agree_on_value(ROW, (CODE, listed))
    other = agreement.exact.write_fragment(schema("xmldsig"), CODE, info("a"), as_received=False)
    monkeypatch.setattr(agreement.exact, "write_fragment", lambda *_, **__: other)
    with pytest.raises(agreement.Disagreement, match=f"{other.hex()} says "):
        agreement.agree_on_value(ROW, (CODE, info("a", "b")))


def test_an_engine_that_says_something_else(agreement: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    payload = agreement.exact.write_fragment(schema("xmldsig"), CODE, info("a"), as_received=False)
    assert agreement.agree_on_bytes(ROW, payload)
    assert not agreement.agree_on_bytes(ROW, payload[:-1])
    honest = agreement.read

    def liar(engine: str, row: Vector, data: bytes) -> Any:
        return (CODE, info("b")) if engine == "python" else honest(engine, row, data)

    monkeypatch.setattr(agreement, "read", liar)
    with pytest.raises(agreement.Disagreement, match=f"xmldsig fragment {payload.hex()}: "):
        agreement.agree_on_bytes(ROW, payload)
