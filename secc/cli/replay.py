"""``secc replay``: a car of a capture once more, or a session of our own bit for bit."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from secc.tools.comparison import Reach, Replayed, Report

__all__ = ["configure", "run"]

_DESCRIPTION = """\
Let a car charge here that charged elsewhere: its requests are taken from a capture (pcap, pcapng) and put to
this charger, with an EVSE that does what the recorded charger's answers show: isolation, voltages, limits,
authorization. Tells where our answers differ, and how far the car got. Time is the capture's, so it takes
no time: the same file always gives the same report.

FILE may also be a recording of secc run --record (secc-….jsonl): it is repeated, and each byte and each
publication must be the recorded one.
"""

_EPILOG = """\
examples:
  secc replay car.pcap                    where this charger answers otherwise
  secc replay car.pcap --all              each message
  secc replay car.pcap --json             the same for machines
  secc replay car.pcap --speed 10         the car ten times as fast
  secc replay secc-20260101T120000.000Z.jsonl

exit code: 0 the car got at least as far as in the recording (a recording of our own: nothing differs),
           1 it did not, 2 the file holds no V2G session, or another mistake
"""

_UNLIMITED = 1e6


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the subcommand."""
    parser.description = _DESCRIPTION
    parser.epilog = _EPILOG
    parser.add_argument("file", type=Path, metavar="FILE", help="a capture, or a recording")
    parser.add_argument(
        "--speed", type=_speed, default=1.0, metavar="X", help="the car asks X times as fast as it did (1)"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--all", action="store_true", help="show each message, not only the differences")
    form.add_argument("--json", action="store_true", help="the report as one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Replay; 0 when the car got as far in each session."""
    import logging

    from secc.tools import replay

    logging.getLogger("secc").addHandler(logging.NullHandler())  # the report tells what there is to tell
    if _is_recording(arguments.file):
        return _again(arguments)
    reports = replay.file(arguments.file, arguments.speed)
    if arguments.json:
        json.dump(_document(arguments.file, reports), sys.stdout, indent=1)
        print()
    else:
        for report in reports:
            print(*_lines(report, every=arguments.all), sep="\n")
    return 0 if all(report.as_far for report in reports) else 1


def _is_recording(path: Path) -> bool:
    from secc.tools import tape

    try:
        with path.open("rb") as stream:
            return tape.is_recording(stream.read(64))
    except OSError:
        return False  # whoever reads it next says why


def _again(arguments: argparse.Namespace) -> int:
    from dataclasses import asdict

    from secc.errors import ConfigError
    from secc.tools import again

    if arguments.all or arguments.speed != 1:
        raise ConfigError(f"{arguments.file}: --all and --speed are for captures, this is a recording")
    found = again.file(arguments.file)
    if arguments.json:
        json.dump({"file": str(arguments.file), **asdict(found)}, sys.stdout, indent=1)
        print()
        return 0 if found.parting is None else 1
    print(f"{found.inputs} inputs, {found.outputs} outputs as recorded", end="")
    print("" if found.whole else "; the recording ends before its session does")
    if found.parting is not None:
        print(f"line {found.parting.line} differs (recorded by secc {found.version})")
        print(f"  recorded: {_cut(found.parting.recorded)}")
        print(f"  ours:     {_cut(found.parting.ours or 'nothing')}")
    return 0 if found.parting is None else 1


def _cut(entry: str) -> str:
    return entry if len(entry) <= 1000 else f"{entry[:1000]}…"


def _lines(report: Report, *, every: bool) -> list[str]:
    name = report.namespace or "no common protocol"
    lines = [
        f"car {report.car} at {report.charger}",
        f"  {name}, {len(report.messages)} requests in {report.seconds:.1f} s",
    ]
    rows = _each(report) if every else _folded(report)
    if rows:
        head = (f"{'packet':>8} {'s':>9}", "request", "field", "recorded", "ours")
        lines += _columns([head, *rows])
    else:
        lines.append("  no difference")
    lines += [f"  note: {note}" for note in report.notes]
    lines.append(f"  recorded: {_reached(report.there)}")
    lines.append(f"  here:     {_reached(report.here)}")
    lines.append(f"  {'as far as' if report.as_far else 'not as far as'} in the recording\n")
    return lines


_Row = tuple[str, str, str, str, str]


def _folded(report: Report) -> list[_Row]:
    """The differences, equal ones together."""
    found: dict[tuple[str, str, str | None, str | None], list[Replayed]] = {}
    for message in report.messages:
        for one in message.differences:
            found.setdefault((message.request, one.field, one.recorded, one.ours), []).append(message)
        if message.outcome == "passed over":
            found.setdefault((message.request, "", "asked again", "passed over"), []).append(message)
    rows = []
    for (request, field, recorded, ours), messages in found.items():
        often = f" ({len(messages)} times, until {messages[-1].time:.3f})" if len(messages) > 1 else ""
        rows.append((_when(messages[0]), request, field, recorded or "-", f"{ours or 'no answer'}{often}"))
    return rows


def _each(report: Report) -> list[_Row]:
    rows = []
    for message in report.messages:
        there = message.recorded.code if message.recorded else "-"
        here = message.ours.code if message.ours else str(message.outcome)
        rows.append((_when(message), message.request, "code", there, here))
        rows += [
            ("", "", one.field, one.recorded or "-", one.ours or "-")
            for one in message.differences
            if one.field != "code"
        ]
    return rows


def _when(message: Replayed) -> str:
    return f"{message.packet:>8} {message.time:>9.3f}"


def _columns(rows: list[_Row]) -> list[str]:
    widths = [max(len(row[index]) for row in rows) for index in range(4)]
    return [
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, (*widths, 0), strict=True)).rstrip()
        for row in rows
    ]


def _reached(reach: Reach) -> str:
    if reach.request is None:
        return "nothing"
    marks = [name for name, got in (("charge loop", reach.loop), ("end", reach.end)) if got]
    return f"{reach.request} (request {reach.last}){': ' if marks else ''}{', '.join(marks)}"


def _document(file: Path, reports: list[Report]) -> dict[str, Any]:
    from dataclasses import asdict

    def message(one: Replayed) -> dict[str, Any]:
        return {**asdict(one), "differences": [asdict(difference) for difference in one.differences]}

    return {
        "file": str(file),
        "as_far": all(report.as_far for report in reports),
        "sessions": [
            {
                "car": str(report.car),
                "charger": str(report.charger),
                "namespace": report.namespace,
                "seconds": report.seconds,
                "as_far": report.as_far,
                "recorded": asdict(report.there),
                "ours": asdict(report.here),
                "notes": report.notes,
                "messages": [message(one) for one in report.messages],
            }
            for report in reports
        ],
    }


def _speed(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= _UNLIMITED:
        raise argparse.ArgumentTypeError(f"expected a number above 0, found {text!r}")
    return value
