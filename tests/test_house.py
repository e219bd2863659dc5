"""The house keeps its shape: what is packaged, who imports whom, what the README promises."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
ROOMS = {name: ROOT / folder for name, folder in PYPROJECT["tool"]["setuptools"]["package-dir"].items()}
HAND_WRITTEN = ("secc", "codegen", "tests", "bench", "examples", "tools")


class Import(NamedTuple):
    """One name that a file imports: absolute, and whether that happens as soon as the file is loaded."""

    place: str
    name: str
    at_once: bool


def sources(folder: str) -> list[Path]:
    """The Python files below a folder of the repository."""
    return sorted(path for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts)


def imports(path: Path) -> Iterator[Import]:
    """What a file imports, with relative names made absolute."""
    relative = path.relative_to(ROOT / "generated" if path.is_relative_to(ROOT / "generated") else ROOT)
    package = relative.parent.parts
    tree = ast.parse(path.read_text(), str(path))
    later = {
        id(node)
        for scope in ast.walk(tree)
        if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef)
        or (isinstance(scope, ast.If) and ast.unparse(scope.test) == "TYPE_CHECKING")
        for node in ast.walk(scope)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*above, *filter(None, [node.module])))
            names = [f"{module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            yield Import(f"{relative}:{node.lineno}", name, id(node) not in later)


def within(name: str, *packages: str) -> bool:
    """Is the name one of these packages or inside one?"""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def standard(name: str) -> bool:
    """Does the name belong to Python's standard library?"""
    return name.partition(".")[0] in sys.stdlib_module_names


# Rooms that may import nothing of ours, or of others, but what is listed here.
ONLY = {
    "generated/secc_contract": ("secc_contract", "msgspec"),
    "codegen": ("codegen", "jinja2", "yaml"),
    "codegen/runtime": ("codegen.runtime", "msgspec"),  # copied into the generated package as it is
    "secc/exi": ("secc.exi", "secc.errors", "secc_contract.v2g", "msgspec"),
    "secc/sim/evse": ("secc.sim.evse", "secc_contract"),
    "secc/testing": ("secc.testing", "msgspec", "pytest"),
    "secc/sim/ev": (
        *("secc.sim.ev", "secc.exi", "secc.v2gtp", "secc.sdp", "secc.errors", "secc.toml"),
        *("secc.pnc", "cryptography"),  # it verifies by the same tables; a third-party charger judges it
        *("secc_contract.v2g", "secc_contract.errors", "msgspec"),
    ),
}


def rules(path: Path) -> str:
    """The innermost room of ``ONLY`` that a file stands in."""
    return max((room for room in ONLY if path.is_relative_to(ROOT / room)), key=len)


@pytest.mark.parametrize("room", ONLY)
def test_a_room_that_stands_apart_imports_only_what_it_may(room: str) -> None:
    files = sources(room)
    assert files
    strangers = [
        one
        for path in files
        for one in imports(path)
        if not standard(one.name) and not within(one.name, *ONLY[rules(path)])
    ]
    assert strangers == []


def test_only_net_knows_sockets() -> None:
    """TLS below it works on bytes in memory."""
    world = ("asyncio", "socket", "ssl", "selectors", "socketserver")
    found = [
        one
        for path in sources("secc")
        if not path.is_relative_to(ROOT / "secc" / "net")
        for one in imports(path)
        if within(one.name, *world) and (path.parent, one.name) != (ROOT / "secc" / "tls", "ssl")
    ]
    assert found == []


def test_the_core_runs_without_extras() -> None:
    """What loads with a module is installed by ``pip install secc``; extras are imported when used."""
    core = ("secc", "secc_contract", "msgspec", "cryptography", "OpenSSL")
    found = [
        one
        for path in sources("secc")
        for one in imports(path)
        if one.at_once and not standard(one.name) and not within(one.name, *core)
    ]
    assert found == []


def test_the_package_list_is_what_stands_on_the_disk() -> None:
    """Folders of data count too: setuptools calls them packages."""
    on_disk = {
        ".".join((name, *file.parent.relative_to(folder).parts))
        for name, folder in ROOMS.items()
        for file in folder.rglob("*.*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert sorted(PYPROJECT["tool"]["setuptools"]["packages"]) == sorted(on_disk)


def test_every_folder_with_modules_is_a_package() -> None:
    """A forgotten ``__init__.py`` would leave its folder out of the wheel."""
    bare = {
        str(path.parent.relative_to(ROOT))
        for folder in ROOMS.values()
        for path in folder.rglob("*.py")
        if not (path.parent / "__init__.py").exists()
    }
    assert bare <= {"codegen/runtime"}


def test_every_module_says_what_it_is_for() -> None:
    files = [path for folder in HAND_WRITTEN for path in sources(folder)]
    mute = [path for path in files if not ast.get_docstring(ast.parse(path.read_text()))]
    assert mute == []


def test_the_readmes_example_is_the_one_that_runs() -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert (ROOT / "examples" / "my_evse.py").read_text() in blocks


def test_documents_name_only_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    named = {name for document in documents for name in re.findall(r"`make ([a-z]+)", document.read_text())}
    assert named
    assert named <= targets


def test_documents_link_to_files_that_exist() -> None:
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    lost = [
        f"{document.name}: {link}"
        for document in documents
        for link in re.findall(r"\]\(([^)#:]+)[^):]*\)", document.read_text())
        if not (document.parent / link).exists()
    ]
    assert lost == []


def test_a_charger_without_tls_loads_no_cryptography() -> None:
    """It is 12 MB of memory, and a tenth of a second of each start."""
    whole = "import sys, secc.cli.run, secc.net.station, secc.sim.evse; print(*sys.modules)"
    surroundings = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'generated'}"}
    done = subprocess.run(
        [sys.executable, "-c", whole],
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    loaded = done.stdout.split()
    assert "secc.charger" in loaded
    assert not {"cryptography", "OpenSSL", "secc.pnc.chains", "secc.tls.engine"} & set(loaded)
