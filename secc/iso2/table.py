"""ISO 15118-2 on one page.

Read a line as: in this state this request is answered by this rule, and may lead to these states. Whatever
is not listed is answered with FAILED_SequenceError ([V2G2-538]), and the session ends ([V2G2-539]).
"""

from __future__ import annotations

from typing import Final

from secc.fsm import EvseChanged, Expired, Table, on, table
from secc.iso2 import rules_ac as ac
from secc.iso2 import rules_contract as contract
from secc.iso2 import rules_dc as dc
from secc.iso2.rules_parameters import charge_parameter_discovery
from secc.iso2.rules_receipt import ac_receipt, dc_receipt
from secc.iso2.rules_setup import (
    authorization,
    payment_service_selection,
    service_detail,
    service_discovery,
    session_setup,
)
from secc.iso2.rules_stop import session_stop, session_stop_or_pause
from secc.iso2.states import State
from secc_contract.v2g.iso15118_2 import (
    AuthorizationReq,
    CableCheckReq,
    CertificateInstallationReq,
    CertificateUpdateReq,
    ChargeParameterDiscoveryReq,
    ChargingStatusReq,
    CurrentDemandReq,
    MeteringReceiptReq,
    PaymentDetailsReq,
    PaymentServiceSelectionReq,
    PowerDeliveryReq,
    PreChargeReq,
    ServiceDetailReq,
    ServiceDiscoveryReq,
    SessionSetupReq,
    SessionStopReq,
    WeldingDetectionReq,
)

_STOP = on(SessionStopReq, session_stop, State.ENDED)
_STOP_OR_PAUSE = on(SessionStopReq, session_stop_or_pause, State.ENDED)

TABLE: Final[Table] = table(
    {
        State.SESSION_SETUP: (on(SessionSetupReq, session_setup, State.SERVICE_DISCOVERY),),
        State.SERVICE_DISCOVERY: (
            on(ServiceDiscoveryReq, service_discovery, State.PAYMENT_SERVICE_SELECTION),
            _STOP,
        ),
        State.PAYMENT_SERVICE_SELECTION: (
            on(ServiceDetailReq, service_detail, State.PAYMENT_SERVICE_SELECTION),
            on(
                PaymentServiceSelectionReq,
                payment_service_selection,
                State.AUTHORIZATION,
                State.PAYMENT_DETAILS,
            ),
            _STOP,
        ),
        State.PAYMENT_DETAILS: (
            on(CertificateInstallationReq, contract.certificate_installation, State.CERTIFICATE),
            on(CertificateUpdateReq, contract.certificate_update, State.CERTIFICATE),
            on(PaymentDetailsReq, contract.payment_details, State.AUTHORIZATION),
            _STOP,
        ),
        State.CERTIFICATE: (
            on(EvseChanged, contract.certificate_answered, State.CERTIFICATE, State.PAYMENT_DETAILS),
            on(Expired, contract.certificate_late, State.ENDED),
        ),
        State.AUTHORIZATION: (
            on(AuthorizationReq, authorization, State.AUTHORIZATION, State.CHARGE_PARAMETER_DISCOVERY),
            _STOP,
        ),
        State.CHARGE_PARAMETER_DISCOVERY: (
            on(
                ChargeParameterDiscoveryReq,
                charge_parameter_discovery,
                State.CHARGE_PARAMETER_DISCOVERY,
                State.AC_POWER_DELIVERY,
                State.CABLE_CHECK,
            ),
            _STOP,
        ),
        # AC
        State.AC_POWER_DELIVERY: (
            on(
                PowerDeliveryReq,
                ac.power_delivery,
                State.AC_CONTACTOR_CLOSING,
                State.CHARGING_STATUS,
                State.AC_CONTACTOR_OPENING,
                State.SESSION_STOP,
            ),
            _STOP,
        ),
        State.AC_CONTACTOR_CLOSING: (
            on(EvseChanged, ac.closing, State.AC_CONTACTOR_CLOSING, State.CHARGING_STATUS),
            on(Expired, ac.not_closed, State.ENDED),
        ),
        State.CHARGING_STATUS: (
            on(
                ChargingStatusReq,
                ac.charging_status,
                State.CHARGING_STATUS_OR_POWER_DELIVERY,
                State.AC_METERING_RECEIPT,
            ),
        ),
        State.CHARGING_STATUS_OR_POWER_DELIVERY: (
            on(
                ChargingStatusReq,
                ac.charging_status,
                State.CHARGING_STATUS_OR_POWER_DELIVERY,
                State.AC_METERING_RECEIPT,
            ),
            on(
                PowerDeliveryReq,
                ac.power_delivery_in_loop,
                State.AC_CONTACTOR_OPENING,
                State.SESSION_STOP,
                State.CHARGE_PARAMETER_DISCOVERY,
            ),
        ),
        State.AC_METERING_RECEIPT: (
            on(MeteringReceiptReq, ac_receipt, State.CHARGING_STATUS_OR_POWER_DELIVERY),
        ),
        State.AC_CONTACTOR_OPENING: (
            on(EvseChanged, ac.opening, State.AC_CONTACTOR_OPENING, State.SESSION_STOP),
            on(Expired, ac.not_opened, State.ENDED),
        ),
        State.SESSION_STOP: (_STOP_OR_PAUSE,),
        # DC
        State.CABLE_CHECK: (
            on(CableCheckReq, dc.cable_check, State.CABLE_CHECK, State.PRE_CHARGE),
            _STOP,
        ),
        State.PRE_CHARGE: (on(PreChargeReq, dc.pre_charge, State.PRE_CHARGE_OR_POWER_DELIVERY), _STOP),
        State.PRE_CHARGE_OR_POWER_DELIVERY: (
            on(PreChargeReq, dc.pre_charge, State.PRE_CHARGE_OR_POWER_DELIVERY),
            on(
                PowerDeliveryReq,
                dc.power_delivery,
                State.CURRENT_DEMAND_OR_POWER_DELIVERY,
                State.WELDING_DETECTION_OR_SESSION_STOP,
            ),
            _STOP,
        ),
        State.CURRENT_DEMAND_OR_POWER_DELIVERY: (
            on(
                CurrentDemandReq,
                dc.current_demand,
                State.CURRENT_DEMAND_OR_POWER_DELIVERY,
                State.DC_METERING_RECEIPT,
            ),
            on(
                PowerDeliveryReq,
                dc.power_delivery_in_loop,
                State.WELDING_DETECTION_OR_SESSION_STOP,
                State.CHARGE_PARAMETER_DISCOVERY,
            ),
        ),
        State.DC_METERING_RECEIPT: (
            on(MeteringReceiptReq, dc_receipt, State.CURRENT_DEMAND_OR_POWER_DELIVERY),
        ),
        State.WELDING_DETECTION_OR_SESSION_STOP: (
            on(WeldingDetectionReq, dc.welding_detection, State.WELDING_DETECTION_OR_SESSION_STOP),
            on(
                ChargeParameterDiscoveryReq,
                charge_parameter_discovery,
                State.CHARGE_PARAMETER_DISCOVERY,
                State.CABLE_CHECK,
            ),
            _STOP_OR_PAUSE,
        ),
        State.ENDED: (),
    }
)
