"""What ``secc pki check`` and ``secc pki show`` say: each fault by name, before a car finds it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from secc.errors import ConfigError
from secc.pnc import layout, store, words
from secc.pnc.authority import Identity, Pki
from secc.pnc.certificates import parse, pem
from secc.pnc.review import review
from tests.pnc.conftest import NOW


def lay(place: Path, pki: Pki, identity: Identity, roots: tuple[str, ...] = ("v2g-a", "mo")) -> Path:
    """A charger's folder with one identity in it."""
    files = [
        layout.File("secc/mine/chain.pem", pem(*identity.chain).encode()),
        layout.File("secc/mine/key.pem", layout.key_pem(identity.key, None), secret=True),
    ]
    for name in roots:
        files.append(layout.File(f"roots/{name.split('-')[0]}/{name}.pem", pem(pki.der(name)).encode()))
    layout.write(place, files)
    return place


def told(place: Path, at: datetime = NOW) -> list[str]:
    return [f"{'refused' if remark.refused else 'note'}: {remark.text}" for remark in review(place, at)]


def test_a_fresh_pki_is_without_remarks(folder: Path) -> None:
    assert told(folder) == []


def test_time_goes_by(folder: Path) -> None:
    soon = told(folder, NOW + timedelta(days=80))
    assert "note: DE8EME00000001 ends in 9 days" in soon
    assert any("ocsp.der is not shown to cars, invalid: it holds no longer" in line for line in soon)
    assert not any(line.startswith("refused") for line in soon)
    later = told(folder, NOW + timedelta(days=100))
    assert any("a car refuses it: DE8EME00000001 has expired" in line for line in later)
    assert any("not valid before" in line for line in told(folder, NOW - timedelta(days=5)))


def changed(**changes: dict[str, Any]) -> Callable[[Pki], Identity]:
    by_name = {name.replace("_", "-"): values for name, values in changes.items()}
    return lambda pki: pki.changed(by_name).identity("secc-a")


def inverted(pki: Pki) -> Identity:
    whole = pki.identity("secc-a")
    return Identity(whole.name, whole.leaf, whole.subs[::-1], whole.root, whole.key, whole.common_name)


def without_sub1(pki: Pki) -> Identity:
    whole = pki.identity("secc-a")
    return Identity(whole.name, whole.leaf, whole.subs[:1], whole.root, whole.key, whole.common_name)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (changed(secc_a={"begins": -30, "days": 20}), "has expired on"),
        (changed(secc_a={"domain": "MO"}), "has the domain component MO, expected CPO"),
        (inverted, "the Sub-CAs are not in order"),
        (
            without_sub1,
            "CN=CPO A Sub-CA 1, which was not sent and is no root of ours",
        ),
        (lambda pki: pki.identity("secc-b"), "CN=V2G Root B, which was not sent and is no root of ours"),
        (changed(cpo_a_sub2={"days": 10, "begins": -30}, secc_a={"outlives": True}), "is valid from"),
        (changed(secc_a={"usages": ("key_agreement",)}), "not meant to sign"),
        (changed(secc_a={"responder": False}), "names no OCSP address: a car that asks"),
        (changed(cpo_a_sub1={"responder": False}), "CPO A Sub-CA 1 names no OCSP address"),
    ],
)
def test_what_a_car_refuses(make: Callable[[Pki], Identity], text: str, pki: Pki, tmp_path: Path) -> None:
    (line,) = told(lay(tmp_path / "pki", pki, make(pki)))
    assert line.startswith("refused: ") and text in line


def test_a_profile_that_does_not_fit(pki: Pki, pki20: Pki, tmp_path: Path) -> None:
    mixed = pki.changed({}, keys={"secc-a": pki20["secc-a"].key}).identity("secc-a")
    lines = told(lay(tmp_path / "pki", pki, mixed))
    assert any("has a key of kind P-256, ISO 15118-20 wants" in line for line in lines)


def test_a_contract_that_nobody_can_ask_about(pki: Pki, tmp_path: Path) -> None:
    place = lay(tmp_path / "pki", pki, pki.identity("secc-a"))
    mute = pki.changed({"contract": {"responder": False}}).identity("contract")
    folder = place / "car" / "iso2" / "contract"
    folder.mkdir(parents=True)
    (folder / "chain.pem").write_text(pem(*mute.chain))
    (folder / "key.pem").touch(mode=0o600)
    (folder / "key.pem").write_bytes(layout.key_pem(mute.key, None))
    (line,) = told(place)
    assert line.startswith("note: DE8EMPC0000001 names no OCSP address: no back end")


def test_files_that_a_charger_cannot_use(pki: Pki, tmp_path: Path) -> None:
    place = lay(tmp_path / "pki", pki, pki.identity("secc-a"), roots=("v2g-a",))
    assert told(place) == ["note: no root of a mobility operator: contracts cannot be checked"]
    (place / "secc" / "mine" / "key.pem").chmod(0o644)
    assert "chmod 600" in told(place)[0]
    (place / "roots" / "v2g" / "v2g-a.pem").write_text(pem(pki.der("cpo-a-sub1")))
    assert "a charger does not start" in told(place)[0]


def test_a_root_that_cannot_be_read_makes_no_chain_a_bad_one(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "pki"
    shutil.copytree(folder, place)
    junk = place / "roots" / "mo" / "x.pem"
    junk.write_text("junk")
    (line,) = told(place)
    assert line == (
        f"refused: a charger does not start: {junk}: neither PEM nor DER of a certificate; "
        "no chain was looked at"
    )


def test_a_folder_for_a_car_alone(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "pki"
    shutil.copytree(folder, place)
    shutil.rmtree(place / "secc")
    (line,) = told(place)
    assert line == "note: no charger's chain, expected <name>/chain.pem: secc run does not start"
    with pytest.raises(ConfigError):
        store.load(place)


@pytest.mark.parametrize("name", ["secc", "tariff"])
def test_keys_whose_password_nobody_has_said(name: str, pki: Pki, tmp_path: Path) -> None:
    """One line for all: that they are encrypted is no fault of theirs."""
    place = lay(tmp_path / "pki", pki, pki.identity("secc-a"))
    folder = place / name / "other"
    shutil.copytree(place / "secc" / "mine", folder)
    (folder / "key.pem").write_bytes(layout.key_pem(pki.identity("secc-a").key, b"open sesame"))
    with pytest.raises(store.Locked, match=f"{folder / 'key.pem'}: encrypted"):
        told(place)
    assert list(review(place, NOW, b"open sesame")) == []


def test_the_roots_of_another_pki(folder: Path, tmp_path: Path) -> None:
    """They have the names of ours; what is said is that they have not signed, and no more."""
    place, other = tmp_path / "pki", tmp_path / "other"
    shutil.copytree(folder, place)
    layout.new(other, NOW)
    shutil.rmtree(place / "roots")
    shutil.copytree(other / "roots", place / "roots")
    lines = told(place)
    assert any("MO Sub-CA 1 was not signed by the MO Root that is installed here" in line for line in lines)
    assert all(line.endswith("(is it of another PKI?) (signed)") for line in lines)


def test_a_key_for_tariffs_that_a_charger_cannot_use(folder: Path, pki: Pki, tmp_path: Path) -> None:
    place = lay(tmp_path / "pki", pki, pki.identity("secc-a"))
    shutil.copytree(folder / "tariff", place / "tariff")
    assert told(place) == []
    (place / "tariff" / "iso20" / "key.pem").unlink()
    (line,) = told(place)
    assert line == "refused: a charger does not start: iso20/key.pem: No such file or directory"


def test_folders_in_which_everybody_may_put_a_root(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "open pki"
    shutil.copytree(folder, place)
    root = place / "roots" / "mo" / "iso2.pem"
    (place / "roots" / "mo").chmod(0o777)
    root.chmod(0o666)
    (place / "car").chmod(0o777)  # of no use to a charger
    mend = "everybody on this machine may change it; mend it with: chmod o-w"
    assert told(place) == [f"note: {mend} '{path}'" for path in (root.parent, root)]


@pytest.mark.parametrize("name", ["ocsp", "roots/mo", "secc", "car/iso2", "tariff"])
def test_a_folder_into_which_we_may_not_look(
    name: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be seen does not count as absent: it may be the answer that revokes a contract."""
    forbidden, look = folder / name, Path.iterdir

    def iterdir(place: Path) -> Iterator[Path]:
        if place == forbidden:
            raise PermissionError(13, "Permission denied")
        return look(place)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    mend = f"{forbidden}: we may not read it; mend it with: sudo chown"
    assert any(line.startswith("refused") and mend in line for line in told(folder))
    if not name.startswith("car"):  # which a charger does not need
        with pytest.raises(ConfigError, match="we may not read it"):
            store.load(folder)


def test_no_pki(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(ConfigError, match=str(place)):
            told(place)


# ── In words ─────────────────────────────────────────────────────────────────────────────────────


def explained(*ders: bytes, at: datetime = NOW) -> str:
    return "\n".join(words.explain([parse(der) for der in ders], at))


def test_a_chain_in_words(pki: Pki) -> None:
    text = explained(*pki.identity("contract").chain, pki.der("mo"))
    for part in (
        "1. DE8EMPC0000001: a contract, eMAID DE8EMPC0000001",
        "2. MO Sub-CA 2: a Sub-CA; it may have no other below it",
        "3. MO Sub-CA 1: a Sub-CA; it may have 1 more below it",
        "4. MO Root: a root",
        "ends in 729 days",
        "key       P-256, as ISO 15118-2 wants",
        "OCSP      http://ocsp.example.org/",
        "DE8EMPC0000001 ← MO Sub-CA 2, which signed it.",
    ):
        assert part in text
    assert "not in sight" not in text


def test_a_broken_chain_in_words(pki: Pki) -> None:
    leaf, sub2, sub1 = pki.identity("contract").chain
    assert "the chain is broken or out of order" in explained(leaf, sub1, sub2)
    assert "CN=MO Root, which is not in sight here" in explained(leaf, sub2, sub1)
    forged = pki.changed({}, fresh=["mo-sub2"]).der("mo-sub2")
    assert "DID NOT sign it" in explained(leaf, forged)


def test_other_kinds_in_words(pki: Pki, pki20: Pki) -> None:
    assert "a charger" in explained(pki.der("secc-a"))
    assert "as ISO 15118-20 wants" in explained(pki20.der("vehicle"))
    assert "no address" in explained(pki.der("vehicle"))
    assert "begins in 24 hours" in explained(pki.der("contract"), at=NOW - timedelta(days=2))
    assert "ended 271 days ago" in explained(pki.der("contract"), at=NOW + timedelta(days=1000))
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.2"), b"\x05\x00")
    odd = pki.changed({"contract": {"more": ((unknown, True),)}})
    assert "critical  1.3.6.1.4.1.99999.2: not known here" in explained(odd.der("contract"))
    assert "a leaf of nobody's domain" in explained(
        pki.changed({"contract": {"domain": "XX"}}).der("contract")
    )
    assert words.explain([], NOW).__next__ is not None and explained() == ""
