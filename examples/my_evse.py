"""Your own EVSE: ``secc run --interface eth0 --owner my_evse:MyEvse``."""

from __future__ import annotations

from secc_contract import Iso15118ChargerClient
from secc_contract.types import iso15118_charger as types
from secc_contract.types.authorization import AuthorizationStatus, CertificateStatus


class MyEvse:
    """An AC charging point: three phases, 16 A, free for everybody."""

    def __init__(self, charger: Iso15118ChargerClient) -> None:
        self.charger = charger
        charger.subscribe_require_auth_eim(self.authorize)
        charger.subscribe_ac_close_contactor(lambda: self.contactor(True))
        charger.subscribe_ac_open_contactor(lambda: self.contactor(False))
        charger.subscribe_dlink_terminate(self.plugged_in)  # the session is over:
        charger.subscribe_dlink_error(self.plugged_in)  # be there for the next one
        charger.call_session_setup((types.PaymentOption.ExternalPayment,), False)
        charger.call_set_charging_parameters(types.SetupPhysicalValues(ac_nominal_voltage=230))  # V
        charger.call_update_ac_max_current(16)  # A
        name, modes = types.EVSEID(evse_id="DE*ABC*E0001"), (types.EnergyTransferMode.AC_three_phase_core,)
        charger.call_setup(name, modes, types.SaeJ2847BidiMode.None_, debug_mode=False)
        self.plugged_in()

    def plugged_in(self) -> None:
        self.charger.call_reset_error()
        self.charger.call_dlink_ready(True)

    def authorize(self) -> None:
        self.charger.call_authorization_response(AuthorizationStatus.Accepted, CertificateStatus.Accepted)

    def contactor(self, closed: bool) -> None:
        print("contactor", "closed" if closed else "open", flush=True)  # your hardware moves here
        self.charger.call_ac_contactor_closed(closed)
