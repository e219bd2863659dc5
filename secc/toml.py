"""Reads the files that people write, and tells every mistake in one line."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from secc.errors import ConfigError

__all__ = ["read"]


def read(path: Path) -> dict[str, Any]:
    """What a file holds.

    :raises ConfigError: it cannot be read, or is no TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: expected UTF-8 text, byte {error.start} is not") from error
    except RecursionError as error:
        raise ConfigError(f"{path}: not TOML that anybody would write: it is too deep") from error
    except ValueError as error:  # TOMLDecodeError is one; so is a number of thousands of digits
        raise ConfigError(f"{path}: not TOML: {error}") from error
