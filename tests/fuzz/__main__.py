"""Builds the C engine with sanitizers and lets the fuzzers loose on it, each in a process of its own."""

from __future__ import annotations

import argparse
import importlib.util
import os
import shlex
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from tests.fuzz.notes import Note, noted

REPOSITORY = Path(__file__).resolve().parent.parent.parent
ENGINE = REPOSITORY / "secc" / "exi" / "_engine.c"
NAME = f"_engine{sysconfig.get_config_var('EXT_SUFFIX')}"
GUARDED = REPOSITORY / ".cache" / "fuzz" / "guarded"
PLAIN = REPOSITORY / ".cache" / "fuzz" / "plain"
"""Without sanitizers, which keep freed memory: for what measures memory."""
HEADERS = [f"-I{sysconfig.get_path('include')}"]
FLAGS = ["-shared", "-fPIC", "-O1", "-g"]
FLAGS += ["-Wall", "-Wextra", "-Wno-unused-parameter", "-Wno-cast-function-type", "-Werror"]
SANITIZERS = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"]


def compiler() -> list[str]:
    """The C compiler, as everywhere: what CC says."""
    return shlex.split(os.environ.get("CC", "gcc"))


def build(folder: Path, *flags: str) -> None:
    """Compile the engine into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    target = ["-o", str(folder / NAME)]
    subprocess.run([*compiler(), *FLAGS, *flags, *HEADERS, str(ENGINE), *target], check=True)


def guarded() -> dict[str, str]:
    """The environment in which Python can load the engine with sanitizers."""
    asked = [*compiler(), "-print-file-name=libasan.so"]
    library = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
    return {
        "LD_PRELOAD": library,
        "ASAN_OPTIONS": "detect_leaks=0:abort_on_error=1:quarantine_size_mb=32",  # leaks: see `rounds`
        "UBSAN_OPTIONS": "print_stacktrace=1",
        "PYTHONMALLOC": "malloc",  # so that each object has its own guarded memory
    }


def load(folder: Path) -> None:
    """Put this engine in the place of the usual one."""
    spec = importlib.util.spec_from_file_location("secc.exi._engine", folder / NAME)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)


def main() -> int:
    """Start the fuzzers side by side, or be one of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzz the EXI codec.")
    parser.add_argument("fuzzers", nargs="*", metavar="FUZZER", help="decode, encode, rounds, sweep")
    parser.add_argument("--seconds", type=float, default=30, help="time for each (30)")
    parser.add_argument("--inputs", type=int, help="so many inputs instead")
    parser.add_argument("--seed", type=int, default=15118, help="other inputs")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    testdata = Path(os.environ.get("SECC_TESTDATA", REPOSITORY.parent / "shared"))
    if given.inside:
        load(PLAIN if given.fuzzers[0] == "rounds" else GUARDED)
        from tests.fuzz.fuzzers import Limit, run

        note = Note(given.inside)
        return run(given.fuzzers[0], testdata, Limit(given.seconds, given.inputs), given.seed, note)

    known = ("decode", "encode", "rounds", "sweep")
    unknown = set(given.fuzzers) - set(known)
    if unknown or not (testdata / "vectors").is_dir():
        parser.error(f"no fuzzer {unknown.pop()}" if unknown else f"no vectors in {testdata} (SECC_TESTDATA)")
    try:
        build(PLAIN)
        build(GUARDED, *SANITIZERS)
        extra = guarded()
    except (OSError, subprocess.CalledProcessError) as error:
        parser.error(f"the C engine cannot be built: {error}")
    command = [sys.executable, "-m", "tests.fuzz", f"--seconds={given.seconds}", f"--seed={given.seed}"]
    command += [f"--inputs={given.inputs}"] if given.inputs else []
    with tempfile.TemporaryDirectory() as folder:
        running = []
        for name in given.fuzzers or known[:3]:
            surroundings = os.environ | {"SECC_EXI_ENGINE": "c"} | ({} if name == "rounds" else extra)
            file = Path(folder, name)
            running.append(
                (name, file, subprocess.Popen([*command, f"--inside={file}", name], env=surroundings))
            )
        codes = [ended(*one) for one in running]
    return int(any(codes))


def ended(name: str, file: Path, child: subprocess.Popen[bytes]) -> int:
    """The exit code of a fuzzer; it tells of its findings itself, unless a sanitizer or a crash ended it."""
    code = child.wait()
    if code not in (0, 1):
        print(f"{name}: ended with code {code}; the input was {noted(file)}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
