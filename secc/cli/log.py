"""Log lines on standard error: for people, or one JSON object a line."""

from __future__ import annotations

import argparse
import json
import logging
from datetime import UTC, datetime

from secc.tools.printing import ESCAPES, printable

__all__ = ["add_arguments", "start"]

_LEVELS = ("debug", "info", "warning", "error")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The two options that every logging subcommand has."""
    group = parser.add_argument_group("log")
    group.add_argument("--log", choices=("text", "json"), default="text", help="form of a line (text)")
    group.add_argument("--log-level", choices=_LEVELS, default="info", help="least level shown (info)")


def start(form: str, level: str) -> None:
    """Log to standard error from now on."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Json() if form == "json" else _Text())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def _short(record: logging.LogRecord) -> str:
    return record.name.removeprefix("secc.")


class _Text(logging.Formatter):
    """``12:00:01.123 INFO    net.server: text``; whatever a car has put into it, it forges no other line."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created).strftime("%H:%M:%S.%f")[:-3]
        line = f"{time} {record.levelname:<7} {_short(record)}: {printable(record.getMessage())}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class _Json(logging.Formatter):
    """``{"time": …, "level": …, "logger": …, "text": …}``, with ``traceback`` where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": _short(record),
            "text": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False).translate(ESCAPES["json"])
