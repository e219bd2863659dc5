"""What the EXI codec costs: time a message, and the import of messages and tables.

    PYTHONPATH=generated python -m bench.exi

Prints medians of several rounds, in µs for decoding and encoding and in ms for the first use, and exits with
code 1 when a goal is missed. The goals are for an otherwise idle machine of two cores.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import timeit
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from secc import exi
from secc_contract.v2g import iso15118_2 as iso2
from secc_contract.v2g import iso15118_2_types as types
from secc_contract.v2g.app_protocol import AppProtocol, SupportedAppProtocolReq

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 9
SESSION = bytes.fromhex("0a1b2c3d4e5f6071")

IMPORTS = """
import time, msgspec, secc_contract
start = time.perf_counter()
import secc_contract.v2g.iso15118_2, secc_contract.v2g.app_protocol
types = time.perf_counter()
import secc_contract.v2g.tables.iso15118_2, secc_contract.v2g.tables.iso15118_2_types
import secc_contract.v2g.tables.xmldsig, secc_contract.v2g.tables.app_protocol
tables = time.perf_counter()
from secc import exi
engine = time.perf_counter()
exi.decode("iso2", bytes.fromhex("{payload}"))
decoded = time.perf_counter()
print(types - start, tables - types, engine - tables, decoded - engine)
"""


class Case(NamedTuple):
    """A message and the goals for it, in µs; None: no goal."""

    name: str
    schema: str
    message: Any
    decode: float | None = None
    encode: float | None = None


def amount(value: int, unit: types.UnitSymbol) -> types.PhysicalValue:
    """So many of a unit."""
    return types.PhysicalValue(Multiplier=0, Unit=unit, Value=value)


VOLTS, AMPERES, WATTS = types.UnitSymbol.V, types.UnitSymbol.A, types.UnitSymbol.W
EV_STATUS = types.DC_EVStatus(EVReady=True, EVErrorCode=types.DC_EVErrorCode.NO_ERROR, EVRESSSOC=55)
EVSE_STATUS = types.DC_EVSEStatus(
    NotificationMaxDelay=0,
    EVSENotification=types.EVSENotification.None_,
    EVSEIsolationStatus=types.IsolationLevel.Valid,
    EVSEStatusCode=types.DC_EVSEStatusCode.EVSE_Ready,
)


def message(body: iso2.AnyBodyElement) -> iso2.V2G_Message:
    """A message with this body."""
    return iso2.V2G_Message(Header=iso2.MessageHeader(SessionID=SESSION), Body=iso2.Body(BodyElement=body))


def schedules() -> iso2.V2G_Message:
    """A ChargeParameterDiscoveryRes that offers two schedules of eleven entries, each with a tariff."""
    power = tuple(
        types.PMaxScheduleEntry(
            TimeInterval=types.RelativeTimeInterval(start=900 * index, duration=900),
            PMax=amount(1000 * index, WATTS),
        )
        for index in range(11)
    )
    tariff = tuple(
        types.SalesTariffEntry(
            TimeInterval=types.RelativeTimeInterval(start=900 * index, duration=900),
            EPriceLevel=index % 3,
        )
        for index in range(11)
    )
    offers = tuple(
        types.SAScheduleTuple(
            SAScheduleTupleID=number,
            PMaxSchedule=types.PMaxSchedule(PMaxScheduleEntry=power),
            SalesTariff=types.SalesTariff(
                SalesTariffID=number,
                SalesTariffDescription="by day and by night",
                NumEPriceLevels=3,
                SalesTariffEntry=tariff,
            ),
        )
        for number in (1, 2)
    )
    limits = types.DC_EVSEChargeParameter(
        DC_EVSEStatus=EVSE_STATUS,
        EVSEMaximumCurrentLimit=amount(400, AMPERES),
        EVSEMaximumPowerLimit=amount(30000, WATTS),
        EVSEMaximumVoltageLimit=amount(920, VOLTS),
        EVSEMinimumCurrentLimit=amount(0, AMPERES),
        EVSEMinimumVoltageLimit=amount(150, VOLTS),
        EVSEPeakCurrentRipple=amount(1, AMPERES),
    )
    return message(
        iso2.ChargeParameterDiscoveryRes(
            ResponseCode=types.ResponseCode.OK,
            EVSEProcessing=types.EVSEProcessing.Finished,
            SASchedules=types.SAScheduleList(SAScheduleTuple=offers),
            EVSEChargeParameter=limits,
        )
    )


def installation() -> iso2.V2G_Message:
    """A CertificateInstallationRes of 4.8 kB: two chains of three certificates."""
    chain = types.CertificateChain(
        Id="id1",
        Certificate=bytes(range(200)) * 4,
        SubCertificates=types.SubCertificates(Certificate=(bytes(range(200)) * 4, bytes(range(200)) * 3)),
    )
    return message(
        iso2.CertificateInstallationRes(
            ResponseCode=types.ResponseCode.OK,
            SAProvisioningCertificateChain=chain,
            ContractSignatureCertChain=chain,
            ContractSignatureEncryptedPrivateKey=types.ContractSignatureEncryptedPrivateKey(
                Id="id2", value=bytes(48)
            ),
            DHpublickey=types.DiffieHellmanPublickey(Id="id3", value=bytes(65)),
            eMAID=types.SignedEMAID(Id="id4", value="DE1ABC23456789"),
        )
    )


def cases() -> list[Case]:
    """What is measured."""
    hello = AppProtocol(
        ProtocolNamespace="urn:iso:15118:2:2013:MsgDef",
        VersionNumberMajor=2,
        VersionNumberMinor=0,
        SchemaID=1,
        Priority=1,
    )
    demand = iso2.CurrentDemandReq(
        DC_EVStatus=EV_STATUS,
        EVTargetCurrent=amount(125, AMPERES),
        EVMaximumVoltageLimit=amount(450, VOLTS),
        EVMaximumCurrentLimit=amount(300, AMPERES),
        EVMaximumPowerLimit=amount(30000, WATTS),
        BulkChargingComplete=False,
        ChargingComplete=False,
        RemainingTimeToFullSoC=amount(1800, types.UnitSymbol.s),
        RemainingTimeToBulkSoC=amount(900, types.UnitSymbol.s),
        EVTargetVoltage=amount(400, VOLTS),
    )
    answer = iso2.CurrentDemandRes(
        ResponseCode=types.ResponseCode.OK,
        DC_EVSEStatus=EVSE_STATUS,
        EVSEPresentVoltage=amount(400, VOLTS),
        EVSEPresentCurrent=amount(125, AMPERES),
        EVSECurrentLimitAchieved=False,
        EVSEVoltageLimitAchieved=False,
        EVSEPowerLimitAchieved=False,
        EVSEMaximumVoltageLimit=amount(920, VOLTS),
        EVSEMaximumCurrentLimit=amount(400, AMPERES),
        EVSEMaximumPowerLimit=amount(30000, WATTS),
        EVSEID="DE*ABC*E12345",
        SAScheduleTupleID=1,
    )
    setup = message(iso2.SessionSetupReq(EVCCID=bytes.fromhex("020000000001")))
    return [
        Case("SupportedAppProtocolReq", "sap", SupportedAppProtocolReq(AppProtocol=(hello, hello))),
        Case("SessionSetupReq", "iso2", setup),
        Case("CurrentDemandReq", "iso2", message(demand), 15, 12),
        Case("CurrentDemandRes", "iso2", message(answer)),
        Case("ChargeParameterDiscoveryRes", "iso2", schedules(), 280, 200),
        Case("CertificateInstallationRes", "iso2", installation(), 60, 70),
    ]


def microseconds(act: Callable[[], object]) -> float:
    """Median time of one call."""
    timer = timeit.Timer(act)
    number = max(1, timer.autorange()[0] // 8)
    return statistics.median(timer.repeat(repeat=ROUNDS, number=number)) / number * 1e6


def first_use(payload: bytes) -> list[float]:
    """Times of a fresh process in ms: types, tables, engine, first message; with compiled modules at hand."""
    with tempfile.TemporaryDirectory() as folder:
        surroundings = os.environ | {
            "PYTHONPATH": f"{ROOT}:{ROOT / 'generated'}",
            "PYTHONPYCACHEPREFIX": folder,
        }
        surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [sys.executable, "-c", IMPORTS.format(payload=payload.hex())]
        runs = []
        for _ in range(ROUNDS):
            done = subprocess.run(
                command, env=surroundings, capture_output=True, text=True, timeout=60, check=True
            )
            runs.append([1000 * float(word) for word in done.stdout.split()])
    return [statistics.median(column) for column in zip(*runs[1:], strict=True)]


def main() -> int:
    """Measure and print; 1 when a goal is missed."""
    missed = 0
    print(f"{'message':<28} {'bytes':>5} {'decode µs':>16} {'encode µs':>16}")
    for case in cases():
        payload = exi.encode(case.schema, case.message)
        times = (
            microseconds(lambda case=case, payload=payload: exi.decode(case.schema, payload)),  # type: ignore[misc]
            microseconds(lambda case=case: exi.encode(case.schema, case.message)),  # type: ignore[misc]
        )
        words = []
        for time, goal in zip(times, (case.decode, case.encode), strict=True):
            words.append(f"{time:.1f}" + (f" of {goal:g}" if goal else ""))
            missed += bool(goal) and time > (goal or 0)
        print(f"{case.name:<28} {len(payload):>5} {words[0]:>16} {words[1]:>16}")
    setup = exi.encode("iso2", message(iso2.SessionSetupReq(EVCCID=bytes(6))))
    types_, tables, engine, first = first_use(setup)
    print(
        f"first use in ms: types {types_:.1f}, tables {tables:.1f}, engine {engine:.1f}, message {first:.1f}"
    )
    missed += types_ + tables > 40
    if missed:
        print(f"{missed} goals missed", file=sys.stderr)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
