"""The two doubles: each is one end of a link and holds its script against what the other end does."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol

from secc.testing.script import OffScript, Step, difference, parted, plain, told

__all__ = ["ScriptedCharger", "ScriptedOwner", "Tables"]

TIMEOUT = 1.0
"""How long a double waits for what it expects, in s; an owner or charger may work on threads of its own."""


class Payload(Protocol):
    """The check of what one command or variable carries."""

    def write(self, value: Any) -> Any:
        """The value as plain JSON data; an error when it breaks the contract."""


class Tables(Protocol):
    """The module ``contract`` of an interface, such as ``secc_contract.iso15118_charger.contract``."""

    @property
    def COMMANDS(self) -> Mapping[str, Payload]: ...

    @property
    def VARIABLES(self) -> Mapping[str, Payload]: ...


class Double:
    """What both doubles have in common: what was heard, and the script that it is held against."""

    def __init__(self, contract: Tables, ignore: Collection[str] = (), timeout: float = TIMEOUT) -> None:
        """``ignore`` names commands or variables that may come at any time and are not looked at."""
        self._contract = contract
        self._ignored = frozenset(ignore)
        self._timeout = timeout
        self._heard: deque[tuple[str, Any]] = deque()
        self._news = threading.Condition()
        for name in ignore:
            self._check_heard(name)

    def play(self, *script: Step) -> None:
        """Say and expect, line by line.

        :raises OffScript: something else was heard, or nothing for too long.
        """
        __tracebackhide__ = True
        self._check(script)
        for number, step in enumerate(script):
            if step.kind != "expect":
                self._say(step)
                continue
            heard = self._next()
            if heard is None:
                raise parted(script, number, (), f"nothing came within {self._timeout:g} s")
            why = _why(step, *heard)
            if why is not None:
                raise parted(script, number, [_line(*heard), *self._left()], why)

    def finish(self) -> None:
        """The script is over: nothing more may have been heard.

        :raises OffScript: something was.
        """
        __tracebackhide__ = True
        left = self._left()
        if left:
            raise OffScript(
                "\n".join(["off script after its end:", "", *(f"+      {line}" for line in left)])
            )

    def _hear(self, name: str, value: Any) -> None:
        if name not in self._ignored:
            with self._news:
                self._heard.append((name, value))
                self._news.notify_all()

    def _next(self) -> tuple[str, Any] | None:
        with self._news:
            self._news.wait_for(lambda: self._heard, self._timeout)
            return self._heard.popleft() if self._heard else None

    def _left(self) -> list[str]:
        with self._news:
            return [_line(name, value) for name, value in self._heard]

    def _check(self, script: Collection[Step]) -> None:
        """A name that the contract does not have would make a test wait for ever."""
        for step in script:
            if step.kind == "expect":
                self._check_heard(step.name)
            else:
                self._check_said(step)

    def _check_heard(self, name: str) -> None:
        raise NotImplementedError

    def _check_said(self, step: Step) -> None:
        raise NotImplementedError

    def _say(self, step: Step) -> None:
        raise NotImplementedError


class ScriptedCharger(Double):
    """A charger that follows a script, to test an owner with. It is the link that the client is built on."""

    def __init__(self, contract: Tables, ignore: Collection[str] = (), timeout: float = TIMEOUT) -> None:
        super().__init__(contract, ignore, timeout)
        self._receivers: dict[str, list[Callable[[Any], None]]] = {}
        self._answers: dict[str, Any] = {}

    def answer(self, command: str, value: Any) -> None:
        """From now on the command answers this."""
        self._check_heard(command)
        self._answers[command] = plain(value)

    def call(self, command: str, arguments: dict[str, Any]) -> Any:
        """The link's: the owner gives a command."""
        self._hear(command, arguments)
        return self._answers.get(command)

    def subscribe(self, variable: str, receive: Callable[[Any], None]) -> None:
        """The link's: the owner wants to hear a variable."""
        self._receivers.setdefault(variable, []).append(receive)

    def _check_heard(self, name: str) -> None:
        _known("command", name, self._contract.COMMANDS)

    def _check_said(self, step: Step) -> None:
        if step.kind != "publish":
            raise ValueError(f"a charger publishes and expects, it does not {step}")
        if not step.name.startswith("error/"):
            _known("variable", step.name, self._contract.VARIABLES)

    def _say(self, step: Step) -> None:
        payload = self._contract.VARIABLES.get(step.name)
        value = payload.write(step.value) if payload else plain(step.value)
        for receive in tuple(self._receivers.get(step.name, ())):
            receive(value)


class ScriptedOwner(Double):
    """An owner that follows a script, to test a handler with. It is the link that the publisher is built on.

    What a command answers is heard under the command's name.
    """

    def __init__(self, contract: Tables, ignore: Collection[str] = (), timeout: float = TIMEOUT) -> None:
        super().__init__(contract, ignore, timeout)
        self._dispatch: Callable[[str, Mapping[str, Any]], Any] | None = None

    def publish(self, variable: str, value: Any) -> None:
        """The link's: the charger tells the value of a variable."""
        self._hear(variable, value)

    def serve(self, dispatch: Callable[[str, Mapping[str, Any]], Any]) -> None:
        """The link's: the charger takes commands; hand it ``handler.dispatch``."""
        self._dispatch = dispatch

    def _check_heard(self, name: str) -> None:
        if not name.startswith("error/") and name not in self._contract.COMMANDS:
            _known("variable", name, self._contract.VARIABLES)

    def _check_said(self, step: Step) -> None:
        if step.kind != "call":
            raise ValueError(f"an owner calls and expects, it does not {step}")
        _known("command", step.name, self._contract.COMMANDS)
        if self._dispatch is None:
            raise ValueError("nobody serves yet: owner.serve(handler.dispatch)")

    def _say(self, step: Step) -> None:
        assert self._dispatch is not None
        answer = self._dispatch(step.name, self._contract.COMMANDS[step.name].write(step.value))
        if answer is not None:
            self._hear(step.name, answer)


def _known(what: str, name: str, names: Collection[str]) -> None:
    if name not in names:
        raise ValueError(f"the contract has no {what} {name!r}; it has {', '.join(names) or 'none'}")


def _line(name: str, value: Any) -> str:
    return f"{name}{'' if value is None or value == {} else f' {told(value)}'}"


def _why(step: Step, name: str, value: Any) -> str | None:
    if name != step.name:
        return f"expected {step.name}, got {name}"
    return difference(step.value, value, step.partial)
