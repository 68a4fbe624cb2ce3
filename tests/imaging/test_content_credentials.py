"""Signed manifests: what they say, and that nothing can be changed behind their back."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pdp_ai.exceptions import SigningFailed
from pdp_ai.imaging.content_credentials import Credentials, Parent, Source, read_signature, sign
from pdp_ai.imaging.mark import VOCABULARY, Mark, embed_mark, read_mark
from pdp_ai.provenance.development_key import write_development_key
from tests.imaging.test_mark import picture_file

MARK = Mark("composite", "u2netp", "1")
FORMATS = ["image/png", "image/jpeg", "image/webp", "image/avif"]


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Credentials:
    folder = tmp_path_factory.mktemp("keys") / "development-key"
    write_development_key(folder)
    return Credentials((folder / "certificates.pem").read_text(), (folder / "private-key.pem").read_text())


def signed_file(mime: str, key: Credentials) -> bytes:
    return sign(embed_mark(picture_file(mime, "RGB", {}), mime, MARK), mime, MARK, key, title="Vase")


@pytest.mark.parametrize("mime", FORMATS)
def test_a_signed_file_says_how_it_was_made_and_by_whom_and_shows_the_same_picture(mime: str, key: Credentials) -> None:
    signed = signed_file(mime, key)
    signature = read_signature(signed, mime)
    assert signature is not None
    assert signature.intact
    assert signature.source_url == VOCABULARY + "composite"
    assert (signature.organisation, signature.algorithm) == ("pdp_ai development key", "Es256")
    assert read_mark(signed) == MARK
    pixels = [np.asarray(Image.open(io.BytesIO(data))) for data in (signed, picture_file(mime, "RGB", {}))]
    assert np.array_equal(*pixels)


@pytest.mark.parametrize("mime", FORMATS)
def test_a_changed_byte_breaks_the_signature(mime: str, key: Credentials) -> None:
    signed = signed_file(mime, key)
    at = signed.index(b"digitalsourcetype/composite") + len("digitalsourcetype/")
    forged = signed[:at] + b"C" + signed[at + 1 :]
    signature = read_signature(forged, mime)
    assert signature is None or not signature.intact


def test_an_unsigned_file_has_no_signature() -> None:
    assert read_signature(picture_file("image/png", "RGB", {}), "image/png") is None


def test_a_derived_file_names_its_parent(key: Credentials) -> None:
    parent = Parent(signed_file("image/png", key), "image/png", "c2pa.resized")
    small = sign(picture_file("image/webp", "RGB", {}), "image/webp", MARK, key, title="", parent=parent)
    signature = read_signature(small, "image/webp")
    assert signature is not None
    assert (signature.intact, signature.parents, signature.source_url) == (True, 1, VOCABULARY + "composite")


@pytest.mark.parametrize("photo_mime", FORMATS)
def test_a_picture_names_the_photo_it_was_made_of_by_the_hash_of_its_file(photo_mime: str, key: Credentials) -> None:
    photo = picture_file(photo_mime, "RGB", {})
    picture = embed_mark(picture_file("image/png", "RGB", {}), "image/png", MARK)
    signed = sign(picture, "image/png", MARK, key, title="Vase", photo=Source(photo, photo_mime))
    signature = read_signature(signed, "image/png")
    assert signature is not None
    assert (signature.intact, signature.parents) == (True, 0)
    assert signature.photos == (f"urn:sha256:{hashlib.sha256(photo).hexdigest()}",)


def test_a_photo_that_was_signed_by_its_camera_is_still_named_and_the_whole_chain_holds(key: Credentials) -> None:
    photo = signed_file("image/jpeg", key)
    signed = sign(
        picture_file("image/png", "RGB", {}), "image/png", MARK, key, title="", photo=Source(photo, "image/jpeg")
    )
    signature = read_signature(signed, "image/png")
    assert signature is not None
    assert (signature.intact, len(signature.photos)) == (True, 1)


@pytest.mark.parametrize("broken", ["certificates", "private_key"])
def test_a_key_that_is_none_is_told(broken: str, key: Credentials) -> None:
    with pytest.raises(SigningFailed, match="could not be signed"):
        sign(picture_file("image/png", "RGB", {}), "image/png", MARK, replace(key, **{broken: "no PEM"}), title="")


def test_a_key_of_another_certificate_is_told(key: Credentials, tmp_path: Path) -> None:
    write_development_key(tmp_path / "other")
    other = replace(key, private_key=(tmp_path / "other" / "private-key.pem").read_text())
    with pytest.raises(SigningFailed):
        sign(picture_file("image/png", "RGB", {}), "image/png", MARK, other, title="")


def test_the_private_key_is_for_its_owners_eyes_and_is_made_once(tmp_path: Path) -> None:
    folder = tmp_path / "key"
    write_development_key(folder)
    before = (folder / "private-key.pem").read_bytes()
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "private-key.pem").stat().st_mode & 0o077 == 0
    write_development_key(folder)
    assert (folder / "private-key.pem").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
    assert "BEGIN" not in repr(Credentials("x", before.decode()))
