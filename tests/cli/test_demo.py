"""``secc demo`` as a visitor runs it, with quicker batteries: processes, namespaces and sockets are real."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from secc.tools import lab
from tests.conftest import missing

QUICK = """
import sys
from dataclasses import replace
from secc.cli import demo, main
demo.ACTS = tuple(replace(act, minutes=act.minutes * 20) for act in demo.ACTS)
sys.exit(main(["demo", "--inside"]))
"""


def run(words: list[str], repository: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((str(repository), str(repository / "generated")))
    return subprocess.run(
        [*words, sys.executable, "-c", QUICK],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": path},
    )


@pytest.fixture
def words() -> list[str]:
    try:
        return lab.own_network()
    except lab.LabError as error:
        missing(str(error))


def test_an_ac_and_a_dc_car_charge(words: list[str], repository: Path) -> None:
    done = run(words, repository)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    for phase in ("charging AC", "cable check", "pre-charge", "charging DC", "welding check"):
        assert phase in done.stdout
    rows = re.findall(r"^(AC|DC) +ISO 15118-2 +([\d.]+) kWh .* completed: ", done.stdout, re.MULTILINE)
    assert [mode for mode, _ in rows] == ["AC", "DC"]
    assert all(float(energy) > 30 for _, energy in rows)
