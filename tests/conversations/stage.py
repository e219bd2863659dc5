"""A stage for conversations: the charger on a clock that stands still, an owner and a car played by the test.

Every payload that crosses the link, either way, is held against the generated JSON Schemas.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import UNSET, Struct

from secc import exi, v2gtp
from secc.charger import Charger, Conversation
from secc.moment import Moment
from secc.pnc.store import Trust
from secc.rest import Memory, Rest
from secc.security import PLAIN, Channel
from secc.settings import Settings
from secc_contract.iso15118_charger import Iso15118ChargerClient, Iso15118ChargerPublisher
from secc_contract.types.authorization import AuthorizationStatus, CertificateStatus
from secc_contract.types.iso15118_charger import (
    EVSEID,
    DcEvseMaximumLimits,
    DcEvseMinimumLimits,
    DcEvsePresentVoltageCurrent,
    DcEvTargetValues,
    EnergyTransferMode,
    IsolationStatus,
    PaymentOption,
    SaeJ2847BidiMode,
    SetupPhysicalValues,
)
from secc_contract.v2g import din70121, iso15118_2
from secc_contract.v2g.app_protocol import AppProtocol, SupportedAppProtocolReq
from tests.contract.checked_link import CheckedLink

ISO2 = "urn:iso:15118:2:2013:MsgDef"
DIN = "urn:din:70121:2012:MsgDef"
MESSAGES: dict[str, Any] = {"iso2": iso15118_2, "din": din70121}


@dataclass
class Wire:
    """The charger's end of a connection."""

    written: list[bytes] = field(default_factory=list)
    closed: bool = False

    def write(self, data: bytes) -> None:
        assert not self.closed, "written after the close"
        self.written.append(data)

    def close(self) -> None:
        self.closed = True


class Stage:
    """The charger's world."""

    def __init__(
        self, settings: Settings | None = None, rest: Rest | None = None, trust: Trust | None = None
    ) -> None:
        self.now = 1000.0
        self.start = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
        self.deadline: float | None = None
        self.offered = False
        self.memory: Memory | None = None
        self._drawn = 0
        self.link = CheckedLink()
        self.client = Iso15118ChargerClient(self.link)
        self.charger = Charger(Iso15118ChargerPublisher(self.link), self, settings, rest=rest, trust=trust)
        self.link.serve(self.charger.dispatch)

    # Host

    def moment(self) -> Moment:
        self._drawn += 1
        utc = self.start + timedelta(seconds=self.now - 1000.0)
        return Moment(self.now, utc, self._drawn.to_bytes(8, "big") * 2)

    def wake_at(self, deadline: float | None) -> None:
        self.deadline = deadline

    def offer(self, serving: bool) -> None:
        self.offered = serving

    def remember(self, memory: Memory | None) -> None:
        self.memory = memory

    # what a test does

    def passes(self, seconds: float) -> None:
        """Let time pass; the charger is woken at each deadline on the way."""
        until = self.now + seconds
        while self.deadline is not None and self.deadline <= until:
            self.now = max(self.now, self.deadline)
            self.charger.woken()
        self.now = until

    def heard(self) -> list[str]:
        """Variables published since the last call, in order."""
        return [variable for variable, _ in self.link.take()]

    def values(self, variable: str) -> list[Any]:
        """All values of one variable so far, oldest first."""
        return [value for name, value in self.link.published if name == variable]

    def boot(self, *modes: EnergyTransferMode, ready: bool = True) -> None:
        """The owner's first calls, in EvseManager's order."""
        client = self.client
        client.call_session_setup((PaymentOption.ExternalPayment,), False)
        client.call_set_charging_parameters(
            SetupPhysicalValues(
                ac_nominal_voltage=230, dc_current_regulation_tolerance=2, dc_peak_current_ripple=1
            )
        )
        client.call_update_ac_max_current(16)
        client.call_update_dc_maximum_limits(LIMITS)
        client.call_update_dc_minimum_limits(
            DcEvseMinimumLimits(evse_minimum_current_limit=5, evse_minimum_voltage_limit=150)
        )
        client.call_update_dc_present_values(DcEvsePresentVoltageCurrent(evse_present_voltage=0))
        client.call_receipt_is_required(False)
        client.call_setup(EVSEID(evse_id="DE*SEC*E0001"), modes, SaeJ2847BidiMode.None_, False)
        client.call_reset_error()
        if ready:
            client.call_dlink_ready(True)

    def reacts(self, *silent: str) -> None:
        """An owner that does at once what each variable asks, but for the ``silent`` ones."""
        reactions: dict[str, Callable[..., None]] = {
            "require_auth_eim": lambda: self.client.call_authorization_response(
                AuthorizationStatus.Accepted, CertificateStatus.NoCertificateAvailable
            ),
            "require_auth_pnc": lambda token: self.client.call_authorization_response(
                AuthorizationStatus.Accepted, CertificateStatus.Accepted
            ),
            "start_cable_check": self._isolated,
            "ac_close_contactor": lambda: self.client.call_ac_contactor_closed(True),
            "ac_open_contactor": lambda: self.client.call_ac_contactor_closed(False),
            "dc_ev_target_voltage_current": self._follow,
            "dc_open_contactor": lambda: self._present(0, 0),
        }
        for variable, reaction in reactions.items():
            if variable not in silent:
                getattr(self.client, f"subscribe_{variable}")(reaction)

    def _isolated(self) -> None:
        self.client.call_update_isolation_status(IsolationStatus.Valid)
        self.client.call_cable_check_finished(True)

    def _follow(self, target: DcEvTargetValues) -> None:
        self._present(
            min(max(target.dc_ev_target_voltage, 0), 900), min(max(target.dc_ev_target_current, 0), 200)
        )

    def _present(self, voltage: float, current: float) -> None:
        self.client.call_update_dc_present_values(
            DcEvsePresentVoltageCurrent(evse_present_voltage=voltage, evse_present_current=current)
        )

    def connect(self, schema: str = "iso2", channel: Channel = PLAIN) -> Car:
        """A car opens a connection; it speaks ISO 15118-2 or (``din``) DIN SPEC 70121."""
        wire = Wire()
        conversation = self.charger.connected(wire, channel)
        assert conversation is not None, "refused"
        return Car(self, wire, conversation, schema)


LIMITS = DcEvseMaximumLimits(
    evse_maximum_current_limit=200, evse_maximum_power_limit=150_000, evse_maximum_voltage_limit=900
)


@dataclass
class Car:
    """The car's end: sends requests, reads responses."""

    stage: Stage
    wire: Wire
    conversation: Conversation
    schema: str
    session_id: bytes = bytes(8)
    challenge: bytes = b""
    signature: Any = UNSET
    """In the header of the last response."""

    def send(self, data: bytes) -> None:
        """Raw bytes."""
        self.conversation.received(data)

    def send_exi(self, schema: str, message: Struct) -> None:
        """One framed message."""
        self.send(v2gtp.frame(v2gtp.PayloadType.EXI, exi.encode(schema, message)))

    def answer(self, schema: str | None = None) -> Any:
        """The next response: the body, or the message of the handshake (schema ``sap``)."""
        schema = schema or self.schema
        assert self.wire.written, "no answer"
        frames = v2gtp.Reader().feed(self.wire.written.pop(0))
        assert len(frames) == 1
        message = exi.decode(schema, frames[0].payload)
        assert exi.check(schema, message) == [], "the answer breaks the schema"
        if schema == "sap":
            return message
        self.session_id, self.signature = message.Header.SessionID, message.Header.Signature
        return message.Body.BodyElement

    def request(self, body: Any, session_id: bytes | None = None, signature: Any = UNSET) -> None:
        """A request, whose answer is looked at later."""
        m = MESSAGES[self.schema]
        header = m.MessageHeader(
            SessionID=self.session_id if session_id is None else session_id, Signature=signature
        )
        self.send_exi(self.schema, m.V2G_Message(Header=header, Body=m.Body(BodyElement=body)))

    def asks(self, body: Any, session_id: bytes | None = None, signature: Any = UNSET) -> Any:
        """A request and its answer."""
        self.request(body, session_id, signature)
        return self.answer()

    def handshake(self, *namespaces: str) -> Any:
        """SupportedAppProtocol, with the car's own protocol unless told otherwise."""
        entries = tuple(
            AppProtocol(
                ProtocolNamespace=namespace,
                VersionNumberMajor=2,
                VersionNumberMinor=0,
                SchemaID=10 + index,
                Priority=1 + index,
            )
            for index, namespace in enumerate(namespaces or ({"iso2": ISO2, "din": DIN}[self.schema],))
        )
        self.send_exi("sap", SupportedAppProtocolReq(AppProtocol=entries))
        return self.answer("sap")

    def leaves(self) -> None:
        """The connection is gone."""
        self.conversation.lost()
