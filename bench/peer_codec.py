"""The codec of the PyPI package iso15118 (Java behind py4j), measured in that package's own environment.

Reads lines of JSON, [name, namespace, payload in hex], and writes for each a line of JSON: [name, µs to
decode to the package's message objects, µs to encode those], or [name, what went wrong]. The last line holds
the memory in kB of this process and of the Java behind it.
"""

from __future__ import annotations

import importlib
import json
import logging
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SECONDS = 0.6
"""Time for each measurement, after a second to warm Java up."""


def microseconds(act: Callable[[], object], seconds: float) -> float:
    """Median time of one call."""
    found: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(found) < 5:
        began = time.perf_counter()
        act()
        found.append(time.perf_counter() - began)
    return statistics.median(found) * 1e6


def resident(process: str) -> int:
    """Memory of a process in kB; 0 where that cannot be told."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)


def main() -> None:
    """Measure what comes in."""
    logging.disable(logging.CRITICAL)
    importlib.import_module("iso15118.shared.settings").load_shared_settings()
    codec: Any = importlib.import_module("iso15118.shared.exi_codec").EXI()
    java: Any = codec.get_exi_codec()
    codec.set_exi_codec(java)
    for line in sys.stdin:
        name, namespace, payload = json.loads(line)
        data = bytes.fromhex(payload)
        try:
            message = codec.from_exi(data, namespace)
            codec.to_exi(message, namespace)
            microseconds(lambda data=data, space=namespace: codec.from_exi(data, space), 1.0)  # type: ignore[misc]
            read = microseconds(lambda data=data, space=namespace: codec.from_exi(data, space), SECONDS)  # type: ignore[misc]
            write = microseconds(lambda one=message, space=namespace: codec.to_exi(one, space), SECONDS)  # type: ignore[misc]
        except Exception as error:
            print(json.dumps([name, f"{type(error).__name__}: {error}"[:80]]), flush=True)
        else:
            print(json.dumps([name, read, write]), flush=True)
    print(json.dumps([resident("self"), resident(str(java.gateway.java_process.pid))]), flush=True)
    java.gateway.shutdown()


main()
