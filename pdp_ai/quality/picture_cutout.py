"""Whether the product was cut out of its photo cleanly and whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf

from pdp_ai.sentences import one_after_the_other
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Finding, Severity

#: Each measure of the cut-out: from where it is worth a look, from where the picture is spoilt, and why. Set on 54 real
#: product photos, and on the rendered products of even numbers that nothing sound be called spoilt: black on black has
#: no edge to see, and glass its surroundings' colours, however well they are cut out.
_CUTOUT_LIMITS = (
    ("veil", 0.06, 0.25, _("parts of it are half see-through or carry some background along")),
    ("lost_edge", 0.10, inf, _("part of the product looks like what is behind it, so its outline is a guess")),
    ("showing_through", 0.008, inf, _("a part of it has the colours of what is behind it, so the room may show there")),
    ("missed", 0.04, 0.15, _("some looks at it saw more than was kept, so a part may be missing")),
    (
        "left_out",
        0.04,
        inf,
        _("something seen at first is left out: a hard shadow, a thing beside it, or a part of it"),
    ),
    ("doubt", 0.05, 0.20, _("the cut-out engine was not sure of everything that was kept")),
)
#: Part that what was found and its outline must have in common to be one thing: below, the outline is not followed.
_SAME_THING = 0.6
#: Part of a side that the product may touch before it counts as cut off in earnest. What ends at the photo's bottom
#: ends at the picture's, too, and looks as if it were meant to.
_CUT_OFF = {"left": 0.15, "right": 0.15, "top": 0.15, "bottom": 0.5}
SIDES = {"left": _("left"), "right": _("right"), "top": _("top"), "bottom": _("bottom")}


def cutout_findings(measures: Mapping[str, float]) -> list[Finding]:
    return [*_unclean(measures), *_disputed(measures), *_in_pieces(measures), *_cut_off(measures)]


def _unclean(measures: Mapping[str, float]) -> Iterator[Finding]:
    reasons, spoilt = [], False
    for name, look, limit, reason in _CUTOUT_LIMITS:
        if measures.get(name, 0) > look:
            reasons.append((name, reason))
            spoilt |= measures[name] > limit
    if reasons:
        told = one_after_the_other(reason for name, reason in reasons)
        advice = _("Use a photo with a plainer background.") if spoilt else _("Look at the edges closely.")
        yield Finding(
            "cutout_unclean",
            "error" if spoilt else "warning",
            _("The product is not cut out cleanly: %(reasons)s. %(advice)s", reasons=told, advice=advice),
            {name: measures[name] for name, reason in reasons},
        )


def _disputed(measures: Mapping[str, float]) -> Iterator[Finding]:
    overlap = measures.get("overlap", 1)
    if overlap < _SAME_THING:
        yield Finding(
            "cutout_disputed",
            "warning",
            _(
                "The networks that cut it out see different things in the photo: "
                "check that the product is what was cut out, and nothing in front of it."
            ),
            {"overlap": overlap},
        )


def _in_pieces(measures: Mapping[str, float]) -> Iterator[Finding]:
    pieces = int(measures.get("pieces", 1))
    if pieces > 1:
        yield Finding(
            "several_pieces",
            "warning",
            _(
                "The cut-out is in %(pieces)s pieces: "
                "check that all belong to the product and that nothing is missing.",
                pieces=pieces,
            ),
            {"pieces": pieces},
        )


def _cut_off(measures: Mapping[str, float]) -> Iterator[Finding]:
    touched = {side: measures.get(f"border_{side}", 0) for side in SIDES}
    touched = {side: share for side, share in touched.items() if share > 0}
    if not touched:
        return
    opposite = {"left", "right"} <= touched.keys() or {"top", "bottom"} <= touched.keys()
    in_earnest = opposite or any(share > _CUT_OFF[side] for side, share in touched.items())
    severity: Severity = "error" if in_earnest else "warning"
    yield Finding(
        "product_cut_off",
        severity,
        _(
            "The photo's border cuts the product off (%(sides)s); only what the photo shows can be shown.",
            sides=one_after_the_other(SIDES[side] for side in touched),
        ),
        touched,
    )
