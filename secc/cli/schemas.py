"""The options that name a schema, of ``secc decode`` and ``secc encode``."""

from __future__ import annotations

import argparse

__all__ = ["SCHEMAS", "add_arguments"]

SCHEMAS = (
    "sap",
    "din",
    "iso2",
    "iso20-common",
    "iso20-ac",
    "iso20-dc",
    "iso20-wpt",
    "iso20-acdp",
    "xmldsig",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``--schema`` and ``--mode``."""
    group = parser.add_argument_group("schema")
    group.add_argument("--schema", choices=SCHEMAS, metavar="SCHEMA", help=", ".join(SCHEMAS))
    group.add_argument(
        "--mode", choices=("document", "fragment"), help="a message, or a signed element by itself (document)"
    )
