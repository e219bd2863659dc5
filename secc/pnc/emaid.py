"""The id of a contract (eMAID): two letters of a country, three signs of a provider, nine of the contract.

A check character may follow, and hyphens may stand between the parts; neither case nor hyphens matter
(ISO 15118-2 annex H).
"""

from __future__ import annotations

import re

__all__ = ["normalise", "well_formed"]

_FORM = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[A-Z0-9]{9}[A-Z0-9]?")


def normalise(text: str) -> str:
    """The one form in which two ids are compared; what is no id stays what it is."""
    # Beyond ASCII a capital may stand for several small letters, and two ids would become one.
    return text.replace("-", "").upper() if text.isascii() else text


def well_formed(text: str) -> bool:
    """Is it an id, however it is written?"""
    return _FORM.fullmatch(normalise(text)) is not None
