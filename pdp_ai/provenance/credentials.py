"""The key that pictures are signed with: the settings' own, or one for development."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

from PIL import Image

from pdp_ai import conf
from pdp_ai.exceptions import SigningFailed
from pdp_ai.imaging.content_credentials import Credentials, can_sign, sign
from pdp_ai.imaging.mark import Mark
from pdp_ai.sentences import sentence as _

#: In the certificate of the key for development, so that it is known wherever it turns up.
DEVELOPMENT_ORGANISATION = "pdp_ai development key"


def signing_credentials() -> Credentials | None:
    """For a worker: makes the key for development where none is configured. None without `c2pa-python`."""
    if not can_sign():
        return None
    if not is_configured() and not _development_key().exists():
        from pdp_ai.provenance.development_key import write_development_key  # noqa: PLC0415  # the web server needs none

        write_development_key(_development_key())
    return _read()


def existing_credentials() -> Credentials | None:
    """For a web server, which makes no keys: None where there is nothing to sign with."""
    return _read() if can_sign() and (is_configured() or _development_key().exists()) else None


def try_credentials() -> None:
    """Sign a pixel with the configured key. Raises `SigningFailed`."""
    if credentials := existing_credentials():
        pixel = io.BytesIO()
        Image.new("RGB", (1, 1)).save(pixel, "PNG")
        untimed = dataclasses.replace(credentials, timestamp_url="")
        sign(pixel.getvalue(), "image/png", Mark("composite"), untimed, title="")


def is_configured() -> bool:
    return bool(conf.provenance("CERTIFICATES"))


def _development_key() -> Path:
    return Path(conf.provenance("DEVELOPMENT_KEY")).expanduser()


def _read() -> Credentials:
    """Raises `SigningFailed` when a file is missing."""
    certificates, key = _development_key() / "certificates.pem", _development_key() / "private-key.pem"
    if is_configured():
        certificates, key = Path(conf.provenance("CERTIFICATES")), Path(conf.provenance("PRIVATE_KEY"))
    try:
        return Credentials(
            certificates=certificates.read_text(),
            private_key=key.read_text(),
            algorithm=conf.provenance("ALGORITHM") if is_configured() else "es256",
            timestamp_url=conf.provenance("TIMESTAMP_URL"),
        )
    except OSError as error:
        raise SigningFailed(_('PDP_AI["PROVENANCE"]: %(error)s', error=error)) from error
