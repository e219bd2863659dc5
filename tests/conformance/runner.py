"""From a case to its verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from msgspec import convert

from secc.errors import ConfigError
from secc.settings import Settings
from tests.conformance.case import Case, CaseFile, NotUnderstood
from tests.conformance.equipment import trust
from tests.conformance.keys import keys
from tests.conformance.player import Player
from tests.conformance.settings import policy, settings
from tests.conformance.talk import Failed
from tests.conformance.understand import understand
from tests.conformance.virtual import START, Virtual
from tests.conformance.world import World


class Outcome(StrEnum):
    """What became of a case."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not applicable"
    NOT_UNDERSTOOD = "not understood"


@dataclass(frozen=True)
class Verdict:
    """What became of a case, and why."""

    outcome: Outcome
    step: int = 0
    """Number of the step that did not hold, from 1; 0: none of them."""
    expected: str = ""
    came: str = ""

    def __str__(self) -> str:
        if self.outcome is Outcome.FAILED:
            where = f"step {self.step}" if self.step else "all steps"
            return f"{where}: expected {self.expected}; came {self.came}"
        return f"{self.outcome}: {self.came}" if self.came else str(self.outcome)


def preliminary(case: Case, file: CaseFile) -> Verdict | None:
    """The verdict on a case that is not to be run; None for one that is."""
    try:
        if case.broken:
            raise NotUnderstood(case.broken)
        if case.missing:
            return Verdict(Outcome.NOT_APPLICABLE, came=", ".join(case.missing))
        understand(case, file)
    except NotUnderstood as error:
        return Verdict(Outcome.NOT_UNDERSTOOD, came=str(error))
    return None


def run_virtually(case: Case, file: CaseFile) -> Verdict:
    """Play a case in virtual time."""
    return play(case, file, lambda: _virtual(case))


def _virtual(case: Case) -> Virtual:
    tls = policy(case)
    held = None if tls == "prohibit" else trust(case, keys(START))
    return Virtual(convert(settings(case), Settings), tls, held)


def play(case: Case, file: CaseFile, make: Callable[[], World]) -> Verdict:
    """Play a case in a world of its own."""
    try:
        world = make()
    except ConfigError as error:
        return Verdict(Outcome.FAILED, 0, "a charger with the settings of the case", str(error))
    player = Player(case, file, world)
    found: Verdict | None = None
    try:
        player.play()
        player.number = 0
        complaints = player.finish()
    except Failed as failure:
        found = Verdict(Outcome.FAILED, player.number, failure.expected, failure.came)
    except NotUnderstood as error:
        found = Verdict(Outcome.NOT_UNDERSTOOD, player.number, came=str(error))
    except Exception as error:  # a bug of the charger, or of the runner: neither is a pass
        found = Verdict(Outcome.FAILED, player.number, "no exception", repr(error))
    finally:
        bugs = world.close()
    if found is not None:
        return found
    if wrong := [*complaints, *bugs]:
        return Verdict(Outcome.FAILED, 0, "what always holds", "; ".join(wrong))
    return Verdict(Outcome.PASSED)
