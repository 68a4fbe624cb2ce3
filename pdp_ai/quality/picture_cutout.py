"""Whether the product was cut out of its photo cleanly and whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pdp_ai.types import Finding, Severity

#: Each measure of the cut-out: from where it is worth a look, from where the picture is spoilt, and why. Set by looking
#: at 54 real product photos.
_CUTOUT_LIMITS = (
    ("veil", 0.06, 0.25, "parts of it are half see-through or carry some background along"),
    ("lost_edge", 0.10, 0.35, "part of the product looks like what is behind it, so its outline is a guess"),
    ("showing_through", 0.01, 0.2, "a part of it has the colours of what is behind it, so the room may show there"),
    ("doubt", 0.05, 0.20, "the cut-out engine was not sure of everything that was kept"),
)
#: Part of a side that the product may touch before it counts as cut off in earnest.
_CUT_OFF = 0.15
_SIDES = ("left", "right", "top", "bottom")


def cutout_findings(measures: Mapping[str, float]) -> list[Finding]:
    return [*_unclean(measures), *_in_pieces(measures), *_cut_off(measures)]


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
