"""Plug & Charge: contracts, challenges, certificates, receipts."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec import UNSET
from msgspec.structs import replace as changed

from secc import exi
from secc.pnc import installation
from secc.settings import Settings
from secc_contract.types.authorization import AuthorizationStatus, CertificateStatus
from secc_contract.types.iso15118_charger import (
    EVSEID,
    CertificateActionEnum,
    EnergyTransferMode,
    PaymentOption,
    ResponseExiStreamStatus,
    SaeJ2847BidiMode,
    Status,
)
from secc_contract.v2g.iso15118_2 import AuthorizationReq, ServiceDiscoveryReq
from secc_contract.v2g.iso15118_2_types import (
    ChargeProgress,
    ChargingSession,
    EVSENotification,
    EVSEProcessing,
    ServiceCategory,
)
from tests.conversations import pnc, test_dc
from tests.conversations import requests as ev
from tests.conversations.stage import Car, Stage


def test_whole_session() -> None:
    stage = pnc.stage()
    car = pnc.until(stage, "ServiceDiscovery")
    answer = car.asks(ev.service_discovery())
    assert answer.PaymentOptionList.PaymentOption == ("Contract", "ExternalPayment")
    (service,) = answer.ServiceList.Service
    assert (service.ServiceID, service.ServiceCategory) == (2, "ContractCertificate")
    sets = car.asks(ev.service_detail(2)).ServiceParameterList.ParameterSet
    assert [one.Parameter[0].stringValue for one in sets] == ["Installation", "Update"]
    assert car.asks(pnc.selects()).ResponseCode == "OK"
    assert stage.link.take() == [("selected_payment_option", "Contract")]
    contract = pnc.contract()
    answer = car.asks(pnc.shows(contract))
    assert answer.ResponseCode == "OK"
    ((variable, token),) = stage.link.take()
    assert variable == "require_auth_pnc"
    assert token["id_token"] == {"value": contract.common_name, "type": "eMAID"}
    assert token["authorization_type"] == "PlugAndCharge"
    assert token["certificate"].count("BEGIN CERTIFICATE") == 3
    assert len(token["iso15118CertificateHashData"]) == 3
    assert pnc.proves(car, contract, answer.GenChallenge).EVSEProcessing is EVSEProcessing.Finished
    assert car.asks(ev.ac_parameters()).ResponseCode == "OK"
    assert car.asks(ev.ac_power()).ResponseCode == "OK"
    answer = car.asks(ev.charging_status())
    assert answer.EVSEMaxCurrent is UNSET
    assert answer.ReceiptRequired is False
    pnc.reads(stage, 1000)
    answer = car.asks(ev.charging_status())
    assert answer.ReceiptRequired is True
    receipt = pnc.receipt(car, answer.MeterInfo)
    signature = pnc.sign("MeteringReceiptReq", receipt, contract)
    assert car.asks(receipt, signature=signature).ResponseCode == "OK"
    pnc.reads(stage, 1001)
    answer = car.asks(ev.charging_status())
    assert answer.ReceiptRequired is False  # not in every answer
    assert answer.MeterInfo.MeterReading == 1001
    stage.passes(59)
    car.asks(ev.charging_status())
    stage.passes(1)
    pnc.reads(stage, 1002)
    answer = car.asks(ev.charging_status())
    assert answer.ReceiptRequired is True
    receipt = pnc.receipt(car, answer.MeterInfo)
    car.asks(receipt, signature=pnc.sign("MeteringReceiptReq", receipt, contract))
    assert car.asks(ev.ac_power(ChargeProgress.Stop)).ResponseCode == "OK"
    assert car.asks(ev.session_stop()).ResponseCode == "OK"


def test_a_lower_limit_needs_a_renegotiation() -> None:
    stage = pnc.stage()
    car = pnc.until(stage, "Loop")
    stage.client.call_update_ac_max_current(10)
    status = car.asks(ev.charging_status()).AC_EVSEStatus
    assert status.EVSENotification is EVSENotification.ReNegotiation
    car.asks(ev.ac_power(ChargeProgress.Renegotiate))
    car.asks(ev.ac_parameters())
    car.asks(ev.ac_power(power=6900))
    status = car.asks(ev.charging_status()).AC_EVSEStatus
    assert status.EVSENotification is EVSENotification.None_


def test_receipts_in_dc() -> None:
    stage = pnc.stage(mode=EnergyTransferMode.DC_extended)
    car = pnc.until(stage, "ChargeParameterDiscovery")
    for place in ("ChargeParameterDiscovery", "CableCheck", "PreCharge", "PowerDelivery"):
        test_dc.STEPS[place](car)
    pnc.reads(stage, 5)
    answer = car.asks(ev.current_demand())
    assert answer.ReceiptRequired is True
    receipt = pnc.receipt(car, answer.MeterInfo)
    answer = car.asks(receipt, signature=pnc.sign("MeteringReceiptReq", receipt, pnc.contract()))
    assert answer.ResponseCode == "OK"
    assert car.asks(ev.current_demand()).ResponseCode == "OK"


def test_without_tls_no_contract() -> None:
    stage = pnc.stage()
    car = stage.connect()
    car.handshake()
    car.asks(ev.session_setup())
    answer = car.asks(ev.service_discovery())
    assert answer.PaymentOptionList.PaymentOption == ("ExternalPayment",)
    assert answer.ServiceList is UNSET
    assert car.asks(pnc.selects()).ResponseCode == "FAILED_PaymentSelectionInvalid"


def test_a_paused_contract_session_does_not_go_on_without_tls() -> None:
    stage = pnc.stage()
    car = pnc.until(stage, "Loop")
    car.asks(ev.ac_power(ChargeProgress.Stop))
    assert car.asks(ev.session_stop(ChargingSession.Pause)).ResponseCode == "OK"
    car.conversation.lost()
    plain = stage.connect()
    plain.handshake()
    assert plain.asks(ev.session_setup(), car.session_id).ResponseCode == "OK_NewSessionEstablished"
    assert plain.asks(ev.service_discovery()).PaymentOptionList.PaymentOption == ("ExternalPayment",)


def test_without_the_time_no_contract(caplog: pytest.LogCaptureFixture) -> None:
    stage = pnc.stage()
    stage.start = datetime(1970, 1, 1, tzinfo=UTC)
    car = pnc.until(stage, "ServiceDiscovery")
    assert car.asks(ev.service_discovery()).PaymentOptionList.PaymentOption == ("ExternalPayment",)
    assert "no contracts are offered: our clock says 1970-01-01, it is not set" in caplog.text


def test_a_category_filters() -> None:
    car = pnc.until(pnc.stage(), "ServiceDiscovery")
    request = ServiceDiscoveryReq(ServiceCategory=ServiceCategory.Internet)
    assert car.asks(request).ServiceList is UNSET


@pytest.mark.parametrize(
    ("identity", "code"),
    [
        ("contract", "OK"),
        ("contract-soon", "OK_CertificateExpiresSoon"),
        ("contract-expired", "FAILED_CertificateExpired"),
        ("contract-not-yet-valid", "FAILED_CertificateExpired"),
        ("contract-sub1-expired", "FAILED_NoCertificateAvailable"),
        ("contract-subs-inverted", "FAILED_CertChainError"),
        ("contract-foreign", "FAILED_CertChainError"),
        ("contract-own-root", "FAILED_CertChainError"),
        ("contract-garbage-leaf", "FAILED_CertChainError"),
        ("contract-garbage-sub", "FAILED_CertChainError"),
    ],
)
def test_contracts(identity: str, code: str) -> None:
    stage = pnc.stage()
    car = pnc.until(stage, "PaymentDetails")
    answer = car.asks(pnc.shows(pnc.pki().identity(identity)))
    assert answer.ResponseCode == code
    assert len(answer.GenChallenge) == 16
    assert ("require_auth_pnc" in dict(stage.link.take())) is code.startswith("OK")
    assert car.wire.closed is code.startswith("FAILED")


def test_a_foreign_contract_may_be_judged_by_the_back_end() -> None:
    stage = pnc.stage(Settings(central_contract_validation=True))
    car = pnc.until(stage, "PaymentDetails")
    assert car.asks(pnc.shows(pnc.pki().identity("contract-foreign"))).ResponseCode == "OK"
    ((_, token),) = stage.link.take()
    assert "iso15118CertificateHashData" not in token
    stage = pnc.stage(Settings(central_contract_validation=True))
    car = pnc.until(stage, "PaymentDetails")
    expired = pnc.pki().identity("contract-expired")
    assert car.asks(pnc.shows(expired)).ResponseCode == "FAILED_CertificateExpired"


def test_who_judges_foreign_contracts_may_change_between_sessions() -> None:
    stage = pnc.stage()
    foreign = pnc.shows(pnc.pki().identity("contract-foreign"))
    one = pnc.until(stage, "PaymentDetails")
    stage.charger.dispatch("validate_contracts_centrally", {"central": True})  # from the next session on
    assert one.asks(foreign).ResponseCode != "OK"
    one.leaves()
    two = pnc.until(stage, "PaymentDetails")
    stage.charger.dispatch("validate_contracts_centrally", {"central": False})
    assert two.asks(foreign).ResponseCode == "OK"


@pytest.mark.parametrize(
    ("accept", "code"), [(False, "FAILED_NoCertificateAvailable"), (True, "OK")], ids=["strict", "field"]
)
def test_a_contract_that_names_a_country(accept: bool, code: str) -> None:
    car = pnc.until(pnc.stage(Settings(contracts_with_country=accept)), "PaymentDetails")
    assert car.asks(pnc.shows(pnc.pki().identity("contract-country"))).ResponseCode == code


FORGED = "DE\nERROR\x1b[2Jxx"


@pytest.mark.parametrize("settings", [Settings(), Settings(verify_contract_chain=False)])
@pytest.mark.parametrize("identity", ["contract", "contract-garbage-leaf"])
def test_what_a_car_says_forges_no_line_of_the_log(
    settings: Settings, identity: str, caplog: pytest.LogCaptureFixture
) -> None:
    car = pnc.until(pnc.stage(settings), "PaymentDetails")
    car.asks(pnc.shows(pnc.pki().identity(identity), FORGED))
    refused = [record.getMessage() for record in caplog.records if "refused" in record.getMessage()]
    assert refused
    assert all(line.isprintable() and "offset" not in line for line in refused)


@pytest.mark.parametrize("verify", [True, False])
def test_another_emaid(verify: bool) -> None:
    car = pnc.until(pnc.stage(Settings(verify_contract_chain=verify)), "PaymentDetails")
    assert car.asks(pnc.shows(pnc.contract(), "DE8EMPC9ZZZZZZ9")).ResponseCode == "FAILED_CertChainError"


@pytest.mark.parametrize(
    "settings", [Settings(central_contract_validation=True), Settings(verify_contract_chain=False)]
)
def test_the_hint_that_a_contract_ends_soon_comes_whoever_judges_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust = replace(pnc.trust(), mo=())
    monkeypatch.setattr(pnc, "trust", lambda: trust)
    car = pnc.until(pnc.stage(settings), "PaymentDetails")
    assert (
        car.asks(pnc.shows(pnc.pki().identity("contract-soon"))).ResponseCode == "OK_CertificateExpiresSoon"
    )


@pytest.mark.parametrize("subs", [2, 3, 4])
def test_an_owner_who_judges_gets_the_whole_chain_or_no_question(subs: int) -> None:
    stage = pnc.stage(Settings(verify_contract_chain=False))
    car = pnc.until(stage, "PaymentDetails")
    junk = replace(pnc.contract(), subs=(bytes(800),) * subs)
    assert car.asks(pnc.shows(junk)).ResponseCode == "FAILED_CertChainError"
    assert "require_auth_pnc" not in dict(stage.link.take())


def ready(stage: Stage) -> Car:
    return pnc.until(stage, "Authorization")


def test_the_challenge_is_fresh_and_must_be_signed() -> None:
    stage = pnc.stage()
    first = ready(stage)
    first.leaves()
    second = ready(stage)
    assert first.challenge != second.challenge
    answer = pnc.proves(second, pnc.contract(), first.challenge)
    assert answer.ResponseCode == "FAILED_ChallengeInvalid"


def test_no_challenge_and_no_signature() -> None:
    car = ready(pnc.stage())
    assert car.asks(AuthorizationReq()).ResponseCode == "FAILED_ChallengeInvalid"
    car = ready(pnc.stage())
    request = AuthorizationReq(Id="ID1", GenChallenge=car.challenge)
    assert car.asks(request).ResponseCode == "FAILED_SignatureError"


def test_both_grammars_of_signed_info() -> None:
    car = ready(pnc.stage())
    assert pnc.proves(car, pnc.contract(), car.challenge, grammar="message").ResponseCode == "OK"


def test_a_foreign_key() -> None:
    car = ready(pnc.stage())
    other = pnc.pki().identity("contract-2")
    assert pnc.proves(car, other, car.challenge).ResponseCode == "FAILED_SignatureError"


def test_a_body_changed_after_signing() -> None:
    car = ready(pnc.stage())
    request = AuthorizationReq(Id="ID1", GenChallenge=car.challenge)
    signature = pnc.sign("AuthorizationReq", request, pnc.contract())
    changed = AuthorizationReq(Id="ID2", GenChallenge=car.challenge)
    assert car.asks(changed, signature=signature).ResponseCode == "FAILED_SignatureError"


def test_the_verdict_may_take_its_time() -> None:
    stage = pnc.stage(None, "require_auth_pnc")
    car = ready(stage)
    answer = pnc.proves(car, pnc.contract(), car.challenge)
    assert answer.EVSEProcessing is EVSEProcessing.Ongoing
    stage.passes(54)
    assert car.asks(AuthorizationReq()).EVSEProcessing is EVSEProcessing.Ongoing
    stage.client.call_authorization_response(AuthorizationStatus.Accepted, CertificateStatus.Accepted)
    assert car.asks(AuthorizationReq()).EVSEProcessing is EVSEProcessing.Finished


def test_no_verdict() -> None:
    stage = pnc.stage(None, "require_auth_pnc")
    car = ready(stage)
    pnc.proves(car, pnc.contract(), car.challenge)
    stage.passes(55.1)
    assert car.asks(AuthorizationReq()).ResponseCode == "FAILED"


@pytest.mark.parametrize(
    ("authorization", "certificate", "code"),
    [
        (AuthorizationStatus.Accepted, CertificateStatus.CertificateExpired, "FAILED"),
        (AuthorizationStatus.Invalid, CertificateStatus.Accepted, "FAILED"),
        (
            AuthorizationStatus.Invalid,
            CertificateStatus.CertificateRevoked,
            "FAILED_CertificateRevoked",
        ),
    ],
)
def test_verdicts(authorization: AuthorizationStatus, certificate: CertificateStatus, code: str) -> None:
    stage = pnc.stage(None, "require_auth_pnc")
    car = ready(stage)
    stage.client.call_authorization_response(authorization, certificate)
    stage.client.call_authorization_response(AuthorizationStatus.Accepted, CertificateStatus.Accepted)
    assert pnc.proves(car, pnc.contract(), car.challenge).ResponseCode == code


@pytest.mark.parametrize("fault", ["session", "reading", "time", "schedule", "key", "none"])
def test_receipts_that_are_wrong(fault: str) -> None:
    stage = pnc.stage()
    car = pnc.until(stage, "Loop")
    pnc.reads(stage, 1000)
    info = car.asks(ev.charging_status()).MeterInfo
    wrong: dict[str, dict[str, Any]] = {
        "session": {"SessionID": bytes(range(1, 9))},
        "reading": {"MeterInfo": changed(info, MeterReading=1)},
        "time": {"MeterInfo": changed(info, TMeter=info.TMeter - 1)},
        "schedule": {"SAScheduleTupleID": 7},
    }
    receipt = changed(pnc.receipt(car, info), **wrong.get(fault, {}))
    by = pnc.pki().identity("contract-2" if fault == "key" else "contract")
    signature = UNSET if fault == "none" else pnc.sign("MeteringReceiptReq", receipt, by)
    answer = car.asks(receipt, signature=signature)
    expected = "FAILED_UnknownSession" if fault == "session" else "FAILED_MeteringSignatureNotValid"
    assert answer.ResponseCode == expected


def test_a_receipt_that_does_not_come() -> None:
    stage = pnc.stage()
    car = pnc.until(stage, "Loop")
    pnc.reads(stage, 1000)
    car.asks(ev.charging_status())
    assert car.asks(ev.charging_status()).ResponseCode == "FAILED_SequenceError"


# installation


def asks_for_a_contract(stage: Stage, car: Car, request: Any = None, by: str = "provisioning") -> str:
    """A signed CertificateInstallationReq; the EXI that the owner was given."""
    identity = pnc.pki().identity(by)
    request = request or pnc.installs(identity)
    car.request(request, signature=pnc.sign("CertificateInstallationReq", request, identity))
    published = dict(stage.link.take())
    assert published["certificate_request"]["certificate_action"] == "Install"
    assert published["certificate_request"]["iso15118_schema_version"] == "urn:iso:15118:2:2013:MsgDef"
    text: str = published["certificate_request"]["exi_request"]
    return text


def answer(text: str) -> str:
    """What a back end makes of it."""
    request = installation.read_request(base64.b64decode(text))
    contract = pnc.pki().identity("contract-2")
    return base64.b64encode(installation.answer(request, contract, pnc.pki().identity("cps"))).decode()


def responds(stage: Stage, **fields: Any) -> None:
    stage.client.call_certificate_response(
        ResponseExiStreamStatus(**({"certificate_action": CertificateActionEnum.Install} | fields))
    )


def test_a_new_contract() -> None:
    stage = pnc.stage(None, "certificate_request")
    car = pnc.until(stage, "PaymentDetails", 1)
    raw = answer(asks_for_a_contract(stage, car))
    assert car.wire.written == []
    responds(stage, status=Status.Accepted, exi_response=raw)
    assert car.wire.written[0][8:] == base64.b64decode(raw)  # as it came
    assert car.answer().ResponseCode == "OK"
    assert car.asks(pnc.shows(pnc.pki().identity("contract-2"))).ResponseCode == "OK"


def test_a_late_answer_does_not_go_to_the_next_session(caplog: pytest.LogCaptureFixture) -> None:
    stage = pnc.stage(None, "certificate_request")
    car = pnc.until(stage, "PaymentDetails", 1)
    late = answer(asks_for_a_contract(stage, car))
    stage.passes(4.5)
    car.conversation.lost()
    stage.client.call_dlink_ready(True)
    car = pnc.until(stage, "PaymentDetails", 1)
    ours = answer(asks_for_a_contract(stage, car))
    responds(stage, status=Status.Accepted, exi_response=late)
    pnc.reads(stage, 1)  # whatever else the owner says
    assert car.wire.written == []
    assert caplog.text.count("the back end answers a question of another session") == 1
    responds(stage, status=Status.Accepted, exi_response=ours)
    assert car.wire.written[0][8:] == base64.b64decode(ours)


def test_who_watches_sees_what_the_back_end_has_signed() -> None:
    stage = pnc.stage(None, "certificate_request")
    name, modes = EVSEID(evse_id="DE*SEC*E0001"), (EnergyTransferMode.AC_three_phase_core,)
    stage.client.call_setup(name, modes, SaeJ2847BidiMode.None_, debug_mode=True)
    car = pnc.until(stage, "PaymentDetails", 1)
    raw = answer(asks_for_a_contract(stage, car))
    stage.link.take()
    responds(stage, status=Status.Accepted, exi_response=raw)
    shown = dict(stage.link.take())["v2g_messages"]
    assert base64.b64decode(shown["v2g_message_exi_base64"])[8:] == base64.b64decode(raw)
    assert exi.encode("iso2", exi.from_xml("iso2", shown["v2g_message_xml"])) == base64.b64decode(raw)


def test_an_answer_to_another_question_is_no_answer() -> None:
    stage = pnc.stage()
    car = pnc.until(stage, "PaymentDetails", 1)
    raw = answer(asks_for_a_contract(stage, car))
    responds(
        stage,
        status=Status.Accepted,
        exi_response=raw,
        certificate_action=CertificateActionEnum.Update,
    )
    assert car.wire.written == []
    responds(stage, status=Status.Accepted, exi_response=raw)
    assert car.answer().ResponseCode == "OK"


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Status.Failed},
        {"status": Status.Accepted},
        {"status": Status.Accepted, "exi_response": "no base64!"},
        {"status": Status.Accepted, "exi_response": "gJgC"},
        {
            "status": Status.Accepted,
            "exi_response": base64.b64encode(bytes.fromhex("8098022613ed9befdffffd5008")).decode(),
        },
    ],
)
def test_back_ends_that_have_nothing(fields: dict[str, Any]) -> None:
    stage = pnc.stage()
    car = pnc.until(stage, "PaymentDetails", 1)
    asks_for_a_contract(stage, car)
    responds(stage, **fields)
    assert car.answer().ResponseCode == "FAILED_NoCertificateAvailable"
    assert car.wire.closed


def test_a_back_end_that_is_too_slow() -> None:
    stage = pnc.stage()
    car = pnc.until(stage, "PaymentDetails", 1)
    raw = answer(asks_for_a_contract(stage, car))
    stage.passes(4.5)
    assert car.answer().ResponseCode == "FAILED_NoCertificateAvailable"
    responds(stage, status=Status.Accepted, exi_response=raw)  # too late: nothing happens


def test_a_parameter_set_that_was_not_offered() -> None:
    car = pnc.until(pnc.stage(), "PaymentServiceSelection")
    assert car.asks(pnc.selects(1, 9)).ResponseCode == "FAILED_ServiceSelectionInvalid"


@pytest.mark.parametrize("sets", [(), (2,)])
def test_installation_has_to_be_selected(sets: tuple[int, ...]) -> None:
    car = pnc.until(pnc.stage(), "PaymentDetails", *sets)
    request = pnc.installs(pnc.pki().identity("provisioning"))
    assert car.asks(request).ResponseCode == "FAILED_SequenceError"


@pytest.mark.parametrize(
    ("identity", "by", "code"),
    [
        ("provisioning", "contract", "FAILED_SignatureError"),
        ("oem-expired", "oem-expired", "FAILED_CertificateExpired"),
        ("oem-other-domain", "oem-other-domain", "FAILED_NoCertificateAvailable"),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_provisioning_certificates(
    identity: str, by: str, code: str, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust = pnc.trust() if known else replace(pnc.trust(), subs=())
    monkeypatch.setattr(pnc, "trust", lambda: trust)
    stage = pnc.stage()
    car = pnc.until(stage, "PaymentDetails", 1)
    request = pnc.installs(pnc.pki().identity(identity))
    signature = pnc.sign("CertificateInstallationReq", request, pnc.pki().identity(by))
    assert car.asks(request, signature=signature).ResponseCode == code
    assert "certificate_request" not in dict(stage.link.take())


def test_an_expired_provisioning_certificate_whose_sub_cas_are_not_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trust = replace(pnc.trust(), subs=())
    monkeypatch.setattr(pnc, "trust", lambda: trust)
    car = pnc.until(pnc.stage(), "PaymentDetails", 1)
    expired = pnc.pki().identity("oem-expired")
    request = pnc.installs(expired)
    signature = pnc.sign("CertificateInstallationReq", request, expired)
    assert car.asks(request, signature=signature).ResponseCode == "FAILED_CertificateExpired"


def test_an_update() -> None:
    stage = pnc.stage()
    car = pnc.until(stage, "PaymentDetails", 2)
    request = pnc.updates(pnc.contract())
    car.request(request, signature=pnc.sign("CertificateUpdateReq", request, pnc.contract()))
    asked = dict(stage.link.take())["certificate_request"]
    assert asked["certificate_action"] == "Update"
    responds(
        stage,
        status=Status.Accepted,
        exi_response=answer(asked["exi_request"]),
        certificate_action=CertificateActionEnum.Update,
    )
    assert car.answer().ResponseCode == "OK"


@pytest.mark.parametrize(
    ("identity", "by", "code"),
    [
        ("contract", "contract-2", "FAILED_SignatureError"),
        ("contract-subs-inverted", "contract-subs-inverted", "FAILED_CertChainError"),
        ("contract-emaid-malformed", "contract-emaid-malformed", "FAILED_NoCertificateAvailable"),
    ],
)
def test_updates_that_are_refused(identity: str, by: str, code: str) -> None:
    car = pnc.until(pnc.stage(), "PaymentDetails", 2)
    request = pnc.updates(pnc.pki().identity(identity))
    signature = pnc.sign("CertificateUpdateReq", request, pnc.pki().identity(by))
    answer = car.asks(request, signature=signature)
    assert (answer.ResponseCode, answer.RetryCounter) == (code, -1)


def test_a_back_end_without_an_update_may_be_asked_again_later() -> None:
    stage = pnc.stage(None, "certificate_request")
    car = pnc.until(stage, "PaymentDetails", 2)
    request = pnc.updates(pnc.contract())
    car.request(request, signature=pnc.sign("CertificateUpdateReq", request, pnc.contract()))
    stage.passes(4.5)
    assert car.answer().RetryCounter == 1


def test_a_stop_does_not_reach_the_next_car() -> None:
    stage = pnc.stage()
    car = stage.connect(channel=pnc.TLS)
    stage.client.call_stop_charging(True)
    car.conversation.lost()
    car = ready(stage)
    assert pnc.proves(car, pnc.contract(), car.challenge).ResponseCode == "OK"


def test_an_update_of_another_emaid() -> None:
    car = pnc.until(pnc.stage(), "PaymentDetails", 2)
    request = changed(pnc.updates(pnc.contract()), eMAID="DE8EMPC9999999")
    signature = pnc.sign("CertificateUpdateReq", request, pnc.contract())
    assert car.asks(request, signature=signature).ResponseCode == "FAILED_NoCertificateAvailable"


def test_a_session_may_pay_otherwise_next_time() -> None:
    stage = pnc.stage()
    pnc.until(stage, "Authorization").leaves()
    stage.client.call_session_setup((PaymentOption.ExternalPayment,), False)
    car = stage.connect(channel=pnc.TLS)
    car.handshake()
    car.asks(ev.session_setup())
    assert car.asks(ev.service_discovery()).PaymentOptionList.PaymentOption == ("ExternalPayment",)
