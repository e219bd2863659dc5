"""``v2g_messages``: copies of what passed, for debug mode only, since they hold personal data."""

from __future__ import annotations

import base64

from secc import exi, v2gtp
from secc.session import Copy
from secc_contract.types.iso15118_charger import V2gMessageId, V2gMessages

_KNOWN = {member.value for member in V2gMessageId}


def describe(copy: Copy) -> V2gMessages:
    """The contract's form: the whole frame, and its message as XML and JSON."""
    name = type(copy.body).__name__
    frame = v2gtp.frame(v2gtp.PayloadType.EXI, copy.payload)
    return V2gMessages(
        v2g_message_id=V2gMessageId(name if name in _KNOWN else "UnknownMessage"),
        v2g_message_xml=exi.to_xml(copy.schema, copy.message),
        v2g_message_json=exi.to_json(copy.schema, copy.message),
        v2g_message_exi_hex=frame.hex(),
        v2g_message_exi_base64=base64.b64encode(frame).decode("ascii"),
    )
