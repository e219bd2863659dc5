"""A contract small enough to break on purpose, one mistake at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from codegen.compiler import compile_contract
from codegen.load import Finding
from codegen.sources import Sources

LAMP = """\
description: A lamp.
cmds:
  switch:
    description: Switches the lamp.
    arguments:
      state:
        description: How it shall be.
        type: object
        $ref: /lamp#/State
      fade:
        description: Time in s.
        type: number
        minimum: 0
        maximum: 60
  reset:
    description: Back to how it was built.
vars:
  burnt_out:
    description: The lamp is broken.
    type: "null"
  level:
    description: Brightness in %.
    type: integer
    minimum: 0
    maximum: 100
"""

LAMP_TYPES = """\
description: Types of lamps.
types:
  Colour:
    description: Colours of a lamp.
    type: string
    enum:
      - Red
      - None
  State:
    description: State of a lamp.
    type: object
    additionalProperties: false
    required:
      - colour
    properties:
      colour:
        description: Its colour.
        $ref: /lamp#/Colour
      name:
        description: Its name.
        type: string
        pattern: ^[a-z]+$
        maxLength: 8
      marks:
        description: What is written on it.
        type: array
        items:
          type: string
        minItems: 1
        maxItems: 3
"""


def compiled(interfaces: Path) -> tuple[dict[str, str], list[Finding]]:
    """What comes out of a contract whose folders lie below that of its interfaces."""
    return compile_contract(Sources.of(interfaces))


Write = Callable[[dict[str, str]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes contract files by name and returns their folder; what is not named is the lamp's."""

    def write(files: dict[str, str]) -> Path:
        folder = tmp_path / "interfaces"
        for name, text in ({"Lamp.yaml": LAMP, "types/lamp.yaml": LAMP_TYPES} | files).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return folder

    return write
