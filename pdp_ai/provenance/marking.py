"""Marks and signs what is stored: once for every candidate, and again for what is derived from it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from PIL import Image

from pdp_ai import conf
from pdp_ai.imaging.containers import takes_xmp
from pdp_ai.imaging.content_credentials import Parent, Source, can_sign, read_signature, sign
from pdp_ai.imaging.mark import Mark, embed_mark, parse_mark, read_mark
from pdp_ai.provenance.credentials import existing_credentials, signing_credentials
from pdp_ai.types import Candidate


def mark_candidate(candidate: Candidate, title: str, photo: bytes = b"") -> Candidate:
    """The candidate with its picture marked and signed. Copy has no file; its mark is on the draft alone.

    photo: the file of the photo that the picture was made of, which the signature then names as its ingredient.

    The picture's bytes inside the file are not touched, so what was measured of it holds for the marked file. Raises
    `SigningFailed`.
    """
    artifact = candidate.artifact
    if artifact.content is None:
        return replace(candidate, provenance={"source_type": candidate.source_type})
    mark = Mark(candidate.source_type, artifact.model, artifact.revision)
    content = embed_mark(artifact.content, artifact.mime, mark)
    if credentials := signing_credentials():
        content = sign(content, artifact.mime, mark, credentials, title=title, photo=_source(photo))
    return replace(
        candidate,
        artifact=replace(artifact, content=content),
        provenance=embedded_provenance(content, artifact.mime),
    )


def _source(photo: bytes) -> Source | None:
    if not photo:
        return None
    with Image.open(io.BytesIO(photo)) as image:
        return Source(photo, Image.MIME[image.format or ""])


def mark_thumbnail(content: bytes, original: bytes) -> bytes:
    """What a thumbnailer made of `original`; signed only if it is large, for a signature takes some 8 kB."""
    with Image.open(io.BytesIO(original)) as image:
        if parse_mark(image.info.get("xmp", b"")) is None:
            return content
        original_mime = Image.MIME[image.format or ""]
    with Image.open(io.BytesIO(content)) as image:
        mime, long_side = Image.MIME[image.format or ""], max(image.size)
    sign_from = conf.provenance("SIGN_RENDITIONS_FROM")
    signed = sign_from is not None and long_side >= sign_from
    return mark_derived(content, mime, original, original_mime, action="c2pa.resized", signed=signed)


def mark_derived(
    content: bytes,
    mime: str,
    original: bytes,
    original_mime: str,
    *,
    action: Literal["c2pa.resized", "c2pa.transcoded", "c2pa.cropped"],
    signed: bool,
) -> bytes:
    """What was made of `original` by a thumbnailer, an encoder or a person's crop, marked as that is.

    As it came where the original has no mark.

    With `signed`, and where there is a key and the original is signed, it is signed anew, and names the original as
    its parent.
    """
    mark = read_mark(original) if takes_xmp(mime) else None
    if mark is None:
        return content
    content = embed_mark(content, mime, mark)
    credentials = existing_credentials() if signed else None
    if credentials is None or read_signature(original, original_mime) is None:
        return content
    parent = Parent(original, original_mime, action)
    return sign(content, mime, mark, credentials, title="", parent=parent)


def embedded_provenance(content: bytes, mime: str) -> Mapping[str, str]:
    """What the file says of itself, read back from it, for the draft that keeps it."""
    mark = read_mark(content)
    provenance = {"source_type": mark.source_type} if mark else {}
    signature = read_signature(content, mime) if can_sign() else None
    if signature and signature.intact:
        provenance |= {
            "signed_by": signature.signed_by,
            "organisation": signature.organisation,
            "algorithm": signature.algorithm,
        }
    return provenance
