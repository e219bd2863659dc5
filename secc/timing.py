"""Times that bind a SECC whatever the protocol, in s."""

from __future__ import annotations

from typing import Final

SETUP: Final = 18.0
"""From the data link to SessionSetupRes ([V2G2-714], [V2G2-716], [V2G2-723])."""
ANSWER: Final = 1.5
"""How long an answer may take, where a protocol names no other time for the request."""
