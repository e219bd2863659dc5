"""What TLS costs: a handshake beside asyncio's own, and the charge loop over TLS.

    python -m bench.tls [--handshakes 300] [--loops 1000]

Processor time of the server per connection (handshake, one echo of 4 bytes, goodbye), in one run and against
the same client: our port with each engine, and `asyncio.start_server(ssl=…)` with the same certificates,
suites and group. Then a simulated car that charges over TLS without pauses at `secc run --tls require`. Exit
code 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import ssl
import sys
import tempfile
import time
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from bench.answers import LOOP, MeasuredCar
from secc.net import car_tls, interface
from secc.net.car import visit
from secc.net.car_tls import CarTls
from secc.net.server import Conversation, Server
from secc.net.tls import Gate, SecurePipe
from secc.pnc import layout, store
from secc.security import Channel, TlsVersion
from secc.tls.credentials import keyring
from secc.tls.engine import Offer
from secc.tls.openssl import OpenSslEngine
from secc.tls.policy import GROUPS, SUITES, Profile, terms, vehicle_roots
from secc.tls.standard import StandardEngine, show
from secc.tools import lab
from secc.tools.answers import spread

GOAL_RATIO = 1.2
GOAL_CPU = {TlsVersion.V1_2: 1.5, TlsVersion.V1_3: 6.0}  # ms
GOAL_P99 = 10.0  # ms, of CurrentDemandReq
ROUNDS = 10
WORD = b"ping"


class Echo:
    """A core that echoes to every car."""

    def connected(self, pipe: SecurePipe, channel: Channel) -> Conversation:
        return EchoTalk(pipe)


class EchoTalk:
    """One car's echo."""

    def __init__(self, pipe: SecurePipe) -> None:
        self._pipe = pipe

    def received(self, data: bytes) -> None:
        self._pipe.write(data)

    def lost(self) -> None:
        pass


async def ours(folder: Path, engine: type[OpenSslEngine | StandardEngine]) -> int:
    """Our port; its number."""
    loopback = interface.find("lo")
    assert loopback is not None
    offer = Offer(keyring(store.load(folder)))
    return await Server().listen(Gate(engine(offer), offer, Echo(), lambda: True), loopback)


async def asyncios(folder: Path, version: TlsVersion) -> int:
    """asyncio's own TLS; its port."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(await reader.readexactly(len(WORD)))
            await reader.read()
            writer.close()
        except (OSError, asyncio.IncompleteReadError):
            pass

    keys = keyring(store.load(folder))
    row = next(row for row in terms(Profile.STRICT) if row.version is version)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    held = keys.iso2 if version is TlsVersion.V1_2 else keys.iso20
    show(context, held[0].identity)
    context.set_ecdh_curve(GROUPS[row.groups[0]])
    if version is TlsVersion.V1_2:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(":".join(SUITES[suite] for suite in row.suites))
    else:
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        roots = vehicle_roots(keys, Profile.STRICT)
        context.load_verify_locations(cadata=b"".join(root.der for root in roots))
        context.verify_mode = ssl.CERT_REQUIRED
    server = await asyncio.start_server(echo, "::1", 0, ssl=context)
    return int(server.sockets[0].getsockname()[1])


def serve(name: str, folder: Path, version: TlsVersion, talk: Connection) -> None:
    """A server's process: tells its port, then its processor time whenever it is asked."""

    async def work() -> None:
        if name == "asyncio":
            port = await asyncios(folder, version)
        else:
            port = await ours(folder, OpenSslEngine if name == "pyOpenSSL" else StandardEngine)
        talk.send(port)
        ended = asyncio.Event()

        def asked() -> None:
            try:
                talk.recv()
            except EOFError:
                ended.set()
            else:
                talk.send(time.process_time())

        asyncio.get_running_loop().add_reader(talk.fileno(), asked)
        await ended.wait()

    asyncio.run(work())


def handshakes(port: int, car: CarTls, count: int) -> None:
    """So many connections, one after the other."""
    context = car.context()
    for _ in range(count):
        with socket.create_connection(("::1", port)) as plain:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with context.wrap_socket(plain) as wire:
                wire.sendall(WORD)
                assert wire.recv(16) == WORD
                wire.unwrap()


def cpu_times(folder: Path, version: TlsVersion, count: int) -> dict[str, float]:
    """ms of the server's processor time per connection, each one's best round; they take turns."""
    spawn = get_context("spawn")
    car = car_tls.load(folder, None, version)
    pipes, processes, ports = {}, [], {}
    for name in ("asyncio", "pyOpenSSL", "ssl"):
        pipes[name], there = spawn.Pipe()
        process = spawn.Process(target=serve, args=(name, folder, version, there), daemon=True)
        process.start()
        there.close()
        processes.append(process)
        ports[name] = pipes[name].recv()
    rounds: dict[str, list[float]] = {name: [] for name in pipes}

    def used(name: str) -> float:
        pipes[name].send(None)
        return float(pipes[name].recv())

    for number in range(-1, ROUNDS):
        for name, port in ports.items():
            before = used(name)
            handshakes(port, car, count // ROUNDS)
            if number >= 0:  # the first round warms up
                rounds[name].append((used(name) - before) / (count // ROUNDS) * 1000)
    for pipe in pipes.values():
        pipe.close()
    for process in processes:
        process.join(5)
        process.kill()
    return {name: min(times) for name, times in rounds.items()}


def judge(words: str, met: bool) -> bool:
    """A line for a goal."""
    print(f"  {'met   ' if met else 'MISSED'} {words}")
    return met


def measure_handshakes(folder: Path, count: int) -> bool:
    """Both versions."""
    met = True
    for version in TlsVersion:
        times = cpu_times(folder, version, count)
        print(f"{version}, ms of processor time per connection:", end=" ")
        print(", ".join(f"{name} {ms:.2f}" for name, ms in times.items()))
        for name in ("pyOpenSSL", "ssl"):
            ratio = times[name] / times["asyncio"]
            met &= judge(f"{name}: {ratio:.2f} of asyncio's, at most {GOAL_RATIO:g}", ratio <= GOAL_RATIO)
        met &= judge(f"at most {GOAL_CPU[version]:g} ms", times["pyOpenSSL"] <= GOAL_CPU[version])
    return met


def measure_loop(folder: Path, loops: int) -> bool:
    """The charge loop over TLS 1.2."""
    car = MeasuredCar(loops)
    secure = car_tls.load(folder, None, TlsVersion.V1_2)
    with lab.charger("dc", False, "--tls", "require", "--pki", str(folder)) as (_, name):
        answers = visit(car, name, secure=secure)
    outcome = car.outcome
    if outcome is None or not outcome.completed:
        print(f"the session did not complete: {outcome}", file=sys.stderr)
        return False
    seen = spread([seconds for request, seconds in answers if request == LOOP])
    print(f"{LOOP} over TLS 1.2: median {seen.median:.2f} ms, p99 {seen.p99:.2f} ms, max {seen.max:.2f} ms")
    return judge(f"p99 under {GOAL_P99:g} ms", seen.p99 < GOAL_P99)


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--handshakes", type=int, default=300, help="connections to each server (300)")
    parser.add_argument("--loops", type=int, default=1000, help="requests in the charge loop (1000)")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if not arguments.inside and (words := lab.own_network()) is not None:
        again = [sys.executable, "-m", "bench.tls", "--inside", *sys.argv[1:]]
        os.execvp(words[0], [*words, *again])
    if arguments.inside:
        lab.bring_up(lab.LOOPBACK)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "pki"
        layout.new(folder, datetime.now(UTC))
        met = measure_handshakes(folder, arguments.handshakes)
        met &= measure_loop(folder, arguments.loops)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
