"""Two engines do the common cases quickly, one in C and one in Python; this module says which is used.

Both give the same structs and the same bytes, and both raise one of :data:`UNUSUAL` for anything that is not
common; :mod:`.exact` then does it again. So neither ever decides what is an error, and a machine without a C
compiler lacks nothing but speed.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from secc.errors import ConfigError
from secc.exi import quick_read, quick_write
from secc.exi.quick_read import UNUSUAL
from secc.exi.schema import Schema

__all__ = ["NAMES", "UNUSUAL", "VARIABLE", "Bound", "Engine", "chosen", "load"]

VARIABLE = "SECC_EXI_ENGINE"
"""Environment variable that forces one of :data:`NAMES`; without it C is used where it is built."""


class Bound(NamedTuple):
    """An engine at work on one schema set. Each raises one of :data:`UNUSUAL` for what is not common."""

    read_document: Callable[[bytes], Any]
    write_document: Callable[[Any], bytes]
    read_fragment: Callable[[bytes], tuple[int, Any]]
    write_fragment: Callable[[int, Any], bytes]


class Engine(NamedTuple):
    """One of the engines."""

    name: str
    bind: Callable[[Schema], Bound]


def _python() -> Engine:
    def bind(schema: Schema) -> Bound:
        return Bound(
            partial(quick_read.document, schema),
            partial(quick_write.document, schema),
            partial(quick_read.fragment, schema),
            partial(quick_write.fragment, schema),
        )

    return Engine("python", bind)


def _c() -> Engine:
    from secc.exi import compiled

    def bind(schema: Schema) -> Bound:
        documents, fragments = compiled.documents(schema), compiled.fragments(schema)
        return Bound(documents.read, documents.write, fragments.read, fragments.write)

    return Engine("c", bind)


_ENGINES = {"c": _c, "python": _python}
NAMES = tuple(_ENGINES)


def load(name: str) -> Engine:
    """An engine by its name.

    :raises ImportError: the C engine is not built, or cannot be used here.
    """
    return _ENGINES[name]()


def chosen() -> Engine:
    """The engine to use.

    :raises ConfigError: the environment forces one that there is not.
    """
    wanted = os.environ.get(VARIABLE, "")
    if wanted and wanted not in _ENGINES:
        raise ConfigError(f"{VARIABLE}={wanted}: there are {' and '.join(NAMES)}")
    try:
        return load(wanted or "c")
    except ImportError as error:
        if wanted:
            raise ConfigError(f"{VARIABLE}={wanted}: {error}") from error
        return load("python")
