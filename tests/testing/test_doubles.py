"""The doubles for integrators' tests: they follow a script, and show where somebody left it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from secc.testing import OffScript, ScriptedCharger, ScriptedOwner, call, expect, publish
from secc.testing.script import difference
from secc_contract import ContractError, Iso15118ChargerClient, Iso15118ChargerPublisher
from secc_contract.iso15118_charger import contract
from secc_contract.types.authorization import AuthorizationStatus, CertificateStatus


class Owner:
    """An owner that accepts everybody."""

    def __init__(self, charger: Iso15118ChargerClient, status: AuthorizationStatus) -> None:
        self.charger, self.status = charger, status
        charger.subscribe_require_auth_eim(self.authorize)
        charger.call_update_ac_max_current(16)

    def authorize(self) -> None:
        self.charger.call_authorization_response(self.status, CertificateStatus.Accepted)


@pytest.fixture
def charger() -> ScriptedCharger:
    """A charger that waits for nobody."""
    return ScriptedCharger(contract, timeout=0.01)


@pytest.fixture
def owner() -> ScriptedOwner:
    """An owner that waits for nobody."""
    return ScriptedOwner(contract, timeout=0.01)


def own(charger: ScriptedCharger, status: AuthorizationStatus = AuthorizationStatus.Accepted) -> Owner:
    """Put the owner to this charger."""
    return Owner(Iso15118ChargerClient(charger), status)


# A charger for owners


def test_an_owner_that_follows(charger: ScriptedCharger) -> None:
    own(charger)
    charger.play(
        expect("update_ac_max_current", max_current=16),
        publish("require_auth_eim"),
        expect("authorization_response", authorization_status=AuthorizationStatus.Accepted),
    )
    charger.finish()


def test_an_owner_that_does_not_follow_is_shown_where(charger: ScriptedCharger) -> None:
    own(charger, AuthorizationStatus.Invalid)
    with pytest.raises(OffScript) as failure:
        charger.play(
            expect("update_ac_max_current"),
            publish("require_auth_eim"),
            expect("authorization_response", authorization_status="Accepted"),
            publish("ac_close_contactor"),
        )
    assert str(failure.value).splitlines() == [
        'off script at line 3 of 4: $.authorization_status: expected "Accepted", got "Invalid"',
        "",
        "    1  expect update_ac_max_current",
        "    2  publish require_auth_eim",
        '-   3  expect authorization_response {"authorization_status": "Accepted"}',
        '+      authorization_response {"authorization_status": "Invalid", "certificate_status": "Accepted"}',
        "    4  publish ac_close_contactor",
    ]


def test_another_command_than_expected(charger: ScriptedCharger) -> None:
    own(charger)
    with pytest.raises(OffScript, match=r"line 1 of 1: expected setup, got update_ac_max_current"):
        charger.play(expect("setup"))


def test_nothing_where_something_was_expected(charger: ScriptedCharger) -> None:
    with pytest.raises(OffScript, match=r"nothing came within 0.01 s[\s\S]*\+      \(nothing\)"):
        charger.play(expect("setup"))


def test_something_after_the_end(charger: ScriptedCharger) -> None:
    own(charger)
    with pytest.raises(OffScript, match=r'\+      update_ac_max_current {"max_current": 16}'):
        charger.finish()


def test_what_is_ignored_may_come_at_any_time() -> None:
    charger = ScriptedCharger(contract, ignore=["update_ac_max_current"], timeout=0.01)
    own(charger)
    charger.play(publish("require_auth_eim"), expect("authorization_response"))
    charger.finish()


def test_an_owner_on_a_thread_of_its_own() -> None:
    charger = ScriptedCharger(contract, timeout=60)
    thread = threading.Thread(target=own, args=[charger])
    thread.start()
    charger.play(expect("update_ac_max_current"))
    thread.join(60)


@pytest.mark.parametrize(
    "step", [expect("require_auth_eim"), publish("setup"), publish("nothing"), call("setup"), expect("setpu")]
)
def test_a_script_that_the_contract_does_not_know(charger: ScriptedCharger, step: Any) -> None:
    with pytest.raises(ValueError, match=r"the contract has no|does not call"):
        charger.play(step)


def test_a_script_cannot_break_the_contract(charger: ScriptedCharger) -> None:
    with pytest.raises(ContractError, match="400"):
        charger.play(publish("ac_ev_max_current", 401))


def test_a_mistake_in_the_owner_reaches_the_test(charger: ScriptedCharger) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    Iso15118ChargerClient(charger).subscribe_require_auth_eim(broken)
    with pytest.raises(ZeroDivisionError):
        charger.play(publish("require_auth_eim"))


def test_answers(charger: ScriptedCharger) -> None:
    charger.answer("setup", (AuthorizationStatus.Accepted,))
    assert charger.call("setup", {}) == ["Accepted"]
    assert charger.call("reset_error", {}) is None


# An owner for chargers


class Echo:
    """A charger that tells what it was told."""

    def __init__(self, publisher: Iso15118ChargerPublisher) -> None:
        self.publisher = publisher

    def dispatch(self, command: str, arguments: Any) -> Any:
        if command == "update_ac_max_current":
            self.publisher.publish_ac_ev_max_current(arguments["max_current"])
            self.publisher.publish_departure_time(datetime(2026, 1, 31, tzinfo=UTC))
            return None
        return {"done": command}


def test_a_handler_that_follows(owner: ScriptedOwner) -> None:
    owner.serve(Echo(Iso15118ChargerPublisher(owner)).dispatch)
    owner.play(
        call("update_ac_max_current", max_current=16),
        expect("ac_ev_max_current", 16.0),
        expect("departure_time", datetime(2026, 1, 31, tzinfo=UTC)),
        call("reset_error"),
        expect("reset_error", {"done": ...}),
    )
    owner.finish()


def test_a_handler_that_does_not_follow(owner: ScriptedOwner) -> None:
    owner.serve(Echo(Iso15118ChargerPublisher(owner)).dispatch)
    with pytest.raises(OffScript) as failure:
        owner.play(call("update_ac_max_current", max_current=16), expect("ac_ev_max_current", 15))
    assert str(failure.value).splitlines()[-3:] == [
        "-   2  expect ac_ev_max_current 15",
        "+      ac_ev_max_current 16",
        '+      departure_time "2026-01-31T00:00:00Z"',
    ]


def test_nobody_serves(owner: ScriptedOwner) -> None:
    with pytest.raises(ValueError, match="nobody serves"):
        owner.play(call("reset_error"))


# Values


@pytest.mark.parametrize(
    ("wanted", "got", "found"),
    [
        (1, 1.0, None),
        (1, True, "$: expected 1, got true"),
        (..., {"a": 1}, None),
        ({"a": [1, ...]}, {"a": [1, 2]}, None),
        ({"a": [1, 2]}, {"a": [1, 3]}, "$.a[1]: expected 2, got 3"),
        ({"a": [1]}, {"a": [1, 3]}, "$.a: expected 1 items, got 2"),
        ({"a": 1}, {}, "$.a: expected 1, got nothing"),
        ({}, {"b": 1}, "$.b: expected nothing, got 1"),
        ("a", None, '$: expected "a", got null'),
    ],
)
def test_the_first_difference(wanted: Any, got: Any, found: str | None) -> None:
    assert difference(wanted, got) == found


# The plugin

TESTS = """\
from secc.testing import expect, publish
from secc_contract import Iso15118ChargerClient, Iso15118ChargerPublisher
from secc_contract.iso15118_charger import contract


def test_follows(scripted_charger):
    charger = scripted_charger(contract)
    Iso15118ChargerClient(charger).call_dlink_ready(True)
    charger.play(expect("dlink_ready", value=True), publish("dlink_terminate"))


def test_says_too_much(scripted_owner):
    Iso15118ChargerPublisher(scripted_owner(contract)).publish_dlink_pause()


def test_says_something_else(scripted_charger):
    charger = scripted_charger(contract)
    Iso15118ChargerClient(charger).call_dlink_ready(False)
    charger.play(expect("dlink_ready", value=True))
"""


def pytest_on(folder: Path, *paths: Path) -> subprocess.CompletedProcess[str]:
    """Run pytest with the plugin and no other on a folder of tests."""
    plugins = ["-p", "secc.testing.plugin", "-p", "no:cacheprovider"]
    search = os.pathsep.join(str(path) for root in paths for path in (root, root / "generated"))
    return subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, "-q", str(folder)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": search, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_fixtures(tmp_path: Path, repository: Path) -> None:
    (tmp_path / "test_mine.py").write_text(TESTS, "utf-8")
    outcome = pytest_on(tmp_path, repository)
    assert "1 failed, 2 passed, 1 error" in outcome.stdout
    assert "off script after its end" in outcome.stdout
    assert "$.value: expected true, got false" in outcome.stdout
    assert "doubles.py" not in outcome.stdout.split("short test summary")[0].split("test_mine.py")[0]


def test_the_doubles_do_not_need_pytest(repository: Path) -> None:
    code = "import sys, secc.testing.plugin; sys.exit('pytest' in sys.modules)"
    outcome = subprocess.run([sys.executable, "-c", code], cwd=repository, timeout=60, check=False)
    assert outcome.returncode == 0


def test_the_example_of_the_page_runs(repository: Path, tmp_path: Path) -> None:
    page = (repository / "docs" / "testing-your-evse.md").read_text("utf-8")
    (tmp_path / "test_mine.py").write_text(page.split("```python\n")[1].split("```")[0], "utf-8")
    outcome = pytest_on(tmp_path, repository, repository / "examples")
    assert "1 passed" in outcome.stdout, outcome.stdout
