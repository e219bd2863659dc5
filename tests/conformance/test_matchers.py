"""Matchers and paths, one by one (conformance.md, sections 6.1 and 6.3)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance import paths
from tests.conformance.case import NotUnderstood
from tests.conformance.matchers import Context, mismatch
from tests.conformance.messages import kind


def scaled(value: int, multiplier: int, unit: str = "W") -> dict[str, Any]:
    return {"Multiplier": multiplier, "Unit": unit, "Value": value}


def entry(start: int, **more: int) -> dict[str, Any]:
    return {"RelativeTimeInterval": {"start": start, **more}, "PMax": scaled(11, 3)}


DOCUMENT: dict[str, Any] = {
    "Text": "OK",
    "Yes": True,
    "Number": 7,
    "Half": 0.5,
    "Power": scaled(1104, 1),
    "Negative": scaled(-5, -1),
    "Hours": scaled(2, 0, "h"),
    "Minutes": scaled(90, 0, "m"),
    "Bare": {"Multiplier": 2, "Value": 3},
    "Rational": {"Exponent": -1, "Value": 25},
    "Names": ["a", "b"],
    "Twice": ["a", "b", "a"],
    "Hex": "0102AABB",
    "Base64": "AAECAwQ=",
    "Now": 1_700_000_003,
    "Inner": {"List": [{"N": 1, "S": "x"}, {"N": 2}], "Empty": []},
    "Schedule": {"PMaxScheduleEntry": [entry(0), entry(3600, duration=82800)]},
    "Endless": {"PMaxScheduleEntry": [entry(0)]},
    "Sets": [
        {
            "ParameterSetID": 1,
            "Parameter": [
                {"Name": "Protocol", "ValueType": "string", "stringValue": "http"},
                {"Name": "Port", "ValueType": "int", "intValue": 80},
            ],
        },
        {
            "ParameterSetID": 2,
            "Parameter": [{"Name": "Limit", "rationalNumber": {"Exponent": 1, "Value": 5}}],
        },
    ],
}
CONTEXT = Context(now=1_700_000_000.0, kept={"old": "OK", "other": 8})

HOLDS: list[tuple[str, Any]] = [
    ("Text", "OK"),
    ("Text", ["FAILED", "OK"]),
    ("Yes", True),
    ("Number", 7),
    ("Half", 0.5),
    ("Power", 11040),
    ("Negative", -0.5),
    ("Hours", 7200),
    ("Minutes", 5400),
    ("Bare", 300),
    ("Rational", 2.5),
    ("Power.Value", 1104),
    ("Text", {"present": True}),
    ("Nothing", {"present": False}),
    ("Nothing.Below", {"present": False}),
    ("Text.Below", {"present": False}),
    ("Nothing", {"if_present": 3}),
    ("Number", {"if_present": 7}),
    ("Number", {"min": 7, "max": 7}),
    ("Power", {"min": 11040, "below": 11040.1}),
    ("Text", {"not": "FAILED"}),
    ("Text", {"not": ["FAILED", "WARNING"]}),
    ("Hex", {"length": [8, 8]}),
    ("Text", {"length": [None, 2]}),
    ("Names", {"count": [2, None]}),
    ("Names", {"is": ["b", "a"]}),
    ("Twice", {"is": ["a", "a", "b"]}),
    ("Names", {"unique": True}),
    ("Inner.List[all].N", {"unique": True, "min": 1}),
    ("Schedule", {"covers_s": [86400, 86400]}),
    ("Now", {"near_now_s": 3}),
    ("Number", {"differs_from": "other"}),
    ("Sets[0].Parameter", {"names": ["Port"]}),
    ("Sets", {"has_parameters": [{"Protocol": "http", "Port": 80}, {"Limit": 50}]}),
    ("Sets", {"lacks_parameters": [{"Protocol": "http", "Port": 443}, {"Protocol": "http", "Limit": 50}]}),
    ("Inner.List[0].N", 1),
    ("Inner.List[last].N", 2),
    ("Inner.List[any].N", 2),
    ("Inner.List[all].N", [1, 2]),
    ("Inner.List[any].S", {"present": False}),
    ("Inner.List[all].S", {"if_present": "x"}),
    ("Inner.Empty[all].S", {"if_present": "x"}),
    ("Nothing.List[all].S", {"if_present": "x"}),
    ("Inner.List[2].N", {"present": False}),
    ("Inner.Empty[last].N", {"present": False}),
]

HOLDS_NOT: list[tuple[str, Any]] = [
    ("Text", "FAILED"),
    ("Text", ["FAILED", "WARNING"]),
    ("Nothing", "OK"),
    ("Nothing", ["OK"]),
    ("Yes", 1),
    ("Number", "7"),
    ("Number", True),
    ("Power", 1104),
    ("Hours", 2),
    ("Text", {"present": False}),
    ("Nothing", {"present": True}),
    ("Number", {"if_present": 8}),
    ("Number", {"min": 8}),
    ("Number", {"max": 6}),
    ("Number", {"below": 7}),
    ("Nothing", {"min": 0}),
    ("Text", {"min": 0}),
    ("Text", {"not": "OK"}),
    ("Text", {"not": ["FAILED", "OK"]}),
    ("Text", {"length": [3, None]}),
    ("Number", {"length": [0, None]}),
    ("Names", {"count": [3, None]}),
    ("Names", {"count": [None, 1]}),
    ("Text", {"count": [0, None]}),
    ("Names", {"is": ["a"]}),
    ("Names", {"is": ["a", "b", "c"]}),
    ("Names", {"is": ["a", "a"]}),
    ("Text", {"is": ["OK"]}),
    ("Twice", {"unique": True}),
    ("Schedule", {"covers_s": [86401, None]}),
    ("Schedule", {"covers_s": [None, 86399]}),
    ("Endless", {"covers_s": [0, None]}),
    ("Nothing", {"covers_s": [0, None]}),
    ("Now", {"near_now_s": 2}),
    ("Text", {"differs_from": "old"}),
    ("Text", {"differs_from": "never kept"}),
    ("Nothing", {"differs_from": "old"}),
    ("Sets[0].Parameter", {"names": ["Port", "Limit"]}),
    ("Sets", {"has_parameters": [{"Protocol": "http", "Limit": 50}]}),
    ("Sets", {"lacks_parameters": [{"Port": 80}]}),
    ("Nothing", {"lacks_parameters": [{"Port": 80}]}),
    ("Inner.List[any].N", 3),
    ("Inner.List[all].N", 1),
    ("Inner.List[all].S", "x"),
    ("Inner.Empty[all].N", {"present": False}),
    ("Nothing.List[all].N", {"present": False}),
    ("Inner.Empty[any].N", 1),
    ("Inner.List.N", 1),
    ("Number", {"min": 0, "max": 6}),
]


@pytest.mark.parametrize(("path", "matcher"), HOLDS, ids=str)
def test_holds(path: str, matcher: Any) -> None:
    assert mismatch(DOCUMENT, path, matcher, CONTEXT) is None


@pytest.mark.parametrize(("path", "matcher"), HOLDS_NOT, ids=str)
def test_does_not_hold_and_says_what_came(path: str, matcher: Any) -> None:
    assert mismatch(DOCUMENT, path, matcher, CONTEXT)


@pytest.mark.parametrize(("path", "binary", "length"), [("Hex", "base16", 4), ("Base64", "base64", 5)])
def test_the_length_of_a_binary_is_counted_in_bytes(path: str, binary: str, length: int) -> None:
    context = Context(binary=binary)
    assert mismatch(DOCUMENT, path, {"length": [length, length]}, context) is None
    assert mismatch(DOCUMENT, path, {"length": [length + 1, None]}, context)


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("A", 2, {"A": 2, "L": [1, 2]}),
        ("B.C", 3, {"A": 1, "L": [1, 2], "B": {"C": 3}}),
        ("L[0]", 9, {"A": 1, "L": [9, 2]}),
        ("L[last]", 9, {"A": 1, "L": [1, 9]}),
        ("L[2]", 9, {"A": 1, "L": [1, 2, 9]}),
        ("M[0].N", 9, {"A": 1, "L": [1, 2], "M": [{"N": 9}]}),
    ],
)
def test_put_makes_what_is_missing_on_the_way(path: str, value: Any, expected: Any) -> None:
    data: dict[str, Any] = {"A": 1, "L": [1, 2]}
    paths.put(data, path, value)
    assert data == expected


@pytest.mark.parametrize("path", ["L[any]", "L[all].X", "L[7]", "A[0]"])
def test_put_needs_one_place(path: str) -> None:
    with pytest.raises(NotUnderstood, match="path"):
        paths.put({"A": 1, "L": [1, 2]}, path, 1)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("A", {"B": {"C": 1, "D": 2}, "L": [1, 2]}),
        ("B.C", {"A": 1, "B": {"D": 2}, "L": [1, 2]}),
        ("L[0]", {"A": 1, "B": {"C": 1, "D": 2}, "L": [2]}),
        ("L[last]", {"A": 1, "B": {"C": 1, "D": 2}, "L": [1]}),
        ("X.Y", {"A": 1, "B": {"C": 1, "D": 2}, "L": [1, 2]}),
    ],
)
def test_remove_takes_away_what_is_there(path: str, expected: Any) -> None:
    data: dict[str, Any] = {"A": 1, "B": {"C": 1, "D": 2}, "L": [1, 2]}
    paths.remove(data, path)
    assert data == expected


@pytest.mark.parametrize(
    ("schema", "message", "path"),
    [
        ("iso2", "SessionSetupRes", "Header.SessionID"),
        ("iso2", "ChargeParameterDiscoveryRes", "SAScheduleList.SAScheduleTuple[all].PMaxSchedule"),
        ("iso2", "ChargeParameterDiscoveryRes", "DC_EVSEChargeParameter.DC_EVSEStatus.EVSEStatusCode"),
        ("din", "ServiceDiscoveryRes", "ChargeService.ServiceTag.ServiceID"),
        ("sap", "supportedAppProtocolRes", "SchemaID"),
    ],
)
def test_a_path_that_the_schema_has_is_known(schema: str, message: str, path: str) -> None:
    assert kind(schema, message, path).type is not None


@pytest.mark.parametrize(
    ("schema", "message", "path"),
    [
        ("iso2", "SessionSetupRes", "Header.SessionId"),
        ("iso2", "SessionSetupRes", "Nothing"),
        ("iso2", "SessionSetupRes", "EVSEID[0]"),
        ("iso2", "SessionSetupRes", "EVSEID.Below"),
        ("iso2", "ChargeParameterDiscoveryRes", "SAScheduleList.SAScheduleTuple.PMaxSchedule"),
        ("iso2", "NoSuchRes", "ResponseCode"),
        ("din", "AuthorizationRes", "ResponseCode"),
        ("sap", "supportedAppProtocolRes", "Header.SessionID"),
    ],
)
def test_a_path_that_leads_nowhere_is_not_understood(schema: str, message: str, path: str) -> None:
    with pytest.raises(NotUnderstood):
        kind(schema, message, path)
