"""``secc decode``: what cars and chargers said, in words."""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from secc.cli import schemas

if TYPE_CHECKING:
    from secc.tools.capture import Capture
    from secc.tools.conversation import Conversation
    from secc.tools.inputs import Loose

__all__ = ["configure", "run"]

_DESCRIPTION = """\
Show what cars and chargers said. INPUT is a capture (pcap, pcapng), a file of raw bytes, hex or base64, or a
message itself as hex or base64; "-" or nothing is standard input. DIN SPEC 70121, ISO 15118-2 and -20 are
told apart by the handshake, by the V2GTP payload type, or by trying; the output says how.
"""

_EPILOG = """\
examples:
  secc decode session.pcap                        the session, a line a message
  secc decode session.pcap -v                     each message whole
  secc decode 8098004011f000 --explain            each bit field of a message
  secc decode session.pcap --to csv > curve.csv   volts, amperes, watts and state of charge over time
  secc decode session.pcap --plot curve.svg       the same as a picture
  tcpdump -w - -i eth1 | secc decode              a capture from a pipe, shown when it ends
  secc decode --lines --schema iso2 --to xml      one hex message a line in, one line of XML out, at once

exit code: 0 everything was understood · 1 a message was damaged · 2 your mistake
With --lines it is 0 when the input ends: each line's own answer says what is wrong with it.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the subcommand."""
    parser.description = _DESCRIPTION
    parser.epilog = _EPILOG
    parser.add_argument("input", nargs="*", metavar="INPUT", help="file, message, or - for standard input")
    parser.add_argument(
        "--to",
        choices=("text", "json", "xml", "csv"),
        help="a timeline for people (text), an object a line (json), XML, or signals over time (csv)",
    )
    parser.add_argument("-v", "--details", action="store_true", help="text: each message whole")
    parser.add_argument("--explain", action="store_true", help="text, json: each bit field and its meaning")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw a session's charge curve")
    parser.add_argument("--session", type=_count, metavar="N", help="only the N-th session of the capture")
    parser.add_argument("--lines", action="store_true", help="batch: a hex message a line, answered at once")
    schemas.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Decode everything that was handed over."""
    if arguments.lines:
        return _lines(arguments)
    to = arguments.to or (None if arguments.plot else "text")
    _consistent(arguments, to)

    from secc.errors import ConfigError
    from secc.tools import conversation, inputs

    fragment = None if arguments.mode is None else arguments.mode == "fragment"
    sources = []
    for name, found in inputs.read(arguments.input):
        said = conversation.conversations(found, arguments.schema, fragment)
        wanted = [one for one in said if arguments.session in (None, one.number)]
        sources.append(Source(name, found, wanted))
    if arguments.session is not None and not any(source.conversations for source in sources):
        raise ConfigError(f"there is no session {arguments.session}")
    if arguments.plot:
        _plot(arguments.plot, sources)
    if to is not None:
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        for line in _FORMS[to](arguments, sources):
            print(line)
    messages = (message for source in sources for one in source.conversations for message in one.messages)
    return int(any(message.damaged for message in messages))


@dataclass(frozen=True, slots=True)
class Source:
    """One input, decoded."""

    name: str
    found: Capture | list[Loose]
    conversations: list[Conversation]

    @property
    def capture(self) -> Capture | None:
        """The capture, if it was one."""
        return None if isinstance(self.found, list) else self.found


def _consistent(arguments: argparse.Namespace, to: str | None) -> None:
    from secc.errors import ConfigError

    if arguments.details and to != "text":
        raise ConfigError("--details belongs to the form text")
    if arguments.explain and to not in ("text", "json"):
        raise ConfigError("--explain belongs to the forms text and json")
    if arguments.mode == "fragment" and arguments.schema is None:
        raise ConfigError("--mode fragment needs --schema")


def _lines(arguments: argparse.Namespace) -> int:
    from secc.errors import ConfigError
    from secc.tools import batch

    if arguments.schema is None:
        raise ConfigError("--lines needs --schema")
    if arguments.to not in (None, "xml", "json"):
        raise ConfigError("--lines goes with --to xml or --to json")
    if arguments.input or arguments.details or arguments.explain or arguments.plot or arguments.session:
        raise ConfigError("--lines reads standard input and takes only --schema, --mode and --to")
    convert = batch.decoder(arguments.schema, arguments.mode == "fragment", arguments.to or "json")
    batch.run(sys.stdin.buffer, sys.stdout.buffer, convert)
    return 0


def _text(arguments: argparse.Namespace, sources: list[Source]) -> Iterator[str]:
    from secc.tools.timeline import Timeline

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for index, source in enumerate(sources):
        timeline = Timeline(colour=colour, details=arguments.details, bits=arguments.explain)
        if index:
            yield ""
        if source.capture is not None:
            yield from timeline.capture(source.capture, source.name)
        for one in source.conversations:
            yield from timeline.conversation(one)


def _json(arguments: argparse.Namespace, sources: list[Source]) -> Iterator[str]:
    from secc.tools import printing, records

    for source in sources:
        before = records.discoveries(source.capture) if source.capture is not None else ()
        each = (records.objects(one, bits=arguments.explain) for one in source.conversations)
        for record in (*before, *itertools.chain.from_iterable(each)):
            text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
            yield text.translate(printing.ESCAPES["json"])


def _xml(_: argparse.Namespace, sources: list[Source]) -> Iterator[str]:
    from secc.tools import records

    for source in sources:
        for one in source.conversations:
            yield from map(records.xml, one.messages)


def _csv(_: argparse.Namespace, sources: list[Source]) -> Iterator[str]:
    from secc.tools import signals

    return signals.csv_lines([one for source in sources for one in source.conversations])


_FORMS: dict[str, Callable[[argparse.Namespace, list[Source]], Iterator[str]]] = {
    "text": _text,
    "json": _json,
    "xml": _xml,
    "csv": _csv,
}


def _plot(path: Path, sources: list[Source]) -> None:
    """Draw the session that has the most to show."""
    from secc.errors import ConfigError
    from secc.tools import plot

    curves = []
    for source in sources:
        for one in source.conversations:
            drawn = plot.curve(one, f"{Path(source.name).name}, session {one.number}")
            if drawn is not None:
                curves.append(drawn)
    if not curves:
        raise ConfigError("--plot: no session here has values over time")
    best = max(
        curves, key=lambda drawn: sum(len(line.points) for panel in drawn.panels for line in panel.series)
    )
    try:
        path.write_text(plot.svg(best), "utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    others = f" (--session picks another of {len(curves)})" if len(curves) > 1 else ""
    print(f"{path}: {best.title}, {best.summary}{others}", file=sys.stderr)


def _count(text: str) -> int:
    if not (text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"expected a number from 1, found {text!r}")
    return int(text)
