"""Plays a case: one method a word (conformance.md, section 5)."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.conformance import matchers
from tests.conformance.case import Case, CaseFile, NotUnderstood
from tests.conformance.contents import Contents
from tests.conformance.dialects import Route
from tests.conformance.driver import Driver
from tests.conformance.matchers import Context, mismatch
from tests.conformance.owner import Heard, Owner
from tests.conformance.reactions import (
    Answer,
    Close,
    NoDatagram,
    Reaction,
    SdpAnswer,
    Silence,
    TlsAlert,
    await_one,
)
from tests.conformance.recorded import requests
from tests.conformance.secure import ALERTS
from tests.conformance.talk import Failed, Ids, Talk
from tests.conformance.wish import PLAIN, Wish, wish
from tests.conformance.world import Refused, World

Step = Mapping[str, Any]

_PUBLISHED: Final = 2.0
"""s that a publication may take where the case does not say"""
_STAYS_AWAY: Final = 1.0
"""s that are waited for a publication which must not come"""
_REFUSES: Final = 5.0
"""s that a charger may take to end a connection which it refuses"""


class Player:
    """One case in one world."""

    def __init__(self, case: Case, file: CaseFile, world: World) -> None:
        self._case = case
        self._world = world
        self._captures = file.captures
        self.owner = Owner(case, file.defaults, world)
        self._contents = Contents(case, file.defaults, world.utc, world.keys)
        self._route = Route(case.protocol, case.setup["mode"], self._contents.payment == "Contract")
        self._ids = Ids(case.id)
        self._talks: dict[str, Talk] = {}
        self._endpoint: tuple[str, int] | None = None
        self._kept: dict[str, Any] = {}
        self._answer_times: list[float] = []
        self._step_ended = 0.0
        self.number = 0
        """of the step that is played, from 1; 0: none yet"""

    def play(self) -> None:
        """All steps; Failed at the first that does not hold."""
        self._world.start(self.owner.hear)
        self.owner.begin()
        for step in self._case.steps:
            self.number += 1
            self._play(step)

    def finish(self) -> list[str]:
        """Close what is open, give a last command; what broke a rule that always holds."""
        for name, talk in self._talks.items():
            talk.line.end("fin")
            if talk.line.answers > talk.line.asked:
                self.owner.complaints.append(
                    f"connection {name}: {talk.line.answers} answers to {talk.line.asked} requests"
                )
        self.owner.call("reset_error", {})
        return self.owner.complaints

    def _play(self, step: Step) -> None:
        self._step_ended = self._world.now()
        ended = self._ended()
        word = next((word for word in step if word in WORDS), None)
        if word is None:
            raise NotUnderstood(f"step {self.number}: none of its words is known: {', '.join(step)}")
        WORDS[word](self, step)
        if self._ended() > ended:  # the owner takes the link down when it hears of it
            self._world.until(lambda: not self.owner.link_ready, self._world.now() + self._world.news)

    def _ended(self) -> int:
        return sum(not talk.open for talk in self._talks.values())

    def _talk(self, step: Step) -> Talk:
        name = step.get("on", "a")
        if name not in self._talks:
            raise Failed(f"connection {name}", "there is none")
        return self._talks[name]

    # the car acts

    def _connect_as(self, name: str, wanted: Wish, endpoint: tuple[str, int] | None = None) -> Talk:
        self.owner.link_up()
        line = self._world.connect(wanted, endpoint)
        talk = Talk(self._world, line, self._contents, self._route, self._ids)
        before = self._talks.get(name)
        if before is not None:
            talk.former = before.known.id or before.former
        self._talks[name] = talk
        self.owner.connected()
        return talk

    def _drive(self, step: Step) -> None:
        usual = Wish(tls=self._case.setup["tls"])
        self._driver(lambda: self._connect_as("a", usual)).drive(step["drive"])

    def _driver(self, connect: Callable[[], Talk] | None = None) -> Driver:
        return Driver(self._world, self._talks.get("a"), connect)

    def _connect(self, step: Step) -> None:
        wanted = step["connect"]
        endpoint = None
        if wanted.get("via") == "answered":
            if self._endpoint is None:
                raise Failed("an SDP answer before", "none")
            endpoint = self._endpoint
        refused = wanted.get("result") == "refused"
        try:
            talk = self._connect_as(wanted.get("on", "a"), wish(wanted), endpoint)
        except Refused as error:
            if not refused:
                raise Failed("a connection", str(error)) from error
            _alerted(wanted, error.alert)
            return
        if refused:
            await_one(self._world, [Close(talk, self._world.now(), (0.0, _REFUSES), polite=False)])
            _alerted(wanted, talk.line.alert)
        elif "expect" in wanted:
            seen = talk.line.seen
            faults = ["no handshake"] if seen is None else list(seen.faults(wanted["expect"]))
            if faults:
                raise Failed(f"a handshake with {wanted['expect']}", ", ".join(faults))

    def _disconnect(self, step: Step) -> None:
        self._talk(step).line.end(step["disconnect"])

    def _send(self, step: Step) -> None:
        self._talk(step).ask(step["send"], step.get("set"), step.get("unset"), step)

    def _send_exi(self, step: Step) -> None:
        self._talk(step).frame(bytes.fromhex(step["send_exi"]), step)

    def _send_raw(self, step: Step) -> None:
        self._talk(step).raw(bytes.fromhex(step["send_raw"]))

    def _udp(self, step: Step) -> None:
        wanted = step["udp"]
        data = (
            bytes.fromhex(wanted["hex"])
            if "hex" in wanted
            else self._ids.dice.randbytes(wanted["random_bytes"])
        )
        self._world.send_datagram(
            data, wanted.get("to", "multicast"), wanted.get("from_port"), wanted.get("interface", "charging")
        )

    def _poll(self, step: Step) -> None:
        wanted = step["poll"]
        talk = self._talk(step)
        name = wanted["send"].removesuffix("Req") + "Res"
        first = self._world.now()
        while True:
            talk.ask_legally(wanted["send"], wanted.get("set"))
            asked = talk.line.sent_at
            answer = self._answer(talk, name, {})
            close = Close(talk, first, (wanted.get("after_s", 0.0), wanted["within_s"]))
            await_one(self._world, [answer, close] if "or_close" in wanted else [answer])
            if answer.took is None:
                return  # it closed
            if answer.holds(wanted["until"]):
                close.in_time(asked + answer.took)
                return
            answer.hold_to(wanted["while"])
            self._world.until(lambda: talk.line.waiting, asked + wanted["every_s"])
            if talk.line.waiting:
                if "or_close" not in wanted:
                    raise Failed("nothing before the next request", str(talk.peek()))
                close.judge()
                return
            if self._world.now() - first > wanted["within_s"] + self._world.late:
                raise Failed(f"{name} with {wanted['until']} within {wanted['within_s']:g} s", "none")

    def _loop(self, step: Step) -> None:
        asked = self._driver().loop(step["loop"]["times"])
        least, most = step["loop"].get("receipts", (None, None))
        if (least is not None and asked < least) or (most is not None and asked > most):
            raise Failed(f"receipts asked for: {[least, most]}", str(asked))

    def _replay(self, step: Step) -> None:
        talk = self._connect_as("a", PLAIN)
        self._driver().replay(talk, requests(self._captures / step["replay"], self._case.protocol))

    def _repeat(self, step: Step) -> None:
        wanted = step["repeat"]
        self._answer_times.clear()
        begin = self._world.now()
        for number in range(wanted["times"]):
            self._world.until(lambda: False, begin + number * wanted.get("every_s", 0.0))
            for inner in wanted["steps"]:
                self._play(inner)
        if "median_answer_s" in wanted:
            median = statistics.median(self._answer_times)
            if median > wanted["median_answer_s"]:
                raise Failed(
                    f"a median answer time of at most {wanted['median_answer_s']:g} s", f"{median:.4f} s"
                )

    # the charger is judged

    def _react(self, step: Step) -> None:
        self._await([step])

    def _one_of(self, step: Step) -> None:
        self._await(step["one_of"])

    def _await(self, steps: list[Step]) -> None:
        reactions = [self._reaction(step) for step in steps]
        await_one(self._world, reactions)
        for reaction in reactions:
            if isinstance(reaction, Answer) and reaction.took is not None:
                self._answer_times.append(reaction.took)
            elif isinstance(reaction, SdpAnswer) and reaction.endpoint is not None:
                self._endpoint = reaction.endpoint

    def _reaction(self, step: Step) -> Reaction:
        if "expect_udp" in step:
            return SdpAnswer(self._world, step["expect_udp"])
        if "expect_no_udp_s" in step:
            return NoDatagram(self._world, step["expect_no_udp_s"])
        talk = self._talk(step)
        if "expect" in step:
            return self._answer(talk, step["expect"], step)
        if "expect_close" in step:
            wanted = step["expect_close"]
            return Close(talk, self._step_ended, (wanted.get("after_s", 0.0), wanted["within_s"]))
        if "expect_silence_s" in step:
            return Silence(talk, self._step_ended, step["expect_silence_s"])
        return TlsAlert(talk, self._step_ended)

    def _answer(self, talk: Talk, name: str, step: Step) -> Answer:
        return Answer(talk, name, step, self._kept, self.owner.back_end.answer)

    # the owner's side

    def _owner(self, step: Step) -> None:
        self.owner.call(step["owner"]["command"], step["owner"]["args"])

    def _published(self, step: Step) -> None:
        wanted = step["published"]
        expected = f"published {dict(wanted)}"
        within = wanted.get("within_s", _PUBLISHED)
        times = wanted.get("times", 1)

        def found() -> int:
            return sum(_fits(heard, wanted, self._context()) for heard in self.owner.since_mark)

        self._world.until(lambda: found() >= times, self._world.now() + within + self._world.late)
        self._world.until(lambda: found() > times, self._world.now())  # one more of the same moment
        if found() < times or ("times" in wanted and found() > times):
            values = [heard.value for heard in self.owner.since_mark if heard.variable == wanted["variable"]]
            raise Failed(expected, f"{wanted['variable']} {len(values)} times: {values[-3:]}")

    def _published_in_order(self, step: Step) -> None:
        wanted = step["published_in_order"]

        def firsts() -> list[str]:
            names = dict.fromkeys(heard.variable for heard in self.owner.since_mark)
            return [name for name in names if name in wanted]

        self._world.until(
            lambda: len(firsts()) == len(wanted), self._world.now() + _PUBLISHED + self._world.late
        )
        if firsts() != wanted:
            raise Failed(
                f"published in this order: {', '.join(wanted)}", ", ".join(firsts()) or "none of them"
            )

    def _not_published(self, step: Step) -> None:
        variable = step["not_published"]

        def found() -> bool:
            return any(heard.variable == variable for heard in self.owner.since_mark)

        if self._world.until(found, self._world.now() + _STAYS_AWAY):
            raise Failed(f"{variable} not published", "it was")

    def _context(self) -> Context:
        return Context(self._world.utc(), self._kept)

    # the rest

    def _mark(self, step: Step) -> None:
        self.owner.mark = len(self.owner.heard)

    def _wait(self, step: Step) -> None:
        self._world.sleep(step["wait_s"])

    def _restart(self, step: Step) -> None:
        self._world.restart()
        self.owner.link_ready = False
        self.owner.begin()

    def _no_means(self, step: Step) -> None:
        raise Failed(f"the charger does: {dict(step)}", "this contract has no command for it")


def _alerted(wanted: Step, alert: int | None) -> None:
    """Failed if the case names alerts, and the charger has given none of these."""
    came = "none" if alert is None else ALERTS.get(alert, str(alert))
    if "alert" in wanted and came not in wanted["alert"]:
        raise Failed(f"one of the TLS alerts {wanted['alert']}", came)


def _fits(heard: Heard, wanted: Step, context: Context) -> bool:
    if heard.variable != wanted["variable"]:
        return False
    if "value" in wanted and matchers.wrong(heard.value, wanted["value"], context) is not None:
        return False
    return all(
        mismatch(heard.value, path, matcher, context) is None
        for path, matcher in wanted.get("where", {}).items()
    )


WORDS: Final[Mapping[str, Callable[[Player, Step], None]]] = {
    "drive": Player._drive,
    "connect": Player._connect,
    "disconnect": Player._disconnect,
    "send": Player._send,
    "send_exi": Player._send_exi,
    "send_raw": Player._send_raw,
    "udp": Player._udp,
    "poll": Player._poll,
    "loop": Player._loop,
    "replay": Player._replay,
    "repeat": Player._repeat,
    "expect": Player._react,
    "expect_close": Player._react,
    "expect_silence_s": Player._react,
    "expect_tls_alert": Player._react,
    "expect_udp": Player._react,
    "expect_no_udp_s": Player._react,
    "one_of": Player._one_of,
    "published": Player._published,
    "published_in_order": Player._published_in_order,
    "not_published": Player._not_published,
    "owner": Player._owner,
    "mark": Player._mark,
    "wait_s": Player._wait,
    "restart": Player._restart,
    "pilot": Player._no_means,
    "evse": Player._no_means,
}
