"""The command line: ``python -m codegen VERB``. Each verb is a module; this is their table."""

from __future__ import annotations

import argparse
import sys

from . import verb_check, verb_diff, verb_generate, verb_lint, verb_new_module
from .command import REMEDY, Refused

# A verb's module has NAME, PURPOSE, add_arguments(parser) and run(options) -> exit code. What it needs beyond
# the standard library it imports in run(): then a missing package is told in one line. For a mistake of the
# user it raises Refused.
VERBS = (
    verb_generate,
    verb_check,
    verb_diff,
    verb_lint,
    verb_new_module,
)


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; 0 is success, 2 a mistake of the user, anything else is the verb's own."""
    parser = argparse.ArgumentParser(
        prog=f"python -m {__package__}", description="Compile a contract written in YAML, and look after it."
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb in VERBS:
        command = verbs.add_parser(verb.NAME, help=verb.PURPOSE, description=verb.PURPOSE)
        verb.add_arguments(command)
        command.set_defaults(run=verb.run)
    options = parser.parse_args(arguments)
    try:
        code: int = options.run(options)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        print(f"the package {error.name} is missing: {REMEDY}", file=sys.stderr)
        return 2
    return code


if __name__ == "__main__":
    sys.exit(main())
