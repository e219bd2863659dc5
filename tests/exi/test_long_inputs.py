"""Long inputs take time in proportion: these took minutes while every piece moved all that came before it.

A process of its own reads or writes; a minute is many times what it needs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from secc import exi
from secc.errors import WireError
from secc.exi import engines, exact, quick_read, quick_write
from secc.exi.engines import Engine
from secc.exi.schema import schema
from secc_contract.v2g import xmldsig

NAMESPACE = 'xmlns="http://www.w3.org/2000/09/xmldsig#"'
METHOD = xmldsig.CanonicalizationMethod(Algorithm="")
REFERENCE = xmldsig.Reference(DigestMethod=xmldsig.DigestMethod(Algorithm=""), DigestValue=b"")


def signed(count: int) -> xmldsig.SignedInfo:
    """A structure with a list of so many items."""
    return xmldsig.SignedInfo(
        CanonicalizationMethod=METHOD,
        SignatureMethod=xmldsig.SignatureMethod(Algorithm=""),
        Reference=(REFERENCE,) * count,
    )


def ends(repository: Path, engine: Engine, code: str) -> None:
    """Run some lines with this engine; they must come to their end."""
    path = f"{repository}{os.pathsep}{repository / 'generated'}"
    surroundings = os.environ | {"PYTHONPATH": path, engines.VARIABLE: engine.name}
    lines = f"from secc import exi\nfrom tests.exi.test_long_inputs import *\n{code}"
    subprocess.run([sys.executable, "-c", lines], env=surroundings, timeout=60, check=True)


def text_of(count: int) -> None:
    """Write a text of so many characters beyond ASCII, and read it."""
    info = xmldsig.KeyInfo(content=(xmldsig.KeyInfoContent(KeyName="é" * count),))
    payload = exi.encode_fragment("xmldsig", "KeyInfo", info)
    assert exi.decode_fragment("xmldsig", payload) == ("KeyInfo", info)


def list_of(count: int) -> None:
    """Write a list of so many structures, and read it."""
    payload = exi.encode_fragment("xmldsig", "SignedInfo", signed(count))
    assert exi.decode_fragment("xmldsig", payload) == ("SignedInfo", signed(count))


def group_of(count: int) -> None:
    """Write so many occurrences of a group, which only the book does."""
    info = xmldsig.KeyInfo(content=(xmldsig.KeyInfoContent(KeyName="e"),) * count)
    assert len(exi.encode_fragment("xmldsig", "KeyInfo", info)) > 2 * count


def spaces_of(count: int) -> None:
    """Read XML with so many elements and 3 MiB of white space around them."""
    names = "        <KeyName>e</KeyName>" * count
    text = f"<KeyInfo {NAMESPACE}>{' ' * (3 << 20)}{names}</KeyInfo>"
    assert len(exi.from_xml("xmldsig", text, fragment=True).value.content) == count


@pytest.mark.parametrize(
    "code", ["text_of(600_000)", "list_of(300_000)", "group_of(200_000)", "spaces_of(40_000)"]
)
def test_time_follows_length(repository: Path, engine: Engine, code: str) -> None:
    ends(repository, engine, code)


@pytest.mark.parametrize("count", [1, 63, 64, 65, 127, 128, 129, 640, 1000])
def test_a_list_of_any_length_is_written_alike(count: int) -> None:
    loaded = schema("xmldsig")
    code = loaded.fragment("SignedInfo")
    book = exact.write_fragment(loaded, code, signed(count), as_received=False)
    assert quick_write.fragment(loaded, code, signed(count)) == book
    assert exact.read_fragment(loaded, book) == (code, signed(count))


def test_the_engine_in_python_leaves_long_payloads_to_the_book() -> None:
    loaded = schema("xmldsig")
    code = loaded.fragment("SignedInfo")
    item = len(quick_write.fragment(loaded, code, signed(1001))) - len(
        quick_write.fragment(loaded, code, signed(1))
    )
    most = 1000 * quick_read.LONGEST // item - 20
    assert quick_read.fragment(loaded, quick_write.fragment(loaded, code, signed(most)))[1] == signed(most)
    longer = quick_write.fragment(loaded, code, signed(most + 30))
    assert len(longer) > quick_read.LONGEST
    with pytest.raises(engines.UNUSUAL):
        quick_read.fragment(loaded, longer)
    assert exi.decode_fragment("xmldsig", longer).value == signed(most + 30)
    with pytest.raises(WireError):
        exi.decode_fragment("xmldsig", longer[:-2])


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        ("<a>", "a: starts no message of schema iso2"),
        ('<V2G_Message xmlns="urn:iso:15118:2:2013:MsgDef">', "more than 100000 elements and attributes"),
    ],
)
def test_memory_for_xml_is_bounded(start: str, reason: str) -> None:
    """A line of 4 MiB, nothing in it a message: what is unknown is refused before anything is kept."""
    text = start + "<a/>" * (1 << 20)
    tracemalloc.start()
    try:
        with pytest.raises(ValueError) as error:
            exi.from_xml("iso2", text)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert str(error.value) == reason
    assert peak < 10 * len(text)


def test_attributes_count_as_well() -> None:
    attributes = "".join(f' a{number}=""' for number in range(100_000))
    with pytest.raises(ValueError, match="more than 100000 elements and attributes"):
        exi.from_xml("xmldsig", f"<KeyInfo {NAMESPACE}{attributes}/>", fragment=True)
