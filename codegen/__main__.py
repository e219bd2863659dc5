"""The command line: ``python -m codegen generate`` and ``python -m codegen check``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from . import output

_REMEDY = "pip install 'secc[codegen]'"


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; 0 is success, 1 a difference, 2 a mistake of the user."""
    options = _parser().parse_args(arguments)
    try:
        from .compiler import compile_contract
        from .formatting import WrongRuff
    except ModuleNotFoundError as error:
        return _refuse(f"the package {error.name} is missing: {_REMEDY}")
    if not options.interfaces.is_dir():
        return _refuse(f"{options.interfaces}: no such folder; name the contract with --interfaces")
    try:
        files, findings = compile_contract(options.interfaces)
    except WrongRuff as error:
        return _refuse(f"{error}: {_REMEDY}")
    if findings:
        for finding in findings:
            print(f"{options.interfaces}/{finding}", file=sys.stderr)
        count = "1 mistake" if len(findings) == 1 else f"{len(findings)} mistakes"
        return _refuse(f"{count}; nothing was written")
    if options.verb == "check":
        return _check(options.output, files)
    try:
        output.write(options.output, files)
    except (OSError, output.ForeignFolder) as error:
        return _refuse(str(error))
    return 0


def _refuse(reason: str) -> int:
    print(reason, file=sys.stderr)
    return 2


def _check(folder: Path, files: Mapping[str, str]) -> int:
    lines = output.differences(folder, files)
    for line in lines:
        print(line)
    if lines:
        print(f'{folder} is not what the contract gives; run "python -m codegen generate"', file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"python -m {__package__}",
        description="Compile the contract under interfaces/ into the files under generated/.",
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb, purpose in (
        ("generate", "write generated/"),
        ("check", "compare generated/ with what the contract gives; exit code 1 and a diff when they differ"),
    ):
        command = verbs.add_parser(verb, help=purpose, description=purpose)
        command.add_argument("--interfaces", type=Path, default=Path("interfaces"), help="contract's folder")
        command.add_argument("--output", type=Path, default=Path("generated"), help="generated folder")
    return parser


if __name__ == "__main__":
    sys.exit(main())
