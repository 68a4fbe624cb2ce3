"""The main photo's product on pure white."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from pdp_ai.recipes.base import OpenPhoto, Recipe, Steps
from pdp_ai.recipes.cutout_step import NO_PHOTO, compose_candidate, cut_main_photo
from pdp_ai.types import Brief, ProductFacts

#: What candidates differ in, in the order they are offered: padding as a part of the side, and the shadow.
_VARIANTS = ((0.09, True), (0.09, False), (0.05, True), (0.05, False))


class PackshotRecipe(Recipe):
    """Cut-out → centred → soft shadow. At most four candidates: there are no more ways worth comparing."""

    slots: tuple[str, ...] = ("packshot",)
    lane: ClassVar[str] = "cpu"

    @dataclass(frozen=True)
    class Options:
        #: Alias of a cut-out engine.
        engine: str = "cutout"
        #: Side of the square picture, in pixels.
        size: int = 2000

    def refusal(self, facts: ProductFacts, language: str) -> str:
        return "" if facts.photos else NO_PHOTO

    def steps(self, brief: Brief, open_photo: OpenPhoto) -> Steps:
        cut = yield from cut_main_photo(brief, open_photo, self.options.engine)
        from pdp_ai.imaging.packshot import make_packshot  # noqa: PLC0415  # NumPy belongs to the workers

        return [
            compose_candidate(
                "packshot",
                index,
                brief.seed,
                cut,
                partial(make_packshot, cut.cutout, size=self.options.size, padding=padding, shadow=shadow),
            )
            for index, (padding, shadow) in enumerate(_VARIANTS[: brief.candidates])
        ]
