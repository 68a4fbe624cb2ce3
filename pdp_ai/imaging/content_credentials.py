"""Content Credentials: the signed C2PA manifest in a picture file. Needs `c2pa-python`, which is imported on use.

The signature covers every byte of the file but its own, so whoever changes a pixel or the XMP breaks it.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, Literal

from pdp_ai.exceptions import SigningFailed
from pdp_ai.imaging.mark import Mark
from pdp_ai.sentences import sentence as _

#: No thumbnails in the manifest, no network while signing or reading.
_SETTINGS = {
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
}


#: By which the action names its ingredient, until both are written.
_PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A key to sign with. PEM texts, the certificate of the key first, then those that vouch for it."""

    certificates: str
    private_key: str = field(repr=False)
    algorithm: str = "es256"
    #: RFC 3161; empty for no time stamp.
    timestamp_url: str = ""


@dataclass(frozen=True, slots=True)
class Parent:
    """The signed file that another was derived from."""

    content: bytes
    mime: str
    #: What was done to it (C2PA specification, “Actions”).
    action: Literal["c2pa.resized", "c2pa.transcoded", "c2pa.cropped"]


@dataclass(frozen=True, slots=True)
class Source:
    """The photo whose product a picture shows: in the manifest it is an ingredient, known by the hash of its file."""

    content: bytes
    mime: str

    @property
    def urn(self) -> str:
        return f"urn:sha256:{hashlib.sha256(self.content).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Signature:
    """What the manifest of a file says, and whether it holds for the file's bytes."""

    signed_by: str
    organisation: str
    algorithm: str
    #: The file and its manifest are as they were signed. Says nothing of who the signer is.
    intact: bool
    source_url: str
    #: Of signed files it was derived from.
    parents: int
    #: ``urn:sha256:…`` of the photos it was made of.
    photos: tuple[str, ...] = ()


def can_sign() -> bool:
    return find_spec("c2pa") is not None


def sign(
    content: bytes,
    mime: str,
    mark: Mark,
    credentials: Credentials,
    *,
    title: str,
    parent: Parent | None = None,
    photo: Source | None = None,
) -> bytes:
    """The file with a manifest that states the mark; picture and XMP stay as they are. Raises `SigningFailed`."""
    import c2pa

    signed = io.BytesIO()
    try:
        with (
            c2pa.Context.from_dict(_SETTINGS) as context,
            c2pa.Signer.from_info(_signer_info(credentials)) as signer,
            c2pa.Builder(_manifest(mime, mark, title, parent, photo), context) as builder,
        ):
            if parent:
                builder.set_intent(c2pa.C2paBuilderIntent.EDIT)
                builder.add_ingredient({"relationship": "parentOf"}, parent.mime, io.BytesIO(parent.content))
            if photo:
                # A photo with Content Credentials of its own, from a camera that signs, brings them along.
                ingredient = {"relationship": "componentOf", "label": _PHOTO, "instance_id": photo.urn}
                builder.add_ingredient(ingredient, photo.mime, io.BytesIO(photo.content))
            builder.sign(signer, mime, io.BytesIO(content), signed)
    except (c2pa.C2paError, ValueError) as error:
        raise SigningFailed(_("The picture could not be signed: %(error)s", error=error)) from error
    return signed.getvalue()


def read_signature(content: bytes, mime: str) -> Signature | None:
    """The file's manifest; None where there is none, or none that can be read."""
    import c2pa

    try:
        with (
            c2pa.Context.from_dict(_SETTINGS) as context,
            c2pa.Reader(mime, io.BytesIO(content), context=context) as reader,
        ):
            manifest: dict[str, Any] = reader.get_active_manifest() or {}
            state = reader.get_validation_state()
    except c2pa.C2paError:
        return None
    signer = manifest.get("signature_info", {})
    terms = [action["digitalSourceType"] for action in _actions(manifest) if "digitalSourceType" in action]
    ingredients = manifest.get("ingredients", [])
    return Signature(
        signed_by=signer.get("common_name", ""),
        organisation=signer.get("issuer", ""),
        algorithm=signer.get("alg", ""),
        intact=state in {"Valid", "Trusted"},
        source_url=next(iter(terms), ""),
        parents=sum(ingredient["relationship"] == "parentOf" for ingredient in ingredients),
        photos=tuple(
            ingredient["instance_id"] for ingredient in ingredients if ingredient["relationship"] == "componentOf"
        ),
    )


def _signer_info(credentials: Credentials) -> Any:
    import c2pa

    return c2pa.C2paSignerInfo(
        credentials.algorithm,
        credentials.certificates.encode(),
        credentials.private_key.encode(),
        credentials.timestamp_url or None,
    )


def _manifest(mime: str, mark: Mark, title: str, parent: Parent | None, photo: Source | None) -> dict[str, Any]:
    agent = {"name": mark.system or "pdp_ai", **({"version": mark.version} if mark.version else {})}
    made = {"action": "c2pa.created", "digitalSourceType": mark.source_url, "softwareAgent": agent}
    derived = {"action": parent.action if parent else "", "digitalSourceType": mark.source_url}
    placed = {"action": "c2pa.placed", "parameters": {"ingredientIds": [_PHOTO]}}
    return {
        "claim_generator_info": [{"name": "pdp_ai", "version": version("pdp-ai")}],
        "title": title,
        "format": mime,
        "assertions": [
            {
                "label": "c2pa.actions.v2",
                "data": {"actions": [derived if parent else made, *([placed] if photo else [])]},
            }
        ],
    }


def _actions(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        action
        for assertion in manifest.get("assertions", [])
        if assertion["label"].startswith("c2pa.actions")
        for action in assertion["data"]["actions"]
    ]
