"""Captures of sessions that never were: a scripted car at our charger, or at one that the test makes up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from secc import exi, v2gtp
from secc.tools import pcapng, replay
from secc.tools.comparison import Report
from secc_contract.types.iso15118_charger import EnergyTransferMode as Mode
from secc_contract.v2g.iso15118_2_types import ChargeProgress, ChargingSession
from tests.conversations import requests as car
from tests.conversations.requests import message
from tests.conversations.stage import Car, Stage, Wire
from tests.tools.wire import CAR, CHARGER

THEIRS = bytes.fromhex("4c0ffee4")  # the recorded charger's session id: four bytes, as some give


class Film:
    """A pcapng file in the making."""

    def __init__(self) -> None:
        self.stage = Stage()
        self.stage.boot(Mode.DC_extended, Mode.AC_three_phase_core)
        self.stage.reacts()
        self.answers: dict[type, Any] = {}
        """The last response of each type."""
        self._text = pcapng.section("test")
        self._talk: pcapng.Talk | None = None
        self._schema = "sap"

    def connect(self) -> Car:
        """A car comes."""
        self._talk = pcapng.Talk(CAR._replace(port=CAR.port + len(self._text)), CHARGER)
        self._text += self._talk.opened(self.stage.now)
        self._schema = "sap"
        wire = _Wire(self)
        conversation = self.stage.charger.connected(wire)
        assert conversation is not None
        return _Car(self, wire, conversation)

    def said(self, data: bytes, *, by_car: bool) -> None:
        """Onto the film, with the recorded charger's session id."""
        [frame] = v2gtp.Reader().feed(data)
        whole = exi.decode(self._schema, frame.payload)
        if self._schema != "sap":
            self.answers[type(whole.Body.BodyElement)] = whole.Body.BodyElement
            if any(whole.Header.SessionID):
                whole = message(THEIRS, whole.Body.BodyElement)
        self.shows(exi.encode(self._schema, whole), by_car=by_car)
        if not by_car:
            self._schema = "iso2"

    def pretend(self, request: Any, response: Any = None, *, seconds: float = 0.1) -> None:
        """The next request, so long after the one before, and what another charger said to it."""
        self.stage.now += seconds
        self.shows(exi.encode("iso2", message(THEIRS, request)), by_car=True)
        if response is not None:
            self.stage.now += 0.05
            self.shows(exi.encode("iso2", message(THEIRS, response)), by_car=False)

    def shows(self, payload: bytes, *, by_car: bool) -> None:
        """Onto the film as it is."""
        assert self._talk is not None
        data = v2gtp.frame(v2gtp.PayloadType.EXI, payload)
        self._text += self._talk.said(self.stage.now, data, by_car=by_car)

    def left(self) -> None:
        """The car closes the connection."""
        assert self._talk is not None
        self._text += self._talk.closed(self.stage.now, by_car=True)

    def save(self, path: Path) -> Path:
        """Write the file."""
        path.write_bytes(self._text)
        return path

    def replayed(self, folder: Path) -> list[Report]:
        """What comes of it at our charger."""
        return replay.file(self.save(folder / "film.pcapng"))


class _Wire(Wire):
    def __init__(self, film: Film) -> None:
        super().__init__()
        self._film = film

    def write(self, data: bytes) -> None:
        super().write(data)
        self._film.stage.now += 0.05
        self._film.said(data, by_car=False)


class _Car(Car):
    def __init__(self, film: Film, wire: Wire, conversation: Any) -> None:
        super().__init__(film.stage, wire, conversation, "iso2")
        self._film = film

    def send(self, data: bytes) -> None:
        self.stage.now += 0.1
        self._film.said(data, by_car=True)
        super().send(data)

    def leaves(self) -> None:
        self._film.left()
        super().leaves()


def until_payment(one: Car) -> None:
    """From the handshake to the choice of payment."""
    one.handshake()
    one.asks(car.session_setup())
    one.asks(car.service_discovery())
    one.asks(car.payment())


def until_authorized(one: Car) -> None:
    """Up to the authorization."""
    until_payment(one)
    one.asks(car.authorization())
    one.asks(car.authorization())


def until_loop(one: Car) -> None:
    """DC, three requests into the loop."""
    until_authorized(one)
    one.asks(car.dc_parameters())
    one.asks(car.cable_check())
    one.asks(car.cable_check())
    one.asks(car.pre_charge())
    one.asks(car.dc_power())
    for _ in range(3):
        one.asks(car.current_demand())


def charge(one: Car, how: ChargingSession = ChargingSession.Terminate) -> None:
    """A whole DC session."""
    until_loop(one)
    one.asks(car.dc_power(ChargeProgress.Stop))
    one.asks(car.welding_detection())
    one.asks(car.session_stop(how))
    one.leaves()
