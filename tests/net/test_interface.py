"""Which address an interface has, read from the kernel's table, and how patiently."""

from __future__ import annotations

import asyncio
import ipaddress
import logging

import pytest

from secc.errors import ConfigError
from secc.net import interface
from secc.net.interface import Interface
from tests.net.fakes import Run, WarpSelector

LOOPBACK = "00000000000000000000000000000001 01 80 10 80       lo\n"
GLOBAL = "fd000000000000000000000000000002 04 40 00 82       lo\n"


def link_local(flags: int, name: str = "lo") -> str:
    return f"fe80000000000000001122fffe334455 01 40 20 {flags:02x} {name:>8}\n"


def test_the_loopback_has_one_address_without_scope(lo: Interface) -> None:
    found = interface.find("lo", LOOPBACK)
    assert found == lo
    assert found is not None and found.is_loopback
    assert found.endpoint(50000) == ("::1", 50000, 0, 0)


def test_a_link_local_address_has_its_scope(lo: Interface) -> None:
    found = interface.find("lo", GLOBAL + link_local(0x80, "eth7") + link_local(0x80))
    assert found == Interface("lo", lo.index, ipaddress.IPv6Address("fe80::11:22ff:fe33:4455"))
    assert found is not None
    assert found.endpoint(50000) == ("fe80::11:22ff:fe33:4455", 50000, 0, lo.index)


@pytest.mark.parametrize(
    "table",
    ["", GLOBAL, link_local(0x80, "eth7"), link_local(0x40), link_local(0xC0), link_local(0x08)],
    ids=["none", "global only", "other interface", "tentative", "tentative, permanent", "duplicate"],
)
def test_no_usable_address_yet(table: str) -> None:
    assert interface.find("lo", table) is None


def test_an_unknown_name_is_told_with_the_names_that_exist() -> None:
    with pytest.raises(ConfigError, match=r"no network interface is called 'nix0'; there are: .*\blo\b"):
        interface.find("nix0")


@pytest.mark.parametrize("name", ["", "a" * 300, "a\0b", "ä"])
def test_an_impossible_name_is_an_unknown_one(name: str) -> None:
    with pytest.raises(ConfigError, match="no network interface is called"):
        interface.find(name)


def test_a_tentative_address_is_waited_for_and_the_log_says_so(
    run: Run, lo: Interface, caplog: pytest.LogCaptureFixture
) -> None:
    async def test() -> None:
        tables = iter([link_local(0x40)] * 3 + [link_local(0x80)])
        start = asyncio.get_running_loop().time()
        found = await interface.wait_for("lo", lambda name: interface.find(name, next(tables)))
        assert found.address.is_link_local
        assert asyncio.get_running_loop().time() - start < 1

    with caplog.at_level(logging.INFO):
        run(test())
    assert [record.getMessage() for record in caplog.records] == [
        "waiting for a usable link-local IPv6 address on lo (up to 10 s)"
    ]


def test_patience_ends(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WarpSelector, "moment", 0.0)  # nothing is on its way here

    async def test() -> None:
        start = asyncio.get_running_loop().time()
        with pytest.raises(ConfigError, match="lo has no usable link-local IPv6 address after 10 s"):
            await interface.wait_for("lo", lambda name: None)
        assert 9 < asyncio.get_running_loop().time() - start < 12

    run(test())
