"""What a case may expect next, and the judgement of what came."""

from __future__ import annotations

import abc
import ipaddress
from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.conformance import matchers, signing
from tests.conformance.matchers import Context, mismatch
from tests.conformance.messages import Broken, Message, kind, read
from tests.conformance.talk import EXI, Failed, Talk, usual_limit
from tests.conformance.world import Datagram, End, Frame, Garbage, World

_ROUNDING: Final = 1e-9
_SDP_HEADER: Final = bytes.fromhex("01FE900100000014")


class Reaction(abc.ABC):
    """Something that a case expects next."""

    deadline: float
    """When waiting for it ends."""
    expected: str
    """In words."""

    @abc.abstractmethod
    def came(self) -> bool:
        """Whether there is something to judge before the deadline."""

    @abc.abstractmethod
    def judge(self) -> None:
        """Take what came, or did not come; Failed if it is not what was expected, and nothing is taken."""

    def failed(self, came: object) -> Failed:
        """That is not it."""
        return Failed(self.expected, str(came))


def await_one(world: World, reactions: list[Reaction]) -> None:
    """Wait until one of these is what comes next; Failed if that cannot be any more."""
    failures: dict[int, Failed] = {}
    left = list(reactions)
    while left:
        deadline = min(one.deadline for one in left)
        came = world.until(lambda: any(one.came() for one in reactions), deadline)
        for one in reactions if came else [one for one in left if one.deadline <= deadline]:
            try:
                one.judge()
                return
            except Failed as failure:
                failures[id(one)] = failure
                if one in left:
                    left.remove(one)
    raise Failed(
        " or ".join(failures[id(one)].expected for one in reactions),
        "; ".join(dict.fromkeys(failures[id(one)].came for one in reactions)),
    )


class OnLine(Reaction):
    """Something on a connection."""

    def __init__(self, talk: Talk, origin: float, limits: tuple[float, float]) -> None:
        self.talk = talk
        self.origin = origin
        self.after, self.within = limits
        self.deadline = origin + self.within + talk.world.late

    def came(self) -> bool:
        return self.talk.line.waiting

    def in_time(self, time: float) -> None:
        """Failed if that is too early or too late."""
        took = time - self.origin
        world = self.talk.world
        too_early = bool(self.after) and took < self.after - world.early
        if too_early or took > self.within + world.late + _ROUNDING:
            raise self.failed(f"after {took:.3f} s")

    def limits(self) -> str:
        """In words."""
        return f"within {self.within:g} s" + (f", not before {self.after:g} s" if self.after else "")


class Answer(OnLine):
    """One answer."""

    def __init__(
        self,
        talk: Talk,
        name: str,
        step: Mapping[str, Any],
        kept: dict[str, Any],
        given: Callable[[], bytes] = bytes,
    ) -> None:
        """``given``: the payload that the owner's back end gave."""
        within = step.get("within_s", usual_limit(talk.contents, name))
        super().__init__(talk, talk.line.sent_at, (step.get("after_s", 0.0), within))
        self.name = name
        self.step = step
        self.kept = kept
        self.given = given
        self.schema = talk.contents.schema(name)
        self.expected = f"{name} {self.limits()}"
        self.took: float | None = None
        """s that it took, once it has come."""
        self.message = Message(name, {}, {})

    def judge(self) -> None:
        if not self.came():
            raise self.failed("nothing")
        thing = self.talk.peek()
        if not isinstance(thing, Frame):
            raise self.failed(thing)
        message = self._message(thing)
        self.in_time(thing.time)
        self._hold(message, self.step.get("where", {}))
        self._signed(message)
        if "same_bytes_as" in self.step and thing.payload != self.given():
            raise self.failed(f"other bytes than {self.step['same_bytes_as']}")
        own = self._sid(message)
        # It is the one: from here on nothing fails.
        self.talk.take()
        self.took = thing.time - self.origin
        self.message = message
        if own is not None:
            self.talk.known.id = self.talk.ids.see(own)
        for name, path in self.step.get("keep", {}).items():
            self.kept[name] = matchers.value_at(message.document, path)
        self.talk.heard(f"{self.name.removesuffix('Res')}Req", message)

    def _message(self, frame: Frame) -> Message:
        try:
            message = read(self.schema, frame.payload)
        except Broken as broken:
            raise self.failed(f"{frame}, {broken}") from broken
        if message.name != self.name:
            raise self.failed(f"{message.name} {message.code}")
        if f"{frame.payload_type:04X}" != self.step.get("payload_type", EXI):
            raise self.failed(f"payload type {frame.payload_type:04X}")
        return message

    def holds(self, where: Mapping[str, Any]) -> bool:
        """Whether the answer that was taken matches."""
        try:
            self._hold(self.message, where)
        except Failed:
            return False
        return True

    def hold_to(self, where: Mapping[str, Any]) -> None:
        """Failed if the answer that was taken does not match."""
        self._hold(self.message, where)

    def _hold(self, message: Message, where: Mapping[str, Any]) -> None:
        for path, matcher in where.items():
            binary = getattr(kind(self.schema, self.name, path).type, "kind", None)
            context = Context(self.talk.world.utc(), self.kept, binary)
            came = mismatch(message.document, path, matcher, context)
            if came is not None:
                raise Failed(f"{self.name} with {path} {matcher}", f"{came} ({message.code})")

    def _signed(self, message: Message) -> None:
        wanted = self.step.get("signature")
        if wanted is None:
            return
        key = self.talk.contents.keys.identity(wanted["by"]).key.public_key()
        fault = signing.fault(self.schema, message.whole, key, wanted["references"])
        if fault is not None:
            raise Failed(
                f"{self.name} with {wanted['references']} references signed by {wanted['by']}", fault
            )

    def _sid(self, message: Message) -> bytes | None:
        """The session id that becomes our own, if any; Failed if the header's is wrong."""
        if not message.header:
            return None
        talk, found = self.talk, bytes.fromhex(message.header["SessionID"])
        opened = self.name == "SessionSetupRes" and message.code.startswith("OK")
        which = self.step.get("sid", "new" if opened else "own")
        holds = {
            "own": talk.known.id in (None, found),
            "new": talk.ids.is_new(found),
            "former": found == talk.former,
            "any": True,
        }
        if not holds[which]:
            raise Failed(f"{self.name} with SessionID {which}", f"SessionID {found.hex()} ({message.code})")
        return found if which in ("new", "former") else None


class Close(OnLine):
    """The end of the connection, by the charger: under TLS a polite one."""

    def __init__(
        self, talk: Talk, origin: float, limits: tuple[float, float], *, polite: bool = True
    ) -> None:
        super().__init__(talk, origin, limits)
        self.expected = f"the end of the connection {self.limits()}"
        self.polite = polite

    def judge(self) -> None:
        if not self.came():
            raise self.failed("nothing")
        thing = self.talk.peek()
        if not isinstance(thing, End) or (self.polite and thing.rude):
            raise self.failed(thing)
        self.in_time(thing.time)
        self.talk.take()


class Silence(OnLine):
    """Nothing, on a connection that stays open."""

    def __init__(self, talk: Talk, origin: float, seconds: float) -> None:
        super().__init__(talk, origin, (0.0, seconds))
        self.deadline = origin + seconds
        self.expected = f"{seconds:g} s of silence on an open connection"

    def judge(self) -> None:
        if self.came():
            raise self.failed(self.talk.peek())
        if not self.talk.open:
            raise self.failed("a connection that has ended")


class TlsAlert(OnLine):
    """A TLS alert record."""

    def __init__(self, talk: Talk, origin: float) -> None:
        super().__init__(talk, origin, (0.0, 2.0))
        self.expected = "a TLS alert"

    def judge(self) -> None:
        if not self.came():
            raise self.failed("nothing")
        thing = self.talk.peek()
        if isinstance(thing, Garbage) and thing.data.startswith(b"\x15\x03"):
            self.talk.take()
        elif not (isinstance(thing, End) and thing.alert is not None):  # the end itself is still to come
            raise self.failed(thing)


class OnUdp(Reaction):
    """Something on the port that sent the last datagram."""

    def __init__(self, world: World, deadline: float) -> None:
        self.world = world
        self.deadline = deadline

    def came(self) -> bool:
        return self.world.post.waiting

    def peek(self) -> Datagram:
        """What came."""
        return self.world.post.things[self.world.post.taken]


class SdpAnswer(OnUdp):
    """An SDP answer."""

    def __init__(self, world: World, wanted: Mapping[str, Any]) -> None:
        within = wanted.get("within_s", 2.0)
        self._sent = world.post.sent_at
        self._limit = within + world.late
        super().__init__(world, self._sent + self._limit)
        self.wanted = wanted
        self.expected = f"an SDP answer {dict(wanted)} within {within:g} s"
        self.endpoint: tuple[str, int] | None = None
        """Where the charger listens, once it has answered."""

    def judge(self) -> None:
        if not self.came():
            raise self.failed("nothing")
        datagram = self.peek()
        data = datagram.data
        ends = bytes.fromhex(self.wanted["security"] + self.wanted["transport"])
        sound = len(data) == 28 and data.startswith(_SDP_HEADER) and data.endswith(ends)
        if not sound or len(data) != self.wanted.get("length", 28):
            raise self.failed(datagram)
        if datagram.time - self._sent > self._limit:
            raise self.failed(f"one after {datagram.time - self._sent:.3f} s")
        address, port = ipaddress.IPv6Address(data[8:24]), int.from_bytes(data[24:26], "big")
        if "address" in self.wanted and not (address.is_link_local and str(address) == datagram.source):
            raise self.failed(f"address {address} from {datagram.source}")
        if "port" in self.wanted and matchers.wrong(port, self.wanted["port"], Context()) is not None:
            raise self.failed(f"port {port}")
        self.world.post.taken += 1
        self.endpoint = str(address), port


class NoDatagram(OnUdp):
    """No datagram."""

    def __init__(self, world: World, seconds: float) -> None:
        super().__init__(world, world.now() + seconds)
        self.expected = f"no datagram for {seconds:g} s"

    def judge(self) -> None:
        if self.came():
            raise self.failed(self.peek())
