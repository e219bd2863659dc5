"""What will be refused of a PKI on the disk, by whom, and why: before a car finds out."""

from __future__ import annotations

import shlex
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from secc.errors import ConfigError
from secc.pnc import chains, ocsp, store
from secc.pnc.profiles import ISO2, Role
from secc.pnc.words import span

__all__ = ["Remark", "review"]

_BELIEVED = ("roots", "subs", "ocsp", "secc", "tariff")
"""Folders that a charger takes at their word."""


class Remark(NamedTuple):
    """One thing to know. ``refused``: somebody will turn this down; else it is a hint."""

    place: Path
    refused: bool
    text: str


@dataclass(frozen=True)
class _Kind:
    """Chains of one kind: where they stand, whose they are, and who looks at them."""

    pattern: str
    role: Role
    judge: str


_CHARGER = _Kind("secc/*", Role.CPO, "a car")
_KINDS = (
    _CHARGER,
    _Kind("car/*/contract*", Role.MO, "a charger"),
    _Kind("car/*/provisioning*", Role.OEM, "a charger"),
    _Kind("car/*/vehicle*", Role.OEM, "a charger"),
    _Kind("backend/*/cps*", Role.CPS, "a car"),
)


def review(folder: Path, at: datetime, password: bytes | None = None) -> Iterator[Remark]:
    """All that is to be said about the PKI in a folder at a time.

    :raises Locked: its keys are encrypted, and their password is another, or there is none.
    :raises ConfigError: there is no PKI.
    """
    if not store.is_folder(folder):
        raise ConfigError(f"{folder}: no such folder")
    try:
        trust = store.load_trust(folder)
    except ConfigError as error:  # by what is left of the roots, chains would be refused that are good
        yield Remark(folder, True, f"a charger does not start: {error}; no chain was looked at")
        return
    found: set[_Kind] = set()
    for kind in _KINDS:
        try:
            places = _matching(folder, kind.pattern)
        except ConfigError as error:
            found.add(kind)
            yield Remark(folder, True, str(error))
            continue
        for place in places:
            found.add(kind)
            yield from _chain(place, kind, trust, at, password)
    try:
        for place in store.folders(folder / "tariff"):
            store.load_chain(place, password)
    except store.Locked:
        raise
    except ConfigError as error:
        told = str(error).replace(f"{folder / 'tariff'}/", "")
        yield Remark(folder / "tariff", True, f"a charger does not start: {told}")
    if not found:
        raise ConfigError(f"{folder}: no chains here, expected secc/<name>/chain.pem (docs/pki.md)")
    if _CHARGER not in found:
        yield Remark(
            folder / "secc", False, "no charger's chain, expected <name>/chain.pem: secc run does not start"
        )
    yield from _open_to_all(folder)
    if not trust.mo:
        yield Remark(
            folder / "roots" / "mo", False, "no root of a mobility operator: contracts cannot be checked"
        )


def _matching(folder: Path, pattern: str) -> list[Path]:
    """Folders by a pattern of names, a part a level."""
    found = [folder]
    for part in pattern.split("/"):
        found = [path for place in found for path in store.folders(place) if fnmatch(path.name, part)]
    return found


def _open_to_all(folder: Path) -> Iterator[Remark]:
    """Who can put a root there can let himself in."""
    inside = (path for name in _BELIEVED for path in sorted(folder.glob(f"{name}/**/*")))
    for path in (folder, *(folder / name for name in _BELIEVED), *inside):
        with suppress(OSError):  # what is not there, or has been told already
            if path.stat().st_mode & stat.S_IWOTH:
                advice = f"chmod o-w {shlex.quote(str(path))}"
                yield Remark(path, False, f"everybody on this machine may change it; mend it with: {advice}")


def _chain(
    place: Path, kind: _Kind, trust: store.Trust, at: datetime, password: bytes | None
) -> Iterator[Remark]:
    try:
        chain = store.load_chain(place, password)
    except store.Locked:  # as all the others are, most likely
        raise
    except ConfigError as error:
        yield Remark(place, True, str(error).removeprefix(f"{place}/"))
        return
    verdict = chains.judge(kind.role, chain.chain, trust, at, profile=chain.profile)
    for finding in verdict.findings:
        yield Remark(place, True, f"{kind.judge} refuses it: {finding.reason} ({finding.check})")
    if verdict.good and verdict.soon:
        yield Remark(place, False, f"{chain.leaf.title} ends in {span(chain.leaf.ends, at)}")
    if kind.role in (Role.CPO, Role.MO):
        for one in chain.certificates:
            if one.responder is None:
                yield Remark(
                    place, kind.role is Role.CPO and chain.profile is ISO2, _mute(one.title, kind.role)
                )
    if chain.ocsp is not None and len(verdict.path) > 1:
        answer = ocsp.check(chain.ocsp, verdict.path[0], verdict.path[1], at)
        if answer.status != "good":
            yield Remark(place, False, f"ocsp.der is not shown to cars, {answer.status}: {answer.reason}")


def _mute(title: str, role: Role) -> str:
    if role is Role.MO:
        return f"{title} names no OCSP address: no back end can ask whether it is revoked"
    return f"{title} names no OCSP address: a car that asks for its status gets none and leaves (V2G2-873)"
