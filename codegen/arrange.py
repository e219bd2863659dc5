"""Templates: where they lie, and how all of them are read."""

from __future__ import annotations

from pathlib import Path

import jinja2


def templates() -> jinja2.Environment:
    """A fresh environment; a name that is not defined is a mistake, not an empty text."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # the output is Python and reST
    )
