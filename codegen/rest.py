"""reST: texts of a contract's author put on a page so that none of their signs is taken for markup."""

from __future__ import annotations

import re
from collections.abc import Mapping

_MARKUP = re.compile(r"[\\*`|]|_(?!\w)|(?<=:):")
_NUMBER = r"\(?(?:\d+|[A-Za-z]|[ivxlcdmIVXLCDM]+|#)[.)]"
_BLOCK = re.compile(rf"(?:[-+*•‣⁃]|{_NUMBER}|\.\.|__|:\S.*:|>>>|\|)(?:\s|$)|[-=`:'\"~^_*+#<>.]{{4,}}$")
"""How a paragraph begins that would become something else: a list, a comment, a line under a title."""

_NAME = re.compile(r"\b[A-Za-z]\w*_\w*\b")
"""Names that no English word is taken for."""

_MAY_PRECEDE = re.compile(r"(?:^|[\s'\"(\[{</:-])$")
_MAY_FOLLOW = re.compile(r"$|[\s'\")\]}>/:.,;!?-]")
"""What may stand beside inline markup; anything else needs an escaped blank in between."""


def prose(text: str, links: Mapping[str, str] | None = None) -> str:
    """A paragraph. A name with an underscore that ``links`` knows becomes that link."""
    parts = []
    end = 0
    for found in _NAME.finditer(text):
        known = (links or {}).get(found[0])
        if known is not None:
            before = "" if _MAY_PRECEDE.search(text[: found.start()]) else "\\ "
            after = "" if _MAY_FOLLOW.match(text[found.end() :]) else "\\ "
            parts += [_escaped(text[end : found.start()]), before, known, after]
            end = found.end()
    paragraph = "".join([*parts, _escaped(text[end:])])
    return f"\\ {paragraph}" if _BLOCK.match(paragraph) else paragraph


def literal(text: str) -> str:
    """A word of the contract in the type of code."""
    if not text or "`" in text or text != text.strip():
        return _escaped(text)
    return f"``{text}``"


def link(text: str, label: str) -> str:
    """A link to a label, on whatever page it is."""
    return f":ref:`{text} <{label}>`"


def heading(text: str, sign: str) -> str:
    """A title with its line of signs."""
    title = _escaped(text)
    return f"{title}\n{sign * len(title)}"


def _escaped(text: str) -> str:
    return _MARKUP.sub(lambda found: f"\\{found[0]}", text)
