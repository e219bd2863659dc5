"""``secc doctor``: is this machine ready, and what to do if not."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from secc.errors import ConfigError
from secc.tools.finding import Finding

__all__ = ["configure", "run"]

_DESCRIPTION = """\
Look at this machine and this installation, at an interface and at certificates where they are named, and say
what is well, what could be better and what is broken, with what to do about it. Exit code 1 when something is
broken.
"""

_EPILOG = """\
examples:
  secc doctor
  secc doctor --interface eth0 --pki pki
  secc doctor --json          a list of objects: check, state (ok, note or broken), found, advice
"""

_AGAIN = "install secc again (in a clone: .venv/bin/python -m pip install --editable .)"


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the subcommand."""
    parser.description = _DESCRIPTION
    parser.epilog = _EPILOG
    parser.add_argument("--interface", metavar="NAME", help="the network interface that leads to the cars")
    parser.add_argument("--pki", type=Path, metavar="DIR", help="the charger's certificates, see secc pki")
    parser.add_argument(
        "--pki-password",
        type=Path,
        metavar="FILE",
        help="opens the keys (or SECC_PKI_PASSWORD)",
    )
    parser.add_argument("--json", action="store_true", help="for programs")


def run(arguments: argparse.Namespace) -> int:
    """Check, print, and 1 when something is broken."""
    findings = list(_findings(arguments))
    if arguments.json:
        import json

        print(json.dumps([finding._asdict() for finding in findings], indent=2))
    else:
        for finding in findings:
            print(f"{finding.state:<6}  {finding.check}: {finding.found}")
            if finding.advice:
                print(f"{'':<6}  → {finding.advice}")
    return int(any(finding.state == "broken" for finding in findings))


def _findings(arguments: argparse.Namespace) -> Iterator[Finding]:
    codec = _exi_engine()
    yield codec
    if codec.state == "broken":  # nothing else can be loaded then
        return
    from secc.pnc import store
    from secc.tools import doctor_checks as checks

    yield from checks.engines()
    yield checks.clock()
    if arguments.interface is not None:
        yield from checks.network(arguments.interface)
    if arguments.pki is not None:
        yield from checks.certificates(arguments.pki, store.password(arguments.pki_password))


def _exi_engine() -> Finding:
    """Which engine codes the cars' messages, and does it work?"""
    name = "EXI engine"
    try:
        from secc import exi
    except ConfigError as error:
        return Finding(name, "broken", str(error), f"unset the variable, or {_AGAIN}")
    from secc.exi import engines, exact
    from secc.exi.schema import schema
    from secc_contract.v2g.app_protocol import SupportedAppProtocolReq

    loaded = schema("sap")
    try:
        message = exi.minimal("sap", SupportedAppProtocolReq)
        bound = engines.load(exi.engine).bind(loaded)
        payload = exact.write_document(loaded, message, as_received=False)
        works = bound.write_document(message) == payload and bound.read_document(payload) == message
    except engines.UNUSUAL:
        works = False
    if not works:
        advice = f"unset PYTHONPATH if it is set; else {_AGAIN}"
        return Finding(name, "broken", f"the one in {exi.engine} does not code messages as it should", advice)
    if exi.engine == "c":
        return Finding(name, "ok", "c, compiled")
    try:
        engines.load("c")
    except ImportError as error:
        advice = f"install a C compiler (apt-get install gcc libc6-dev python3-dev), then {_AGAIN}"
        return Finding(name, "note", f"python: right, but some ten times slower than c ({error})", advice)
    return Finding(name, "ok", f"python, because {engines.VARIABLE} says so")
