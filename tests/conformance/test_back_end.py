"""The back end of a case, and what a charger makes of its answers."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from secc import exi
from secc.pnc import installation, signatures
from tests.conformance.keys import keys
from tests.conformance.scripted import Move, ScriptedLine, ScriptedWorld
from tests.conformance.support import ASK, OPEN, Play, passed, sap
from tests.conformance.virtual import START

INSTALLS: dict[str, Any] = {
    "payment": ["Contract"],
    "certificate_service": True,
    "select_services": [{"ServiceID": 2, "ParameterSetID": 1}],
}
ASKS = {"send": "CertificateInstallationReq", "identity": "oem", "sign": {"key": "oem"}}
GETS = {"expect": "CertificateInstallationRes", "signature": {"references": 4, "by": "cps"}}
RELAYED = {**GETS, "same_bytes_as": "@backend"}


def asks(raw: bytes | None = None) -> Move:
    """The charger asks the back end, with the last request of the car or something else."""

    def ask(line: ScriptedLine) -> None:
        request = {
            "exi_request": base64.b64encode(line.written[-1][1][8:] if raw is None else raw).decode(),
            "iso15118_schema_version": "urn:iso:15118:2:2013:MsgDef",
            "certificate_action": "Install",
        }
        line.world.heard("certificate_request", request)

    return 0.0, ask


def gives(change: Callable[[bytes], bytes] = bytes) -> Move:
    """The car gets what the back end has given, or what somebody has made of it."""

    def give(line: ScriptedLine) -> None:
        name, given = line.world.calls[-1]
        assert name == "certificate_response"
        payload = change(base64.b64decode(given["exi_stream_status"]["exi_response"]))
        line.arrived(bytes.fromhex(f"01FE8001{len(payload):08X}") + payload, line.world.now())

    return 0.1, give


def changed(payload: bytes, **parts: Any) -> bytes:
    """The message with other parts."""
    return exi.encode("iso2", replace(exi.decode("iso2", payload), **parts))


def bare(payload: bytes) -> bytes:
    """Without its signature."""
    header = exi.decode("iso2", payload).Header
    return changed(payload, Header=replace(header, Signature=UNSET))


def signed_anew(payload: bytes) -> bytes:
    """By the right key over the same contents: good, but not what was given."""
    message = exi.decode("iso2", payload)
    parts = installation.signed_parts(message.Body.BodyElement)
    signature = signatures.sign("iso2", parts, keys(START).identity("cps").key, grammar="message")
    return changed(payload, Header=replace(message.Header, Signature=signature))


def of_another_contract(payload: bytes) -> bytes:
    """Changed after signing."""
    body = exi.decode("iso2", payload).Body
    answer = body.BodyElement
    other = replace(answer, eMAID=replace(answer.eMAID, value="DE8EMPC0000009"))
    return changed(payload, Body=replace(body, BodyElement=other))


@pytest.mark.parametrize(
    ("change", "gets", "holds"),
    [
        (bytes, GETS, True),
        (bytes, RELAYED, True),
        (bytes, {**GETS, "signature": {"references": 3, "by": "cps"}}, False),
        (bytes, {**GETS, "signature": {"references": 4, "by": "mo-sub2"}}, False),
        (signed_anew, GETS, True),
        (signed_anew, RELAYED, False),
        (bare, {"expect": "CertificateInstallationRes"}, True),
        (bare, GETS, False),
        (of_another_contract, {"expect": "CertificateInstallationRes"}, True),
        (of_another_contract, GETS, False),
    ],
)
def test_an_answer_that_is_passed_on(
    plays: Play, change: Callable[[bytes], bytes], gets: dict[str, Any], holds: bool
) -> None:
    assert passed(plays([OPEN, ASKS, gets], [asks(), gives(change)], **INSTALLS)) is holds


def test_the_answer_brings_a_second_contract(plays: Play, world: ScriptedWorld) -> None:
    assert passed(plays([OPEN, ASKS, GETS], [asks(), gives()], **INSTALLS))
    given = [arguments for name, arguments in world.calls if name == "certificate_response"]
    (status,) = [arguments["exi_stream_status"] for arguments in given]
    assert (status["status"], status["certificate_action"]) == ("Accepted", "Install")
    answer = exi.decode("iso2", base64.b64decode(status["exi_response"])).Body.BodyElement
    assert (
        installation.chain_of(answer.ContractSignatureCertChain) == keys(START).identity("contract-2").chain
    )
    assert answer.eMAID.value == "DE8EMPC0000002"


def responds(answer: str) -> dict[str, Any]:
    """The owner answers by itself."""
    status = {"status": "Accepted", "exi_response": answer, "certificate_action": "Install"}
    return {"owner": {"command": "certificate_response", "args": {"exi_stream_status": status}}}


@pytest.mark.parametrize("answer", ["@backend", "@backend_more"])
def test_an_owner_that_answers_by_itself(plays: Play, world: ScriptedWorld, answer: str) -> None:
    steps = [OPEN, ASKS, {"wait_s": 1}, responds(answer)]
    assert passed(plays(steps, [asks()], **INSTALLS, silent=["certificate_request"]))
    given = [arguments for name, arguments in world.calls if name == "certificate_response"]
    (text,) = [arguments["exi_stream_status"]["exi_response"] for arguments in given]
    assert exi.decode("iso2", base64.b64decode(text)).Body.BodyElement.ResponseCode == "OK"


def test_without_a_request_there_is_no_answer(plays: Play) -> None:
    assert not passed(plays([OPEN, ASK, responds("@backend")], [sap()], **INSTALLS))


@pytest.mark.parametrize("silent", [[], ["certificate_request"]])
def test_a_request_that_no_back_end_can_read(plays: Play, world: ScriptedWorld, silent: list[str]) -> None:
    steps: list[dict[str, Any]] = [OPEN, ASKS, {"wait_s": 1}]
    verdict = plays(steps, [asks(b"\x80")], **INSTALLS, silent=silent)
    assert passed(verdict) is bool(silent)
    if not silent:
        assert "certificate_request" in verdict.came
        given = dict(world.calls)["certificate_response"]["exi_stream_status"]
        assert given == {"status": "Failed", "certificate_action": "Install"}
