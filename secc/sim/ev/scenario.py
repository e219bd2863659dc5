"""What a lab writes down about a car: how it is built, what it does, what the charger should answer.

`load` reads it from TOML; every mistake there is one line with file, key, expected and found. `Scenario.car`
makes the car, `Scenario.judge` says what did not hold.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_type_hints

from secc.errors import ConfigError
from secc.sim.ev.actor import Actor
from secc.sim.ev.battery import Battery
from secc.sim.ev.changes import Mistake
from secc.sim.ev.manners import bent, names, request
from secc.sim.ev.script import CLOSE, DEEDS, SILENCE, Codes, Deed, Fault, Pause, Renegotiate, Send, Step
from secc.sim.ev.trip import AC, DC, Settings, Trip
from secc.sim.ev.values import found, read
from secc.sim.ev.words import WORDS
from secc_contract.v2g.app_protocol import ResponseCode as HandshakeCode
from secc_contract.v2g.iso15118_2_types import DC_EVErrorCode

MODES = {"ac": AC, "dc": DC, **{mode.value: (mode,) for mode in (*AC, *DC)}}
ANY = {True: ("iso2",), False: ("iso2", "din")}
"""Protocols of a car that speaks all it can, best first: of an AC car, of a DC car."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """How the whole visit should have gone; what is not said is not judged."""

    completed: bool | None = None
    loops: int | None = None  # messages of the charge loop, at least
    answers: Mapping[str, Codes] = field(default_factory=dict)
    """By request: the codes of its answers, in order, repetitions left out."""


@dataclass(frozen=True)
class Scenario:
    """A car, what it does, and what should come of it."""

    about: str = ""
    settings: Settings = field(default_factory=Settings)
    battery: Mapping[str, float] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    expected: Expected = field(default_factory=Expected)

    def car(self) -> Actor:
        """The car, at its first charger."""
        return Actor(self.settings, Battery(**self.battery), self.steps)

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


def plain(mode: str, protocol: str) -> Scenario:
    """A car that does nothing special, from two words of a user; ConfigError where they do not fit."""
    try:
        return _scenario({"mode": mode, "protocol": protocol})
    except Mistake as mistake:
        text = f"--{mistake.path}: expected {mistake.expected}, found {found(mistake.found)}"
        raise ConfigError(text) from None


def load(path: Path) -> Scenario:
    """The scenario in a file; ConfigError tells a mistake in one line."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: expected UTF-8 text, byte {error.start} is not") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not TOML: {error}") from error
    try:
        return _scenario(document)
    except Mistake as mistake:
        raise ConfigError(
            f"{path}: key {mistake.path}: expected {mistake.expected}, found {found(mistake.found)}"
        ) from None


def _scenario(document: dict[str, Any]) -> Scenario:
    own, built = {"about", "protocol", "mode", "step", "expect"}, _kinds(Settings) | _kinds(Battery)
    keys = (own | built.keys()) - {"protocols", "modes"}
    for key in document:
        _known(key, key, keys, "a key of a scenario")
    values = {key: read(key, built[key], value) for key, value in document.items() if key in built}
    modes = _modes(document.get("mode", "dc"))
    settings = Settings(
        protocols=_protocols(document.get("protocol", "any"), modes[0] in AC),
        modes=modes,
        **{key: value for key, value in values.items() if key in _kinds(Settings)},
    )
    speaks = [name for name in settings.protocols if name in WORDS] or ["iso2"]
    battery = {key: value for key, value in values.items() if key in _kinds(Battery)}
    sample = Trip(settings, Battery(**battery))
    _check_car(speaks, sample)
    steps = tuple(
        _step(f"step[{number}]", table, speaks, sample)
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


def _check_car(speaks: Collection[str], sample: Trip) -> None:
    """Its messages can carry what it is."""
    if len(sample.settings.evccid) != 6:
        raise Mistake("evccid", "6 bytes", sample.settings.evccid.hex())
    for sample.protocol in speaks:
        for name in names(sample.protocol):
            try:
                bent(Send(message=name), sample, None, 0)
            except ValueError as error:
                expected = f"a car that fits into its messages ({error})"
                raise Mistake("(several)", expected, "another") from None


def _modes(given: Any) -> tuple[Any, ...]:
    if given not in list(MODES):
        raise Mistake("mode", f"one of {', '.join(MODES)}", given)
    return MODES[given]


def _protocols(given: Any, is_ac: bool) -> tuple[str, ...]:
    """A name, or a ranked list in which namespaces of others may stand too."""
    if given == "any":
        return ANY[is_ac]
    offered = tuple(given) if isinstance(given, list) else (given,)
    known = ANY[is_ac]
    fits = len(offered) <= 20 and all(name in known or _is_namespace(name) for name in offered)
    if not fits or not offered:
        raise Mistake("protocol", f"any, {', '.join(known)} or a list of them and of namespaces", given)
    return offered


def _is_namespace(name: Any) -> bool:
    return isinstance(name, str) and ":" in name and len(name) <= 100


def _step(path: str, table: dict[str, Any], speaks: Collection[str], sample: Trip) -> Step:
    requests = {name for protocol in speaks for name in names(protocol)}
    for key in ("at", "do"):
        if key not in table:
            raise Mistake(path, f"the key {key}", table)
    at, do = table["at"], table["do"]
    _known(f"{path}.at", at, requests, "a request")
    _known(f"{path}.do", do, DEEDS, "a deed")
    kinds, needed = _kinds(DEEDS[do]), _needed(DEEDS[do])
    values = {}
    for key, value in table.items():
        if key not in ("at", "do", "nth"):
            _known(f"{path}.{key}", key, {"at", "do", "nth", *kinds}, f"a key of {do}")
            values[key] = read(f"{path}.{key}", kinds[key], value)
    for key in needed - values.keys():
        raise Mistake(path, f"the key {key}", table)
    step = Step(at, read(f"{path}.nth", int, table.get("nth", 1)), DEEDS[do](**values))
    _check(path, step, values, speaks, sample)
    return step


def _check(path: str, step: Step, given: Collection[str], speaks: Collection[str], sample: Trip) -> None:
    """What a deed needs besides the right kinds of values."""
    _check_codes(f"{path}.expect", getattr(step.deed, "expect", ()), speaks)
    match step.deed:
        case Pause() | Renegotiate() if "iso2" not in speaks:
            raise Mistake("protocol", f"iso2 or any, as {path} needs it", ", ".join(speaks))
        case Renegotiate() if step.at not in ("ChargingStatus", "CurrentDemand"):
            raise Mistake(f"{path}.at", "ChargingStatus or CurrentDemand", step.at)
        case Fault() if sample.settings.is_ac:
            raise Mistake("mode", f"dc, as {path} needs it", "ac")
        case Fault(error=error):
            _known(f"{path}.error", error, list(DC_EVErrorCode), "an EVErrorCode")
        case Send() as deed:
            if not given:
                raise Mistake(path, f"at least one of {', '.join(_kinds(Send))}", "none")
            _check_message(path, step.at, deed, speaks, sample)


def _check_message(path: str, at: str, deed: Send, speaks: Collection[str], sample: Trip) -> None:
    """The message exists in a protocol that the car speaks, and takes the contents."""
    name = deed.message or at
    able = [protocol for protocol in speaks if name in names(protocol)]
    if not able:
        known = {name for protocol in speaks for name in names(protocol)}
        _known(f"{path}.message", name, known, "a request")
    for protocol in able:
        sample.protocol = protocol
        try:
            bent(deed, sample, request(sample, name), 0)
        except Mistake as mistake:
            raise Mistake(f"{path}.fields.{mistake.path}", mistake.expected, mistake.found) from None
        except ValueError as error:  # out of the schema's range
            raise Mistake(f"{path}.fields", f"what it can carry ({error})", deed.fields) from None


def _expected(table: Any, speaks: Collection[str]) -> Expected:
    if not isinstance(table, dict):
        raise Mistake("expect", "a table", table)
    kinds = _kinds(Expected)
    values = {}
    for key, value in table.items():
        _known(f"expect.{key}", key, kinds, "a key of [expect]")
        values[key] = read(f"expect.{key}", kinds[key], value)
    requests = {name for protocol in speaks for name in names(protocol)}
    answers = {}
    for name, codes in values.get("answers", {}).items():
        path = f"expect.answers.{name}"
        _known(path, name, requests, "a request")
        answers[name] = read(path, Codes, codes)
        _check_codes(path, answers[name], speaks, ends=())
    return replace(Expected(**values), answers=answers)


def _check_codes(path: str, codes: Codes, speaks: Collection[str], ends: Codes = (CLOSE, SILENCE)) -> None:
    known = {code.value for name in speaks for code in WORDS[name].types.ResponseCode}
    for code in codes:
        _known(path, code, known | {code.value for code in HandshakeCode} | set(ends), "a response code")


def _tables(path: str, given: Any) -> list[dict[str, Any]]:
    if not isinstance(given, list) or not all(isinstance(table, dict) for table in given):
        raise Mistake(path, f"tables [[{path}]]", given)
    return given


def _known(path: str, given: Any, known: Collection[str], what: str) -> None:
    if given in list(known):
        return
    nearest = get_close_matches(str(given), known, n=1, cutoff=0.5)
    few = f" ({', '.join(sorted(known))})" if len(known) <= 8 else ""
    raise Mistake(path, f"{what}{few}{f', perhaps {nearest[0]}' if nearest and not few else ''}", given)


def _kinds(struct: type) -> dict[str, Any]:
    return get_type_hints(struct)


def _needed(deed: type[Deed]) -> set[str]:
    missing = (one for one in fields(deed) if one.default is MISSING and one.default_factory is MISSING)
    return {one.name for one in missing}
