"""Plug & Charge without a server: this owner is the cars' back end, too, with the keys of a test PKI.

From the root of a clone (the variable LOCAL_BACKEND_PKI names another folder than pki):

secc pki new pki
secc run --interface eth0 --tls allow --pki pki --owner examples.local_backend:PlugAndChargeEvse
"""

from __future__ import annotations

import os
from pathlib import Path

from examples.my_evse import MyEvse
from secc.pnc import store
from secc.sim.backend import Backend
from secc_contract import Iso15118ChargerClient
from secc_contract.types import iso15118_charger as types
from secc_contract.types.authorization import ProvidedIdToken

PKI = Path(os.environ.get("LOCAL_BACKEND_PKI", "pki"))


class PlugAndChargeEvse(MyEvse):
    """A charging point that takes contracts, and gives a car without one its first."""

    def __init__(self, charger: Iso15118ChargerClient) -> None:
        super().__init__(charger)
        contract = store.load_chain(PKI / "car" / "iso2" / "contract")  # the one that it gives away
        cps = store.load_chain(PKI / "backend" / "iso2" / "cps")  # who vouches for it
        self.backend = Backend(lambda request: contract, cps, store.load_trust(PKI))
        charger.subscribe_require_auth_pnc(self.authorize_contract)
        charger.subscribe_certificate_request(self.provide)
        both = (types.PaymentOption.Contract, types.PaymentOption.ExternalPayment)
        charger.call_session_setup(both, supported_certificate_service=True)

    def authorize_contract(self, token: ProvidedIdToken) -> None:
        """The charger verifies chain and signature; whether the contract is in force is ours to say.

        With central validation a token without hash data is one whose chain nobody has verified yet.
        """
        print("contract", token.id_token.value, flush=True)
        self.authorize()

    def provide(self, request: types.RequestExiStreamSchema) -> None:
        """A car wants a contract: the message for it, which the charger passes on as it is."""
        self.charger.call_certificate_response(self.backend(request))
