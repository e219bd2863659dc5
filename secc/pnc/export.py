"""A test PKI in the layout of other software.

The EVCC and SECC of the PyPI package iso15118 (0.31) read ``PKI_PATH/iso15118_2/{certs,private_keys}``: a
file a certificate by a fixed name, in PEM and DER, keys on P-256 only, and a password file beside each key
that signs, which must be there and is empty where there is no password.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, pkcs12

from secc.pnc import layout, store
from secc.pnc.certificates import pem
from secc.pnc.layout import File

__all__ = ["iso15118"]

_NAMES = {
    "v2gRootCA": "authorities/iso2/v2g-a",
    "cpoSubCA1": "authorities/iso2/cpo-a-sub1",
    "cpoSubCA2": "authorities/iso2/cpo-a-sub2",
    "seccLeaf": "secc/iso2-a",
    "oemRootCA": "authorities/iso2/oem",
    "oemSubCA1": "authorities/iso2/oem-sub1",
    "oemSubCA2": "authorities/iso2/oem-sub2",
    "oemLeaf": "car/iso2/provisioning",
    "moRootCA": "authorities/iso2/mo",
    "moSubCA1": "authorities/iso2/mo-sub1",
    "moSubCA2": "backend/iso2/mo-sub2",
    "contractLeaf": "car/iso2/contract",
    "cpsSubCA1": "authorities/iso2/cps-sub1",
    "cpsSubCA2": "authorities/iso2/cps-sub2",
    "cpsLeaf": "backend/iso2/cps",
}
_CHAINS = {"seccLeaf": "cpoCertChain.pem", "oemLeaf": "oemCertChain.pem"}
_BUNDLES = {
    "contractLeaf": ("moCertChain.p12", b"contract_leaf_cert", "intermediateMOCACerts.pem"),
    "cpsLeaf": ("cpsCertChain.p12", b"cps_leaf_cert", "intermediateCPSCACerts.pem"),
}
_PASSWORDS = ("seccLeaf", "oemLeaf", "contractLeaf", "cpsLeaf", "moSubCA2Leaf")


def iso15118(folder: Path, target: Path, password: bytes | None = None) -> None:
    """Write the -2 part of a test PKI for that package; ``target`` is then its PKI_PATH.

    :raises ConfigError: the folder is no test PKI of ours, or the target is not empty.
    """
    layout.write(target, list(_files(folder, password)))


def _files(folder: Path, password: bytes | None) -> Iterator[File]:
    certs, keys = "iso15118_2/certs", "iso15118_2/private_keys"
    for name, place in _NAMES.items():
        chain = store.load_chain(folder / place, password)
        leaf, *subs = chain.chain
        yield File(f"{certs}/{name}Cert.pem", pem(leaf).encode())
        yield File(f"{certs}/{name}Cert.der", leaf)
        yield File(f"{keys}/{name}.key", layout.key_pem(chain.key, password), secret=True)
        if name in _CHAINS:
            yield File(f"{certs}/{_CHAINS[name]}", pem(*chain.chain).encode())
        if name in _BUNDLES:
            bundle, title, between = _BUNDLES[name]
            how = BestAvailableEncryption(password) if password else NoEncryption()
            above = [one.x509 for one in chain.certificates[1:]]
            content = pkcs12.serialize_key_and_certificates(title, chain.key, chain.leaf.x509, above, how)
            yield File(f"{certs}/{bundle}", content, secret=True)
            yield File(f"{certs}/{between}", pem(*subs).encode())
    for name in _PASSWORDS:
        yield File(f"{keys}/{name}Password.txt", (password or b"") + b"\n", secret=True)
