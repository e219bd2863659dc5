"""Plug & Charge without a server: this owner is the cars' back end, too, with the keys of a test PKI.

secc pki new pki
secc run --interface eth0 --tls allow --pki pki --owner examples.local_backend:PlugAndChargeEvse
"""

from __future__ import annotations

import base64
import os
from pathlib import Path

from examples.my_evse import MyEvse
from secc.errors import WireError
from secc.pnc import installation, store
from secc_contract import Iso15118ChargerClient
from secc_contract.types import iso15118_charger as types
from secc_contract.types.authorization import ProvidedIdToken

PKI = Path(os.environ.get("LOCAL_BACKEND_PKI", "pki"))


class PlugAndChargeEvse(MyEvse):
    """A charging point that takes contracts, and gives a car without one its first."""

    def __init__(self, charger: Iso15118ChargerClient) -> None:
        super().__init__(charger)
        self.contract = store.load_chain(PKI / "car" / "iso2" / "contract")  # the one that it gives away
        self.cps = store.load_chain(PKI / "backend" / "iso2" / "cps")  # who vouches for it
        charger.subscribe_require_auth_pnc(self.authorize_contract)
        charger.subscribe_certificate_request(self.provide)
        both = (types.PaymentOption.Contract, types.PaymentOption.ExternalPayment)
        charger.call_session_setup(both, supported_certificate_service=True)

    def authorize_contract(self, token: ProvidedIdToken) -> None:
        """The charger has verified chain and signature; whether the contract is in force is ours to say."""
        print("contract", token.id_token.value, flush=True)
        self.authorize()

    def provide(self, request: types.RequestExiStreamSchema) -> None:
        """A car wants a contract: the message for it, which the charger passes on as it is."""
        answer: dict[str, str] = {}
        try:
            wanted = installation.read_request(base64.b64decode(request.exi_request))
            message = installation.answer(wanted, self.contract, self.cps)
            answer["exi_response"] = base64.b64encode(message).decode()
        except WireError as error:
            print("no contract:", error, flush=True)
        status = types.ResponseExiStreamStatus(
            status=types.Status.Accepted if answer else types.Status.Failed,
            certificate_action=request.certificate_action,
            **answer,
        )
        self.charger.call_certificate_response(status)
