"""A charger's identities and trust anchors from the disk.

::

    DIR/secc/<name>/chain.pem    leaf, Sub-CA 2, Sub-CA 1: what cars are shown
    DIR/secc/<name>/key.pem      the leaf's key, mode 0600, perhaps encrypted
    DIR/secc/<name>/ocsp.der     optional: an OCSP answer about the leaf, for stapling
    DIR/roots/v2g/*.pem          V2G roots
    DIR/roots/mo/*.pem           mobility operators' roots
    DIR/roots/oem/*.pem          car makers' roots
    DIR/subs/*.pem               optional: car makers' Sub-CAs, which cars do not send
    DIR/ocsp/*.der               optional: OCSP answers about contract certificates
    DIR/tariff/<name>/           optional: chain.pem and key.pem of who signs tariffs

Whatever is wrong here is the user's to mend: a `ConfigError` that says how.
"""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from secc.errors import ConfigError, WireError
from secc.pnc.certificates import Certificate, read_pem
from secc.pnc.profiles import ISO2, PrivateKey, Profile, Role, kind_of, profile_of

__all__ = [
    "KeyedChain",
    "Locked",
    "Store",
    "Trust",
    "certificates",
    "folders",
    "inside",
    "is_folder",
    "load",
    "load_chain",
    "load_key",
    "load_trust",
    "password",
    "require",
]

PASSWORD_VARIABLE = "SECC_PKI_PASSWORD"

_LARGEST_FILE = 256 * 1024
_LONGEST_PASSWORD = 1023
"""Bytes that OpenSSL takes."""


class Locked(ConfigError):
    """A key is encrypted, and nobody has said its password, or not the right one."""


@dataclass(frozen=True)
class KeyedChain:
    """An identity: a chain, leaf first and without its root, and the leaf's key."""

    name: str
    certificates: tuple[Certificate, ...]
    key: PrivateKey = field(repr=False)
    folder: Path
    ocsp: bytes | None = field(default=None, repr=False)
    """An answer about the leaf as it was read from the disk: nobody has looked at it yet."""

    @property
    def leaf(self) -> Certificate:
        """The first one."""
        return self.certificates[0]

    @property
    def chain(self) -> tuple[bytes, ...]:
        """In DER."""
        return tuple(one.der for one in self.certificates)

    @property
    def common_name(self) -> str:
        """CN of the leaf."""
        return self.leaf.common_name

    @property
    def profile(self) -> Profile:
        """The standard that its key belongs to."""
        kind = self.leaf.kind
        assert kind is not None  # `load_chain` has compared it with the key
        return profile_of(kind)

    @property
    def chain_file(self) -> Path:
        """PEM, for libraries that read files."""
        return self.folder / "chain.pem"

    @property
    def key_file(self) -> Path:
        """PEM, perhaps encrypted."""
        return self.folder / "key.pem"


@dataclass(frozen=True)
class Trust:
    """Whom we believe: roots, by whom they belong to, and what we were told about revocation. And in whose
    name we sign tariffs, so that cars believe them."""

    v2g: tuple[Certificate, ...] = ()
    mo: tuple[Certificate, ...] = ()
    oem: tuple[Certificate, ...] = ()
    subs: tuple[Certificate, ...] = ()
    """Sub-CAs that others leave out (a car that asks for its first contract shows its leaf only). They help
    to find a way to a root and are never an anchor."""
    responses: tuple[bytes, ...] = field(default=(), repr=False)
    """OCSP answers about others' certificates, as they were read: nobody has looked at them yet."""
    tariffs: KeyedChain | None = field(default=None, repr=False)
    """Who signs tariffs of ISO 15118-2; None: nobody does."""

    def own(self, role: Role) -> tuple[Certificate, ...]:
        """The roots of that role's own kind."""
        return {Role.MO: self.mo, Role.OEM: self.oem}.get(role, self.v2g)

    def anchors(self, role: Role) -> tuple[Certificate, ...]:
        """The roots under which a leaf of that role may stand: its own kind's, and V2G roots."""
        own = self.own(role)
        return own if own is self.v2g else (*own, *self.v2g)

    def root_of(self, chain: KeyedChain) -> Certificate | None:
        """The V2G root that a charger's chain stands under; None: it is not installed."""
        top = chain.certificates[-1]
        return next((root for root in self.v2g if root.issued(top)), None)


@dataclass(frozen=True)
class Store:
    """What ``--pki DIR`` gives a charger."""

    chains: tuple[KeyedChain, ...]
    """Sorted by name; the first of a profile is its default."""
    trust: Trust


def load(folder: Path, password: bytes | None = None) -> Store:
    """Everything that a charger needs.

    :raises ConfigError: something is missing, unreadable, readable for others, or does not fit together.
    """
    require(folder)
    places = folders(folder / "secc")
    if not places:
        raise ConfigError(f"{folder / 'secc'}: no charger's chain here, expected secc/<name>/chain.pem")
    chains = tuple(load_chain(place, password) for place in places)
    return Store(chains, replace(load_trust(folder), tariffs=_tariffs(folder / "tariff", password)))


def require(folder: Path) -> None:
    """There is such a PKI folder.

    :raises ConfigError: there is none, or we may not look.
    """
    if not is_folder(folder):
        raise ConfigError(f"{folder}: no such folder (a test PKI: secc pki new {_quoted(folder)})")


def _tariffs(folder: Path, password: bytes | None) -> KeyedChain | None:
    """Of several the first by name with a key of ISO 15118-2."""
    signers = [load_chain(path, password) for path in folders(folder)]
    return next((one for one in signers if one.profile is ISO2), None)


def load_trust(folder: Path) -> Trust:
    """What stands below ``roots/``, ``subs/`` and ``ocsp/``. Who is not their own issuer is no root.

    :raises ConfigError: an unreadable file, or a certificate that is no root.
    """
    v2g, mo, oem = (_anchors(folder / "roots" / kind) for kind in ("v2g", "mo", "oem"))
    subs = [one for path in inside(folder / "subs", ".pem") for one in certificates(path)]
    responses = [_read(path) for path in inside(folder / "ocsp", ".der")]
    return Trust(v2g, mo, oem, tuple(subs), tuple(responses))


def _anchors(folder: Path) -> tuple[Certificate, ...]:
    found: dict[Certificate, None] = {}
    for path in inside(folder, ".pem"):
        for one in certificates(path):
            if not (one.own_root and one.authority):
                raise ConfigError(f"{path}: {one.title} is no root (it is issued by another, or is no CA)")
            found[one] = None
    return tuple(found)


def inside(folder: Path, suffix: str = "") -> list[Path]:
    """What stands in a folder, by name; nothing, where there is none.

    :raises ConfigError: we may not look: what cannot be seen must not count as absent.
    """
    try:
        return sorted(path for path in folder.iterdir() if path.name.endswith(suffix))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _unusable(folder, error) from error


def folders(folder: Path) -> list[Path]:
    """The folders in a folder; raises like `inside`."""
    return [path for path in inside(folder) if is_folder(path)]


def is_folder(path: Path) -> bool:
    """Is there one?

    :raises ConfigError: we may not look.
    """
    try:
        return path.is_dir()
    except OSError as error:
        raise _unusable(path, error) from error


def load_chain(folder: Path, password: bytes | None = None) -> KeyedChain:
    """One identity: ``chain.pem``, ``key.pem`` and perhaps ``ocsp.der`` of a folder.

    :raises ConfigError: one is missing or cannot be used, or the key is not the leaf's.
    """
    chain = tuple(certificates(folder / "chain.pem"))
    key = load_key(folder / "key.pem", password)
    if chain[0].key != key.public_key():
        raise ConfigError(f"{folder / 'key.pem'}: not the key of {chain[0].title}, the first in chain.pem")
    staple = folder / "ocsp.der"
    return KeyedChain(folder.name, chain, key, folder, _read(staple) if staple.exists() else None)


def load_key(path: Path, password: bytes | None = None) -> PrivateKey:
    """A private key that only its owner can read.

    :raises Locked: it is encrypted, and its password is another, or there is none.
    :raises ConfigError: others can read it, we cannot, or it is no key that ISO 15118 knows.
    """
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise _unusable(path, error) from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigError(f"{path}: a key that others can read; mend it with: chmod 600 {_quoted(path)}")
    data = _read(path)
    try:
        key = load_pem_private_key(data, password)
    except TypeError as error:  # a password too few or too many
        if password is not None:
            return load_key(path)  # of many files some may be plain
        raise Locked(
            f"{path}: encrypted; give its password by --pki-password FILE or by {PASSWORD_VARIABLE}"
        ) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        if password is not None and b"ENCRYPTED" in data:
            raise Locked(f"{path}: a wrong password, or a damaged key") from error
        raise ConfigError(f"{path}: no private key in PEM") from error
    if kind_of(key) is None:
        raise ConfigError(f"{path}: expected a key on P-256 or P-521, or for Ed448")
    return key  # type: ignore[return-value]  # which classes: see kind_of


def password(path: Path | None, environment: Mapping[str, str] = os.environ) -> bytes | None:
    """The password of the keys: the first line of a file, else the variable SECC_PKI_PASSWORD, else None.

    :raises ConfigError: the file cannot be read, others can read it, or it holds no possible password.
    """
    if path is None:
        return _usable(os.fsencode(environment.get(PASSWORD_VARIABLE, "")), PASSWORD_VARIABLE)
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise _unusable(path, error) from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigError(f"{path}: a password that others can read; mend it with: chmod 600 {_quoted(path)}")
    secret = _usable(_read(path).split(b"\n", 1)[0].rstrip(b"\r"), str(path))
    if secret is None:  # who names a file wants a password; keys must not lie open for an empty one
        raise ConfigError(f"{path}: its first line is empty, expected a password")
    return secret


def _usable(secret: bytes, place: str) -> bytes | None:
    if len(secret) > _LONGEST_PASSWORD:
        raise ConfigError(
            f"{place}: a password of {len(secret)} bytes, at most {_LONGEST_PASSWORD} are possible"
        )
    try:
        secret.decode()
    except UnicodeDecodeError as error:
        raise ConfigError(f"{place}: a password that is no UTF-8 text") from error
    return secret or None


def certificates(path: Path) -> list[Certificate]:
    """All certificates of a file, PEM or DER.

    :raises ConfigError: it cannot be read, or is no such file.
    """
    try:
        return read_pem(_read(path))
    except WireError as error:
        raise ConfigError(f"{path}: {error.reason}") from error


def _read(path: Path) -> bytes:
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise ConfigError(f"{path}: expected a file, found a pipe or a device")
            data = file.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise _unusable(path, error) from error
    if len(data) > _LARGEST_FILE:
        raise ConfigError(f"{path}: longer than {_LARGEST_FILE} bytes")
    return data


def _unusable(path: Path, error: OSError) -> ConfigError:
    if isinstance(error, PermissionError):
        return ConfigError(f"{path}: we may not read it; mend it with: sudo chown $(id -un) {_quoted(path)}")
    return ConfigError(f"{path}: {error.strerror or error}")


def _without_waiting(path: str, flags: int) -> int:
    """A pipe may have nobody at its other end."""
    return os.open(path, flags | os.O_NONBLOCK)


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
