"""Signing a decision (PAdES baseline B): with the office's key, else with one made here, which proves no identity.

A signature is appended: what was rendered stays in front of it, byte for byte. Nothing of this computer gets in: no
clock, time zone, user, host or path. So an RSA key gives the same signature again; who wants proof of the time asks a
time-stamping authority for it. The signing library is loaded when something is signed; it takes half a second.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from moderator.errors import ExportError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.x509 import Certificate

FIELD = "Signature"
REASON = "Decision {}"
"""With the case's number."""
NO_IDENTITY = "Local key, proves no identity"
"""The name in the certificate of a key that was made here."""
DIGEST = "sha256"
_KEY_BITS = 3072
_FROM, _UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)
_LONGEST_NAME = 64
"""Characters of a name in a certificate (X.520)."""
_MARGIN = 32
"""Bytes by which two signatures of one key may differ in length."""
_STAMP_ROOM = 16_384
"""Bytes that are kept free for a time stamp."""
_SECONDS_FOR_STAMP = 20


@dataclass(frozen=True)
class Key:
    """Something to sign with. `signer` is pyHanko's."""

    signer: Any
    local: bool
    """Made here: whoever has this program could have made one like it, so it says nothing about who signed."""
    room: int
    """Bytes that a signature with it takes, found out once."""
    certificates: str
    """The hash of all certificates that go with a signature, see `bound`."""


def make_local(office: str) -> bytes:
    """A new key with its certificate, in the office's name, as PEM.

    Its dates are the same for all: a signature claims the time of its decision, which may be before the key's.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import NameOID

    key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    parts = ((NameOID.ORGANIZATION_NAME, office[:_LONGEST_NAME]), (NameOID.COMMON_NAME, NO_IDENTITY))
    name = x509.Name([x509.NameAttribute(kind, value) for kind, value in parts if value])
    usage = {"digital_signature": True, "content_commitment": True}
    others = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")
    never = dict.fromkeys((*others, "encipher_only", "decipher_only"), False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage, **never), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def read_key(data: bytes, passphrase: bytes | None = None) -> Key:
    """A key with its certificate and those above it: PKCS#12, or PEM with all of them in one file.

    Raises ExportError, which never quotes what was read.
    """
    try:
        private, certificate, others = _pem(data, passphrase) if b"-----BEGIN" in data else _pkcs12(data, passphrase)
    except (ValueError, TypeError) as error:  # TypeError: a passphrase that is missing, or one too many
        raise ExportError(
            "It is no PKCS#12 or PEM file with a private key and its certificate, or the passphrase is wrong."
        ) from error
    signer = _signer(private, certificate, others)
    tried = asyncio.run(signer.async_sign(bytes(32), DIGEST, use_pades=True))
    every = [one.dump() for one in (signer.signing_cert, *signer.cert_registry)]
    return Key(signer, _made_here(certificate), len(tried.dump()) + _MARGIN, bound(every))


def bound(certificates: Iterable[bytes]) -> str:
    """The hash of certificates in DER, in whatever order. It stands under the signature, which by itself covers the
    signer's own certificate alone: so no byte of those above it can be another either."""
    return hashlib.sha256(b"".join(sorted(set(certificates)))).hexdigest()


def _pem(data: bytes, passphrase: bytes | None) -> tuple[PrivateKeyTypes, Certificate, list[Certificate]]:
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization

    private = serialization.load_pem_private_key(data, passphrase)
    certificates = x509.load_pem_x509_certificates(data)
    own = [one for one in certificates if one.public_key() == private.public_key()]
    if not own:
        raise ValueError("no certificate of this key")
    return private, own[0], [one for one in certificates if one is not own[0]]


def _pkcs12(data: bytes, passphrase: bytes | None) -> tuple[PrivateKeyTypes, Certificate, list[Certificate]]:
    from cryptography.hazmat.primitives.serialization import pkcs12

    private, certificate, others = pkcs12.load_key_and_certificates(data, passphrase)
    if private is None or certificate is None:
        raise ValueError("no key, or no certificate")
    return private, certificate, others


def _made_here(certificate: Certificate) -> bool:
    from cryptography.x509.oid import NameOID

    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return certificate.issuer == certificate.subject and any(one.value == NO_IDENTITY for one in names)


def _signer(private: PrivateKeyTypes, certificate: Certificate, others: list[Certificate]) -> Any:
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding, rsa
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    der = serialization.Encoding.DER
    plain = serialization.NoEncryption()
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple([x509.Certificate.load(one.public_bytes(der)) for one in others])

    class Loaded(SimpleSigner):
        def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
            """As pyHanko does, but the key is not read and tested anew each time, which takes 40 times as long."""
            if isinstance(private, rsa.RSAPrivateKey):
                return private.sign(data, padding.PKCS1v15(), getattr(hashes, digest_algorithm.upper())())
            signature: bytes = super().sign_raw(data, digest_algorithm)
            return signature

    return Loaded(
        signing_cert=x509.Certificate.load(certificate.public_bytes(der)),
        signing_key=keys.PrivateKeyInfo.load(private.private_bytes(der, serialization.PrivateFormat.PKCS8, plain)),
        cert_registry=store,
    )


def sign(data: bytes, key: Key, at: datetime, reason: str, timestamp_url: str = "") -> bytes:
    """The document with a signature behind it. `at` is the time that it claims, `timestamp_url` who confirms it.

    Raises ExportError if the authority cannot be reached or answers with something else.
    """
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError

    stamper = HTTPTimeStamper(timestamp_url, timeout=_SECONDS_FOR_STAMP) if timestamp_url else None
    try:
        return asyncio.run(_signed(data, key, at, reason, stamper))
    except (TimestampRequestError, SigningError, OSError, TimeoutError) as error:
        raise ExportError(f"The decision could not be signed: {error or type(error).__name__}.") from error


async def _signed(data: bytes, key: Key, at: datetime, reason: str, stamper: Any) -> bytes:
    prepared, out = _prepared(data, at, reason, key.room + (_STAMP_ROOM if stamper else 0), key.certificates)
    digest = prepared.document_digest
    prepared.fill_with_cms(out, await key.signer.async_sign(digest, DIGEST, use_pades=True, timestamper=stamper))
    return out.getvalue()


def frame(data: bytes, at: datetime, reason: str, room: int, certificates: str) -> bytes:
    """The signed document but for the signature itself, which is `room` zero bytes: the rest follows from the data.

    Raises ValueError for what is no document.
    """
    from pyhanko.pdf_utils.misc import PdfError

    try:
        _, out = _prepared(data, at, reason, room, certificates)
    except PdfError as error:
        raise ValueError(str(error)) from error
    return out.getvalue()


def _prepared(data: bytes, at: datetime, reason: str, room: int, certificates: str) -> tuple[Any, io.BytesIO]:
    from pyhanko.pdf_utils.generic import TextStringObject, pdf_name
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
    from pyhanko.sign.signers.pdf_byterange import PdfSignedData

    writer, out = _appending(data), io.BytesIO()
    steps = PdfCMSEmbedder(new_field_spec=SigFieldSpec(FIELD, on_page=0)).write_cms(FIELD, writer)
    next(steps)
    whole = PdfSignedData(pdf_name("/Sig"), SigSeedSubFilter.PADES, at.astimezone(UTC), bytes_reserved=2 * room)
    whole[pdf_name("/Reason")] = TextStringObject(reason)
    whole[pdf_name("/Moderator_Certificates")] = TextStringObject(certificates)
    steps.send(SigObjSetup(sig_placeholder=whole))
    prepared, _ = steps.send(SigIOSetup(md_algorithm=DIGEST, in_place=False, output=out))
    return prepared, out


def _appending(data: bytes) -> Any:
    """A writer that changes no property and takes the second half of the file's name from its content."""
    from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Appending(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            """The properties and their copy in XMP stay: they are those of the decision, not of its signing."""

        @classmethod
        def _handle_id(cls, prev: Any) -> Any:
            first, _ = prev.trailer["/ID"]
            return ArrayObject([first, ByteStringObject(hashlib.sha256(data).digest()[:16])])

    return Appending(io.BytesIO(data))
