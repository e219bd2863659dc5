"""A stage where contracts pay: a PKI in memory, and a car that signs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from secc.pnc import signatures
from secc.pnc.authority import Identity, Pki
from secc.pnc.certificates import parse
from secc.pnc.store import KeyedChain, Trust
from secc.security import Channel, TlsVersion
from secc.settings import Settings
from secc_contract.types.iso15118_charger import EnergyTransferMode as Mode
from secc_contract.types.iso15118_charger import PaymentOption as Option
from secc_contract.types.powermeter import Powermeter
from secc_contract.types.units import Energy
from secc_contract.v2g.iso15118_2 import (
    AuthorizationReq,
    CertificateInstallationReq,
    CertificateUpdateReq,
    MeteringReceiptReq,
    PaymentDetailsReq,
    PaymentServiceSelectionReq,
)
from secc_contract.v2g.iso15118_2_types import (
    CertificateChain,
    ListOfRootCertificateIDs,
    PaymentOption,
    SelectedService,
    SelectedServiceList,
    SubCertificates,
)
from secc_contract.v2g.xmldsig import X509IssuerSerial
from tests.conversations import requests as ev
from tests.conversations.stage import Car, Stage

TLS = Channel(tls=TlsVersion.V1_2)
START = datetime(2026, 1, 1, 12, tzinfo=UTC)  # the stage's clock
ROOTS = ListOfRootCertificateIDs(
    RootCertificateID=(X509IssuerSerial(X509IssuerName="CN=V2G Root", X509SerialNumber=1),)
)


@cache
def pki() -> Pki:
    """The world's certificates."""
    return Pki(START - timedelta(days=1))


def trust() -> Trust:
    """What the charger believes."""
    made = pki()
    return Trust(
        v2g=(parse(made.der("v2g-a")),),
        mo=(parse(made.der("mo")),),
        oem=(parse(made.der("oem")),),
        subs=tuple(parse(made.der(name)) for name in ("oem-sub1", "oem-sub2")),
    )


def tariff_key() -> KeyedChain:
    """Who signs tariffs."""
    identity = pki().identity("mo-sub2")
    chain = tuple(parse(der) for der in identity.chain)
    return KeyedChain("mo-sub2", chain, identity.key, Path("/nowhere"))


def stage(
    settings: Settings | None = None,
    *silent: str,
    mode: Mode = Mode.AC_three_phase_core,
    tariffs: KeyedChain | None = None,
) -> Stage:
    """An outlet that offers contracts and certificates over TLS, its owner quick."""
    made = Stage(settings, trust=replace(trust(), tariffs=tariffs))
    made.reacts(*silent)
    made.boot(mode, ready=False)
    made.client.call_session_setup((Option.Contract, Option.ExternalPayment), True)
    made.client.call_dlink_ready(True)
    return made


def reads(place: Stage, energy: float) -> None:
    """The owner reads its meter, and wants receipts."""
    place.client.call_receipt_is_required(True)
    place.client.call_update_meter_info(
        Powermeter(timestamp=START, meter_id="METER1", energy_Wh_import=Energy(total=energy))
    )


def chain(identity: Identity, **fields: Any) -> CertificateChain:
    """A chain as messages carry it."""
    subs = SubCertificates(Certificate=identity.subs)
    return CertificateChain(Certificate=identity.leaf, SubCertificates=subs, **fields)


def selects(*sets: int) -> PaymentServiceSelectionReq:
    """Contract, and of the certificate service these parameter sets."""
    selected = [SelectedService(ServiceID=1)]
    selected += [SelectedService(ServiceID=2, ParameterSetID=number) for number in sets]
    return PaymentServiceSelectionReq(
        SelectedPaymentOption=PaymentOption.Contract,
        SelectedServiceList=SelectedServiceList(SelectedService=tuple(selected)),
    )


def shows(identity: Identity, emaid: str | None = None) -> PaymentDetailsReq:
    """PaymentDetailsReq with a contract."""
    return PaymentDetailsReq(eMAID=emaid or identity.common_name, ContractSignatureCertChain=chain(identity))


def proves(car: Car, identity: Identity, challenge: bytes, **signing: Any) -> Any:
    """The signed AuthorizationReq and its answer."""
    request = AuthorizationReq(Id="ID1", GenChallenge=challenge)
    return car.asks(request, signature=sign("AuthorizationReq", request, identity, **signing))


def installs(identity: Identity) -> CertificateInstallationReq:
    """CertificateInstallationReq with a provisioning certificate."""
    return CertificateInstallationReq(
        Id="ID1", OEMProvisioningCert=identity.leaf, ListOfRootCertificateIDs=ROOTS
    )


def updates(identity: Identity) -> CertificateUpdateReq:
    """CertificateUpdateReq with the contract to be replaced."""
    return CertificateUpdateReq(
        Id="ID1",
        ContractSignatureCertChain=chain(identity),
        eMAID=identity.common_name,
        ListOfRootCertificateIDs=ROOTS,
    )


def receipt(car: Car, info: Any, **fields: Any) -> MeteringReceiptReq:
    """MeteringReceiptReq for a reading."""
    given = {"SessionID": car.session_id, "MeterInfo": info} | fields
    return MeteringReceiptReq(Id="ID1", SAScheduleTupleID=1, **given)


def sign(name: str, request: Any, identity: Identity, **signing: Any) -> Any:
    """The header's signature over a request."""
    return signatures.sign("iso2", [signatures.Element(name, request)], identity.key, **signing)


def contract() -> Identity:
    """The contract that pays."""
    return pki().identity("contract")


def until(place: Stage, stop: str, *sets: int) -> Car:
    """A car with a contract that has come to a place of an AC or DC session."""
    car = place.connect(channel=TLS)
    car.handshake()

    def details() -> None:
        car.challenge = car.asks(shows(contract())).GenChallenge

    steps: dict[str, Callable[[], Any]] = {
        "SessionSetup": lambda: car.asks(ev.session_setup()),
        "ServiceDiscovery": lambda: car.asks(ev.service_discovery()),
        "PaymentServiceSelection": lambda: car.asks(selects(*sets)),
        "PaymentDetails": details,
        "Authorization": lambda: proves(car, contract(), car.challenge),
        "ChargeParameterDiscovery": lambda: car.asks(ev.ac_parameters()),
        "PowerDelivery": lambda: car.asks(ev.ac_power()),
        "ChargingStatus": lambda: car.asks(ev.charging_status()),
        "Loop": lambda: None,
    }
    for name, step in steps.items():
        if name == stop:
            place.link.take()
            return car
        step()
    raise AssertionError(stop)
