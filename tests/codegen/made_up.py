"""A contract of any size, made up: each file as large as a real one, with references to its neighbours."""

from __future__ import annotations

from pathlib import Path

TYPES_A_FILE = 12
VARIABLES, COMMANDS = 12, 8


def write(folder: Path, interfaces: int, type_files: int) -> None:
    """Write that many interfaces and type files into a folder, in EVerest's layout."""
    for room in ("interfaces", "types"):
        (folder / room).mkdir(parents=True)
    for number in range(type_files):
        (folder / "types" / f"part{number}.yaml").write_text(_type_file(number, type_files), "utf-8")
    for number in range(interfaces):
        (folder / "interfaces" / f"device{number}.yaml").write_text(_interface(number, type_files), "utf-8")


def _type_file(number: int, files: int) -> str:
    lines = [f"description: Parts number {number}.", "types:"]
    for index in range(TYPES_A_FILE):
        lines += [
            f"  Kind{index}:",
            f"    description: Kind {index} of parts.",
            "    type: string",
            "    enum: [Small, Large, None]",
            f"  Part{index}:",
            f"    description: Part {index} with what belongs to it.",
            "    type: object",
            f"    additionalProperties: {'false' if index % 2 else 'true'}",
            "    required: [kind]",
            "    properties:",
            f"      kind: {{description: Its kind., type: string, $ref: /part{number}#/Kind{index}}}",
            "      size: {description: Size in m., type: number, minimum: 0, maximum: 10}",
            "      made: {description: When it was made., type: string, format: date-time}",
            "      name: {description: Its name., type: string, maxLength: 20}",
            "      marks: {description: Its marks., type: array, items: {type: integer}, maxItems: 5}",
            f"      next: {{description: Beside it., $ref: /part{(number + 1) % files}#/Kind{index}}}",
        ]
        if index:
            lines.append(
                f"      inner: {{description: What is in it., $ref: /part{number}#/Part{index - 1}}}"
            )
    return "\n".join(lines) + "\n"


def _interface(number: int, files: int) -> str:
    lines = [f"description: Device number {number}.", "cmds:"]
    part = f"/part{number % files}#/Part"
    for index in range(COMMANDS):
        lines += [
            f"  set_{index}:",
            f"    description: Sets number {index}.",
            "    arguments:",
            f"      part: {{description: The part., type: object, $ref: {part}{index}}}",
            "      level: {description: Level in %., type: integer, minimum: 0, maximum: 100}",
            "    result: {description: What came of it., type: boolean}",
        ]
    lines.append("vars:")
    for index in range(VARIABLES):
        lines.append(f"  state_{index}: {{description: State {index}., type: object, $ref: {part}{index}}}")
    return "\n".join(lines) + "\n"
