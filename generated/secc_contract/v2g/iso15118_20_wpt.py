# Generated from interfaces/v2g/iso15118_20_wpt.yaml by "python -m codegen generate". Do not edit.
"""The messages of ISO 15118-20 for wireless charging (WPT). A primary device in the ground feeds the
secondary device of the car. EVPC and SPC are the power circuits of the car and of the supply; LF is a low
frequency signal for positioning, LPE a low power excitation of the primary device.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import UNSET, Struct, UnsetType

from .iso15118_20_types import (
    ChargeLoopReq,
    ChargeLoopRes,
    ChargeParameterDiscoveryReq,
    ChargeParameterDiscoveryRes,
    Processing,
    RationalNumber,
    V2GRequest,
    V2GResponse,
)


class WPT_FinePositioningSetupReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car tells by which methods it can be positioned, paired and checked."""

    EVProcessing: Processing
    """Finished when the car is done with the step."""

    EVDeviceFinePositioningMethodList: WPT_FinePositioningMethodList
    """The car's ways to position it."""

    EVDevicePairingMethodList: WPT_PairingMethodList
    """The car's ways to pair."""

    EVDeviceAlignmentCheckMethodList: WPT_AlignmentCheckMethodList
    """The car's ways to check the alignment."""

    NaturalOffset: int
    """Offset of the two devices at which they are aligned. 0 to 65535."""

    VendorSpecificDataContainer: tuple[bytes, ...] = ()
    """Data in the vendor's form. 0 to 16 items."""

    LF_SystemSetupData: WPT_LF_SystemSetupData | UnsetType = UNSET
    """When positioning or pairing uses a low frequency signal."""


class WPT_FinePositioningSetupRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """The charger tells by which methods it can do the same."""

    PrimaryDeviceFinePositioningMethodList: WPT_FinePositioningMethodList
    """The charger's ways to position the car."""

    PrimaryDevicePairingMethodList: WPT_PairingMethodList
    """The charger's ways to pair."""

    PrimaryDeviceAlignmentCheckMethodList: WPT_AlignmentCheckMethodList
    """The charger's ways to check the alignment."""

    NaturalOffset: int
    """Offset of the two devices at which they are aligned. 0 to 65535."""

    VendorSpecificDataContainer: tuple[bytes, ...] = ()
    """Data in the vendor's form. 0 to 16 items."""

    LF_SystemSetupData: WPT_LF_SystemSetupData | UnsetType = UNSET
    """When positioning or pairing uses a low frequency signal."""


class WPT_FinePositioningReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car tells how far it is with positioning."""

    EVProcessing: Processing
    """Finished when the car is done with the step."""

    EVResultCode: WPT_EVResult
    """How the step ended for the car."""

    VendorSpecificDataContainer: tuple[bytes, ...] = ()
    """Data in the vendor's form. 0 to 16 items."""

    WPT_LF_DataPackageList: WPT_LF_DataPackageList | UnsetType = UNSET
    """When positioning uses a low frequency signal."""


class WPT_FinePositioningRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """The charger tells how far it is with positioning."""

    EVSEProcessing: Processing
    """Finished when the charger is done with the step."""

    VendorSpecificDataContainer: tuple[bytes, ...] = ()
    """Data in the vendor's form. 0 to 16 items."""

    WPT_LF_DataPackageList: WPT_LF_DataPackageList | UnsetType = UNSET
    """When positioning uses a low frequency signal."""


class WPT_PairingReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car makes sure that it talks to the charger whose device is below it."""

    EVProcessing: Processing
    """Finished when the car is done with the step."""

    ObservedIDCode: int | UnsetType = UNSET
    """Code that the car has observed. 1 to 4294967295."""

    EVResultCode: WPT_EVResult
    """How the step ended for the car."""

    VendorSpecificDataContainer: tuple[bytes, ...] = ()
    """Data in the vendor's form. 0 to 16 items."""


class WPT_PairingRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """The charger confirms the pair, goes on, or sends the car to another charger."""

    EVSEProcessing: Processing
    """Finished when the charger is done with the step."""

    ObservedIDCode: int | UnsetType = UNSET
    """Code that the charger has observed. 1 to 4294967295."""

    AlternativeSECCList: AlternativeSECCList | UnsetType = UNSET
    """Where the car should go if this is not its charger."""

    VendorSpecificDataContainer: tuple[bytes, ...] = ()
    """Data in the vendor's form. 0 to 16 items."""


class WPT_ChargeParameterDiscoveryReq(ChargeParameterDiscoveryReq, frozen=True, kw_only=True, gc=False):
    """The car states its limits for wireless charging."""

    EVPCMaxReceivablePower: RationalNumber
    """Most power that the car can receive, W."""

    SDMaxGroundClearence: int
    """Highest ground clearance of the secondary device. 0 to 65535."""

    SDMinGroundClearence: int
    """Lowest ground clearance of the secondary device. 0 to 65535."""

    EVPCNaturalFrequency: RationalNumber
    """Natural frequency of the car's power circuit, Hz."""

    EVPCDeviceLocalControl: bool
    """The car can control power by itself."""

    VendorSpecificDataContainer: tuple[bytes, ...] = ()
    """Data in the vendor's form. 0 to 16 items."""


class WPT_ChargeParameterDiscoveryRes(ChargeParameterDiscoveryRes, frozen=True, kw_only=True, gc=False):
    """The charger states its limits for wireless charging."""

    PDInputPowerClass: WPT_PowerClass
    """Power class of the primary device."""

    SDMinOutputPower: RationalNumber
    """Least power that the supply device can send, W."""

    SDMaxOutputPower: RationalNumber
    """Most power that the supply device can send, W."""

    SDMaxGroundClearanceSupport: int
    """Highest ground clearance that the supply device copes with. 0 to 65535."""

    SDMinGroundClearanceSupport: int
    """Lowest ground clearance that the supply device copes with. 0 to 65535."""

    PDMinCoilCurrent: RationalNumber
    """Lowest current in the coil of the primary device, A."""

    PDMaxCoilCurrent: RationalNumber
    """Highest current in the coil of the primary device, A."""

    SDManufacturerSpecificDataContainer: tuple[bytes, ...] = ()
    """Data in the form of the supply device's maker. 0 to 16 items."""


class WPT_AlignmentCheckReq(V2GRequest, frozen=True, kw_only=True, gc=False):
    """The car checks whether it stands well enough for charging."""

    EVProcessing: Processing
    """Finished when the car is done with the step."""

    TargetCoilCurrent: RationalNumber | UnsetType = UNSET
    """Current wanted in the coil of the primary device, A."""

    EVResultCode: WPT_EVResult
    """How the step ended for the car."""

    VendorSpecificDataContainer: tuple[bytes, ...] = ()
    """Data in the vendor's form. 0 to 16 items."""


class WPT_AlignmentCheckRes(V2GResponse, frozen=True, kw_only=True, gc=False):
    """The charger tells how far it is with the check, and what it sends for it."""

    EVSEProcessing: Processing
    """Finished when the charger is done with the step."""

    PowerTransmitted: RationalNumber | UnsetType = UNSET
    """Power sent, W."""

    SupplyDeviceCurrent: RationalNumber | UnsetType = UNSET
    """Current in the supply device, A."""

    VendorSpecificDataContainer: tuple[bytes, ...] = ()
    """Data in the vendor's form. 0 to 16 items."""


class WPT_ChargeLoopReq(ChargeLoopReq, frozen=True, kw_only=True, gc=False):
    """The car asks for power and tells what arrives."""

    EVPCPowerRequest: RationalNumber
    """Power wanted at the output of the car's power circuit, W."""

    EVPCPowerOutput: RationalNumber
    """Power at the output of the car's power circuit, W."""

    EVPCChargeDiagnostics: WPT_EVPCChargeDiagnostics
    """State of the car's power circuit."""

    EVPCOperatingFrequency: RationalNumber | UnsetType = UNSET
    """Frequency that the car measures, Hz."""

    EVPCPowerControlParameter: WPT_EVPCPowerControlParameter | UnsetType = UNSET
    """When the two control power together."""

    ManufacturerSpecificDataContainer: tuple[bytes, ...] = ()
    """Data in the maker's form. 0 to 16 items."""


class WPT_ChargeLoopRes(ChargeLoopRes, frozen=True, kw_only=True, gc=False):
    """The charger tells what it sends and within which limits."""

    EVPCPowerRequest: RationalNumber
    """Power that the car has asked for, W."""

    SDPowerInput: RationalNumber | UnsetType = UNSET
    """Power at the input of the supply device, W."""

    SPCMaxOutputPowerLimit: RationalNumber
    """Most power that the supply can send now, W."""

    SPCMinOutputPowerLimit: RationalNumber
    """Least power that the supply can send now, W."""

    SPCChargeDiagnostics: WPT_SPCChargeDiagnostics
    """State of the supply's power circuit."""

    SPCOperatingFrequency: RationalNumber | UnsetType = UNSET
    """Frequency of the supply, Hz."""

    SPCPowerControlParameter: WPT_SPCPowerControlParameter | UnsetType = UNSET
    """When the two control power together."""

    ManufacturerSpecificDataContainer: tuple[bytes, ...] = ()
    """Data in the maker's form. 0 to 16 items."""


class WPT_EVPCPowerControlParameter(Struct, frozen=True, kw_only=True, gc=False):
    """Currents and voltage in the car's power circuit."""

    EVPCCoilCurrentRequest: RationalNumber
    """Current wanted in the coil, A."""

    EVPCCoilCurrentInformation: RationalNumber
    """Current in the coil, A."""

    EVPCCurrentOutputInformation: RationalNumber
    """Current at the output, A."""

    EVPCVoltageOutputInformation: RationalNumber
    """Voltage at the output, V."""


class WPT_SPCPowerControlParameter(Struct, frozen=True, kw_only=True, gc=False):
    """Current in the supply's power circuit."""

    SPCPrimaryDeviceCoilCurrentInformation: RationalNumber
    """Current in the coil of the primary device, A."""


class WPT_EVPCChargeDiagnostics(StrEnum):
    """What is wrong in the car's power circuit, if anything."""

    EVPCNoIssue = "EVPCNoIssue"
    EVPCTempOverheatDetected = "EVPCTempOverheatDetected"
    EVPCPowerTransferAnomalyDetected = "EVPCPowerTransferAnomalyDetected"
    EVPCAnomalyDetected = "EVPCAnomalyDetected"


class WPT_SPCChargeDiagnostics(StrEnum):
    """What is wrong in the supply's power circuit, if anything; FOD is a foreign object, LOP a living
    object.
    """

    SPCNoIssue = "SPCNoIssue"
    SPCFODDetected = "SPCFODDetected"
    SPCLOPDetected = "SPCLOPDetected"
    SPCTempOverheatDetected = "SPCTempOverheatDetected"
    SPCPowerTransferAnomalyDetected = "SPCPowerTransferAnomalyDetected"
    SPCAnomalyDetected = "SPCAnomalyDetected"


class WPT_FinePositioningMethodList(Struct, frozen=True, kw_only=True, gc=False):
    """Ways to position the car that one side can use."""

    WPT_FinePositioningMethod: tuple[WPT_FinePositioningMethod, ...]
    """Any of them. 1 to 8 items."""


class WPT_FinePositioningMethod(StrEnum):
    """How the car finds its place: by its driver, by a signal from the car or from the primary device, by
    low power.
    """

    Manual = "Manual"
    LF_TxEV = "LF_TxEV"
    LF_TxPrimaryDevice = "LF_TxPrimaryDevice"
    LPE = "LPE"
    Proprietary = "Proprietary"


class WPT_PairingMethodList(Struct, frozen=True, kw_only=True, gc=False):
    """Ways to pair that one side can use."""

    WPT_PairingMethod: tuple[WPT_PairingMethod, ...]
    """Any of them. 1 to 8 items."""


class WPT_PairingMethod(StrEnum):
    """How car and charger make sure that they are each other's."""

    External_confirmation = "External confirmation"
    LPE = "LPE"
    LF_TxEV = "LF_TxEV"
    LF_TxPrimaryDevice = "LF_TxPrimaryDevice"
    Optical = "Optical"
    Proprietary = "Proprietary"


class WPT_AlignmentCheckMethodList(Struct, frozen=True, kw_only=True, gc=False):
    """Ways to check the alignment that one side can use."""

    WPT_AlignmentCheckMethod: tuple[WPT_AlignmentCheckMethod, ...]
    """Any of them. 1 to 8 items."""


class WPT_AlignmentCheckMethod(StrEnum):
    """How the alignment is checked."""

    PowerCheck = "PowerCheck"
    LPE = "LPE"
    Proprietary = "Proprietary"


class WPT_EVResult(StrEnum):
    """How a step ended for the car."""

    EVResultUnknown = "EVResultUnknown"
    EVResultSuccess = "EVResultSuccess"
    EVResultFailed = "EVResultFailed"


class WPT_PowerClass(StrEnum):
    """Input power class of the primary device, from MF-WPT1 (up to 3.7 kVA) to MF-WPT4 (up to 22 kVA)."""

    MF_WPT1 = "MF-WPT1"
    MF_WPT2 = "MF-WPT2"
    MF_WPT3 = "MF-WPT3"
    MF_WPT4 = "MF-WPT4"


class AlternativeSECCList(Struct, frozen=True, kw_only=True, gc=False):
    """Other chargers, one of which may be the one below the car."""

    AlternativeSECC: tuple[AlternativeSECC, ...]
    """In any order. 1 to 8 items."""


class AlternativeSECC(Struct, frozen=True, kw_only=True, gc=False):
    """How another charger can be reached."""

    SSID: str | UnsetType = UNSET
    """Name of its wireless network. At most 255 characters."""

    BSSID: str | UnsetType = UNSET
    """Its access point. At most 12 characters."""

    IPAddress: str | UnsetType = UNSET
    """Its address. At most 39 characters."""

    Port: int | UnsetType = UNSET
    """Its TCP port. 0 to 65535."""


class WPT_LF_SystemSetupData(Struct, frozen=True, kw_only=True, gc=False):
    """The sender's part of the low frequency system: transmitter or receiver.

    Exactly one of LF_TransmitterSetupData and LF_ReceiverSetupData is set.
    """

    LF_TransmitterSetupData: WPT_LF_TransmitterData | UnsetType = UNSET
    """Set when the sender of the message has the transmitters."""

    LF_ReceiverSetupData: WPT_LF_ReceiverData | UnsetType = UNSET
    """Set when the sender of the message has the receivers."""


class WPT_LF_TransmitterData(Struct, frozen=True, kw_only=True, gc=False):
    """The transmitters of one side."""

    NumberOfTransmitters: int
    """How many there are. 0 to 255."""

    SignalFrequency: RationalNumber
    """Frequency of the signal, Hz."""

    TxSpecData: tuple[WPT_TxRxSpecData, ...]
    """One for each transmitter. 2 to 255 items."""

    TxPackageSpecData: WPT_TxRxPackageSpecData | UnsetType = UNSET
    """How the pulses follow each other."""


class WPT_LF_ReceiverData(Struct, frozen=True, kw_only=True, gc=False):
    """The receivers of one side."""

    NumberOfReceivers: int
    """How many there are. 0 to 255."""

    RxSpecData: tuple[WPT_TxRxSpecData, ...]
    """One for each receiver. 2 to 255 items."""


class WPT_TxRxSpecData(Struct, frozen=True, kw_only=True, gc=False):
    """One transmitter or receiver: where it is and where it points."""

    TxRxIdentifier: int
    """Which transmitter or receiver. 1 to 4294967295."""

    TxRxPosition: WPT_CoordinateXYZ
    """Where it is."""

    TxRxOrientation: WPT_CoordinateXYZ
    """Where it points."""


class WPT_CoordinateXYZ(Struct, frozen=True, kw_only=True, gc=False):
    """A place or a direction in space."""

    Coord_X: int
    """Along x. -32768 to 32767."""

    Coord_Y: int
    """Along y. -32768 to 32767."""

    Coord_Z: int
    """Along z. -32768 to 32767."""


class WPT_TxRxPackageSpecData(Struct, frozen=True, kw_only=True, gc=False):
    """How the pulses of a package follow each other."""

    PulseSequenceOrder: tuple[WPT_TxRxPulseOrder, ...]
    """By their order. 2 to 255 items."""

    PulseSeparationTime: int
    """Time between two pulses. 0 to 65535."""

    PulseDuration: int
    """Length of a pulse. 0 to 65535."""

    PackageSeparationTime: int
    """Time between two packages. 0 to 65535."""


class WPT_TxRxPulseOrder(Struct, frozen=True, kw_only=True, gc=False):
    """Which transmitter sends one of the pulses."""

    IndexNumber: int
    """Place of the pulse in the sequence. 0 to 65535."""

    TxRxIdentifier: int
    """Transmitter that sends it. 1 to 4294967295."""


class WPT_LF_DataPackageList(Struct, frozen=True, kw_only=True, gc=False):
    """What was sent or received."""

    NumPackages: int
    """How many packages there are. 0 to 255."""

    WPT_LF_DataPackage: WPT_LF_DataPackage
    """The one that a message can carry."""


class WPT_LF_DataPackage(Struct, frozen=True, kw_only=True, gc=False):
    """One package, as sent or as received.

    Exactly one of LF_TxData and LF_RxData is set.
    """

    PackageIndex: int
    """Number of the package. 0 to 255."""

    LF_TxData: WPT_LF_TxDataList | UnsetType = UNSET
    """Set by the side that sends the signal."""

    LF_RxData: WPT_LF_RxDataList | UnsetType = UNSET
    """Set by the side that receives the signal."""


class WPT_LF_TxDataList(Struct, frozen=True, kw_only=True, gc=False):
    """What was sent."""

    WPT_LF_TxDataList: WPT_LF_TxData
    """The one transmitter of the list."""


class WPT_LF_TxData(Struct, frozen=True, kw_only=True, gc=False):
    """What one transmitter has sent."""

    TxIdentifier: int
    """Which transmitter. 1 to 4294967295."""

    EIRP: RationalNumber
    """Power it has radiated (equivalent isotropic)."""


class WPT_LF_RxDataList(Struct, frozen=True, kw_only=True, gc=False):
    """What was received."""

    WPT_LF_RxDataList: WPT_LF_RxData
    """The one receiver of the list."""


class WPT_LF_RxData(Struct, frozen=True, kw_only=True, gc=False):
    """What one receiver has received."""

    RxIdentifier: int
    """Which receiver. 1 to 4294967295."""

    RSSIData: WPT_LF_RxRSSIList
    """How strongly it has received."""


class WPT_LF_RxRSSIList(Struct, frozen=True, kw_only=True, gc=False):
    """How strongly it was received."""

    RSSIDataList: WPT_LF_RxRSSI
    """The one entry of the list."""


class WPT_LF_RxRSSI(Struct, frozen=True, kw_only=True, gc=False):
    """How strongly one transmitter was received."""

    TxIdentifier: int
    """Which transmitter was received. 1 to 4294967295."""

    RSSI: RationalNumber
    """Strength of the signal received."""
