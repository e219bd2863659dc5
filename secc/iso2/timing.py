"""The times of ISO 15118-2 alone that bind a SECC, in s."""

from __future__ import annotations

from typing import Final

CONTACTOR: Final = 3.0
"""How long the AC contactor may take to close or to open ([V2G2-860], [V2G2-862])."""
