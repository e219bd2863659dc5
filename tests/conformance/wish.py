"""What a car wishes for in TLS, and what it sees of the charger in the handshake (the word ``connect``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["PLAIN", "Seen", "Wish", "wish"]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """The names are those of the word."""

    tls: str = "none"
    """``none`` or the versions offered: ``1.1``, ``1.2``, ``1.3``, ``1.2+1.3``."""
    suites: tuple[str, ...] = ()
    """All that are offered, by their names of IANA; empty: those of the standard."""
    groups: tuple[str, ...] = ()
    certificate: str = "vehicle"
    """What the car shows if it is asked; ``none``: nothing."""
    trust: str = "secc"
    """``nothing``: no root is known to the car."""
    trusted_ca_keys: str | None = None
    """The V2G root that the car names; ``unknown``: another."""
    ask_ocsp: str | None = None
    """``v1``: one OCSP response, for the leaf; ``v2``: one for each certificate."""

    @property
    def secure(self) -> bool:
        """Whether it is TLS at all."""
        return self.tls != "none"


PLAIN = Wish()
_LISTS = ("suites", "groups")
_NOT_OF_TLS = ("via", "result", "alert", "expect", "on")


def wish(wanted: Mapping[str, Any]) -> Wish:
    """What the word ``connect`` says of it."""
    said: dict[str, Any] = {name: value for name, value in wanted.items() if name not in _NOT_OF_TLS}
    said |= {name: tuple(said[name]) for name in _LISTS if name in said}
    return Wish(**said)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The charger in the handshake."""

    version: str
    """``1.2`` or ``1.3``."""
    chain_length: int
    chain_root: str | None
    """The V2G root above the chain that was sent; None: none of ours, or the chain does not hold."""
    client_certificate_asked: bool
    authorities: frozenset[str]
    """Whose roots the charger names for the car's certificate: ``v2g``, ``oem``."""
    staples: int
    """OCSP responses."""

    def faults(self, expected: Mapping[str, Any]) -> Iterator[str]:
        """What is otherwise than a case expects."""
        for name, wanted in expected.items():
            found = getattr(self, name)
            holds = set(wanted) <= found if name == "authorities" else wanted == found
            if not holds:
                yield f"{name} {sorted(found) if name == 'authorities' else found}"
