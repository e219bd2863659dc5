"""The package iso15118 uses our files as they are: its own code loads, checks and decrypts them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from secc.errors import ConfigError
from secc.pnc import export, installation, layout, store
from tests.conftest import REPOSITORY, missing
from tests.pnc.conftest import NOW

PYTHON = REPOSITORY / ".cache" / "evcc-venv" / "bin" / "python"

NAMES = (
    *("v2gRootCA", "cpoSubCA1", "cpoSubCA2", "seccLeaf", "oemRootCA", "oemSubCA1", "oemSubCA2", "oemLeaf"),
    *("moRootCA", "moSubCA1", "moSubCA2", "contractLeaf", "cpsSubCA1", "cpsSubCA2", "cpsLeaf"),
)

THEIRS = """
import json, sys
from datetime import datetime
from iso15118.shared import security
from iso15118.shared.security import *
from iso15118.shared.settings import load_shared_settings

class Then(datetime):
    @classmethod
    def utcnow(cls):
        return cls(2026, 6, 1, 12)

security.datetime = Then  # their clock, at the moment for which the PKI was made
load_shared_settings()
shared_settings[SettingKey.ENABLE_TLS_1_3] = True

def der(name):
    return load_cert(getattr(CertPath, name + "_DER"))

for leaf, operator, root in (
    ("CONTRACT", "MO", "MO"), ("SECC", "CPO", "V2G"), ("CPS", "CPS", "V2G"), ("OEM", "OEM", "OEM")
):
    subs = [der(operator + "_SUB_CA2"), der(operator + "_SUB_CA1")]
    verify_certs(der(leaf + "_LEAF"), subs, der(root + "_ROOT"))

def key(path, password):
    return load_priv_key(getattr(KeyPath, path), KeyEncoding.PEM, getattr(KeyPasswordPath, password))

contract = key("CONTRACT_LEAF_PEM", "CONTRACT_LEAF_KEY_PASSWORD")
car = key("OEM_LEAF_PEM", "OEM_LEAF_KEY_PASSWORD")
key("CPS_LEAF_PEM", "CPS_LEAF_KEY_PASSWORD"), key("MO_SUB_CA2_PEM", "MO_SUB_CA2_PASSWORD")
point, encrypted = (bytes.fromhex(text) for text in sys.argv[1:])
opened = decrypt_priv_key(encrypted, car, to_ec_pub_key(point))
print(json.dumps({
    "contexts": [get_ssl_context(server_side) is not None for server_side in (True, False)],
    "opened": int.from_bytes(opened, "big") == contract.private_numbers().private_value,
    "sealed": [part.hex() for part in encrypt_priv_key(der("OEM_LEAF"), contract)],
    "emaid": get_cert_cn(der("CONTRACT_LEAF")),
}))
"""


@pytest.mark.parametrize("password", [None, b"12345"])
def test_the_files(password: bytes | None, tmp_path: Path) -> None:
    layout.new(tmp_path / "pki", NOW, password)
    export.iso15118(tmp_path / "pki", tmp_path / "out", password)
    certs = {path.name for path in (tmp_path / "out" / "iso15118_2" / "certs").iterdir()}
    keys = {path.name for path in (tmp_path / "out" / "iso15118_2" / "private_keys").iterdir()}
    assert certs == {
        *(f"{name}Cert.{form}" for name in NAMES for form in ("pem", "der")),
        *("cpoCertChain.pem", "oemCertChain.pem", "moCertChain.p12", "cpsCertChain.p12"),
        *("intermediateMOCACerts.pem", "intermediateCPSCACerts.pem"),
    }
    signers = ("seccLeaf", "oemLeaf", "contractLeaf", "cpsLeaf", "moSubCA2Leaf")
    assert keys == {*(f"{name}.key" for name in NAMES), *(f"{name}Password.txt" for name in signers)}
    for path in (tmp_path / "out" / "iso15118_2" / "private_keys").iterdir():
        assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(ConfigError, match="not empty"):
        export.iso15118(tmp_path / "pki", tmp_path / "out", password)
    with pytest.raises(ConfigError):
        export.iso15118(tmp_path / "nowhere", tmp_path / "other", password)
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("password", [None, b"12345"])
def test_their_own_code_takes_them(password: bytes | None, tmp_path: Path) -> None:
    if not PYTHON.exists():
        missing("the third-party car is not installed (run: make evcc)")
    layout.new(tmp_path / "pki", NOW, password)
    export.iso15118(tmp_path / "pki", tmp_path / "out", password)
    contract = store.load_chain(tmp_path / "pki" / "car" / "iso2" / "contract", password)
    car = store.load_chain(tmp_path / "pki" / "car" / "iso2" / "provisioning", password)
    assert isinstance(contract.key, ec.EllipticCurvePrivateKey)
    assert isinstance(car.key, ec.EllipticCurvePrivateKey)
    point, encrypted = installation.encrypt_key(contract.key, car.key.public_key())
    done = subprocess.run(
        [str(PYTHON), "-c", THEIRS, point.hex(), encrypted.hex()],
        env={**os.environ, "PKI_PATH": f"{tmp_path / 'out'}{os.sep}", "PYTHONPATH": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "rror" not in done.stderr, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["contexts"] == [True, True]
    assert found["opened"] is True
    assert found["emaid"] == "DE8EMPC0000001"
    point, encrypted = (bytes.fromhex(part) for part in found["sealed"])
    assert (
        installation.decrypt_key(point, encrypted, car.key).private_numbers()
        == contract.key.private_numbers()
    )
