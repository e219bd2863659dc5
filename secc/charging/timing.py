"""Times of a SECC that DIN SPEC 70121 and ISO 15118-2 share, in s."""

from __future__ import annotations

from typing import Final

SEQUENCE: Final = 60.0
"""From a response to the next request; then the connection closes without a message ([V2G2-443])."""
ONGOING: Final = 55.0
"""How long ChargeParameterDiscovery may answer Ongoing ([V2G2-712], [V2G2-713])."""
CABLE_CHECK: Final = 38.0
"""How long CableCheck may answer Ongoing (ISO 15118-2, Table 111)."""
ISOLATION_RESULT: Final = 2.0
"""How long an isolation status may come after the verdict that it belongs to."""
STOP_OBEYED: Final = 10.0
"""How long a car may charge on after the charger asked it to stop; then every answer is FAILED."""
PRE_CHARGE: Final = 5.0
"""How long the output should take to reach the car's voltage: an aim, missed without a FAILED (Table 111)."""
FRESH: Final = 1.0
"""How old the owner's present values may be while energy flows, before a line in the log says so."""
SCHEDULE: Final = 86400
"""Length of a schedule when the car names no departure: at least a day ([V2G2-304])."""
