"""A style's theme as words for an image model: place, surface, light, season and palette, and what to keep out."""

from __future__ import annotations

from dataclasses import dataclass

from pdp_ai.imaging.themes import Theme
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


def scene_prompt(brief: Brief, theme: Theme, *, from_above: bool) -> ScenePrompt:
    """A one-off wish and the style's own words first; the theme they chose fills in what they leave open."""
    own = [part.strip(" .") for part in (brief.hint, brief.style.theme) if part.strip()]
    wanted = [*own, theme.prompt, "seen from above" if from_above else "", "empty scene, blurred background"]
    return ScenePrompt(
        ", ".join(part for part in wanted if part),
        ", ".join(part for part in (brief.style.negative_prompt.strip(" ."), _NEVER) if part),
    )
