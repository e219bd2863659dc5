"""What a car has to know of a protocol to drive a legal session: the nominal order, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.conformance.case import NotUnderstood

HANDSHAKE: Final = "supportedAppProtocol"


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """One protocol."""

    setup: tuple[str, ...]
    """Places up to the parameters."""
    dc: tuple[str, ...]
    """Places from there on, DC."""
    ac: tuple[str, ...] = ()
    """The same, AC."""
    progress: tuple[str, Mapping[Any, str]]
    """The field of PowerDeliveryReq that tells what it is for, and the place that its values lead to."""


_START, _STOP, _PARAMETERS = "start", "stop", "parameters"
_PARAMETER_PLACE: Final = "ChargeParameterDiscovery"
LOOPS: Final = ("CurrentDemand", "ChargingStatus")

DIALECTS: Final[Mapping[str, Dialect]] = {
    "din": Dialect(
        setup=("SessionSetup", "ServiceDiscovery", "ServicePaymentSelection", "ContractAuthentication"),
        dc=(
            *("ChargeParameterDiscovery", "CableCheck", "PreCharge", "PowerDelivery", "CurrentDemand"),
            *("PowerDelivery", "WeldingDetection", "SessionStop"),
        ),
        progress=("ReadyToChargeState", {True: _START, False: _STOP}),
    ),
    "iso2": Dialect(
        setup=(
            "SessionSetup",
            "ServiceDiscovery",
            "PaymentServiceSelection",
            "PaymentDetails",
            "Authorization",
        ),
        dc=(
            *("ChargeParameterDiscovery", "CableCheck", "PreCharge", "PowerDelivery", "CurrentDemand"),
            *("PowerDelivery", "WeldingDetection", "SessionStop"),
        ),
        ac=("ChargeParameterDiscovery", "PowerDelivery", "ChargingStatus", "PowerDelivery", "SessionStop"),
        progress=("ChargeProgress", {"Start": _START, "Stop": _STOP, "Renegotiate": _PARAMETERS}),
    ),
}
"""By the name of the case's protocol, which is that of its EXI schema."""


class Route:
    """The nominal order of one case, and where an answer leads on it."""

    def __init__(self, protocol: str, mode: str, contract: bool) -> None:
        if protocol not in DIALECTS:
            raise NotUnderstood(f"protocol {protocol}")
        self._dialect = DIALECTS[protocol]
        setup = [place for place in self._dialect.setup if contract or place != "PaymentDetails"]
        self.places: tuple[str, ...] = (HANDSHAKE, *setup, *getattr(self._dialect, mode))
        self.loop = next((at for at, place in enumerate(self.places) if place in LOOPS), len(self.places))

    def find(self, place: str) -> int:
        """Where a place is due for the first time; NotUnderstood if this order has none of that name."""
        if place == "End":
            return len(self.places)
        if place in ("Loop", "MeteringReceipt"):
            return self.loop
        if place not in self.places:
            raise NotUnderstood(f"place {place}: the order is {', '.join(self.places)}")
        return self.places.index(place)

    def behind(self, request: str, body: Mapping[str, Any], here: int) -> int:
        """Where a session stands once a request has been answered with OK."""
        place = request.removesuffix("Req")
        if place == "PowerDelivery":
            field, meaning = self._dialect.progress
            to = meaning.get(body.get(field))
            if to == _START:
                return self.loop
            if to == _PARAMETERS:
                return self.places.index(_PARAMETER_PLACE)
            return self.loop + 2
        return self.places.index(place) + 1 if place in self.places else here
