"""A network of its own for the demo: the car in one network namespace, each charger in another, and a cable.

Nothing here touches the machine's real interfaces. ``unshare`` (util-linux) makes the namespaces, which an
ordinary user may do too where the kernel allows it; pyroute2 makes the cable (a veth pair).
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from secc.errors import Error

SECC = (sys.executable, "-m", "secc")

GUEST = ("unshare", "--net", sys.executable, "-m", "secc.tools.lab")

LOOPBACK = "lo"

ARRIVED = "in a network of its own"
"""What a charger's process says when its end of the cable can come."""

PATIENCE = 10.0
"""Seconds for each step of a charger's start."""


class LabError(Error):
    """The network or the charger of the demo does not come up."""


class Charger:
    """``secc run`` as a child process. Use as a context manager: it is ended, cleanly, on the way out."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        self._lines: deque[str] = deque(maxlen=30)
        self._ended = False
        self._heard = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def log(self) -> list[str]:
        """Its last log lines."""
        with self._heard:
            return list(self._lines)

    def hears(self, words: str) -> None:
        """Wait until a log line contains these words; LabError if the process ends or takes too long."""

        def said() -> bool:
            return any(words in line for line in self._lines)

        with self._heard:
            self._heard.wait_for(lambda: said() or self._ended, PATIENCE)
            if not said():
                raise LabError(self._lines[-1] if self._lines else "the charger does not start")

    def __enter__(self) -> Charger:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()

    def _read(self) -> None:
        stream = self._process.stderr
        assert stream is not None  # a pipe, see above
        with stream:
            for line in stream:
                with self._heard:
                    self._lines.append(line.rstrip())
                    self._heard.notify_all()
        with self._heard:
            self._ended = True
            self._heard.notify_all()


def own_network() -> list[str]:
    """The words before a command that give it a network namespace of its own; LabError says why not."""
    if find_spec("pyroute2") is None:
        raise LabError("pyroute2 is not installed (it comes with secc[tools])")
    for words in (["unshare", "--net"], ["unshare", "--map-root-user", "--net"]):
        with suppress(OSError, subprocess.TimeoutExpired):
            if subprocess.run([*words, "true"], capture_output=True, timeout=5).returncode == 0:
                return words
    raise LabError("the kernel gives this user no network namespace")


def furnish() -> None:
    """Make this process's own, still dead namespace usable; LabError if it is none, or takes no cable."""
    with _kernel() as routes:
        if any(link["state"] == "up" for link in routes.get_links()):
            raise LabError("this network is in use by others")
    bring_up(LOOPBACK)
    _lay_cable("try-car", "try-secc", os.getpid())


@contextmanager
def charger(
    mode: str, own_network: bool, *options: str, place: str | None = None
) -> Iterator[tuple[Charger, str]]:
    """A charger (``ac`` or ``dc``) that serves, and the interface on which a car finds it.

    With ``own_network`` this process must live in a namespace of its own already, and each ``place`` (the
    mode) has its own cable; without, all use ``::1``. ``options`` are further ones of ``secc run``.
    Raises LabError, whose text is the charger's last word, when it does not come to serve.
    """
    place = place or mode
    car_end, charger_end = (f"car-{place}", f"secc-{place}") if own_network else (LOOPBACK, LOOPBACK)
    command = ["run", "--interface", charger_end, "--simulate", mode, *options]
    with Charger([*GUEST, charger_end, *command] if own_network else [*SECC, *command]) as process:
        if own_network:
            process.hears(ARRIVED)
            _lay_cable(car_end, charger_end, process.pid)
        process.hears("ready:")
        yield process, car_end


def bring_up(interface: str) -> None:
    """Switch an interface of this namespace on, its link-local address usable at once."""
    with suppress(OSError):  # read-only /proc: then duplicate address detection takes its second
        Path(f"/proc/sys/net/ipv6/conf/{interface}/accept_dad").write_text("0")
    with _kernel() as routes:
        (index,) = routes.link_lookup(ifname=interface)
        routes.link("set", index=index, state="up")


def _lay_cable(here: str, there: str, pid: int) -> None:
    """A veth pair from this namespace to that of another process."""
    with _kernel() as routes:
        routes.link("add", ifname=here, kind="veth", peer={"ifname": there, "net_ns_pid": pid})
    bring_up(here)


@contextmanager
def _kernel() -> Iterator[Any]:
    """A netlink socket; what the kernel refuses becomes a LabError."""
    from pyroute2 import IPRoute, NetlinkError  # type: ignore[import-untyped]

    try:
        with IPRoute() as routes:
            yield routes
    except (NetlinkError, OSError) as error:
        raise LabError(f"the kernel refuses a network cable: {error}") from error


def _guest(interface: str, command: Sequence[str]) -> None:
    """The charger's process before it is one: wait for the cable, plug it in, become ``secc``."""
    with _kernel() as routes:
        print(ARRIVED, file=sys.stderr, flush=True)
        deadline = time.monotonic() + PATIENCE
        while not routes.link_lookup(ifname=interface):
            if time.monotonic() > deadline:
                raise LabError(f"{interface} did not come")
            time.sleep(0.01)
    bring_up(interface)
    os.execv(SECC[0], [*SECC, *command])


if __name__ == "__main__":
    try:
        _guest(sys.argv[1], sys.argv[2:])
    except LabError as error:
        sys.exit(str(error))
