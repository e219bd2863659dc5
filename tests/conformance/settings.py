"""The settings of the charger that a case wants (conformance.md, section 7), as this project's own."""

from __future__ import annotations

from typing import Any, Final

from secc.errors import ConfigError
from tests.conformance.case import Case

_SAME: Final = {
    "auth_timeout_eim_s": "auth_timeout_eim",
    "charge_without_isolation_monitor": "charge_without_isolation_monitor",
    "max_payload_bytes": "max_payload_bytes",
    "schedules": "schedules",
}
"""Key of the case to our setting of the same meaning."""

_SWITCHES: Final = {"din": "supported_din70121", "iso2": "supported_iso15118_2"}
"""Protocol to the setting that offers it."""

_NO_TLS: Final = ("prohibit", "allow")
"""What a charger that has no TLS does anyway."""


def settings(case: Case) -> dict[str, Any]:
    """Our settings, by name, as plain data; ConfigError for what we have no setting for."""
    wanted = dict(case.setup.get("secc", {}))
    offered = wanted.pop("protocols", [case.protocol])
    if unknown := set(offered) - _SWITCHES.keys():
        raise ConfigError(f"there is no setting for protocols {sorted(unknown)}")
    found = {setting: protocol in offered for protocol, setting in _SWITCHES.items()}
    if (tls := wanted.pop("tls", "prohibit")) not in _NO_TLS:
        raise ConfigError(f"there is no setting for tls {tls!r}")
    for key, value in wanted.items():
        if key not in _SAME:
            raise ConfigError(f"there is no setting for {key} {value!r}")
        found[_SAME[key]] = value
    return found
