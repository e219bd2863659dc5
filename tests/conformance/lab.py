"""Plays cases over real sockets, side by side: ``unshare --net python -m tests.conformance.lab FILE``.

Line numbers of the cases come on standard input, verdicts leave on standard output, both as JSON. Each case
has a cable of its own: a veth pair whose ends both lie in this namespace.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from secc.tools.lab import bring_up
from tests.conformance.case import Case, CaseFile, load
from tests.conformance.keys import keys
from tests.conformance.real import Real
from tests.conformance.runner import Verdict, play

_SIDE_BY_SIDE = 24
"""Most of them wait most of the time."""
_STARTED = datetime.now(UTC)
"""When the certificates of this run are made."""


def main(path: str) -> None:
    """Play the cases that standard input names."""
    file = load(Path(path))
    wanted = {int(line) for line in sys.stdin}
    cases = [case for case in file.cases if case.number in wanted]
    telling = threading.Lock()

    def work(case: Case) -> None:
        verdict = _play(case, file)
        with telling:
            told = {"line": case.number, "outcome": verdict.outcome, "step": verdict.step}
            print(json.dumps({**told, "expected": verdict.expected, "came": verdict.came}), flush=True)

    for measured in (False, True):  # answer times are measured one at a time, when all else is done
        with ThreadPoolExecutor(1 if measured else _SIDE_BY_SIDE) as pool:
            list(pool.map(work, (case for case in cases if _measured(case) is measured)))


def _measured(case: Case) -> bool:
    return bool(case.plain["area"] == "timing")


def _play(case: Case, file: CaseFile) -> Verdict:
    with _cable(f"car{case.number}", f"secc{case.number}") as cable, _cable(*(f"{end}x" for end in cable)):
        return play(case, file, lambda: Real(case, keys(_STARTED), cable, _measured(case)))


@contextmanager
def _cable(car: str, charger: str) -> Iterator[tuple[str, str]]:
    with _kernel() as routes:
        routes.link("add", ifname=car, kind="veth", peer={"ifname": charger})
    bring_up(car)
    bring_up(charger)
    try:
        yield car, charger
    finally:
        with _kernel() as routes:
            routes.link("del", ifname=car)


def _kernel() -> Any:
    from pyroute2 import IPRoute  # type: ignore[import-untyped]

    return IPRoute()


if __name__ == "__main__":
    main(sys.argv[1])
