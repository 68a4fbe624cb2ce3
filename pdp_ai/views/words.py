"""What staff read instead of our names for things."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from pdp_ai import registry
from pdp_ai.models import MediaDraft
from pdp_ai.types import Severity

SLOT_LABELS = {
    "title": _("Display title"),
    "short_description": _("Short description"),
    "description": _("Description"),
    "bullets": _("Bullet points"),
    "faq": _("Questions and answers"),
    "seo_title": _("Search title"),
    "meta_description": _("Search description"),
    "alt_text": _("Alternative text"),
    "photo_facts": _("Seen in the photo"),
    "social_post": _("Social media post"),
    "video_script": _("Video script"),
    "cutout": _("Cut-out"),
    "packshot": _("Packshot"),
    "scene": _("Scene"),
    "colour_set": _("Colour set"),
    "picture_square": _("Picture 1:1"),
    "picture_portrait": _("Picture 4:5"),
    "picture_wide": _("Picture 16:9"),
    "picture_tall": _("Picture 9:16"),
    "upscale": _("Enlarged photo"),
    "illustration": _("Illustration"),
}

ACTION_LABELS = {
    "requested": _("Asked for"),
    "approved": _("Approved"),
    "edited": _("Edited"),
    "cropped": _("Cropped"),
    "uncropped": _("Back to the whole picture"),
    "rejected": _("Rejected"),
    "drafted": _("Put into the product's draft"),
    "went_live": _("Went live with the product's draft"),
    "rewritten": _("Rewritten in the product's draft"),
    "published": _("Published"),
    "planned": _("Planned"),
    "plan_cancelled": _("Plan cancelled"),
    "plan_stopped": _("Planned publication stopped"),
    "reverted": _("Undone"),
    "commented": _("Comment"),
    "assigned": _("Assigned"),
    "focal_point": _("Focal point set"),
    "taken_back": _("Decision taken back"),
    "cancelled": _("Cancelled"),
    "retried": _("Tried again"),
    "quarantined": _("Set aside"),
    "paused": _("Paused"),
    "resumed": _("Resumed"),
}

FACT_LABELS = {
    "title": _("Title"),
    "description": _("Supplier's description"),
    "price": _("Price"),
    "category": _("Category"),
    "variants": _("Sold in"),
}

SEVERITY_LABELS: dict[Severity, object] = {"error": _("Error"), "warning": _("Warning"), "info": _("Note")}


CLAIM_LABELS = {
    "number": _("Number"),
    "material": _("Material"),
    "colour": _("Colour"),
    "certification": _("Label or standard"),
    "name": _("Name"),
    "compatibility": _("Works with"),
    "resistance": _("Stands up to"),
    "superlative": _("Praise"),
    "health": _("Health"),
    "environment": _("Environment"),
    "guarantee": _("Guarantee"),
}

#: One click each; what they say is kept as the reason.
QUICK_REASONS = {
    "text": (_("Not true"), _("Wrong tone"), _("Too long"), _("Says too little"), _("Poor language")),
    "picture": (_("Product is cut off"), _("Product looks changed"), _("Surroundings do not fit"), _("Poor light")),
}


def quick_reasons(draft: MediaDraft) -> list[str]:
    return [str(reason) for reason in QUICK_REASONS["picture" if draft.is_picture else "text"]]


def product_media() -> str:
    return gettext("Product media")


def slot_label(slot: str) -> str:
    """Also for recipes, which mostly bear the name of the slot they fill."""
    return str(SLOT_LABELS.get(slot) or capfirst(slot.replace("_", " ")))


def slot_choices() -> list[tuple[str, str]]:
    """For filters: the slots that the shop has a place for."""
    return [(slot, slot_label(slot)) for slot in registry.slots()]


def fact_label(field: str) -> str:
    if field.startswith("attributes."):
        return field.removeprefix("attributes.")
    return str(FACT_LABELS.get(field) or capfirst(field))


def action_label(action: str) -> str:
    return str(ACTION_LABELS.get(action) or capfirst(action))


def seconds_label(seconds: float) -> str:
    if seconds < 1:
        return pgettext("duration", "%(count)s ms") % {"count": round(seconds * 1000)}
    return pgettext("duration", "%(count)s s") % {"count": f"{seconds:.1f}"}
