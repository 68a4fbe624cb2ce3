"""What a surrounding can be: its parameters, drawn at random but so that they go together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

#: Colours as lightness, chroma and hue in OKLCH.
COLOURS: dict[str, tuple[float, float, float]] = {
    "white": (0.96, 0.005, 90), "cream": (0.93, 0.030, 88), "beige": (0.84, 0.040, 78), "grey": (0.72, 0.005, 250),
    "charcoal": (0.36, 0.008, 260), "black": (0.24, 0.006, 260), "blue": (0.68, 0.095, 245), "navy": (0.38, 0.070, 258),
    "teal": (0.58, 0.075, 195), "mint": (0.88, 0.055, 165), "green": (0.62, 0.110, 140), "sage": (0.78, 0.040, 135),
    "pink": (0.85, 0.065, 5), "red": (0.55, 0.170, 27), "purple": (0.50, 0.110, 305), "lavender": (0.80, 0.055, 300),
    "yellow": (0.88, 0.125, 92), "orange": (0.74, 0.140, 58), "terracotta": (0.66, 0.095, 45),
    "brown": (0.46, 0.055, 58),
}  # fmt: skip

#: Surfaces that stand on legs or lie under a camera; the outdoor ones reach to the horizon.
INDOORS = ("oak", "walnut", "painted wood", "marble", "black marble", "concrete", "slate", "linen", "tiles", "paper")
OUTDOORS = ("sand", "grass", "snow")

#: For each place behind the product, the surfaces that go with it.
PLACES: dict[str, tuple[str, ...]] = {
    "sweep": ("paper",),
    "wall": INDOORS,
    "room": ("oak", "walnut", "painted wood", "marble", "concrete", "linen", "black marble"),
    "kitchen": ("oak", "marble", "walnut", "concrete", "tiles", "painted wood"),
    "window": ("oak", "painted wood", "marble", "linen", "walnut"),
    "garden": ("oak", "walnut", "painted wood", "slate", "concrete", "grass"),
    "forest": ("walnut", "slate", "grass", "oak"),
    "meadow": ("grass", "oak", "painted wood"),
    "beach": ("sand", "sand", "oak", "painted wood"),
    "snow": ("snow", "snow", "walnut", "oak"),
    "city at night": ("slate", "black marble", "walnut", "concrete"),
    "party lights": ("walnut", "black marble", "oak", "linen"),
}
#: How often each is drawn, in the same order.
_SHARES = np.array([16, 22, 12, 6, 6, 9, 5, 5, 7, 4, 4, 4], dtype=float)

OUTSIDE = frozenset({"garden", "forest", "meadow", "beach", "snow", "city at night"})
_SEASONS = ("spring", "summer", "autumn", "winter")


@dataclass(frozen=True, slots=True)
class Setting:
    """One surrounding, as words; what the words leave open is drawn by the renderer."""

    camera: Literal["table", "above"]
    surface: str
    place: str
    #: A name in `COLOURS`: of a sweep, a wall, or a paper or painted surface.
    colour: str
    side: Literal["left", "right"]
    warmth: Literal["warm", "neutral", "cool"]
    brightness: Literal["bright", "medium", "dark"]
    #: What the light draws on wall and surface.
    pattern: Literal["", "window", "leaves"]
    #: Of places outside; empty within.
    season: str


def draw_setting(rng: np.random.Generator) -> Setting:
    """Any of them, the plain ones more often, since shops ask for those."""
    place = str(rng.choice(list(PLACES), p=_SHARES / _SHARES.sum()))
    surface = str(rng.choice(PLACES[place]))
    above = place == "wall" and rng.random() < 0.35
    season = ""
    if place in {"garden", "forest", "meadow"}:
        season = str(rng.choice(_SEASONS, p=[0.3, 0.35, 0.3, 0.05]))
    elif place in {"beach", "snow"}:
        season = {"beach": "summer", "snow": "winter"}[place]
    brightness = str(rng.choice(["bright", "medium", "dark"], p=[0.4, 0.35, 0.25]))
    if place in {"city at night", "party lights"}:
        brightness = "dark"
    elif place in {"window", "meadow", "beach", "snow"}:
        brightness = str(rng.choice(["bright", "medium"], p=[0.7, 0.3]))
    patterned = place in {"wall", "sweep"} and brightness != "dark" and rng.random() < 0.45
    return Setting(
        camera="above" if above else "table",
        surface=surface,
        place=place,
        colour=str(rng.choice(list(COLOURS))),
        side="left" if rng.random() < 0.5 else "right",
        warmth=str(rng.choice(["warm", "neutral", "cool"], p=[0.4, 0.35, 0.25])),  # type: ignore[arg-type]
        brightness=brightness,  # type: ignore[arg-type]
        pattern=str(rng.choice(["window", "leaves"])) if patterned else "",  # type: ignore[arg-type]
        season=season,
    )
