"""Where a contract lies: the folders of its interfaces, types, error lists and messages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Sources:
    """The folders of a contract. What does not exist is empty.

    A file is called by its place in the usual layout (``Lamp.yaml``, ``types/lamp.yaml``), wherever its
    folder lies.
    """

    interfaces: Path
    types: Path
    errors: Path
    v2g: Path

    @classmethod
    def of(cls, interfaces: Path, types: Path | None = None, errors: Path | None = None) -> Sources:
        """The folders beside or below ``interfaces``, unless named."""
        return cls(
            interfaces, types or interfaces / "types", errors or interfaces / "errors", interfaces / "v2g"
        )

    def path(self, file: str) -> Path:
        """Where the file of that name lies."""
        room, _, rest = file.partition("/")
        rooms = {"types": self.types, "errors": self.errors, "v2g": self.v2g}
        return rooms[room] / rest if rest and room in rooms else self.interfaces / file

    def source(self, file: str) -> str:
        """The file with its folder, as the head of what is generated has it: no path of this machine."""
        nested = "/" not in file or self.path(file).is_relative_to(self.interfaces)
        return f"{self.interfaces.absolute().name}/{file}" if nested else file

    def told(self, finding: object) -> str:
        """A finding with the path that its user knows."""
        file, _, rest = str(finding).partition(":")
        return f"{self.path(file) if file else self.interfaces}:{rest}"
