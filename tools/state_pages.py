"""The pages of the docs that show the protocols as they are: ``python -m tools.state_pages``.

Everything is read from the tables that the charger runs on, so the pictures cannot lie. ``--check`` writes
nothing and fails where a page is not what the tables say.
"""

from __future__ import annotations

import sys
from enum import Enum
from pathlib import Path
from typing import Any, Final, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from secc import din, iso2
from secc.fsm import EvseChanged, Expired, Row
from secc.protocol import Protocol

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
PAGES: Final = {"din": ("DIN SPEC 70121", din.PROTOCOL), "iso2": ("ISO 15118-2", iso2.PROTOCOL)}

_WIDTH, _LINE, _TOP, _LEFT, _BOX = 1200, 46, 24, 410, 330
_HALO = {"stroke": "#fff", "stroke_width": 4, "paint_order": "stroke"}
_SVG = "http://www.w3.org/2000/svg"
_TIP = (
    '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0L8 4L0 8z" fill="#456"/></marker>'
)
_INPUTS: Final[dict[Any, str]] = {EvseChanged: "(the owner acts)", Expired: "(time is up)"}


_HEAD = """\
# The protocols, state by state

Drawn from the tables that the charger runs on (`python -m tools.state_pages`). Read a line as: in this state
this request is answered by this rule, and may lead to these states. Whatever is not listed is answered with
FAILED_SequenceError in a response of the request's own type, and the session ends. A dot in a picture marks a
state in which the session may end."""


class Arc(NamedTuple):
    """One arrow of the picture."""

    start: int
    end: int
    words: str


def name(input: type) -> str:
    """What a row waits for, in words."""
    return _INPUTS.get(input, input.__name__)


def arcs(protocol: Protocol) -> list[Arc]:
    """Every row of the table, one arrow for each state that it may lead to; what stays is no arrow."""
    order: dict[Enum, int] = {state: index for index, state in enumerate(protocol.table)}
    words: dict[tuple[int, int], list[str]] = {}
    for state, rows in protocol.table.items():
        for row in rows.values():
            for target in row.leads:
                if target is not state:
                    words.setdefault((order[state], order[target]), []).append(name(row.input))
    return [Arc(start, end, ", ".join(inputs)) for (start, end), inputs in words.items()]


def picture(title: str, protocol: Protocol) -> str:
    """States from top to bottom; arrows down on the right, back up on the left; the end has none drawn."""
    states = list(protocol.table)
    last = len(states) - 1
    drawn = [arc for arc in arcs(protocol) if arc.end != last]
    stops = {arc.start for arc in arcs(protocol) if arc.end == last}
    height = _TOP * 2 + _LINE * len(states)
    parts = [
        _tag("title", f"{title}: states and requests"),
        f"<defs>{_TIP}</defs>",
        _tag("rect", width=_WIDTH, height=height, fill="#fff"),
    ]
    for index, arc in enumerate(sorted(drawn, key=lambda arc: abs(arc.end - arc.start))):
        parts += _arrow(arc, 14 * (index % 3 - 1))
    for index, state in enumerate(states):
        parts += _box(index, state.name, index in stops)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif">'
    )
    return "\n".join([head, *parts, "</svg>", ""])


def _tag(kind: str, text: str = "", **attributes: object) -> str:
    """One element of a picture; the underscore in an attribute's name stands for a hyphen."""
    words = "".join(f" {key.replace('_', '-')}={quoteattr(str(value))}" for key, value in attributes.items())
    return f"<{kind}{words}>{escape(text)}</{kind}>" if text else f"<{kind}{words}/>"


def _middle(index: int) -> float:
    return _TOP + _LINE * (index + 0.5)


def _arrow(arc: Arc, stagger: int) -> list[str]:
    """An arrow and its words; ``stagger`` keeps the words of arrows side by side apart."""
    span = arc.end - arc.start
    if span == 1:
        x, colour = _LEFT + _BOX / 2, "#456"
        way = f"M{x} {_middle(arc.start) + 13}V{_middle(arc.end) - 14}"
        place = {"x": x + 8, "y": (_middle(arc.start) + _middle(arc.end)) / 2 + 4}
    else:
        out, edge, colour = (1, _LEFT + _BOX, "#456") if span > 0 else (-1, _LEFT, "#a52")
        steps = min(abs(span), 9)
        bend = edge + out * (24 + 26 * steps)
        start, end = _middle(arc.start) + 5 * out, _middle(arc.end) - 5 * out
        way = f"M{edge} {start}C{bend} {start} {bend} {end} {edge} {end}"
        place = {"x": edge + out * (22 + 19.5 * steps), "y": (start + end) / 2 + 4 + stagger}
    anchor = "end" if span < 0 else "start"
    return [
        _tag("path", d=way, fill="none", stroke=colour, marker_end="url(#tip)"),
        _tag("text", arc.words, **place, **_HALO, font_size=11, text_anchor=anchor, fill=colour),
    ]


def _box(index: int, state: str, stops: bool) -> list[str]:
    y = _middle(index)
    parts = [
        _tag("rect", x=_LEFT, y=y - 13, width=_BOX, height=26, rx=6, fill="#eef3f8", stroke="#456"),
        _tag("text", state, x=_LEFT + _BOX / 2, y=y + 4, font_size=12, text_anchor="middle"),
    ]
    if stops:  # where SessionStopReq or a time limit may end the session
        parts.append(_tag("circle", cx=_LEFT + _BOX - 14, cy=y, r=4, fill="#a52"))
    return parts


def table(protocol: Protocol) -> str:
    """The rows as a Markdown table."""
    lines = ["| state | input | rule | may lead to |", "|---|---|---|---|"]
    for state, rows in protocol.table.items():
        for row in rows.values():
            lines.append(f"| {state.name} | {name(row.input)} | `{_rule(row)}` | {_leads(row)} |")
    return "\n".join(lines)


def _rule(row: Row) -> str:
    module = row.rule.__module__.removeprefix("secc.")
    return f"{module}.{row.rule.__name__}"


def _leads(row: Row) -> str:
    return ", ".join(state.name for state in row.leads)


def pages() -> dict[Path, str]:
    """Every page with its text."""
    texts: dict[Path, str] = {}
    parts = [_HEAD]
    for key, (title, protocol) in PAGES.items():
        texts[DOCS / "states" / f"{key}.svg"] = picture(title, protocol)
        parts += [f"## {title}", f"![States of {title}](states/{key}.svg)", table(protocol)]
    texts[DOCS / "states.md"] = "\n\n".join(parts) + "\n"
    return texts


def main(arguments: list[str]) -> int:
    """Write the pages, or with ``--check`` say which are not current."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        if "--check" in arguments:
            print(f"{path.relative_to(DOCS.parent)} is not what the tables say: python -m tools.state_pages")
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(pages()[path], "utf-8")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
