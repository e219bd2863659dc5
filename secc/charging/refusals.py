"""The response that says no: the request's own type, valid, and as small as its schema allows.

The values are ignored by a car that reads the response code ([V2G2-736]); they only have to be valid.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from msgspec import Struct

from secc import exi


def response_type(messages: ModuleType, request: Struct) -> type[Struct]:
    """``XReq`` is answered by ``XRes``; no schema knows an exception."""
    response: type[Struct] = getattr(messages, type(request).__name__.removesuffix("Req") + "Res")
    return response


def smallest(schema: str, messages: ModuleType, request: Struct, values: Mapping[str, Any]) -> Struct:
    """The smallest response to a request; of ``values``, by field name, it takes those that it has."""
    kind = response_type(messages, request)
    return exi.minimal(
        schema, kind, **{name: values[name] for name in kind.__struct_fields__ if name in values}
    )
