"""What an owner can say beyond the contract: schedules, tariffs, and who judges contracts.

The contract has no command for them. They travel on the same link as its commands, as a name and JSON, so
they keep their order with those, may come from any thread, and are in recordings. See
docs/beyond-the-contract.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct, structs

from secc.plan import Plans, check
from secc.signed import SignedTariffs
from secc_contract.link import Caller
from secc_contract.validation import Payload

__all__ = ["COMMANDS", "Extension", "read"]


class _OfferSchedules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    schedules: Plans | None
    signed: SignedTariffs | None = None

    def __post_init__(self) -> None:
        check(self.schedules or ())
        if self.signed is not None and len(self.signed.tariffs) != len(self.schedules or ()):
            raise ValueError("signed: as many tariffs as schedules")


class _ValidateContractsCentrally(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    central: bool


COMMANDS: Final[dict[str, Payload[Any]]] = {
    "offer_schedules": Payload(_OfferSchedules),
    "validate_contracts_centrally": Payload(_ValidateContractsCentrally),
}
"""Name of a command, also of the methods here and of the charger, to the check of its arguments."""


def read(command: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a command, by name.

    :raises ContractError: one of them breaks its rules.
    """
    return structs.asdict(COMMANDS[command].read(arguments))


class Extension:
    """The owner's side. An owner that has a method ``extend`` is given one, right after it was made.

    Each method raises `ContractError`, with path and rule, in the caller's thread; nothing is sent then.
    """

    def __init__(self, link: Caller) -> None:
        """``link``: the one that the generated client is built on."""
        self._link = link

    def offer_schedules(self, schedules: Plans | None, signed: SignedTariffs | None = None) -> None:
        """What a car may draw from now on, and what that costs; in place of ``schedules`` of the settings.

        At most three, each a `secc.plan.Plan`, or in short ``((start in s, power in W), …)`` without prices.
        Times count from the moment of the offer to the car. Empty: none is known yet, and the car waits, up
        to 55 s; None: one at full power. A car that charges by others is asked to renegotiate
        (ISO 15118-2; DIN SPEC 70121 knows limits only, and no renegotiation).

        ``signed``: tariffs that the operator has signed, in place of what the steps say of prices. They are
        left out where a car's departure or capacity cuts steps off.
        """
        self._call("offer_schedules", schedules=schedules, signed=signed)

    def validate_contracts_centrally(self, central: bool) -> None:
        """Whether contracts whose root is not installed here are left to the owner's back end.

        It is asked by ``require_auth_pnc`` then. Counts from the next session on; the setting
        ``central_contract_validation`` says what holds at the start.
        """
        self._call("validate_contracts_centrally", central=central)

    def _call(self, command: str, **arguments: Any) -> None:
        self._link.call(command, COMMANDS[command].write(arguments))
