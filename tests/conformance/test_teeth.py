"""Cases bite: a charger that leaves out a check fails the public cases that are about it."""

from __future__ import annotations

import hmac
from typing import Any

import pytest

from secc.pnc import chains, signatures
from secc.pnc.certificates import parse
from secc.pnc.chains import Verdict
from tests.conformance.case import CaseFile
from tests.conformance.runner import Outcome, run_virtually


def takes_any_signature(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(signatures, "verify", lambda *_, **__: None)


def takes_any_chain(patch: pytest.MonkeyPatch) -> None:
    def judge(role: Any, chain: tuple[bytes, ...], *_: Any, **__: Any) -> Verdict:
        return Verdict((), (parse(chain[0]),))

    patch.setattr(chains, "judge", judge)


def takes_any_challenge(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(hmac, "compare_digest", lambda *_: True)


BLIND = {
    takes_any_signature: ("I2-252", "I2-254", "I2-262", "I2-268", "I2-282"),
    takes_any_chain: (
        *("I2-232", "I2-234", "I2-238", "I2-240", "I2-242", "I2-244"),
        *("I2-264", "I2-270", "I2-272", "I2-274"),
    ),
    takes_any_challenge: ("I2-248",),
}


@pytest.mark.parametrize(
    ("blind", "name"),
    [(blind, name) for blind, names in BLIND.items() for name in names],
)
def test_a_charger_without_the_check_fails(
    public: CaseFile, monkeypatch: pytest.MonkeyPatch, blind: Any, name: str
) -> None:
    (case,) = [one for one in public.cases if one.id == name]
    assert run_virtually(case, public).outcome is Outcome.PASSED
    blind(monkeypatch)
    verdict = run_virtually(case, public)
    assert verdict.outcome is Outcome.FAILED
    assert "ResponseCode" in verdict.expected
