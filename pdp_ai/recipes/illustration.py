"""A picture from words alone, for a product without a photo: never to be taken for the product itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from pdp_ai.recipes.base import Ask, OpenPhoto, Recipe, Steps
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Artifact, Brief, Candidate, ImageRequest, Message, ProductFacts

#: What a drawing must not pretend.
_NEVER = "photograph, photo, photorealistic, text, watermark, logo, people"


class IllustrationRecipe(Recipe):
    """Facts → prompt → picture, marked three times: in the picture, in its alternative text, and by a finding."""

    slots: tuple[str, ...] = ("illustration",)
    lane: ClassVar[str] = "gpu"

    @dataclass(frozen=True)
    class Options:
        #: Alias of an image engine.
        engine: str
        width: int = 1024
        height: int = 1024
        #: Written into the picture's lower left corner.
        label: str = "Illustration, not a photo"

    def refusal(self, facts: ProductFacts, language: str) -> str:
        if facts.photos:
            return _("The product has a photo; make a packshot or a scene of it.")
        return "" if facts.title else _("The product has no title to make an illustration of.")

    def steps(self, brief: Brief, open_photo: OpenPhoto) -> Steps:
        options = self.options
        wanted, unwanted = _prompt(brief)
        answers = yield [
            Ask(
                options.engine,
                ImageRequest(
                    wanted,
                    negative_prompt=unwanted,
                    seed=brief.seed + index,
                    width=options.width,
                    height=options.height,
                ),
            )
            for index in range(brief.candidates)
        ]
        messages = (Message("user", wanted), Message("system", f"Not: {unwanted}"))
        alt = f"{options.label}: {brief.facts.title}"
        return [
            Candidate("illustration", _labelled(answer, options.label, alt), index=index, prompt=messages)
            for index, answer in enumerate(answers)
        ]


def _prompt(brief: Brief) -> tuple[str, str]:
    facts, style = brief.facts, brief.style
    known = [value for name, value in facts.attributes if name.lower() in {"colour", "color", "material", "finish"}]
    parts = [
        "flat illustration",
        facts.title,
        *facts.category[-1:],
        *known,
        brief.hint,
        style.theme,
        "plain background",
    ]
    unwanted = ", ".join(part for part in (style.negative_prompt, _NEVER) if part)
    return ", ".join(part.strip(" .") for part in parts if part.strip()), unwanted


def _labelled(artifact: Artifact, label: str, alt: str) -> Artifact:
    from pdp_ai.imaging.label import write_label  # noqa: PLC0415  # NumPy belongs to the workers

    return replace(artifact, content=write_label(artifact.content or b"", label), text=alt)
