"""Two network namespaces joined by a cable, and the processes that run in them.

Nothing here touches the machine's own interfaces, and only processes started here are ended, by their pid.
An ordinary user gets the namespaces through a user namespace, root gets them directly.
"""

from __future__ import annotations

import contextlib
import os
import queue
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


class LabError(Exception):
    """Something did not happen in time, or this machine has no namespaces for us."""


@dataclass
class Usage:
    """What a process and its children used: peak resident memory in MiB, processor time in seconds."""

    memory: float
    cpu: float


class Process:
    """A child process whose output is collected line by line."""

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> None:
        self.lines: list[str] = []
        self._fresh: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._child = subprocess.Popen(
            command,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        self.pid = self._child.pid
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            self.lines.append(line.rstrip("\n"))
            self._fresh.put(self.lines[-1])
        self._fresh.put(None)

    def expect(self, pattern: str, within: float) -> re.Match[str]:
        """Wait for a line that matches, at most ``within`` seconds; lines are looked at once, in order."""
        deadline = time.monotonic() + within
        while True:
            try:
                line = self._fresh.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise LabError(f"no {pattern!r} within {within:g} s; last lines:\n{self.tail()}") from None
            if line is None:
                raise LabError(f"the process ended before {pattern!r}; last lines:\n{self.tail()}")
            if match := re.search(pattern, line):
                return match

    def tail(self, count: int = 15) -> str:
        """The last lines of output."""
        return "\n".join(self.lines[-count:])

    def usage(self) -> Usage:
        """Peak memory and processor time so far, children that still run included."""
        memory = cpu = 0.0
        for pid in family(self.pid):
            with contextlib.suppress(OSError):
                status = Path(f"/proc/{pid}/status").read_text()
                times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                memory += int(status.partition("VmHWM:")[2].split()[0]) / 1024
                cpu += (int(times[11]) + int(times[12])) / _TICK
        return Usage(memory, cpu)

    def wait(self, within: float) -> int:
        """Wait for the process to end by itself; its exit status. LabError after so many seconds."""
        try:
            status = self._child.wait(within)
        except subprocess.TimeoutExpired:
            raise LabError(f"still running after {within:g} s; last lines:\n{self.tail()}") from None
        self._reader.join(within)
        return status

    def stop(self, grace: float = 5.0) -> int:
        """Ask the process to end, then end what is left of it and its children. Returns its exit status."""
        pids = family(self.pid)
        if self._child.poll() is None:
            self._child.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(grace)
        for pid in pids:
            if pid != self.pid or self._child.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        status = self._child.wait(grace)
        self._reader.join(grace)
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                pipe.close()
        return status


def family(pid: int) -> list[int]:
    """A process and all its descendants, as they are now."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found = [pid]
    for member in found:
        found.extend(children.get(member, ()))
    return found


@dataclass
class Side:
    """One end of the cable: a network namespace with one interface."""

    interface: str
    enter: tuple[str, ...]
    processes: list[Process] = field(default_factory=list)

    def start(self, *command: str, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Process:
        """Start a command in this namespace; the lab ends it at the latest when the lab closes."""
        process = Process([*self.enter, *command], env, cwd)
        self.processes.append(process)
        return process


def _holder(stack: contextlib.ExitStack, *command: str) -> Process:
    """A process that keeps a fresh namespace alive until its standard input closes."""
    process = Process([*command, "sh", "-c", "echo ready; exec cat"])
    stack.callback(process.stop)
    try:
        process.expect("^ready$", within=5)
    except LabError:
        raise LabError(process.tail(1) or "unshare does not answer") from None
    return process


@contextlib.contextmanager
def cable(charger: str = "charger", car: str = "car") -> Iterator[tuple[Side, Side]]:
    """The charger's side and the car's side of one cable, each with a link-local address ready to use."""
    own_user = () if os.geteuid() == 0 else ("--user", "--map-root-user")
    enter_user = () if os.geteuid() == 0 else ("--user", "--preserve-credentials")
    with contextlib.ExitStack() as stack:
        try:
            first = _holder(stack, "unshare", *own_user, "--net")
            enter = ("nsenter", "--target", str(first.pid), *enter_user, "--net")
            second = _holder(stack, *enter, "unshare", "--net")
            sides = (
                Side(charger, enter),
                Side(car, ("nsenter", "--target", str(second.pid), *enter_user, "--net")),
            )
            _ip(sides[0], f"link add {charger} type veth peer name {car} netns {second.pid}")
            for number, side in enumerate(sides, 1):
                _ip(side, "link set lo up")
                # Our own address without duplicate detection: usable at once.
                _ip(side, f"link set {side.interface} addrgenmode none")
                _ip(side, f"address add fe80::{number}/64 dev {side.interface} nodad")
                _ip(side, f"link set {side.interface} up")
        except OSError as error:
            raise LabError(str(error)) from error
        for side in sides:
            stack.callback(_stop_all, side)
        yield sides


def _ip(side: Side, arguments: str) -> None:
    done = subprocess.run([*side.enter, "ip", *arguments.split()], capture_output=True, text=True, timeout=5)
    if done.returncode:
        raise LabError(f"ip {arguments}: {done.stderr.strip()}")


def _stop_all(side: Side) -> None:
    for process in side.processes:
        process.stop()
