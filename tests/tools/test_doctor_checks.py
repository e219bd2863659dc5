"""What the doctor says of TLS and the network, on this machine and on broken ones."""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from secc import sdp
from secc.net import checkup
from secc.net.discovery import Discovery
from secc.net.interface import Interface
from secc.pnc import layout
from secc.tls.alert import TlsError
from secc.tls.engine import Offer
from secc.tools import doctor_checks
from secc.tools.finding import Finding
from tests.net.conftest import lo, run
from tests.net.fakes import Run

__all__ = ["lo", "run"]


def states(findings: Iterable[Finding]) -> list[str]:
    return [finding.state for finding in findings]


def test_both_engines_shake_hands_here() -> None:
    findings = list(doctor_checks.engines())
    assert states(findings) == ["ok"] * 5
    assert findings[0].found.startswith("pyOpenSSL ")
    assert {finding.check for finding in findings[1:]} == {
        f"TLS {version} by {name}" for version in ("1.2", "1.3") for name in ("pyOpenSSL", "ssl")
    }


def test_without_pyopenssl_the_doctor_says_what_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "secc.tls.openssl", None)
    first, *others = doctor_checks.engines()
    assert first.state == "note"
    assert "No OCSP response is sent" in first.found
    assert "pip install 'pyOpenSSL>=26'" in first.advice
    assert states(others) == ["ok", "ok"]


def test_an_engine_that_does_not_work_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(offer: Offer) -> None:
        raise TlsError("no such curve")

    monkeypatch.setattr(doctor_checks, "StandardEngine", broken)
    monkeypatch.setattr(broken, "name", "ssl", raising=False)
    found = [finding for finding in doctor_checks.engines() if finding.state == "broken"]
    assert [finding.found for finding in found] == ["no handshake: no such curve"] * 2


def test_a_pki_is_fine_or_told_piece_by_piece(tmp_path: Path) -> None:
    folder, now = tmp_path / "pki", datetime.now(UTC)
    layout.new(folder, now)
    assert states(doctor_checks.certificates(folder)) == ["ok"]
    key = folder / "secc" / "iso2-a" / "key.pem"
    key.chmod(0o644)
    (found,) = doctor_checks.certificates(folder)
    assert found.state == "broken"
    assert f"chmod 600 {key}" in found.found
    key.chmod(0o600)
    late = states(doctor_checks.certificates(folder, at=now + timedelta(days=8)))
    assert late == ["note"] * 6  # the staples
    assert states(doctor_checks.certificates(tmp_path / "nowhere")) == ["broken"]


def test_a_pki_whose_password_nobody_has_said(tmp_path: Path) -> None:
    folder = tmp_path / "pki"
    layout.new(folder, datetime.now(UTC), b"open sesame")
    (found,) = doctor_checks.certificates(folder)
    assert found.state == "broken" and "key.pem: encrypted" in found.found
    assert found.advice == f"secc doctor --pki {folder} --pki-password FILE"
    assert states(doctor_checks.certificates(folder, b"open sesame")) == ["ok"]


def test_a_clock_that_was_never_set_is_broken() -> None:
    assert doctor_checks.clock().state == "ok"
    found = doctor_checks.clock(datetime(1970, 1, 1, tzinfo=UTC))
    assert (found.state, "1970-01-01" in found.found) == ("broken", True)


def test_the_loopback_is_for_trying_out(monkeypatch: pytest.MonkeyPatch, lo: Interface) -> None:
    monkeypatch.setattr(checkup, "ports", lambda interface: "")
    assert [(one.check, one.state) for one in doctor_checks.network("lo")] == [
        ("interface lo", "ok"),
        ("multicast", "note"),
        ("permissions", "ok"),
        ("ports", "ok"),
    ]


LINK = Interface("eth9", 9, ipaddress.IPv6Address("fe80::1"))


@pytest.mark.parametrize(
    ("broken", "state", "advice"),
    [
        ("", "", ""),
        ("multicast", "broken", "ip link set eth9 multicast on"),
        ("permissions", "note", "CAP_NET_RAW"),
        ("ports", "broken", "ss -ulpn sport = :15118"),
    ],
)
def test_a_link_is_fine_or_it_is_said_what_is_not(
    monkeypatch: pytest.MonkeyPatch, broken: str, state: str, advice: str
) -> None:
    monkeypatch.setattr("secc.net.interface.find", lambda name: LINK)
    monkeypatch.setattr(checkup, "multicast", lambda interface: broken != "multicast")
    monkeypatch.setattr(checkup, "binds", lambda interface: broken != "permissions")
    monkeypatch.setattr(checkup, "ports", lambda interface: "in use" if broken == "ports" else "")
    found = {finding.check: finding for finding in doctor_checks.network("eth9")}
    assert list(found) == ["interface eth9", "multicast", "permissions", "ports"]
    assert {finding.state for name, finding in found.items() if name != broken} == {"ok"}
    if broken:
        assert (found[broken].state, advice in found[broken].advice) == (state, True)


def test_what_this_machine_says_of_its_interfaces(lo: Interface) -> None:
    assert not checkup.multicast(lo)  # the loopback has none on Linux
    assert checkup.multicast(LINK)  # not there: nothing speaks against it
    assert not checkup.binds(LINK)


def test_an_interface_that_is_not_there_or_has_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = doctor_checks.network("nix0")
    assert "no network interface is called 'nix0'" in found.found
    monkeypatch.setattr("secc.net.interface.find", lambda name: None)
    (found,) = doctor_checks.network("eth9")
    assert "ip link set eth9 up" in found.advice


def test_a_port_that_is_in_use_is_told(run: Run, lo: Interface, monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        other = Discovery(lo, {}, lambda: False)
        await other.listen(0)
        port = other._transport.get_extra_info("sockname")[1]
        monkeypatch.setattr(Discovery.listen, "__defaults__", (port,))
        assert f"UDP port {port} of lo is in use" in await checkup._ports(lo)
        other.close()
        assert sdp.PORT == 15118

    run(test())


def test_what_is_opened_is_closed_again(run: Run, lo: Interface, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Discovery.listen, "__defaults__", (0,))
    for _ in range(3):
        run(_free(lo))


async def _free(lo: Interface) -> None:
    assert await checkup._ports(lo) == ""
