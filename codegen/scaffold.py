"""A new module: the skeleton of a program that provides one interface and may use others.

What has to be written is read from the generated package itself: the abstract handler says which methods
there are and what they take, so the skeleton cannot differ from it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import arrange, naming
from .formatting import format_python

_FILES = ("__init__.py", "__main__.py", "module.py", "test_module.py", "manifest.yaml")


class CannotScaffold(Exception):
    """The user asked for something that does not fit; the text says what."""


@dataclass(frozen=True)
class Method:
    """An abstract method as it has to be written."""

    name: str
    command: str
    parameters: str
    returns: str


@dataclass(frozen=True)
class Interface:
    """A generated interface: its module and classes, and what a skeleton shows of it."""

    name: str
    module: str
    prefix: str
    imports: tuple[str, ...]
    methods: tuple[Method, ...]
    plain_command: str
    event: str


def scaffold(name: str, provides: str, requires: Sequence[str], package: Path, into: Path) -> list[Path]:
    """Write the skeleton and return its files; nothing that is there is touched.

    :raises CannotScaffold: a name does not fit, or something is there already.
    """
    if not name.isidentifier() or naming.identifier(name) != name:
        raise CannotScaffold(f"{name}: a module needs a name that Python can import")
    if len({naming.module(one) for one in requires}) != len(requires):
        raise CannotScaffold("--requires: each interface once")
    folder = into / name
    present = [file for file in _FILES if (folder / file).exists()]
    if present:
        raise CannotScaffold(f"{folder / present[0]} is there already; nothing was written")
    values = {
        "name": name,
        "class_name": naming.camel(name) if "_" in name else naming.class_name(name),
        "package": package.name,
        "provided": _interface(package, provides),
        "required": [_interface(package, one) for one in requires],
    }
    templates = arrange.templates()
    texts = {file: templates.get_template(f"scaffold_{file}.j2").render(values) for file in _FILES}
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in format_python(texts).items():
        with (folder / file).open("x", encoding="utf-8") as target:
            target.write(text)
    return [folder / file for file in _FILES]


def _interface(package: Path, name: str) -> Interface:
    module = naming.module(name)
    folder = package / module
    if not (folder / "handler.py").is_file():
        known = sorted(path.parent.name for path in package.glob("*/handler.py"))
        raise CannotScaffold(f"{package} has no interface {name}; it has {', '.join(known) or 'none'}")
    handler = ast.parse((folder / "handler.py").read_text("utf-8"))
    publisher = ast.parse((folder / "publisher.py").read_text("utf-8"))
    base = next(node for node in handler.body if isinstance(node, ast.ClassDef))
    methods = tuple(_methods(base))
    plain = (one.command for one in methods if not one.parameters and one.returns == "None")
    events = (
        node.name.removeprefix("publish_")
        for node in ast.walk(publisher)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("publish_") and len(node.args.args) == 1
    )
    return Interface(
        name,
        module,
        base.name.removesuffix("Handler"),
        tuple(_imports(handler, package.name)),
        methods,
        next(plain, ""),
        next(events, ""),
    )


def _methods(base: ast.ClassDef) -> Iterator[Method]:
    for node in base.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("handle_"):
            parameters = ast.unparse(node.args).removeprefix("self").removeprefix(", ")
            returns = ast.unparse(node.returns) if node.returns else "None"
            yield Method(node.name, node.name.removeprefix("handle_"), parameters, returns)


def _imports(handler: ast.Module, package: str) -> Iterator[str]:
    """What the handler imports, as it is written outside the package; what is not needed goes later."""
    for node in handler.body:
        if isinstance(node, ast.ImportFrom) and node.level == 2:
            node = ast.ImportFrom(f"{package}.{node.module}" if node.module else package, node.names, 0)
        elif not isinstance(node, ast.ImportFrom | ast.Import) or _inner(node):
            continue
        yield ast.unparse(node)


def _inner(node: ast.ImportFrom | ast.Import) -> bool:
    return isinstance(node, ast.ImportFrom) and (node.level == 1 or node.module == "__future__")
