"""The pytest plugin of ``secc[pytest]``: the fixtures ``scripted_charger`` and ``scripted_owner``.

pytest itself is imported when pytest loads the plugin, never by ``import secc.testing``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from secc.testing.doubles import Double, ScriptedCharger, ScriptedOwner

if TYPE_CHECKING:
    import pytest

__all__ = ["pytest_configure"]

D = TypeVar("D", bound=Double)


def pytest_configure(config: pytest.Config) -> None:
    """Bring the fixtures."""
    import pytest

    class Fixtures:
        @pytest.fixture
        def scripted_charger(self) -> Iterator[Callable[..., ScriptedCharger]]:
            """Makes a scripted charger for a module ``contract``; nothing unheard may be left."""
            yield from _finished(ScriptedCharger)

        @pytest.fixture
        def scripted_owner(self) -> Iterator[Callable[..., ScriptedOwner]]:
            """Makes a scripted owner for a module ``contract``; nothing unheard may be left."""
            yield from _finished(ScriptedOwner)

    config.pluginmanager.register(Fixtures(), "secc.testing.fixtures")


def _finished(kind: type[D]) -> Iterator[Callable[..., D]]:
    """A maker of doubles, each of which is asked at the end whether something was left."""
    made: list[D] = []

    def make(*arguments: object, **options: object) -> D:
        double = kind(*arguments, **options)  # type: ignore[arg-type]
        made.append(double)
        return double

    yield make
    for double in made:
        double.finish()
