"""The means that only the real world has: sockets, a second interface, a charger that is killed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from secc.tools.lab import LabError
from tests.conformance.case import CASES, CaseFile, load
from tests.conformance.runner import Outcome, preliminary
from tests.conformance.support import plain
from tests.conformance.wire import Wire
from tests.conftest import missing

OK = {"where": {"ResponseCode": "OK"}}
CLOSES = {"expect_close": {"within_s": 5}}
ASK_SDP: dict[str, Any] = {"udp": {"hex": "01FE9000000000021000"}}
SDP: dict[str, Any] = {
    "expect_udp": {"security": "10", "transport": "00", "address": "link-local", "length": 28}
}
PAUSE: list[dict[str, Any]] = [
    {"drive": "SessionStop"},
    {"send": "SessionStopReq", "set": {"ChargingSession": "Pause"}},
    {"expect": "SessionStopRes", **OK},
    CLOSES,
    {"published": {"variable": "dlink_pause"}},
]
BY_CPS = {"references": 4, "by": "cps"}
JOINED = {"where": {"ResponseCode": "OK_OldSessionJoined"}, "sid": "former"}

PASS: dict[str, list[dict[str, Any]]] = {
    "a killed charger takes up the paused session": [
        *PAUSE,
        {"restart": True},
        {"drive": "SessionSetup"},
        {"send": "SessionSetupReq", "sid": "former"},
        {"expect": "SessionSetupRes", **JOINED},
        {"drive": "End"},
    ],
    "a charger that is killed in the loop serves again": [
        {"drive": "Loop"},
        {"restart": True},
        {"drive": "End"},
        {"published": {"variable": "dlink_terminate"}},
    ],
    "a reset, and the next connection": [
        *[ASK_SDP, SDP, {"connect": {"tls": "none", "via": "answered"}}, {"drive": "Loop"}, {"mark": True}],
        {"disconnect": "rst"},
        {"published_in_order": ["current_demand_finished", "dc_open_contactor", "dlink_error"]},
        {"drive": "ServiceDiscovery"},
    ],
    "a second connection is refused, the first goes on": [
        *[ASK_SDP, SDP, {"drive": "ServiceDiscovery"}],
        {"connect": {"tls": "none", "via": "answered", "on": "b", "result": "refused"}},
        {"send": "ServiceDiscoveryReq"},
        {"expect": "ServiceDiscoveryRes", **OK},
    ],
    "the other interface is not served": [
        {"udp": {"hex": "01FE9000000000021000", "interface": "other"}},
        {"expect_no_udp_s": 1},
        {"udp": {"hex": "01FE9000000000021000", "to": "unicast", "from_port": 50123}},
        SDP,
    ],
    "over TLS a killed charger serves again, and the end is polite": [
        {"restart": True},
        {"drive": "End"},
        {"published": {"variable": "dlink_terminate"}},
        {"drive": "ServiceDiscovery"},
        {"send": "ServiceDiscoveryReq", "sid": "other"},
        {"expect": "ServiceDiscoveryRes", "where": {"ResponseCode": "FAILED_UnknownSession"}},
        CLOSES,
        {"drive": "Loop"},
        {"mark": True},
        {"disconnect": "close-notify"},
        {"published_in_order": ["current_demand_finished", "dc_open_contactor", "dlink_error"]},
    ],
    "a contract that is installed pays": [
        {"restart": True},
        {"drive": "PaymentDetails"},
        {"send": "CertificateInstallationReq", "identity": "oem", "sign": {"key": "oem"}},
        {"expect": "CertificateInstallationRes", **OK, "same_bytes_as": "@backend", "signature": BY_CPS},
        {"send": "PaymentDetailsReq", "identity": "contract-2"},
        {"expect": "PaymentDetailsRes", **OK},
        {"published": {"variable": "require_auth_pnc", "where": {"id_token.value": "DE8EMPC0000002"}}},
        {"drive": "End"},
    ],
    "each certificate has a staple, and the next car is served": [
        {
            "connect": {
                "tls": "1.2",
                "ask_ocsp": "v2",
                "expect": {"chain_length": 3, "chain_root": "root-a", "staples": 3},
            }
        },
        {"disconnect": "rst"},
        {"published": {"variable": "dlink_error"}},
        {"connect": {"tls": "1.1", "result": "refused", "alert": ["protocol_version"]}},
        {"connect": {"tls": "1.2", "trust": "nothing", "result": "refused"}},
        {"connect": {"tls": "1.2"}},
    ],
    "who forces TLS has no plain port": [{"connect": {"tls": "none", "result": "refused"}}],
}
FAIL: dict[str, list[dict[str, Any]]] = {
    "nobody answers there": [{"udp": {"random_bytes": 10}}, {"expect_udp": SDP["expect_udp"]}],
    "somebody answers here": [ASK_SDP, {"expect_no_udp_s": 1}],
    "the port is too low": [ASK_SDP, {"expect_udp": {**SDP["expect_udp"], "port": {"below": 49152}}}],
    "it is served": [{"udp": {"hex": ""}}, {"connect": {"tls": "none", "result": "refused"}}],
    "an answer time of nothing": [
        {"drive": "ServiceDiscovery"},
        {
            "repeat": {
                "times": 1,
                "median_answer_s": 0,
                "steps": [{"send": "ServiceDiscoveryReq"}, {"expect": "ServiceDiscoveryRes"}],
            }
        },
    ],
    "no such root": [{"connect": {"tls": "1.2", "expect": {"chain_root": "root-b"}}}],
}
STEPS = {**PASS, **FAIL}

PLAIN: dict[str, Any] = {"mode": "dc", "tls": "none"}
TLS: dict[str, Any] = {"mode": "dc", "tls": "1.2"}
FORCED: dict[str, Any] = {"mode": "dc", "tls": "none", "secc": {"tls": "force", "ocsp_staple": True}}
CONTRACT: dict[str, Any] = {
    **TLS,
    "payment": ["Contract"],
    "certificate_service": True,
    "select_services": [{"ServiceID": 2, "ParameterSetID": 1}],
    "secc": {"verify_contract_chain": True},
}
SETUPS: dict[str, dict[str, Any]] = {
    "over TLS a killed charger serves again, and the end is polite": TLS,
    "a contract that is installed pays": CONTRACT,
    "each certificate has a staple, and the next car is served": FORCED,
    "who forces TLS has no plain port": FORCED,
    "no such root": FORCED,
}
"""Where it is not plain TCP."""


@pytest.fixture(scope="module")
def file(testdata: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert (testdata / "spec" / CASES).exists()
    found = tmp_path_factory.mktemp("wire") / "cases.jsonl"
    found.write_text(
        "\n".join(
            json.dumps(plain(steps, number, setup=SETUPS.get(title, PLAIN)))
            for number, (title, steps) in enumerate(STEPS.items(), 1)
        )
    )
    return found


@pytest.fixture(scope="module")
def loaded(file: Path) -> CaseFile:
    return load(file)


@pytest.fixture(scope="module")
def wire(file: Path, loaded: CaseFile) -> Iterator[Wire]:
    try:
        with Wire(file, loaded.cases) as found:
            yield found
    except LabError as error:
        missing(str(error))


@pytest.mark.parametrize("title", STEPS)
def test_on_the_wire(title: str, loaded: CaseFile, wire: Wire) -> None:
    case = loaded.cases[list(STEPS).index(title)]
    assert case.on_wire
    assert preliminary(case, loaded) is None
    verdict = wire.verdict(case)
    assert verdict.outcome is (Outcome.PASSED if title in PASS else Outcome.FAILED), str(verdict)
