"""``lint``: what a reviewer would say of a contract."""

from __future__ import annotations

import argparse
from pathlib import Path

from . import findings
from .command import Refused
from .sources import Sources

NAME = "lint"
PURPOSE = "say what a reviewer would say of a contract; exit code 1 when there is something"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this verb."""
    parser.add_argument("--interfaces", type=Path, default=Path("interfaces"), help="folder of interfaces")
    parser.add_argument("--types", type=Path, help="folder of type files (INTERFACES/types)")
    parser.add_argument("--errors", type=Path, help="folder of error lists (INTERFACES/errors)")
    parser.add_argument(
        "--silences",
        type=Path,
        help="file of what is silenced, with reasons (INTERFACES.lint.yaml, if there)",
    )
    parser.add_argument("--rules", action="store_true", help="list the rules and end")
    findings.add_format(parser)


def run(options: argparse.Namespace) -> int:
    """0 when there is nothing to say, 1 when there is."""
    from .lint import lint, read_silences
    from .lint_rules import TABLE
    from .load import Finding, read
    from .loose import Unreadable, read_folders

    if options.rules:
        print("\n".join(f"{rule.id}: {rule.purpose}" for rule in TABLE))
        return 0
    sources = Sources.of(options.interfaces, options.types, options.errors)
    if not sources.interfaces.is_dir():
        raise Refused(f"{sources.interfaces}: no such folder; name the contract with --interfaces")
    silences = []
    usual = sources.interfaces.with_name(f"{sources.interfaces.absolute().name}.lint.yaml")
    if options.silences or usual.is_file():
        path = options.silences or usual
        document = read("interface", path, path.as_posix())
        if isinstance(document, Finding):
            raise Refused(str(document))
        silences = read_silences(document)
    try:
        contract = read_folders([sources.interfaces, sources.types, sources.errors])
    except Unreadable as error:
        raise Refused(str(error)) from None
    remarks = lint(contract, silences)
    print(findings.write(remarks, options.format), end="")
    return 1 if remarks else 0
