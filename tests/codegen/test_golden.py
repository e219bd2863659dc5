"""What comes out for tiny contracts, letter by letter; see golden/README.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.codegen.conftest import compiled

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("feature", sorted(folder.name for folder in GOLDEN.iterdir() if folder.is_dir()))
def test_output(feature: str) -> None:
    files, findings = compiled(GOLDEN / feature / "interfaces")
    assert findings == []
    expected = sorted((GOLDEN / feature / "expected").rglob("*.expected"))
    assert expected
    for path in expected:
        name = path.relative_to(GOLDEN / feature / "expected").as_posix().removesuffix(".expected")
        assert files[name] == path.read_text("utf-8"), name
