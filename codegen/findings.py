"""What ``diff`` and ``lint`` say: one remark a line, for people, for programs and for a review on GitHub."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Remark:
    """One thing to say about one place of a contract.

    ``place`` is the path of keys inside the file. ``breaks`` names whom a change breaks (``handler``,
    ``client``, ``wire``, ``docs``); it is None for a remark that is not about a change.
    """

    file: str
    line: int
    rule: str
    place: str
    sentence: str
    breaks: tuple[str, ...] | None = None

    @property
    def grave(self) -> bool:
        """Somebody has to act: code or a peer breaks, or a contract is not as it should be."""
        return self.breaks is None or any(whom != "docs" for whom in self.breaks)


def add_format(parser: ArgumentParser) -> None:
    """The option that both verbs share."""
    parser.add_argument(
        "--format", choices=sorted(_FORMATS), default="text", help="how findings are written (default: text)"
    )


def write(remarks: Iterable[Remark], form: str) -> str:
    """All remarks in one of the three forms, in the order of files and lines."""
    return _FORMATS[form](sorted(remarks))


def _text(remarks: list[Remark]) -> str:
    return "".join(
        f"{one.file}:{one.line}: {one.rule}: {one.place}: {one.sentence}{_verdict(one)}\n" for one in remarks
    )


def _verdict(remark: Remark) -> str:
    if remark.breaks is None:
        return ""
    if remark.breaks == ("docs",):
        return " [docs only]"
    return f" [breaks {', '.join(remark.breaks) or 'nobody'}]"


def _json(remarks: list[Remark]) -> str:
    rows = []
    for one in remarks:
        row: dict[str, object] = {
            "rule": one.rule,
            "file": one.file,
            "line": one.line,
            "place": one.place,
            "sentence": one.sentence,
        }
        rows.append(row if one.breaks is None else row | {"breaks": list(one.breaks)})
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def _github(remarks: list[Remark]) -> str:
    lines = []
    for one in remarks:
        level = "error" if one.grave else "notice"
        told = _escaped(f"{one.place}: {one.sentence}{_verdict(one)}")
        file, rule = (_escaped(text).replace(":", "%3A").replace(",", "%2C") for text in (one.file, one.rule))
        lines.append(f"::{level} file={file},line={one.line},title={rule}::{told}\n")
    return "".join(lines)


def _escaped(text: str) -> str:
    """Workflow commands end at the end of the line."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


_FORMATS: dict[str, Callable[[list[Remark]], str]] = {"text": _text, "json": _json, "github": _github}
