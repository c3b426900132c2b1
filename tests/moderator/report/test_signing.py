"""Signatures as others see them: pyHanko's own validator, poppler's, and what must not be in one."""

from __future__ import annotations

import getpass
import io
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from moderator.errors import ExportError
from moderator.report import signing
from tests.moderator.report import pdfa, printed
from tests.moderator.report.signed import OFFICE, decision, key, pem, sign, unsigned


def _status(data: bytes, roots: bytes) -> Any:
    (found,) = PdfFileReader(io.BytesIO(data)).embedded_signatures
    context = ValidationContext(trust_roots=list(load_certs_from_pemder_data(roots)), allow_fetching=False)
    return validate_pdf_signature(found, context)


def _certificate() -> bytes:
    return pem()[pem().index(b"-----BEGIN CERTIFICATE") :]


def test_pyhanko_validates_it():
    status = _status(decision(), _certificate())
    assert status.bottom_line, status.pretty_print_details()
    assert status.coverage.name == "ENTIRE_FILE"


def test_poppler_validates_it(tool: Callable[[str], str], tmp_path: Path):
    file = tmp_path / "decision.pdf"
    file.write_bytes(decision())
    told = subprocess.run([tool("pdfsig"), str(file)], capture_output=True, text=True, check=True).stdout
    assert "Signature is Valid." in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told
    assert f"{signing.NO_IDENTITY}" in told


def test_what_was_rendered_stays_in_front_and_the_rules_of_the_archive_hold():
    assert decision().startswith(unsigned())
    assert pdfa.problems(decision()) == []
    assert pdfa.structure(decision()) == []
    printed.check(decision())


def test_signed_again_it_is_the_same_file():
    assert sign(unsigned()) == decision()


def test_neither_user_nor_host_nor_path_nor_clock_is_in_it():
    added = decision()[len(unsigned()) :]
    for secret in (getpass.getuser(), socket.gethostname(), str(Path.cwd()), str(Path.home()), "pyHanko"):
        assert secret.encode() not in added or len(secret) < 5, secret
    assert f"{datetime.now(UTC).year}{datetime.now(UTC):%m%d}".encode() not in added
    parts = x509.load_pem_x509_certificate(_certificate()).subject.rfc4514_string()
    assert parts == f"CN={signing.NO_IDENTITY.replace(',', chr(92) + ',')},O={OFFICE}"


def _office(private: Any, issuer: tuple[Any, Any] | None = None) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Dispute Office" if issuer else "Root")])
    above, signs = issuer or (name, private)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(above).public_key(private.public_key())
    builder = builder.serial_number(7 if issuer else 1).not_valid_before(datetime(2025, 1, 1))
    builder = builder.not_valid_after(datetime(2045, 1, 1))
    builder = builder.add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    usage = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"))
    made = dict.fromkeys(usage, False) | {"digital_signature": True, "content_commitment": True}
    ca = {"key_cert_sign": issuer is None, "crl_sign": False}
    return builder.add_extension(x509.KeyUsage(**made, **ca), critical=True).sign(signs, hashes.SHA256())


def certified(kind: str) -> tuple[Any, x509.Certificate, x509.Certificate]:
    """A key, its certificate, and that of the authority which gave it."""
    root = ec.generate_private_key(ec.SECP256R1())
    own: Any = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())
    top = _office(root)
    return own, _office(own, (top.subject, root)), top


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_the_offices_own_key_as_pkcs12(kind: str):
    own, certificate, top = certified(kind)
    secret = serialization.BestAvailableEncryption(b"open sesame")
    data = pkcs12.serialize_key_and_certificates(b"office", own, certificate, [top], secret)
    read = signing.read_key(data, b"open sesame")
    assert not read.local
    status = _status(sign(unsigned(), read), top.public_bytes(serialization.Encoding.PEM))
    assert status.bottom_line, status.pretty_print_details()
    with pytest.raises(ExportError, match="passphrase is wrong"):
        signing.read_key(data, b"wrong")


def test_the_offices_own_key_as_pem():
    own, certificate, top = certified("ec")
    parts = [
        own.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    ]
    parts += [one.public_bytes(serialization.Encoding.PEM) for one in (top, certificate)]
    status = _status(sign(unsigned(), signing.read_key(b"".join(parts))), parts[1])
    assert status.bottom_line, status.pretty_print_details()


@pytest.mark.parametrize("data", [b"", b"\x30\x03abc", b"-----BEGIN PRIVATE KEY-----\nxx\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_refused(data: bytes):
    with pytest.raises(ExportError, match="no PKCS#12 or PEM file"):
        signing.read_key(data)


def test_a_key_without_its_certificate_is_refused():
    other = _office(ec.generate_private_key(ec.SECP256R1())).public_bytes(serialization.Encoding.PEM)
    private = pem()[: pem().index(b"-----BEGIN CERTIFICATE")]
    with pytest.raises(ExportError):
        signing.read_key(private + other)


def _authority() -> DummyTimeStamper:
    from asn1crypto import keys
    from asn1crypto import x509 as asn1
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    private = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Clock of the town")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key())
    builder = builder.serial_number(9).not_valid_before(datetime(2025, 1, 1)).not_valid_after(datetime(2045, 1, 1))
    builder = builder.add_extension(x509.ExtendedKeyUsage([x509.ObjectIdentifier("1.3.6.1.5.5.7.3.8")]), critical=True)
    der = serialization.Encoding.DER
    certificate = builder.sign(private, hashes.SHA256()).public_bytes(der)
    secret = private.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return DummyTimeStamper(
        asn1.Certificate.load(certificate),
        keys.PrivateKeyInfo.load(secret),
        SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )


def stamped(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Signed with a time stamp, by an authority that needs no network."""
    authority = _authority()
    monkeypatch.setattr("pyhanko.sign.timestamps.HTTPTimeStamper", lambda *_, **__: authority)
    return signing.sign(unsigned(), key(), datetime(2026, 11, 12, 9, 44, tzinfo=UTC), "Decision AE-2026-000123", "here")


def test_a_time_stamp_is_asked_for_where_an_authority_is_set(monkeypatch: pytest.MonkeyPatch):
    status = _status(stamped(monkeypatch), _certificate())
    assert status.intact
    assert status.valid
    assert status.timestamp_validity.intact
    assert status.timestamp_validity.valid


def test_an_authority_that_cannot_be_reached_is_an_error_in_words():
    with pytest.raises(ExportError, match="could not be signed"):
        signing.sign(unsigned(), key(), datetime(2026, 11, 12, tzinfo=UTC), "x", "http://127.0.0.1:9/")


def test_the_signing_library_is_loaded_late():
    code = "import sys, moderator.report.signing, moderator.desk.exports; print('pyhanko' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
