"""The main photo's product on white, or on the brand's colour."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from pdp_ai.recipes.base import OpenPhoto, Recipe, Steps
from pdp_ai.recipes.cutout_step import NO_PHOTO, compose_candidate, cut_main_photo
from pdp_ai.recipes.second_look import SecondLook, look_again
from pdp_ai.types import Brief, ProductFacts

#: What candidates differ in, in the order they are offered: padding as a part of the side, and the shadow.
_VARIANTS = ((0.09, True), (0.09, False), (0.05, True), (0.05, False))


class PackshotRecipe(Recipe):
    """Cut-out → centred → soft shadow. At most four candidates: there are no more ways worth comparing."""

    lane: ClassVar[str] = "cpu"

    @dataclass(frozen=True)
    class Options:
        #: The slot it fills: with another one, and another size, it makes a channel's format.
        slot: str = "packshot"
        #: Alias of a cut-out engine.
        engine: str = "cutout"
        #: Of the picture, in pixels.
        width: int = 2000
        height: int = 2000
        #: Of the paper, as in CSS: ``white``, ``#f4efe6``.
        colour: str = "white"
        #: Aliases of engines that read text and judge decency; empty for none.
        text_engine: str = ""
        safety_engine: str = ""
        #: Folder of other shops' pictures that a new one must not look like; empty for none.
        foreign: str = ""

    @property
    def slots(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.options.slot,)

    def refusal(self, facts: ProductFacts, language: str) -> str:
        return "" if facts.photos else NO_PHOTO

    def steps(self, brief: Brief, open_photo: OpenPhoto) -> Steps:
        options = self.options
        cut = yield from cut_main_photo(brief, open_photo, options.engine)
        from pdp_ai.imaging.packshot import make_packshot  # noqa: PLC0415  # NumPy belongs to the workers

        size = options.width, options.height
        composed = [
            compose_candidate(
                options.slot,
                index,
                brief.seed,
                cut,
                partial(make_packshot, cut.cutout, size=size, padding=padding, shadow=shadow, colour=options.colour),
            )
            for index, (padding, shadow) in enumerate(_VARIANTS[: brief.candidates])
        ]
        look = SecondLook(text=options.text_engine, safety=options.safety_engine, foreign=options.foreign)
        return (yield from look_again(composed, cut, look))
