"""The services of a session: charging, and the bidirectional ones of SAE J2847/2.

SAE J2847/2 lets a car discharge over ISO 15118-2: a service of its own is selected, and negative limits and
targets mean discharge from then on.
"""

from __future__ import annotations

from typing import Final

from msgspec import UNSET, UnsetType

from secc.iso2.facts import Facts
from secc_contract.types.iso15118_charger import SaeJ2847BidiMode
from secc_contract.v2g.iso15118_2 import ServiceDiscoveryReq
from secc_contract.v2g.iso15118_2_types import Service, ServiceCategory, ServiceList

CHARGE: Final = 1

_BIDIRECTIONAL: Final = {
    SaeJ2847BidiMode.V2H: Service(
        ServiceID=28472,
        ServiceName="SAE J2847/2 V2H",
        ServiceCategory=ServiceCategory.OtherCustom,
        FreeService=True,
    ),
    SaeJ2847BidiMode.V2G: Service(
        ServiceID=28473,
        ServiceName="SAE J2847/2 V2G",
        ServiceCategory=ServiceCategory.OtherCustom,
        FreeService=True,
    ),
}


def offered(facts: Facts) -> dict[int, SaeJ2847BidiMode]:
    """Ids of all services on offer, and the bidirectional mode that each one means."""
    bidirectional = _BIDIRECTIONAL.get(facts.offer.sae_mode)
    ids = {CHARGE: SaeJ2847BidiMode.None_}
    if bidirectional is not None:
        ids[bidirectional.ServiceID] = facts.offer.sae_mode
    return ids


def listed(facts: Facts, request: ServiceDiscoveryReq) -> ServiceList | UnsetType:
    """The services beside charging that a request asks for; an empty list must not be sent."""
    service = _BIDIRECTIONAL.get(facts.offer.sae_mode)
    wanted = request.ServiceCategory
    if service is None or wanted not in (UNSET, service.ServiceCategory):
        return UNSET
    return ServiceList(Service=(service,))
