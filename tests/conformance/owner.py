"""The owner of a case: its first calls, its reactions, what it heard (conformance.md, sections 3 and 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from tests.conformance.back_end import ANSWER, BackEnd
from tests.conformance.case import Case, every
from tests.conformance.talk import Failed
from tests.conformance.world import World
from tests.contract.checked_link import schema

_ENDS: Final = ("dlink_terminate", "dlink_error", "dlink_pause")

_MODES: Final = {"ac": ["AC_three_phase_core"], "dc": ["DC_extended"]}
_ALL_MODES: Final = {
    "ac": ["AC_three_phase_core", "AC_single_phase_core"],
    "dc": ["DC_extended", "DC_core", "DC_combo_core", "DC_unique"],
}
"""For a car that was recorded elsewhere."""


class Heard(NamedTuple):
    """One publication."""

    time: float
    variable: str
    value: Any


class Owner:
    """Plays the owner in one world."""

    def __init__(self, case: Case, defaults: Mapping[str, Any], world: World) -> None:
        self._case = case
        self._defaults = defaults["owner"]
        self._world = world
        self._silent = set(case.setup.get("silent", []))
        self._maximum: Mapping[str, float] = {}
        self._ends = 0
        self.back_end = BackEnd(world.keys)
        self.link_ready = False
        self.heard: list[Heard] = []
        """Everything that was published."""
        self.mark = 0
        """Where `since_mark` begins."""
        self.complaints: list[str] = []
        """What broke a rule that always holds."""

    @property
    def since_mark(self) -> list[Heard]:
        """What was published since the last ``mark``."""
        return self.heard[self.mark :]

    # commands

    def begin(self) -> None:
        """The first calls."""
        setup = self._case.setup
        for one in (*self._defaults["both"], *self._defaults[setup["mode"]], *self._defaults["then"]):
            command = one["command"]
            without_link = command == "dlink_ready" and not setup.get("link", True)
            if command not in setup.get("skip", []) and not without_link:
                self.call(command, {**one["args"], **self._changes(command)})
        for one in setup.get("owner", []):
            self.call(one["command"], one["args"])

    def _changes(self, command: str) -> dict[str, Any]:
        setup = self._case.setup
        if command == "session_setup":
            return {
                "payment_options": setup.get("payment", ["ExternalPayment"]),
                "supported_certificate_service": setup.get("certificate_service", False),
            }
        if command == "setup":
            recorded = any("replay" in step for step in every(self._case.steps))
            modes = (_ALL_MODES if recorded else _MODES)[setup["mode"]]
            return {"supported_energy_transfer_modes": modes}
        return {}

    def call(self, command: str, arguments: Mapping[str, Any]) -> None:
        """Give the charger a command."""
        if command == "update_dc_maximum_limits":
            self._maximum = arguments["maximum_limits"]
        elif command == "dlink_ready":
            self.link_ready = arguments["value"]
            self._ends = 0
        self._world.call(command, self.back_end.filled(arguments))

    def link_up(self) -> None:
        """The data link is there, if it was not."""
        if not self.link_ready:
            self.call("dlink_ready", {"value": True})

    def connected(self) -> None:
        """A car has opened a connection."""
        self._ends = 0

    # variables

    def hear(self, variable: str, value: Any) -> None:
        """The charger published something: note it, judge it, react."""
        self.heard.append(Heard(self._world.now(), variable, value))
        for error in schema("variables", variable).iter_errors(value):
            self.complaints.append(f"published {variable}{error.json_path[1:]}: {error.message}")
        if variable == "certificate_request":
            self.back_end.asked(value)
        if variable in _ENDS:
            self._ends += 1
            if self._ends > 1:
                self.complaints.append(f"a second event for the end of one connection: {variable}")
        if variable not in self._silent and variable in _REACTIONS:
            for command, arguments in _REACTIONS[variable](self, value):
                self.call(command, arguments)

    def follow(self, voltage: float, current: float) -> dict[str, Any]:
        """Present values after a target: cut to the limits."""
        most_voltage = self._maximum.get("evse_maximum_voltage_limit", voltage)
        most_current = self._maximum.get("evse_maximum_current_limit", current)
        return _present(max(0, min(voltage, most_voltage)), max(0, min(current, most_current)))


def _present(voltage: float, current: float) -> dict[str, Any]:
    values = {"evse_present_voltage": voltage, "evse_present_current": current}
    return {"present_voltage_current": values}


def _authorize(certificate: str) -> list[tuple[str, dict[str, Any]]]:
    arguments = {"authorization_status": "Accepted", "certificate_status": certificate}
    return [("authorization_response", arguments)]


def _back_end(owner: Owner, value: Any) -> list[tuple[str, dict[str, Any]]]:
    given: dict[str, Any] = {"certificate_action": value["certificate_action"], "status": "Accepted"}
    try:
        owner.back_end.answer()
    except Failed as failure:
        owner.complaints.append(str(failure))
        given["status"] = "Failed"
    else:
        given["exi_response"] = ANSWER
    return [("certificate_response", {"exi_stream_status": given})]


_LINK_DOWN: Final = [("dlink_ready", {"value": False})]

_REACTIONS: Final[Mapping[str, Callable[[Owner, Any], list[tuple[str, dict[str, Any]]]]]] = {
    "require_auth_eim": lambda owner, _: _authorize("NoCertificateAvailable"),
    "require_auth_pnc": lambda owner, _: _authorize("Accepted"),
    "start_cable_check": lambda owner, _: [
        ("update_isolation_status", {"isolation_status": "Valid"}),
        ("cable_check_finished", {"status": True}),
    ],
    "ac_close_contactor": lambda owner, _: [("ac_contactor_closed", {"status": True})],
    "ac_open_contactor": lambda owner, _: [("ac_contactor_closed", {"status": False})],
    "dc_ev_target_voltage_current": lambda owner, value: [
        (
            "update_dc_present_values",
            owner.follow(value["dc_ev_target_voltage"], value["dc_ev_target_current"]),
        )
    ],
    "dc_open_contactor": lambda owner, _: [("update_dc_present_values", _present(0, 0))],
    "certificate_request": _back_end,
    **dict.fromkeys(_ENDS, lambda owner, _: _LINK_DOWN),
}
"""Variable to the commands that answer it."""
