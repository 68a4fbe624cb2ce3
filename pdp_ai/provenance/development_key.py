"""A key and a certificate for shops in development. Nobody trusts them but the machine they lie on."""

from __future__ import annotations

import contextlib
import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from pdp_ai.provenance.credentials import DEVELOPMENT_ORGANISATION

_DAYS = 3650


def write_development_key(directory: Path) -> None:
    """Make the directory with ``certificates.pem`` and ``private-key.pem``, unless another process was first.

    C2PA accepts no certificate that signed itself, hence an authority made for the occasion, whose key is thrown away.
    """
    directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=directory.parent) as folder:
        draft = Path(folder) / directory.name
        draft.mkdir(mode=0o700)
        authority, signer = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())
        chain = [
            _certificate("Signer", signer, "Authority", authority),
            _certificate("Authority", authority, "Authority", authority),
        ]
        pem = serialization.Encoding.PEM
        (draft / "certificates.pem").write_bytes(b"".join(certificate.public_bytes(pem) for certificate in chain))
        key = signer.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        descriptor = os.open(draft / "private-key.pem", os.O_WRONLY | os.O_CREAT, 0o600)
        with open(descriptor, "wb") as file:  # noqa: PTH123  # a descriptor, so that the key is never readable by others
            file.write(key)
        with contextlib.suppress(OSError):  # the directory stands already, and is not empty
            draft.rename(directory)


def _certificate(
    name: str, key: EllipticCurvePrivateKey, issuer: str, issuer_key: EllipticCurvePrivateKey
) -> x509.Certificate:
    """As the C2PA specification wants it (section “X.509 certificates”); an authority when it vouches for itself."""
    is_authority = name == issuer
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=_DAYS))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .add_extension(_usage(signs=not is_authority, certifies=is_authority), critical=True)
    )
    if not is_authority:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(purpose, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, DEVELOPMENT_ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{DEVELOPMENT_ORGANISATION}: {common.lower()}"),
        ]
    )


def _usage(*, signs: bool, certifies: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certifies,
        crl_sign=certifies,
        encipher_only=False,
        decipher_only=False,
    )
