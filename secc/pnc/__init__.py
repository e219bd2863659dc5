"""Plug & Charge without a network: certificates, signatures and installation. Bytes in, verdict out.

======================  =====================================================================================
module                  what it answers
======================  =====================================================================================
``certificates``        what does this X.509 certificate say? (whatever a peer sends: one error type)
``profiles``            which keys and algorithms belong to which standard; who is who in a PKI
``chains``              may this chain be trusted, and if not, with which response code? (a table of checks)
``emaid``               which contract is meant?
``signatures``          is this element signed by that key? (a table of checks); sign an element
``ocsp``                what to ask about revocation, and what an answer is worth
``installation``        a new contract on its way to a car: made, signed, encrypted; verified, decrypted
``authority``           a test PKI in memory, with everything that can be wrong in one
``layout``              that PKI on the disk
``store``               a charger's chains, keys and trust anchors from the disk
``review``, ``words``   what a car will refuse, and what a chain says, for people
======================  =====================================================================================

Time is always an argument. Nothing here waits, logs or opens a connection.

They need the package cryptography, of 12 MB. So that a charger without TLS does without, a module is loaded
when it is first asked for: ``from secc import pnc``, then ``pnc.chains``.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from secc.pnc import certificates as certificates
    from secc.pnc import chains as chains
    from secc.pnc import emaid as emaid
    from secc.pnc import installation as installation
    from secc.pnc import ocsp as ocsp
    from secc.pnc import profiles as profiles
    from secc.pnc import signatures as signatures
    from secc.pnc import store as store

_MODULES = ("certificates", "chains", "emaid", "installation", "ocsp", "profiles", "signatures", "store")


def preload() -> None:
    """Load what a session with a contract needs, so that no car waits for it."""
    for name in _MODULES:
        import_module(f"{__name__}.{name}")


def __getattr__(name: str) -> ModuleType:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return import_module(f"{__name__}.{name}")
