"""The command line: ``secc <subcommand>``.

A subcommand is one module of this package with two functions, named in `SUBCOMMANDS`:

- ``configure(parser)`` gives its argparse parser a description, its arguments and examples;
- ``run(arguments) -> int`` does the work and returns the exit code.

What a module imports at its top must be light: heavy imports stand inside ``run``, so that help comes at
once.

Exit codes: 0 it worked · 1 it was tried and failed · 2 the user's mistake, told in one line · 130 Ctrl+C ·
141 nobody reads the output any more.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

__all__ = ["SUBCOMMANDS", "main"]

SUBCOMMANDS = {
    "run": "serve cars on a network interface, with your EVSE or a simulated one",
    "ev": "a simulated car that charges at any charger on an interface",
    "replay": "a car of a capture charges here once more; or a recorded session, bit for bit",
    "demo": "a simulated car charges at this charger, on this machine, before your eyes",
    "decode": "show what cars and chargers said: captures, or messages by themselves",
    "encode": "make messages of JSON or XML",
    "pki": "make, explain and check certificates",
    "doctor": "is this machine ready, and what to do if not",
}
"""Subcommand (and module of this package) to what it does."""

_EPILOG = """\
what to do next:
  secc demo                                        see a car charge
  secc run --interface eth0 --simulate dc          be a charger with a simulated EVSE
  secc run --interface eth0 --owner my_evse:MyEvse be a charger with your own EVSE
  secc decode session.pcap                         read what cars and chargers said

Each subcommand explains itself: secc run --help
"""


class _Parser(argparse.ArgumentParser):
    """Tells a mistake in one line, with where to read on."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see: {self.prog} --help)\n")


class _Version(argparse.Action):
    """Looks the version up only when asked, and which engine codes the messages."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import PackageNotFoundError, version

        try:
            text = version("secc")
        except PackageNotFoundError:
            text = "(from a source tree that is not installed)"
        from secc.errors import ConfigError

        try:
            from secc import exi
        except ConfigError as error:
            parser.error(str(error))
        print(f"secc {text} (EXI engine: {exi.engine})")
        parser.exit(0)


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="secc",
        description="The charger's half of ISO 15118 (an SECC): cars find it, talk to it and charge.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    parsers = parser.add_subparsers(dest="subcommand", metavar="subcommand", required=True)
    chosen = next((argument for argument in arguments if not argument.startswith("-")), None)
    for name, summary in SUBCOMMANDS.items():
        subparser = parsers.add_parser(
            name, help=summary, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
        )
        if name == chosen:
            importlib.import_module(f"secc.cli.{name}").configure(subparser)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line (default: of this process) and return its exit code."""
    try:
        return _perform(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # `secc … | head`: what is still buffered must not raise again when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _perform(words: Sequence[str]) -> int:
    parsed = _parser(words).parse_args(words)
    from secc.errors import ConfigError

    try:
        code: int = importlib.import_module(f"secc.cli.{parsed.subcommand}").run(parsed)
    except ConfigError as error:
        print(f"secc {parsed.subcommand}: {error}", file=sys.stderr)
        return 2
    return code
