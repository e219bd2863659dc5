"""What all tests share: where outside test data lies, and what its absence means."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


def missing(reason: str) -> NoReturn:
    """Skip for a missing outside thing; where CI promises that everything is there, fail instead."""
    if os.environ.get("CI"):
        pytest.fail(f"missing on CI: {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def repository() -> Path:
    """Root folder of the repository."""
    return REPOSITORY


@pytest.fixture(scope="session")
def testdata() -> Path:
    """Vectors, captures and specifications that nobody here made (``SECC_TESTDATA``)."""
    folder = Path(os.environ.get("SECC_TESTDATA", REPOSITORY.parent / "shared"))
    if not (folder / "vectors").is_dir():
        missing(f"no test data in {folder} (set SECC_TESTDATA)")
    return folder


@pytest.fixture(scope="session")
def peer() -> Path:
    """The unpacked PyPI package iso15118, an independent reference (``make peer`` fetches it)."""
    folder = REPOSITORY / ".cache" / "peer" / "iso15118"
    if not folder.is_dir():
        missing("the package iso15118==0.31.2 is not in .cache/peer (run: make peer)")
    return folder
