"""The step after composing: every finished picture is looked at again, by engines that don't know how it was made."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace

from pdp_ai.quality.label_text import words_kept
from pdp_ai.recipes.base import Ask
from pdp_ai.recipes.cutout_step import Composed, CutPhoto
from pdp_ai.types import Artifact, Candidate, CutoutRequest, LookRequest

Measures = Generator[list[Ask], list[Artifact], list[Mapping[str, float]]]


@dataclass(frozen=True, slots=True)
class SecondLook:
    """Who looks: aliases of engines, empty for none."""

    #: Cuts the product out again: has it grown, is there a second one?
    cutout: str = ""
    #: Reads the label, on the photo and on the picture.
    text: str = ""
    safety: str = ""
    #: Folder of pictures that a new one must not look like.
    foreign: str = ""
    #: Whether candidates that look the same are told.
    alike: bool = False


def look_again(
    composed: Sequence[Composed], cut: CutPhoto, look: SecondLook
) -> Generator[list[Ask], list[Artifact], list[Candidate]]:
    """The candidates with what was measured; a step for each engine that is named."""
    looks: list[list[Mapping[str, float]]] = [_likeness(composed, look)]
    if look.cutout and cut.measures["found"]:
        looks.append((yield from _expansion(composed, cut, look.cutout)))
    if look.text and cut.measures["found"]:
        looks.append((yield from _label(composed, cut, look.text)))
    if look.safety:
        answers = yield [Ask(look.safety, LookRequest(each.content)) for each in composed]
        looks.append([json.loads(answer.text or "{}") for answer in answers])
    return [
        replace(each.candidate, measures={**each.candidate.measures, **_joined(seen)})
        for each, *seen in zip(composed, *looks, strict=True)
    ]


def _joined(measures: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: value for each in measures for name, value in each.items()}


def _likeness(composed: Sequence[Composed], look: SecondLook) -> list[Mapping[str, float]]:
    from pdp_ai.imaging.likeness import nearest_in_folder, nearest_of_each  # noqa: PLC0415  # belongs to the workers

    contents = [each.content for each in composed]
    measures: list[dict[str, float]] = [{} for _ in composed]
    if look.alike and len(composed) > 1:
        for measure, distance in zip(measures, nearest_of_each(contents), strict=True):
            measure["nearest_candidate"] = distance
    if look.foreign:
        for measure, content in zip(measures, contents, strict=True):
            measure["nearest_foreign"] = nearest_in_folder(content, look.foreign)
    return list(measures)


def _expansion(composed: Sequence[Composed], cut: CutPhoto, engine: str) -> Measures:
    from pdp_ai.imaging.arrays import decode_grey  # noqa: PLC0415
    from pdp_ai.imaging.expansion import measure_expansion  # noqa: PLC0415
    from pdp_ai.imaging.place import on_canvas  # noqa: PLC0415
    from pdp_ai.imaging.stage import placed_opacity  # noqa: PLC0415

    answers = yield [Ask(engine, CutoutRequest(each.content)) for each in composed]
    return [
        measure_expansion(
            decode_grey(answer.content or b""), on_canvas(placed_opacity(cut.cutout, each.placement), each.placement)
        )
        for each, answer in zip(composed, answers, strict=True)
    ]


def _label(composed: Sequence[Composed], cut: CutPhoto, engine: str) -> Measures:
    """Read on the product alone, so that words in the photo's background don't count."""
    from pdp_ai.imaging.packshot import make_packshot  # noqa: PLC0415

    height, width = cut.cutout.alpha.shape
    bare = make_packshot(cut.cutout, size=(width, height), padding=0.02, shadow=False)
    before, *after = yield [
        Ask(engine, LookRequest(picture)) for picture in (bare.content, *(c.content for c in composed))
    ]
    return [words_kept(before.text or "[]", answer.text or "[]") for answer in after]
