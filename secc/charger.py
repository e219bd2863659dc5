"""The charger: the contract's commands in, the contract's variables out, one car at a time in between.

``Charger`` implements the generated handler. A command becomes a new :class:`~secc.evse.Evse`; what a
session decides becomes publications and bytes. Nothing here waits, sleeps or touches a socket: the world is
a :class:`Host`, a connection is a :class:`Pipe`. All calls come from one thread.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from msgspec import UNSET

from secc import din, extension, iso2
from secc.debug import describe
from secc.errors import ContractError
from secc.events import Event
from secc.evse import Evse
from secc.fsm import End
from secc.ledger import Ledger
from secc.moment import Moment
from secc.plan import Plans
from secc.protocol import Protocol as V2gProtocol
from secc.protocol import Surroundings
from secc.rest import Memory, Rest
from secc.security import PLAIN, Channel
from secc.session import Action, Close, Copy, Send, Session
from secc.settings import Settings
from secc.signed import SignedTariffs
from secc.timing import SETUP
from secc_contract.iso15118_charger import Iso15118ChargerHandler, Iso15118ChargerPublisher
from secc_contract.types.authorization import AuthorizationStatus, CertificateStatus
from secc_contract.types.iso15118_charger import (
    EVSEID,
    DcEvseMaximumLimits,
    DcEvseMinimumLimits,
    DcEvsePresentVoltageCurrent,
    EnergyTransferMode,
    EvseError,
    IsolationStatus,
    PaymentOption,
    ResponseExiStreamStatus,
    SaeJ2847BidiMode,
    SetupPhysicalValues,
)
from secc_contract.types.powermeter import Powermeter

if TYPE_CHECKING:
    from secc.pnc.store import Trust

log = logging.getLogger(__name__)

PROTOCOLS: Final[tuple[V2gProtocol, ...]] = (din.PROTOCOL, iso2.PROTOCOL)

_ASKS: Final = {
    "require_auth_eim": "authorization",
    "require_auth_pnc": "authorization",
    "start_cable_check": "cable check",
    "certificate_request": "certificate request",
}
"""Variables that ask the owner for a command; only while one is open does the command count."""


class Pipe(Protocol):
    """One connection to a car."""

    def write(self, data: bytes) -> None:
        """Send bytes, without waiting."""

    def close(self) -> None:
        """Send what is written, then end the connection; :meth:`Conversation.lost` follows."""


class Host(Protocol):
    """The world that a charger lives in."""

    def moment(self) -> Moment:
        """Time and chance, now."""

    def wake_at(self, deadline: float | None) -> None:
        """Call :meth:`Charger.woken` at this monotonic time; replaces the former wish, None takes it back."""

    def offer(self, serving: bool) -> None:
        """Answer SDP requests and accept connections, or not."""

    def remember(self, memory: Memory | None) -> None:
        """Keep what a paused session leaves behind, also for the next process; None: forget it."""


class Conversation:
    """One car on one pipe."""

    def __init__(self, charger: Charger, pipe: Pipe, session: Session) -> None:
        self._charger = charger
        self.pipe = pipe
        self.session = session
        self.ledger = Ledger()
        self.end: End | None = None
        """How it ended; the owner hears it once the connection is gone."""
        self.owner_knows = False
        """The owner took the link away: there is nothing to tell."""

    def received(self, data: bytes) -> None:
        """Bytes came from the car."""
        self._charger._received(self, data)

    def lost(self) -> None:
        """The connection is gone: the car closed it, it broke, or :meth:`Pipe.close` is done."""
        self._charger._lost(self)


class Charger(Iso15118ChargerHandler):
    """A charger that one owner commands and one car at a time uses."""

    def __init__(
        self,
        publisher: Iso15118ChargerPublisher,
        host: Host,
        settings: Settings | None = None,
        protocols: Sequence[V2gProtocol] = PROTOCOLS,
        rest: Rest | None = None,
        trust: Trust | None = None,
    ) -> None:
        """``rest``: what an earlier charger knew when it stopped; ``trust``: roots of contracts and cars."""
        self._trust = trust
        self._publisher = publisher
        self._host = host
        self._settings = settings or Settings()
        self._protocols = [protocol for protocol in protocols if self._settings.offers(protocol.name)]
        rest = rest or Rest()
        self._evse = rest.evse or Evse(
            schedules=self._settings.schedules,
            central_contract_validation=self._settings.central_contract_validation,
        )
        self._link_ready = rest.link_ready
        self._setup_deadline = rest.setup_deadline
        self._setup_told = rest.setup_told
        self._memory = rest.memory
        self._conversation: Conversation | None = None
        self.ledger = Ledger()
        """Answer times since the start."""
        self._asked: set[str] = set()
        self._due: deque[tuple[Conversation | None, Action]] = deque()
        self._performing = False

    @property
    def rest(self) -> Rest:
        """What is known between two cars; of a session under way only what outlives it."""
        return Rest(
            evse=self._evse,
            link_ready=self._link_ready,
            setup_deadline=self._setup_deadline,
            setup_told=self._setup_told,
            memory=self._memory,
        )

    # the car's side

    @property
    def serving(self) -> bool:
        """Whether a car may connect now."""
        return (
            self._link_ready
            and self._evse.identity is not None
            and self._conversation is None
            and self._setup_deadline is not None
        )

    def connected(self, pipe: Pipe, channel: Channel = PLAIN) -> Conversation | None:
        """A car opened a connection; None: it is refused, and the pipe is the caller's to close."""
        if not self.serving:
            log.warning(
                "connection refused: %s", "a car is being served" if self._conversation else "link not ready"
            )
            return None
        at = self._host.moment()
        # Before the handshake the setup timer ends a car that says nothing, afterwards the protocol's own.
        around = Surroundings(settings=self._settings, channel=channel, trust=self._trust)
        session = Session(self._protocols, around, self._memory, SETUP, at)
        conversation = self._conversation = Conversation(self, pipe, session)
        log.info("car connected, %s", channel)
        self._refresh()
        return conversation

    def woken(self) -> None:
        """A deadline that was wished for has come."""
        now = self._host.moment().now
        conversation = self._conversation
        if self._setup_deadline is not None and now >= self._setup_deadline:
            self._setup_expired()
        elif conversation is not None:
            deadline = conversation.session.deadline
            if deadline is not None and now >= deadline:
                self._do(conversation, conversation.session.expired(self._evse, self._host.moment()))
        self._refresh()

    def shut_down(self) -> None:
        """The process ends: the owner is told to switch off, the car is left without an answer."""
        self._link_ready = False
        self._setup_deadline = None
        self._abandon()

    def _received(self, conversation: Conversation, data: bytes) -> None:
        session = conversation.session
        self._do(conversation, session.receive(data))
        while session.waiting:
            self._do(conversation, session.answer(self._evse, self._host.moment()))
            if session.established and self._setup_deadline is not None:
                self._setup_deadline = None  # SessionSetupRes is out ([V2G2-716])
                self._remember(None)  # joined, or of no more use
        self._refresh()

    def _lost(self, conversation: Conversation) -> None:
        if self._conversation is not conversation:
            return
        try:
            self._do(conversation, conversation.session.gone())
        finally:  # whatever went wrong in this session, the next car is served
            self._forget(conversation)

    def _forget(self, conversation: Conversation) -> None:
        self._conversation = None
        self._asked.clear()
        if conversation.session.established:
            self._evse = self._evse.between_sessions()
            if self._link_ready:
                # The car may come again on the same link, within the time that a set-up may take.
                self._setup_deadline = self._host.moment().now + SETUP
                self._setup_told = True
        else:
            self._evse = replace(self._evse, stop_since=None)  # it was meant for this car
        log.info("connection closed")
        for line in conversation.ledger:
            log.info("%s", line)
        if conversation.end is not None and not conversation.owner_knows:
            self._publish(_TELL[conversation.end](self._publisher))
        self._refresh()

    def _abandon(self) -> None:
        conversation = self._conversation
        if conversation is None:
            return
        conversation.owner_knows = True
        self._do(conversation, conversation.session.abandon())

    def _setup_expired(self) -> None:
        self._setup_deadline = None
        conversation = self._conversation
        if conversation is not None:
            log.warning("no session within %g s of the link: connection closed", SETUP)
            self._do(conversation, conversation.session.abandon())
        elif not self._setup_told:
            log.warning("no car within %g s of the link", SETUP)
            self._publish(self._publisher.publish_dlink_error)

    # performing what a session decided

    def _do(self, conversation: Conversation | None, actions: Sequence[Action]) -> None:
        """Perform actions in order; what an owner answers from within a publication comes after them."""
        self._due.extend((conversation, action) for action in actions)
        if self._performing:
            return
        self._performing = True
        try:
            while self._due:
                self._perform(*self._due.popleft())
        finally:
            self._performing = False
            self._due.clear()

    def _perform(self, conversation: Conversation | None, action: Action) -> None:
        match action:
            case Event():
                self._say(action)
            case Send():
                assert conversation is not None
                conversation.pipe.write(action.data)
                taken = self._host.moment().now - action.asked
                for ledger in (self.ledger, conversation.ledger):
                    ledger.add(action.request, taken, action.limit)
            case Copy():
                self._publish(lambda: self._publisher.publish_v2g_messages(describe(action)))
            case Close():
                assert conversation is not None
                self._close(conversation, action.end)

    def _say(self, event: Event) -> None:
        asked = _ASKS.get(event.variable)
        if asked is not None:
            self._asked.add(asked)
        match asked:
            case "cable check":
                self._evse = self._evse.cable_check_afresh()
            case "authorization":
                self._evse = replace(self._evse, authorization=None, certificate_status=None)
            case "certificate request":
                self._evse = replace(self._evse, certificate_response=None)
        self._publish(lambda: event.publish(self._publisher, *event.arguments))

    def _publish(self, publish: Callable[[], None]) -> None:
        """The contract's ranges are the owner's safety: what they cannot carry is held back, never bent."""
        try:
            publish()
        except ContractError as error:
            log.warning("not published: %s", error)

    def _close(self, conversation: Conversation, end: End) -> None:
        if end is End.PAUSE:
            self._remember(conversation.session.remember())
        conversation.end = end
        conversation.pipe.close()

    def _remember(self, memory: Memory | None) -> None:
        if memory is not self._memory:
            self._memory = memory
            self._host.remember(memory)

    def _refresh(self) -> None:
        """Tell the host what is wanted now."""
        session = self._conversation.session if self._conversation is not None else None
        deadlines = [
            d for d in (self._setup_deadline, session.deadline if session else None) if d is not None
        ]
        self._host.wake_at(min(deadlines, default=None))
        self._host.offer(self.serving)

    # the owner's side

    def _update(self, **changes: Any) -> None:
        """A new snapshot; whoever waits for the change is answered."""
        self._evse = replace(self._evse, **changes)
        conversation = self._conversation
        if conversation is not None:
            self._do(conversation, conversation.session.evse_changed(self._evse, self._host.moment()))
        self._refresh()

    def dispatch(self, command: str, arguments: Mapping[str, Any]) -> None:
        """As the contract's, and those of :mod:`secc.extension`.

        :raises ContractError: there is no such command, or an argument breaks its rules; nothing was done.
        """
        if command in extension.COMMANDS:
            getattr(self, command)(**extension.read(command, arguments))
        else:
            super().dispatch(command, arguments)

    def offer_schedules(self, schedules: Plans | None, signed: SignedTariffs | None = None) -> None:
        """As `secc.extension.Extension.offer_schedules`."""
        self._update(schedules=schedules, signed_tariffs=signed)

    def validate_contracts_centrally(self, central: bool) -> None:
        """As `secc.extension.Extension.validate_contracts_centrally`."""
        self._update(central_contract_validation=central)

    def _answered(self, question: str) -> bool:
        """Whether a question to the owner is open; it is closed by asking this."""
        if question in self._asked:
            self._asked.discard(question)
            return True
        log.info("command ignored: no %s is open", question)
        return False

    def handle_setup(
        self,
        evse_id: EVSEID,
        supported_energy_transfer_modes: tuple[EnergyTransferMode, ...],
        sae_j2847_mode: SaeJ2847BidiMode,
        debug_mode: bool,
    ) -> None:
        if not 7 <= len(evse_id.evse_id) <= 37:
            log.warning(
                "evse_id %r: ISO 15118-2 sends 7 to 37 characters; ZZ00000 is sent instead", evse_id.evse_id
            )
        self._update(
            identity=evse_id, modes=supported_energy_transfer_modes, sae_mode=sae_j2847_mode, debug=debug_mode
        )

    def handle_set_charging_parameters(self, physical_values: SetupPhysicalValues) -> None:
        given = {
            "nominal_voltage": physical_values.ac_nominal_voltage,
            "regulation_tolerance": physical_values.dc_current_regulation_tolerance,
            "current_ripple": physical_values.dc_peak_current_ripple,
            "energy_to_deliver": physical_values.dc_energy_to_be_delivered,
        }
        self._update(**{name: value for name, value in given.items() if value is not UNSET})

    def handle_session_setup(
        self, payment_options: tuple[PaymentOption, ...], supported_certificate_service: bool
    ) -> None:
        self._update(payment_options=payment_options, certificate_service=supported_certificate_service)

    def handle_certificate_response(self, exi_stream_status: ResponseExiStreamStatus) -> None:
        # The question stays open: an answer to the other action is no answer.
        if "certificate request" in self._asked:
            self._update(certificate_response=exi_stream_status)
        else:
            log.info("command ignored: no certificate request is open")

    def handle_authorization_response(
        self, authorization_status: AuthorizationStatus, certificate_status: CertificateStatus
    ) -> None:
        if self._answered("authorization"):
            self._update(authorization=authorization_status, certificate_status=certificate_status)

    def handle_ac_contactor_closed(self, status: bool) -> None:
        self._update(contactor_closed=status)

    def handle_dlink_ready(self, value: bool) -> None:
        self._link_ready = value
        if not value:
            self._setup_deadline = None
            self._abandon()
        elif self._conversation is None and self._setup_deadline is None:
            self._setup_deadline = self._host.moment().now + SETUP
            self._setup_told = False
        self._refresh()

    def handle_cable_check_finished(self, status: bool) -> None:
        if self._answered("cable check"):
            self._update(cable_check=status, cable_check_at=self._host.moment().now)

    def handle_receipt_is_required(self, receipt_required: bool) -> None:
        self._update(receipt_required=receipt_required)

    def handle_stop_charging(self, stop: bool) -> None:
        if not stop:
            self._update(stop_since=None)
        elif self._conversation is None:
            log.info("stop_charging ignored: no session")
        elif self._evse.stop_since is None:
            self._update(stop_since=self._host.moment().now)

    def handle_update_ac_max_current(self, max_current: float) -> None:
        self._update(ac_max_current=max_current)

    def handle_update_dc_maximum_limits(self, maximum_limits: DcEvseMaximumLimits) -> None:
        self._update(maximum=maximum_limits)

    def handle_update_dc_minimum_limits(self, minimum_limits: DcEvseMinimumLimits) -> None:
        self._update(minimum=minimum_limits)

    def handle_update_isolation_status(self, isolation_status: IsolationStatus) -> None:
        self._update(isolation=isolation_status)

    def handle_update_dc_present_values(self, present_voltage_current: DcEvsePresentVoltageCurrent) -> None:
        current = present_voltage_current.evse_present_current
        self._update(
            present_voltage=present_voltage_current.evse_present_voltage,
            present_current=self._evse.present_current if current is UNSET else current,
            present_at=self._host.moment().now,
        )

    def handle_update_meter_info(self, powermeter: Powermeter) -> None:
        self._update(meter=powermeter, meter_serial=self._evse.meter_serial + 1)

    def handle_send_error(self, error: EvseError) -> None:
        self._update(errors=self._evse.errors | {error})

    def handle_reset_error(self) -> None:
        # An emergency inside a session stays until the session has ended.
        emergency = {EvseError.Error_EmergencyShutdown} if self._conversation is not None else set()
        self._update(errors=self._evse.errors & emergency)


_TELL: Final[dict[End, Callable[[Iso15118ChargerPublisher], Callable[[], None]]]] = {
    End.TERMINATE: lambda publisher: publisher.publish_dlink_terminate,
    End.PAUSE: lambda publisher: publisher.publish_dlink_pause,
    End.ERROR: lambda publisher: publisher.publish_dlink_error,
}
