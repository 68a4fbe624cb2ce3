"""What a mark says, for people and for search engines."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from pdp_ai import conf
from pdp_ai.provenance.credentials import DEVELOPMENT_ORGANISATION

#: For staff, by IPTC term.
SOURCES = {
    "trainedAlgorithmicMedia": _lazy("made by an AI model"),
    "compositeWithTrainedAlgorithmicMedia": _lazy("a photo with parts made by an AI model"),
    "composite": _lazy("a photo among rendered parts; nothing in it was made by an AI model"),
    "algorithmicallyEnhanced": _lazy("a photo that a program altered"),
}

#: For shoppers.
PICTURE_LABELS = {
    "trainedAlgorithmicMedia": _lazy("Picture made with AI"),
    "compositeWithTrainedAlgorithmicMedia": _lazy("Real product, surroundings made with AI"),
    "composite": _lazy("Real product, rendered surroundings"),
    "algorithmicallyEnhanced": _lazy("Edited photo"),
}


def source_words(provenance: Mapping[str, str]) -> str:
    """What kind of thing it is marked as; empty when it bears no mark."""
    term = provenance.get("source_type", "")
    return f"{SOURCES[term]} ({term})" if term in SOURCES else term


def signer_words(provenance: Mapping[str, str]) -> str:
    """Who signed the file; empty when nobody did."""
    if not (name := provenance.get("signed_by", "")):
        return ""
    if provenance["organisation"] == DEVELOPMENT_ORGANISATION:
        return _("a key for development, which nobody else trusts")
    return _("%(name)s (%(organisation)s)") % {"name": name, "organisation": provenance["organisation"]}


def picture_label(source_type: str) -> str:
    """What a shopper reads beside the picture; empty where the shop's policy wants no label."""
    return str(PICTURE_LABELS[source_type]) if source_type in conf.provenance("LABEL_PICTURES") else ""


def copy_label(source_type: str) -> str:
    return _("Text written with AI") if source_type in conf.provenance("LABEL_COPY") else ""


def schema_term(source_type: str) -> str:
    """The member of schema.org's ``IPTCDigitalSourceEnumeration``, for ``digitalSourceType`` in JSON-LD."""
    return f"https://schema.org/{source_type[0].upper()}{source_type[1:]}DigitalSource"
