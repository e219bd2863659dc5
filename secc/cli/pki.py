"""``secc pki``: make, explain and check certificates."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

__all__ = ["configure", "run"]

_DESCRIPTION = """\
Certificates for TLS and Plug & Charge: make a complete test PKI, explain what a chain says, find what a car
will refuse before it does.
"""

_EPILOG = """\
examples:
  secc pki new pki                                     roots, chargers, contracts, cars, in the folder pki
  secc pki check pki                                   what will be refused of it, and why
  secc pki check pki --at 2030-01-01                   and at that time
  secc pki show pki/secc/iso2-a/chain.pem              a chain in words
  secc pki export pki car-pki                          for the EVCC of the PyPI package iso15118
  secc run --interface eth0 --simulate dc --tls allow --pki pki    use it

Passwords of keys come from a file (--pki-password, mode 0600) or the variable SECC_PKI_PASSWORD, never from
the command line, where others could read them. The layout of the folder: docs/pki.md.

exit code: 0 nothing to refuse, 1 something is refused, 2 your mistake
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``secc pki``."""
    parser.description = _DESCRIPTION
    parser.epilog = _EPILOG
    verbs = parser.add_subparsers(dest="verb", metavar="verb", required=True)

    def verb(name: str, text: str) -> argparse.ArgumentParser:
        return verbs.add_parser(
            name, help=text, description=f"{text[0].upper()}{text[1:]}.", allow_abbrev=False
        )

    new = verb("new", "write a complete test PKI into a new folder")
    new.add_argument("folder", type=Path, metavar="DIR", help="new or empty: nothing is ever overwritten")
    new.add_argument(
        "--bad",
        action="store_true",
        help="and contracts of every faulty kind, for secc ev (docs/simulated-car.md)",
    )
    _password(new, "encrypt the keys with the first line of FILE")

    show = verb("show", "explain certificates in words")
    show.add_argument("files", type=Path, nargs="+", metavar="FILE", help="PEM or DER; several: one chain")
    _at(show)

    check = verb("check", "say what a car will refuse, and why")
    check.add_argument("folder", type=Path, metavar="DIR", help="a folder as for secc run --pki")
    _password(check, "the keys' password is the first line of FILE")
    _at(check)

    export = verb("export", "write the PKI in the layout of other software")
    export.add_argument("folder", type=Path, metavar="DIR", help="a test PKI of secc pki new")
    export.add_argument("target", type=Path, metavar="TARGET", help="new or empty")
    export.add_argument(
        "--for",
        dest="reader",
        choices=("iso15118",),
        default="iso15118",
        help="whose (PyPI package iso15118)",
    )
    _password(export, "the keys' password is the first line of FILE; it is written into TARGET, too")


def _password(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument(
        *("--pki-password", "--password-file"), type=Path, metavar="FILE", help=f"{text} (SECC_PKI_PASSWORD)"
    )


def _at(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--at", type=_day, metavar="DATE", help="as if it were then, such as 2030-01-31 (now)"
    )


def _day(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a date such as 2030-01-31, found {text!r}") from None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def run(arguments: argparse.Namespace) -> int:
    """Do what the verb says."""
    verbs: dict[str, Callable[[argparse.Namespace], int]] = {
        "new": _new,
        "show": _show,
        "check": _check,
        "export": _export,
    }
    return verbs[arguments.verb](arguments)


def _new(arguments: argparse.Namespace) -> int:
    from secc.pnc import layout, store

    password = store.password(arguments.pki_password)
    count = layout.new(arguments.folder, datetime.now(UTC), password, bad=arguments.bad)
    print(f"{count} certificates with their keys in {arguments.folder} (docs/pki.md says which is which)")
    if arguments.bad:
        print(f"{len(layout.BAD)} faulty identities in {arguments.folder / 'car' / 'iso2'}")
    print(f"a charger's: secc run --interface IF --simulate dc --tls allow --pki {arguments.folder}")
    return 0


def _show(arguments: argparse.Namespace) -> int:
    from secc.pnc import store, words

    chain = [one for path in arguments.files for one in store.certificates(path)]
    print(*words.explain(chain, arguments.at or datetime.now(UTC)), sep="\n")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from secc.pnc import store
    from secc.pnc.review import review

    password = store.password(arguments.pki_password)
    remarks = list(review(arguments.folder, arguments.at or datetime.now(UTC), password))
    for remark in remarks:
        word = "REFUSED" if remark.refused else "note   "
        print(f"{word} {remark.place}: {remark.text}")
    refused = sum(remark.refused for remark in remarks)
    print(f"{refused} refused, {len(remarks) - refused} notes", file=sys.stderr)
    return 1 if refused else 0


def _export(arguments: argparse.Namespace) -> int:
    from secc.pnc import export, store

    password = store.password(arguments.pki_password)
    export.iso15118(arguments.folder, arguments.target, password)
    print(f"PKI_PATH={arguments.target.resolve()}/   (with the slash at its end)")
    return 0
