"""Both ends of the PyPI package iso15118: a car and a charger that nobody here wrote.

It lives in a virtual environment of its own (``make evcc``) and runs as a process; none of its code is ours.
Its exit status says nothing: the verdict is the line ``SessionStopRes received`` in the car's log.
"""

from __future__ import annotations

import json
import os
import shutil
from math import ceil
from pathlib import Path
from typing import Literal

from tests.interop.lab import LabError, Process, Side

Mode = Literal["ac", "dc"]
Protocol = Literal["iso2", "din"]

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".cache" / "evcc-venv" / "bin" / "python"

# Sessions took 8 to 37 s on a busy machine of two cores, almost all of it in the car's own codec.
SESSION = 120.0

_SETTINGS = {"LOG_LEVEL": "INFO", "MESSAGE_LOG_JSON": "False"}
_PROTOCOLS = {"iso2": "ISO_15118_2", "din": "DIN_SPEC_70121"}
_CAR = {
    "ac": {"supportedEnergyServices": ["AC"], "energyTransferMode": "AC_three_phase_core"},
    "dc": {"supportedEnergyServices": ["DC"], "energyTransferMode": "DC_extended"},
}


# Its car waits 0.25 s for CurrentDemandRes in DIN, and in that time its own codec, still cold, has to write
# the request and read the answer: on a busy machine it fails whatever the charger does. Python imports this.
_PATIENT = """\
from enum import Enum
from iso15118.shared.messages.din_spec import timeouts
limits = {name: float(limit) for name, limit in timeouts.Timeouts.__members__.items()}
timeouts.Timeouts = Enum("Timeouts", limits | {"CURRENT_DEMAND_REQ": 5.0}, type=float)
"""


def lacking() -> str | None:
    """Why this package cannot run here; None when it can."""
    if not PYTHON.exists():
        return "the third-party car is not installed (run: make evcc)"
    lost = [tool for tool in ("java", "ip", "unshare", "nsenter") if shutil.which(tool) is None]
    if lost:
        return f"not on this machine: {', '.join(lost)} (Debian: default-jre-headless, iproute2)"
    return None


def start_car(
    side: Side,
    mode: Mode,
    folder: Path,
    loops: int = 10,
    protocol: Protocol = "iso2",
    *,
    patient: bool = True,
    tls: bool = False,
    install: bool = False,
) -> Process:
    """Start its car; ``folder`` takes its settings, ``loops`` is the least number of charging requests.

    It counts them in percent of its battery, and begins at 10 %. A ``patient`` car has 5 s instead of 0.25 s
    for CurrentDemandRes by DIN SPEC 70121. With ``tls`` the folder holds its PKI already
    (`secc.pnc.export`), and it takes no charger without; ``install`` makes it ask for a contract first.
    """
    settings = folder / f"car-{protocol}-{mode}.json"
    common = {
        "supportedProtocols": [_PROTOCOLS[protocol]],
        "useTls": tls,
        "enforceTls": tls,
        "isCertInstallNeeded": install,
        "chargeLoopCycle": ceil(loops / 0.9) + 3,
    }
    settings.write_text(json.dumps({**common, **_CAR[mode]}))
    hook = folder / "patient"
    if patient:
        hook.mkdir(exist_ok=True)
        (hook / "sitecustomize.py").write_text(_PATIENT)
    return _start(side, "iso15118.evcc.main", folder, str(settings), path=str(hook) if patient else "")


def start_charger(side: Side, mode: Mode, folder: Path) -> Process:
    """Start its charger, which takes cars of either mode, and wait until it answers SDP."""
    process = _start(side, "iso15118.secc.main", folder)
    process.expect("UDP server started", within=30)
    return process


def charge(
    side: Side,
    mode: Mode,
    folder: Path,
    loops: int = 10,
    protocol: Protocol = "iso2",
    *,
    patient: bool = True,
    tls: bool = False,
    install: bool = False,
    tries: int = 2,
) -> Process:
    """Let its car charge once, to the end. LabError when it did not come to ``SessionStopRes received``.

    The car's request timeouts of 2 s start before its own codec has warmed up, so on a busy machine a
    session may fail through no fault of the charger: one more try, then the verdict stands. A car whose
    session has failed looks for a charger again, or hangs after SDPFailedError; it is ended either way.
    """
    for left in reversed(range(tries)):
        car = start_car(side, mode, folder, loops, protocol, patient=patient, tls=tls, install=install)
        verdict = car.expect("SessionStopRes received|Reason: .*|SDPFailedError|Traceback", SESSION)[0]
        if verdict == "SessionStopRes received":
            break
        car.stop()
        if not left or "TimeoutError" not in verdict:
            raise LabError(f"the car did not finish: {verdict}; last lines:\n{car.tail(40)}")
    return car


def _start(side: Side, module: str, folder: Path, *arguments: str, path: str = "") -> Process:
    environment = {**_SETTINGS, "NETWORK_INTERFACE": side.interface, "PKI_PATH": f"{folder}{os.sep}"}
    if path:
        environment["PYTHONPATH"] = path
    return side.start(str(PYTHON), "-u", "-m", module, *arguments, env=environment, cwd=folder)
