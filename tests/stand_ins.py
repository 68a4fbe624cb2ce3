"""An engine and recipes that obey the real interfaces and need no model, for tests of what surrounds them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image

from pdp_ai.engines.base import Answer, Engine, EngineContext, RequestFailed, stop_if_asked
from pdp_ai.exceptions import RequestRefused
from pdp_ai.recipes.base import Ask, OpenPhoto, Recipe, Steps
from pdp_ai.slots import SLOTS
from pdp_ai.types import Artifact, Brief, Candidate, CopyRequest, Message, Photo, ProductFacts


class SentenceEngine(Engine[CopyRequest]):
    """Says one sentence about the title; words in the title make it misbehave."""

    produces = "text/plain"

    @dataclass(frozen=True)
    class Options:
        sentence: str = "A fine {title} for every home."

    def load(self) -> None:
        return None

    def unload(self) -> None:
        return None

    def generate(self, requests: Sequence[CopyRequest], context: EngineContext) -> Iterator[Answer]:
        for index, request in enumerate(requests):
            stop_if_asked(context)
            title = request.messages[-1].content
            if "refuse" in title:
                yield index, RequestFailed(RequestRefused("The engine refused."))
                continue
            if "break" in title:
                raise RuntimeError("The engine broke.")
            text = self.options.sentence.format(title=title)
            yield index, Artifact("text/plain", text=text, model="stand-in", revision="1", seed=request.seed)


class SentenceRecipe(Recipe):
    lane = "gpu"

    @dataclass(frozen=True)
    class Options:
        slot: str
        engine: str = "stand_in"

    @property
    def slots(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.options.slot,)

    def refusal(self, facts: ProductFacts, language: str) -> str:
        return "" if facts.title else "The product has no title."

    def steps(self, brief: Brief, open_photo: OpenPhoto) -> Steps:
        message = Message("user", brief.facts.title)
        photos = brief.photos or ("",)
        seeds = range(brief.seed, brief.seed + brief.candidates * len(photos))
        answers = yield [Ask(self.options.engine, CopyRequest((message,), seed=seed)) for seed in seeds]
        return [
            Candidate(
                self.options.slot, artifact, number % brief.candidates, photos[number // brief.candidates], (message,)
            )
            for number, artifact in enumerate(answers)
        ]


class PictureRecipe(SentenceRecipe):
    """Returns the product's photo, made small."""

    lane = "cpu"

    def refusal(self, facts: ProductFacts, language: str) -> str:
        return "" if facts.photos else "The product has no photo."

    def steps(self, brief: Brief, open_photo: OpenPhoto) -> Steps:
        yield [Ask(self.options.engine, CopyRequest((Message("user", "picture"),), seed=brief.seed))]
        variants = tuple(photo for _variant, photo in brief.facts.pictured_variants)
        photos = variants if SLOTS[self.options.slot].per_variant else brief.facts.photos[:1]
        return [self._picture(photo, open_photo(photo), brief.seed) for photo in photos]

    def _picture(self, photo: Photo, content: bytes, seed: int) -> Candidate:
        with Image.open(io.BytesIO(content)) as image:
            out = io.BytesIO()
            image.convert("RGB").resize((64, 48)).save(out, "PNG")
        artifact = Artifact("image/png", content=out.getvalue(), model="stand-in", seed=seed)
        return Candidate(slot=self.options.slot, artifact=artifact, photo_key=photo.key)


class NonCommercialEngine(SentenceEngine):
    commercial_use = False


class EngineWithoutItsPackage(SentenceEngine):
    requires = ("no_such_package",)

    def load(self) -> None:
        self.require_packages()
