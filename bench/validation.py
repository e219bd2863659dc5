"""What the check of a payload costs: ours beside jsonschema and fastjsonschema, the median of several rounds.

``write`` makes plain data of a typed value, ``read`` the reverse; the other two only judge plain data.
fastjsonschema compiles a schema first; it knows no newer dialect than draft-07, in which ours mean the same.
Run it with ``PYTHONPATH=generated python -m bench.validation``.
"""

from __future__ import annotations

import json
import statistics
import timeit
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fastjsonschema
from jsonschema import Draft202012Validator

from secc_contract.iso15118_charger.contract import VARIABLES
from secc_contract.types.iso15118_charger import DcEvErrorCode, DcEvStatus, DcEvTargetValues
from secc_contract.types.powermeter import Powermeter
from secc_contract.types.units import Current, Energy, Voltage
from secc_contract.validation import Payload

SCHEMAS = Path(__file__).resolve().parent.parent / "generated" / "schemas"
ROUNDS = 7

METER = Powermeter(
    timestamp=datetime(2026, 1, 31, 12, tzinfo=UTC),
    energy_Wh_import=Energy(total=1.0, L1=1.0, L2=0.0, L3=0.0),
    voltage_V=Voltage(L1=230.0, L2=230.0, L3=230.0),
    current_A=Current(L1=16.0, L2=16.0, L3=16.0, N=0.0),
)

CASES: list[tuple[str, Payload[Any], str, Any]] = [
    (
        "dc_ev_target_voltage_current",
        VARIABLES["dc_ev_target_voltage_current"],
        "ISO15118_charger/variables/dc_ev_target_voltage_current",
        DcEvTargetValues(dc_ev_target_voltage=400.0, dc_ev_target_current=100.0),
    ),
    (
        "dc_ev_status",
        VARIABLES["dc_ev_status"],
        "ISO15118_charger/variables/dc_ev_status",
        DcEvStatus(dc_ev_ready=True, dc_ev_error_code=DcEvErrorCode.NO_ERROR, dc_ev_ress_soc=50.0),
    ),
    ("evcc_id", VARIABLES["evcc_id"], "ISO15118_charger/variables/evcc_id", "02:42:AC:11:00:02"),
    ("Powermeter", Payload(Powermeter), "types/powermeter/Powermeter", METER),
]


def median_us(action: Callable[[Any], object], value: Any, number: int) -> float:
    """Median time of one run in µs."""
    return (
        statistics.median(timeit.repeat(lambda: action(value), number=number, repeat=ROUNDS)) / number * 1e6
    )


def main() -> None:
    """Print one line a payload."""
    print(f"{'payload':<32}{'write':>10}{'read':>10}{'jsonschema':>14}{'fastjsonschema':>18}   (µs)")
    for name, payload, path, value in CASES:
        schema = json.loads((SCHEMAS / f"{path}.json").read_text("utf-8"))
        oracle = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        compiled = fastjsonschema.compile({**schema, "$schema": "http://json-schema.org/draft-07/schema#"})
        plain = payload.write(value)
        times = (
            median_us(payload.write, value, 20_000),
            median_us(payload.read, plain, 20_000),
            median_us(oracle.is_valid, plain, 200),
            median_us(compiled, plain, 10_000),
        )
        print(f"{name:<32}{times[0]:>10.2f}{times[1]:>10.2f}{times[2]:>14.1f}{times[3]:>18.2f}")


if __name__ == "__main__":
    main()
