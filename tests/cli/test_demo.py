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


def run(words: list[str], repository: Path, temporary: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((str(repository), str(repository / "generated")))
    return subprocess.run(
        [*words, sys.executable, "-c", QUICK],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": path, "TMPDIR": str(temporary)},
    )


@pytest.fixture
def words() -> list[str]:
    try:
        return lab.own_network()
    except lab.LabError as error:
        missing(str(error))


def test_three_cars_charge_the_last_with_a_contract_that_it_gets_here(
    words: list[str], repository: Path, tmp_path: Path
) -> None:
    done = run(words, repository, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    for phase in ("charging AC", "cable check", "pre-charge", "charging DC", "welding check"):
        assert phase in done.stdout
    received, paid = "contract DE8EMPC0000007 received", "contract DE8EMPC0000007 pays"
    assert (
        0 < done.stdout.index(received) < done.stdout.index(paid) < done.stdout.index("receipt signed for ")
    )
    rows = re.findall(r"^(.+?) +ISO 15118-2(.*?) +([\d.]+) kWh .* completed: ", done.stdout, re.MULTILINE)
    assert [row[:2] for row in rows] == [("AC", ""), ("DC", ""), ("PnC DC", ", TLS 1.2")]
    assert all(float(energy) > 20 for *_, energy in rows)
    assert list(tmp_path.iterdir()) == [], "keys are gone"
