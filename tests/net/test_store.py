"""The file that remembers a paused session."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from secc.charger import PROTOCOLS
from secc.charging.facts import Offer
from secc.charging.schedule import Schedule
from secc.errors import ConfigError
from secc.iso2.facts import Paused
from secc.net.store import Store
from secc.plan import Plan, Step
from secc.rest import Memory
from secc_contract.types.iso15118_charger import EVSEID, EnergyTransferMode, PaymentOption

PAUSED = Memory(
    protocol="ISO15118-2-2013",
    paused=Paused(
        bytes(range(8)),
        bytes.fromhex("0242AC110002"),
        Offer(
            EVSEID(evse_id="DE*SEC*E0001"),
            (PaymentOption.ExternalPayment,),
            (EnergyTransferMode.AC_three_phase_core,),
        ),
        Schedule(
            2, ((0, 11040.0), (60, 7000.0)), 3600, (Step(start=0, price_level=1), Step(start=60)), "night"
        ),
        datetime(2026, 1, 2, tzinfo=UTC),
        (((0, 11040.0), (60, 7000.0)), Plan(steps=(Step(start=0, price_level=1),))),
    ),
)


def test_another_process_reads_what_was_kept(tmp_path: Path) -> None:
    path = tmp_path / "paused.json"
    assert Store(path, PROTOCOLS).load() is None
    Store(path, PROTOCOLS).save(PAUSED)
    assert Store(path, PROTOCOLS).load() == PAUSED
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
    Store(path, PROTOCOLS).save(None)
    assert Store(path, PROTOCOLS).load() is None


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b'{"protocol": "ISO15118-2-2013"}',
        b'{"protocol": "another", "paused": null}',
        b'{"protocol": "ISO15118-2-2013", "paused": {"session_id": "no base64"}}',
    ],
)
def test_a_file_that_makes_no_sense_is_told_and_ignored(
    tmp_path: Path, text: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "paused.json"
    path.write_bytes(text)
    assert Store(path, PROTOCOLS).load() is None
    assert "holds no paused session" in caplog.text


def test_what_a_killed_process_left_behind_is_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "paused.json"
    (tmp_path / "paused.json.new").write_bytes(b"half")
    Store(path, PROTOCOLS).save(PAUSED)
    assert Store(path, PROTOCOLS).load() == PAUSED


def test_places_that_cannot_be_used(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ConfigError, match="folder cannot be written"):
        Store(tmp_path / "none" / "paused.json", PROTOCOLS)
    (tmp_path / "folder").mkdir()
    store = Store(tmp_path / "folder", PROTOCOLS)
    with pytest.raises(ConfigError, match="Is a directory"):
        store.load()
    store.save(PAUSED)
    assert "is not remembered" in caplog.text
