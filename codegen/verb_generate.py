"""``generate``: write what the contract gives."""

from __future__ import annotations

import argparse

from . import output
from .command import Refused, add_sources, compiled

NAME = "generate"
PURPOSE = "write the generated files"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this verb."""
    add_sources(parser)


def run(options: argparse.Namespace) -> int:
    """Write the files; a contract with mistakes changes nothing."""
    files = compiled(options)
    try:
        output.write(options.out, files, options.package)
    except (OSError, output.ForeignFolder) as error:
        raise Refused(str(error)) from None
    return 0
