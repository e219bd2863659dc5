"""What ``generate`` and ``check`` take: for our own contract, and for made-up ones up to EVerest's size.

Run it with ``python -m bench.generating``.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from codegen.__main__ import main as codegen
from tests.codegen import made_up

ROOT = Path(__file__).resolve().parent.parent


def seconds(verb: str, *arguments: str) -> float:
    """Wall time of one verb, in this process."""
    before = time.perf_counter()
    if codegen([verb, *arguments]):
        sys.exit(f"{verb} failed")
    return time.perf_counter() - before


def main() -> None:
    """Print one line a contract."""
    print(f"{'contract':<40}{'generate':>10}{'check':>10}   (s)")
    with tempfile.TemporaryDirectory() as name:
        rows = [("ours", ["--interfaces", str(ROOT / "interfaces"), "--out", f"{name}/ours"])]
        for size in (1, 2, 4):
            folder = Path(name) / str(size)
            made_up.write(folder, 15 * size, 10 * size)
            folders = ["--interfaces", str(folder / "interfaces"), "--types", str(folder / "types")]
            title = f"{15 * size} interfaces, {10 * size} type files"
            rows.append((title, [*folders, "--out", str(folder / "out")]))
        for title, arguments in rows:
            print(f"{title:<40}{seconds('generate', *arguments):>10.2f}{seconds('check', *arguments):>10.2f}")


if __name__ == "__main__":
    main()
