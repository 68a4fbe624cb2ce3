"""What a picture editor would say of a picture, from its measures alone: the web process has no NumPy."""

from __future__ import annotations

from collections.abc import Iterator

from pdp_ai.quality.picture_crop import crop_findings
from pdp_ai.quality.picture_cutout import cutout_findings
from pdp_ai.quality.picture_look import look_findings
from pdp_ai.quality.picture_proof import proof_findings
from pdp_ai.sentences import sentence as _
from pdp_ai.slots import SLOTS
from pdp_ai.types import Brief, Candidate, Finding


def check_picture(candidate: Candidate, brief: Brief) -> list[Finding]:
    """All findings on a picture; measures it lacks are not judged."""
    measures = candidate.measures
    if candidate.slot == "illustration":
        return [_illustration(), *look_findings(measures)]
    if measures.get("found", 1) == 0:
        return [_not_found(), *proof_findings(measures)]
    return [
        *proof_findings(measures),
        *cutout_findings(measures),
        *look_findings(measures),
        *crop_findings(measures),
        *_left_out(candidate, brief),
    ]


def _left_out(candidate: Candidate, brief: Brief) -> Iterator[Finding]:
    """A colour set that is not whole says so on each of its pictures."""
    missing = [variant.name for variant in brief.facts.variants if not variant.photo]
    if missing and SLOTS[candidate.slot].per_variant:
        yield Finding(
            "variant_without_photo",
            "warning",
            _(
                "The set is not whole: %(names)s has no photo of its own. Another colour's photo is never repainted.",
                names=", ".join(missing),
            ),
            {"variants": missing},
        )


def _not_found() -> Finding:
    return Finding(
        "no_product_found",
        "error",
        _(
            "No product could be told from the background, so the whole photo is shown, uncut. "
            "Use a photo with a plainer background."
        ),
    )


def _illustration() -> Finding:
    return Finding(
        "illustration",
        "warning",
        _("Made from words alone: it is not a photo of the product, and what it shows may differ from what is sold."),
    )
