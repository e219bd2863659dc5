"""From SessionSetup to Authorization: who is there, what is offered, how it is paid."""

from __future__ import annotations

from dataclasses import replace

from secc import pnc
from secc.charging.authorization import Verdict, external
from secc.charging.identity import evcc_id, offer, session_id
from secc.events import say
from secc.evse import Evse
from secc.fsm import Outcome, Refusal, Reply
from secc.iso2 import rules_contract
from secc.iso2.facts import Facts, Paused
from secc.iso2.services import (
    CERTIFICATE,
    CHARGE,
    INSTALLATION,
    UPDATE,
    certificate_sets,
    listed,
    offered,
    parameters,
    sae_mode,
)
from secc.iso2.states import State
from secc.iso2.values import evse_id
from secc.moment import Moment
from secc_contract.iso15118_charger import Iso15118ChargerPublisher as Publisher
from secc_contract.types.iso15118_charger import PaymentOption as ContractPaymentOption
from secc_contract.v2g.iso15118_2 import (
    AuthorizationReq,
    AuthorizationRes,
    PaymentServiceSelectionReq,
    PaymentServiceSelectionRes,
    ServiceDetailReq,
    ServiceDetailRes,
    ServiceDiscoveryReq,
    ServiceDiscoveryRes,
    SessionSetupReq,
    SessionSetupRes,
)
from secc_contract.v2g.iso15118_2_types import (
    ChargeService,
    EnergyTransferMode,
    EVSEProcessing,
    PaymentOption,
    PaymentOptionList,
    ResponseCode,
    ServiceCategory,
    SupportedEnergyTransferMode,
)


def session_setup(facts: Facts, evse: Evse, request: SessionSetupReq, at: Moment) -> Outcome[Facts]:
    """A new session, or the paused one if the same car names it ([V2G2-463], [V2G2-750], [V2G2-754]).

    An unknown id is no error; it gets a new session.
    """
    facts, note = replace(facts, evccid=request.EVCCID), None
    paused = facts.paused
    if paused is not None and _may_go_on(facts, paused):
        code = ResponseCode.OK_OldSessionJoined
        facts = replace(facts, session_id=paused.session_id, joined=True, offer=paused.offer)
    else:
        code = ResponseCode.OK_NewSessionEstablished
        wanted = ContractPaymentOption.Contract in evse.payment_options
        contracts = wanted and facts.channel.tls is not None
        if contracts and at.utc < pnc.chains.CLOCK_SET:
            contracts = False
            note = f"no contracts are offered: our clock says {at.utc:%Y-%m-%d}, it is not set"
        facts = replace(
            facts,
            paused=None,
            session_id=session_id(at),
            offer=offer(evse, contracts=contracts),
        )
    response = SessionSetupRes(
        ResponseCode=code, EVSEID=evse_id(facts.offer.identity), EVSETimeStamp=int(at.utc.timestamp())
    )
    return Reply(facts=facts, response=response, events=evcc_id(request.EVCCID), note=note)


def _may_go_on(facts: Facts, paused: Paused) -> bool:
    """The same session, the same car; and what is paid by contract goes on over TLS only ([V2G2-632])."""
    claimed = facts.received.session_id if facts.received is not None else b""
    by_contract = ContractPaymentOption.Contract in paused.offer.payment_options
    same = (claimed, facts.evccid) == (paused.session_id, paused.evccid)
    return same and (facts.channel.tls is not None or not by_contract)


def service_discovery(facts: Facts, evse: Evse, request: ServiceDiscoveryReq, at: Moment) -> Outcome[Facts]:
    """What can be paid how, and the services beside charging; those of certificates need TLS."""
    if not facts.offer.payment_options:
        return Refusal("FAILED", "the owner offers Contract only, which needs TLS and a clock that is set")
    response = ServiceDiscoveryRes(
        ResponseCode=ResponseCode.OK,
        PaymentOptionList=PaymentOptionList(
            PaymentOption=tuple(PaymentOption(option.value) for option in facts.offer.payment_options)
        ),
        ChargeService=ChargeService(
            ServiceID=CHARGE,
            ServiceCategory=ServiceCategory.EVCharging,
            FreeService=False,
            SupportedEnergyTransferMode=SupportedEnergyTransferMode(
                EnergyTransferMode=tuple(EnergyTransferMode(mode.value) for mode in facts.offer.modes)
            ),
        ),
        ServiceList=listed(facts, request),
    )
    return Reply(facts=facts, response=response)


def service_detail(facts: Facts, evse: Evse, request: ServiceDetailReq, at: Moment) -> Outcome[Facts]:
    """What a service lets a car choose from ([V2G2-425], [V2G2-464])."""
    if request.ServiceID not in (CHARGE, *offered(facts)):
        return Refusal("FAILED_ServiceIDInvalid", f"service {request.ServiceID} is not offered")
    response = ServiceDetailRes(
        ResponseCode=ResponseCode.OK,
        ServiceID=request.ServiceID,
        ServiceParameterList=parameters(request.ServiceID),
    )
    return Reply(facts=facts, response=response)


def payment_service_selection(
    facts: Facts, evse: Evse, request: PaymentServiceSelectionReq, at: Moment
) -> Outcome[Facts]:
    """The order of the checks is the standard's ([V2G2-465], [V2G2-804], [V2G2-467])."""
    chosen = request.SelectedPaymentOption
    selected = request.SelectedServiceList.SelectedService
    ids = {service.ServiceID for service in selected}
    known = {CHARGE, *offered(facts)}
    if chosen.value not in facts.offer.payment_options:
        return Refusal("FAILED_PaymentSelectionInvalid", f"{chosen} is not offered")
    if CHARGE not in ids:
        return Refusal("FAILED_NoChargeServiceSelected", "the car selected no charge service")
    if not ids <= known:
        return Refusal("FAILED_ServiceSelectionInvalid", f"{sorted(ids)} of {sorted(known)}")
    sets = certificate_sets(selected)
    if not sets <= {INSTALLATION, UPDATE}:
        return Refusal(
            "FAILED_ServiceSelectionInvalid", f"parameter set {max(sets)} of service {CERTIFICATE}"
        )
    option = ContractPaymentOption(chosen.value)
    facts = replace(
        facts,
        offer=replace(facts.offer, payment_options=(option,)),
        sae_mode=sae_mode(facts, selected),
        certificate_sets=sets,
        since=at.now,
        asked=False,
    )
    bidirectional = (say(Publisher.publish_sae_bidi_mode_active),) if facts.bidirectional else ()
    by_contract = option is ContractPaymentOption.Contract
    return Reply(
        facts=facts,
        response=PaymentServiceSelectionRes(ResponseCode=ResponseCode.OK),
        to=State.PAYMENT_DETAILS if by_contract else State.AUTHORIZATION,
        events=(say(Publisher.publish_selected_payment_option, option), *bidirectional),
    )


def authorization(facts: Facts, evse: Evse, request: AuthorizationReq, at: Moment) -> Outcome[Facts]:
    """The car polls until the owner has decided ([V2G2-854], [V2G2-856]); a contract proves itself first."""
    if facts.contract is not None:
        return rules_contract.authorization(facts, evse, request, at)
    verdict = external(facts, evse, at.now)
    if isinstance(verdict, Refusal):
        return verdict
    if verdict is Verdict.ACCEPTED:
        return Reply(
            facts=replace(facts, since=None, asked=False),
            response=_authorized(EVSEProcessing.Finished),
            to=State.CHARGE_PARAMETER_DISCOVERY,
        )
    return Reply(
        facts=replace(facts, asked=True),
        response=_authorized(EVSEProcessing.Ongoing_WaitingForCustomerInteraction),
        to=State.AUTHORIZATION,
        events=() if facts.asked else (say(Publisher.publish_require_auth_eim),),
    )


def _authorized(processing: EVSEProcessing) -> AuthorizationRes:
    return AuthorizationRes(ResponseCode=ResponseCode.OK, EVSEProcessing=processing)
