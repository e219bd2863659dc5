# Generated from interfaces/v2g/iso15118_20_types.yaml by "python -m codegen generate". Do not edit.
"""EXI grammar tables; the docstring of this package says how to read them."""

# fmt: off
# ruff: noqa: E501
from typing import Any

NAMESPACES: tuple[str, ...] = (
    "urn:iso:std:iso:15118:-20:CommonTypes",
    "http://www.w3.org/2000/09/xmldsig#",
)

VALUES: dict[str, tuple[Any, ...]] = {
    "SessionID": ("base16", 8, 8),
    "ResponseCode": ("enum", ("OK", "OK_CertificateExpiresSoon", "OK_NewSessionEstablished", "OK_OldSessionJoined", "OK_PowerToleranceConfirmed", "WARNING_AuthorizationSelectionInvalid", "WARNING_CertificateExpired", "WARNING_CertificateNotYetValid", "WARNING_CertificateRevoked", "WARNING_CertificateValidationError", "WARNING_ChallengeInvalid", "WARNING_EIMAuthorizationFailure", "WARNING_eMSPUnknown", "WARNING_EVPowerProfileViolation", "WARNING_GeneralPnCAuthorizationError", "WARNING_NoCertificateAvailable", "WARNING_NoContractMatchingPCIDFound", "WARNING_PowerToleranceNotConfirmed", "WARNING_ScheduleRenegotiationFailed", "WARNING_StandbyNotAllowed", "WARNING_WPT", "FAILED", "FAILED_AssociationError", "FAILED_ContactorError", "FAILED_EVPowerProfileInvalid", "FAILED_EVPowerProfileViolation", "FAILED_MeteringSignatureNotValid", "FAILED_NoEnergyTransferServiceSelected", "FAILED_NoServiceRenegotiationSupported", "FAILED_PauseNotAllowed", "FAILED_PowerDeliveryNotApplied", "FAILED_PowerToleranceNotConfirmed", "FAILED_ScheduleRenegotiation", "FAILED_ScheduleSelectionInvalid", "FAILED_SequenceError", "FAILED_ServiceIDInvalid", "FAILED_ServiceSelectionInvalid", "FAILED_SignatureError", "FAILED_UnknownSession", "FAILED_WrongChargeParameter")),
    "Processing": ("enum", ("Finished", "Ongoing", "Ongoing_WaitingForCustomerInteraction")),
    "PercentValue": ("bits", 0, 100),
    "NumericID": ("unsigned", 1, 4294967295),
    "Identifier": ("string", 0, 255),
    "Name": ("string", 0, 80),
    "Description": ("string", 0, 160),
    "EvseNotification": ("enum", ("Pause", "ExitStandby", "Terminate", "ScheduleRenegotiation", "ServiceRenegotiation", "MeteringConfirmation")),
    "MeterID": ("string", 0, 32),
    "MeterSignature": ("base64", 0, 64),
}

TYPES: dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    "MessageHeader": (
        (
            ("SessionID", "element", 0, "iso15118_20_types#SessionID", 1, 1),
            ("TimeStamp", "element", 0, ("unsigned", 0, 18446744073709551615), 1, 1),
            ("Signature", "element", 1, "xmldsig#Signature", 0, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((2, 3), (-1,)),
            ((-1,),),
        ),
    ),
    "RationalNumber": (
        (
            ("Exponent", "element", 0, ("bits", -128, 127), 1, 1),
            ("Value", "element", 0, ("signed", -32768, 32767), 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((-1,),),
        ),
    ),
    "DisplayParameters": (
        (
            ("PresentSOC", "element", 0, "iso15118_20_types#PercentValue", 0, 1),
            ("MinimumSOC", "element", 0, "iso15118_20_types#PercentValue", 0, 1),
            ("TargetSOC", "element", 0, "iso15118_20_types#PercentValue", 0, 1),
            ("MaximumSOC", "element", 0, "iso15118_20_types#PercentValue", 0, 1),
            ("RemainingTimeToMinimumSOC", "element", 0, ("unsigned", 0, 4294967295), 0, 1),
            ("RemainingTimeToTargetSOC", "element", 0, ("unsigned", 0, 4294967295), 0, 1),
            ("RemainingTimeToMaximumSOC", "element", 0, ("unsigned", 0, 4294967295), 0, 1),
            ("ChargingComplete", "element", 0, ("boolean",), 0, 1),
            ("BatteryEnergyCapacity", "element", 0, "iso15118_20_types#RationalNumber", 0, 1),
            ("InletHot", "element", 0, ("boolean",), 0, 1),
        ),
        (
            ((0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7), (7, 8), (8, 9), (9, 10), (-1,)),
            ((1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7), (7, 8), (8, 9), (9, 10), (-1,)),
            ((2, 3), (3, 4), (4, 5), (5, 6), (6, 7), (7, 8), (8, 9), (9, 10), (-1,)),
            ((3, 4), (4, 5), (5, 6), (6, 7), (7, 8), (8, 9), (9, 10), (-1,)),
            ((4, 5), (5, 6), (6, 7), (7, 8), (8, 9), (9, 10), (-1,)),
            ((5, 6), (6, 7), (7, 8), (8, 9), (9, 10), (-1,)),
            ((6, 7), (7, 8), (8, 9), (9, 10), (-1,)),
            ((7, 8), (8, 9), (9, 10), (-1,)),
            ((8, 9), (9, 10), (-1,)),
            ((9, 10), (-1,)),
            ((-1,),),
        ),
    ),
    "EVSEStatus": (
        (
            ("NotificationMaxDelay", "element", 0, ("unsigned", 0, 65535), 1, 1),
            ("EVSENotification", "element", 0, "iso15118_20_types#EvseNotification", 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((-1,),),
        ),
    ),
    "MeterInfo": (
        (
            ("MeterID", "element", 0, "iso15118_20_types#MeterID", 1, 1),
            ("ChargedEnergyReadingWh", "element", 0, ("unsigned", 0, 18446744073709551615), 1, 1),
            ("BPT_DischargedEnergyReadingWh", "element", 0, ("unsigned", 0, 18446744073709551615), 0, 1),
            ("CapacitiveEnergyReadingVARh", "element", 0, ("unsigned", 0, 18446744073709551615), 0, 1),
            ("BPT_InductiveEnergyReadingVARh", "element", 0, ("unsigned", 0, 18446744073709551615), 0, 1),
            ("MeterSignature", "element", 0, "iso15118_20_types#MeterSignature", 0, 1),
            ("MeterStatus", "element", 0, ("signed", -32768, 32767), 0, 1),
            ("MeterTimestamp", "element", 0, ("unsigned", 0, 18446744073709551615), 0, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((2, 3), (3, 4), (4, 5), (5, 6), (6, 7), (7, 8), (-1,)),
            ((3, 4), (4, 5), (5, 6), (6, 7), (7, 8), (-1,)),
            ((4, 5), (5, 6), (6, 7), (7, 8), (-1,)),
            ((5, 6), (6, 7), (7, 8), (-1,)),
            ((6, 7), (7, 8), (-1,)),
            ((7, 8), (-1,)),
            ((-1,),),
        ),
    ),
    "Receipt": (
        (
            ("TimeAnchor", "element", 0, ("unsigned", 0, 18446744073709551615), 1, 1),
            ("EnergyCosts", "element", 0, "iso15118_20_types#DetailedCost", 0, 1),
            ("OccupancyCosts", "element", 0, "iso15118_20_types#DetailedCost", 0, 1),
            ("AdditionalServicesCosts", "element", 0, "iso15118_20_types#DetailedCost", 0, 1),
            ("OverstayCosts", "element", 0, "iso15118_20_types#DetailedCost", 0, 1),
            ("TaxCosts", "element", 0, "iso15118_20_types#DetailedTax", 0, 10),
        ),
        (
            ((0, 1),),
            ((1, 2), (2, 3), (3, 4), (4, 5), (5, 5, 6), (-1,)),
            ((2, 3), (3, 4), (4, 5), (5, 5, 6), (-1,)),
            ((3, 4), (4, 5), (5, 5, 6), (-1,)),
            ((4, 5), (5, 5, 6), (-1,)),
            ((5, 5, 6), (-1,)),
            ((-1,),),
        ),
    ),
    "DetailedCost": (
        (
            ("Amount", "element", 0, "iso15118_20_types#RationalNumber", 1, 1),
            ("CostPerUnit", "element", 0, "iso15118_20_types#RationalNumber", 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((-1,),),
        ),
    ),
    "DetailedTax": (
        (
            ("TaxRuleID", "element", 0, "iso15118_20_types#NumericID", 1, 1),
            ("Amount", "element", 0, "iso15118_20_types#RationalNumber", 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((-1,),),
        ),
    ),
    "ListOfRootCertificateIDs": (
        (
            ("RootCertificateID", "element", 0, "xmldsig#X509IssuerSerial", 1, 20),
        ),
        (
            ((0, 1, 2),),
            ((0, 1, 2), (-1,)),
            ((-1,),),
        ),
    ),
}
