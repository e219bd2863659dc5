"""What `secc doctor` looks at for TLS and the network: what was found, and what to do about it.

No check raises for what may be wrong on a machine, and none leaves anything behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from secc import sdp
from secc.errors import ConfigError
from secc.net import checkup, interface
from secc.net.interface import Interface
from secc.pnc.chains import CLOCK_SET
from secc.pnc.review import review
from secc.pnc.store import Locked
from secc.security import TlsVersion
from secc.tls.engine import Engine, Offer
from secc.tls.standard import StandardEngine
from secc.tools.finding import Finding

__all__ = ["certificates", "clock", "engines", "network"]


def engines() -> Iterator[Finding]:
    """Which TLS engines load, which one is taken, and whether each shakes hands."""
    makers: dict[str, Callable[[Offer], Engine]] = {}
    try:
        from OpenSSL import SSL, version

        from secc.tls.openssl import OpenSslEngine
    except ImportError as error:
        yield Finding(
            "TLS engine",
            "note",
            f"ssl ({checkup.openssl()}), because pyOpenSSL cannot be loaded: {error}. No OCSP response is "
            "sent, and cars that insist on one leave",
            "install secc again, or: pip install 'pyOpenSSL>=26'",
        )
    else:
        makers[OpenSslEngine.name] = OpenSslEngine
        library = SSL.SSLeay_version(SSL.SSLEAY_VERSION).decode()
        yield Finding("TLS engine", "ok", f"pyOpenSSL {version.__version__} ({library})")
    makers[StandardEngine.name] = StandardEngine
    for tls in TlsVersion:
        for name, make in makers.items():
            fault = checkup.handshake(tls, make, datetime.now(UTC))
            if fault:
                advice = "unset OPENSSL_CONF if it is set; else install secc again"
                yield Finding(f"{tls} by {name}", "broken", f"no handshake: {fault}", advice)
            else:
                yield Finding(f"{tls} by {name}", "ok", "shakes hands")


def certificates(
    folder: Path, password: bytes | None = None, at: datetime | None = None
) -> Iterator[Finding]:
    """What somebody will refuse of a PKI folder; keys that cannot be read, or by everybody, among it."""
    check = f"certificates in {folder}"
    try:
        remarks = list(review(folder, at or datetime.now(UTC), password))
    except Locked as error:
        yield Finding(check, "broken", str(error), f"secc doctor --pki {folder} --pki-password FILE")
        return
    except ConfigError as error:
        yield Finding(check, "broken", str(error), "a test PKI: secc pki new DIR")
        return
    for remark in remarks:
        state = "broken" if remark.refused else "note"
        yield Finding(str(remark.place), state, remark.text, f"secc pki check {folder}")
    if not remarks:
        yield Finding(check, "ok", "nothing that anybody will refuse")


def clock(at: datetime | None = None) -> Finding:
    """Whether the time can be right: certificates are judged by it."""
    now = at or datetime.now(UTC)
    if now >= CLOCK_SET:
        return Finding("clock", "ok", f"{now:%Y-%m-%d %H:%M} UTC")
    found = f"it is {now:%Y-%m-%d} here, before this version was made: no certificate can be judged"
    return Finding(
        "clock", "broken", found, "let systemd-timesyncd or chrony set it before the charger starts"
    )


def network(name: str) -> Iterator[Finding]:
    """The interface to the cars: its address, multicast, permissions, and the ports that a charger opens."""
    check = f"interface {name}"
    try:
        found = interface.find(name)
    except ConfigError as error:
        yield Finding(check, "broken", str(error), "see: ip link")
        return
    if found is None:
        advice = f"ip link set {name} up; sysctl net.ipv6.conf.{name}.disable_ipv6=0"
        yield Finding(check, "broken", "no usable link-local IPv6 address", advice)
        return
    yield Finding(check, "ok", f"address {found.address}")
    yield _multicast(found)
    yield _permissions(found)
    fault = checkup.ports(found)
    if fault:
        yield Finding("ports", "broken", fault, f"see: ss -ulpn sport = :{sdp.PORT}")
    else:
        yield Finding("ports", "ok", f"UDP {sdp.PORT} (SDP) and a TCP port can be opened")


def _multicast(found: Interface) -> Finding:
    """Cars ask all nodes of the link at once."""
    check = "multicast"
    if found.is_loopback:
        return Finding(check, "note", "none on the loopback: cars ask [::1]", "for trying out only")
    if checkup.multicast(found):
        return Finding(check, "ok", f"{found.name} hears what is sent to {sdp.ALL_NODES}")
    advice = f"ip link set {found.name} multicast on"
    return Finding(check, "broken", f"{found.name} has none: no car finds this charger", advice)


def _permissions(found: Interface) -> Finding:
    """Whether this user may keep other interfaces out of the charger's sockets."""
    check = "permissions"
    if checkup.binds(found):
        return Finding(check, "ok", f"this user may bind sockets to {found.name}")
    return Finding(
        check,
        "note",
        f"this user may not bind sockets to {found.name}: what comes from elsewhere is heard, and dropped",
        "Linux 5.7 or newer, or the capability CAP_NET_RAW",
    )
