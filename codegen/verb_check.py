"""``check``: compare the generated files with what the contract gives."""

from __future__ import annotations

import argparse
import sys

from . import output
from .command import add_sources, compiled

NAME = "check"
PURPOSE = "compare the generated files with what the contract gives; exit code 1 and a diff when they differ"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this verb."""
    add_sources(parser)


def run(options: argparse.Namespace) -> int:
    """0 when the disk agrees, 1 with a diff when it does not."""
    lines = output.differences(options.out, compiled(options), options.package)
    for line in lines:
        print(line)
    if lines:
        print(
            f'{options.out} is not what the contract gives; run "python -m codegen generate"', file=sys.stderr
        )
        return 1
    return 0
