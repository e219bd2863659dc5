"""``secc encode``: JSON or XML becomes a message."""

from __future__ import annotations

import argparse
import base64
import sys

from secc.cli import schemas

__all__ = ["configure", "run"]

_DESCRIPTION = """\
Make a message of its JSON or XML, as "secc decode --to json" or "--to xml" writes them (docs/messages.md).
Several messages go as JSON, one a line; a text of XML is one document.
INPUT is a file, or the text itself; "-" or nothing is standard input. The schema is found by the XML's
namespace or by trying, where --schema does not say it.
"""

_EPILOG = """\
examples:
  secc encode message.xml                              hex
  secc encode message.json --schema iso2 --to base64
  secc encode message.json --header --to raw | nc …    with its V2GTP header, as bytes
  secc decode session.pcap --to json | secc encode     the session's messages as hex, one a line
  secc encode --lines --schema iso2 --from xml         one XML message a line in, one line of hex out, at once

exit code: 0 it worked · 1 the text is no message · 2 your mistake
With --lines it is 0 when the input ends: each line's own answer says what is wrong with it.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the subcommand."""
    parser.description = _DESCRIPTION
    parser.epilog = _EPILOG
    parser.add_argument("input", nargs="*", metavar="INPUT", help="file, text, or - for standard input")
    parser.add_argument(
        "--from", dest="form", choices=("json", "xml"), help="what the input is (shows by itself)"
    )
    parser.add_argument("--to", choices=("hex", "base64", "raw"), default="hex", help="the bytes' form (hex)")
    parser.add_argument("--header", action="store_true", help="put the V2GTP header before each message")
    parser.add_argument(
        "--as-received",
        action="store_true",
        help="allow lengths and numbers beyond their bounds",
    )
    parser.add_argument("--lines", action="store_true", help="batch: one message a line, answered at once")
    schemas.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Encode everything that was handed over."""
    if arguments.lines:
        return _lines(arguments)
    from secc import v2gtp
    from secc.tools import inputs, texts

    fragment = None if arguments.mode is None else arguments.mode == "fragment"
    wanted = texts.Wanted(arguments.form, arguments.schema, fragment, arguments.as_received)
    failed = False
    for name, text in inputs.texts(arguments.input):
        parts = list(texts.split(text, wanted))
        for number, (one, form) in enumerate(parts, 1):
            try:
                message = texts.encode(one, form, wanted)
            except ValueError as error:
                failed = True
                place = f"{name}, message {number}" if len(parts) > 1 else name
                print(f"secc encode: {place}: {error}", file=sys.stderr)
                continue
            if message is None:
                continue
            payload = message.payload
            if arguments.header:
                payload = v2gtp.frame(message.payload_type, payload)
            _write(payload, arguments.to)
    return int(failed)


def _write(payload: bytes, form: str) -> None:
    if form == "raw":
        sys.stdout.buffer.write(payload)
    else:
        print(payload.hex() if form == "hex" else base64.b64encode(payload).decode())


def _lines(arguments: argparse.Namespace) -> int:
    from secc.errors import ConfigError
    from secc.tools import batch

    if arguments.schema is None or arguments.form is None:
        raise ConfigError("--lines needs --schema and --from")
    if arguments.input or arguments.to != "hex" or arguments.header:
        raise ConfigError("--lines reads standard input and writes hex; no INPUT, --to or --header beside it")
    convert = batch.encoder(
        arguments.schema, arguments.mode == "fragment", arguments.form, as_received=arguments.as_received
    )
    batch.run(sys.stdin.buffer, sys.stdout.buffer, convert)
    return 0
