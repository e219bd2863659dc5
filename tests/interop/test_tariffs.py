"""Signed tariffs before software that nobody here wrote: its decoder, its digests, its check of the value."""

from __future__ import annotations

import subprocess

import pytest

from secc import v2gtp
from secc.plan import Plan, Step
from secc.settings import Settings
from tests.conftest import missing
from tests.conversations import pnc
from tests.conversations import requests as ev
from tests.interop import ecog

# Without costs: its codec reads them and cannot write them again ("Multiplier" is not a string).
PLANS = (
    Plan(
        steps=(Step(start=0, power=11_000, price_level=2), Step(start=3600, price_level=1)),
        description="cheap at night",
    ),
    Plan(steps=(Step(start=0, power=7000, price_level=7),)),
    Plan(steps=tuple(Step(start=60 * n, price_level=n) for n in range(100))),
)

# Run by its own Python: reads a message and a certificate in hex, and prints what it finds.
_READER = """\
import sys
from iso15118.shared.exi_codec import EXI
from iso15118.shared.exificient_exi_codec import ExificientEXICodec
from iso15118.shared.messages.enums import Namespace
from iso15118.shared.security import verify_signature
from iso15118.shared.settings import SettingKey, shared_settings
shared_settings.update({SettingKey.MESSAGE_LOG_EXI: False, SettingKey.MESSAGE_LOG_JSON: False})
EXI().set_exi_codec(ExificientEXICodec())
message, certificate = (bytes.fromhex(line) for line in sys.stdin.read().split())
found = EXI().from_exi(message, Namespace.ISO_V2_MSG_DEF)
schedules = found.body.charge_parameter_discovery_res.sa_schedule_list.schedule_tuples
tariffs = [schedule.sales_tariff for schedule in schedules]
for schedule, tariff in zip(schedules, tariffs):
    limits = [entry.time_interval.start for entry in schedule.p_max_schedule.schedule_entries]
    assert limits == [entry.time_interval.start for entry in tariff.sales_tariff_entry]
elements = [(tariff.id, EXI().to_exi(tariff, Namespace.ISO_V2_MSG_DEF)) for tariff in tariffs]
good = verify_signature(found.header.signature, elements, certificate)
print("verdict", len(found.header.signature.signed_info.reference), good)
"""


@pytest.mark.parametrize("signer", ["mo-sub2", "mo-sub1"])
def test_a_third_party_verifies_the_tariffs(signer: str) -> None:
    if reason := ecog.lacking():
        missing(reason)
    stage = pnc.stage(Settings(schedules=PLANS), tariffs=pnc.tariff_key())
    car = pnc.until(stage, "ChargeParameterDiscovery")
    car.request(ev.ac_parameters())
    (frame,) = v2gtp.Reader().feed(car.wire.written[0])
    done = subprocess.run(
        [ecog.PYTHON, "-c", _READER],
        input=f"{frame.payload.hex()} {pnc.pki().der(signer).hex()}",
        capture_output=True,
        text=True,
        timeout=ecog.SESSION,
        check=False,
    )
    verdict = done.stdout.splitlines()[-1:]
    assert verdict == [f"verdict 3 {signer == 'mo-sub2'}"], done.stdout + done.stderr
