"""Plug & Charge: the car shows a contract, proves that it owns it, and may be given a new one before.

What a certificate or a signature is worth is judged in :mod:`secc.pnc`; here it becomes an answer.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import replace
from typing import Final

from msgspec import UNSET

from secc import exi, pnc
from secc.charging import notes
from secc.errors import WireError
from secc.events import say
from secc.evse import Evse
from secc.fsm import End, EvseChanged, Expired, Outcome, Refusal, Reply
from secc.iso2.facts import Contract, Facts
from secc.iso2.services import INSTALLATION, UPDATE
from secc.iso2.states import State
from secc.iso2.timing import CERTIFICATE
from secc.moment import Moment
from secc_contract.iso15118_charger import Iso15118ChargerPublisher as Publisher
from secc_contract.types.authorization import (
    AuthorizationStatus,
    AuthorizationType,
    CertificateStatus,
    IdToken,
    IdTokenType,
    ProvidedIdToken,
)
from secc_contract.types.iso15118_charger import (
    CertificateActionEnum,
    CertificateHashDataInfo,
    EvseError,
    RequestExiStreamSchema,
    Status,
)
from secc_contract.v2g.iso15118_2 import (
    AuthorizationReq,
    AuthorizationRes,
    CertificateInstallationReq,
    CertificateInstallationRes,
    CertificateUpdateReq,
    CertificateUpdateRes,
    PaymentDetailsReq,
    PaymentDetailsRes,
    V2G_Message,
)
from secc_contract.v2g.iso15118_2_types import EVSEProcessing, ResponseCode

SCHEMA: Final = "iso2"
MESSAGES: Final = "urn:iso:15118:2:2013:MsgDef"

_LONGEST_EXI = 5600
"""Characters of Base64 that the contract takes."""
_OF_PROVISIONING = ("FAILED_CertificateExpired", "FAILED_CertificateRevoked")
"""Faults of a provisioning certificate that a car is told as they are."""
_ANSWERS = {
    CertificateActionEnum.Install: CertificateInstallationRes,
    CertificateActionEnum.Update: CertificateUpdateRes,
}


def payment_details(facts: Facts, evse: Evse, request: PaymentDetailsReq, at: Moment) -> Outcome[Facts]:
    """Is this a contract that may pay here? Then the car gets a challenge ([V2G2-690], [V2G2-824])."""
    chain = pnc.installation.chain_of(request.ContractSignatureCertChain)
    judged = _judge(facts, chain, request.eMAID, at)
    if isinstance(judged, Refusal):
        return judged
    code, hash_data = judged
    token = ProvidedIdToken(
        id_token=IdToken(value=pnc.emaid.normalise(request.eMAID), type=IdTokenType.eMAID),
        authorization_type=AuthorizationType.PlugAndCharge,
        certificate=pnc.certificates.pem(*chain),
        iso15118CertificateHashData=hash_data or UNSET,
    )
    return Reply(
        facts=replace(facts, contract=Contract(leaf=chain[0], challenge=at.nonce), since=at.now, asked=True),
        response=PaymentDetailsRes(
            ResponseCode=code, GenChallenge=at.nonce, EVSETimeStamp=int(at.utc.timestamp())
        ),
        events=(say(Publisher.publish_require_auth_pnc, token),),
    )


def _judge(
    facts: Facts, chain: tuple[bytes, ...], shown: str, at: Moment
) -> tuple[ResponseCode, tuple[CertificateHashDataInfo, ...] | None] | Refusal:
    """The code and what to ask about revocation, or why the contract is refused."""
    if not facts.settings.verify_contract_chain:  # the owner's back end looks at it
        checks = pnc.chains.FORM_CHECKS
    elif facts.settings.contracts_with_country:
        checks = pnc.chains.FIELD_CHECKS
    else:
        checks = pnc.chains.CHECKS
    trust = facts.trust or pnc.store.Trust()
    verdict = pnc.chains.judge(pnc.profiles.Role.MO, chain, trust, at.utc, emaid=shown, checks=checks)
    code = ResponseCode.OK_CertificateExpiresSoon if verdict.soon else ResponseCode.OK
    if verdict.good:
        verified = checks is not pnc.chains.FORM_CHECKS
        return code, pnc.ocsp.hash_data(verdict.path) if verified else None
    if verdict.foreign and facts.offer.central_contract_validation:
        return code, None
    return Refusal(verdict.code, verdict.reason)


def authorization(facts: Facts, evse: Evse, request: AuthorizationReq, at: Moment) -> Outcome[Facts]:
    """The car signs the challenge, then waits for the owner's verdict ([V2G2-475], [V2G2-684])."""
    contract = facts.contract
    assert contract is not None
    if evse.stop_since is not None:
        return Refusal("FAILED", "the owner stopped the session, and this answer has no other word for it")
    if not contract.proven:
        refusal = _unproven(facts, contract, request)
        if refusal is not None:
            return refusal
        facts = replace(facts, contract=replace(contract, proven=True))
    if evse.certificate_status is CertificateStatus.CertificateRevoked:
        return Refusal("FAILED_CertificateRevoked", "the owner says that the certificate is revoked")
    if evse.authorization is AuthorizationStatus.Accepted:
        if evse.certificate_status is not CertificateStatus.Accepted:
            return Refusal("FAILED", f"the owner says of the certificate: {evse.certificate_status}")
        return Reply(
            facts=replace(facts, since=None, asked=False),
            response=_authorized(EVSEProcessing.Finished),
            to=State.CHARGE_PARAMETER_DISCOVERY,
        )
    if evse.authorization is not None:
        return Refusal("FAILED", f"the authorization was refused: {evse.authorization}")
    limit = facts.settings.auth_timeout_pnc
    if limit and facts.since is not None and at.now - facts.since > limit:
        return Refusal("FAILED", f"nobody judged the contract within {limit:g} s")
    return Reply(facts=facts, response=_authorized(EVSEProcessing.Ongoing), to=State.AUTHORIZATION)


def _unproven(facts: Facts, contract: Contract, request: AuthorizationReq) -> Refusal | None:
    """Why the first AuthorizationReq does not prove that the car owns the contract, or None."""
    if request.GenChallenge is UNSET or not hmac.compare_digest(request.GenChallenge, contract.challenge):
        return Refusal("FAILED_ChallengeInvalid", "the challenge is not the one that was given")
    fault = signed(facts, "AuthorizationReq", request, contract.leaf)
    return Refusal("FAILED_SignatureError", fault) if fault else None


def signed(facts: Facts, name: str, request: object, leaf: bytes) -> str | None:
    """Why a request is not signed by the key of a certificate, or None."""
    signature = facts.received.signature if facts.received is not None else None
    return pnc.signatures.verify(
        SCHEMA, signature, [pnc.signatures.Element(name, request)], pnc.certificates.parse(leaf).key
    )


def _authorized(processing: EVSEProcessing) -> AuthorizationRes:
    return AuthorizationRes(ResponseCode=ResponseCode.OK, EVSEProcessing=processing)


def certificate_installation(
    facts: Facts, evse: Evse, request: CertificateInstallationReq, at: Moment
) -> Outcome[Facts]:
    """A car without contract asks for one with the certificate that its maker gave it ([V2G2-432])."""
    if INSTALLATION not in facts.certificate_sets:
        return Refusal("FAILED_SequenceError", "the car has not selected certificate installation")
    leaf = request.OEMProvisioningCert
    verdict = pnc.chains.judge(pnc.profiles.Role.OEM, (leaf,), facts.trust or pnc.store.Trust(), at.utc)
    # Sub-CAs of car makers need not be known here: the back end finishes what nothing speaks against.
    if verdict.faults:
        fault = verdict.faults[0]
        code = fault.code if fault.code in _OF_PROVISIONING else "FAILED_NoCertificateAvailable"
        return Refusal(code, fault.reason)
    unsigned = signed(facts, "CertificateInstallationReq", request, leaf)
    if unsigned:
        return Refusal("FAILED_SignatureError", unsigned)
    return _ask(facts, CertificateActionEnum.Install)


def certificate_update(facts: Facts, evse: Evse, request: CertificateUpdateReq, at: Moment) -> Outcome[Facts]:
    """A car asks for a new contract in place of the one that it shows."""
    if UPDATE not in facts.certificate_sets:
        return Refusal("FAILED_SequenceError", "the car has not selected certificate update")
    chain = pnc.installation.chain_of(request.ContractSignatureCertChain)
    if not (pnc.emaid.well_formed(request.eMAID) and _is_of(chain[0], request.eMAID)):
        # To PaymentDetailsReq this is a chain error; here nobody has a certificate for such a contract.
        return Refusal("FAILED_NoCertificateAvailable", "the eMAID is malformed, or another's")
    judged = _judge(facts, chain, request.eMAID, at)
    if isinstance(judged, Refusal):
        return judged
    fault = signed(facts, "CertificateUpdateReq", request, chain[0])
    if fault:
        return Refusal("FAILED_SignatureError", fault)
    return _ask(facts, CertificateActionEnum.Update)


def _is_of(leaf: bytes, shown: str) -> bool:
    """Whether a certificate is that of an eMAID; of an unreadable one others say what it is worth."""
    try:
        return pnc.emaid.normalise(pnc.certificates.parse(leaf).common_name) == pnc.emaid.normalise(shown)
    except WireError:
        return True


def _ask(facts: Facts, action: CertificateActionEnum) -> Outcome[Facts]:
    """The owner's back end gets the request as it came."""
    assert facts.received is not None
    text = base64.b64encode(facts.received.raw).decode("ascii")
    if len(text) > _LONGEST_EXI:
        return Refusal("FAILED", f"the request has {len(text)} characters, the contract takes {_LONGEST_EXI}")
    request = RequestExiStreamSchema(
        exi_request=text, iso15118_schema_version=MESSAGES, certificate_action=action
    )
    return Reply(
        facts=replace(facts, action=action),
        to=State.CERTIFICATE,
        events=(say(Publisher.publish_certificate_request, request),),
        wait=CERTIFICATE,
    )


def certificate_answered(facts: Facts, evse: Evse, input: EvseChanged, at: Moment) -> Outcome[Facts]:
    """The back end's answer goes to the car as it is; its refusal becomes ours."""
    if evse.has(EvseError.Error_EmergencyShutdown):
        return Refusal("FAILED", "emergency while the back end was asked for a certificate")
    answer = evse.certificate_response
    if answer is None:
        return Reply(facts=facts, to=State.CERTIFICATE)
    if answer.certificate_action is not facts.action:
        return _waiting_on(facts, f"the back end answers a question for {answer.certificate_action}")
    if answer.status is Status.Failed or answer.exi_response is UNSET:
        return Refusal("FAILED_NoCertificateAvailable", "the back end has no certificate for this car")
    try:
        raw = base64.b64decode(answer.exi_response, validate=True)
        message = exi.decode(SCHEMA, raw)
    except (binascii.Error, WireError) as error:
        return Refusal("FAILED_NoCertificateAvailable", f"the back end's answer makes no sense: {error}")
    body = message.Body.BodyElement if isinstance(message, V2G_Message) else None
    if not isinstance(body, _ANSWERS[answer.certificate_action]):
        return Refusal("FAILED_NoCertificateAvailable", "the back end's answer is another message")
    if message.Header.SessionID != facts.session_id:
        return _waiting_on(facts, "the back end answers a question of another session")
    failed = body.ResponseCode.startswith("FAILED")
    return Reply(
        facts=replace(facts, action=None),
        response=body,
        raw=raw,
        to=State.PAYMENT_DETAILS,
        end=End.ERROR if failed else None,
    )


def _waiting_on(facts: Facts, why: str) -> Outcome[Facts]:
    facts, note = notes.once(facts, f"{why}: still waiting for ours")
    return Reply(facts=facts, to=State.CERTIFICATE, note=note)


def certificate_late(facts: Facts, evse: Evse, input: Expired, at: Moment) -> Outcome[Facts]:
    """The back end took too long for a car that waits 5 s."""
    return Refusal("FAILED_NoCertificateAvailable", f"the back end has not answered within {CERTIFICATE:g} s")
