"""DIN SPEC 70121 on one page.

Read a line as: in this state this request is answered by this rule, and may lead to these states. Whatever
is not listed is answered with FAILED_SequenceError ([V2G-DC-390]), and the session ends.
"""

from __future__ import annotations

from typing import Final

from secc.din import rules_charging as charging
from secc.din import rules_setup as setup
from secc.din.states import State
from secc.fsm import Table, on, table
from secc_contract.v2g.din70121 import (
    CableCheckReq,
    ChargeParameterDiscoveryReq,
    ContractAuthenticationReq,
    CurrentDemandReq,
    PowerDeliveryReq,
    PreChargeReq,
    ServiceDiscoveryReq,
    ServicePaymentSelectionReq,
    SessionSetupReq,
    SessionStopReq,
    WeldingDetectionReq,
)

_STOP = on(SessionStopReq, charging.session_stop, State.ENDED)

TABLE: Final[Table] = table(
    {
        State.SESSION_SETUP: (on(SessionSetupReq, setup.session_setup, State.SERVICE_DISCOVERY),),
        State.SERVICE_DISCOVERY: (
            on(ServiceDiscoveryReq, setup.service_discovery, State.SERVICE_PAYMENT_SELECTION),
            _STOP,
        ),
        State.SERVICE_PAYMENT_SELECTION: (
            on(ServicePaymentSelectionReq, setup.service_payment_selection, State.CONTRACT_AUTHENTICATION),
            _STOP,
        ),
        State.CONTRACT_AUTHENTICATION: (
            on(
                ContractAuthenticationReq,
                setup.contract_authentication,
                State.CONTRACT_AUTHENTICATION,
                State.CHARGE_PARAMETER_DISCOVERY,
            ),
            _STOP,
        ),
        State.CHARGE_PARAMETER_DISCOVERY: (
            on(
                ChargeParameterDiscoveryReq,
                charging.charge_parameter_discovery,
                State.CHARGE_PARAMETER_DISCOVERY,
                State.CABLE_CHECK,
            ),
            _STOP,
        ),
        State.CABLE_CHECK: (
            on(CableCheckReq, charging.cable_check, State.CABLE_CHECK, State.PRE_CHARGE),
            _STOP,
        ),
        State.PRE_CHARGE: (
            on(PreChargeReq, charging.pre_charge, State.PRE_CHARGE_OR_POWER_DELIVERY),
            _STOP,
        ),
        State.PRE_CHARGE_OR_POWER_DELIVERY: (
            on(PreChargeReq, charging.pre_charge, State.PRE_CHARGE_OR_POWER_DELIVERY),
            on(
                PowerDeliveryReq,
                charging.power_delivery,
                State.CURRENT_DEMAND,
                State.WELDING_DETECTION_OR_SESSION_STOP,
            ),
            _STOP,
        ),
        State.CURRENT_DEMAND: (
            on(CurrentDemandReq, charging.current_demand, State.CURRENT_DEMAND_OR_POWER_DELIVERY),
        ),
        State.CURRENT_DEMAND_OR_POWER_DELIVERY: (
            on(CurrentDemandReq, charging.current_demand, State.CURRENT_DEMAND_OR_POWER_DELIVERY),
            on(
                PowerDeliveryReq,
                charging.power_delivery_in_loop,
                State.WELDING_DETECTION_OR_SESSION_STOP,
            ),
        ),
        State.WELDING_DETECTION_OR_SESSION_STOP: (
            on(WeldingDetectionReq, charging.welding_detection, State.WELDING_DETECTION_OR_SESSION_STOP),
            _STOP,
        ),
        State.ENDED: (),
    }
)
