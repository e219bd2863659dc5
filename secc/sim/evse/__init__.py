"""A simulated EVSE, written as an integrator would write a real one: against the generated client only.

``ac`` and ``dc`` are owner factories: ``secc run --simulate dc`` means ``secc run --owner secc.sim.evse:dc``.
"""

from __future__ import annotations

from secc.sim.evse.clock import Clock, Worker
from secc.sim.evse.hardware import Meter, Pace, Supply
from secc.sim.evse.station import AcEvse, Backend, DcEvse
from secc_contract.iso15118_charger import Iso15118ChargerClient

__all__ = ["AcEvse", "Backend", "Clock", "DcEvse", "Meter", "Pace", "Supply", "Worker", "ac", "dc"]


def ac(client: Iso15118ChargerClient, backend: Backend | None = None, receipts: bool = False) -> AcEvse:
    """An AC charge point: 3 x 230 V, 16 A."""
    return AcEvse(client, backend=backend, receipts=receipts)


def dc(client: Iso15118ChargerClient, backend: Backend | None = None, receipts: bool = False) -> DcEvse:
    """A DC charger: up to 900 V, 200 A, 150 kW."""
    return DcEvse(client, backend=backend, receipts=receipts)
