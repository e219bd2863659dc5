# Generated from interfaces/v2g/ by "python -m codegen generate". Do not edit.
"""The V2G messages, one module a contract file:
``app_protocol``, ``din70121``, ``din70121_types``, ``iso15118_2``, ``iso15118_20_ac``, ``iso15118_20_acdp``,
``iso15118_20_common``, ``iso15118_20_dc``, ``iso15118_20_types``, ``iso15118_20_wpt``, ``iso15118_2_types``,
``xmldsig``.

Structs are frozen and take their fields by name; fields and enumeration values are spelled as on the wire.
An absent element is ``msgspec.UNSET``, a list is a tuple, a binary is ``bytes``. Bounds are told in the
docstrings and checked where a message becomes bytes.
"""
