"""Whatever the tables allow goes through every notation and comes back the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secc import exi
from secc.exi import Fragment, exact
from secc.exi.engines import Engine
from secc.exi.schema import NAMES, Type, schema, type_of
from secc_contract.v2g.iso15118_2_types import SignedEMAID
from tests.exi.random_messages import message

SEEDS = st.integers(0, 2**32 - 1)
ROOTS = [
    (name, root.types[0])
    for name in NAMES
    for root in schema(name).elements
    if root.types
    and (root.name.local in ("V2G_Message", "SignedInfo") or root.name.local.endswith(("Req", "Res")))
    and not (name in ("din", "iso2") and root.name.local != "V2G_Message")
]
MESSAGES = ROOTS + [root for root in ROOTS if root[0] in ("din", "iso2")] * 40
FRAGMENTS = [
    (name, code)
    for name in NAMES
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
    assert exact.write_document(loaded, value, as_received=False) == payload
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
    assert exact.write_fragment(loaded, code, fragment.value, as_received=False) == payload
    assert exi.decode_fragment(name, payload) == fragment
    assert exi.from_json(name, exi.to_json(name, fragment), fragment=True) == fragment
    assert exi.from_xml(name, exi.to_xml(name, fragment), fragment=True) == fragment


@pytest.mark.parametrize("name", [name for name in NAMES if name != "xmldsig"])
def test_the_quick_ways_are_taken(name: str, engine: Engine) -> None:
    """What cars send never takes the slow path: a change that makes it do so is a mistake."""
    loaded = schema(name)
    bound = engine.bind(loaded)
    kinds = [kind for root, ref in ROOTS if root == name and isinstance(kind := type_of(ref), Type)]
    assert kinds
    for seed, kind in enumerate(kinds * (60 // len(kinds) + 1)):
        value = message(kind, seed, plain=True)
        payload = exact.write_document(loaded, value, as_received=False)
        assert bound.write_document(value) == payload
        assert bound.read_document(payload) == value
        fragment = loaded.fragment(str(loaded.elements[loaded.code_of(value)].name))
        payload = exact.write_fragment(loaded, fragment, value, as_received=False)
        assert bound.write_fragment(fragment, value) == payload
        assert bound.read_fragment(payload) == (fragment, value)


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
