"""Whether a signature is whole, and whose it is. Whom to trust is for the reader: no list of authorities is kept here.

Of the signature's container only a part is under the signature itself. So it is built again from its parts, as
`signing` builds it, and must come out the same; the certificates above the signer's are bound by their hash in the
document itself. No byte of it can be another without notice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from moderator.report.signing import DIGEST, NO_IDENTITY, bound

_DAMAGE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
"""What reading a damaged container ends in."""


class Spoilt(Exception):
    """The signature does not hold; says why, in words for a person."""


@dataclass(frozen=True)
class Signer:
    """Who signed, as the certificate has it. `stamped`: when, by a time-stamping authority, and whose."""

    name: str
    issuer: str
    fingerprint: str
    valid_from: datetime
    valid_until: datetime
    local: bool
    stamped: str = ""

    def told(self) -> str:
        """One line: who, by whose word, and what that is worth."""
        by = "by itself: it proves no identity" if self.local else f"by {self.issuer}"
        stamped = f"; {self.stamped}" if self.stamped else ""
        return f"{self.name}, certified {by}; SHA-256 {self.fingerprint}{stamped}"


def signer(content: bytes, digest: bytes) -> Signer:
    """Who signed a document with this digest. Raises Spoilt where the container does not say so in every byte."""
    try:
        container = _container(content)
        signed = container["content"]
        (info,) = signed["signer_infos"]
        own = _own([one.chosen for one in signed["certificates"]], info)
        _holds(info, own, "data", digest)
        _as_written(container, info, own)
        return _told(own, _stamp(info))
    except _DAMAGE as error:
        # What a damaged container makes its reader say is of no use to anybody.
        raise Spoilt("its container is damaged") from error


def certificates(content: bytes) -> str:
    """The hash of the certificates in a container, which the document must name; "" for a damaged one."""
    try:
        return bound(one.chosen.dump() for one in _container(content)["content"]["certificates"])
    except (Spoilt, *_DAMAGE):
        return ""


def _container(content: bytes) -> Any:
    import pyhanko.sign.general  # noqa: F401 - teaches asn1crypto the attributes of PAdES
    from asn1crypto import cms

    container = cms.ContentInfo.load(content)
    size = len(container.dump())
    if any(content[size:]):
        raise Spoilt("something stands behind it in its container")
    if container["content_type"].native != "signed_data":
        raise ValueError("no signed data")
    return container


def _own(certificates: list[Any], info: Any) -> Any:
    """The certificate that the signature names: by issuer and number, and by its hash."""
    for attribute in info["signed_attrs"]:
        if attribute["type"].native == "signing_certificate_v2":
            (named,) = attribute["values"][0]["certs"]
            for one in certificates:
                if hashlib.sha256(one.dump()).digest() == named["cert_hash"].native:
                    return one
    raise Spoilt("the certificate that it names is not with it")


def _holds(info: Any, certificate: Any, kind: str, digest: bytes) -> None:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    try:
        intact, valid = validate_sig_integrity(info, certificate, kind, digest)
    except (SignatureValidationError, SigningError, InvalidSignature, UnsupportedAlgorithm) as error:
        raise Spoilt(str(error)) from error
    if not intact:
        raise Spoilt("the bytes are not those that were signed")
    if not valid:
        raise Spoilt("the signature is not by the key of the certificate")


def _as_written(container: Any, info: Any, certificate: Any) -> None:
    """Builds the container again from what the signature covers, and compares."""
    from asn1crypto import cms
    from asn1crypto.core import Null

    hashed = {"algorithm": DIGEST, "parameters": Null()}
    parts = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            {
                "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                    {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
                )
            }
        ),
        "digest_algorithm": hashed,
        "signed_attrs": info["signed_attrs"],
        "signature_algorithm": _algorithm(certificate),
        "signature": info["signature"],
    }
    if info["unsigned_attrs"].native:
        parts["unsigned_attrs"] = info["unsigned_attrs"]
    again = cms.ContentInfo(
        {
            "content_type": "signed_data",
            "content": cms.SignedData(
                {
                    "version": "v1",
                    "digest_algorithms": [hashed],
                    "encap_content_info": {"content_type": "data"},
                    "certificates": container["content"]["certificates"],
                    "signer_infos": [cms.SignerInfo(parts)],
                }
            ),
        }
    )
    if again.dump() != container.dump():
        raise Spoilt("its container is not as it was written")


def _algorithm(certificate: Any) -> dict[str, Any]:
    """How a key of this kind signs here."""
    from asn1crypto.core import Null

    kind = certificate.public_key.algorithm
    if kind == "rsa":
        return {"algorithm": "sha256_rsa", "parameters": Null()}
    return {"algorithm": {"ec": "sha256_ecdsa"}.get(kind, kind)}


def _stamp(info: Any) -> str:
    """Who confirms the time, and which; empty where nobody does."""
    for attribute in info["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            return _stamped(attribute["values"][0]["content"], info["signature"].native)
    return ""


def _stamped(token: Any, signature: bytes) -> str:
    content = token["encap_content_info"]["content"]
    told = content.parsed
    imprint = told["message_imprint"]
    algorithm = imprint["hash_algorithm"]["algorithm"].native
    if imprint["hashed_message"].native != hashlib.new(algorithm, signature).digest():
        raise Spoilt("its time stamp is for another signature")
    (info,) = token["signer_infos"]
    serial = info["sid"].chosen["serial_number"].native
    (certificate,) = (one.chosen for one in token["certificates"] if one.chosen.serial_number == serial)
    digest = hashlib.new(info["digest_algorithm"]["algorithm"].native, bytes(content)).digest()
    _holds(info, certificate, "tst_info", digest)
    at = told["gen_time"].native
    return f"time stamp of {at:%Y-%m-%d %H:%M:%S} UTC by {certificate.subject.human_friendly}"


def _told(certificate: Any, stamped: str) -> Signer:
    validity = certificate["tbs_certificate"]["validity"]
    subject = certificate.subject
    local = subject == certificate.issuer and NO_IDENTITY in _names(subject)
    return Signer(
        name=subject.human_friendly,
        issuer=certificate.issuer.human_friendly,
        fingerprint=certificate.sha256.hex(),
        valid_from=validity["not_before"].native,
        valid_until=validity["not_after"].native,
        local=local,
        stamped=stamped,
    )


def _names(name: Any) -> Iterator[str]:
    common = name.native.get("common_name", ())
    yield from [common] if isinstance(common, str) else common
