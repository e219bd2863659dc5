"""Finds the integrator's class: ``package.module:factory``."""

from __future__ import annotations

import importlib
import logging
import sys
from pathlib import Path
from typing import Any

from secc.errors import ConfigError

__all__ = ["find"]

log = logging.getLogger(__name__)


def find(name: str) -> Any:
    """The factory of that name, looked for in the working directory too; ConfigError says what is wrong."""
    module_name, colon, attribute = name.partition(":")
    if not (module_name and colon and attribute):
        raise ConfigError(f"owner {name!r}: expected package.module:factory")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        module = importlib.import_module(module_name)
    except (Exception, SystemExit) as error:  # whatever the integrator's module does when it is imported
        log.debug("the import of %s raised", module_name, exc_info=error)
        reason = " ".join(str(error).split())
        raise ConfigError(
            f"owner {name}: cannot import {module_name}: {type(error).__name__}: {reason}"
        ) from error
    factory: Any = module
    for part in attribute.split("."):
        if not hasattr(factory, part):
            raise ConfigError(f"owner {name}: {module_name} has no {attribute}")
        factory = getattr(factory, part)
    if not callable(factory):
        raise ConfigError(f"owner {name}: {attribute} is a {type(factory).__name__}, expected a factory")
    return factory
