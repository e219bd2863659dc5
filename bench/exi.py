"""What the EXI codec costs: time a message, first use and memory, with each engine, beside the Python peer's.

    python -m bench.exi [--every] [--alone]

Prints medians of several rounds, in µs for decoding and encoding, and exits with code 1 when a goal is
missed. The goals are for an otherwise idle machine of two cores. The peer, the package iso15118 with its
codec in Java, is measured where `make evcc` has installed it: from bytes to its message objects and back.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import timeit
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from secc.exi import engines
from secc.exi.schema import schema

ROOT = Path(__file__).resolve().parent.parent
PEER = ROOT / ".cache" / "evcc-venv" / "bin" / "python"
ROUNDS = 501
ROUND = 0.0005  # s
RUNS = 9
"""Fresh processes for times of first use."""
RATIOS = {"python": (700, 40), "c": (10_000, 700)}
"""How many times quicker than the peer: CurrentDemandReq, and any message of ISO 15118-2."""
FIRST_USE = 60.0
"""ms for all message types and tables."""

IMPORTS = """
import importlib, json, resource, sys, time
import msgspec, secc_contract
from secc import exi
from secc.exi.schema import NAMES, _FILES, schema
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() // 1024
memory = [resident()]
times = {}
def step(name, act):
    start = time.perf_counter()
    act()
    times[name] = 1000 * (time.perf_counter() - start)
step("types", lambda: [importlib.import_module(f"secc_contract.v2g.{file}") for file in _FILES.values()])
tables = [f"secc_contract.v2g.tables.{file}" for file in _FILES.values()]
step("tables", lambda: [importlib.import_module(name) for name in tables])
memory.append(resident())
for name, payload in json.loads(sys.argv[1]):
    step(f"first message of {name}", lambda: exi.encode(name, exi.decode(name, bytes.fromhex(payload))))
memory.append(resident())
print(json.dumps([times, memory]))
"""


class Speed(NamedTuple):
    """Medians of one message in µs."""

    decode: float
    encode: float

    def __str__(self) -> str:
        return f"{_short(self.decode)} / {_short(self.encode)}"


def _short(time: float) -> str:
    return f"{time:.2f}" if time < 10 else f"{time:.0f}"


def microseconds(act: Callable[[str, Any], object], schema: str, value: Any) -> float:
    """Median time of one call, over rounds so short that other processes spoil only some of them."""
    timer = timeit.Timer("act(schema, value)", globals={"act": act, "schema": schema, "value": value})
    calls, seconds = timer.autorange()
    number = max(1, round(calls * ROUND / seconds))
    return statistics.median(timer.repeat(repeat=ROUNDS, number=number)) / number * 1e6


def surroundings(**more: str) -> dict[str, str]:
    """The environment of our own processes."""
    return os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'generated'}"} | more


def ours(engine: str, every: bool) -> dict[str, Speed]:
    """All messages with one engine, in a process that knows no other."""
    command = [sys.executable, "-m", "bench.exi", "--inside", *(["--every"] if every else [])]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=surroundings(**{engines.VARIABLE: engine}),
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
    )
    return {name: Speed(*times) for name, times in json.loads(done.stdout).items()}


def inside(every: bool) -> None:
    """Be that process."""
    exi: Any = importlib.import_module("secc.exi")
    messages: Any = importlib.import_module("bench.messages")
    found: dict[str, tuple[float, float]] = {}
    for case in messages.cases() + (messages.every_message() if every else []):
        payload = exi.encode(case.schema, case.message)
        times = (
            microseconds(exi.decode, case.schema, payload),
            microseconds(exi.encode, case.schema, case.message),
        )
        found.setdefault(case.name, times)
    print(json.dumps(found))


def peer(payloads: dict[str, tuple[str, bytes]]) -> tuple[dict[str, Speed | str], list[int]]:
    """The same messages with the peer's codec, and the memory it takes in kB (Python, Java)."""
    lines = [json.dumps([name, space, data.hex()]) for name, (space, data) in payloads.items()]
    done = subprocess.run(
        [PEER, ROOT / "bench" / "peer_codec.py"],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        timeout=1200,
        check=True,
    )
    *rows, memory = map(json.loads, done.stdout.splitlines())
    return {name: Speed(*found) if len(found) == 2 else found[0] for name, *found in rows}, memory


def first_use(engine: str, payloads: list[tuple[str, str]]) -> tuple[dict[str, float], list[int]]:
    """Times of a fresh process in ms, with compiled modules at hand, and its memory in kB."""
    with tempfile.TemporaryDirectory() as folder:
        environment = surroundings(PYTHONPYCACHEPREFIX=folder, **{engines.VARIABLE: engine})
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [sys.executable, "-c", IMPORTS, json.dumps(payloads)]
        runs = []
        for _ in range(RUNS):
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True, timeout=60, check=True
            )
            runs.append(json.loads(done.stdout))
    times = {name: statistics.median(run[0][name] for run in runs[1:]) for name in runs[0][0]}
    return times, runs[-1][1]


def main() -> int:
    """Measure and print; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.exi", description="Measure the EXI codec.")
    parser.add_argument("--every", action="store_true", help="each message of ISO 15118-2 too")
    parser.add_argument("--alone", action="store_true", help="without the peer")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        inside(given.every)
        return 0

    from bench import messages
    from secc import exi

    cases = messages.cases() + (messages.every_message() if given.every else [])
    names: dict[str, messages.Case] = {}
    for case in cases:
        names.setdefault(case.name, case)
    payloads = {name: exi.encode(case.schema, case.message) for name, case in names.items()}
    spaces = {
        name: schema(case.schema).elements[schema(case.schema).code_of(case.message)].name.namespace
        for name, case in names.items()
    }
    measured = [engine for engine in engines.NAMES if _there(engine)]
    speeds: dict[str, dict[str, Any]] = {engine: ours(engine, given.every) for engine in measured}
    memory: list[int] = []
    if PEER.exists() and not given.alone:
        speeds["peer"], memory = peer({name: (spaces[name], payloads[name]) for name in names})
    missed = table(names, payloads, speeds)

    each = {case.schema: (case.schema, payloads[case.name].hex()) for case in names.values()}
    for engine in measured:
        times, kilobytes = first_use(engine, list(each.values()))
        missed += times["types"] + times["tables"] > FIRST_USE
        print(f"first use, {engine}, ms: " + ", ".join(f"{name} {time:.1f}" for name, time in times.items()))
        bare, loaded, coded = kilobytes
        print(
            f"memory, {engine}, kB: {bare} to begin with, {loaded - bare} for all types and tables,"
            f" {coded - loaded} for one message of each schema above"
        )
    if memory:
        print(f"memory, peer, kB: {memory[0]} Python, {memory[1]} Java")
    if missed:
        print(f"{missed} goals missed", file=sys.stderr)
    return int(missed > 0)


def _there(engine: str) -> bool:
    try:
        engines.load(engine)
    except ImportError as error:
        print(f"without {engine}: {error}")
        return False
    return True


def table(names: dict[str, Any], payloads: dict[str, bytes], speeds: dict[str, dict[str, Any]]) -> int:
    """Print the times, and how many times quicker than the peer we are; how many goals are missed."""
    missed = 0
    print(f"{'decode / encode, µs':<30} {'bytes':>5}" + "".join(f"{who:>28}" for who in speeds))
    smallest = dict.fromkeys(RATIOS, float("inf"))
    for name, case in names.items():
        words = []
        for who, found in speeds.items():
            text = str(found[name])
            if who in case.goals:
                goal = Speed(*case.goals[who])
                missed += (found[name].decode > goal.decode) + (found[name].encode > goal.encode)
                text += f" of {goal.decode:g} / {goal.encode:g}"
            words.append(f"{text:>28}")
        print(f"{name:<30} {len(payloads[name]):>5}" + "".join(words))
        theirs = speeds.get("peer", {}).get(name)
        for who in RATIOS.keys() & speeds.keys():
            if isinstance(theirs, Speed):
                mine = speeds[who][name]
                ratio = min(theirs.decode / mine.decode, theirs.encode / mine.encode)
                if case.schema == "iso2":
                    smallest[who] = min(smallest[who], ratio)
                if name == "CurrentDemandReq":
                    missed += ratio < RATIOS[who][0]
                    print(f"{'':<36}{who}: {ratio:.0f} times quicker than the peer, of {RATIOS[who][0]}")
    for who, ratio in smallest.items():
        if ratio < float("inf"):
            missed += ratio < RATIOS[who][1]
            print(
                f"any message of ISO 15118-2, {who}: at least {ratio:.0f} times quicker, of {RATIOS[who][1]}"
            )
    return missed


if __name__ == "__main__":
    sys.exit(main())
