"""The step of a scene in which an image model paints: round the product where it can, else a place to put it in."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from pdp_ai.exceptions import RequestRefused
from pdp_ai.recipes.base import Ask
from pdp_ai.recipes.cutout_step import Composed, CutPhoto, compose_candidate
from pdp_ai.recipes.scene_prompt import ScenePrompt, scene_prompt
from pdp_ai.types import Artifact, Brief, ImageRequest

if TYPE_CHECKING:
    from pdp_ai.imaging.place import Placement
    from pdp_ai.imaging.themes import Outdoors, Theme

#: Part of a backdrop's side that is cut off all round: models paint their picture's border and corners worst.
_RIM = 0.03


@dataclass(frozen=True, slots=True)
class Painted:
    """Surroundings that an image model painted, and what it was told."""

    picture: Artifact
    prompt: ScenePrompt
    seed: int
    #: Where it was painted round the product, nothing may move.
    is_round_product: bool


def paint_surroundings(
    brief: Brief, cut: CutPhoto, places: Sequence[Theme | Outdoors], placements: Sequence[Placement], options: Any
) -> Generator[list[Ask], list[Artifact], list[Painted]]:
    """One for each placement. options: of `SceneRecipe`."""
    prompts = [scene_prompt(brief, place.prompt, from_above=cut.cutout.stance.kind == "lying") for place in places]
    requests = [
        _request(prompt, brief.seed + index, placement, options.painted_side)
        for index, (prompt, placement) in enumerate(zip(prompts, placements, strict=True))
    ]
    round_product, pictures = yield from _painted(requests, cut, placements, options)
    return [
        Painted(picture, prompt, request.seed, round_product)
        for picture, prompt, request in zip(pictures, prompts, requests, strict=True)
    ]


def compose_painted(
    slot: str, index: int, cut: CutPhoto, placement: Placement, painted: Painted, *, lead: CutPhoto
) -> Composed:
    """lead: the product that the surroundings were painted for."""
    from pdp_ai.imaging.painted import make_painted_scene  # noqa: PLC0415  # NumPy belongs to the workers

    compose = partial(
        make_painted_scene,
        cut.cutout,
        placement,
        painted.picture.content or b"",
        lead=lead.cutout,
        rim=0.0 if painted.is_round_product else _RIM,
        seed=painted.seed,
        setting="",
    )
    return compose_candidate(
        slot, index, painted.seed, cut, compose, painted=painted.picture, prompt=painted.prompt.messages
    )


def _request(prompt: ScenePrompt, seed: int, placement: Placement, longest: int) -> ImageRequest:
    scale = min(1.0, longest / max(placement.canvas))
    width, height = (round(side * scale) for side in placement.canvas)
    return ImageRequest(prompt.wanted, negative_prompt=prompt.unwanted, seed=seed, width=width, height=height)


def _painted(
    requests: Sequence[ImageRequest], cut: CutPhoto, placements: Sequence[Placement], options: Any
) -> Generator[list[Ask], list[Artifact], tuple[bool, list[Artifact]]]:
    """Whether they were painted round the product, and the pictures."""
    if options.inpaint:
        try:
            return True, (
                yield [Ask(options.backdrop_engine, request) for request in _round_product(requests, cut, placements)]
            )
        except RequestRefused:
            pass  # a family of models without inpainting paints a backdrop
    return False, (yield [Ask(options.backdrop_engine, request) for request in requests])


def _round_product(
    requests: Sequence[ImageRequest], cut: CutPhoto, placements: Sequence[Placement]
) -> list[ImageRequest]:
    from pdp_ai.imaging.painted import inpaint_request  # noqa: PLC0415

    asked = []
    for request, placement in zip(requests, placements, strict=True):
        image, mask = inpaint_request(cut.cutout, placement, (request.width, request.height))
        asked.append(replace(request, image=image, mask=mask, strength=1.0))
    return asked
