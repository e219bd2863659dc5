# Generated from interfaces/v2g/din70121_types.yaml by "python -m codegen generate". Do not edit.
"""EXI grammar tables; the docstring of this package says how to read them."""

# fmt: off
# ruff: noqa: E501
from typing import Any

NAMESPACES: tuple[str, ...] = (
    "urn:din:70121:2012:MsgDataTypes",
    "",
)

VALUES: dict[str, tuple[Any, ...]] = {
    "ResponseCode": ("enum", ("OK", "OK_NewSessionEstablished", "OK_OldSessionJoined", "OK_CertificateExpiresSoon", "FAILED", "FAILED_SequenceError", "FAILED_ServiceIDInvalid", "FAILED_UnknownSession", "FAILED_ServiceSelectionInvalid", "FAILED_PaymentSelectionInvalid", "FAILED_CertificateExpired", "FAILED_SignatureError", "FAILED_NoCertificateAvailable", "FAILED_CertChainError", "FAILED_ChallengeInvalid", "FAILED_ContractCanceled", "FAILED_WrongChargeParameter", "FAILED_PowerDeliveryNotApplied", "FAILED_TariffSelectionInvalid", "FAILED_ChargingProfileInvalid", "FAILED_EVSEPresentVoltageToLow", "FAILED_MeteringSignatureNotValid", "FAILED_WrongEnergyTransferType")),
    "EVSEProcessing": ("enum", ("Finished", "Ongoing")),
    "SessionID": ("base16", 0, 8),
    "EvccID": ("base16", 0, 8),
    "EvseID": ("base16", 0, 32),
    "FaultCode": ("enum", ("ParsingError", "NoTLSRootCertificatAvailable", "UnknownError")),
    "FaultMsg": ("string", 0, 64),
    "UnitMultiplier": ("bits", -3, 3),
    "UnitSymbol": ("enum", ("h", "m", "s", "A", "Ah", "V", "VA", "W", "W/s", "Wh")),
    "PercentValue": ("bits", 0, 100),
    "PaymentOption": ("enum", ("Contract", "ExternalPayment")),
    "EVSESupportedEnergyTransfer": ("enum", ("AC_single_phase_core", "AC_three_phase_core", "DC_core", "DC_extended", "DC_combo_core", "DC_dual", "AC_core1p_DC_extended", "AC_single_DC_core", "AC_single_phase_three_phase_core_DC_extended", "AC_core3p_DC_extended")),
    "EVRequestedEnergyTransfer": ("enum", ("AC_single_phase_core", "AC_three_phase_core", "DC_core", "DC_extended", "DC_combo_core", "DC_unique")),
    "ServiceID": ("unsigned", 0, 65535),
    "ServiceName": ("string", 0, 32),
    "ServiceCategory": ("enum", ("EVCharging", "Internet", "ContractCertificate", "OtherCustom")),
    "ServiceScope": ("string", 0, 32),
    "Value": ("enum", ("bool", "byte", "short", "int", "physicalValue", "string")),
    "ContractID": ("string", 0, 24),
    "Certificate": ("base64", 0, 1200),
    "RootCertificateID": ("string", 0, 40),
    "PrivateKey": ("base64", 0, 128),
    "DHParams": ("base64", 0, 256),
    "GenChallenge": ("string", 0, None),
    "DC_EVErrorCode": ("enum", ("NO_ERROR", "FAILED_RESSTemperatureInhibit", "FAILED_EVShiftPosition", "FAILED_ChargerConnectorLockFault", "FAILED_EVRESSMalfunction", "FAILED_ChargingCurrentdifferential", "FAILED_ChargingVoltageOutOfRange", "Reserved_A", "Reserved_B", "Reserved_C", "FAILED_ChargingSystemIncompatibility", "NoData")),
    "EVSENotification": ("enum", ("None", "StopCharging", "ReNegotiation")),
    "DC_EVSEStatusCode": ("enum", ("EVSE_NotReady", "EVSE_Ready", "EVSE_Shutdown", "EVSE_UtilityInterruptEvent", "EVSE_IsolationMonitoringActive", "EVSE_EmergencyShutdown", "EVSE_Malfunction", "Reserved_8", "Reserved_9", "Reserved_A", "Reserved_B", "Reserved_C")),
    "IsolationLevel": ("enum", ("Invalid", "Valid", "Warning", "Fault")),
    "SAID": ("signed", -32768, 32767),
    "PMax": ("signed", -32768, 32767),
    "TariffDescription": ("string", 0, 32),
    "CostKind": ("enum", ("relativePricePercentage", "RenewableGenerationPercentage", "CarbonDioxideEmission")),
    "MeterID": ("string", 0, 32),
    "SigMeterReading": ("base64", 0, 32),
    "MeterStatus": ("signed", -32768, 32767),
}

TYPES: dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    "Notification": (
        (
            ("FaultCode", "element", 0, "din70121_types#FaultCode", 1, 1),
            ("FaultMsg", "element", 0, "din70121_types#FaultMsg", 0, 1),
        ),
        (
            ((0, 1),),
            ((1, 2), (-1,)),
            ((-1,),),
        ),
    ),
    "PhysicalValue": (
        (
            ("Multiplier", "element", 0, "din70121_types#UnitMultiplier", 1, 1),
            ("Unit", "element", 0, "din70121_types#UnitSymbol", 0, 1),
            ("Value", "element", 0, ("signed", -32768, 32767), 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2), (2, 3)),
            ((2, 3),),
            ((-1,),),
        ),
    ),
    "PaymentOptions": (
        (
            ("PaymentOption", "element", 0, "din70121_types#PaymentOption", 1, None),
        ),
        (
            ((0, 1),),
            ((0, 1), (-1,)),
        ),
    ),
    "Service": (
        (
            ("ServiceTag", "element", 0, "din70121_types#ServiceTag", 1, 1),
            ("FreeService", "element", 0, ("boolean",), 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((-1,),),
        ),
    ),
    "ServiceTag": (
        (
            ("ServiceID", "element", 0, "din70121_types#ServiceID", 1, 1),
            ("ServiceName", "element", 0, "din70121_types#ServiceName", 0, 1),
            ("ServiceCategory", "element", 0, "din70121_types#ServiceCategory", 1, 1),
            ("ServiceScope", "element", 0, "din70121_types#ServiceScope", 0, 1),
        ),
        (
            ((0, 1),),
            ((1, 2), (2, 3)),
            ((2, 3),),
            ((3, 4), (-1,)),
            ((-1,),),
        ),
    ),
    "ServiceCharge": (
        (
            ("ServiceTag", "element", 0, "din70121_types#ServiceTag", 1, 1),
            ("FreeService", "element", 0, ("boolean",), 1, 1),
            ("EnergyTransferType", "element", 0, "din70121_types#EVSESupportedEnergyTransfer", 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((2, 3),),
            ((-1,),),
        ),
    ),
    "ServiceTagList": (
        (
            ("Service", "element", 0, "din70121_types#Service", 1, None),
        ),
        (
            ((0, 1),),
            ((0, 1), (-1,)),
        ),
    ),
    "ServiceParameterList": (
        (
            ("ParameterSet", "element", 0, "din70121_types#ParameterSet", 1, None),
        ),
        (
            ((0, 1),),
            ((0, 1), (-1,)),
        ),
    ),
    "ParameterSet": (
        (
            ("ParameterSetID", "element", 0, ("signed", -32768, 32767), 1, 1),
            ("Parameter", "element", 0, "din70121_types#Parameter", 1, None),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((1, 2), (-1,)),
        ),
    ),
    "Parameter": (
        (
            ("Name", "attribute", 1, ("string", 0, None), 1, 1),
            ("ValueType", "attribute", 1, "din70121_types#Value", 1, 1),
            ("boolValue", "element", 0, ("boolean",), 0, 1),
            ("byteValue", "element", 0, ("bits", -128, 127), 0, 1),
            ("shortValue", "element", 0, ("signed", -32768, 32767), 0, 1),
            ("intValue", "element", 0, ("signed", -2147483648, 2147483647), 0, 1),
            ("physicalValue", "element", 0, "din70121_types#PhysicalValue", 0, 1),
            ("stringValue", "element", 0, ("string", 0, None), 0, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((2, 3), (3, 3), (4, 3), (5, 3), (6, 3), (7, 3)),
            ((-1,),),
        ),
    ),
    "SelectedServiceList": (
        (
            ("SelectedService", "element", 0, "din70121_types#SelectedService", 1, None),
        ),
        (
            ((0, 1),),
            ((0, 1), (-1,)),
        ),
    ),
    "SelectedService": (
        (
            ("ServiceID", "element", 0, "din70121_types#ServiceID", 1, 1),
            ("ParameterSetID", "element", 0, ("signed", -32768, 32767), 0, 1),
        ),
        (
            ((0, 1),),
            ((1, 2), (-1,)),
            ((-1,),),
        ),
    ),
    "CertificateChain": (
        (
            ("Certificate", "element", 0, "din70121_types#Certificate", 1, 1),
            ("SubCertificates", "element", 0, "din70121_types#SubCertificates", 0, 1),
        ),
        (
            ((0, 1),),
            ((1, 2), (-1,)),
            ((-1,),),
        ),
    ),
    "SubCertificates": (
        (
            ("Certificate", "element", 0, "din70121_types#Certificate", 1, None),
        ),
        (
            ((0, 1),),
            ((0, 1), (-1,)),
        ),
    ),
    "ListOfRootCertificateIDs": (
        (
            ("RootCertificateID", "element", 0, "din70121_types#RootCertificateID", 1, None),
        ),
        (
            ((0, 1),),
            ((0, 1), (-1,)),
        ),
    ),
    "AC_EVChargeParameter": (
        (
            ("DepartureTime", "element", 0, ("unsigned", 0, 4294967295), 1, 1),
            ("EAmount", "element", 0, "din70121_types#PhysicalValue", 1, 1),
            ("EVMaxVoltage", "element", 0, "din70121_types#PhysicalValue", 1, 1),
            ("EVMaxCurrent", "element", 0, "din70121_types#PhysicalValue", 1, 1),
            ("EVMinCurrent", "element", 0, "din70121_types#PhysicalValue", 1, 1),
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
    "DC_EVChargeParameter": (
        (
            ("DC_EVStatus", "element", 0, "din70121_types#DC_EVStatus", 1, 1),
            ("EVMaximumCurrentLimit", "element", 0, "din70121_types#PhysicalValue", 1, 1),
            ("EVMaximumPowerLimit", "element", 0, "din70121_types#PhysicalValue", 0, 1),
            ("EVMaximumVoltageLimit", "element", 0, "din70121_types#PhysicalValue", 1, 1),
            ("EVEnergyCapacity", "element", 0, "din70121_types#PhysicalValue", 0, 1),
            ("EVEnergyRequest", "element", 0, "din70121_types#PhysicalValue", 0, 1),
            ("FullSOC", "element", 0, "din70121_types#PercentValue", 0, 1),
            ("BulkSOC", "element", 0, "din70121_types#PercentValue", 0, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((2, 3), (3, 4)),
            ((3, 4),),
            ((4, 5), (5, 6), (6, 7), (7, 8), (-1,)),
            ((5, 6), (6, 7), (7, 8), (-1,)),
            ((6, 7), (7, 8), (-1,)),
            ((7, 8), (-1,)),
            ((-1,),),
        ),
    ),
    "AC_EVSEChargeParameter": (
        (
            ("AC_EVSEStatus", "element", 0, "din70121_types#AC_EVSEStatus", 1, 1),
            ("EVSEMaxVoltage", "element", 0, "din70121_types#PhysicalValue", 1, 1),
            ("EVSEMaxCurrent", "element", 0, "din70121_types#PhysicalValue", 1, 1),
            ("EVSEMinCurrent", "element", 0, "din70121_types#PhysicalValue", 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((2, 3),),
            ((3, 4),),
            ((-1,),),
        ),
    ),
    "DC_EVSEChargeParameter": (
        (
            ("DC_EVSEStatus", "element", 0, "din70121_types#DC_EVSEStatus", 1, 1),
            ("EVSEMaximumCurrentLimit", "element", 0, "din70121_types#PhysicalValue", 1, 1),
            ("EVSEMaximumPowerLimit", "element", 0, "din70121_types#PhysicalValue", 0, 1),
            ("EVSEMaximumVoltageLimit", "element", 0, "din70121_types#PhysicalValue", 1, 1),
            ("EVSEMinimumCurrentLimit", "element", 0, "din70121_types#PhysicalValue", 1, 1),
            ("EVSEMinimumVoltageLimit", "element", 0, "din70121_types#PhysicalValue", 1, 1),
            ("EVSECurrentRegulationTolerance", "element", 0, "din70121_types#PhysicalValue", 0, 1),
            ("EVSEPeakCurrentRipple", "element", 0, "din70121_types#PhysicalValue", 1, 1),
            ("EVSEEnergyToBeDelivered", "element", 0, "din70121_types#PhysicalValue", 0, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((2, 3), (3, 4)),
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
            ("EVCabinConditioning", "element", 0, ("boolean",), 0, 1),
            ("EVRESSConditioning", "element", 0, ("boolean",), 0, 1),
            ("EVErrorCode", "element", 0, "din70121_types#DC_EVErrorCode", 1, 1),
            ("EVRESSSOC", "element", 0, "din70121_types#PercentValue", 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2), (2, 3), (3, 4)),
            ((2, 3), (3, 4)),
            ((3, 4),),
            ((4, 5),),
            ((-1,),),
        ),
    ),
    "AC_EVSEStatus": (
        (
            ("PowerSwitchClosed", "element", 0, ("boolean",), 1, 1),
            ("RCD", "element", 0, ("boolean",), 1, 1),
            ("NotificationMaxDelay", "element", 0, ("unsigned", 0, 4294967295), 1, 1),
            ("EVSENotification", "element", 0, "din70121_types#EVSENotification", 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((2, 3),),
            ((3, 4),),
            ((-1,),),
        ),
    ),
    "DC_EVSEStatus": (
        (
            ("EVSEIsolationStatus", "element", 0, "din70121_types#IsolationLevel", 0, 1),
            ("EVSEStatusCode", "element", 0, "din70121_types#DC_EVSEStatusCode", 1, 1),
            ("NotificationMaxDelay", "element", 0, ("unsigned", 0, 4294967295), 1, 1),
            ("EVSENotification", "element", 0, "din70121_types#EVSENotification", 1, 1),
        ),
        (
            ((0, 1), (1, 2)),
            ((1, 2),),
            ((2, 3),),
            ((3, 4),),
            ((-1,),),
        ),
    ),
    "SAScheduleList": (
        (
            ("SAScheduleTuple", "element", 0, "din70121_types#SAScheduleTuple", 1, None),
        ),
        (
            ((0, 1),),
            ((0, 1), (-1,)),
        ),
    ),
    "SAScheduleTuple": (
        (
            ("SAScheduleTupleID", "element", 0, "din70121_types#SAID", 1, 1),
            ("PMaxSchedule", "element", 0, "din70121_types#PMaxSchedule", 1, 1),
            ("SalesTariff", "element", 0, "din70121_types#SalesTariff", 0, 1),
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
            ("PMaxScheduleID", "element", 0, "din70121_types#SAID", 1, 1),
            ("PMaxScheduleEntry", "element", 0, "din70121_types#PMaxScheduleEntry", 1, None),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((1, 2), (-1,)),
        ),
    ),
    "PMaxScheduleEntry": (
        (
            ("TimeInterval", "slot", 0, (("RelativeTimeInterval", 0, "din70121_types#RelativeTimeInterval"), ("TimeInterval", 0, None)), 1, 1),
            ("PMax", "element", 0, "din70121_types#PMax", 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((-1,),),
        ),
    ),
    "RelativeTimeInterval": (
        (
            ("start", "element", 0, ("unsigned", 0, 4294967295), 1, 1),
            ("duration", "element", 0, ("unsigned", 0, 4294967295), 0, 1),
        ),
        (
            ((0, 1),),
            ((1, 2), (-1,)),
            ((-1,),),
        ),
    ),
    "SalesTariff": (
        (
            ("Id", "attribute", 1, ("string", 0, None), 1, 1),
            ("SalesTariffID", "element", 0, "din70121_types#SAID", 1, 1),
            ("SalesTariffDescription", "element", 0, "din70121_types#TariffDescription", 0, 1),
            ("NumEPriceLevels", "element", 0, ("bits", 0, 255), 1, 1),
            ("SalesTariffEntry", "element", 0, "din70121_types#SalesTariffEntry", 1, None),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((2, 3), (3, 4)),
            ((3, 4),),
            ((4, 5),),
            ((4, 5), (-1,)),
        ),
    ),
    "SalesTariffEntry": (
        (
            ("TimeInterval", "slot", 0, (("RelativeTimeInterval", 0, "din70121_types#RelativeTimeInterval"), ("TimeInterval", 0, None)), 1, 1),
            ("EPriceLevel", "element", 0, ("bits", 0, 255), 1, 1),
            ("ConsumptionCost", "element", 0, "din70121_types#ConsumptionCost", 0, None),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((2, 2), (-1,)),
        ),
    ),
    "ConsumptionCost": (
        (
            ("startValue", "element", 0, ("unsigned", 0, 4294967295), 1, 1),
            ("Cost", "element", 0, "din70121_types#Cost", 0, None),
        ),
        (
            ((0, 1),),
            ((1, 1), (-1,)),
        ),
    ),
    "Cost": (
        (
            ("costKind", "element", 0, "din70121_types#CostKind", 1, 1),
            ("amount", "element", 0, ("unsigned", 0, 4294967295), 1, 1),
            ("amountMultiplier", "element", 0, "din70121_types#UnitMultiplier", 0, 1),
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
            ("SAScheduleTupleID", "element", 0, "din70121_types#SAID", 1, 1),
            ("ProfileEntry", "element", 0, "din70121_types#ProfileEntry", 1, None),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((1, 2), (-1,)),
        ),
    ),
    "ProfileEntry": (
        (
            ("ChargingProfileEntryStart", "element", 0, ("unsigned", 0, 4294967295), 1, 1),
            ("ChargingProfileEntryMaxPower", "element", 0, "din70121_types#PMax", 1, 1),
        ),
        (
            ((0, 1),),
            ((1, 2),),
            ((-1,),),
        ),
    ),
    "DC_EVPowerDeliveryParameter": (
        (
            ("DC_EVStatus", "element", 0, "din70121_types#DC_EVStatus", 1, 1),
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
            ("MeterID", "element", 0, "din70121_types#MeterID", 1, 1),
            ("MeterReading", "element", 0, "din70121_types#PhysicalValue", 0, 1),
            ("SigMeterReading", "element", 0, "din70121_types#SigMeterReading", 0, 1),
            ("MeterStatus", "element", 0, "din70121_types#MeterStatus", 0, 1),
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
