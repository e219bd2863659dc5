"""Two engines, one codec: which is used, and that the one in C keeps nothing and believes nothing."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from secc import exi
from secc.errors import ConfigError, WireError
from secc.exi import engines
from secc.exi.engines import Engine
from secc_contract.v2g import iso15118_2 as iso2
from secc_contract.v2g import iso15118_2_types as types

HEADER = iso2.MessageHeader(SessionID=bytes(8))


def message(body: Any) -> iso2.V2G_Message:
    """A message with this body."""
    return iso2.V2G_Message(Header=HEADER, Body=iso2.Body(BodyElement=body))


def detail(number: int) -> iso2.V2G_Message:
    """A message with all kinds of values: lists, texts, numbers, choices."""
    one = types.Parameter(Name="Protocol", stringValue="http" * number)
    two = types.Parameter(Name="Port", intValue=70000 + number)
    sets = tuple(types.ParameterSet(ParameterSetID=index, Parameter=(one, two)) for index in range(3))
    return message(
        iso2.ServiceDetailRes(
            ResponseCode=types.ResponseCode.OK,
            ServiceID=3,
            ServiceParameterList=types.ServiceParameterList(ParameterSet=sets),
        )
    )


def used(repository: Path, force: str, code: str = "") -> str:
    """Which engine a process uses, or what it says instead."""
    path = f"{repository}{os.pathsep}{repository / 'generated'}"
    surroundings = os.environ | {"PYTHONPATH": path, engines.VARIABLE: force}
    command = [sys.executable, "-c", f"{code}\nfrom secc import exi; print(exi.engine)"]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=30)
    return (done.stdout + done.stderr).strip().splitlines()[-1]


def test_which_is_used(repository: Path, engine: Engine) -> None:
    lacking = "import sys; sys.modules['secc.exi._engine'] = None"
    assert exi.engine == engine.name
    assert used(repository, engine.name) == engine.name
    assert used(repository, "", lacking) == "python"
    assert "ConfigError: SECC_EXI_ENGINE=c: " in used(repository, "c", lacking)
    if engine.name == "c":
        assert used(repository, "") == "c"


def test_a_demand_for_an_engine_that_nobody_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(engines.VARIABLE, "java")
    with pytest.raises(ConfigError, match="SECC_EXI_ENGINE=java: there are c and python"):
        engines.chosen()


def test_nothing_is_kept() -> None:
    """Reading, writing and refusing over and over: the same references and the same memory as before."""
    good = [exi.encode("iso2", detail(number)) for number in (1, 5)]
    bad = [payload[:-3] for payload in good] + [payload + b"\1" for payload in good]
    long = types.Parameter(Name="x" * 40, stringValue="")

    def turn() -> None:
        for payload in good:
            exi.encode("iso2", exi.decode("iso2", payload))
        for payload in bad:
            with pytest.raises(WireError):
                exi.decode("iso2", payload)
        with pytest.raises(ValueError):
            exi.encode("iso2", message(long))

    for _ in range(10):
        turn()
    shared = [iso2.Body, types.Parameter, types.ResponseCode.OK, None, (), b"", HEADER, *good]
    gc.collect()
    counts = [sys.getrefcount(one) for one in shared]
    tracemalloc.start()
    try:
        turn()
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(50):
            turn()
        gc.collect()
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 4000
    assert peak - before < 200_000
    drift = [sys.getrefcount(one) - count for one, count in zip(shared, counts, strict=True)]
    assert max(map(abs, drift)) < 20, drift


def test_only_bytes_take_the_quick_way() -> None:
    payload = exi.encode("iso2", detail(1))
    assert exi.decode("iso2", bytearray(payload)) == exi.decode("iso2", payload)  # type: ignore[arg-type]


def test_a_long_list_and_a_long_text_need_memory_once() -> None:
    """What is allocated for a message follows its payload, whatever the payload claims."""
    payload = exi.encode("iso2", message(text_of("x" * 50_000)), as_received=True)
    tracemalloc.start()
    try:
        with pytest.raises(WireError, match="beyond the end of the payload"):
            exi.decode("iso2", payload[:200])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20_000


def text_of(text: str) -> iso2.ServiceDetailRes:
    """An answer with one text."""
    one = types.Parameter(Name="x", stringValue=text)
    listed = types.ServiceParameterList(
        ParameterSet=(types.ParameterSet(ParameterSetID=1, Parameter=(one,)),)
    )
    return iso2.ServiceDetailRes(ResponseCode=types.ResponseCode.OK, ServiceID=1, ServiceParameterList=listed)
