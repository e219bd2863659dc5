"""What is expected of the captures of real cars, as data: a line a capture, a line a kind of difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from secc.tools.comparison import Difference, Reach, Replayed, Report

LOOP = "loop"
END = "loop, end"

CAPTURES: Mapping[str, tuple[str, ...]] = {
    "audi-q4-ac-iso2-1": (END, END, END, END, END),
    "audi-q4-dc-dinspec-1": (END,),
    "audi-q4-dc-iso2": (END,),
    "bmw-ix-fw-11-2022.64-2023-03-30t06-36-03.571z-car-stops-soc-too-close-to-target": (
        "ChargeParameterDiscoveryReq",
    ),
    "bmw-ix-fw-11-2022.64-din-spec-70121-2023-03-30t06-24-26.582z-din-spec": (END,),
    "bmw-ix-fw-11-2022.64-iso-15118-2-2023-03-30t06-29-19.281z-iso2": (END,),
    "byd-atto3-2023-04-18t15-30-40.007z-1-config-dc-dinspec": (LOOP,),
    "byd-atto3-2023-04-18t15-31-50.525z-2-config-dc-iso2": (END,),
    "byd-atto3-2023-04-18t15-33-10.987z-3-config-ac-iso2-not-supported": (),
    "byd-atto3-2023-10-04-dinspec-dc": (END,),
    "byd-atto3-2023-10-04-iso2-dc": (END,),
    "hyundai-ioniq5-din-spec-70121-2023-04-07t12-58-32.824z-ioniq5-dinspec-charge": (END,),
    "hyundai-ioniq5-iso15118-2-ac-2023-04-07t13-07-20.067z-ioniq5-iso15118-ac-not-supported": (
        "SessionStopReq",
    ),
    "hyundai-ioniq5-iso15118-2-dc-2023-04-07t13-01-58.695z-iso15118-charge": (END,),
    "kia-ev6-2023-04-25t07-25-45.287z-kia-ev6-iso2": (END,),
    "kia-ev6-2023-04-25t07-33-01.338z-kia-ev6-dinspec": (END,),
    "mercedes-benz-eqc-din-spec-70121-2023-04-12t08-52-22.344z-eqc-din-spec": (END,),
    "mercedes-benz-eqc-iso-15118-2-dc-2023-04-12t09-01-48.230z-eqc-iso15118-2-dc-not-supported": ("-", "-"),
    "mg-mg4-electric-dinspec-dc": (END,),
    "mg-mg4-electric-iso-2-ac": ("AuthorizationReq",),
    "mg-mg4-electric-iso-2-dc": (LOOP, LOOP),
    "opel-ampera-e-2023-01-13-din-spec-70121-session-ampera-dc-din": ("ChargeParameterDiscoveryReq",),
    "opel-ampera-e-2023-01-13-din-spec-70121-session-ampera-dc-din-1": (
        LOOP,
        "ChargeParameterDiscoveryReq",
    ),
    "opel-ampera-e-2023-01-13-din-spec-70121-session-ampera-dc-din-2": (LOOP,),
    "opel-ampera-e-2023-01-13-din-spec-70121-session-ampera-dc-din-3": (
        "ChargeParameterDiscoveryReq",
        LOOP,
    ),
    "opel-ampera-e-2023-01-13-iso-15118-2-ac-not-supported-opelampera-ac-iso": ("-",),
    "porsche-taycan-4s-din-spec-70121-2023-04-11t09-36-33.255z-taycan-din-spec": (END,),
    "porsche-taycan-4s-din-spec-70121-2023-04-11t13-06-54.809z-taycan-discharge-test": (END,),
    "porsche-taycan-4s-iso-15118-2-ac-2023-04-11t09-44-27.990z-taycan-iso-ac-driverside": (END,),
    "porsche-taycan-4s-iso-15118-2-ac-2023-04-11t09-46-34.483z-taycan-iso-otherside": (END,),
    "porsche-taycan-4s-iso-15118-2-dc-2023-04-11t09-29-27.010z-taycan-iso-2-dc": (END,),
    "seres-2024-01-10t13-18-27.364z-1-din-spec": (LOOP,),
    "seres-2024-01-10t13-30-14.882z-2-iso2-dc": (END,),
    "seres-2024-01-10t13-40-14.939z-2-iso2-ac": ("AuthorizationReq",),
    "skoda-enyaq-v3.0-2023-01-16-iso15118-ac-lumissil-enyaq-ac-iso-lumissil": (END,),
    "skoda-enyaq-v3.0-iso15118-ac-josev-enyaq-ac-0": (END,),
    "tesla-model-y-11.1-din-spec-70121-2023-01-18-tesla-y-dinspec-infypower-teslay-dc-infy-0": (LOOP,),
    "tesla-model-y-11.1-din-spec-70121-2023-03-30t11-00-22.659z-tesla-y-dinspec": (END,),
    "tesla-model-y-11.1-iso15118-2-2023-03-30t11-11-20.331z-tesla-y-iso-not-supported": ("-",),
    "tesla-model-y-11.1-iso15118-2-ac-iso-1-telsa-model-y": ("-",),
    "vw-id.3-din-spec-70121-2023-04-14t12-43-41.612z-1-config-dc-dinspec": (END,),
    "vw-id.3-din-spec-70121-2023-04-14t12-46-53.182z-8-config-josev-dc-dinspec": (END,),
    "vw-id.3-din-spec-70121-2023-04-14t12-53-04.615z-id3pure-dinspec-discharge": (END,),
    "vw-id.3-iso-15118-2-ac-2023-04-14t12-45-39.624z-3-config-ac-iso2": (
        "PowerDeliveryReq",
        "PowerDeliveryReq",
    ),
    "vw-id.3-iso-15118-2-dc-2023-04-14t12-44-52.283z-2-config-dc-iso2": (LOOP,),
    "vw-id.3-iso-15118-2-dc-2023-04-14t12-48-02.295z-9-config-josev-dc-iso2": (END,),
}
"""Name of the file (without .pcap) to how far each of its sessions comes, there and here."""


@dataclass(frozen=True)
class Kind:
    """A kind of difference that is understood. ``None`` in a field matches whatever is there."""

    request: str | None
    field: str
    recorded: str | None
    ours: str | None
    reason: str

    def fits(self, message: Replayed, one: Difference) -> bool:
        """Whether a difference is of this kind."""
        return (
            self.request in (None, message.request)
            and self.field == one.field
            and self.recorded in (None, one.recorded)
            and self.ours == one.ours
        )


_LONG = (
    "The recorded check took longer than the 38 s that a charger has (-2 Table 111);"
    " the replay's EVSE ends it after 35 s."
)
_ENDLESS = (
    "The recorded check never ended; our charger gives up after 38 s (-2 Table 111), before the car does."
)

KINDS = (
    Kind(
        "CableCheckReq",
        "EVSEStatusCode",
        "EVSE_Ready",
        "EVSE_IsolationMonitoringActive",
        "While the isolation is measured the status says so.",
    ),
    Kind("CableCheckReq", "processing", "Ongoing", "Finished", _LONG),
    Kind("CableCheckReq", "EVSEStatusCode", "EVSE_IsolationMonitoringActive", "EVSE_Ready", _LONG),
    Kind("CableCheckReq", "code", "OK", "FAILED", _ENDLESS),
    Kind("CableCheckReq", "EVSEStatusCode", "EVSE_IsolationMonitoringActive", "EVSE_Malfunction", _ENDLESS),
    Kind(
        "PowerDeliveryReq",
        "EVSEStatusCode",
        "EVSE_Ready",
        "EVSE_NotReady",
        "After a Stop the output is off, so a next start needs a new cable check.",
    ),
    Kind(
        None,
        "code",
        None,
        None,
        "Our charger ended the session with the FAILED answer before ([V2G2-539]); the recorded one went on.",
    ),
)


def kind(message: Replayed, one: Difference) -> Kind | None:
    """The kind that explains a difference."""
    return next((known for known in KINDS if known.fits(message, one)), None)


def reached(reach: Reach) -> str:
    """How far a session came, in the words of ``CAPTURES``."""
    if reach.loop:
        return END if reach.end else LOOP
    return reach.request or "-"


def protocol(report: Report) -> str:
    """Short name of the protocol of a session."""
    names = {"urn:din:70121:2012:MsgDef": "DIN", "urn:iso:15118:2:2013:MsgDef": "-2", None: "none in common"}
    return names[report.namespace]


def captures_table(found: Mapping[str, list[Report]]) -> str:
    """The page's table of captures."""
    rows = ["| capture | protocol | requests | recorded | here |", "|---|---|---|---|---|"]
    for name, reports in found.items():
        for number, report in enumerate(reports, start=1):
            session = f" ({number})" if len(reports) > 1 else ""
            there, here = reached(report.there), reached(report.here)
            rows.append(
                f"| {name}{session} | {protocol(report)} | {len(report.messages)} | {there} | {here} |"
            )
        if not reports:
            rows.append(f"| {name} | | | no session begins in it | |")
    return "\n".join(rows)


def differences_table() -> str:
    """The page's table of differences."""
    rows = ["| request | field | recorded | here | reason |", "|---|---|---|---|---|"]
    rows += [
        f"| {known.request or 'any'} | {known.field} | {known.recorded or 'any'}"
        f" | {known.ours or 'no answer'} | {known.reason} |"
        for known in KINDS
    ]
    return "\n".join(rows)
