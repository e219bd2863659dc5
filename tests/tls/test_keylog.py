"""The key log: one file, of its owner, whatever happens to its name while a charger runs."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from secc.errors import ConfigError
from secc.tls.connection import TlsConnection
from secc.tls.engine import Engine, Offer
from secc.tls.keylog import KeyLog
from tests.tls.support import ENGINES, OpenSslClient, OwnWhereItCan, Wish, iso2, iso20, keyring, shake

MAKERS: dict[str, Callable[[Offer], Engine]] = {**ENGINES, "our own": OwnWhereItCan}
CASES = [(name, wish) for name in MAKERS for wish in (iso2, iso20) if (name, wish) != ("our own", iso20)]


def shaken(engine: Engine, offer: Offer, wish: Wish) -> None:
    shake(OpenSslClient(wish), TlsConnection(engine, offer))


def secrets(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if not line.startswith("#")]


@pytest.mark.parametrize(("name", "wish"), CASES)
def test_a_file_that_is_moved_away_goes_on_and_none_takes_its_place(
    name: str, wish: Callable[[], Wish], tmp_path: Path
) -> None:
    file, moved, elsewhere = tmp_path / "keys", tmp_path / "keys.1", tmp_path / "elsewhere"
    offer = Offer(keyring(), key_log=file)
    engine = MAKERS[name](offer)
    assert file.exists()
    file.rename(moved)
    shaken(engine, offer, wish())
    assert not file.exists()
    before = len(secrets(moved))
    assert before
    file.symlink_to(elsewhere)
    shaken(engine, offer, wish())
    assert not elsewhere.exists()
    assert len(secrets(moved)) == 2 * before
    assert stat.S_IMODE(moved.stat().st_mode) == 0o600


def test_who_opens_it_by_its_name_gets_the_same_file(tmp_path: Path) -> None:
    log = KeyLog(tmp_path / "keys")
    log.append(b"one")
    (tmp_path / "keys").rename(tmp_path / "keys.1")
    with Path(log.name).open("a") as file:
        file.write("two\n")
    assert (tmp_path / "keys.1").read_text() == "one\ntwo\n"


def test_what_is_no_file_of_ones_own_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path, words in ((tmp_path, "Is a directory"), (Path("/dev/null"), "it is not a file")):
        with pytest.raises(ConfigError, match=f"no key log there: {words}"):
            KeyLog(path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ConfigError, match="no key log there"):
        KeyLog(tmp_path / "pipe")
    (tmp_path / "keys").touch()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(ConfigError, match="the file is another user's"):
        KeyLog(tmp_path / "keys")
