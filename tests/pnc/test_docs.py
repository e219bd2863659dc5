"""docs/pki.md says what the tables say."""

from __future__ import annotations

from pathlib import Path

from secc.pnc import chains, installation, layout, ocsp, signatures


def test_the_tables_of_checks_are_those_of_the_code(repository: Path) -> None:
    lines = (repository / "docs" / "pki.md").read_text("utf-8").splitlines()
    rows = [f"| {check.name} | {check.rule} | `{check.code}` |" for check in chains.CHECKS]
    rows += [f"| {check.name} | {check.rule} |" for check in signatures.CHECKS]
    rows += [f"| {check.name} | {check.fault} |" for check in ocsp.CHECKS]
    rows += [f"| {step.name} | {step.rule} |" for step in installation.STEPS]
    assert [line for line in lines if line in set(rows)] == rows


def test_the_sets_are_named(repository: Path) -> None:
    text = (repository / "docs" / "pki.md").read_text("utf-8")
    assert all(f"`{name}`" in text for name in layout.SETS)
