"""Whole files: what is counted, printed and returned."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conformance import __main__ as program
from tests.conformance import report
from tests.conformance.case import CASES, CaseFile, load
from tests.conformance.needs import NEEDS
from tests.conformance.runner import Outcome, preliminary, run_virtually
from tests.conformance.support import plain

DISCOVERY = [{"drive": "ServiceDiscovery"}, {"send": "ServiceDiscoveryReq"}]


FLAWED = {"key": "contract", "tamper": "Header.Signature", "when": "before-signing"}
NO_CONTRACT = {
    "command": "certificate_response",
    "args": {
        "exi_stream_status": {
            "status": "Accepted",
            "exi_response": "@backend_no_contract",
            "certificate_action": "Install",
        }
    },
}


def line(steps: list[dict[str, Any]], number: int = 1, **more: Any) -> str:
    return json.dumps(plain(steps, number, **more))


def answer(code: str) -> dict[str, Any]:
    return {"expect": "ServiceDiscoveryRes", "where": {"ResponseCode": code}}


@pytest.fixture
def file(testdata: Path, tmp_path: Path) -> Path:
    """Where a case file may be written; schema and defaults are those of the test data."""
    assert (testdata / "spec" / CASES).exists()
    return tmp_path / "cases.jsonl"


def verdict(file: Path, text: str) -> tuple[Outcome, str]:
    file.write_text(text)
    loaded = load(file)
    (case,) = loaded.cases
    found = preliminary(case, loaded) or run_virtually(case, loaded)
    return found.outcome, str(found)


NOT_UNDERSTOOD = {
    "no JSON": "{",
    "no object": "[1]",
    "nothing in it": "{}",
    "an unknown word": line([{"dance": True}]),
    "an unknown key of a word": line([{"drive": "Loop", "fast": True}]),
    "an unknown need": line(DISCOVERY, needs=["time-machine"]),
    "an unknown message": line([*DISCOVERY, {"expect": "FortuneTellingRes"}]),
    "a message of another protocol": line([*DISCOVERY, {"send": "ContractAuthenticationReq"}]),
    "a place that is not on the way": line([{"drive": "CurrentDemand"}], setup={"mode": "ac", "tls": "none"}),
    "a path of a request": line([{**DISCOVERY[1], "set": {"Scope": "x"}}]),
    "a path of a request that is taken away": line([{**DISCOVERY[1], "unset": ["Scope"]}]),
    "a path of an answer": line([*DISCOVERY, {"expect": "ServiceDiscoveryRes", "where": {"Code": "OK"}}]),
    "a path that is kept": line([*DISCOVERY, {"expect": "ServiceDiscoveryRes", "keep": {"a": "Code"}}]),
    "a path inside of one_of": line(
        [
            *DISCOVERY,
            {"one_of": [{"expect_silence_s": 1}, {"expect": "ServiceDiscoveryRes", "keep": {"a": "B"}}]},
        ]
    ),
    "a path inside of repeat": line(
        [{"repeat": {"times": 1, "steps": [{**DISCOVERY[1], "set": {"Scope": "x"}}]}}]
    ),
    "a field of a variable": line([{"published": {"variable": "dc_ev_status", "where": {"mood": "good"}}}]),
    "a value of an enumeration": line([{"send": "SessionStopReq", "set": {"ChargingSession": "Perhaps"}}]),
    "a path that is tampered with": line(
        [
            {
                "send": "AuthorizationReq",
                "sign": {"key": "contract", "tamper": "Ident", "when": "after-signing"},
            }
        ]
    ),
    "a value without a last byte": line(
        [{"drive": "SessionSetup"}, {"send": "SessionSetupReq", "sign": FLAWED}]
    ),
    "an answer of the back end that -2 has not": line([{"owner": NO_CONTRACT}]),
    "a text to fill in": line([{"send": "SessionSetupReq", "set": {"EVCCID": "@weather"}}]),
}


@pytest.mark.parametrize("text", NOT_UNDERSTOOD.values(), ids=NOT_UNDERSTOOD)
def test_what_is_not_known_is_not_understood(file: Path, text: str) -> None:
    outcome, why = verdict(file, text)
    assert outcome is Outcome.NOT_UNDERSTOOD
    assert why.startswith("not understood: ")


def test_a_case_that_must_pass_passes(file: Path) -> None:
    assert verdict(file, line([*DISCOVERY, answer("OK")])) == (Outcome.PASSED, "passed")


def test_a_case_that_must_fail_fails_and_says_where(file: Path) -> None:
    outcome, why = verdict(file, line([*DISCOVERY, answer("FAILED")]))
    assert outcome is Outcome.FAILED
    assert why == "step 3: expected ServiceDiscoveryRes with ResponseCode FAILED; came 'OK' (OK)"


def test_a_setting_that_we_have_not_fails(file: Path) -> None:
    outcome, why = verdict(
        file, line(DISCOVERY, setup={"mode": "dc", "tls": "none", "secc": {"target_soc": 80}})
    )
    assert outcome is Outcome.FAILED
    assert "no setting for target_soc 80" in why


@pytest.mark.parametrize(
    ("car", "charger", "meet"),
    [
        ("none", "prohibit", True),
        ("none", "allow", True),
        ("none", "force", False),
        ("1.2", "prohibit", False),
        ("1.2", "allow", True),
        ("1.2", "force", True),
    ],
)
def test_car_and_charger_agree_on_tls_or_do_not_meet(file: Path, car: str, charger: str, meet: bool) -> None:
    setup = {"mode": "dc", "tls": car, "secc": {"tls": charger}}
    outcome, why = verdict(file, line([*DISCOVERY, answer("OK")], setup=setup))
    assert outcome is (Outcome.PASSED if meet else Outcome.FAILED), why
    assert meet or "SDP" in why


def test_words_without_means_fail(file: Path) -> None:
    assert verdict(file, line([{"pilot": "C"}]))[0] is Outcome.FAILED
    assert verdict(file, line([{"evse": "pause"}]))[0] is Outcome.FAILED


def test_the_needs_decide(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = line([*DISCOVERY, answer("FAILED")], needs=["capture", "cp-state"])
    assert verdict(file, text) == (Outcome.NOT_APPLICABLE, "not applicable: cp-state")
    monkeypatch.setitem(NEEDS, "cp-state", None)
    assert verdict(file, text)[0] is Outcome.FAILED


def test_the_needs_are_those_of_the_schema(testdata: Path) -> None:
    schema = json.loads((testdata / "spec" / "conformance-case.schema.json").read_text())
    assert set(NEEDS) == set(schema["properties"]["needs"]["items"]["enum"])


def test_every_word_of_the_schema_is_known(testdata: Path) -> None:
    from tests.conformance.player import WORDS

    schema = json.loads((testdata / "spec" / "conformance-case.schema.json").read_text())
    words = {name.removeprefix("step_") for name in schema["$defs"] if name.startswith("step_")}
    assert set(WORDS) == words


@pytest.mark.parametrize(
    ("steps", "more", "on_wire"),
    [
        (DISCOVERY, {}, False),
        ([{"udp": {"hex": ""}}], {}, True),
        ([{"connect": {"tls": "none"}}], {}, True),
        ([{"restart": True}], {}, True),
        ([{"repeat": {"times": 1, "steps": [{"udp": {"hex": ""}}]}}], {}, True),
        ([{"repeat": {"times": 1, "steps": DISCOVERY, "median_answer_s": 1}}], {}, True),
        (DISCOVERY, {"area": "timing"}, True),
        (DISCOVERY, {"setup": {"mode": "dc", "tls": "1.2"}}, False),
        (DISCOVERY, {"setup": {"mode": "dc", "tls": "1.3"}}, True),
        (DISCOVERY, {"area": "TLS/robust"}, True),
    ],
)
def test_where_a_case_is_played(
    file: Path, steps: list[dict[str, Any]], more: dict[str, Any], on_wire: bool
) -> None:
    file.write_text(line(steps, **more))
    assert load(file).cases[0].on_wire is on_wire


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, list[str]]:
    monkeypatch.setattr(sys, "argv", ["conformance", *words])
    status = program.main()
    return status, capsys.readouterr().out.splitlines()


def test_the_counts_add_up(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        line([*DISCOVERY, answer("OK")], 1),
        line([*DISCOVERY, answer("FAILED")], 2),
        line(DISCOVERY, 3, needs=["cp-state"]),
        line(DISCOVERY, 4, needs=["cp-state", "vas"]),
        line([{"dance": True}], 5),
        line([*DISCOVERY, answer("OK")], 6),
    ]
    file.write_text("\n".join(lines) + "\n")
    status, printed = run(monkeypatch, capsys, str(file))
    assert status == 1
    assert printed[-1] == "2 passed, 1 failed, 2 not applicable, 1 not understood"
    assert printed[0].startswith("I2-002 A case of the runner itself: step 3: expected ServiceDiscoveryRes")
    assert printed[1].startswith("I2-005 A case of the runner itself: not understood: ")
    needs = [text for text in printed if text.startswith("need ")]
    assert len(needs) == sum(reason is not None for reason in NEEDS.values())
    assert any(text.startswith("need cp-state, 2 cases: ") for text in needs)
    assert any(text.startswith("need vas, 1 case: ") for text in needs)


def test_nothing_wrong_is_status_0(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(line([*DISCOVERY, answer("OK")]) + "\n" + line(DISCOVERY, needs=["cp-state"]))
    status, printed = run(monkeypatch, capsys, str(file))
    assert status == 0
    assert printed[-1] == "1 passed, 0 failed, 1 not applicable, 0 not understood"


def test_no_such_file_is_one_line(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["conformance", str(file)])
    assert program.main() == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_page_lists_each_case_that_is_not_applicable(public: CaseFile) -> None:
    page = report.page(public)
    listed = [
        text for text in page.splitlines() if any(text.startswith(f"| {case.id} |") for case in public.cases)
    ]
    assert len(listed) == sum(not case.applicable for case in public.cases)
