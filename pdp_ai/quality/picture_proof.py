"""Whether the picture still shows the product and nothing but it: its pixels, its extent, the words on its label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pdp_ai.sentences import sentence as _
from pdp_ai.types import Finding

#: What a second look found beside the placed product, as a part of it: from where it is worth a look, from where it is
#: no longer the product that is sold.
_GROWN, _GROWN_TOO_FAR = 0.15, 0.40
#: A separate thing of this part of the product's size is a second product.
_SECOND = 0.12
#: Part of the label's words that must still be read.
_WORDS_KEPT = 0.8


def proof_findings(measures: Mapping[str, float]) -> list[Finding]:
    return [*_changed(measures), *_expanded(measures), *_label(measures)]


def _changed(measures: Mapping[str, float]) -> Iterator[Finding]:
    change = measures.get("untouched_max", 0)
    if change > 0:
        yield Finding(
            "product_changed",
            "error",
            _(
                "The product differs from the photo by up to %(change)s of 255 steps; it must not differ at all.",
                change=f"{change:g}",
            ),
            {"untouched_max": change, "untouched_mean": measures.get("untouched_mean", 0)},
        )
    elif measures.get("untouched_share", 1) < 0.5:
        yield Finding(
            "product_barely_proven",
            "warning",
            _("Less than half of the product is solid enough to be compared with the photo; compare it by eye."),
            {"untouched_share": measures["untouched_share"]},
        )


def _expanded(measures: Mapping[str, float]) -> Iterator[Finding]:
    second, grown = measures.get("second_product", 0), measures.get("expansion", 0)
    if second > _SECOND:
        yield Finding(
            "second_product",
            "error" if second > 2 * _SECOND else "warning",
            _(
                "Something of %(share)s of the product's size stands out beside it; it must not look like part of it.",
                share=f"{second:.0%}",
            ),
            {"second_product": second},
        )
    elif grown > _GROWN:
        yield Finding(
            "product_expanded",
            "error" if grown > _GROWN_TOO_FAR else "warning",
            _(
                "The product seems to go on in its surroundings: seen anew it is %(share)s larger than in the photo.",
                share=f"{grown:.0%}",
            ),
            {"expansion": grown},
        )


def _label(measures: Mapping[str, float]) -> Iterator[Finding]:
    kept = measures.get("label_text", 1)
    if kept < 1:
        yield Finding(
            "label_changed",
            "error" if kept < _WORDS_KEPT else "warning",
            _(
                "Only %(share)s of the words that can be read on the product in the photo can be read in the picture.",
                share=f"{kept:.0%}",
            ),
            {"label_text": kept},
        )
