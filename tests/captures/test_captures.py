"""Real cars that charged elsewhere charge here: each comes as far as it came, with known differences."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from secc.errors import ConfigError
from secc.tools import replay
from secc.tools.comparison import Report
from tests.captures.table import CAPTURES, KINDS, captures_table, differences_table, kind, reached


@pytest.fixture(scope="session")
def folder(testdata: Path) -> Path:
    return testdata / "captures"


@pytest.fixture(scope="session")
def replayed(folder: Path) -> dict[str, list[Report]]:
    """Every capture, once for all tests."""
    found: dict[str, list[Report]] = {}
    for name in CAPTURES:
        try:
            found[name] = replay.file(folder / f"{name}.pcap")
        except ConfigError:
            found[name] = []
    return found


def test_every_capture_has_its_line(folder: Path) -> None:
    assert sorted(CAPTURES) == sorted(path.stem for path in folder.glob("*.pcap"))


@pytest.mark.parametrize("name", CAPTURES)
def test_the_car_comes_as_far_as_it_came(name: str, replayed: dict[str, list[Report]]) -> None:
    reports = replayed[name]
    assert tuple(reached(report.here) for report in reports) == CAPTURES[name]
    assert tuple(reached(report.there) for report in reports) == CAPTURES[name]
    assert all(report.as_far for report in reports)


@pytest.mark.parametrize("name", CAPTURES)
def test_each_difference_is_understood(name: str, replayed: dict[str, list[Report]]) -> None:
    strange = [
        (message.packet, message.request, one)
        for report in replayed[name]
        for message in report.messages
        for one in message.differences
        if kind(message, one) is None
    ]
    assert strange == []
    assert [report.notes for report in replayed[name] if report.notes] == []


def test_a_replay_is_the_same_each_time(folder: Path, replayed: dict[str, list[Report]]) -> None:
    name = "audi-q4-ac-iso2-1"
    assert replay.file(folder / f"{name}.pcap") == replayed[name]


def test_a_car_in_a_hurry_comes_as_far(folder: Path) -> None:
    for name in ("audi-q4-dc-iso2", "bmw-ix-fw-11-2022.64-din-spec-70121-2023-03-30t06-24-26.582z-din-spec"):
        reports = replay.file(folder / f"{name}.pcap", speed=50)
        assert [reached(report.here) for report in reports] == list(CAPTURES[name])


def test_no_kind_of_difference_is_left_over(replayed: dict[str, list[Report]]) -> None:
    seen = {
        kind(message, one)
        for reports in replayed.values()
        for report in reports
        for message in report.messages
        for one in message.differences
    }
    assert [known for known in KINDS if known not in seen] == []


def test_the_page_tells_what_is_so(repository: Path, replayed: dict[str, list[Report]]) -> None:
    page = (repository / "docs" / "captures.md").read_text()
    tables = dict(re.findall(r"<!-- (\w+) -->\n(.*?)\n<!-- end -->", page, re.DOTALL))
    assert tables == {"captures": captures_table(replayed), "differences": differences_table()}
