"""Others judge our certificates and verdicts: openssl, pyOpenSSL, and the verifier in cryptography."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    PolicyBuilder,
    Store,
    VerificationError,
)
from OpenSSL import crypto

from secc.pnc import layout
from secc.pnc.authority import EMAID, IDENTITIES, Pki
from secc.pnc.chains import CHECKS, judge
from secc.pnc.profiles import ISO20, Role
from secc.pnc.store import Trust
from tests.conftest import missing
from tests.pnc.conftest import NOW, trust_of
from tests.pnc.test_chains import FAULTS

LEAVES = {
    "secc-a": "roots/v2g/{}-a.pem",
    "secc-b": "roots/v2g/{}-b.pem",
    "contract": "roots/mo/{}.pem",
    "contract-2": "roots/mo/{}.pem",
    "provisioning": "roots/oem/{}.pem",
    "vehicle": "roots/oem/{}.pem",
    "cps": "roots/v2g/{}-a.pem",
}


@pytest.mark.parametrize("group", layout.SETS)
@pytest.mark.parametrize("name", LEAVES)
def test_openssl_agrees_with_every_chain_on_the_disk(name: str, group: str, folder: Path) -> None:
    command = shutil.which("openssl")
    if command is None:
        missing("the command openssl is not on this machine")
    (chain,) = (
        folder.glob(f"*/{group}/{name}/chain.pem")
        if name[:4] != "secc"
        else [folder / "secc" / f"{group}-{name[-1]}" / "chain.pem"]
    )
    purpose = {"secc": "sslserver", "vehi": "sslclient"}.get(name[:4], "any")
    words = [command, "verify", "-x509_strict", "-purpose", purpose, "-attime", str(int(NOW.timestamp()))]
    words += ["-CAfile", str(folder / LEAVES[name].format(group)), "-untrusted", str(chain), str(chain)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout) == (0, f"{chain}: OK\n"), done.stderr


def openssl_accepts(chain: Sequence[bytes], trust: Trust, role: Role) -> bool:
    """pyOpenSSL's verdict; it knows nothing of V2G."""
    store = crypto.X509Store()
    store.set_flags(crypto.X509StoreFlags.X509_STRICT)
    store.set_time(NOW)
    for root in trust.anchors(role):
        store.add_cert(crypto.X509.from_cryptography(root.x509))
    leaf, *subs = (x509.load_der_x509_certificate(der) for der in chain)
    others = [crypto.X509.from_cryptography(one) for one in subs]
    try:
        crypto.X509StoreContext(store, crypto.X509.from_cryptography(leaf), others).verify_certificate()
    except crypto.X509StoreContextError:
        return False
    return True


COMMON = {
    *("anchor", "signed", "authority", "may sign", "path length", "critical"),
    *("begun", "not ended", "subs valid", "root valid"),
}
"""The checks that are X.509's own; the others are V2G's, and OpenSSL lets them pass."""

READABLE = [name for name in IDENTITIES if "garbage" not in name and not name.startswith(("oem", "vehicle"))]


@pytest.mark.parametrize("name", READABLE)
def test_pyopenssl_and_we_agree_on_every_contract(name: str, pki: Pki, trust: Trust) -> None:
    chain = pki.identity(name).chain
    common = [check for check in CHECKS if check.name in COMMON]
    ours = judge(Role.MO, chain, trust, NOW, emaid=EMAID, checks=common).good
    assert openssl_accepts(chain, trust, Role.MO) == ours


@pytest.mark.parametrize("name", COMMON)
def test_pyopenssl_refuses_each_fault_of_x509(name: str, pki: Pki, trust: Trust) -> None:
    identity, given = FAULTS[name](pki)
    assert not openssl_accepts(identity.chain, given.get("trust", trust), Role.MO)


@pytest.mark.parametrize("name", sorted(set(FAULTS) - COMMON - {"readable", "clock", "root", "leaf"}))
def test_pyopenssl_lets_each_fault_of_v2g_pass(name: str, pki: Pki, trust: Trust) -> None:
    """Why there are rules of our own: a library's verifier takes all of these."""
    identity, given = FAULTS[name](pki)
    assert openssl_accepts(identity.chain, given.get("trust", trust), Role.MO)


def test_pyopenssl_and_we_agree_on_the_chains_of_20(pki20: Pki) -> None:
    trust = trust_of(pki20)
    for name in ("contract", "contract-expired", "contract-foreign", "contract-sub1-expired"):
        chain = pki20.identity(name).chain
        assert openssl_accepts(chain, trust, Role.MO) == judge(Role.MO, chain, trust, NOW, profile=ISO20).good


def cryptography_accepts(chain: Sequence[bytes], trust: Trust) -> bool:
    """The verdict of the verifier in cryptography, without the web's rules for names."""
    leaf_rules = ExtensionPolicy.permit_all().require_present(
        x509.BasicConstraints, Criticality.AGNOSTIC, lambda *_: None
    )
    builder = PolicyBuilder().store(Store([root.x509 for root in trust.anchors(Role.MO)])).time(NOW)
    builder = builder.extension_policies(ca_policy=ExtensionPolicy.webpki_defaults_ca(), ee_policy=leaf_rules)
    leaf, *subs = (x509.load_der_x509_certificate(der) for der in chain)
    try:
        builder.build_client_verifier().verify(leaf, subs)
    except VerificationError:
        return False
    return True


@pytest.mark.parametrize(
    "name", ["contract", "contract-expired", "contract-foreign", "contract-sub2-expired"]
)
def test_cryptography_and_we_agree(name: str, pki: Pki, trust: Trust) -> None:
    chain = pki.identity(name).chain
    assert cryptography_accepts(chain, trust) == judge(Role.MO, chain, trust, NOW).good


def test_both_count_the_same_days(pki: Pki, trust: Trust) -> None:
    """Validity ends with its last second, for them and for us."""
    chain = pki.identity("contract").chain
    ends = x509.load_der_x509_certificate(chain[0]).not_valid_after_utc
    for at, good in ((ends, True), (ends + timedelta(seconds=1), False)):
        assert judge(Role.MO, chain, trust, at).good is good
        store = crypto.X509Store()
        store.set_time(at)
        for der in (*chain[1:], pki.der("mo")):
            store.add_cert(crypto.X509.from_cryptography(x509.load_der_x509_certificate(der)))
        leaf = crypto.X509.from_cryptography(x509.load_der_x509_certificate(chain[0]))
        try:
            crypto.X509StoreContext(store, leaf).verify_certificate()
            assert good
        except crypto.X509StoreContextError:
            assert not good
