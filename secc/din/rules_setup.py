"""From SessionSetup to ContractAuthentication: who is there, what is offered, how it is paid."""

from __future__ import annotations

from dataclasses import replace

from secc.charging.authorization import Verdict, external
from secc.charging.facts import Facts
from secc.charging.identity import evcc_id, offer, session_id
from secc.din.states import State
from secc.din.values import evse_id
from secc.events import say
from secc.evse import Evse
from secc.fsm import Outcome, Refusal, Reply
from secc.moment import Moment
from secc_contract.iso15118_charger import Iso15118ChargerPublisher as Publisher
from secc_contract.types.iso15118_charger import EnergyTransferMode
from secc_contract.types.iso15118_charger import PaymentOption as ContractPaymentOption
from secc_contract.v2g.din70121 import (
    ContractAuthenticationReq,
    ContractAuthenticationRes,
    ServiceDiscoveryReq,
    ServiceDiscoveryRes,
    ServicePaymentSelectionReq,
    ServicePaymentSelectionRes,
    SessionSetupReq,
    SessionSetupRes,
)
from secc_contract.v2g.din70121_types import (
    EVSEProcessing,
    EVSESupportedEnergyTransfer,
    PaymentOption,
    PaymentOptions,
    ResponseCode,
    ServiceCategory,
    ServiceCharge,
    ServiceTag,
)

CHARGE_SERVICE = 1


def session_setup(facts: Facts, evse: Evse, request: SessionSetupReq, at: Moment) -> Outcome[Facts]:
    """Always a new session: this protocol has no pause."""
    facts = replace(facts, session_id=session_id(at), offer=offer(evse, contracts=False))
    response = SessionSetupRes(
        ResponseCode=ResponseCode.OK_NewSessionEstablished,
        EVSEID=evse_id(facts.offer.identity),
        DateTimeNow=int(at.utc.timestamp()),
    )
    return Reply(facts=facts, response=response, events=evcc_id(request.EVCCID))


def service_discovery(facts: Facts, evse: Evse, request: ServiceDiscoveryReq, at: Moment) -> Outcome[Facts]:
    """External payment and one charge service, without names or lists ([V2G-DC-628], [V2G-DC-629])."""
    if ContractPaymentOption.ExternalPayment not in facts.offer.payment_options:
        return Refusal("FAILED", "the owner does not offer ExternalPayment, all that this protocol has")
    response = ServiceDiscoveryRes(
        ResponseCode=ResponseCode.OK,
        PaymentOptions=PaymentOptions(PaymentOption=(PaymentOption.ExternalPayment,)),
        ChargeService=ServiceCharge(
            ServiceTag=ServiceTag(ServiceID=CHARGE_SERVICE, ServiceCategory=ServiceCategory.EVCharging),
            FreeService=False,
            EnergyTransferType=_energy_transfer_type(facts.offer.modes),
        ),
    )
    return Reply(facts=facts, response=response)


def _energy_transfer_type(modes: tuple[EnergyTransferMode, ...]) -> EVSESupportedEnergyTransfer:
    """One type only can be told: the first of the owner's that the protocol charges with."""
    told = (mode for mode in modes if mode in (EnergyTransferMode.DC_core, EnergyTransferMode.DC_extended))
    return EVSESupportedEnergyTransfer(next(told, EnergyTransferMode.DC_extended).value)


def service_payment_selection(
    facts: Facts, evse: Evse, request: ServicePaymentSelectionReq, at: Moment
) -> Outcome[Facts]:
    """[V2G-DC-395], [V2G-DC-396], [V2G-DC-635]"""
    selected = {service.ServiceID for service in request.SelectedServiceList.SelectedService}
    if request.SelectedPaymentOption is not PaymentOption.ExternalPayment:
        return Refusal("FAILED_PaymentSelectionInvalid", f"{request.SelectedPaymentOption} is not offered")
    if selected != {CHARGE_SERVICE}:
        return Refusal("FAILED_ServiceSelectionInvalid", f"of services {sorted(selected)} only 1 is offered")
    return Reply(
        facts=facts,
        response=ServicePaymentSelectionRes(ResponseCode=ResponseCode.OK),
        events=(say(Publisher.publish_selected_payment_option, ContractPaymentOption.ExternalPayment),),
    )


def contract_authentication(
    facts: Facts, evse: Evse, request: ContractAuthenticationReq, at: Moment
) -> Outcome[Facts]:
    """The car polls until the owner has decided; the clock starts with the first request."""
    if facts.since is None:
        facts = replace(facts, since=at.now)
    verdict = external(facts, evse, at.now)
    if isinstance(verdict, Refusal):
        return verdict
    if verdict is Verdict.ACCEPTED:
        return Reply(
            facts=replace(facts, since=None, asked=False),
            response=_authenticated(EVSEProcessing.Finished),
            to=State.CHARGE_PARAMETER_DISCOVERY,
        )
    return Reply(
        facts=replace(facts, asked=True),
        response=_authenticated(EVSEProcessing.Ongoing),
        to=State.CONTRACT_AUTHENTICATION,
        events=() if facts.asked else (say(Publisher.publish_require_auth_eim),),
    )


def _authenticated(processing: EVSEProcessing) -> ContractAuthenticationRes:
    return ContractAuthenticationRes(ResponseCode=ResponseCode.OK, EVSEProcessing=processing)
