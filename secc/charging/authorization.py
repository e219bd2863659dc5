"""Authorization by external means: the car polls until the owner has decided."""

from __future__ import annotations

from enum import Enum, auto

from secc.charging.facts import Facts
from secc.evse import Evse
from secc.fsm import Refusal
from secc_contract.types.authorization import AuthorizationStatus


class Verdict(Enum):
    """Where the authorization stands."""

    ACCEPTED = auto()
    WAITING = auto()


def external(facts: Facts, evse: Evse, now: float) -> Verdict | Refusal:
    """The owner's verdict, or its absence within the time that a person may take."""
    if evse.stop_since is not None:
        return Refusal("FAILED", "the owner stopped the session, and this answer has no other word for it")
    if evse.authorization is AuthorizationStatus.Accepted:
        return Verdict.ACCEPTED
    if evse.authorization is not None:
        return Refusal("FAILED", f"the authorization was refused: {evse.authorization}")
    limit = facts.settings.auth_timeout_eim
    if limit and facts.since is not None and now - facts.since > limit:
        return Refusal("FAILED", f"nobody authorized the session within {limit:g} s")
    return Verdict.WAITING
