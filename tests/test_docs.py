"""The site: Sphinx builds it without a warning, with search, from docs/ and from the contract's pages."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.compiler import compile_contract
from codegen.sources import Sources
from tests.codegen.features import FILES
from tests.conftest import REPOSITORY, missing


@pytest.fixture(autouse=True)
def _sphinx() -> None:
    for module in ("sphinx", "myst_parser", "furo"):
        if importlib.util.find_spec(module) is None:
            missing(f"{module} (in the dependency group docs)")


def build(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """One run of Sphinx; it stays offline and writes only where it is told."""
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going", *arguments]
    plain = {**os.environ, "NO_COLOR": "1"}
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=plain, check=False)


def test_the_site(tmp_path: Path) -> None:
    done = build("-d", tmp_path / "doctrees", REPOSITORY / "docs", tmp_path / "site")
    assert done.stderr == ""
    assert done.returncode == 0
    site = tmp_path / "site"
    for page in (
        "index",
        "search",
        "architecture",
        "contract/interfaces/ISO15118_charger",
        "contract/types/units",
    ):
        assert (site / f"{page}.html").is_file()
    found = (site / "searchindex.js").read_text("utf-8")
    for word in ("update_ac_max_current", "contract/reference/interfaces/ISO15118_charger", "contract-yaml"):
        assert word in found
    page = (site / "contract/reference/interfaces/ISO15118_charger.html").read_text("utf-8")
    assert 'href="../types/iso15118_charger.html#' in page


def test_the_reference_of_any_contract(tmp_path: Path) -> None:
    """EVerest's form passes on what authors write, markup and all; the reference never trips over it."""
    for name, text in FILES.items():
        (tmp_path / "interfaces" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "interfaces" / name).write_text(text, "utf-8")
    files, findings = compile_contract(Sources.of(tmp_path / "interfaces"))
    assert findings == []
    for name, text in files.items():
        if name.startswith("docs/"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")
    done = build("-C", "-d", tmp_path / "doctrees", tmp_path / "docs", tmp_path / "site")
    assert [line for line in done.stderr.splitlines() if "/reference/" in line] == []
    assert (tmp_path / "site" / "reference" / "interfaces" / "Odd.html").is_file()
