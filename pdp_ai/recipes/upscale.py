"""The main photo enlarged by a super-resolution network, for a shop whose photos are small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pdp_ai.quality.label_text import words_kept
from pdp_ai.recipes.base import Ask, OpenPhoto, Recipe, Steps
from pdp_ai.recipes.cutout_step import NO_PHOTO
from pdp_ai.types import Brief, Candidate, LookRequest, ProductFacts


class UpscaleRecipe(Recipe):
    """A network like that invents detail, so the words on the photo are read before and after."""

    slots: tuple[str, ...] = ("upscale",)
    lane: ClassVar[str] = "gpu"

    @dataclass(frozen=True)
    class Options:
        #: Alias of an upscaling engine.
        engine: str
        #: Alias of an engine that reads text; empty for none.
        text_engine: str = ""

    def refusal(self, facts: ProductFacts, language: str) -> str:
        return "" if facts.photos else NO_PHOTO

    def steps(self, brief: Brief, open_photo: OpenPhoto) -> Steps:
        from pdp_ai.imaging.read import normalise_photo  # noqa: PLC0415  # belongs to the workers

        main = brief.facts.photos[0]
        photo = normalise_photo(open_photo(main))
        [large] = yield [Ask(self.options.engine, LookRequest(photo))]
        measures: dict[str, float] = {}
        if reader := self.options.text_engine:
            before, after = yield [Ask(reader, LookRequest(photo)), Ask(reader, LookRequest(large.content or b""))]
            measures |= words_kept(before.text or "[]", after.text or "[]")
        return [
            Candidate(
                "upscale",
                large,
                photo_key=main.key,
                measures=measures,
                source_type="compositeWithTrainedAlgorithmicMedia",
            )
        ]
