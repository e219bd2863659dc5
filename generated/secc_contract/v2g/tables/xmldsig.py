# Generated from interfaces/v2g/xmldsig.yaml by "python -m codegen generate". Do not edit.
"""EXI grammar tables; the docstring of this package says how to read them."""

# fmt: off
from typing import Any

NAMESPACES: tuple[str, ...] = (
    "",
    "http://www.w3.org/2000/09/xmldsig#",
)

VALUES: dict[str, tuple[Any, ...]] = {
    "HMACOutputLength": ("signed", None, None),
    "DigestValue": ("base64", 0, None),
    "KeyName": ("string", 0, None),
    "CryptoBinary": ("base64", 0, None),
    "MgmtData": ("string", 0, None),
}

TYPES: dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    "Signature": (
        (
            ("Id", "attribute", 0, ("string", 0, None), 0, 1),
            ("SignedInfo", "element", 1, "xmldsig#SignedInfo", 1, 1),
            ("SignatureValue", "element", 1, "xmldsig#SignatureValue", 1, 1),
            ("KeyInfo", "element", 1, "xmldsig#KeyInfo", 0, 1),
            ("Object", "element", 1, "xmldsig#Object", 0, None),
        ),
        (
            ((0, 1), (1, 2)),
            ((1, 2),),
            ((2, 3),),
            ((3, 4), (4, 4), (-1,)),
            ((4, 4), (-1,)),
        ),
    ),
    "SignedInfo": (
        (
            ("Id", "attribute", 0, ("string", 0, None), 0, 1),
            ("CanonicalizationMethod", "element", 1, "xmldsig#CanonicalizationMethod", 1, 1),
            ("SignatureMethod", "element", 1, "xmldsig#SignatureMethod", 1, 1),
            ("Reference", "element", 1, "xmldsig#Reference", 1, None),
        ),
        (
            ((0, 1), (1, 2)),
            ((1, 2),),
            ((2, 3),),
            ((3, 4),),
            ((3, 4), (-1,)),
        ),
    ),
    "CanonicalizationMethod": (
        (
            ("Algorithm", "attribute", 0, ("string", 0, None), 1, 1),
            ("any", "any", 1, None, 0, 1),
        ),
        (
            ((0, 1),),
            ((1,), (-1,), (-2,)),
        ),
    ),
    "SignatureMethod": (
        (
            ("Algorithm", "attribute", 0, ("string", 0, None), 1, 1),
            ("HMACOutputLength", "element", 1, "xmldsig#HMACOutputLength", 0, 1),
            ("any", "any", 1, None, 0, 1),
        ),
        (
            ((0, 1),),
            ((1, 2), (2,), (-1,), (-2,)),
            ((2,), (-1,), (-2,)),
        ),
    ),
    "Reference": (
        (
            ("Id", "attribute", 0, ("string", 0, None), 0, 1),
            ("URI", "attribute", 0, ("string", 0, None), 0, 1),
            ("Type", "attribute", 0, ("string", 0, None), 0, 1),
            ("Transforms", "element", 1, "xmldsig#Transforms", 0, 1),
            ("DigestMethod", "element", 1, "xmldsig#DigestMethod", 1, 1),
            ("DigestValue", "element", 1, "xmldsig#DigestValue", 1, 1),
        ),
        (
            ((0, 1), (2, 2), (1, 3), (3, 4), (4, 5)),
            ((2, 2), (1, 3), (3, 4), (4, 5)),
            ((1, 3), (3, 4), (4, 5)),
            ((3, 4), (4, 5)),
            ((4, 5),),
            ((5, 6),),
            ((-1,),),
        ),
    ),
    "Transforms": (
        (
            ("Transform", "element", 1, "xmldsig#Transform", 1, None),
        ),
        (
            ((0, 1),),
            ((0, 1), (-1,)),
        ),
    ),
    "Transform": (
        (
            ("Algorithm", "attribute", 0, ("string", 0, None), 1, 1),
            ("content", "group", 1, "xmldsig#TransformContent", 0, None),
            ("any", "any", 1, None, 0, 1, 1, False),
            ("XPath", "element", 1, ("string", 0, None), 0, 1, 1, True),
        ),
        (
            ((0, 1),),
            ((3, 1), (2,), (-1,), (-2,)),
        ),
    ),
    "DigestMethod": (
        (
            ("Algorithm", "attribute", 0, ("string", 0, None), 1, 1),
            ("any", "any", 1, None, 0, 1),
        ),
        (
            ((0, 1),),
            ((1,), (-1,), (-2,)),
        ),
    ),
    "SignatureValue": (
        (
            ("Id", "attribute", 0, ("string", 0, None), 0, 1),
            ("value", "text", 1, ("base64", 0, None), 1, 1),
        ),
        (
            ((0, 1), (1, 2)),
            ((1, 2),),
            ((-1,),),
        ),
    ),
    "KeyInfo": (
        (
            ("Id", "attribute", 0, ("string", 0, None), 0, 1),
            ("content", "group", 1, "xmldsig#KeyInfoContent", 1, None),
            ("KeyName", "element", 1, "xmldsig#KeyName", 0, 1, 1, True),
            ("KeyValue", "element", 1, "xmldsig#KeyValue", 0, 1, 1, True),
            ("RetrievalMethod", "element", 1, "xmldsig#RetrievalMethod", 0, 1, 1, True),
            ("X509Data", "element", 1, "xmldsig#X509Data", 0, 1, 1, True),
            ("PGPData", "element", 1, "xmldsig#PGPData", 0, 1, 1, True),
            ("SPKIData", "element", 1, "xmldsig#SPKIData", 0, 1, 1, True),
            ("MgmtData", "element", 1, "xmldsig#MgmtData", 0, 1, 1, True),
            ("any", "any", 1, None, 0, 1, 1, False),
        ),
        (
            ((0, 1), (2, 2), (3, 2), (4, 2), (5, 2), (6, 2), (7, 2), (8, 2), (9,), (-2,)),
            ((2, 2), (3, 2), (4, 2), (5, 2), (6, 2), (7, 2), (8, 2), (9,), (-2,)),
            ((2, 2), (3, 2), (4, 2), (5, 2), (6, 2), (7, 2), (8, 2), (9,), (-1,), (-2,)),
        ),
    ),
    "KeyValue": (
        (
            ("DSAKeyValue", "element", 1, "xmldsig#DSAKeyValue", 0, 1),
            ("RSAKeyValue", "element", 1, "xmldsig#RSAKeyValue", 0, 1),
            ("any", "any", 1, None, 0, 1),
        ),
        (
            ((0, 1), (1, 1), (2,), (-2,)),
            ((-1,), (-2,)),
        ),
    ),
    "RSAKeyValue": (
        (
            ("Modulus", "element", 1, "xmldsig#CryptoBinary", 1, 1),
            ("Exponent", "element", 1, "xmldsig#CryptoBinary", 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((-1,),),
        ),
    ),
    "DSAKeyValue": (
        (
            ("primes", "group", 1, "xmldsig#DSAKeyValuePrimes", 0, 1),
            ("P", "element", 1, "xmldsig#CryptoBinary", 1, 1, 0, True),
            ("Q", "element", 1, "xmldsig#CryptoBinary", 1, 1, 0, False),
            ("G", "element", 1, "xmldsig#CryptoBinary", 0, 1),
            ("Y", "element", 1, "xmldsig#CryptoBinary", 1, 1),
            ("J", "element", 1, "xmldsig#CryptoBinary", 0, 1),
            ("generation", "group", 1, "xmldsig#DSAKeyValueGeneration", 0, 1),
            ("Seed", "element", 1, "xmldsig#CryptoBinary", 1, 1, 6, True),
            ("PgenCounter", "element", 1, "xmldsig#CryptoBinary", 1, 1, 6, False),
        ),
        (
            ((1, 1), (3, 2), (4, 3)),
            ((2, 4),),
            ((4, 3),),
            ((5, 5), (7, 6), (-1,)),
            ((3, 2), (4, 3)),
            ((7, 6), (-1,)),
            ((8, 7),),
            ((-1,),),
        ),
    ),
    "RetrievalMethod": (
        (
            ("URI", "attribute", 0, ("string", 0, None), 0, 1),
            ("Type", "attribute", 0, ("string", 0, None), 0, 1),
            ("Transforms", "element", 1, "xmldsig#Transforms", 0, 1),
        ),
        (
            ((1, 1), (0, 2), (2, 3), (-1,)),
            ((0, 2), (2, 3), (-1,)),
            ((2, 3), (-1,)),
            ((-1,),),
        ),
    ),
    "X509Data": (
        (
            ("content", "group", 1, "xmldsig#X509DataContent", 1, None),
            ("X509IssuerSerial", "element", 1, "xmldsig#X509IssuerSerial", 0, 1, 0, True),
            ("X509SKI", "element", 1, ("base64", 0, None), 0, 1, 0, True),
            ("X509SubjectName", "element", 1, ("string", 0, None), 0, 1, 0, True),
            ("X509Certificate", "element", 1, ("base64", 0, None), 0, 1, 0, True),
            ("X509CRL", "element", 1, ("base64", 0, None), 0, 1, 0, True),
            ("any", "any", 1, None, 0, 1, 0, False),
        ),
        (
            ((1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (6,)),
            ((1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (6,), (-1,)),
        ),
    ),
    "X509IssuerSerial": (
        (
            ("X509IssuerName", "element", 1, ("string", 0, None), 1, 1),
            ("X509SerialNumber", "element", 1, ("signed", None, None), 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((-1,),),
        ),
    ),
    "PGPData": (
        (
            ("byKeyID", "group", 1, "xmldsig#PGPDataByKeyID", 0, 1),
            ("PGPKeyID", "element", 1, ("base64", 0, None), 1, 1, 0, True),
            ("PGPKeyPacket", "element", 1, ("base64", 0, None), 0, 1, 0, False),
            ("any", "any", 1, None, 0, 1, 0, False),
            ("byKeyPacket", "group", 1, "xmldsig#PGPDataByKeyPacket", 0, 1),
            ("PGPKeyPacket", "element", 1, ("base64", 0, None), 1, 1, 4, True),
            ("any", "any", 1, None, 0, 1, 4, False),
        ),
        (
            ((1, 1), (5, 2)),
            ((2, 3), (3,), (-1,)),
            ((6,), (-1,)),
            ((3,), (-1,)),
        ),
    ),
    "SPKIData": (
        (
            ("content", "group", 1, "xmldsig#SPKIDataContent", 1, None),
            ("SPKISexp", "element", 1, ("base64", 0, None), 1, 1, 0, True),
            ("any", "any", 1, None, 0, 1, 0, False),
        ),
        (
            ((1, 1),),
            ((1, 1), (2,), (-1,)),
        ),
    ),
    "Object": (
        (
            ("Id", "attribute", 0, ("string", 0, None), 0, 1),
            ("MimeType", "attribute", 0, ("string", 0, None), 0, 1),
            ("Encoding", "attribute", 0, ("string", 0, None), 0, 1),
            ("content", "group", 1, None, 0, None),
            ("any", "any", 1, None, 1, 1, 3, False),
        ),
        (
            ((2, 1), (0, 2), (1, 3), (4,), (-1,), (-2,)),
            ((0, 2), (1, 3), (4,), (-1,), (-2,)),
            ((1, 3), (4,), (-1,), (-2,)),
            ((4,), (-1,), (-2,)),
        ),
    ),
    "Manifest": (
        (
            ("Id", "attribute", 0, ("string", 0, None), 0, 1),
            ("Reference", "element", 1, "xmldsig#Reference", 1, None),
        ),
        (
            ((0, 1), (1, 2)),
            ((1, 2),),
            ((1, 2), (-1,)),
        ),
    ),
    "SignatureProperties": (
        (
            ("Id", "attribute", 0, ("string", 0, None), 0, 1),
            ("SignatureProperty", "element", 1, "xmldsig#SignatureProperty", 1, None),
        ),
        (
            ((0, 1), (1, 2)),
            ((1, 2),),
            ((1, 2), (-1,)),
        ),
    ),
    "SignatureProperty": (
        (
            ("Target", "attribute", 0, ("string", 0, None), 1, 1),
            ("Id", "attribute", 0, ("string", 0, None), 0, 1),
            ("content", "group", 1, None, 1, None),
            ("any", "any", 1, None, 1, 1, 2, False),
        ),
        (
            ((1, 1), (0, 2)),
            ((0, 2),),
            ((3,), (-2,)),
        ),
    ),
}

ELEMENTS: tuple[tuple[Any, ...], ...] = (
    ("CanonicalizationMethod", 1, "xmldsig#CanonicalizationMethod"),
    ("DSAKeyValue", 1, "xmldsig#DSAKeyValue"),
    ("DigestMethod", 1, "xmldsig#DigestMethod"),
    ("DigestValue", 1, "xmldsig#DigestValue"),
    ("KeyInfo", 1, "xmldsig#KeyInfo"),
    ("KeyName", 1, "xmldsig#KeyName"),
    ("KeyValue", 1, "xmldsig#KeyValue"),
    ("Manifest", 1, "xmldsig#Manifest"),
    ("MgmtData", 1, "xmldsig#MgmtData"),
    ("Object", 1, "xmldsig#Object"),
    ("PGPData", 1, "xmldsig#PGPData"),
    ("RSAKeyValue", 1, "xmldsig#RSAKeyValue"),
    ("Reference", 1, "xmldsig#Reference"),
    ("RetrievalMethod", 1, "xmldsig#RetrievalMethod"),
    ("SPKIData", 1, "xmldsig#SPKIData"),
    ("Signature", 1, "xmldsig#Signature"),
    ("SignatureMethod", 1, "xmldsig#SignatureMethod"),
    ("SignatureProperties", 1, "xmldsig#SignatureProperties"),
    ("SignatureProperty", 1, "xmldsig#SignatureProperty"),
    ("SignatureValue", 1, "xmldsig#SignatureValue"),
    ("SignedInfo", 1, "xmldsig#SignedInfo"),
    ("Transform", 1, "xmldsig#Transform"),
    ("Transforms", 1, "xmldsig#Transforms"),
    ("X509Data", 1, "xmldsig#X509Data"),
)

FRAGMENTS: tuple[tuple[Any, ...], ...] = (
    ("CanonicalizationMethod", 1, "xmldsig#CanonicalizationMethod"),
    ("DSAKeyValue", 1, "xmldsig#DSAKeyValue"),
    ("DigestMethod", 1, "xmldsig#DigestMethod"),
    ("DigestValue", 1, "xmldsig#DigestValue"),
    ("Exponent", 1, "xmldsig#CryptoBinary"),
    ("G", 1, "xmldsig#CryptoBinary"),
    ("HMACOutputLength", 1, "xmldsig#HMACOutputLength"),
    ("J", 1, "xmldsig#CryptoBinary"),
    ("KeyInfo", 1, "xmldsig#KeyInfo"),
    ("KeyName", 1, "xmldsig#KeyName"),
    ("KeyValue", 1, "xmldsig#KeyValue"),
    ("Manifest", 1, "xmldsig#Manifest"),
    ("MgmtData", 1, "xmldsig#MgmtData"),
    ("Modulus", 1, "xmldsig#CryptoBinary"),
    ("Object", 1, "xmldsig#Object"),
    ("P", 1, "xmldsig#CryptoBinary"),
    ("PGPData", 1, "xmldsig#PGPData"),
    ("PGPKeyID", 1, ("base64", 0, None)),
    ("PGPKeyPacket", 1, ("base64", 0, None)),
    ("PgenCounter", 1, "xmldsig#CryptoBinary"),
    ("Q", 1, "xmldsig#CryptoBinary"),
    ("RSAKeyValue", 1, "xmldsig#RSAKeyValue"),
    ("Reference", 1, "xmldsig#Reference"),
    ("RetrievalMethod", 1, "xmldsig#RetrievalMethod"),
    ("SPKIData", 1, "xmldsig#SPKIData"),
    ("SPKISexp", 1, ("base64", 0, None)),
    ("Seed", 1, "xmldsig#CryptoBinary"),
    ("Signature", 1, "xmldsig#Signature"),
    ("SignatureMethod", 1, "xmldsig#SignatureMethod"),
    ("SignatureProperties", 1, "xmldsig#SignatureProperties"),
    ("SignatureProperty", 1, "xmldsig#SignatureProperty"),
    ("SignatureValue", 1, "xmldsig#SignatureValue"),
    ("SignedInfo", 1, "xmldsig#SignedInfo"),
    ("Transform", 1, "xmldsig#Transform"),
    ("Transforms", 1, "xmldsig#Transforms"),
    ("X509CRL", 1, ("base64", 0, None)),
    ("X509Certificate", 1, ("base64", 0, None)),
    ("X509Data", 1, "xmldsig#X509Data"),
    ("X509IssuerName", 1, ("string", 0, None)),
    ("X509IssuerSerial", 1, "xmldsig#X509IssuerSerial"),
    ("X509SKI", 1, ("base64", 0, None)),
    ("X509SerialNumber", 1, ("signed", None, None)),
    ("X509SubjectName", 1, ("string", 0, None)),
    ("XPath", 1, ("string", 0, None)),
    ("Y", 1, "xmldsig#CryptoBinary"),
)

ATTRIBUTES: tuple[tuple[str, int], ...] = (
    ("Algorithm", 0),
    ("Encoding", 0),
    ("Id", 0),
    ("MimeType", 0),
    ("Target", 0),
    ("Type", 0),
    ("URI", 0),
)
