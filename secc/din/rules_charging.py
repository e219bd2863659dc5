"""From the parameters to the end: limits, cable check, pre-charge, the loop, welding detection."""

from __future__ import annotations

from dataclasses import replace

from msgspec import UNSET

from secc.charging import car, isolation, notes
from secc.charging.delivery import start
from secc.charging.facts import Facts, Flow
from secc.charging.schedule import Schedule, full_power, offers, ready
from secc.charging.timing import ONGOING, SCHEDULE
from secc.din.states import State
from secc.din.timing import WELDING_DETECTION
from secc.din.values import LARGEST_PMAX, dc_status, physical, profile
from secc.events import Event, say
from secc.evse import Evse
from secc.fsm import End, Outcome, Refusal, Reply
from secc.moment import Moment
from secc_contract.iso15118_charger import Iso15118ChargerPublisher as Publisher
from secc_contract.types.iso15118_charger import EnergyTransferMode
from secc_contract.v2g.din70121 import (
    CableCheckReq,
    CableCheckRes,
    ChargeParameterDiscoveryReq,
    ChargeParameterDiscoveryRes,
    CurrentDemandReq,
    CurrentDemandRes,
    PowerDeliveryReq,
    PowerDeliveryRes,
    PreChargeReq,
    PreChargeRes,
    SessionStopReq,
    SessionStopRes,
    WeldingDetectionReq,
    WeldingDetectionRes,
)
from secc_contract.v2g.din70121_types import (
    DC_EVChargeParameter,
    DC_EVPowerDeliveryParameter,
    DC_EVSEChargeParameter,
    EVSEProcessing,
    PMaxSchedule,
    PMaxScheduleEntry,
    RelativeTimeInterval,
    ResponseCode,
    SAScheduleList,
    SAScheduleTuple,
    UnitSymbol,
)

NO_SCHEDULE = (Schedule(1, ((0, 0.0),), SCHEDULE),)
"""What is sent where the schema demands a schedule and there is none."""

_SERVED = (EnergyTransferMode.DC_core, EnergyTransferMode.DC_extended)


def charge_parameter_discovery(
    facts: Facts, evse: Evse, request: ChargeParameterDiscoveryReq, at: Moment
) -> Outcome[Facts]:
    """Ongoing until the owner has told its limits ([V2G-DC-397], [V2G-DC-398], [V2G-DC-455])."""
    mode = EnergyTransferMode(request.EVRequestedEnergyTransferType.value)
    if mode not in _SERVED:
        return Refusal("FAILED_WrongEnergyTransferType", f"{mode} is not offered")
    given = request.EVChargeParameter
    if not isinstance(given, DC_EVChargeParameter):
        return Refusal("FAILED_WrongChargeParameter", "the parameters are not those of DC", "EVSE_Shutdown")
    wrong = car.unsuitable(given, evse)
    if wrong:
        return Refusal("FAILED_WrongChargeParameter", wrong, "EVSE_Shutdown")
    heard, requested = car.mode(facts.heard, mode)
    heard, told = car.parameters(heard, given)
    facts = replace(facts, mode=mode, heard=heard)
    events = (*requested, *told)
    power = min(full_power(mode, evse), LARGEST_PMAX)
    schedules = offers(evse.schedules, power, SCHEDULE)
    if ready(mode, evse) and schedules:
        return Reply(
            facts=replace(facts, schedules=schedules, since=None, asked=False),
            response=_offer(facts, evse, EVSEProcessing.Finished, schedules),
            to=State.CABLE_CHECK,
            events=events,
        )
    since = at.now if facts.since is None else facts.since
    if at.now - since > ONGOING:
        return Refusal("FAILED", f"the owner told no limits for {mode} within {ONGOING:g} s")
    return Reply(
        facts=replace(facts, since=since),
        response=_offer(facts, evse, EVSEProcessing.Ongoing, schedules or NO_SCHEDULE),
        to=State.CHARGE_PARAMETER_DISCOVERY,
        events=events,
    )


def _offer(
    facts: Facts, evse: Evse, processing: EVSEProcessing, schedules: tuple[Schedule, ...]
) -> ChargeParameterDiscoveryRes:
    """The schema demands a schedule in every answer, also in one that is Ongoing."""
    return ChargeParameterDiscoveryRes(
        ResponseCode=ResponseCode.OK,
        EVSEProcessing=processing,
        SASchedules=schedule_list(schedules),
        EVSEChargeParameter=_limits(facts, evse),
    )


def schedule_list(schedules: tuple[Schedule, ...]) -> SAScheduleList:
    """Schedules as the protocol sends them; the last entry of each has the duration."""
    return SAScheduleList(
        SAScheduleTuple=tuple(
            SAScheduleTuple(
                SAScheduleTupleID=schedule.tuple_id,
                PMaxSchedule=PMaxSchedule(
                    PMaxScheduleID=schedule.tuple_id,
                    PMaxScheduleEntry=tuple(
                        PMaxScheduleEntry(
                            TimeInterval=RelativeTimeInterval(
                                start=start,
                                duration=schedule.length - start if limit is schedule.limits[-1] else UNSET,
                            ),
                            PMax=min(int(power), LARGEST_PMAX),
                        )
                        for limit in schedule.limits
                        for start, power in (limit,)
                    ),
                ),
            )
            for schedule in schedules
        )
    )


def _limits(facts: Facts, evse: Evse) -> DC_EVSEChargeParameter:
    most = evse.limits()
    tolerance, energy = evse.regulation_tolerance, evse.energy_to_deliver
    return DC_EVSEChargeParameter(
        DC_EVSEStatus=dc_status(facts.settings, evse, "EVSE_Ready"),
        EVSEMaximumCurrentLimit=physical(most.evse_maximum_current_limit, UnitSymbol.A, down=True),
        EVSEMaximumPowerLimit=physical(most.evse_maximum_power_limit, UnitSymbol.W, 0, down=True),
        EVSEMaximumVoltageLimit=physical(most.evse_maximum_voltage_limit, UnitSymbol.V, down=True),
        EVSEMinimumCurrentLimit=physical(evse.minimum.evse_minimum_current_limit, UnitSymbol.A),
        EVSEMinimumVoltageLimit=physical(evse.minimum.evse_minimum_voltage_limit, UnitSymbol.V),
        EVSECurrentRegulationTolerance=UNSET if tolerance is None else physical(tolerance, UnitSymbol.A),
        EVSEPeakCurrentRipple=physical(evse.current_ripple, UnitSymbol.A),
        EVSEEnergyToBeDelivered=UNSET if energy is None else physical(energy, UnitSymbol.Wh, 0),
    )


def cable_check(facts: Facts, evse: Evse, request: CableCheckReq, at: Moment) -> Outcome[Facts]:
    """Ongoing while the owner checks the isolation."""
    heard, status = car.status(facts.heard, request.DC_EVStatus)
    check = isolation.check(replace(facts, heard=heard), evse, at)
    if isinstance(check, Refusal):
        return check
    phase = "EVSE_Ready" if check.finished else "EVSE_IsolationMonitoringActive"
    return Reply(
        facts=check.facts,
        response=CableCheckRes(
            ResponseCode=ResponseCode.OK,
            DC_EVSEStatus=dc_status(facts.settings, check.evse, phase),
            EVSEProcessing=EVSEProcessing.Finished if check.finished else EVSEProcessing.Ongoing,
        ),
        to=State.PRE_CHARGE if check.finished else State.CABLE_CHECK,
        events=(*status, *check.events),
    )


def pre_charge(facts: Facts, evse: Evse, request: PreChargeReq, at: Moment) -> Outcome[Facts]:
    """The owner drives the output to the car's voltage; the car decides when it matches."""
    heard, status = car.status(facts.heard, request.DC_EVStatus)
    heard, target = car.target(heard, request)
    facts, note = notes.pre_charge(facts, evse, at.now)
    return Reply(
        facts=replace(facts, heard=heard, flow=replace(facts.flow, dc=True)),
        note=note,
        response=PreChargeRes(
            ResponseCode=ResponseCode.OK,
            DC_EVSEStatus=dc_status(facts.settings, evse, "EVSE_Ready"),
            EVSEPresentVoltage=physical(evse.present_voltage, UnitSymbol.V),
        ),
        events=(*target, *status),
    )


def power_delivery(facts: Facts, evse: Evse, request: PowerDeliveryReq, at: Moment) -> Outcome[Facts]:
    """After pre-charge: ready enters the loop, not ready ends what never began."""
    facts, events = _hear(facts, request)
    if not request.ReadyToChargeState:
        return _stop(facts, evse, events)
    chosen = None if request.ChargingProfile is UNSET else request.ChargingProfile.SAScheduleTupleID
    started = start(facts, evse, chosen, profile(request))
    if isinstance(started, Refusal):
        return started
    return Reply(
        note=started.note,
        facts=replace(started.facts, since=None, asked=False, heard=replace(facts.heard, target=None)),
        response=_switched(facts, evse, "EVSE_Ready"),
        to=State.CURRENT_DEMAND,
        events=(*events, say(Publisher.publish_v2g_setup_finished)),
    )


def power_delivery_in_loop(facts: Facts, evse: Evse, request: PowerDeliveryReq, at: Moment) -> Outcome[Facts]:
    """In the loop: not ready ends the flow."""
    if request.ReadyToChargeState:
        return Refusal("FAILED_SequenceError", "the session charges already")
    facts, events = _hear(facts, request)
    return _stop(facts, evse, events)


def _hear(facts: Facts, request: PowerDeliveryReq) -> tuple[Facts, tuple[Event, ...]]:
    given = request.EVPowerDeliveryParameter
    if not isinstance(given, DC_EVPowerDeliveryParameter):  # optional
        return facts, ()
    heard, completion = car.completion(facts.heard, given)
    heard, status = car.status(heard, given.DC_EVStatus)
    return replace(facts, heard=heard), (*completion, *status)


def _stop(facts: Facts, evse: Evse, events: tuple[Event, ...]) -> Reply[Facts]:
    finished = (say(Publisher.publish_current_demand_finished),) if facts.flow.demand else ()
    return Reply(
        facts=replace(facts, since=None, flow=Flow()),
        response=_switched(facts, evse, "EVSE_NotReady"),
        to=State.WELDING_DETECTION_OR_SESSION_STOP,
        events=(*finished, say(Publisher.publish_dc_open_contactor), *events),
    )


def _switched(facts: Facts, evse: Evse, phase: str) -> PowerDeliveryRes:
    return PowerDeliveryRes(ResponseCode=ResponseCode.OK, EVSEStatus=dc_status(facts.settings, evse, phase))


def current_demand(facts: Facts, evse: Evse, request: CurrentDemandReq, at: Moment) -> Outcome[Facts]:
    """The loop: what the car wants out at once, what the charger gives in return."""
    heard, news = car.demand(facts.heard, request, at)
    started = () if facts.asked else (say(Publisher.publish_current_demand_started),)
    most = evse.limits()
    achieved = car.achieved(request, most)
    facts, note = notes.stale(facts, evse, at.now)
    return Reply(
        note=note,
        facts=replace(facts, asked=True, heard=heard, flow=Flow(dc=True, demand=True)),
        response=CurrentDemandRes(
            ResponseCode=ResponseCode.OK,
            DC_EVSEStatus=dc_status(facts.settings, evse, "EVSE_Ready"),
            EVSEPresentVoltage=physical(evse.present_voltage, UnitSymbol.V),
            EVSEPresentCurrent=physical(evse.present_current, UnitSymbol.A),
            EVSECurrentLimitAchieved=achieved.current,
            EVSEVoltageLimitAchieved=achieved.voltage,
            EVSEPowerLimitAchieved=achieved.power,
            EVSEMaximumVoltageLimit=physical(most.evse_maximum_voltage_limit, UnitSymbol.V, down=True),
            EVSEMaximumCurrentLimit=physical(most.evse_maximum_current_limit, UnitSymbol.A, down=True),
            EVSEMaximumPowerLimit=physical(most.evse_maximum_power_limit, UnitSymbol.W, 0, down=True),
        ),
        events=(*started, *news),
    )


def welding_detection(facts: Facts, evse: Evse, request: WeldingDetectionReq, at: Moment) -> Outcome[Facts]:
    """The car watches the voltage fall, for a while ([V2G-DC-925], [V2G-DC-926])."""
    since = at.now if facts.since is None else facts.since
    if at.now - since > WELDING_DETECTION:
        return Refusal("FAILED", f"welding detection went on for more than {WELDING_DETECTION:g} s")
    heard, status = car.status(facts.heard, request.DC_EVStatus)
    return Reply(
        facts=replace(facts, heard=heard, since=since),
        response=WeldingDetectionRes(
            ResponseCode=ResponseCode.OK,
            DC_EVSEStatus=dc_status(facts.settings, evse, "EVSE_NotReady"),
            EVSEPresentVoltage=physical(evse.present_voltage, UnitSymbol.V),
        ),
        events=status,
    )


def session_stop(facts: Facts, evse: Evse, request: SessionStopReq, at: Moment) -> Outcome[Facts]:
    """The end; there is no pause."""
    return Reply(facts=facts, response=SessionStopRes(ResponseCode=ResponseCode.OK), end=End.TERMINATE)
