"""``new-module``: write the skeleton of a program that provides an interface."""

from __future__ import annotations

import argparse
from pathlib import Path

from .command import Refused

NAME = "new-module"
PURPOSE = "write the skeleton of a module: handler, main, test, EVerest manifest; never overwrites"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this verb."""
    parser.add_argument("name", metavar="NAME", help="name of the module and of its folder")
    parser.add_argument(
        "--provides", required=True, metavar="INTERFACE", help="the interface that it provides"
    )
    parser.add_argument(
        "--requires",
        action="append",
        default=[],
        metavar="INTERFACE",
        help="one that it uses; may be repeated",
    )
    parser.add_argument("--into", type=Path, default=Path(), help="folder to put it in (the current one)")
    parser.add_argument("--out", type=Path, default=Path("generated"), help="folder of generated files")
    parser.add_argument("--package", default="secc_contract", help="name of the generated package")


def run(options: argparse.Namespace) -> int:
    """Write the files and name them."""
    from .formatting import FormattingError
    from .scaffold import CannotScaffold, scaffold

    package = options.out / options.package
    try:
        files = scaffold(options.name, options.provides, options.requires, package, options.into)
    except (CannotScaffold, FormattingError, OSError) as error:
        raise Refused(str(error)) from None
    print("\n".join(str(file) for file in files))
    return 0
