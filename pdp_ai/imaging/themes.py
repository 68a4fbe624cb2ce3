"""The places a scene can be set in, and which of them a style's words or the product itself ask for. No NumPy here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Tone:
    """A colour in OKLCH. Without a hue it takes the product's own, turned by `turn` degrees."""

    lightness: float
    chroma: float
    hue: float | None = None
    turn: float = 0.0


@dataclass(frozen=True, slots=True)
class Theme:
    name: str
    #: Words in a style's theme that ask for it.
    words: tuple[str, ...]
    #: The same place for an image model.
    prompt: str
    wall: Tone
    floor: Tone
    ground: Literal["sweep", "plaster", "stone", "boards"]
    pattern: Literal["", "window", "leaves"] = ""
    #: How unevenly the key lamp lights: 0 flat.
    contrast: float = 0.10


THEMES = (
    Theme("studio", ("studio", "neutral", "clean", "minimal", "plain", "white", "bright"),
          "minimal white studio backdrop, soft light, bright",
          Tone(0.925, 0.010), Tone(0.905, 0.010), "sweep"),
    Theme("warm", ("warm", "cosy", "cozy", "autumn", "sand", "sunny", "summer", "golden", "terracotta"),
          "sand coloured plaster wall, warm light, window shadows",
          Tone(0.865, 0.042, 68), Tone(0.835, 0.048, 64), "plaster", "window", 0.12),
    Theme("cool", ("cool", "cold", "winter", "blue", "fresh", "ice", "crisp", "technical"),
          "grey concrete, pale blue wall, cool light, bright",
          Tone(0.885, 0.022, 240), Tone(0.845, 0.020, 240), "stone", "", 0.14),
    Theme("dark", ("dark", "night", "moody", "black", "dramatic", "luxury", "elegant", "charcoal"),
          "black studio backdrop, dark and moody",
          Tone(0.36, 0.012, turn=0), Tone(0.30, 0.012, turn=0), "sweep", "", 0.55),
    Theme("wood", ("wood", "wooden", "natural", "rustic", "oak", "timber", "kitchen", "table", "home"),
          "oak table, blurred kitchen, natural light, leaf shadows",
          Tone(0.905, 0.018, 82), Tone(0.665, 0.070, 66), "boards", "leaves", 0.12),
    Theme("colour", ("colour", "color", "colourful", "colorful", "playful", "pop", "pastel", "vivid", "spring"),
          "pastel seamless studio sweep, soft light, bright",
          Tone(0.835, 0.062, turn=165), Tone(0.805, 0.066, turn=165), "sweep", "", 0.13),
    Theme("stone", ("stone", "concrete", "marble", "industrial", "urban", "grey", "gray", "modern"),
          "marble table top, grey plaster wall, window light",
          Tone(0.80, 0.006, 80), Tone(0.73, 0.007, 80), "stone", "window", 0.12),
    Theme("green", ("green", "garden", "botanical", "eco", "organic", "sage", "plant", "forest", "outdoor"),
          "sage green plaster wall, sunlight through leaves",
          Tone(0.855, 0.036, 135), Tone(0.82, 0.034, 130), "plaster", "leaves", 0.12),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outdoors:
    """A place that is not rendered: an image model paints it."""

    name: str
    #: Words in a style's theme that ask for it.
    words: tuple[str, ...]
    prompt: str


OUTDOORS = (
    Outdoors("beach", ("beach", "sea", "seaside", "ocean", "coast", "shore"),
             "sand, beach, summer, bright, warm light"),
    Outdoors("meadow", ("meadow", "grass", "lawn", "field", "fields", "countryside"),
             "green grass, meadow, summer, bright"),
    Outdoors("garden", ("garden", "terrace", "patio", "outdoor", "outdoors"),
             "oak table, garden, summer, bright"),
    Outdoors("forest", ("forest", "woods", "woodland"),
             "green grass, forest, bright, natural light"),
    Outdoors("snow", ("snow", "snowy"),
             "snow, snowy landscape, winter, cool light"),
)  # fmt: skip

_BY_NAME = {theme.name: theme for theme in THEMES}
#: What candidates go through when the style names nothing: surroundings as bright as those the photo was taken in.
_FOR_BRIGHT_PHOTOS = ("studio", "warm", "cool", "wood", "colour", "stone", "green")
_FOR_DARK_PHOTOS = ("dark", "stone", "wood")


def choose_theme(wishes: Sequence[str], *, unwanted: str, variant: int, dark_photo: bool) -> Theme:
    """The theme that the first wish naming any asks for; where it names several, or none does, candidates take turns.

    unwanted: words for themes to stay away from. variant: seed plus the candidate's index. dark_photo: whether the
    product's old surroundings were dark, since a dark photo's edges and reflections look pasted on before a white wall.
    """
    banned = set(_named(unwanted))
    turns = [_FOR_DARK_PHOTOS if dark_photo else _FOR_BRIGHT_PHOTOS, tuple(_BY_NAME)]
    for names in [*(_named(wish) for wish in wishes), *turns]:
        allowed = [name for name in names if name not in banned]
        if allowed:
            return _BY_NAME[allowed[variant % len(allowed)]]
    return THEMES[0]


def choose_outdoors(wishes: Sequence[str], *, unwanted: str, variant: int) -> Outdoors | None:
    """The place that the first wish naming any asks for, unless that wish names one that can be rendered only.

    variant: as in `choose_theme`.
    """
    banned = _words(unwanted)
    for wish in wishes:
        found = _words(wish)
        if named := [place for place in OUTDOORS if found & set(place.words) and not banned & set(place.words)]:
            return named[variant % len(named)]
        if _named(wish):
            return None
    return None


def names_a_place(words: str) -> bool:
    return bool(_named(words)) or any(_words(words) & set(place.words) for place in OUTDOORS)


def _named(words: str) -> tuple[str, ...]:
    """The themes that `words` name."""
    return tuple(theme.name for theme in THEMES if _words(words) & set(theme.words))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower()))
