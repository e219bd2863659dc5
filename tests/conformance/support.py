"""What tests of the runner share: cases of a few steps, and the answers to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.conformance.case import Case
from tests.conformance.runner import Outcome, Verdict
from tests.conformance.scripted import Move, answers

SAP_OK = {"ResponseCode": "OK_SuccessfulNegotiation", "SchemaID": 1}
SESSION = {"ResponseCode": "OK_NewSessionEstablished", "EVSEID": "DE*SEC*E0001"}
DISCOVERY: dict[str, Any] = {
    "ResponseCode": "OK",
    "PaymentOptionList": {"PaymentOption": ["ExternalPayment"]},
    "ChargeService": {
        "ServiceID": 1,
        "ServiceCategory": "EVCharging",
        "FreeService": True,
        "SupportedEnergyTransferMode": {"EnergyTransferMode": ["DC_extended"]},
    },
}
OPEN = {"drive": "supportedAppProtocol"}
ASK = {"send": "supportedAppProtocolReq"}
GOT = {"expect": "supportedAppProtocolRes"}
SETUP = {"send": "SessionSetupReq"}
HAND: list[Move] = [answers("supportedAppProtocolRes", SAP_OK)]

CLOSE = {"expect_close": {"within_s": 5}}

Play = Callable[..., Verdict]
"""Steps, script and keys of ``setup`` to a verdict."""


def plain(steps: list[dict[str, Any]], number: int = 999, **more: Any) -> dict[str, Any]:
    """A line of a case file."""
    usual = {
        "id": f"I2-{number:03}",
        "protocol": "iso2",
        "area": "runner",
        "title": "A case of the runner itself",
        "needs": [],
        "setup": {"mode": "dc", "tls": "none"},
        "steps": steps,
        "source": "here",
        "requirement": "",
    }
    return {**usual, **more}


def case(steps: list[dict[str, Any]], **setup: Any) -> Case:
    """A case with these keys of ``setup``."""
    return Case(plain(steps, setup={"mode": "dc", "tls": "none", **setup}), 1)


def passed(verdict: Verdict) -> bool:
    """Passed or failed; anything else is a mistake of the test."""
    assert verdict.outcome in (Outcome.PASSED, Outcome.FAILED), verdict
    return verdict.outcome is Outcome.PASSED


def sap(after: float = 0.0, code: str = "OK_SuccessfulNegotiation") -> Move:
    """The charger answers the handshake."""
    return answers("supportedAppProtocolRes", {"ResponseCode": code, "SchemaID": 1}, after)


def says(variable: str, value: Any = None, after: float = 0.0) -> Move:
    """The charger publishes."""
    return after, lambda line: line.world.heard(variable, value)
