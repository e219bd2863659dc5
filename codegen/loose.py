"""Contract files as they lie there, read without judging them: what ``diff`` and ``lint`` look at.

A contract is a folder, one file, or a folder or file in a git revision. Our layout (interfaces with
``types/`` below) and EVerest's (``interfaces/``, ``types/``, ``errors/`` side by side) are both understood.
"""

from __future__ import annotations

import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from .load import Document, Finding, Place, read

_REFERENCE = re.compile(r"(?:/([A-Za-z0-9_./-]+))?#/([A-Za-z0-9_.-]+)")

Schema = dict[str, Any]


class Unreadable(Exception):
    """There is no contract under that name, or a file of it is broken; the text says it for the user."""


@dataclass(frozen=True)
class File:
    """One file, of the kind ``interface``, ``types``, ``errors`` or ``v2g``; references use its ``name``."""

    kind: str
    name: str
    path: str
    document: Document

    @property
    def data(self) -> dict[str, Any]:
        return self.document.data

    def part(self, *place: str) -> dict[str, Any]:
        """The mapping at a place; empty when there is none."""
        value: Any = self.data
        for key in place:
            value = value.get(key) if isinstance(value, dict) else None
        return value if isinstance(value, dict) else {}

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest one above it."""
        return self.document.line(place)


@dataclass(frozen=True, order=True)
class TypeName:
    """A type of a type file."""

    file: str
    type: str

    def __str__(self) -> str:
        return f"/{self.file}#/{self.type}"


@dataclass(frozen=True)
class Contract:
    """All files of one state of a contract."""

    files: tuple[File, ...]

    def of_kind(self, kind: str) -> dict[str, File]:
        """The files of a kind by name."""
        return {file.name: file for file in self.files if file.kind == kind}

    def types(self) -> dict[TypeName, tuple[File, Schema]]:
        """Every type with the file that holds it."""
        return {
            TypeName(file.name, name): (file, schema if isinstance(schema, dict) else {})
            for file in self.files
            if file.kind == "types"
            for name, schema in file.part("types").items()
        }


def target(schema: object, file: str) -> TypeName | None:
    """The type that a schema in ``file`` refers to, if it does and in a form that can be read."""
    text = schema.get("$ref") if isinstance(schema, dict) else None
    match = _REFERENCE.fullmatch(text) if isinstance(text, str) else None
    return TypeName(match[1] or file, match[2]) if match else None


def subschemas(schema: object, place: Place = ()) -> Iterator[tuple[Place, Schema]]:
    """A schema and all schemas inside it with their places, not following references."""
    if not isinstance(schema, dict):
        return
    yield place, schema
    if "$ref" in schema:
        return
    properties = schema.get("properties")
    for name, inner in properties.items() if isinstance(properties, dict) else ():
        yield from subschemas(inner, (*place, "properties", name))
    for key in ("items", "additionalProperties"):
        yield from subschemas(schema.get(key), (*place, key))


def read_contract(name: str, folder: Path) -> Contract:
    """The contract that ``name`` names: a path, ``REVISION`` (then its ``folder``) or ``REVISION:PATH``.

    :raises Unreadable: there is no such thing, or a file in it is broken.
    """
    path = Path(name)
    if path.exists():
        return _read(_yaml(path))
    revision, _, inside = name.partition(":")
    with tempfile.TemporaryDirectory() as scratch:
        extracted = _extract(revision, PurePosixPath(inside or folder.as_posix()), Path(scratch))
        return _read(_yaml(extracted), Path(scratch), f"{revision}:")


def read_folders(folders: Iterable[Path]) -> Contract:
    """The contract in several folders, of which some may lie in others.

    :raises Unreadable: a file is broken, or there is none.
    """
    found = {path.resolve(): path for folder in folders for path in folder.rglob("*.yaml")}
    return _read(sorted(found.values()))


def _read(paths: Iterable[Path], root: Path = Path(), prefix: str = "") -> Contract:
    """The contract in these files; what is told of them are their paths from ``root``."""
    files = []
    for path in paths:
        told = prefix + (path.relative_to(root) if prefix else path).as_posix()
        document = read("interface", path, told)
        if isinstance(document, Finding):
            raise Unreadable(str(document))
        files.append(_file(document, path, told))
    return Contract(tuple(files))


def _yaml(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(path.rglob("*.yaml"))
    if not found:
        raise Unreadable(f"{path.name}: no contract file in it")
    return found


def _file(document: Document, path: Path, told: str) -> File:
    rooms = path.parent.parts
    if rooms and rooms[-1] == "v2g":
        kind = "v2g"
    elif "types" in document.data:
        kind = "types"
    elif any(isinstance(error, dict) and "name" in error for error in _listed(document.data.get("errors"))):
        kind = "errors"
    else:
        kind = "interface"
    name = path.stem
    if kind == "types" and "types" in rooms:  # types/sub/file.yaml is /sub/file
        depth = len(rooms) - 1 - rooms[::-1].index("types")
        name = "/".join((*rooms[depth + 1 :], name))
    return File(kind, name, told, document)


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _extract(revision: str, inside: PurePosixPath, scratch: Path) -> Path:
    """Unpack a folder or file of a revision and return where it lies now."""
    if revision.startswith("-") or not revision:
        raise Unreadable(f"{revision}: neither a file, a folder nor a git revision")
    top = Path(_git("rev-parse", "--show-toplevel").decode().strip())
    if _git_fails("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"):
        raise Unreadable(f"{revision}: neither a file, a folder nor a git revision")
    if inside.is_absolute() or ".." in inside.parts:
        raise Unreadable(f"{inside}: expected a path inside the repository")
    archive = _git("-C", str(top), "archive", "--format=tar", revision, "--", str(inside))
    with tarfile.open(fileobj=BytesIO(archive)) as packed:
        packed.extraction_filter = getattr(tarfile, "data_filter", None)  # Debian 12's Python has none
        packed.extractall(scratch)
    return scratch / inside


def _git(*arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unreadable(f"git does not answer: {error}") from error
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Unreadable(f"git: {reason[-1].removeprefix('fatal: ') if reason else 'failed'}")
    return done.stdout


def _git_fails(*arguments: str) -> bool:
    try:
        _git(*arguments)
    except Unreadable:
        return True
    return False
