"""Patterns: the contract writes them as ECMAScript does, the generated types check them with Python's ``re``.

Both search. They differ where ``$`` stands (Python lets a line feed follow), in what ``\\d``, ``\\w`` and
``\\s`` mean beyond ASCII, and in what ``.`` leaves out. Translated is what can be said alike in both
languages; the rest is refused.
"""

from __future__ import annotations

import re

_CLASSES = {
    "d": "0-9",
    "w": "A-Za-z0-9_",
    "s": r"\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff",
}
_ANY = r"[^\n\r\u2028\u2029]"
_FOREIGN = re.compile(r"\{,|[*+?}]\+|\[\^?\]")
"""Python has quantifiers that ECMAScript has not, and reads ``[]`` and ``{,3}`` otherwise."""

_ESCAPABLE = frozenset(r"\^$.*+?()[]{}|/-")
_CONTROLS = frozenset("tnrfv")


def to_python(pattern: str) -> str | None:
    """The same pattern for Python's ``re``; None when it cannot be said alike in both languages."""
    out: list[str] = []
    inside = False
    position = 0
    while position < len(pattern):
        if not inside and _FOREIGN.match(pattern, position):
            return None
        sign = pattern[position]
        position += 1
        if sign == "\\":
            if position == len(pattern):
                return None
            escaped = pattern[position]
            position += 1
            if escaped in _CLASSES:
                out.append(_CLASSES[escaped] if inside else f"[{_CLASSES[escaped]}]")
            elif escaped.lower() in _CLASSES and not inside:
                out.append(f"[^{_CLASSES[escaped.lower()]}]")
            elif escaped in _ESCAPABLE or escaped in _CONTROLS:
                out.append("\\" + escaped)
            else:
                return None
        elif inside:
            inside = sign != "]"
            out.append(f"\\{sign}" if sign in "[&|~" else sign)
        elif sign == "[":
            inside = True
            out.append(sign)
        elif sign == "$":
            out.append(r"\Z")
        elif sign == ".":
            out.append(_ANY)
        elif (
            sign == "("
            and pattern[position : position + 1] == "?"
            and pattern[position + 1 : position + 2] not in (":", "=", "!")
        ):
            return None
        else:
            out.append(sign)
    python = "".join(out)
    try:
        re.compile(python)
    except re.error:
        return None
    return python
