"""What a check of `secc doctor` says."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Finding"]


class Finding(NamedTuple):
    """What a check has found."""

    check: str
    state: str
    """``ok``, ``note`` (it works, and could be better) or ``broken``."""
    found: str
    advice: str = ""
