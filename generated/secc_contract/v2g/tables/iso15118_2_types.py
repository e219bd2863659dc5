# Generated from interfaces/v2g/iso15118_2_types.yaml by "python -m codegen generate". Do not edit.
"""EXI grammar tables; the docstring of this package says how to read them."""

# fmt: off
# ruff: noqa: E501
from typing import Any

NAMESPACES: tuple[str, ...] = (
    "urn:iso:15118:2:2013:MsgDataTypes",
)

VALUES: dict[str, tuple[Any, ...]] = {
    "ResponseCode": ("enum", ("OK", "OK_NewSessionEstablished", "OK_OldSessionJoined", "OK_CertificateExpiresSoon", "FAILED", "FAILED_SequenceError", "FAILED_ServiceIDInvalid", "FAILED_UnknownSession", "FAILED_ServiceSelectionInvalid", "FAILED_PaymentSelectionInvalid", "FAILED_CertificateExpired", "FAILED_SignatureError", "FAILED_NoCertificateAvailable", "FAILED_CertChainError", "FAILED_ChallengeInvalid", "FAILED_ContractCanceled", "FAILED_WrongChargeParameter", "FAILED_PowerDeliveryNotApplied", "FAILED_TariffSelectionInvalid", "FAILED_ChargingProfileInvalid", "FAILED_MeteringSignatureNotValid", "FAILED_NoChargeServiceSelected", "FAILED_WrongEnergyTransferMode", "FAILED_ContactorError", "FAILED_CertificateNotAllowedAtThisEVSE", "FAILED_CertificateRevoked")),
    "EVSEProcessing": ("enum", ("Finished", "Ongoing", "Ongoing_WaitingForCustomerInteraction")),
    "SessionID": ("base16", 0, 8),
    "EvccID": ("base16", 0, 6),
    "EvseID": ("string", 7, 37),
    "FaultCode": ("enum", ("ParsingError", "NoTLSRootCertificatAvailable", "UnknownError")),
    "FaultMsg": ("string", 0, 64),
    "UnitMultiplier": ("bits", -3, 3),
    "UnitSymbol": ("enum", ("h", "m", "s", "A", "V", "W", "Wh")),
    "PercentValue": ("bits", 0, 100),
    "PaymentOption": ("enum", ("Contract", "ExternalPayment")),
    "ServiceID": ("unsigned", 0, 65535),
    "ServiceName": ("string", 0, 32),
    "ServiceCategory": ("enum", ("EVCharging", "Internet", "ContractCertificate", "OtherCustom")),
    "ServiceScope": ("string", 0, 64),
    "EnergyTransferMode": ("enum", ("AC_single_phase_core", "AC_three_phase_core", "DC_core", "DC_extended", "DC_combo_core", "DC_unique")),
    "Value": ("enum", ("bool", "byte", "short", "int", "physicalValue", "string")),
    "EMAID": ("string", 14, 15),
    "Certificate": ("base64", 0, 800),
    "PrivateKey": ("base64", 0, 48),
    "DHpublickey": ("base64", 0, 65),
    "GenChallenge": ("base64", 16, 16),
    "DC_EVErrorCode": ("enum", ("NO_ERROR", "FAILED_RESSTemperatureInhibit", "FAILED_EVShiftPosition", "FAILED_ChargerConnectorLockFault", "FAILED_EVRESSMalfunction", "FAILED_ChargingCurrentdifferential", "FAILED_ChargingVoltageOutOfRange", "Reserved_A", "Reserved_B", "Reserved_C", "FAILED_ChargingSystemIncompatibility", "NoData")),
    "EVSENotification": ("enum", ("None", "StopCharging", "ReNegotiation")),
    "DC_EVSEStatusCode": ("enum", ("EVSE_NotReady", "EVSE_Ready", "EVSE_Shutdown", "EVSE_UtilityInterruptEvent", "EVSE_IsolationMonitoringActive", "EVSE_EmergencyShutdown", "EVSE_Malfunction", "Reserved_8", "Reserved_9", "Reserved_A", "Reserved_B", "Reserved_C")),
    "IsolationLevel": ("enum", ("Invalid", "Valid", "Warning", "Fault", "No_IMD")),
    "SAID": ("bits", 1, 255),
    "TariffDescription": ("string", 0, 32),
    "CostKind": ("enum", ("relativePricePercentage", "RenewableGenerationPercentage", "CarbonDioxideEmission")),
    "ChargeProgress": ("enum", ("Start", "Stop", "Renegotiate")),
    "MaxNumPhases": ("bits", 1, 3),
    "MeterID": ("string", 0, 32),
    "SigMeterReading": ("base64", 0, 64),
    "MeterStatus": ("signed", -32768, 32767),
    "ChargingSession": ("enum", ("Terminate", "Pause")),
}

TYPES: dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    "Notification": (
        (
            ("FaultCode", "element", 0, "iso15118_2_types#FaultCode", 1, 1),
            ("FaultMsg", "element", 0, "iso15118_2_types#FaultMsg", 0, 1),
        ),
        (
            ((0, 1),),
            ((1, 2), (-1,)),
            ((-1,),),
        ),
    ),
    "PhysicalValue": (
        (
            ("Multiplier", "element", 0, "iso15118_2_types#UnitMultiplier", 1, 1),
            ("Unit", "element", 0, "iso15118_2_types#UnitSymbol", 1, 1),
            ("Value", "element", 0, ("signed", -32768, 32767), 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((2, 3),),
            ((-1,),),
        ),
    ),
    "PaymentOptionList": (
        (
            ("PaymentOption", "element", 0, "iso15118_2_types#PaymentOption", 1, 2),
        ),
        (
            ((0, 1, 2),),
            ((0, 1, 2), (-1,)),
            ((-1,),),
        ),
    ),
    "Service": (
        (
            ("ServiceID", "element", 0, "iso15118_2_types#ServiceID", 1, 1),
            ("ServiceName", "element", 0, "iso15118_2_types#ServiceName", 0, 1),
            ("ServiceCategory", "element", 0, "iso15118_2_types#ServiceCategory", 1, 1),
            ("ServiceScope", "element", 0, "iso15118_2_types#ServiceScope", 0, 1),
            ("FreeService", "element", 0, ("boolean",), 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2), (2, 3)),
            ((2, 3),),
            ((3, 4), (4, 5)),
            ((4, 5),),
            ((-1,),),
        ),
    ),
    "ChargeService": (
        (
            ("ServiceID", "element", 0, "iso15118_2_types#ServiceID", 1, 1),
            ("ServiceName", "element", 0, "iso15118_2_types#ServiceName", 0, 1),
            ("ServiceCategory", "element", 0, "iso15118_2_types#ServiceCategory", 1, 1),
            ("ServiceScope", "element", 0, "iso15118_2_types#ServiceScope", 0, 1),
            ("FreeService", "element", 0, ("boolean",), 1, 1),
            ("SupportedEnergyTransferMode", "element", 0, "iso15118_2_types#SupportedEnergyTransferMode", 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2), (2, 3)),
            ((2, 3),),
            ((3, 4), (4, 5)),
            ((4, 5),),
            ((5, 6),),
            ((-1,),),
        ),
    ),
    "ServiceList": (
        (
            ("Service", "element", 0, "iso15118_2_types#Service", 1, 8),
        ),
        (
            ((0, 1, 2),),
            ((0, 1, 2), (-1,)),
            ((-1,),),
        ),
    ),
    "SupportedEnergyTransferMode": (
        (
            ("EnergyTransferMode", "element", 0, "iso15118_2_types#EnergyTransferMode", 1, 6),
        ),
        (
            ((0, 1, 2),),
            ((0, 1, 2), (-1,)),
            ((-1,),),
        ),
    ),
    "ServiceParameterList": (
        (
            ("ParameterSet", "element", 0, "iso15118_2_types#ParameterSet", 1, 255),
        ),
        (
            ((0, 1, 2),),
            ((0, 1, 2), (-1,)),
            ((-1,),),
        ),
    ),
    "ParameterSet": (
        (
            ("ParameterSetID", "element", 0, ("signed", -32768, 32767), 1, 1),
            ("Parameter", "element", 0, "iso15118_2_types#Parameter", 1, 16),
        ),
        (
            ((0, 1),),
            ((1, 2, 3),),
            ((1, 2, 3), (-1,)),
            ((-1,),),
        ),
    ),
    "Parameter": (
        (
            ("Name", "attribute", 0, ("string", 0, None), 1, 1),
            ("boolValue", "element", 0, ("boolean",), 0, 1),
            ("byteValue", "element", 0, ("bits", -128, 127), 0, 1),
            ("shortValue", "element", 0, ("signed", -32768, 32767), 0, 1),
            ("intValue", "element", 0, ("signed", -2147483648, 2147483647), 0, 1),
            ("physicalValue", "element", 0, "iso15118_2_types#PhysicalValue", 0, 1),
            ("stringValue", "element", 0, ("string", 0, None), 0, 1),
        ),
        (
            ((0, 1),),
            ((1, 2), (2, 2), (3, 2), (4, 2), (5, 2), (6, 2)),
            ((-1,),),
        ),
    ),
    "SelectedServiceList": (
        (
            ("SelectedService", "element", 0, "iso15118_2_types#SelectedService", 1, 16),
        ),
        (
            ((0, 1, 2),),
            ((0, 1, 2), (-1,)),
            ((-1,),),
        ),
    ),
    "SelectedService": (
        (
            ("ServiceID", "element", 0, "iso15118_2_types#ServiceID", 1, 1),
            ("ParameterSetID", "element", 0, ("signed", -32768, 32767), 0, 1),
        ),
        (
            ((0, 1),),
            ((1, 2), (-1,)),
            ((-1,),),
        ),
    ),
    "SignedEMAID": (
        (
            ("Id", "attribute", 0, ("string", 0, None), 1, 1),
            ("value", "text", 0, "iso15118_2_types#EMAID", 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((-1,),),
        ),
    ),
    "CertificateChain": (
        (
            ("Id", "attribute", 0, ("string", 0, None), 0, 1),
            ("Certificate", "element", 0, "iso15118_2_types#Certificate", 1, 1),
            ("SubCertificates", "element", 0, "iso15118_2_types#SubCertificates", 0, 1),
        ),
        (
            ((0, 1), (1, 2)),
            ((1, 2),),
            ((2, 3), (-1,)),
            ((-1,),),
        ),
    ),
    "SubCertificates": (
        (
            ("Certificate", "element", 0, "iso15118_2_types#Certificate", 1, 4),
        ),
        (
            ((0, 1, 2),),
            ((0, 1, 2), (-1,)),
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
    "ContractSignatureEncryptedPrivateKey": (
        (
            ("Id", "attribute", 0, ("string", 0, None), 1, 1),
            ("value", "text", 0, "iso15118_2_types#PrivateKey", 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((-1,),),
        ),
    ),
    "DiffieHellmanPublickey": (
        (
            ("Id", "attribute", 0, ("string", 0, None), 1, 1),
            ("value", "text", 0, "iso15118_2_types#DHpublickey", 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((-1,),),
        ),
    ),
    "AC_EVChargeParameter": (
        (
            ("DepartureTime", "element", 0, ("unsigned", 0, 4294967295), 0, 1),
            ("EAmount", "element", 0, "iso15118_2_types#PhysicalValue", 1, 1),
            ("EVMaxVoltage", "element", 0, "iso15118_2_types#PhysicalValue", 1, 1),
            ("EVMaxCurrent", "element", 0, "iso15118_2_types#PhysicalValue", 1, 1),
            ("EVMinCurrent", "element", 0, "iso15118_2_types#PhysicalValue", 1, 1),
        ),
        (
            ((0, 1), (1, 2)),
            ((1, 2),),
            ((2, 3),),
            ((3, 4),),
            ((4, 5),),
            ((-1,),),
        ),
    ),
    "DC_EVChargeParameter": (
        (
            ("DepartureTime", "element", 0, ("unsigned", 0, 4294967295), 0, 1),
            ("DC_EVStatus", "element", 0, "iso15118_2_types#DC_EVStatus", 1, 1),
            ("EVMaximumCurrentLimit", "element", 0, "iso15118_2_types#PhysicalValue", 1, 1),
            ("EVMaximumPowerLimit", "element", 0, "iso15118_2_types#PhysicalValue", 0, 1),
            ("EVMaximumVoltageLimit", "element", 0, "iso15118_2_types#PhysicalValue", 1, 1),
            ("EVEnergyCapacity", "element", 0, "iso15118_2_types#PhysicalValue", 0, 1),
            ("EVEnergyRequest", "element", 0, "iso15118_2_types#PhysicalValue", 0, 1),
            ("FullSOC", "element", 0, "iso15118_2_types#PercentValue", 0, 1),
            ("BulkSOC", "element", 0, "iso15118_2_types#PercentValue", 0, 1),
        ),
        (
            ((0, 1), (1, 2)),
            ((1, 2),),
            ((2, 3),),
            ((3, 4), (4, 5)),
            ((4, 5),),
            ((5, 6), (6, 7), (7, 8), (8, 9), (-1,)),
            ((6, 7), (7, 8), (8, 9), (-1,)),
            ((7, 8), (8, 9), (-1,)),
            ((8, 9), (-1,)),
            ((-1,),),
        ),
    ),
    "AC_EVSEChargeParameter": (
        (
            ("AC_EVSEStatus", "element", 0, "iso15118_2_types#AC_EVSEStatus", 1, 1),
            ("EVSENominalVoltage", "element", 0, "iso15118_2_types#PhysicalValue", 1, 1),
            ("EVSEMaxCurrent", "element", 0, "iso15118_2_types#PhysicalValue", 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((2, 3),),
            ((-1,),),
        ),
    ),
    "DC_EVSEChargeParameter": (
        (
            ("DC_EVSEStatus", "element", 0, "iso15118_2_types#DC_EVSEStatus", 1, 1),
            ("EVSEMaximumCurrentLimit", "element", 0, "iso15118_2_types#PhysicalValue", 1, 1),
            ("EVSEMaximumPowerLimit", "element", 0, "iso15118_2_types#PhysicalValue", 1, 1),
            ("EVSEMaximumVoltageLimit", "element", 0, "iso15118_2_types#PhysicalValue", 1, 1),
            ("EVSEMinimumCurrentLimit", "element", 0, "iso15118_2_types#PhysicalValue", 1, 1),
            ("EVSEMinimumVoltageLimit", "element", 0, "iso15118_2_types#PhysicalValue", 1, 1),
            ("EVSECurrentRegulationTolerance", "element", 0, "iso15118_2_types#PhysicalValue", 0, 1),
            ("EVSEPeakCurrentRipple", "element", 0, "iso15118_2_types#PhysicalValue", 1, 1),
            ("EVSEEnergyToBeDelivered", "element", 0, "iso15118_2_types#PhysicalValue", 0, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((2, 3),),
            ((3, 4),),
            ((4, 5),),
            ((5, 6),),
            ((6, 7), (7, 8)),
            ((7, 8),),
            ((8, 9), (-1,)),
            ((-1,),),
        ),
    ),
    "DC_EVStatus": (
        (
            ("EVReady", "element", 0, ("boolean",), 1, 1),
            ("EVErrorCode", "element", 0, "iso15118_2_types#DC_EVErrorCode", 1, 1),
            ("EVRESSSOC", "element", 0, "iso15118_2_types#PercentValue", 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((2, 3),),
            ((-1,),),
        ),
    ),
    "AC_EVSEStatus": (
        (
            ("NotificationMaxDelay", "element", 0, ("unsigned", 0, 65535), 1, 1),
            ("EVSENotification", "element", 0, "iso15118_2_types#EVSENotification", 1, 1),
            ("RCD", "element", 0, ("boolean",), 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((2, 3),),
            ((-1,),),
        ),
    ),
    "DC_EVSEStatus": (
        (
            ("NotificationMaxDelay", "element", 0, ("unsigned", 0, 65535), 1, 1),
            ("EVSENotification", "element", 0, "iso15118_2_types#EVSENotification", 1, 1),
            ("EVSEIsolationStatus", "element", 0, "iso15118_2_types#IsolationLevel", 0, 1),
            ("EVSEStatusCode", "element", 0, "iso15118_2_types#DC_EVSEStatusCode", 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((2, 3), (3, 4)),
            ((3, 4),),
            ((-1,),),
        ),
    ),
    "SAScheduleList": (
        (
            ("SAScheduleTuple", "element", 0, "iso15118_2_types#SAScheduleTuple", 1, 3),
        ),
        (
            ((0, 1, 2),),
            ((0, 1, 2), (-1,)),
            ((-1,),),
        ),
    ),
    "SAScheduleTuple": (
        (
            ("SAScheduleTupleID", "element", 0, "iso15118_2_types#SAID", 1, 1),
            ("PMaxSchedule", "element", 0, "iso15118_2_types#PMaxSchedule", 1, 1),
            ("SalesTariff", "element", 0, "iso15118_2_types#SalesTariff", 0, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((2, 3), (-1,)),
            ((-1,),),
        ),
    ),
    "PMaxSchedule": (
        (
            ("PMaxScheduleEntry", "element", 0, "iso15118_2_types#PMaxScheduleEntry", 1, 1024),
        ),
        (
            ((0, 1, 2),),
            ((0, 1, 2), (-1,)),
            ((-1,),),
        ),
    ),
    "PMaxScheduleEntry": (
        (
            ("TimeInterval", "slot", 0, (("RelativeTimeInterval", 0, "iso15118_2_types#RelativeTimeInterval"), ("TimeInterval", 0, None)), 1, 1),
            ("PMax", "element", 0, "iso15118_2_types#PhysicalValue", 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((-1,),),
        ),
    ),
    "RelativeTimeInterval": (
        (
            ("start", "element", 0, ("unsigned", 0, 16777214), 1, 1),
            ("duration", "element", 0, ("unsigned", 0, 86400), 0, 1),
        ),
        (
            ((0, 1),),
            ((1, 2), (-1,)),
            ((-1,),),
        ),
    ),
    "SalesTariff": (
        (
            ("Id", "attribute", 0, ("string", 0, None), 0, 1),
            ("SalesTariffID", "element", 0, "iso15118_2_types#SAID", 1, 1),
            ("SalesTariffDescription", "element", 0, "iso15118_2_types#TariffDescription", 0, 1),
            ("NumEPriceLevels", "element", 0, ("bits", 0, 255), 0, 1),
            ("SalesTariffEntry", "element", 0, "iso15118_2_types#SalesTariffEntry", 1, 1024),
        ),
        (
            ((0, 1), (1, 2)),
            ((1, 2),),
            ((2, 3), (3, 4), (4, 5, 6)),
            ((3, 4), (4, 5, 6)),
            ((4, 5, 6),),
            ((4, 5, 6), (-1,)),
            ((-1,),),
        ),
    ),
    "SalesTariffEntry": (
        (
            ("TimeInterval", "slot", 0, (("RelativeTimeInterval", 0, "iso15118_2_types#RelativeTimeInterval"), ("TimeInterval", 0, None)), 1, 1),
            ("EPriceLevel", "element", 0, ("bits", 0, 255), 0, 1),
            ("ConsumptionCost", "element", 0, "iso15118_2_types#ConsumptionCost", 0, 3),
        ),
        (
            ((0, 1),),
            ((1, 2), (2, 2, 3), (-1,)),
            ((2, 2, 3), (-1,)),
            ((-1,),),
        ),
    ),
    "ConsumptionCost": (
        (
            ("startValue", "element", 0, "iso15118_2_types#PhysicalValue", 1, 1),
            ("Cost", "element", 0, "iso15118_2_types#Cost", 1, 3),
        ),
        (
            ((0, 1),),
            ((1, 2, 3),),
            ((1, 2, 3), (-1,)),
            ((-1,),),
        ),
    ),
    "Cost": (
        (
            ("costKind", "element", 0, "iso15118_2_types#CostKind", 1, 1),
            ("amount", "element", 0, ("unsigned", 0, 4294967295), 1, 1),
            ("amountMultiplier", "element", 0, "iso15118_2_types#UnitMultiplier", 0, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((2, 3), (-1,)),
            ((-1,),),
        ),
    ),
    "ChargingProfile": (
        (
            ("ProfileEntry", "element", 0, "iso15118_2_types#ProfileEntry", 1, 24),
        ),
        (
            ((0, 1, 2),),
            ((0, 1, 2), (-1,)),
            ((-1,),),
        ),
    ),
    "ProfileEntry": (
        (
            ("ChargingProfileEntryStart", "element", 0, ("unsigned", 0, 4294967295), 1, 1),
            ("ChargingProfileEntryMaxPower", "element", 0, "iso15118_2_types#PhysicalValue", 1, 1),
            ("ChargingProfileEntryMaxNumberOfPhasesInUse", "element", 0, "iso15118_2_types#MaxNumPhases", 0, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((2, 3), (-1,)),
            ((-1,),),
        ),
    ),
    "DC_EVPowerDeliveryParameter": (
        (
            ("DC_EVStatus", "element", 0, "iso15118_2_types#DC_EVStatus", 1, 1),
            ("BulkChargingComplete", "element", 0, ("boolean",), 0, 1),
            ("ChargingComplete", "element", 0, ("boolean",), 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2), (2, 3)),
            ((2, 3),),
            ((-1,),),
        ),
    ),
    "MeterInfo": (
        (
            ("MeterID", "element", 0, "iso15118_2_types#MeterID", 1, 1),
            ("MeterReading", "element", 0, ("unsigned", 0, 18446744073709551615), 0, 1),
            ("SigMeterReading", "element", 0, "iso15118_2_types#SigMeterReading", 0, 1),
            ("MeterStatus", "element", 0, "iso15118_2_types#MeterStatus", 0, 1),
            ("TMeter", "element", 0, ("signed", -9223372036854775808, 9223372036854775807), 0, 1),
        ),
        (
            ((0, 1),),
            ((1, 2), (2, 3), (3, 4), (4, 5), (-1,)),
            ((2, 3), (3, 4), (4, 5), (-1,)),
            ((3, 4), (4, 5), (-1,)),
            ((4, 5), (-1,)),
            ((-1,),),
        ),
    ),
}
