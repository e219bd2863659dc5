"""``python -m tests.conformance [FILE]``: play conformance cases against this charger."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from secc.errors import ConfigError
from tests.conformance import report
from tests.conformance.case import CASES, data_folder, load
from tests.conformance.wire import play_all

PAGE = Path(__file__).resolve().parents[2] / "docs" / "conformance.md"


def main() -> int:
    """0: nothing failed and all was understood; 1: otherwise; 2: no such file."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    public = data_folder() / "spec" / CASES
    parser.add_argument(
        "file", type=Path, nargs="?", default=public, help="one case a line (the public ones)"
    )
    parser.add_argument("--wire", action="store_true", help="all of it over real sockets, in real time")
    parser.add_argument("--page", action="store_true", help="write docs/conformance.md instead")
    arguments = parser.parse_args()
    try:
        file = load(arguments.file)
        if arguments.page:
            PAGE.write_text(report.page(file), encoding="utf-8")
            return 0
        verdicts = play_all(arguments.file, file, all_on_wire=arguments.wire)
    except ConfigError as error:
        print(f"conformance: {error}", file=sys.stderr)
        return 2
    for line in report.lines(file.cases, verdicts):
        print(line)
    return 0 if report.good(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
