"""A scenario's file: what it may say, how each mistake is told, and how the scenario is judged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from secc.errors import ConfigError
from secc.sim.ev import AC, DC, Actor, Scenario, scenario
from secc.sim.ev.script import FallSilent, Fault, Pause, Send, Step, Stop, Unplug
from tests.sim import contracts
from tests.sim.world import World, station


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "car.toml"


def loaded(file: Path, text: str) -> Scenario:
    file.write_text(text)
    return scenario.load(file)


def test_an_empty_file_is_an_ordinary_dc_car(file: Path) -> None:
    ordinary = loaded(file, "")
    assert ordinary == Scenario(settings=ordinary.settings)
    assert ordinary.settings.modes == DC
    assert ordinary.settings.protocols == ("iso2", "din")


def test_a_car_is_built_of_settings_and_battery(file: Path) -> None:
    car = loaded(
        file,
        "mode = 'AC_single_phase_core'\nsoc = 50\ntarget_soc = 60\nloops = 7\nevccid = '0200000000ff'\n"
        "capacity = 40_000\nac_max_current = 16\n",
    ).car()
    assert car.settings.modes == (AC[1],)
    assert car.settings.protocols == ("iso2",), "all that AC has"
    assert (car.trip.battery.soc, car.trip.battery.capacity) == (50.0, 40_000.0)
    assert (car.settings.target_soc, car.settings.loops) == (60.0, 7)
    assert car.settings.evccid == bytes.fromhex("0200000000ff")


@pytest.mark.parametrize(
    ("protocol", "offered"),
    [
        ("'iso2'", ("iso2",)),
        ("'din'", ("din",)),
        ("'any'", ("iso2", "din")),
        ("['din', 'iso2']", ("din", "iso2")),
        ("['urn:tesla:din:2018:MsgDef', 'din']", ("urn:tesla:din:2018:MsgDef", "din")),
    ],
)
def test_protocols_are_ranked(file: Path, protocol: str, offered: tuple[str, ...]) -> None:
    assert loaded(file, f"protocol = {protocol}\n").settings.protocols == offered


def test_steps_are_deeds(file: Path) -> None:
    steps = loaded(
        file,
        """
[[step]]
at = "CurrentDemand"
nth = 3
do = "send"
message = "PreCharge"
session_id = "0102"
fields.EVTargetVoltage = 1000
expect = ["FAILED_SequenceError", "close"]
seconds = 1
[[step]]
at = "CableCheck"
do = "unplug"
how = "reset"
sent = true
back = 2
[[step]]
at = "PreCharge"
do = "fault"
error = "FAILED_EVShiftPosition"
[[step]]
at = "PreCharge"
nth = 2
do = "silence"
expect = "close"
[[step]]
at = "PowerDelivery"
do = "pause"
[[step]]
at = "SessionStop"
do = "stop"
""",
    ).steps
    assert steps == (
        Step(
            "CurrentDemand",
            3,
            Send(
                message="PreCharge",
                session_id=b"\1\2",
                fields={"EVTargetVoltage": 1000},
                expect=("FAILED_SequenceError", "close"),
                seconds=1.0,
            ),
        ),
        Step("CableCheck", 1, Unplug(how="reset", sent=True, back=2.0)),
        Step("PreCharge", 1, Fault(error="FAILED_EVShiftPosition")),
        Step("PreCharge", 2, FallSilent(expect=("close",))),
        Step("PowerDelivery", 1, Pause(back=1.0)),
        Step("SessionStop", 1, Stop()),
    )


def test_what_a_car_needs_in_its_wallet(file: Path) -> None:
    assert loaded(file, "").identities == frozenset()
    assert loaded(file, PAYS).identities == {"contract"}
    assert loaded(file, PAYS + "contract = 'mine'").identities == {"mine"}
    assert loaded(file, PAYS + "certificate = 'install'").identities == {"provisioning"}
    script = loaded(
        file, SIGNS + "sign.key = 'a'\nshow = 'b'\n" + SIGNS.removeprefix(PAYS) + "nth = 2\nsign.key = 'none'"
    )
    assert script.identities == {"contract", "a", "b"}
    assert script.settings.protocols == ("iso2",)


def test_a_certificate_that_has_no_room_in_a_message_is_told(file: Path) -> None:
    wallet = contracts.wallet("contract", "provisioning")
    named = {"contract": replace(wallet.holders["contract"], common_name="DE8")}  # type: ignore[type-var]
    script = loaded(file, PAYS)
    with pytest.raises(ConfigError, match=r"what the car has does not fit into its messages: .*eMAID"):
        script.car(replace(wallet, holders=named))
    longer = {"provisioning": replace(wallet.holders["provisioning"], leaf=bytes(801))}  # type: ignore[type-var]
    script = loaded(file, PAYS + "certificate = 'install'")
    with pytest.raises(ConfigError, match="OEMProvisioningCert"):
        script.car(replace(wallet, holders=longer))
    assert loaded(file, "").car(replace(wallet, holders=longer)), "nobody sees it"


def test_a_change_to_what_the_car_has_not_is_told(file: Path) -> None:
    wallet = contracts.wallet("contract")
    alone = {"contract": replace(wallet.holders["contract"], subs=())}  # type: ignore[type-var]
    changes = "fields.ContractSignatureCertChain.SubCertificates.Certificate = ['00']"
    script = loaded(file, f"{PAYS}[[step]]\nat = 'PaymentDetails'\ndo = 'send'\n{changes}")
    with pytest.raises(ConfigError, match=r"SubCertificates: expected no table"):
        script.car(replace(wallet, holders=alone))


STEP = "[[step]]\nat = 'CurrentDemand'\n"
PAYS = "payment = 'contract'\n"
SIGNS = PAYS + "[[step]]\nat = 'Authorization'\ndo = 'send'\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("mod = 'dc'", "key mod: expected a key of a scenario, perhaps mode, found 'mod'"),
        ("modes = ['dc']", "key modes: expected a key of a scenario, perhaps mode, found 'modes'"),
        ("mode = 'gas'", "key mode: expected one of ac, dc, "),
        ("mode = ['dc']", "found ['dc']"),
        ("protocol = 'iso20'", "key protocol: expected any, iso2, din or a list"),
        ("protocol = []", "key protocol: expected any"),
        ("protocol = ['tesla']", "key protocol: expected any"),
        ("mode = 'ac'\nprotocol = ['iso2', 'din']", "key protocol: expected any"),
        ("protocol = 'din'\nmode = 'ac'", "key protocol: expected any, iso2 or a list"),
        ("about = 5", "key about: expected a text, found 5"),
        ("loops = 0", "key loops: expected a whole number from 1 to 1e+09, found 0"),
        ("loops = 1.5", "key loops: expected a whole number, found 1.5"),
        ("soc = 101", "key soc: expected a number from 0 to 100, found 101.0"),
        ("soc = nan", "key soc: expected a number, found nan"),
        ("speed = 0", "key speed: expected a number from 1e-06"),
        ("patience = 'much'", "key patience: expected a number, found 'much'"),
        ("evccid = 'xyz'", "key evccid: expected pairs of hexadecimal digits, found 'xyz'"),
        ("evccid = '00'", "key evccid: expected 6 bytes, found '00'"),
        ("capacity = 1e9", "key (several): expected a car that fits into its messages"),
        ("step = 5", "key step: expected tables [[step]], found 5"),
        ("[[step]]\ndo = 'stop'", "key step[1]: expected the key at"),
        ("[[step]]\nat = 'PreCharge'", "key step[1]: expected the key do"),
        (STEP + "do = 'dance'", "key step[1].do: expected a deed (fault, pause, renegotiate, "),
        ("[[step]]\nat = 'CurentDemand'\ndo = 'stop'", "expected a request, perhaps CurrentDemand"),
        (
            "protocol = 'din'\n[[step]]\nat = 'Authorization'\ndo = 'stop'",
            "key step[1].at: expected a request",
        ),
        (STEP + "nth = 0\ndo = 'stop'", "key step[1].nth: expected a whole number from 1"),
        (STEP + "do = 'stop'\n" + STEP + "do = 'stop'", "key step[2].nth: expected one step a request"),
        (STEP + "do = 'stop'\nwhen = 5", "key step[1].when: expected a key of stop"),
        (STEP + "do = 'wait'", "key step[1]: expected the key seconds"),
        (STEP + "do = 'unplug'\nhow = 'gently'", "key step[1].how: expected one of fin, reset"),
        (STEP + "do = 'unplug'\nsent = 1", "key step[1].sent: expected true or false, found 1"),
        (STEP + "do = 'fault'\nerror = 'TIRED'", "key step[1].error: expected an EVErrorCode"),
        (
            "mode = 'ac'\n[[step]]\nat = 'PowerDelivery'\ndo = 'fault'\nerror = 'NoData'",
            "key mode: expected dc",
        ),
        (
            "protocol = 'din'\n" + STEP + "do = 'pause'",
            "key protocol: expected iso2 or any, as step[1]",
        ),
        ("[[step]]\nat = 'PreCharge'\ndo = 'renegotiate'", "key step[1].at: expected ChargingStatus or Curr"),
        (
            STEP + "do = 'silence'\nexpect = 'OK'",
            "key step[1].expect: expected close: who says nothing gets no answer, found 'OK'",
        ),
        (STEP + "do = 'send'", "key step[1]: expected at least one of message, "),
        (STEP + "do = 'send'\nmessage = 'Hello'", "key step[1].message: expected a request"),
        (STEP + "do = 'send'\nrandom = 2_000_000", "key step[1].random: expected a whole number from 0 to"),
        (STEP + "do = 'send'\nraw = 'zz'", "key step[1].raw: expected pairs of hexadecimal digits"),
        (
            STEP + "do = 'send'\ndrip = 1\nexpect = 'FAILED_Badly'",
            "key step[1].expect: expected a response code",
        ),
        (
            STEP + "do = 'send'\ndrip = 1\nexpect = []",
            "key step[1].expect: expected a text or a list",
        ),
        (STEP + "do = 'send'\nfields = 5", "key step[1].fields: expected a table"),
        (
            STEP + "do = 'send'\nfields.EVTarget = 5",
            "key step[1].fields.EVTarget: expected a field",
        ),
        (
            STEP + "do = 'send'\nfields.DC_EVStatus.EVRESSSOC = 'full'",
            "key step[1].fields.DC_EVStatus.EVRESSSOC: expected a whole number, found 'full'",
        ),
        (
            STEP + "do = 'send'\nfields.DC_EVStatus.EVRESSSOC = 500",
            "key step[1].fields: expected what it",
        ),
        ("payment = 'cash'", "key payment: expected one of external, contract, found 'cash'"),
        (PAYS + "protocol = 'din'", "key protocol: expected any, iso2 or a list"),
        ("certificate = 'install'", "key payment: expected contract, as certificate needs it"),
        (PAYS + "certificate = 'steal'", "key certificate: expected one of none, install, update"),
        (STEP + "do = 'send'\nsign.key = 'none'", "key payment: expected contract, as step[1] needs it"),
        (STEP + "do = 'send'\nshow = 'contract-2'", "key payment: expected contract, as step[1] needs it"),
        (STEP + "do = 'send'\nlast_challenge = true", "key payment: expected contract, as step[1] needs"),
        (SIGNS + "sign = 5", "key step[1].sign: expected a table, found 5"),
        (SIGNS + "sign.keys = 'x'", "key step[1].sign.keys: expected a key of sign (grammar, info, key, val"),
        (SIGNS + "sign.value = 'soft'", "key step[1].sign.value: expected one of raw, der, short, long, z"),
        (SIGNS + "sign.info.Url = 'x'", "key step[1].sign.info.Url: expected a field of SignedInfo"),
        (
            SIGNS + "sign.info.Reference = [{URI = 5}]",
            "key step[1].sign.info.Reference.1.URI: expected a text, found 5",
        ),
        (SIGNS + "tamper.GenChallenge = 7", "key step[1].tamper.GenChallenge: expected pairs of hex"),
        ("expect = 5", "key expect: expected a table, found 5"),
        ("[expect]\ncompletd = true", "key expect.completd: expected a key of [expect]"),
        ("[expect]\ncompleted = 'yes'", "key expect.completed: expected true or false"),
        ("[expect]\nanswers.Hello = 'OK'", "key expect.answers.Hello: expected a request"),
        (
            "[expect]\nanswers.SessionStop = 'close'",
            "expect.answers.SessionStop: expected a response code",
        ),
        ("[expect]\nanswers.SessionStop = 5", "key expect.answers.SessionStop: expected a text or a list"),
        ("a = ", "not TOML: "),
    ],
)
def test_a_mistake_is_one_line_with_file_key_expected_and_found(file: Path, text: str, reason: str) -> None:
    with pytest.raises(ConfigError) as caught:
        loaded(file, text)
    line = str(caught.value)
    assert line.startswith(f"{file}: ")
    assert reason in line
    assert "\n" not in line
    assert len(line) < 400 + len(str(file))


def test_a_file_that_cannot_be_read_is_told_too(file: Path) -> None:
    with pytest.raises(ConfigError, match=r"car\.toml: No such file or directory"):
        scenario.load(file)
    file.write_bytes(b"a = '\xff'")
    with pytest.raises(ConfigError, match="expected UTF-8 text, byte 5 is not"):
        scenario.load(file)


# Judging


def judged(file: Path, text: str) -> list[str]:
    """What did not hold at our charger."""
    script = loaded(file, text)
    car: Actor = script.car()
    World(station(is_ac=script.settings.is_ac)).visit(car)
    return script.judge(car)


def test_an_ordinary_session_holds(file: Path) -> None:
    assert judged(file, "loops = 3\n") == []


def test_a_session_that_does_not_complete_does_not_hold(file: Path) -> None:
    text = "loops = 3\n[[step]]\nat = 'CableCheck'\ndo = 'send'\nsession_id = '01'\n"
    (broken,) = judged(file, text)
    assert broken == (
        "the session did not complete: CableCheckRes FAILED_UnknownSession "
        "(the charger knows no session of this id)"
    )


def test_a_step_that_never_came_does_not_hold(file: Path) -> None:
    text = "loops = 3\n[[step]]\nat = 'CurrentDemand'\nnth = 4\ndo = 'stop'\n"
    assert judged(file, text) == ["CurrentDemand no. 4 never came"]


@pytest.mark.parametrize(
    ("expect", "broken"),
    [
        ("completed = true", []),
        ("completed = false", ["expected no completed session, found: 3 loops done"]),
        ("loops = 3", []),
        ("loops = 4", ["expected 4 loops or more, found: 3"]),
        ("answers.CurrentDemand = 'OK'", []),
        (
            "answers.SessionSetup = 'OK_OldSessionJoined'",
            ["answers to SessionSetup: expected OK_OldSessionJoined, found: OK_NewSessionEstablished"],
        ),
        ("notes = 'pays'", ["expected a note of 'pays', found: none"]),
        ("answers.MeteringReceipt = 'OK'", ["answers to MeteringReceipt: expected OK, found: none"]),
    ],
)
def test_what_is_expected_of_the_whole(file: Path, expect: str, broken: list[str]) -> None:
    assert judged(file, f"loops = 3\n[expect]\n{expect}\n") == broken


def test_an_expected_failure_holds(file: Path) -> None:
    text = "[[step]]\nat = 'CableCheck'\ndo = 'unplug'\n[expect]\ncompleted = "
    assert judged(file, text + "false\n") == []
    assert judged(file, text + "true\n") == ["expected a completed session, found: unplugged (cable check)"]
