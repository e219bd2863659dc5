"""Plug & Charge by the simulated car, at our charger in memory: what it shows, signs, refuses to believe."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from msgspec import UNSET
from msgspec.structs import replace as changed

from secc import exi, v2gtp
from secc.pnc import installation
from secc.pnc.authority import Identity
from secc.pnc.installation import Request as Wanted
from secc.pnc.installation import read_request
from secc.sim.ev import AC, DC, Actor, Car, Settings
from secc.sim.ev.script import Deed, Fault, Pause, Step, Stop
from secc_contract.types.iso15118_charger import RequestExiStreamSchema, ResponseExiStreamStatus, Status
from secc_contract.v2g import iso15118_2 as iso2
from secc_contract.v2g import iso15118_2_types as t
from tests.sim import contracts, scripted
from tests.sim.world import World, station

MODES = {"ac": AC, "dc": DC}


class Writing(Actor):
    """A car that keeps what it said."""

    said: list[Any]

    def _ask(self, name: str, frame: bytes, *rest: Any) -> Any:
        if not hasattr(self, "said"):
            self.said = []
        if name != "SupportedAppProtocol" and frame:
            (received,) = v2gtp.Reader().feed(frame)
            self.said.append(exi.decode("iso2", received.payload))
        return super()._ask(name, frame, *rest)

    def bodies(self, kind: type) -> list[Any]:
        """What it said of this kind."""
        return [one.Body.BodyElement for one in self.said if isinstance(one.Body.BodyElement, kind)]


def car(*steps: tuple[str, int, Deed], wallet: tuple[str, ...] = ("contract",), **settings: Any) -> Writing:
    """One with a contract that leaves after five messages of the loop, unless told otherwise."""
    usual: dict[str, Any] = {"modes": DC, "loops": 5, "payment": "contract"}
    made = Settings(**(usual | settings))
    return Writing(made, steps=[Step(*step) for step in steps], wallet=contracts.wallet(*wallet))


def completed(visitor: Car) -> bool:
    assert visitor.outcome is not None
    return visitor.outcome.completed


def reason(visitor: Car) -> str:
    assert visitor.outcome is not None
    assert not visitor.outcome.completed
    return visitor.outcome.reason


@pytest.fixture
def dc() -> World:
    return contracts.secure(is_ac=False)


@pytest.mark.parametrize("mode", MODES)
def test_a_contract_pays(mode: str) -> None:
    world, visitor = contracts.secure(is_ac=mode == "ac"), car(modes=MODES[mode])
    world.visit(visitor)
    assert completed(visitor)
    (token,) = [payload for name, payload in world.link.published if name == "require_auth_pnc"]
    assert token["id_token"]["value"] == "DE8EMPC0000001"
    assert visitor.progress.notes[0] == "contract DE8EMPC0000001 pays"


def test_the_challenge_is_signed_once_and_then_the_car_only_asks(dc: World) -> None:
    visitor = car()
    dc.visit(visitor)
    first, *others = [one for one in visitor.said if isinstance(one.Body.BodyElement, iso2.AuthorizationReq)]
    assert first.Header.Signature is not UNSET
    assert others
    assert {one.Body.BodyElement for one in others} == {iso2.AuthorizationReq()}
    assert {one.Header.Signature for one in others} == {UNSET}


def test_without_tls_a_contract_is_no_use() -> None:
    visitor = Car(Settings(payment="contract"))
    World(station(is_ac=False)).visit(visitor)
    assert reason(visitor) == "a contract pays over TLS only"
    assert visitor.answers[-1] == ("SessionStop", "OK"), "in good order"


def test_a_car_that_pays_by_card_signs_nothing(dc: World) -> None:
    visitor = car(payment="external")
    dc.visit(visitor)
    assert completed(visitor)
    assert {one.Header.Signature for one in visitor.said} == {UNSET}
    assert visitor.progress.notes == ()


def test_a_contract_that_ends_soon_pays_and_the_driver_is_told(dc: World) -> None:
    visitor = car(contract="contract-soon", wallet=("contract-soon",))
    dc.visit(visitor)
    assert completed(visitor)
    assert visitor.progress.notes[0] == "the contract expires soon, says the charger"


# What the charger offers


def answering(
    payment: tuple[t.PaymentOption, ...], services: Any = UNSET, sets: Any = UNSET
) -> scripted.Charger:
    def discovery(request: iso2.ServiceDiscoveryReq) -> iso2.ServiceDiscoveryRes:
        usual = scripted.DC["ServiceDiscoveryReq"](request)
        options = t.PaymentOptionList(PaymentOption=payment)
        found: iso2.ServiceDiscoveryRes = changed(usual, PaymentOptionList=options, ServiceList=services)
        return found

    detail = iso2.ServiceDetailRes(ResponseCode=scripted.OK, ServiceID=2, ServiceParameterList=sets)
    script = {"ServiceDiscoveryReq": discovery, "ServiceDetailReq": lambda _: detail}
    return scripted.Charger(scripted.DC | script)


CONTRACT, CARD = (t.PaymentOption.Contract,), (t.PaymentOption.ExternalPayment,)
SERVICE = t.Service(ServiceID=2, ServiceCategory=t.ServiceCategory.ContractCertificate, FreeService=True)
SERVICES = t.ServiceList(Service=(SERVICE,))
UPDATES = t.ServiceParameterList(
    ParameterSet=(
        t.ParameterSet(ParameterSetID=7, Parameter=(t.Parameter(Name="Service", stringValue="Update"),)),
    )
)


@pytest.mark.parametrize(
    ("charger", "certificate", "why"),
    [
        (answering(CARD), "none", "the charger does not offer payment by contract"),
        (answering(CONTRACT), "install", "the charger gives no certificates"),
        (answering(CONTRACT, SERVICES), "install", "the certificate service has no Installation"),
        (answering(CONTRACT, SERVICES, UPDATES), "install", "the certificate service has no Installation"),
    ],
)
def test_what_a_charger_does_not_offer_is_told(charger: scripted.Charger, certificate: str, why: str) -> None:
    visitor = car(certificate=certificate, wallet=("contract", "provisioning"))
    scripted.play(visitor, charger)
    assert reason(visitor) == why
    assert charger.names[-1] == "SessionStop"


def test_the_parameter_set_is_the_one_that_the_charger_has_named() -> None:
    charger = answering(CONTRACT, SERVICES, UPDATES)
    charger.script["CertificateUpdateReq"] = lambda _: exi.minimal("iso2", iso2.CertificateUpdateRes)
    visitor = car(certificate="update")
    scripted.play(visitor, charger)
    (selection,) = visitor.bodies(iso2.PaymentServiceSelectionReq)
    assert [(one.ServiceID, one.ParameterSetID) for one in selection.SelectedServiceList.SelectedService] == [
        (1, UNSET),
        (2, 7),
    ]


# A new contract


@pytest.mark.parametrize(("certificate", "has"), [("install", "provisioning"), ("update", "contract")])
def test_a_new_contract_is_verified_and_pays(dc: World, certificate: str, has: str) -> None:
    visitor = car(certificate=certificate, wallet=(has,))
    dc.visit(visitor)
    assert completed(visitor)
    given = contracts.renewed() if certificate == "update" else contracts.pki().identity("contract-2")
    (shown,) = visitor.bodies(iso2.PaymentDetailsReq)
    assert shown.eMAID == given.common_name
    new = visitor.trip.installed
    assert new is not None
    assert new.key.public_key() == given.key.public_key()
    assert [note.split(",")[0] for note in visitor.progress.notes[:2]] == [
        f"contract {given.common_name} received",
        f"contract {given.common_name} pays",
    ]


def test_one_new_contract_is_enough_for_a_visit(dc: World) -> None:
    visitor = car(("CurrentDemand", 3, Pause(back=5)), certificate="install", wallet=("provisioning",))
    dc.visit(visitor)
    assert completed(visitor)
    assert len(visitor.bodies(iso2.CertificateInstallationReq)) == 1
    assert [one.eMAID for one in visitor.bodies(iso2.PaymentDetailsReq)] == ["DE8EMPC0000002"] * 2


def bending(**changes: Callable[[Any], Any]) -> Callable[[Wanted, bytes], bytes]:
    """A back end whose answer is changed on the way, after it was signed."""

    def bend(wanted: Wanted, message: bytes) -> bytes:
        whole = exi.decode("iso2", message)
        body = whole.Body.BodyElement
        for name, change in changes.items():
            body = changed(body, **{name: change(getattr(body, name))})
        return exi.encode("iso2", changed(whole, Body=iso2.Body(BodyElement=body)))

    return bend


def answered(contract: Identity, cps: Identity) -> Callable[[Wanted, bytes], bytes]:
    return lambda wanted, message: installation.answer(wanted, contract, cps)


def unsigned(wanted: Wanted, message: bytes) -> bytes:
    whole = exi.decode("iso2", message)
    return exi.encode("iso2", changed(whole, Header=changed(whole.Header, Signature=UNSET)))


def flipped(data: bytes) -> bytes:
    return data[:-1] + bytes((data[-1] ^ 1,))


def other_key() -> Identity:
    pki = contracts.pki()
    return replace(pki.identity("contract-2"), key=pki.identity("contract").key)


@pytest.mark.parametrize(
    ("bend", "why"),
    [
        (unsigned, "the signature of the CPS: not signed"),
        (
            bending(ContractSignatureEncryptedPrivateKey=lambda one: changed(one, value=flipped(one.value))),
            "the signature of the CPS: the digest of ContractSignatureEncryptedPrivateKey",
        ),
        (
            bending(eMAID=lambda one: changed(one, value="DE8EMPC0000009")),
            "the signature of the CPS: the digest of eMAID",
        ),
        (
            answered(contracts.pki().identity("contract-2"), contracts.pki().identity("contract")),
            "the chain of the CPS",
        ),
        (answered(other_key(), contracts.pki().identity("cps")), "the key is not that of the certificate"),
    ],
    ids=["unsigned", "key", "emaid", "no CPS", "another key"],
)
def test_a_contract_of_which_a_step_does_not_hold_is_refused(
    bend: Callable[[Wanted, bytes], bytes], why: str
) -> None:
    good = contracts.backend()

    def backend(request: RequestExiStreamSchema) -> ResponseExiStreamStatus:
        answer = good(request)
        assert answer.exi_response is not UNSET
        wanted = read_request(base64.b64decode(request.exi_request))
        message = bend(wanted, base64.b64decode(answer.exi_response))
        return changed(answer, exi_response=base64.b64encode(message).decode())

    world = World(station(is_ac=False, backend=backend), trust=contracts.trust())
    visitor = car(certificate="install", wallet=("provisioning",))
    world.visit(visitor)
    assert reason(visitor).startswith(f"the new contract is refused: {why}")
    assert visitor.trip.contract is None
    assert visitor.answers[-1] == ("SessionStop", "OK")


def test_a_back_end_that_has_none_ends_the_session() -> None:
    def backend(request: RequestExiStreamSchema) -> ResponseExiStreamStatus:
        return ResponseExiStreamStatus(status=Status.Failed, certificate_action=request.certificate_action)

    world = World(station(is_ac=False, backend=backend), trust=contracts.trust())
    visitor = car(certificate="install", wallet=("provisioning",))
    world.visit(visitor)
    assert reason(visitor) == (
        "CertificateInstallationRes FAILED_NoCertificateAvailable (there is no contract for this car)"
    )


def test_the_certificate_service_needs_a_back_end() -> None:
    world = World(station(is_ac=False), trust=contracts.trust())
    visitor = car(certificate="install", wallet=("provisioning",))
    world.visit(visitor)
    assert reason(visitor) == "the charger gives no certificates"


# Receipts


@pytest.mark.parametrize("mode", MODES)
def test_a_reading_is_signed_for_when_the_charger_wants_it(mode: str) -> None:
    world = contracts.secure(is_ac=mode == "ac")
    visitor = car(modes=MODES[mode], loops=None, loop_seconds=70, speed=1e-3)
    world.visit(visitor)
    assert completed(visitor)
    first, second = visitor.bodies(iso2.MeteringReceiptReq)
    assert first.MeterInfo.MeterID == "SIMULATED"
    assert first.SessionID == visitor.trip.session_id
    assert second.MeterInfo.MeterReading > first.MeterInfo.MeterReading
    assert f"receipt signed for {second.MeterInfo.MeterReading} Wh" in visitor.progress.notes


def test_a_receipt_is_owed_even_by_a_car_with_a_fault(dc: World) -> None:
    visitor = car(("CurrentDemand", 1, Fault(error="FAILED_RESSTemperatureInhibit")))
    dc.visit(visitor)
    asked = [name for name, _ in visitor.answers]
    assert asked[asked.index("CurrentDemand") :][:3] == ["CurrentDemand", "MeteringReceipt", "PowerDelivery"]
    assert visitor.answers[-1] == ("SessionStop", "OK")


def test_a_driver_who_has_enough_signs_first(dc: World) -> None:
    visitor = car(loops=1)
    dc.visit(visitor)
    assert completed(visitor)
    assert visitor.progress.loops == 1
    assert ("MeteringReceipt", "OK") in visitor.answers


def test_a_stop_instead_of_a_receipt_is_the_scenario_s_risk(dc: World) -> None:
    visitor = car(("MeteringReceipt", 1, Stop()))
    dc.visit(visitor)
    assert reason(visitor) == ("PowerDeliveryRes FAILED_SequenceError (the charger expected another message)")


# The back end by itself


def test_a_back_end_answers_nonsense_with_no() -> None:
    backend = contracts.backend()
    for nonsense in ("AAAA", "not base64!"):
        request = RequestExiStreamSchema(
            exi_request=nonsense,
            iso15118_schema_version="urn:iso:15118:2:2013:MsgDef",
            certificate_action="Install",  # type: ignore[arg-type]  # its value
        )
        answer = backend(request)
        assert (answer.status, answer.exi_response) == (Status.Failed, UNSET)
