"""Plug & Charge by ISO 15118-2 as the car sees it: its requests and rules, for the rows of ``iso2.py``.

What an answer brings is believed only after `secc.pnc` has verified it. Where the car has nothing to show,
its requests are the smallest ones, for scenarios that send them out of turn.
"""

from __future__ import annotations

from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from msgspec import UNSET

from secc import exi
from secc.errors import WireError
from secc.pnc import emaid, installation
from secc.pnc.installation import Holder
from secc.pnc.profiles import ISO2
from secc.sim.ev import requests, rules
from secc.sim.ev.states import State
from secc.sim.ev.trip import Trip
from secc_contract.v2g.iso15118_2 import (
    AuthorizationReq,
    AuthorizationRes,
    CertificateInstallationReq,
    CertificateInstallationRes,
    CertificateUpdateReq,
    CertificateUpdateRes,
    ChargingStatusRes,
    CurrentDemandRes,
    MeteringReceiptReq,
    MeteringReceiptRes,
    PaymentDetailsReq,
    PaymentDetailsRes,
    PaymentServiceSelectionReq,
    PaymentServiceSelectionRes,
    ServiceDetailReq,
    ServiceDetailRes,
    ServiceDiscoveryRes,
)
from secc_contract.v2g.iso15118_2_types import (
    CertificateChain,
    ListOfRootCertificateIDs,
    PaymentOption,
    ResponseCode,
    SelectedService,
    SelectedServiceList,
    SubCertificates,
)
from secc_contract.v2g.xmldsig import X509IssuerSerial

R = TypeVar("R")

ID = "ID1"
"""Of the one signed element in a request of a car."""

CERTIFICATE_SERVICE = 2

_SETS = {"install": "Installation", "update": "Update"}
"""How the parameter sets of the certificate service are named (Table 106)."""

# Requests


def service_detail(trip: Trip) -> ServiceDetailReq:
    return ServiceDetailReq(ServiceID=CERTIFICATE_SERVICE)


def payment(trip: Trip) -> PaymentServiceSelectionReq:
    if not trip.by_contract:
        return PaymentServiceSelectionReq(**requests.payment(trip))
    services = [SelectedService(ServiceID=requests.CHARGE_SERVICE)]
    if trip.certificate_set is not None:
        services.append(SelectedService(ServiceID=CERTIFICATE_SERVICE, ParameterSetID=trip.certificate_set))
    return PaymentServiceSelectionReq(
        SelectedPaymentOption=PaymentOption.Contract,
        SelectedServiceList=SelectedServiceList(SelectedService=tuple(services)),
    )


def certificate_installation(trip: Trip) -> CertificateInstallationReq:
    own = trip.provisioning
    if own is None:
        return _smallest(CertificateInstallationReq)
    return CertificateInstallationReq(
        Id=ID, OEMProvisioningCert=own.chain[0], ListOfRootCertificateIDs=_roots(trip)
    )


def certificate_update(trip: Trip) -> CertificateUpdateReq:
    old = trip.contract
    if old is None:
        return _smallest(CertificateUpdateReq)
    return CertificateUpdateReq(
        Id=ID,
        ContractSignatureCertChain=_chain(old),
        eMAID=emaid.normalise(old.common_name),
        ListOfRootCertificateIDs=_roots(trip),
    )


def payment_details(trip: Trip) -> PaymentDetailsReq:
    contract = trip.contract
    if contract is None:
        return _smallest(PaymentDetailsReq)
    return PaymentDetailsReq(
        eMAID=emaid.normalise(contract.common_name), ContractSignatureCertChain=_chain(contract)
    )


def authorization(trip: Trip) -> AuthorizationReq:
    """Signed once; what follows only asks whether the charger has made up its mind ([V2G2-684])."""
    if not trip.challenge or trip.proven:
        return AuthorizationReq()
    return AuthorizationReq(Id=ID, GenChallenge=trip.challenge)


def metering_receipt(trip: Trip) -> MeteringReceiptReq:
    if trip.reading is None:
        return _smallest(MeteringReceiptReq)
    return MeteringReceiptReq(
        Id=ID, SessionID=trip.session_id, SAScheduleTupleID=trip.schedule, MeterInfo=trip.reading
    )


def _chain(holder: Holder) -> CertificateChain:
    leaf, *subs = holder.chain
    between = SubCertificates(Certificate=tuple(subs)) if subs else UNSET
    return CertificateChain(Certificate=leaf, SubCertificates=between)


def _roots(trip: Trip) -> ListOfRootCertificateIDs:
    """The V2G roots that the car trusts, for this standard."""
    assert trip.wallet is not None  # where its identities come from
    known = (root for root in trip.wallet.trust.v2g if root.kind in ISO2.keys)
    named = (
        X509IssuerSerial(X509IssuerName=root.issuer.rfc4514_string(), X509SerialNumber=root.serial)
        for root in known
    )
    return ListOfRootCertificateIDs(RootCertificateID=tuple(named))


def _smallest(request: type[R]) -> R:
    found: R = exi.minimal("iso2", request)
    return found


# Rules


def payable(trip: Trip, response: ServiceDiscoveryRes) -> State:
    """How this is going to be paid, and whether a certificate has to be fetched before."""
    if not trip.by_contract:
        offered = PaymentOption.ExternalPayment in response.PaymentOptionList.PaymentOption
        return State.PAYMENT if offered else rules.leave(trip, "the charger does not offer external payment")
    if trip.wallet is None:
        return rules.leave(trip, "a contract pays over TLS only")
    if PaymentOption.Contract not in response.PaymentOptionList.PaymentOption:
        return rules.leave(trip, "the charger does not offer payment by contract")
    if trip.certificate == "none":
        return State.PAYMENT
    services = () if response.ServiceList is UNSET else response.ServiceList.Service
    if all(one.ServiceID != CERTIFICATE_SERVICE for one in services):
        return rules.leave(trip, "the charger gives no certificates")
    return State.SERVICE_DETAIL


def service_described(trip: Trip, response: ServiceDetailRes, now: float) -> State:
    """The parameter set that stands for what the car wants."""
    wanted = _SETS[trip.certificate]
    sets = () if response.ServiceParameterList is UNSET else response.ServiceParameterList.ParameterSet
    for one in sets:
        if any(parameter.stringValue == wanted for parameter in one.Parameter):
            trip.certificate_set = one.ParameterSetID
            return State.PAYMENT
    return rules.leave(trip, f"the certificate service has no {wanted}")


def selected(trip: Trip, response: PaymentServiceSelectionRes, now: float) -> State:
    if not trip.by_contract:
        return State.AUTHORIZATION
    if trip.certificate_set is None:
        return State.CONTRACT
    return State.INSTALLATION if trip.certificate == "install" else State.UPDATE


def installed(trip: Trip, response: CertificateInstallationRes, now: float) -> State:
    return _accept(trip, trip.provisioning)


def updated(trip: Trip, response: CertificateUpdateRes, now: float) -> State:
    return _accept(trip, trip.contract)


def _accept(trip: Trip, own: Holder | None) -> State:
    """Nothing of the answer is used unless all of it holds (V2G2-823)."""
    assert trip.wallet is not None
    if own is None or not isinstance(own.key, EllipticCurvePrivateKey):
        return rules.leave(trip, "the car has no key with which it could open a contract")
    try:
        new = installation.accept(trip.answer, own.key, trip.wallet.trust, trip.wallet.at)
    except WireError as error:
        return rules.leave(trip, f"the new contract is refused: {error.reason}")
    trip.installed, trip.certificate_set = new, None
    trip.note(f"contract {new.emaid} received, CPS signature and key verified")
    return State.CONTRACT


def challenged(trip: Trip, response: PaymentDetailsRes, now: float) -> State:
    if response.ResponseCode is ResponseCode.OK_CertificateExpiresSoon:
        trip.note("the contract expires soon, says the charger")
    trip.challenge, trip.proven = response.GenChallenge, False
    return State.AUTHORIZATION


def authorized(trip: Trip, response: AuthorizationRes, now: float) -> State:
    trip.proven = True
    following = rules.authorization(trip, response, now)
    if following is State.PARAMETERS and trip.by_contract and trip.contract is not None:
        trip.note(f"contract {emaid.normalise(trip.contract.common_name)} pays")
    return following


def receipt_first(trip: Trip, response: ChargingStatusRes | CurrentDemandRes, following: State) -> State:
    """A reading that has to be signed for comes before anything else."""
    if not trip.by_contract or response.ReceiptRequired is not True or response.MeterInfo is UNSET:
        return following
    trip.reading, trip.after_receipt = response.MeterInfo, following
    return State.RECEIPT


def receipted(trip: Trip, response: MeteringReceiptRes, now: float) -> State:
    assert trip.reading is not None  # else nothing had been signed
    trip.note(f"receipt signed for {trip.reading.MeterReading or 0} Wh")
    return trip.after_receipt or State.STOP
