"""A whole charger: owner, link, core and sockets, put together and taken apart in the right order."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from secc import exi, pnc, sap
from secc.charger import PROTOCOLS, Charger, Host, Pipe
from secc.errors import ConfigError
from secc.extension import Extension
from secc.net import interface
from secc.net.discovery import Discovery
from secc.net.host import LoopHost
from secc.net.link import LoopLink
from secc.net.server import Conversation, Server
from secc.net.store import Store
from secc.plan import priced
from secc.rest import Rest
from secc.sdp import Security
from secc.security import Channel
from secc.settings import Settings
from secc_contract import Iso15118ChargerClient, Iso15118ChargerPublisher
from secc_contract.iso15118_charger.contract import VARIABLES
from secc_contract.link import Provider

if TYPE_CHECKING:
    from secc.net.tls import Gate, TlsPort
    from secc.pnc.store import Trust

__all__ = ["OwnerFactory", "plain", "run", "serve"]

log = logging.getLogger(__name__)


class Core(Protocol):
    """A charger, or what stands around one (`secc.charger.Charger`)."""

    def connected(self, pipe: Pipe, channel: Channel = ...) -> Conversation | None: ...

    def woken(self) -> None: ...

    def shut_down(self) -> None: ...

    def dispatch(self, command: str, arguments: Mapping[str, Any]) -> None: ...


Make = Callable[[Provider, Host, Settings, Rest, "Trust | None"], Core]
"""Makes the charger, from the link to its owner, the world that it lives in, and whom it trusts."""


def plain(link: Provider, host: Host, settings: Settings, rest: Rest, trust: Trust | None) -> Core:
    """A charger with nothing around it."""
    return Charger(Iso15118ChargerPublisher(link), host, settings, rest=rest, trust=trust)


OwnerFactory = Callable[[Iso15118ChargerClient], object]
"""Makes the owner, which may call and subscribe from here on. Then its ``extend(extension)`` is called, if it
has one, with a `secc.extension.Extension`; its ``close()``, if any, comes last."""

_RELAXED = ("dc_ev_target_voltage_current", "dc_ev_maximum_limits")
"""What a discharging car asks and can, where the settings let it pass."""
_PORTS = {Security.NONE: "TCP", Security.TLS: "TLS"}

_OWNER_PATIENCE = 5.0  # s that the owner may take for its close()


def run(
    name: str,
    factory: OwnerFactory,
    settings: Settings,
    tcp_port: int | None = None,
    state: Path | None = None,
    make: Make = plain,
    tls: TlsPort | None = None,
) -> None:
    """`serve` as the work of this process: until SIGINT or SIGTERM. A second signal ends it at once."""

    async def until_signal() -> None:
        await serve(name, factory, _stop_on_signals(), settings, tcp_port, state, make, tls)

    asyncio.run(until_signal())


async def serve(
    name: str,
    factory: OwnerFactory,
    stop: asyncio.Event,
    settings: Settings | None = None,
    tcp_port: int | None = None,
    state: Path | None = None,
    make: Make = plain,
    tls: TlsPort | None = None,
) -> None:
    """Serve cars on a network interface until `stop` is set.

    `state` is a file that remembers a paused session over a restart; `make` makes the charger; `tls` opens a
    second port, or that alone. ConfigError when the interface, a port, the file or the owner is not usable.
    """
    store = Store(state, PROTOCOLS) if state is not None else None
    station = _Station(settings or Settings(), store, make, tls)
    starting = asyncio.ensure_future(station.start(name, factory, tcp_port))
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait((starting, stopping), return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            ports = "".join(f", {_PORTS[kind]} {port}" for kind, port in starting.result().items())
            log.info("ready: SDP on %s%s", name, ports)
            await stopping
        else:
            log.warning("stopped before everything was ready")
    finally:
        starting.cancel()
        stopping.cancel()
        await station.close()


def _stop_on_signals() -> asyncio.Event:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    signals = (signal.SIGINT, signal.SIGTERM)

    def stopping(number: signal.Signals) -> None:
        log.info("%s: ending; a second signal ends at once", number.name)
        stop.set()
        for one in signals:
            loop.remove_signal_handler(one)
            signal.signal(one, signal.SIG_DFL)

    for number in signals:
        loop.add_signal_handler(number, stopping, number)
    return stop


class _Station:
    def __init__(self, settings: Settings, store: Store | None, make: Make, tls: TlsPort | None) -> None:
        loop = asyncio.get_running_loop()
        self._link = LoopLink(loop)
        self._server = Server()
        woken = partial(self._server.safely, self._woken)
        self._host = LoopHost(loop, woken, store.save) if store is not None else LoopHost(loop, woken)
        rest = Rest(memory=store.load() if store is not None else None)
        trust = tls.offer.keyring.trust if tls is not None else None
        self._charger = make(self._link, self._host, settings, rest, trust)
        self._settings = settings
        self._tls = tls
        self._door: Gate | None = None
        self._link.serve(self._dispatch)
        self._discovery: Discovery | None = None
        self._owner: object = None

        offered = (protocol.schema for protocol in PROTOCOLS if settings.offers(protocol.name))
        exi.preload(sap.SCHEMA, *offered)  # the first car waits for no tables
        if tls is not None:
            pnc.preload()

        if settings.relaxed_ranges:
            log.warning("relaxed_ranges: %s are not held to the contract's ranges", " and ".join(_RELAXED))
            for variable in _RELAXED:
                VARIABLES[variable].relax()

    async def start(self, name: str, factory: OwnerFactory, tcp_port: int | None) -> dict[Security, int]:
        """Open the sockets and bring the owner up; the TCP ports."""
        tls = self._tls
        address = await interface.wait_for(name)
        ports = {}
        if tls is None or not tls.required:
            ports[Security.NONE] = await self._server.listen(self._charger, address, tcp_port)
        if tls is not None:
            self._door = self._gate(tls)
            self._host.withdrawn = partial(self._door.clear, "no car is wanted now")
            ports[Security.TLS] = await self._server.listen(self._door, address, tls.port)
        discovery = Discovery(address, ports, self._serving)
        await discovery.listen()
        self._discovery = discovery
        await self._start_owner(factory)
        return ports

    def _gate(self, tls: TlsPort) -> Gate:
        """What answers the door of the TLS port; a charger without one loads none of this."""
        from secc.net.tls import Gate
        from secc.tls.engine import load

        engine = load(tls.offer)
        log.info("%s, by %s", tls.offer, engine.name)
        if priced(self._settings.schedules) and tls.offer.keyring.trust.tariffs is None:
            log.warning("no tariffs over TLS: no key signs them (DIR/tariff, docs/beyond-the-contract.md)")
        return Gate(engine, tls.offer, self._charger, self._serving)

    def _serving(self) -> bool:
        return self._host.serving

    async def _start_owner(self, factory: OwnerFactory) -> None:
        try:
            await self._link.on_owner_thread(lambda: self._make_owner(factory))
        except (Exception, SystemExit) as error:
            log.debug("the owner's factory raised", exc_info=error)
            reason = " ".join(str(error).split())
            raise ConfigError(f"the owner could not start: {type(error).__name__}: {reason}") from error

    def _make_owner(self, factory: OwnerFactory) -> None:
        self._owner = factory(Iso15118ChargerClient(self._link))
        extend = getattr(self._owner, "extend", None)
        if extend is not None:
            extend(Extension(self._link))

    async def close(self) -> None:
        """The contactor first; then the sockets; the owner last, as it still hears how the session ends."""
        self._server.safely(self._charger.shut_down)
        if self._discovery is not None:
            self._discovery.close()
        if self._door is not None:
            self._door.clear("the charger ends")
        await self._server.close()
        try:
            await asyncio.wait_for(self._link.on_owner_thread(self._close_owner), _OWNER_PATIENCE)
        except TimeoutError:
            log.error("the owner has not closed within %g s: leaving without it", _OWNER_PATIENCE)
        self._link.close()

    def _woken(self) -> None:
        self._charger.woken()

    def _dispatch(self, command: str, arguments: Mapping[str, Any]) -> None:
        self._server.safely(self._charger.dispatch, command, arguments)

    def _close_owner(self) -> None:
        close = getattr(self._owner, "close", None)
        if close is None:
            return
        try:
            close()
        except Exception:
            log.exception("the owner's close() raised")
