"""The main photo's product alone, as a transparent PNG."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from pdp_ai.recipes.base import OpenPhoto, Recipe, Steps
from pdp_ai.recipes.cutout_step import NO_PHOTO, compose_candidate, cut_main_photo
from pdp_ai.types import Brief, ProductFacts


class CutoutRecipe(Recipe):
    """One candidate: there is one product to cut out."""

    slots: tuple[str, ...] = ("cutout",)
    lane: ClassVar[str] = "cpu"

    @dataclass(frozen=True)
    class Options:
        #: Alias of a cut-out engine.
        engine: str = "cutout"

    def refusal(self, facts: ProductFacts, language: str) -> str:
        return "" if facts.photos else NO_PHOTO

    def steps(self, brief: Brief, open_photo: OpenPhoto) -> Steps:
        cut = yield from cut_main_photo(brief, open_photo, self.options.engine)
        from pdp_ai.imaging.cutout_picture import make_cutout_picture  # noqa: PLC0415  # NumPy belongs to the workers

        compose = partial(make_cutout_picture, cut.cutout)
        composed = compose_candidate("cutout", 0, brief.seed, cut, compose, source_type="algorithmicallyEnhanced")
        return [composed.candidate]
