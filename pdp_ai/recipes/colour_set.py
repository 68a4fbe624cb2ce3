"""One scene for each colour that a product is sold in: the same place, light and spot, every time its own photo."""

from __future__ import annotations

from dataclasses import dataclass

from pdp_ai.exceptions import ConfigurationError
from pdp_ai.recipes.base import OpenPhoto, Steps
from pdp_ai.recipes.cutout_step import CutPhoto, cut_photo
from pdp_ai.recipes.scene import SceneRecipe
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Brief, ProductFacts

NO_VARIANTS = _("The product has no variants to make a colour set of.")
NO_VARIANT_PHOTOS = _(
    "No variant has a photo of its own. Add photos first: one colour's photo is never repainted to show another."
)


class ColourSetRecipe(SceneRecipe):
    """The first variant with a photo decides the place. Those without one are left out, and a finding names them."""

    @dataclass(frozen=True)
    class Options(SceneRecipe.Options):
        slot: str = "colour_set"

        def __post_init__(self) -> None:
            super().__post_init__()
            if self.inpaint:
                raise ConfigurationError("A colour set shares one backdrop: it cannot be painted round each product.")

    def refusal(self, facts: ProductFacts, language: str) -> str:
        if not facts.variants:
            return NO_VARIANTS
        return "" if facts.pictured_variants else NO_VARIANT_PHOTOS

    def steps(self, brief: Brief, open_photo: OpenPhoto) -> Steps:
        cuts: list[CutPhoto] = []
        for _variant, photo in brief.facts.pictured_variants:
            cuts.append((yield from cut_photo(photo, open_photo, self.options.engine)))
        return (yield from self.scenes(brief, cuts))
