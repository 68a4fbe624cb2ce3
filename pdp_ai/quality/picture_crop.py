"""Whether what a person cut off a picture took some of the product along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pdp_ai.quality.picture_cutout import SIDES
from pdp_ai.sentences import one_after_the_other
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Finding


def crop_findings(measures: Mapping[str, float]) -> Iterator[Finding]:
    cut = {side: measures.get(f"cut_{side}", 0) for side in SIDES}
    cut = {side: share for side, share in cut.items() if share > 0}
    if cut:
        yield Finding(
            "crop_cuts_product",
            "warning",
            _(
                "The crop cuts into the product (%(sides)s), so its pixels are proven only as far as they are shown.",
                sides=one_after_the_other(SIDES[side] for side in cut),
            ),
            cut,
        )
    elif "cropped" in measures and "untouched_max" in measures and "cut_left" not in measures:
        yield Finding(
            "crop_unmeasured",
            "warning",
            _("Where the product is in this picture was not measured; see for yourself that the crop leaves it whole."),
        )
