"""Every public conformance case that applies, by its id."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from secc.tools.lab import LabError
from tests.conformance import report
from tests.conformance.case import CASES, Case, CaseFile, data_folder, load
from tests.conformance.runner import Outcome, preliminary, run_virtually
from tests.conformance.wire import Wire
from tests.conftest import missing

PATH = data_folder() / "spec" / CASES
APPLICABLE = [case for case in load(PATH).cases if case.applicable] if PATH.exists() else []


def on_wire(case: Case) -> bool:
    """Broken cases are not to be played."""
    return case.broken is None and case.on_wire


SORTED = sorted(APPLICABLE, key=on_wire)
"""Those on the wire last: they have begun with the first."""


@pytest.fixture(scope="module")
def wire(request: pytest.FixtureRequest) -> Iterator[Wire | None]:
    """The selected cases that take sockets, all at once, beside the others."""
    selected = [case for item in request.session.items if (case := chosen(item)) and on_wire(case)]
    if not selected:
        yield None
        return
    try:
        with Wire(PATH, selected) as found:
            yield found
    except LabError as error:
        missing(str(error))


def chosen(item: pytest.Item) -> Case | None:
    """The case that a test plays."""
    found = getattr(item, "callspec", None)
    case = found.params.get("case") if found is not None else None
    return case if isinstance(case, Case) else None


@pytest.mark.parametrize("case", SORTED, ids=[case.id for case in SORTED])
def test_case(case: Case, public: CaseFile, wire: Wire | None) -> None:
    verdict = preliminary(case, public)
    if verdict is None and on_wire(case):
        assert wire is not None
        verdict = wire.verdict(case)
    if verdict is None:
        verdict = run_virtually(case, public)
    assert verdict.outcome is Outcome.PASSED, f"{case.title}: {verdict}"


def test_the_page_of_what_is_not_applicable_is_current(public: CaseFile, repository: Path) -> None:
    page = (repository / "docs" / "conformance.md").read_text(encoding="utf-8")
    assert page == report.page(public), "run: make conformance ARGS=--page"
