"""A style's theme as words for an image model: place, surface, light, season and palette, and what to keep out."""

from __future__ import annotations

from dataclasses import dataclass

from pdp_ai.imaging.themes import names_a_place
from pdp_ai.types import Brief, Message

#: What must never stand beside the product: the picture sells one thing.
_NEVER = "people, hands, text, watermark, logo, other products"


@dataclass(frozen=True, slots=True)
class ScenePrompt:
    wanted: str
    unwanted: str

    @property
    def messages(self) -> tuple[Message, ...]:
        """For the reviewer: what the model was told, and what to leave out."""
        return (Message("user", self.wanted), Message("system", f"Not: {self.unwanted}"))


def scene_prompt(brief: Brief, place: str, *, from_above: bool) -> ScenePrompt:
    """A one-off wish and the style's own words first; the place they chose, in words, fills in what they leave open.

    A wish that names a place of its own stands alone: a beach on a meadow is neither.
    """
    said = (brief.hint,) if names_a_place(brief.hint) else (brief.hint, brief.style.theme)
    own = [part.strip(" .") for part in said if part.strip()]
    wanted = [*own, place, "seen from above" if from_above else "", "empty scene, blurred background"]
    return ScenePrompt(
        ", ".join(part for part in wanted if part),
        ", ".join(part for part in (brief.style.negative_prompt.strip(" ."), _NEVER) if part),
    )
