"""From SessionSetup to Authorization: who is there, what is offered, how it is paid."""

from __future__ import annotations

from dataclasses import replace

from secc.events import Event, say
from secc.evse import Evse
from secc.fsm import Outcome, Refusal, Reply
from secc.iso2.facts import Facts, Offer
from secc.iso2.states import State
from secc.iso2.values import evse_id
from secc.moment import Moment
from secc_contract.iso15118_charger import Iso15118ChargerPublisher as Publisher
from secc_contract.types.authorization import AuthorizationStatus
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

CHARGE_SERVICE = 1


def session_setup(facts: Facts, evse: Evse, request: SessionSetupReq, at: Moment) -> Outcome[Facts]:
    """A new session, or the paused one if the car names it ([V2G2-463], [V2G2-750], [V2G2-754]).

    An unknown id is no error; it gets a new session.
    """
    paused = facts.paused
    events = _evcc_id(request.EVCCID)
    if paused is not None and facts.claimed_id == paused.session_id:
        joined = replace(facts, session_id=paused.session_id, joined=True, offer=paused.offer)
        return Reply(
            facts=joined, response=_session(ResponseCode.OK_OldSessionJoined, joined, at), events=events
        )
    fresh = replace(facts, paused=None, session_id=_session_id(at), offer=_offer(evse))
    return Reply(
        facts=fresh, response=_session(ResponseCode.OK_NewSessionEstablished, fresh, at), events=events
    )


def _session(code: ResponseCode, facts: Facts, at: Moment) -> SessionSetupRes:
    return SessionSetupRes(
        ResponseCode=code, EVSEID=facts.offer.evse_id, EVSETimeStamp=int(at.utc.timestamp())
    )


def _session_id(at: Moment) -> bytes:
    drawn = at.nonce[:8]
    return drawn if any(drawn) else b"\x01" * 8  # zero means "no session yet"


def _offer(evse: Evse) -> Offer:
    # Contract needs TLS ([V2G2-632]), which this connection does not have.
    payable = tuple(o for o in evse.payment_options if o is not ContractPaymentOption.Contract)
    return Offer(evse_id(evse.identity), payable, evse.modes)


def _evcc_id(raw: bytes) -> tuple[Event, ...]:
    """The contract wants six bytes; some cars pad their six to eight with zeros, some send none."""
    if len(raw) == 8:
        raw = raw[:6] if raw.endswith(b"\0\0") else raw.removeprefix(b"\0\0")
    return (say(Publisher.publish_evcc_id, raw.hex(":").upper()),) if len(raw) == 6 else ()


def service_discovery(facts: Facts, evse: Evse, request: ServiceDiscoveryReq, at: Moment) -> Outcome[Facts]:
    """What can be paid how; the list of further services needs TLS and is left out."""
    offer = facts.offer
    if not offer.payment_options:
        return Refusal("FAILED", "the owner offers Contract only, which needs TLS")
    response = ServiceDiscoveryRes(
        ResponseCode=ResponseCode.OK,
        PaymentOptionList=PaymentOptionList(
            PaymentOption=tuple(PaymentOption(option.value) for option in offer.payment_options)
        ),
        ChargeService=ChargeService(
            ServiceID=CHARGE_SERVICE,
            ServiceCategory=ServiceCategory.EVCharging,
            FreeService=False,
            SupportedEnergyTransferMode=SupportedEnergyTransferMode(
                EnergyTransferMode=tuple(EnergyTransferMode(mode.value) for mode in offer.modes)
            ),
        ),
    )
    return Reply(facts=facts, response=response)


def service_detail(facts: Facts, evse: Evse, request: ServiceDetailReq, at: Moment) -> Outcome[Facts]:
    """Charging has no parameters; no other service is offered ([V2G2-425], [V2G2-464])."""
    if request.ServiceID != CHARGE_SERVICE:
        return Refusal("FAILED_ServiceIDInvalid", f"service {request.ServiceID} is not offered")
    return Reply(
        facts=facts, response=ServiceDetailRes(ResponseCode=ResponseCode.OK, ServiceID=CHARGE_SERVICE)
    )


def payment_service_selection(
    facts: Facts, evse: Evse, request: PaymentServiceSelectionReq, at: Moment
) -> Outcome[Facts]:
    """The order of the checks is the standard's ([V2G2-465], [V2G2-804], [V2G2-467])."""
    chosen = request.SelectedPaymentOption
    selected = {service.ServiceID for service in request.SelectedServiceList.SelectedService}
    if chosen.value not in facts.offer.payment_options:
        return Refusal("FAILED_PaymentSelectionInvalid", f"{chosen} is not offered")
    if CHARGE_SERVICE not in selected:
        return Refusal("FAILED_NoChargeServiceSelected", "the car selected no charge service")
    if selected != {CHARGE_SERVICE}:
        return Refusal("FAILED_ServiceSelectionInvalid", f"of services {sorted(selected)} only 1 is offered")
    option = ContractPaymentOption(chosen.value)
    return Reply(
        facts=replace(
            facts, offer=replace(facts.offer, payment_options=(option,)), since=at.now, asked=False
        ),
        response=PaymentServiceSelectionRes(ResponseCode=ResponseCode.OK),
        events=(say(Publisher.publish_selected_payment_option, option),),
    )


def authorization(facts: Facts, evse: Evse, request: AuthorizationReq, at: Moment) -> Outcome[Facts]:
    """External payment: the car polls until the owner has decided ([V2G2-854], [V2G2-856])."""
    if evse.stop_since is not None:
        return Refusal("FAILED", "the owner stopped the session, and this answer has no other word for it")
    if evse.authorization is AuthorizationStatus.Accepted:
        return Reply(
            facts=replace(facts, since=None),
            response=_authorized(EVSEProcessing.Finished),
            to=State.CHARGE_PARAMETER_DISCOVERY,
        )
    if evse.authorization is not None:
        return Refusal("FAILED", f"the authorization was refused: {evse.authorization}")
    limit = facts.settings.auth_timeout_eim
    if limit and facts.since is not None and at.now - facts.since > limit:
        return Refusal("FAILED", f"nobody authorized the session within {limit:g} s")
    return Reply(
        facts=replace(facts, asked=True),
        response=_authorized(EVSEProcessing.Ongoing_WaitingForCustomerInteraction),
        to=State.AUTHORIZATION,
        events=() if facts.asked else (say(Publisher.publish_require_auth_eim),),
    )


def _authorized(processing: EVSEProcessing) -> AuthorizationRes:
    return AuthorizationRes(ResponseCode=ResponseCode.OK, EVSEProcessing=processing)
