"""Every error the project raises on purpose.

::

    Error                   the root: ``except Error`` catches all of ours and nothing else
    ├── ContractError       the charger's owner broke the contract: path and rule; nothing has changed
    ├── WireError           the peer's bytes make no sense: reason, offset and path
    └── ConfigError         a user's file, option or object is not usable: one line, exit code 2

A ``FAILED_…`` response is a value that a rule returns, never an exception. Whatever is not in this tree is
a bug.
"""

from __future__ import annotations

from secc_contract.errors import ContractError, Error

__all__ = ["ConfigError", "ContractError", "Error", "WireError"]


class WireError(Error):
    """Bytes that break their format.

    ``offset`` is the position in the payload, in bits for EXI and in bytes for frames; ``path`` names the
    element that was being read, outermost first (``V2G_Message/Body/CurrentDemandReq``), empty for frames.
    """

    def __init__(self, reason: str, offset: int, path: str = "") -> None:
        super().__init__(reason, offset, path)
        self.reason = reason
        self.offset = offset
        self.path = path

    def __str__(self) -> str:
        place = f" in {self.path}" if self.path else ""
        return f"{self.reason} at offset {self.offset}{place}"


class ConfigError(Error):
    """Something that a user wrote or passed cannot be used; the text is the one line the user gets."""
