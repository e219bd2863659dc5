"""A connection of a capture as questions and answers, decoded by the protocol that it agreed on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from msgspec import UNSET, Struct

from secc import exi, sap, v2gtp
from secc.errors import WireError
from secc.protocol import Protocol
from secc.tools.capture import Connection, Frame, Side
from secc_contract.v2g.app_protocol import ResponseCode, SupportedAppProtocolReq, SupportedAppProtocolRes

AGREED: Final = (
    ResponseCode.OK_SuccessfulNegotiation,
    ResponseCode.OK_SuccessfulNegotiationWithMinorDeviation,
)
_LOOPS: Final = ("ChargingStatusReq", "CurrentDemandReq", "AC_ChargeLoopReq", "DC_ChargeLoopReq")


@dataclass(frozen=True, slots=True)
class Message:
    """One message of either side."""

    frame: Frame
    schema: str
    whole: Struct | None
    """None: it could not be decoded."""
    trouble: str | None = None
    """Why not, where its schema is known."""

    @property
    def body(self) -> Any:
        """The request or response itself, without envelope."""
        return body_of(self.whole)

    @property
    def name(self) -> str:
        return type(self.body).__name__ if self.body is not None else "(not decodable)"

    @property
    def session_id(self) -> bytes | None:
        """As its header has it; None where there is no header."""
        header = getattr(self.whole, "Header", None)
        return getattr(header, "SessionID", None)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and what the recorded charger answered."""

    request: Message
    response: Message | None

    @property
    def in_loop(self) -> bool:
        """Whether energy flows while this is asked."""
        return self.request.name in _LOOPS


@dataclass(frozen=True, slots=True)
class Answer:
    """What counts of a response when two chargers are compared."""

    code: str
    processing: str | None
    status: dict[str, str]
    """EVSE status: code, notification, isolation, RCD, where the response has them."""

    @property
    def failed(self) -> bool:
        return self.code.upper().startswith("FAILED")

    @property
    def ongoing(self) -> bool:
        return self.processing is not None and self.processing.startswith("Ongoing")


def body_of(whole: Struct | None) -> Any:
    """The request or response inside a message."""
    body = getattr(whole, "Body", None)
    return getattr(body, "BodyElement", whole)


def namespace(connection: Connection) -> str | None:
    """The protocol that car and charger agreed on; None where they did not."""
    offers: dict[int, str] = {}
    for frame in _messages(connection)[:2]:
        message = _decode(sap.SCHEMA, frame)
        match message.whole:
            case SupportedAppProtocolReq() as request:
                offers = {entry.SchemaID: entry.ProtocolNamespace for entry in request.AppProtocol}
            case SupportedAppProtocolRes() as response if response.ResponseCode in AGREED:
                return offers.get(response.SchemaID) if response.SchemaID is not UNSET else None
    return None


def exchanges(connection: Connection, protocols: Sequence[Protocol]) -> list[Exchange]:
    """All requests of the car in order; empty where the capture begins within the session."""
    frames = _messages(connection)
    if not frames or not isinstance(_decode(sap.SCHEMA, frames[0]).whole, SupportedAppProtocolReq):
        return []
    agreed = namespace(connection)
    schema = next((p.schema for p in protocols if p.namespace == agreed), "")
    return list(_pairs(frames, schema))


def _messages(connection: Connection) -> list[Frame]:
    return [frame for frame in connection.frames if frame.payload_type == v2gtp.PayloadType.EXI]


def _pairs(frames: Sequence[Frame], schema: str) -> Iterator[Exchange]:
    request: Message | None = None
    for index, frame in enumerate(frames):
        message = _decode(sap.SCHEMA if index < 2 else schema, frame)
        if frame.side is Side.CAR:
            if request is not None:
                yield Exchange(request, None)
            request = message
        elif request is not None:
            yield Exchange(request, message)
            request = None
    if request is not None:
        yield Exchange(request, None)


def _decode(schema: str, frame: Frame) -> Message:
    if not schema:
        return Message(frame, schema, None)
    try:
        return Message(frame, schema, exi.decode(schema, frame.payload))
    except WireError as error:
        return Message(frame, schema, None, str(error))


def answer_of(body: Any) -> Answer | None:
    """What counts of a response; None where there is none."""
    code = getattr(body, "ResponseCode", None)
    if code is None:
        return None
    processing = getattr(body, "EVSEProcessing", None)
    return Answer(str(code), None if processing is None else str(processing), status_of(body))


def schedules(body: Any) -> tuple[Any, ...]:
    """The schedules of ChargeParameterDiscoveryRes; empty where there are none."""
    return getattr(getattr(body, "SASchedules", None), "SAScheduleTuple", ())


def schedule_ids(body: Any) -> tuple[int, ...]:
    """Their numbers."""
    return tuple(one.SAScheduleTupleID for one in schedules(body))


def status_of(body: Any) -> dict[str, str]:
    """The EVSE status of a response, wherever the response has it."""
    status = _find_status(body, depth=2)
    if status is None:
        return {}
    fields = ("EVSEStatusCode", "EVSENotification", "EVSEIsolationStatus", "RCD")
    values = {field: getattr(status, field, UNSET) for field in fields}
    return {field: str(value) for field, value in values.items() if value is not UNSET}


def _find_status(value: Any, depth: int) -> Any:
    if hasattr(value, "EVSENotification"):
        return value
    if depth and isinstance(value, Struct):
        for field in value.__struct_fields__:
            found = _find_status(getattr(value, field), depth - 1)
            if found is not None:
                return found
    return None
