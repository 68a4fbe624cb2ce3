"""What a picture editor would say of a picture, from its measures alone: the web process has no NumPy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pdp_ai.types import Brief, Candidate, Finding, Severity

#: Each measure of the cut-out: from where it is worth a look, from where the picture is spoilt, and why. Set by looking
#: at 54 real product photos.
_CUTOUT_LIMITS = (
    ("veil", 0.06, 0.25, "parts of it are half see-through or carry some background along"),
    ("lost_edge", 0.10, 0.35, "part of the product looks like what is behind it, so its outline is a guess"),
    ("doubt", 0.05, 0.20, "the cut-out engine was not sure of everything that was kept"),
)
#: Part of a side that the product may touch before it counts as cut off in earnest.
_CUT_OFF = 0.15
_SIDES = ("left", "right", "top", "bottom")


def check_picture(candidate: Candidate, brief: Brief) -> list[Finding]:  # noqa: ARG001  # as every quality check
    """All findings on a picture made from a photo; measures it lacks are not judged."""
    measures = candidate.measures
    if measures.get("found", 1) == 0:
        return [*_not_found(), *_changed(measures)]
    return [
        *_changed(measures),
        *_unclean(measures),
        *_in_pieces(measures),
        *_cut_off(measures),
        *_enlarged(measures),
        *_small(measures),
    ]


def _not_found() -> Iterator[Finding]:
    yield Finding(
        "no_product_found",
        "error",
        "No product could be told from the background, so the whole photo is shown, uncut. "
        "Use a photo with a plainer background.",
    )


def _changed(measures: Mapping[str, float]) -> Iterator[Finding]:
    change = measures.get("untouched_max", 0)
    if change > 0:
        yield Finding(
            "product_changed",
            "error",
            f"The product differs from the photo by up to {change:g} of 255 steps; it must not differ at all.",
            {"untouched_max": change, "untouched_mean": measures.get("untouched_mean", 0)},
        )
    elif measures.get("untouched_share", 1) < 0.5:
        yield Finding(
            "product_barely_proven",
            "warning",
            "Less than half of the product is solid enough to be compared with the photo; compare it by eye.",
            {"untouched_share": measures["untouched_share"]},
        )


def _unclean(measures: Mapping[str, float]) -> Iterator[Finding]:
    reasons, spoilt = [], False
    for name, look, limit, reason in _CUTOUT_LIMITS:
        if measures.get(name, 0) > look:
            reasons.append((name, reason))
            spoilt |= measures[name] > limit
    if reasons:
        told = "; ".join(reason for _, reason in reasons)
        advice = "Use a photo with a plainer background." if spoilt else "Look at the edges closely."
        yield Finding(
            "cutout_unclean",
            "error" if spoilt else "warning",
            f"The product is not cut out cleanly: {told}. {advice}",
            {name: measures[name] for name, _ in reasons},
        )


def _in_pieces(measures: Mapping[str, float]) -> Iterator[Finding]:
    pieces = int(measures.get("pieces", 1))
    if pieces > 1:
        yield Finding(
            "several_pieces",
            "warning",
            f"The cut-out is in {pieces} pieces: check that all belong to the product and that nothing is missing.",
            {"pieces": pieces},
        )


def _cut_off(measures: Mapping[str, float]) -> Iterator[Finding]:
    touched = {side: measures.get(f"border_{side}", 0) for side in _SIDES}
    touched = {side: share for side, share in touched.items() if share > 0}
    if not touched:
        return
    opposite = {"left", "right"} <= touched.keys() or {"top", "bottom"} <= touched.keys()
    severity: Severity = "error" if opposite or max(touched.values()) > _CUT_OFF else "warning"
    yield Finding(
        "product_cut_off",
        severity,
        f"The photo's border cuts the product off ({', '.join(touched)}); only what the photo shows can be shown.",
        touched,
    )


def _enlarged(measures: Mapping[str, float]) -> Iterator[Finding]:
    scale = measures.get("scale", 1)
    if scale > 1.51:  # a limit of 1.5 may come out as 1.501 in whole pixels
        yield Finding(
            "upscaled",
            "error" if scale > 4 else "warning",
            f"The product was enlarged {scale:.1f} times and may look soft; a larger photo would help.",
            {"scale": scale},
        )


def _small(measures: Mapping[str, float]) -> Iterator[Finding]:
    fill = measures.get("fill", 1)
    if fill < 0.35:
        yield Finding(
            "product_too_small",
            "warning",
            f"The product fills only {fill:.0%} of the picture: it is small in the photo. A closer photo would help.",
            {"fill": fill},
        )
