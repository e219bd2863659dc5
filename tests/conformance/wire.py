"""The cases that take real sockets, played by a process in a network of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from secc.tools.lab import LabError, own_network
from tests.conformance.case import Case, CaseFile
from tests.conformance.runner import Outcome, Verdict, preliminary, run_virtually

_REPOSITORY: Final = Path(__file__).resolve().parents[2]
_PATIENCE: Final = 900.0
"""s until the last verdict; the longest case waits 300 s"""


class Wire:
    """Starts at once, in the background; a context manager."""

    def __init__(self, path: Path, cases: Iterable[Case]) -> None:
        """``path``: of the case file. LabError when this machine gives no network."""
        numbers = [case.number for case in cases]
        words = own_network() if numbers else []
        self._verdicts: dict[int, Verdict] = {}
        self._ended = False
        self._news = threading.Condition()
        code_paths = os.pathsep.join((str(_REPOSITORY), str(_REPOSITORY / "generated")))
        self._process = subprocess.Popen(
            [*words, sys.executable, "-m", "tests.conformance.lab", str(path.resolve())],
            cwd=_REPOSITORY,
            env={**os.environ, "PYTHONPATH": code_paths},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin is not None
        with self._process.stdin as order:
            order.write("".join(f"{number}\n" for number in numbers))
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def verdict(self, case: Case) -> Verdict:
        """The verdict on one of the cases, once it is there."""
        with self._news:
            self._news.wait_for(lambda: case.number in self._verdicts or self._ended, _PATIENCE)
        lost = Verdict(Outcome.FAILED, 0, "a verdict of the lab", "it has ended without, or takes too long")
        return self._verdicts.get(case.number, lost)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._take(json.loads(line))
        with self._news:
            self._ended = True
            self._news.notify_all()

    def _take(self, told: dict[str, Any]) -> None:
        verdict = Verdict(Outcome(told["outcome"]), told["step"], told["expected"], told["came"])
        with self._news:
            self._verdicts[told["line"]] = verdict
            self._news.notify_all()

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()
        self._reader.join()
        assert self._process.stdout is not None
        self._process.stdout.close()


def play_all(path: Path, file: CaseFile, *, all_on_wire: bool = False) -> dict[int, Verdict]:
    """The verdicts on all cases of a file, by the number of their line."""
    verdicts = {case.number: found for case in file.cases if (found := preliminary(case, file)) is not None}
    left = [case for case in file.cases if case.number not in verdicts]
    sockets = [case for case in left if all_on_wire or case.on_wire]
    taken = {case.number for case in sockets}
    here = [case for case in left if case.number not in taken]
    try:
        with Wire(path, sockets) as wire:
            verdicts |= {case.number: run_virtually(case, file) for case in here}
            verdicts |= {case.number: wire.verdict(case) for case in sockets}
    except LabError as error:
        lost = Verdict(Outcome.FAILED, 0, "a network of its own", str(error))
        verdicts |= {case.number: run_virtually(case, file) for case in here}
        verdicts |= {case.number: lost for case in sockets}
    return verdicts
