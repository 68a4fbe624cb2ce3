"""The step of a scene in which an image model paints: round the product where it can, else a place to put it in."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from pdp_ai.exceptions import RequestRefused
from pdp_ai.recipes.base import Ask
from pdp_ai.recipes.cutout_step import Composed, CutPhoto, compose_candidate
from pdp_ai.recipes.scene_prompt import ScenePrompt, scene_prompt
from pdp_ai.types import Artifact, Brief, ImageRequest

if TYPE_CHECKING:
    from pdp_ai.imaging.place import Placement
    from pdp_ai.imaging.themes import Theme


def paint_surroundings(
    brief: Brief, cut: CutPhoto, themes: Sequence[Theme], placements: Sequence[Placement], options: Any
) -> Generator[list[Ask], list[Artifact], list[Composed]]:
    """One candidate for each placement. options: of `SceneRecipe`."""
    from pdp_ai.imaging.painted import make_painted_scene  # noqa: PLC0415  # NumPy belongs to the workers

    prompts = [scene_prompt(brief, theme, from_above=cut.cutout.stance.kind == "lying") for theme in themes]
    requests = [
        _request(prompt, brief.seed + index, placement, options.painted_side)
        for index, (prompt, placement) in enumerate(zip(prompts, placements, strict=True))
    ]
    painted = yield from _painted(requests, cut, placements, options)
    return [
        compose_candidate(
            options.slot,
            index,
            request.seed,
            cut,
            partial(make_painted_scene, cut.cutout, placement, picture.content or b"", seed=request.seed, setting=""),
            painted=picture,
            prompt=prompt.messages,
        )
        for index, (prompt, request, placement, picture) in enumerate(
            zip(prompts, requests, placements, painted, strict=True)
        )
    ]


def _request(prompt: ScenePrompt, seed: int, placement: Placement, longest: int) -> ImageRequest:
    scale = min(1.0, longest / max(placement.canvas))
    width, height = (round(side * scale) for side in placement.canvas)
    return ImageRequest(prompt.wanted, negative_prompt=prompt.unwanted, seed=seed, width=width, height=height)


def _painted(
    requests: Sequence[ImageRequest], cut: CutPhoto, placements: Sequence[Placement], options: Any
) -> Generator[list[Ask], list[Artifact], list[Artifact]]:
    if options.inpaint:
        try:
            return (
                yield [Ask(options.backdrop_engine, request) for request in _round_product(requests, cut, placements)]
            )
        except RequestRefused:
            pass  # a family of models without inpainting paints a backdrop
    return (yield [Ask(options.backdrop_engine, request) for request in requests])


def _round_product(
    requests: Sequence[ImageRequest], cut: CutPhoto, placements: Sequence[Placement]
) -> list[ImageRequest]:
    from pdp_ai.imaging.painted import inpaint_request  # noqa: PLC0415

    asked = []
    for request, placement in zip(requests, placements, strict=True):
        image, mask = inpaint_request(cut.cutout, placement, (request.width, request.height))
        asked.append(replace(request, image=image, mask=mask, strength=1.0))
    return asked
