"""What was measured while a picture was made, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.text import capfirst
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class MeasureLine:
    text: str
    #: ``clean`` for good news, ``error`` for bad, empty for plain numbers.
    tone: str = ""


def measure_lines(measures: Mapping[str, float]) -> list[MeasureLine]:
    """The proof that the product's pixels are unchanged first, then what a photographer would ask, then the rest."""
    lines = [*_untouched(measures), *_seen_anew(measures), *_layout(measures), *_cutout(measures)]
    told = {"untouched_max", "untouched_mean", "untouched_share", "edge_max", "edge_mean", *_TOLD_ELSEWHERE}
    return lines + [
        MeasureLine(f"{capfirst(name.replace('_', ' '))}: {_number(value)}")
        for name, value in measures.items()
        if name not in told
    ]


_TOLD_ELSEWHERE = (
    "found", "fill", "scale", "area", "pieces", "veil", "doubt", "lost_edge", "showing_through",
    "expansion", "second_product", "label_text", "side", "blown", "crushed", "banding", "nearest_candidate",
    "border_left", "border_right", "border_top", "border_bottom", "cropped",
    *(f"{name}_{side}" for name in ("product", "cut") for side in ("left", "top", "right", "bottom")),
)  # fmt: skip


def _untouched(measures: Mapping[str, float]) -> list[MeasureLine]:
    if "untouched_max" not in measures:
        return []
    most = measures["untouched_max"]
    if most == 0:
        proof = MeasureLine(_("Product pixels changed: none (max difference 0)"), "clean")
    else:
        text = _("Product pixels changed: up to %(most)s of 255 steps (on average %(mean)s)")
        values = {"most": _number(most), "mean": _number(measures.get("untouched_mean", most))}
        proof = MeasureLine(text % values, "error")
    lines = [proof]
    if "untouched_share" in measures:
        share = _("Compared bit by bit: %(share)s of the product; the rest is its soft edge")
        lines.append(MeasureLine(share % {"share": _percent(measures["untouched_share"])}))
    if "edge_mean" in measures:
        edge = _("That edge, now before another background, differs by %(mean)s of 255 steps on average")
        lines.append(MeasureLine(edge % {"mean": _number(measures["edge_mean"])}))
    return lines


def _seen_anew(measures: Mapping[str, float]) -> list[MeasureLine]:
    """What a second look at the finished picture found: the product's extent, and the words on its label."""
    lines = []
    if "expansion" in measures:
        grown = max(measures["expansion"], measures.get("second_product", 0))
        text = _("Seen anew in the picture: %(share)s more product than was placed")
        lines.append(MeasureLine(text % {"share": _percent(grown)}, "clean" if grown < 0.05 else ""))
    if "label_text" in measures:
        text = _("Words on the product that can still be read: %(share)s")
        share = measures["label_text"]
        lines.append(MeasureLine(text % {"share": _percent(share)}, "clean" if share == 1 else "error"))
    return lines


def _layout(measures: Mapping[str, float]) -> list[MeasureLine]:
    lines = []
    if "fill" in measures:
        lines.append(
            MeasureLine(_("The product fills %(share)s of the picture") % {"share": _percent(measures["fill"])})
        )
    if measures.get("scale", 0) > 1:
        text = _("Enlarged %(scale)s × from the photo; it may look soft")
        lines.append(MeasureLine(text % {"scale": _number(measures["scale"])}))
    return lines


def _cutout(measures: Mapping[str, float]) -> list[MeasureLine]:
    lines = []
    if measures.get("pieces", 1) > 1:
        text = _("The cut-out is in %(count)s pieces")
        lines.append(MeasureLine(text % {"count": _number(measures["pieces"])}))
    for side, words in {
        "border_left": _("left"),
        "border_right": _("right"),
        "border_top": _("top"),
        "border_bottom": _("bottom"),
    }.items():
        if measures.get(side, 0) > 0:
            text = _("In the photo the product touches the %(side)s border")
            lines.append(MeasureLine(text % {"side": words}))
    return lines


def compression_words(compression: Mapping[str, Any]) -> str:
    """What publishing a picture in another format cost; the proof of untouched pixels speaks for the draft alone."""
    if not compression:
        return ""
    text = _(
        "Published as %(form)s, quality %(quality)s, %(size)s: "
        "differs from the draft by up to %(most)s of 255 steps, on average by %(mean)s"
    )
    return text % {
        "form": compression["mime"].removeprefix("image/").upper(),
        "quality": compression["quality"],
        "size": filesizeformat(compression["bytes"]),
        "most": compression["max_difference"],
        "mean": _number(compression["mean_difference"]),
    }


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
