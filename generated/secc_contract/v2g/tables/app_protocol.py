# Generated from interfaces/v2g/app_protocol.yaml by "python -m codegen generate". Do not edit.
"""EXI grammar tables; the docstring of this package says how to read them."""

# fmt: off
# ruff: noqa: E501
from typing import Any

NAMESPACES: tuple[str, ...] = (
    "",
    "urn:iso:15118:2:2010:AppProtocol",
)

VALUES: dict[str, tuple[Any, ...]] = {
    "ResponseCode": ("enum", ("OK_SuccessfulNegotiation", "OK_SuccessfulNegotiationWithMinorDeviation", "Failed_NoNegotiation")),
    "ProtocolNamespace": ("string", 0, 100),
    "ProtocolName": ("string", 0, 30),
    "Id": ("bits", 0, 255),
    "Priority": ("bits", 1, 20),
}

TYPES: dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    "SupportedAppProtocolReq": (
        (
            ("AppProtocol", "element", 0, "app_protocol#AppProtocol", 1, 20),
        ),
        (
            ((0, 1, 2),),
            ((0, 1, 2), (-1,)),
            ((-1,),),
        ),
    ),
    "AppProtocol": (
        (
            ("ProtocolNamespace", "element", 0, "app_protocol#ProtocolNamespace", 1, 1),
            ("VersionNumberMajor", "element", 0, ("unsigned", 0, 4294967295), 1, 1),
            ("VersionNumberMinor", "element", 0, ("unsigned", 0, 4294967295), 1, 1),
            ("SchemaID", "element", 0, "app_protocol#Id", 1, 1),
            ("Priority", "element", 0, "app_protocol#Priority", 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((2, 3),),
            ((3, 4),),
            ((4, 5),),
            ((-1,),),
        ),
    ),
    "SupportedAppProtocolRes": (
        (
            ("ResponseCode", "element", 0, "app_protocol#ResponseCode", 1, 1),
            ("SchemaID", "element", 0, "app_protocol#Id", 0, 1),
        ),
        (
            ((0, 1),),
            ((1, 2), (-1,)),
            ((-1,),),
        ),
    ),
}

ELEMENTS: tuple[tuple[Any, ...], ...] = (
    ("supportedAppProtocolReq", 1, "app_protocol#SupportedAppProtocolReq"),
    ("supportedAppProtocolRes", 1, "app_protocol#SupportedAppProtocolRes"),
)

FRAGMENTS: tuple[tuple[Any, ...], ...] = (
    ("AppProtocol", 0, "app_protocol#AppProtocol"),
    ("Priority", 0, "app_protocol#Priority"),
    ("ProtocolNamespace", 0, "app_protocol#ProtocolNamespace"),
    ("ResponseCode", 0, "app_protocol#ResponseCode"),
    ("SchemaID", 0, "app_protocol#Id"),
    ("VersionNumberMajor", 0, ("unsigned", 0, 4294967295)),
    ("VersionNumberMinor", 0, ("unsigned", 0, 4294967295)),
    ("supportedAppProtocolReq", 1, "app_protocol#SupportedAppProtocolReq"),
    ("supportedAppProtocolRes", 1, "app_protocol#SupportedAppProtocolRes"),
)

ATTRIBUTES: tuple[tuple[str, int], ...] = (
)
