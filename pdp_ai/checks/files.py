"""Where drafts lie, in what form pictures are published, and how they are signed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error
from django.core.files.storage import InvalidStorageError, Storage, storages

from pdp_ai import conf
from pdp_ai.exceptions import SigningFailed
from pdp_ai.imaging.compress import Form
from pdp_ai.provenance.credentials import is_configured, try_credentials
from pdp_ai.slots import SLOTS


def check_storage(**_kwargs: Any) -> list[CheckMessage]:
    """``pdp_ai.E007`` no drafts storage · ``E008`` drafts lie where the public can fetch them · ``E012`` a bad choice.

    ``E012``: a storage without signed addresses to send reviewers to, or a format pictures cannot be published in.
    """
    try:
        storage = storages["pdp_ai_drafts"]
    except InvalidStorageError:
        hint = 'Add STORAGES["pdp_ai_drafts"]: a FileSystemStorage outside MEDIA_ROOT, or a private bucket.'
        return [Error("Drafts need a private storage of their own.", hint=hint, id="pdp_ai.E007")]
    location = str(getattr(storage, "location", ""))
    public = str(getattr(settings, "MEDIA_ROOT", ""))
    if location and public and (location + "/").startswith(public.rstrip("/") + "/"):
        return [Error("The drafts' storage lies inside MEDIA_ROOT, where anybody can read.", id="pdp_ai.E008")]
    if str(getattr(storage, "default_acl", "")).startswith("public"):
        return [Error("The drafts' storage makes every file public; set its default_acl to None.", id="pdp_ai.E008")]
    return [*_unsigned(storage), *_unknown_format()]


def _unsigned(storage: Storage) -> Iterator[CheckMessage]:
    if conf.files("REDIRECT_TO_DRAFTS"):
        try:
            is_signed = "?" in storage.url("draft.png")
        except (NotImplementedError, ValueError):
            is_signed = False
        if not is_signed:
            text = 'PDP_AI["FILES"]["REDIRECT_TO_DRAFTS"]: the drafts\' storage does not sign its addresses.'
            yield Error(text, hint="For S3, set its option querystring_auth to True.", id="pdp_ai.E012")


def _unknown_format() -> Iterator[CheckMessage]:
    by_slot = conf.files("BY_SLOT")
    places = {'["PUBLISH_AS"]': "", **{f'["BY_SLOT"][{slot!r}]["PUBLISH_AS"]': slot for slot in by_slot}}
    for place, slot in places.items():
        if (form := conf.files("PUBLISH_AS", slot)) not in {"", *get_args(Form)}:
            yield Error(f'PDP_AI["FILES"]{place} is jpeg, webp, avif or empty, not {form!r}.', id="pdp_ai.E012")
    known = {"PUBLISH_AS", "PUBLISH_QUALITY", "PUBLISH_MAX_BYTES"}
    for slot, own in by_slot.items():
        if slot not in SLOTS or (set(own) - known):
            text = f'PDP_AI["FILES"]["BY_SLOT"][{slot!r}] takes the name of a slot, and {", ".join(sorted(known))}.'
            yield Error(text, id="pdp_ai.E012")


def check_provenance(**_kwargs: Any) -> list[CheckMessage]:
    """``pdp_ai.E011`` a key that cannot sign · ``W006`` a shop in public signs with the key for development."""
    if not is_configured():
        text = "Generated pictures are signed with a key for development, which nobody trusts."
        hint = 'Set PDP_AI["PROVENANCE"]["CERTIFICATES"] and ["PRIVATE_KEY"]; docs/how-to/sign-pictures.md says how.'
        return [] if settings.DEBUG else [checks.Warning(text, hint=hint, id="pdp_ai.W006")]
    try:
        try_credentials()
    except SigningFailed as error:
        return [Error(str(error), id="pdp_ai.E011")]
    return []
