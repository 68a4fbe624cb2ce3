"""The main photo's product in a place rendered around it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from pdp_ai.recipes.base import OpenPhoto, Recipe, Steps
from pdp_ai.recipes.cutout_step import NO_PHOTO, compose_candidate, cut_main_photo
from pdp_ai.types import Brief, ProductFacts


class SceneRecipe(Recipe):
    """Cut-out → surroundings → shadows → composite. The style's theme and a person's hint choose the place."""

    slots: tuple[str, ...] = ("scene",)
    lane: ClassVar[str] = "cpu"

    @dataclass(frozen=True)
    class Options:
        #: Alias of a cut-out engine.
        engine: str = "cutout"
        #: Largest side of the square picture, in pixels; the product keeps the photo's resolution where it can.
        size: int = 1600
        #: Part of the side that the product fills.
        share: float = 0.64
        #: How far a small product may be enlarged.
        max_scale: float = 1.5

    def refusal(self, facts: ProductFacts, language: str) -> str:
        return "" if facts.photos else NO_PHOTO

    def steps(self, brief: Brief, open_photo: OpenPhoto) -> Steps:
        cut = yield from cut_main_photo(brief, open_photo, self.options.engine)
        from pdp_ai.imaging.scene import make_scene  # noqa: PLC0415  # NumPy belongs to the workers

        return [
            compose_candidate(
                "scene",
                index,
                brief.seed + index,
                cut,
                partial(
                    make_scene,
                    cut.cutout,
                    # A one-off wish comes before the house style.
                    wishes=(brief.hint, brief.style.theme),
                    unwanted=brief.style.negative_prompt,
                    size=self.options.size,
                    share=self.options.share,
                    max_scale=self.options.max_scale,
                    seed=brief.seed + index,
                ),
            )
            for index in range(brief.candidates)
        ]
