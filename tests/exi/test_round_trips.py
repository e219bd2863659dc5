"""Whatever the tables allow goes through every notation and comes back the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secc import exi
from secc.exi import Fragment, exact, quick_read, quick_write
from secc.exi.schema import Type, schema, type_of
from secc_contract.v2g.iso15118_2_types import SignedEMAID
from tests.exi.random_messages import message

SEEDS = st.integers(0, 2**32 - 1)
ROOTS = [
    (name, root.types[0])
    for name in ("sap", "iso2")
    for root in schema(name).elements
    if root.types and root.name.local in ("V2G_Message", "supportedAppProtocolReq", "supportedAppProtocolRes")
]
MESSAGES = ROOTS + [ROOTS[-1]] * 4
FRAGMENTS = [
    (name, code)
    for name in ("iso2", "xmldsig")
    for code, root in enumerate(schema(name).fragments)
    if len(root.types) == 1
    and isinstance(root.type(), Type)
    and root.name.local not in ("SignatureProperty", "SignatureProperties")  # foreign content only
]


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.sampled_from(MESSAGES), SEEDS)
def test_messages(root: tuple[str, str], seed: int) -> None:
    name, ref = root
    kind = type_of(ref)
    assert isinstance(kind, Type)
    value = message(kind, seed)
    payload = exi.encode(name, value)
    loaded = schema(name)
    assert exact.write_document(loaded, value, lengths=True) == payload
    assert exact.read_document(loaded, payload) == value == exi.decode(name, payload)
    assert exi.check(name, value) == []
    assert exi.from_json(name, exi.to_json(name, value)) == value
    assert exi.from_xml(name, exi.to_xml(name, value)) == value


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.sampled_from(FRAGMENTS), SEEDS)
def test_fragments(root: tuple[str, int], seed: int) -> None:
    name, code = root
    loaded = schema(name)
    kind = loaded.fragments[code].type()
    assert isinstance(kind, Type)
    fragment = Fragment(loaded.fragment_name(code), message(kind, seed))
    payload = exi.encode_fragment(name, *fragment)
    assert exact.write_fragment(loaded, code, fragment.value, lengths=True) == payload
    assert exi.decode_fragment(name, payload) == fragment
    assert exi.from_json(name, exi.to_json(name, fragment), fragment=True) == fragment
    assert exi.from_xml(name, exi.to_xml(name, fragment), fragment=True) == fragment


def test_the_quick_ways_are_taken() -> None:
    """What cars send never takes the slow path: a change that makes it do so is a mistake."""
    loaded = schema("iso2")
    kind = type_of("iso15118_2#V2G_Message")
    assert isinstance(kind, Type)
    for seed in range(150):
        value = message(kind, seed, plain=True)
        payload = exact.write_document(loaded, value, lengths=True)
        assert quick_write.document(loaded, value) == payload
        assert quick_read.document(loaded, payload) == value


@pytest.mark.parametrize("text", ["kPMV7dQAROg2fV", "車𝄞ä~€é😀ß電𝄞気xyz"])
def test_the_element_of_two_types(text: str) -> None:
    """eMAID is a plain text in one message, a signed structure in another: its fragment is special."""
    signed = exi.decode_fragment("iso2", exi.encode_fragment("iso2", "eMAID", text))
    assert signed == ("eMAID", text)
    value = SignedEMAID(Id="id1", value=text)
    fragment = Fragment("eMAID", value)
    assert exi.decode_fragment("iso2", exi.encode_fragment("iso2", "eMAID", value)) == fragment
    for one in (fragment, signed):
        assert exi.from_xml("iso2", exi.to_xml("iso2", one), fragment=True) == one
        assert exi.from_json("iso2", exi.to_json("iso2", one), fragment=True) == one
