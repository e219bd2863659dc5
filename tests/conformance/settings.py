"""What a case wants the charger to be like (conformance.md, section 7), in this project's own words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from secc.errors import ConfigError
from tests.conformance.case import Case

_SAME: Final = {
    "auth_timeout_eim_s": "auth_timeout_eim",
    "auth_timeout_pnc_s": "auth_timeout_pnc",
    "central_validation": "central_contract_validation",
    "charge_without_isolation_monitor": "charge_without_isolation_monitor",
    "max_payload_bytes": "max_payload_bytes",
    "schedules": "schedules",
    "verify_contract_chain": "verify_contract_chain",
}
"""Key of the case to our setting of the same meaning."""

_SWITCHES: Final = {"din": "supported_din70121", "iso2": "supported_iso15118_2"}
"""Protocol to the setting that offers it."""

_ELSEWHERE: Final = ("protocols", "tls", "v2g_chains", "mo_root", "ocsp_staple", "tariffs")
"""What is said in another way: on the command line, by the PKI folder, in another setting."""

_POLICIES: Final = {"prohibit": "prohibit", "allow": "allow", "force": "require"}
"""What of TLS, in our words."""


def settings(case: Case) -> dict[str, Any]:
    """Our settings, by name, as plain data; ConfigError for what we have no setting for."""
    if unknown := set(case.offered) - _SWITCHES.keys():
        raise ConfigError(f"there is no setting for protocols {sorted(unknown)}")
    found: dict[str, Any] = {setting: protocol in case.offered for protocol, setting in _SWITCHES.items()}
    found["verify_contract_chain"] = False
    for key, value in case.secc.items():
        if key in _SAME:
            found[_SAME[key]] = value
        elif key not in _ELSEWHERE:
            raise ConfigError(f"there is no setting for {key} {value!r}")
    if case.secc.get("tariffs"):
        found["schedules"] = _priced(found.get("schedules"))
    return found


def _priced(schedules: list[list[list[float]]] | None) -> list[Any]:
    """The same schedules with a price for each step; one at full power where none is given."""
    steps = [[{"start": 0}]] if schedules is None else [_steps(schedule) for schedule in schedules]
    return [{"steps": [{**step, "price_level": 1} for step in one]} for one in steps]


def _steps(schedule: list[list[float]]) -> list[dict[str, float]]:
    return [{"start": start, "power": power} for start, power in schedule]


def toml(settings: Mapping[str, Any]) -> str:
    """The file that says so."""
    return "[secc]\n" + "".join(f"{name} = {_written(value)}\n" for name, value in settings.items())


def _written(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{name} = {_written(one)}' for name, one in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    return json.dumps(value)


def policy(case: Case) -> str:
    """What cars get of TLS: ``prohibit``, ``allow`` or ``require``."""
    return _POLICIES[case.secc.get("tls", "prohibit" if case.setup["tls"] == "none" else "allow")]


def arguments(case: Case, pki: Path) -> list[str]:
    """The words of ``secc run`` about TLS. Our own engine does what the standard asks and OpenSSL cannot."""
    if policy(case) == "prohibit":
        return []
    return ["--tls", policy(case), "--pki", str(pki), "--tls-own"]
