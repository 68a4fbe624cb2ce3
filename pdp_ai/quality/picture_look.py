"""Whether the picture is good enough to show: size, sharpness, exposure, bands, its likeness to others, decency."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pdp_ai.sentences import sentence as _
from pdp_ai.types import Finding

#: Longer side below which marketplaces refuse a picture, in pixels.
_SIDE = 500
#: Finest detail of a picture that looks soft, in 8-bit steps.
_SOFT = 2.5
#: Part of the product without any drawing, in white or in black, that looks like a mistake.
_FLAT = 0.5
#: Part of the surroundings in visible bands.
_BANDS = 0.05
#: Bits of 64 in which the perceptual hashes of two pictures differ: no one can tell them apart; much alike. Candidates
#: share their product, so that only equal hashes tell.
_SAME, _ALIKE = 2, 8
#: Probability that a picture is not safe for work.
_DOUBTFUL, _INDECENT = 0.5, 0.8


def look_findings(measures: Mapping[str, float]) -> list[Finding]:
    return [
        *_enlarged(measures),
        *_small(measures),
        *_soft(measures),
        *_exposed(measures),
        *_banded(measures),
        *_alike(measures),
        *_indecent(measures),
    ]


def twin_found(product: str, draft: int, distance: int) -> Finding:
    """The same photo was given to two products, or one of them is listed twice. distance: in bits."""
    message = _(
        "Hardly to be told from a picture of %(product)s (draft %(draft)s). Has one of them the other's photo, or is "
        "one product listed twice?",
        product=product,
        draft=draft,
    )
    return Finding("like_another_product", "warning", message, {"draft": draft, "distance": distance})


def _enlarged(measures: Mapping[str, float]) -> Iterator[Finding]:
    scale = measures.get("scale", 1)
    if scale > 1.51:  # a limit of 1.5 may come out as 1.501 in whole pixels
        yield Finding(
            "upscaled",
            "error" if scale > 4 else "warning",
            _(
                "The product was enlarged %(scale)s times and may look soft; a larger photo would help.",
                scale=f"{scale:.1f}",
            ),
            {"scale": scale},
        )


def _small(measures: Mapping[str, float]) -> Iterator[Finding]:
    fill = measures.get("fill", 1)
    if fill < 0.35:
        yield Finding(
            "product_too_small",
            "warning",
            _(
                "The product fills only %(share)s of the picture: it is small in the photo. A closer photo would help.",
                share=f"{fill:.0%}",
            ),
            {"fill": fill},
        )
    side = measures.get("side", _SIDE)
    if side < _SIDE:
        yield Finding(
            "picture_too_small",
            "warning",
            _(
                "The picture's longer side has only %(side)s pixels; marketplaces ask for %(least)s and more.",
                side=f"{side:g}",
                least=_SIDE,
            ),
            {"side": side},
        )


def _soft(measures: Mapping[str, float]) -> Iterator[Finding]:
    sharpness = measures.get("sharpness", _SOFT)
    if sharpness < _SOFT:
        yield Finding(
            "soft",
            "warning",
            _("The product looks out of focus: even its finest details are soft. A sharper photo would help."),
            {"sharpness": sharpness},
        )


def _exposed(measures: Mapping[str, float]) -> Iterator[Finding]:
    blown, crushed = measures.get("blown", 0), measures.get("crushed", 0)
    if blown > _FLAT:
        message = _("%(share)s of the product is so bright that it shows no drawing at all.", share=f"{blown:.0%}")
        yield Finding("badly_exposed", "warning", message, {"blown": blown})
    if crushed > _FLAT:
        message = _("%(share)s of the product is so dark that it shows no drawing at all.", share=f"{crushed:.0%}")
        yield Finding("badly_exposed", "warning", message, {"crushed": crushed})


def _banded(measures: Mapping[str, float]) -> Iterator[Finding]:
    share = measures.get("banding", 0)
    if share > _BANDS:
        yield Finding(
            "banding",
            "warning",
            _("%(share)s of the surroundings show bands instead of a gradient.", share=f"{share:.0%}"),
            {"banding": share},
        )


def _alike(measures: Mapping[str, float]) -> Iterator[Finding]:
    twin = measures.get("nearest_candidate", 64)
    if twin == 0:
        yield Finding(
            "near_duplicate",
            "info",
            _("Hardly to be told from another candidate: there is no need to look at both."),
            {"nearest_candidate": twin},
        )
    foreign = measures.get("nearest_foreign", 64)
    if foreign <= _ALIKE:
        yield Finding(
            "like_another_shops",
            "error" if foreign <= _SAME else "warning",
            _("Looks like a picture in the folder of other shops' pictures; publish something of your own."),
            {"nearest_foreign": foreign},
        )


def _indecent(measures: Mapping[str, float]) -> Iterator[Finding]:
    nsfw = measures.get("nsfw", 0)
    if nsfw > _DOUBTFUL:
        yield Finding(
            "not_safe_for_work",
            "error" if nsfw > _INDECENT else "warning",
            _("A classifier takes the picture for indecent (%(share)s).", share=f"{nsfw:.0%}"),
            {"nsfw": nsfw},
        )
