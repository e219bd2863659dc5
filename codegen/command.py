"""What the verbs of the command line share: where a contract lies, and how a user's mistake ends a run."""

from __future__ import annotations

import argparse
import keyword
import sys
from pathlib import Path

from . import output
from .sources import Sources

REMEDY = "pip install 'secc[codegen]'"


class Refused(Exception):
    """A mistake of the user, in one line; the run ends with exit code 2."""


def add_sources(parser: argparse.ArgumentParser) -> None:
    """The options that say where the contract lies and what its package is called."""
    parser.add_argument(
        "--interfaces", type=Path, default=Path("interfaces"), help="folder of interfaces (interfaces/)"
    )
    parser.add_argument("--types", type=Path, help="folder of type files (INTERFACES/types)")
    parser.add_argument("--errors", type=Path, help="folder of error lists (INTERFACES/errors)")
    parser.add_argument("--package", default="secc_contract", help="name of the package (secc_contract)")
    parser.add_argument(
        "--out", type=Path, default=Path("generated"), help="folder of generated files (generated/)"
    )


def sources(options: argparse.Namespace) -> Sources:
    """The folders that the options name.

    :raises Refused: one of them does not exist.
    """
    found = Sources.of(options.interfaces, options.types, options.errors)
    named = [options.interfaces, options.types, options.errors]
    for option, folder in zip(("--interfaces", "--types", "--errors"), named, strict=True):
        if folder is not None and not folder.is_dir():
            raise Refused(f"{folder}: no such folder; name the contract with {option}")
    return found


def _check_package(name: str) -> None:
    if not (name.isascii() and name.isidentifier() and name.islower()) or keyword.iskeyword(name):
        raise Refused(f"--package {name}: a package needs a name in small letters")
    if name in output.ROOMS or name in sys.stdlib_module_names or name == "msgspec":
        raise Refused(f"--package {name}: something else has that name")


def compiled(options: argparse.Namespace) -> dict[str, str]:
    """The texts of all generated files.

    :raises Refused: the contract has mistakes; each was told on stderr.
    """
    from .compiler import compile_contract
    from .formatting import FormattingError

    folders = sources(options)
    _check_package(options.package)
    try:
        files, findings = compile_contract(folders, options.package)
    except FormattingError as error:
        raise Refused(str(error)) from None
    if findings:
        for finding in findings:
            print(folders.told(finding), file=sys.stderr)
        count = "1 mistake" if len(findings) == 1 else f"{len(findings)} mistakes"
        raise Refused(f"{count}; nothing was written")
    return files
