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
FOREIGN = "an element without namespace, coded as one that the schema does not know"

OTHER_BYTES = {
    "s-9d86a91d6a21": EMPTY_FORM,
    "s-c2eaf3af9ba1": EMPTY_FORM,
    "s-404d45a1f92d": EMPTY_FORM,
    "s-ec753f7389d7": EMPTY_FORM,
    "s-e4fa9217ece4": EMPTY_FORM,
    "s-cf939bbd2bd5": EMPTY_FORM,
    "s-d686686c7967": EMPTY_FORM,
    "s-fbbb831c65a1": EMPTY_FORM,
    "s-21e0776878b9": EMPTY_FORM,
    "s-342e39d8cd38": EMPTY_FORM,
    "s-400472e14633": EMPTY_FORM,
    "s-d0714addccac": EMPTY_FORM,
}
"""Rows that encode to other bytes than they were decoded from, with the reason."""

UPDATE = "V2G_Message/Body/CertificateUpdateRes"

BAD_LENGTH = {
    "h-2da3f52e3135": "V2G_Message/Body/AuthorizationReq/GenChallenge: 4 bytes instead of 16",
    "h-96b690fb0dcf": f"{UPDATE}/eMAID/value: 23 characters instead of 14 to 15",
}
"""Rows that break a length, with our verdict; they encode only when lengths are let pass."""

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

    def encode(self, value: Any, *, lengths: bool = True) -> bytes:
        """The bytes of such a value."""
        if isinstance(value, Fragment):
            return exi.encode_fragment(self.schema, value.element, value.value, lengths=lengths)
        return exi.encode(self.schema, value, lengths=lengths)


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
