"""A contract with whatever the language has, and with texts that reST would misread."""

from __future__ import annotations

INTERFACE = r"""
description: "Anything *goes* here: `ticks`, a_ trailing underscore, |bars| and back\\slashes::"
cmds:
  get_values:
    description: "- no list item. Call it when needed."
    arguments:
      which:
        description: 1. not an enumeration, in_ no way.
        type: string
        pattern: ^[a-z`]{2,}$
        minLength: 3
      open:
        description: Whatever.
        type: object
    result:
      description: The values in A.
      type: array
      items:
        type: number
  forget:
    description: "* no list item"
vars:
  either:
    description: One or the other; see get_values(which) and either=get_values.
    type: [string, integer]
  tree:
    description: A tree.
    type: object
    $ref: /odd#/Node
  inline:
    description: Told where it is used.
    type: object
    additionalProperties: false
    properties:
      level:
        description: Level in %.
        type: number
        minimum: 0
errors:
  - reference: /errors/odd
"""

TYPES = r"""
description: Odd types.
types:
  Node:
    description: A node contains nodes.
    type: object
    additionalProperties: false
    required: [name]
    properties:
      name:
        description: __init__ is no link_.
        type: string
        maxLength: 2
      children:
        description: Further nodes.
        type: array
        items:
          $ref: /odd#/Node
  Level:
    description: A level.
    type: integer
    minimum: 10
    maximum: 10
  Table:
    description: Levels by name.
    type: object
    additionalProperties:
      type: integer
  Never:
    description: No example can be found for this.
    type: string
    pattern: ^(?=b)a$
  Sign:
    description: Signs.
    type: string
    enum: ["*a", "`b", " c", "W/s"]
"""

ERRORS = """
description: Odd errors.
errors:
  - name: Broken
    description: "*Broken*"
"""

FILES = {"Odd.yaml": INTERFACE, "types/odd.yaml": TYPES, "errors/odd.yaml": ERRORS}
