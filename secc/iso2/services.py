"""The services of a session: charging, certificates, and the bidirectional ones of SAE J2847/2.

Certificates are installed over TLS only, and only for who may pay by contract. SAE J2847/2 lets a car
discharge over ISO 15118-2: a service of its own is selected, and negative limits and targets mean discharge
from then on.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from msgspec import UNSET, UnsetType

from secc.iso2.facts import Facts
from secc_contract.types.iso15118_charger import PaymentOption, SaeJ2847BidiMode
from secc_contract.v2g.iso15118_2 import ServiceDiscoveryReq
from secc_contract.v2g.iso15118_2_types import (
    Parameter,
    ParameterSet,
    SelectedService,
    Service,
    ServiceCategory,
    ServiceList,
    ServiceParameterList,
)

CHARGE: Final = 1
CERTIFICATE: Final = 2
INSTALLATION: Final = 1
UPDATE: Final = 2
"""Parameter sets of the certificate service ([V2G2-428], Table 106)."""

_CERTIFICATE: Final = Service(
    ServiceID=CERTIFICATE,
    ServiceName="Certificate",
    ServiceCategory=ServiceCategory.ContractCertificate,
    FreeService=True,
)
_SETS: Final = ServiceParameterList(
    ParameterSet=tuple(
        ParameterSet(ParameterSetID=number, Parameter=(Parameter(Name="Service", stringValue=name),))
        for number, name in ((INSTALLATION, "Installation"), (UPDATE, "Update"))
    )
)
_BIDIRECTIONAL: Final = {
    mode: Service(
        ServiceID=number,
        ServiceName=f"SAE J2847/2 {mode}",
        ServiceCategory=ServiceCategory.OtherCustom,
        FreeService=True,
    )
    for mode, number in ((SaeJ2847BidiMode.V2H, 28472), (SaeJ2847BidiMode.V2G, 28473))
}


def offered(facts: Facts) -> dict[int, Service]:
    """The services beside charging, by id."""
    services: list[Service] = []
    by_contract = PaymentOption.Contract in facts.offer.payment_options
    if facts.offer.certificate_service and by_contract and facts.channel.tls is not None:
        services.append(_CERTIFICATE)
    bidirectional = _BIDIRECTIONAL.get(facts.offer.sae_mode)
    if bidirectional is not None:
        services.append(bidirectional)
    return {service.ServiceID: service for service in services}


def listed(facts: Facts, request: ServiceDiscoveryReq) -> ServiceList | UnsetType:
    """The services beside charging that a request asks for; an empty list must not be sent."""
    wanted = request.ServiceCategory
    services = tuple(one for one in offered(facts).values() if wanted in (UNSET, one.ServiceCategory))
    return ServiceList(Service=services) if services else UNSET


def parameters(service: int) -> ServiceParameterList | UnsetType:
    """What a service lets a car choose from."""
    return _SETS if service == CERTIFICATE else UNSET


def certificate_sets(selected: Collection[SelectedService]) -> frozenset[int]:
    """What of the certificate service a car has selected; without a set it means both."""
    sets = [one.ParameterSetID for one in selected if one.ServiceID == CERTIFICATE]
    if UNSET in sets:
        return frozenset({INSTALLATION, UPDATE})
    return frozenset(one for one in sets if one is not UNSET)


def sae_mode(facts: Facts, selected: Collection[SelectedService]) -> SaeJ2847BidiMode:
    """The bidirectional mode that a car has selected."""
    ids = {one.ServiceID for one in selected}
    chosen = (mode for mode, service in _BIDIRECTIONAL.items() if service.ServiceID in ids)
    return next(chosen, SaeJ2847BidiMode.None_)
