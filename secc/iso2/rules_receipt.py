"""MeteringReceipt: a car with a contract signs for what the meter showed."""

from __future__ import annotations

from dataclasses import replace

from msgspec import UNSET

from secc.evse import Evse
from secc.fsm import Outcome, Refusal, Reply
from secc.iso2.facts import Facts
from secc.iso2.rules_contract import signed
from secc.iso2.status import ac_status, dc_status
from secc.moment import Moment
from secc_contract.v2g.iso15118_2 import MeteringReceiptReq, MeteringReceiptRes
from secc_contract.v2g.iso15118_2_types import AC_EVSEStatus, DC_EVSEStatus, ResponseCode


def ac_receipt(facts: Facts, evse: Evse, request: MeteringReceiptReq, at: Moment) -> Outcome[Facts]:
    """In the loop of ChargingStatus."""
    return _receipt(facts, request, ac_status(evse))


def dc_receipt(facts: Facts, evse: Evse, request: MeteringReceiptReq, at: Moment) -> Outcome[Facts]:
    """In the loop of CurrentDemand."""
    return _receipt(facts, request, dc_status(evse, "EVSE_Ready"))


def _receipt(
    facts: Facts, request: MeteringReceiptReq, status: AC_EVSEStatus | DC_EVSEStatus
) -> Outcome[Facts]:
    """The reading must be the one that was sent, signed by the contract ([V2G2-481], [V2G2-909])."""
    due, contract = facts.receipt.due, facts.contract
    assert due is not None
    assert contract is not None
    if request.SessionID != facts.session_id:
        return Refusal("FAILED_UnknownSession", "the receipt is for another session")
    given = request.MeterInfo
    if (given.MeterID, given.MeterReading) != (due.MeterID, due.MeterReading) or given.TMeter not in (
        UNSET,
        due.TMeter,
    ):
        return Refusal("FAILED_MeteringSignatureNotValid", "the receipt is for another meter reading")
    if request.SAScheduleTupleID not in (UNSET, facts.tuple_id):
        return Refusal("FAILED_MeteringSignatureNotValid", "the receipt is for another schedule")
    fault = signed(facts, "MeteringReceiptReq", request, contract.leaf)
    if fault:
        return Refusal("FAILED_MeteringSignatureNotValid", fault)
    return Reply(
        facts=replace(facts, receipt=replace(facts.receipt, due=None)),
        response=MeteringReceiptRes(ResponseCode=ResponseCode.OK, EVSEStatus=status),
    )
