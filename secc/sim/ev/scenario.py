"""What a lab writes down about a car: how it is built, what it does, what the charger should answer.

`load` reads it from TOML; every mistake there is one line with file, key, expected and found. `Scenario.car`
makes the car, `Scenario.judge` says what did not hold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from secc import toml
from secc.errors import ConfigError
from secc.sim.ev.actor import Actor
from secc.sim.ev.battery import Battery
from secc.sim.ev.changes import Mistake
from secc.sim.ev.checks import check_car, check_codes, check_step, check_wallet, sample
from secc.sim.ev.manners import names
from secc.sim.ev.script import DEEDS, Codes, Deed, Send, Step
from secc.sim.ev.trip import AC, DC, Settings, Trip
from secc.sim.ev.values import found, kinds, known, read
from secc.sim.ev.wallet import Wallet
from secc.sim.ev.words import WORDS

MODES = {"ac": AC, "dc": DC, **{mode.value: (mode,) for mode in (*AC, *DC)}}
ANY = {True: ("iso2",), False: ("iso2", "din")}
"""Protocols of a car that speaks all it can, best first: of one that charges AC or by contract, and else."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """How the whole visit should have gone; what is not said is not judged."""

    completed: bool | None = None
    loops: int | None = None  # messages of the charge loop, at least
    answers: Mapping[str, Codes] = field(default_factory=dict)
    """By request: the codes of its answers, in order, repetitions left out."""
    notes: tuple[str, ...] = ()
    """Texts, each in one of the car's notes."""


@dataclass(frozen=True)
class Scenario:
    """A car, what it does, and what should come of it."""

    about: str = ""
    settings: Settings = field(default_factory=Settings)
    battery: Mapping[str, float] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    expected: Expected = field(default_factory=Expected)

    def car(self, wallet: Wallet | None = None) -> Actor:
        """The car, at its first charger; with a wallet where TLS protects its connections.

        :raises ConfigError: its messages cannot carry what the wallet has.
        """
        if wallet is not None:
            check_wallet(self.settings, Battery(**self.battery), self.steps, wallet)
        return Actor(self.settings, Battery(**self.battery), self.steps, wallet)

    @property
    def identities(self) -> frozenset[str]:
        """What has to be in its wallet, by name; nothing: it needs none, and no TLS."""
        settings = self.settings
        if settings.payment != "contract":
            return frozenset()
        shown = settings.provisioning if settings.certificate == "install" else settings.contract
        deeds = (step.deed for step in self.steps)
        return frozenset({shown}.union(*(deed.identities for deed in deeds if isinstance(deed, Send))))

    def judge(self, car: Actor) -> list[str]:
        """What did not hold; empty: all is as it should be."""
        wanted, outcome = self.expected, car.outcome
        assert outcome is not None
        broken = list(car.broken)
        if not broken and wanted.completed is None and not (outcome.completed or outcome.scripted):
            broken.append(f"the session did not complete: {outcome.reason}")
        if wanted.completed not in (None, outcome.completed):
            word = "a completed session" if wanted.completed else "no completed session"
            broken.append(f"expected {word}, found: {outcome.reason or 'one'}")
        if not broken:
            broken += [f"{step} never came" for step in car.script.left]
        if wanted.loops is not None and car.progress.loops < wanted.loops:
            broken.append(f"expected {wanted.loops} loops or more, found: {car.progress.loops}")
        for text in wanted.notes:
            if not any(text in note for note in car.progress.notes):
                broken.append(
                    f"expected a note of {text!r}, found: {'; '.join(car.progress.notes) or 'none'}"
                )
        for name, codes in wanted.answers.items():
            seen = _without_repetitions(code for asked, code in car.answers if asked == name)
            if seen != codes:
                broken.append(
                    f"answers to {name}: expected {', '.join(codes)}, found: {', '.join(seen) or 'none'}"
                )
        return broken


def _without_repetitions(codes: Iterable[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for code in codes:
        if kept[-1:] != [code]:
            kept.append(code)
    return tuple(kept)


def plain(**given: str) -> Scenario:
    """A car that does nothing special, from a user's words; ConfigError where they do not fit."""
    try:
        return _scenario(given)
    except Mistake as mistake:
        text = f"--{mistake.path}: expected {mistake.expected}, found {found(mistake.found)}"
        raise ConfigError(text) from None


def load(path: Path) -> Scenario:
    """The scenario in a file; ConfigError tells a mistake in one line."""
    document = toml.read(path)
    try:
        return _scenario(document)
    except Mistake as mistake:
        raise ConfigError(
            f"{path}: key {mistake.path}: expected {mistake.expected}, found {found(mistake.found)}"
        ) from None


def _scenario(document: dict[str, Any]) -> Scenario:
    own, built = {"about", "protocol", "mode", "step", "expect"}, kinds(Settings) | kinds(Battery)
    keys = (own | built.keys()) - {"protocols", "modes"}
    for key in document:
        known(key, key, keys, "a key of a scenario")
    values = {key: read(key, built[key], value) for key, value in document.items() if key in built}
    modes = _modes(document.get("mode", "dc"))
    why = "DC only" if modes[0] in AC else "no contracts" if values.get("payment") == "contract" else ""
    settings = Settings(
        protocols=_protocols(document.get("protocol", "any"), why),
        modes=modes,
        **{key: value for key, value in values.items() if key in kinds(Settings)},
    )
    speaks = [name for name in settings.protocols if name in WORDS] or ["iso2"]
    battery = {key: value for key, value in values.items() if key in kinds(Battery)}
    trip = sample(settings, Battery(**battery))
    check_car(speaks, trip)
    steps = tuple(
        _step(f"step[{number}]", table, speaks, trip)
        for number, table in enumerate(_tables("step", document.get("step", [])), 1)
    )
    for number, step in enumerate(steps, 1):
        if any((step.at, step.nth) == (other.at, other.nth) for other in steps[: number - 1]):
            raise Mistake(f"step[{number}].nth", "one step a request", step.nth)
    return Scenario(
        about=read("about", str, document.get("about", "")),
        settings=settings,
        battery=battery,
        steps=steps,
        expected=_expected(document.get("expect", {}), speaks),
    )


def _modes(given: Any) -> tuple[Any, ...]:
    if given not in list(MODES):
        raise Mistake("mode", f"one of {', '.join(MODES)}", given)
    return MODES[given]


def _protocols(given: Any, why: str) -> tuple[str, ...]:
    """A name, or a ranked list in which namespaces of others may stand too; ``why`` it cannot be DIN."""
    spoken = ANY[bool(why)]
    if given == "any":
        return spoken
    offered = tuple(given) if isinstance(given, list) else (given,)
    fits = len(offered) <= 20 and all(name in spoken or _is_namespace(name) for name in offered)
    if not fits or not offered:
        expected = f"any, {', '.join(spoken)} or a list of them and of namespaces"
        if why and "din" in offered:
            expected += f" (DIN SPEC 70121 has {why})"
        raise Mistake("protocol", expected, given)
    return offered


def _is_namespace(name: Any) -> bool:
    return isinstance(name, str) and ":" in name and len(name) <= 100


def _step(path: str, table: dict[str, Any], speaks: Collection[str], trip: Trip) -> Step:
    requests = {name for protocol in speaks for name in names(protocol)}
    for key in ("at", "do"):
        if key not in table:
            raise Mistake(path, f"the key {key}", table)
    at, do = table["at"], table["do"]
    known(f"{path}.at", at, requests, "a request")
    known(f"{path}.do", do, DEEDS, "a deed")
    built, needed = kinds(DEEDS[do]), _needed(DEEDS[do])
    values = {}
    for key, value in table.items():
        if key not in ("at", "do", "nth"):
            known(f"{path}.{key}", key, {"at", "do", "nth", *built}, f"a key of {do}")
            values[key] = read(f"{path}.{key}", built[key], value)
    for key in needed - values.keys():
        raise Mistake(path, f"the key {key}", table)
    step = Step(at, read(f"{path}.nth", int, table.get("nth", 1)), DEEDS[do](**values))
    check_step(path, step, values, speaks, trip)
    return step


def _expected(table: Any, speaks: Collection[str]) -> Expected:
    if not isinstance(table, dict):
        raise Mistake("expect", "a table", table)
    built = kinds(Expected)
    values = {}
    for key, value in table.items():
        known(f"expect.{key}", key, built, "a key of [expect]")
        values[key] = read(f"expect.{key}", built[key], value)
    requests = {name for protocol in speaks for name in names(protocol)}
    answers = {}
    for name, codes in values.get("answers", {}).items():
        path = f"expect.answers.{name}"
        known(path, name, requests, "a request")
        answers[name] = read(path, Codes, codes)
        check_codes(path, answers[name], speaks, ends=())
    return replace(Expected(**values), answers=answers)


def _tables(path: str, given: Any) -> list[dict[str, Any]]:
    if not isinstance(given, list) or not all(isinstance(table, dict) for table in given):
        raise Mistake(path, f"tables [[{path}]]", given)
    return given


def _needed(deed: type[Deed]) -> set[str]:
    missing = (one for one in fields(deed) if one.default is MISSING and one.default_factory is MISSING)
    return {one.name for one in missing}
