"""``diff``: what a new state of the contract breaks for those who know the old one."""

from __future__ import annotations

import argparse
from pathlib import Path

from . import findings
from .command import Refused

NAME = "diff"
PURPOSE = "compare two states of a contract; exit code 3 when the new one breaks somebody"

BREAKING = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this verb."""
    for side in ("old", "new"):
        parser.add_argument(
            side, metavar=side.upper(), help="file, folder, git revision, or REVISION:PATH in the repository"
        )
    parser.add_argument(
        "--interfaces", type=Path, default=Path("interfaces"), help="what to take of a revision (interfaces/)"
    )
    findings.add_format(parser)


def run(options: argparse.Namespace) -> int:
    """0 when nothing breaks, 3 when something does."""
    from .diff import diff
    from .loose import Unreadable, read_contract

    try:
        remarks = diff(*(read_contract(side, options.interfaces) for side in (options.old, options.new)))
    except Unreadable as error:
        raise Refused(str(error)) from None
    print(findings.write(remarks, options.format), end="")
    return BREAKING if any(remark.grave for remark in remarks) else 0
