"""The owner inside ``secc run``: it passes everything on to the runner, over a local socket, as JSON lines.

To the runner: ``{"heard": VARIABLE, "value": …}``, and for each call ``{"called": COMMAND}``, with
``refused`` where the contract says no. From the runner: ``{"call": COMMAND, "args": …}``.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
from contextlib import suppress
from typing import Any

from secc_contract import Iso15118ChargerClient
from secc_contract.errors import ContractError
from secc_contract.iso15118_charger.contract import VARIABLES

ADDRESS = "SECC_CONFORMANCE_OWNER"
"""Environment variable with the path of the socket."""


class Owner:
    """``--owner tests.conformance.remote:Owner``"""

    def __init__(self, client: Iso15118ChargerClient) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._closing = False
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(os.environ[ADDRESS])
        for variable in VARIABLES:
            self._subscribe(variable)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def close(self) -> None:
        """The charger ends."""
        self._closing = True
        self._socket.shutdown(socket.SHUT_RDWR)
        self._reader.join()
        self._socket.close()

    def _subscribe(self, variable: str) -> None:
        def heard(value: Any = None) -> None:
            self._tell({"heard": variable, "value": VARIABLES[variable].write(value)})

        getattr(self._client, f"subscribe_{variable}")(heard)

    def _read(self) -> None:
        with self._socket.makefile("r", encoding="utf-8") as lines:
            for line in lines:
                wanted = json.loads(line)
                told = {"called": wanted["call"]}
                try:
                    getattr(self._client, f"call_{wanted['call']}")(**wanted["args"])
                except (ContractError, TypeError) as error:
                    told["refused"] = str(error)
                self._tell(told)
        if not self._closing:  # the runner is gone
            os.kill(os.getpid(), signal.SIGTERM)

    def _tell(self, what: dict[str, Any]) -> None:
        with self._lock, suppress(BrokenPipeError):  # the runner has seen enough, or close() was called
            self._socket.sendall(json.dumps(what).encode() + b"\n")
