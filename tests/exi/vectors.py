"""The rows of the vector files, and the few that do not come out as they stand there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from secc import exi
from secc.exi import Fragment

EMPTY_FORM = "holds an empty text or binary in the sender's other form; ours is the one that cars send"
SURPLUS = "ends with one surplus zero byte, as one maker's cars send it"
FOREIGN = "an element without namespace, coded as one that the schema does not know"

EMPTIES = """
s-26be2e5c33a5 s-aa630c518e4c s-ee835976054a s-8ef1323a399a s-0ff1a71b1031 s-c8184b03b82c s-a3152f4d8ff6
s-ff95926490ac s-8f8ff1ef2c6a s-06c953e2f43c s-56ee5639e5b0 s-93efdec909d4 s-ead00ce80e6c s-a092aec0a98a
s-06c0cdc0d0f0 s-7e46c43a50c2 s-f1bd7a9ba81e s-2d20b39bb211 s-ed43b48fbe43 s-e2fc2e131cf9 s-072a839f78d2
s-9d86a91d6a21 s-c2eaf3af9ba1 s-404d45a1f92d s-ec753f7389d7 s-e4fa9217ece4 s-cf939bbd2bd5 s-d686686c7967
s-fbbb831c65a1 s-21e0776878b9 s-342e39d8cd38 s-400472e14633 s-d0714addccac s-2dfdf502f736 s-691e3dde3b21
s-2556881c7375 s-28643e92f06f
"""

OTHER_BYTES = dict.fromkeys(EMPTIES.split(), EMPTY_FORM) | {"h-c69bce4c72f8": SURPLUS}
"""Rows that encode to other bytes than they were decoded from, with the reason."""

UPDATE = "V2G_Message/Body/CertificateUpdateRes"

BAD_LENGTH = {
    "h-2da3f52e3135": "V2G_Message/Body/AuthorizationReq/GenChallenge: 4 bytes instead of 16",
    "h-96b690fb0dcf": f"{UPDATE}/eMAID/value: 23 characters instead of 14 to 15",
}
"""Rows that break a length, with our verdict; they encode only as received."""

REFUSED = {"h-3042d06d5d4c": FOREIGN, "h-8ef7a891d28a": FOREIGN}
"""Rows that are valid EXI and that we refuse, with the reason."""


@dataclass(frozen=True)
class Vector:
    """One row."""

    id: str
    schema: str
    fragment: bool
    exi: bytes
    xml: str
    message: str
    note: str

    def decode(self) -> Any:
        """Its message, or its :class:`~secc.exi.Fragment`."""
        return (
            exi.decode_fragment(self.schema, self.exi) if self.fragment else exi.decode(self.schema, self.exi)
        )

    def encode(self, value: Any, *, as_received: bool = False) -> bytes:
        """The bytes of such a value."""
        if isinstance(value, Fragment):
            return exi.encode_fragment(self.schema, value.element, value.value, as_received=as_received)
        return exi.encode(self.schema, value, as_received=as_received)


@cache
def load(testdata: Path, name: str) -> tuple[Vector, ...]:
    """All rows of one file."""
    rows = []
    for line in (testdata / "vectors" / f"{name}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        payload = bytes.fromhex(row["exi"])
        fragment = row["mode"] == "fragment"
        message, note = row["message"], row["note"] or ""
        rows.append(Vector(row["id"], row["schema"], fragment, payload, row["xml"], message, note))
    return tuple(rows)


def same_xml(ours: str, theirs: str) -> bool:
    """Whether two texts say the same: elements, namespaces, attributes and text, whatever the prefixes."""
    return _content(ElementTree.fromstring(ours)) == _content(ElementTree.fromstring(theirs))


def _content(element: ElementTree.Element) -> tuple[Any, ...]:
    text = element.text or ""
    children = [_content(child) for child in element]
    return element.tag, dict(element.attrib), text.strip() if children else text, children
