"""``secc run``: be a charger on a network interface."""

from __future__ import annotations

import argparse
import logging
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from secc.cli import log
from secc.errors import ConfigError

if TYPE_CHECKING:
    from secc.net.tls import TlsPort
    from secc.sim.backend import Backend

__all__ = ["configure", "run"]

logger = logging.getLogger(__name__)

_RECORDINGS = 500
"""MB that recordings may take together, where nothing else is said."""

_DESCRIPTION = """\
Be a charger: answer the cars that ask on a network interface and let them charge, with your own EVSE
(contactor, supply, meter, authorization) or a simulated one. Runs until SIGINT (Ctrl+C) or SIGTERM.
"""

_EPILOG = """\
examples:
  secc run --interface eth0 --simulate dc              a DC charger with a simulated EVSE
  secc run --interface eth0 --owner my_evse:MyEvse     my_evse.py stands in this folder
  secc run --interface eth0 --owner my_evse:MyEvse --config secc.toml --log json
  secc run --interface eth0 --simulate dc --tls allow --pki pki   after: secc pki new pki; the simulated EVSE
                                                                  then gives contracts to cars, too

The owner is a class or function that takes the generated client (secc_contract.Iso15118ChargerClient),
subscribes to what it must do and calls what the charger must know. README.md has one in 30 lines.

When cars are served one line says so:  ready: SDP on eth0, TCP 50123
Then let a simulated car charge here, from another terminal:  secc ev --interface eth0

On the loopback interface (--interface lo) there is no multicast: cars ask [::1]:15118 instead. For trying
out only.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the subcommand."""
    parser.description = _DESCRIPTION
    parser.epilog = _EPILOG
    parser.add_argument("--interface", required=True, metavar="IF", help="network interface to the cars")
    evse = parser.add_mutually_exclusive_group(required=True)
    evse.add_argument(
        "--owner", metavar="package.module:factory", help="your EVSE; the working directory is importable"
    )
    evse.add_argument("--simulate", choices=("ac", "dc"), help="a simulated EVSE instead of yours")
    parser.add_argument(
        "--receipts", action="store_true", help="the simulated EVSE wants its readings signed for (contracts)"
    )
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="settings, table [secc] of a TOML file (docs/settings.md)"
    )
    parser.add_argument(
        "--tcp-port", type=_port, metavar="N", help="49152 to 65535, as cars demand (drawn by lot)"
    )
    parser.add_argument(
        "--state", type=Path, metavar="FILE", help="remember a paused session here, over a restart"
    )
    parser.add_argument(
        "--record", type=Path, metavar="DIR", help="record each session here, for secc replay and Wireshark"
    )
    parser.add_argument(
        "--record-limit",
        type=_megabytes,
        metavar="MB",
        help=f"what all recordings may take together; the oldest make room ({_RECORDINGS})",
    )
    tls = parser.add_argument_group("TLS")
    tls.add_argument("--tls", choices=("prohibit", "allow", "require"), help="what cars get (prohibit)")
    tls.add_argument("--pki", type=Path, metavar="DIR", help="chains, keys and roots, see secc pki")
    tls.add_argument(
        "--pki-password", type=Path, metavar="FILE", help="its first line opens the keys ($SECC_PKI_PASSWORD)"
    )
    tls.add_argument("--tls-port", type=_port, metavar="N", help="49152 to 65535 (drawn by lot)")
    tls.add_argument(
        "--lab", action="store_true", help="take cars and certificates that break the standard's profiles"
    )
    tls.add_argument(
        "--tls-own",
        action="store_true",
        help="an engine of our own for cars that OpenSSL cannot serve (docs/tls.md)",
    )
    tls.add_argument(
        "--tls-key-log", type=Path, metavar="FILE", help="write the secrets of all sessions, for Wireshark"
    )
    log.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Serve until a signal comes."""
    log.start(arguments.log, arguments.log_level)

    from secc import config
    from secc.cli import owner
    from secc.net import interface
    from secc.settings import Settings

    interface.find(arguments.interface)
    settings = config.load(arguments.config) if arguments.config else Settings()
    if arguments.lab:
        settings = replace(settings, contracts_with_country=True)
    factory = owner.find(arguments.owner or f"secc.sim.evse:{arguments.simulate}")

    tls = _tls(arguments)
    if arguments.receipts and not arguments.simulate:
        raise ConfigError("--receipts is for --simulate; your owner calls receipt_is_required itself")
    if arguments.record_limit and arguments.record is None:
        raise ConfigError("--record-limit is of no use without --record DIR")
    if arguments.simulate:
        factory = partial(factory, backend=_backend(arguments), receipts=arguments.receipts)
    from secc.net import station  # the whole charger: after every mistake that can be told without it

    make: station.Make = station.plain
    if arguments.record is not None:
        from secc.tools.record import Recorder

        make = Recorder(arguments.record, (arguments.record_limit or _RECORDINGS) * 1_000_000).make
    station.run(arguments.interface, factory, settings, arguments.tcp_port, arguments.state, make, tls)
    return 0


def _backend(arguments: argparse.Namespace) -> Backend | None:
    """Who gives contracts to cars of a simulated EVSE; None: the folder has no keys for that."""
    if arguments.tls in (None, "prohibit") or arguments.pki is None:
        return None
    from secc.pnc import store

    if not store.inside(arguments.pki / "backend"):
        logger.info("%s has no keys of a back end: cars get no contracts here", arguments.pki / "backend")
        return None
    from secc.sim import backend

    return backend.load(arguments.pki, store.password(arguments.pki_password))


def _tls(arguments: argparse.Namespace) -> TlsPort | None:
    """The TLS port that is wished for; ConfigError when it cannot be."""
    if arguments.tls == "prohibit":
        return None
    if arguments.tls is None:
        for option in ("pki", "pki_password", "tls_port", "lab", "tls_own", "tls_key_log"):
            if getattr(arguments, option):
                name = option.replace("_", "-")
                raise ConfigError(f"--{name} is of no use without TLS: add --tls allow, or --tls require")
        return None
    if arguments.pki is None:
        raise ConfigError(f"--tls {arguments.tls} needs --pki DIR (a test PKI: secc pki new DIR)")
    from secc.net.tls import TlsPort
    from secc.pnc import store
    from secc.tls.credentials import keyring
    from secc.tls.engine import Offer
    from secc.tls.policy import Profile

    held = store.load(arguments.pki, store.password(arguments.pki_password))
    profile = Profile.LAB if arguments.lab else Profile.STRICT
    offer = Offer(keyring(held), profile, arguments.tls_key_log, arguments.tls_own)
    return TlsPort(offer, arguments.tls == "require", arguments.tls_port)


def _megabytes(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 1_000_000):
        raise argparse.ArgumentTypeError(f"expected 1 to 1000000, found {text!r}")
    return int(text)


def _port(text: str) -> int:
    from secc.sdp import LOWEST_PORT

    if not (text.isdecimal() and LOWEST_PORT <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"expected {LOWEST_PORT} to 65535, found {text!r}")
    return int(text)
