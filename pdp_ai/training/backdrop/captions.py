"""A setting in words, chosen anew each time a picture is learned from, so that no one wording matters."""

from __future__ import annotations

import numpy as np

from pdp_ai.training.backdrop.settings import COLOURS, OUTSIDE, Setting

_SURFACES: dict[str, tuple[str, ...]] = {
    "oak": ("oak table", "light wood", "wooden table", "oak boards", "natural wood table top", "wood"),
    "walnut": ("walnut table", "dark wood", "dark wooden table", "brown wood", "rustic wood"),
    "painted wood": ("{colour} painted wood", "{colour} wooden boards", "painted wood table"),
    "marble": ("marble", "white marble", "marble table top", "polished marble"),
    "black marble": ("black marble", "dark marble", "black polished stone"),
    "concrete": ("concrete", "grey concrete", "concrete table", "cement"),
    "slate": ("slate", "dark stone", "stone slab", "stone"),
    "linen": ("{colour} linen", "linen cloth", "{colour} fabric", "fabric tablecloth", "textile"),
    "tiles": ("tiles", "{colour} tiles", "ceramic tiles"),
    "paper": ("{colour} paper", "plain {colour}", "{colour} surface"),
    "sand": ("sand", "fine sand", "beach sand"),
    "grass": ("grass", "green grass", "lawn"),
    "snow": ("snow", "fresh snow"),
}
_PLACES: dict[str, tuple[str, ...]] = {
    "sweep": (
        "{colour} studio sweep",
        "{colour} studio backdrop",
        "seamless {colour} background",
        "{colour} studio",
        "minimal {colour}",
    ),
    "wall": (
        "{colour} wall",
        "{colour} plaster wall",
        "in front of a {colour} wall",
        "plain {colour} wall",
        "{colour} background",
    ),
    "room": ("living room", "blurred living room", "home interior", "cosy room", "at home", "blurred room"),
    "kitchen": ("kitchen", "blurred kitchen", "modern kitchen", "in a kitchen"),
    "window": ("by a window", "bright window behind", "window", "in front of a window"),
    "garden": ("garden", "blurred garden", "in the garden", "outdoors with bokeh", "terrace with plants"),
    "forest": ("forest", "in the woods", "blurred trees", "forest bokeh"),
    "meadow": ("meadow", "fields and sky", "countryside", "landscape"),
    "beach": ("beach", "by the sea", "seaside", "ocean and sky"),
    "snow": ("snowy landscape", "winter forest", "snowfall"),
    "city at night": ("city at night", "night street lights", "city bokeh", "night"),
    "party lights": ("party lights", "festive lights", "string lights", "christmas lights", "celebration"),
}
_WARMTH = {
    "warm": ("warm light", "warm", "golden light", "golden hour", "warm tones"),
    "neutral": ("neutral light", "daylight", "natural light", "soft light"),
    "cool": ("cool light", "cool", "cold light", "cool tones"),
}
_BRIGHTNESS = {
    "bright": ("bright", "bright and airy", "light", "high key", "sunny"),
    "medium": ("", "calm", "muted", "natural"),
    "dark": ("dark", "dark and moody", "low key", "dramatic", "moody"),
}
_PATTERNS = {
    "window": ("window shadows", "sunlight through a window", "window light"),
    "leaves": ("leaf shadows", "dappled light", "sunlight through leaves"),
}
_ABOVE = ("seen from above", "flat lay", "top view", "from above")
_OPENINGS = (
    "", "", "product photo", "background", "backdrop for a product photo", "photo", "empty scene", "scene",
    "product photograph of {name}", "{name}", "a {name} on", "studio photograph of {name}",
)  # fmt: skip
_CLOSINGS = ("", "", "blurred background", "shallow depth of field", "bokeh", "high quality", "empty", "soft shadows")
#: Letters of names that mean nothing to the model; it learns to pass over them.
_SYLLABLES = (
    "ba", "co", "di", "fer", "gul", "hem", "jo", "kla", "lun", "mor", "nex", "or", "pel", "qui", "ras", "sto", "tam",
    "ul", "ver", "wex", "yo", "zin", "tra", "pol", "lin", "sea", "ber", "cup", "mug", "bag", "lamp",
)  # fmt: skip


def caption(setting: Setting, rng: np.random.Generator) -> str:
    """Parts in any order, some left out."""
    above = setting.camera == "above"
    parts = [
        (_pick(_SURFACES[setting.surface], rng), 0.9),
        (_pick(_PLACES[setting.place], rng), 0.0 if above else 0.92),
    ]
    parts += [(_pick(_WARMTH[setting.warmth], rng), 0.65), (_pick(_BRIGHTNESS[setting.brightness], rng), 0.75)]
    parts += [(_pick(_ABOVE, rng), 0.9)] if above else []
    parts += [(_pick(_PATTERNS[setting.pattern], rng), 0.85)] if setting.pattern else []
    parts += [(setting.season, 0.8)] if setting.season else []
    parts += [(f"light from the {setting.side}", 0.35)] if setting.place not in OUTSIDE else []
    kept = [part for part, share in parts if part and rng.random() < share]
    order = rng.permutation(len(kept))
    opening, closing = _pick(_OPENINGS, rng), _pick(_CLOSINGS, rng)
    words = ", ".join(part for part in [opening, *(kept[index] for index in order), closing] if part)
    return words.format(colour=setting.colour, name=_name(rng))


def all_words() -> list[str]:
    """Every phrase there is, for the tokenizer to learn its words from."""
    groups = [*_SURFACES.values(), *_PLACES.values(), *_WARMTH.values(), *_BRIGHTNESS.values(), *_PATTERNS.values()]
    phrases = [phrase for group in [*groups, _ABOVE, _OPENINGS, _CLOSINGS] for phrase in group]
    bare = [phrase.format(colour="", name="") for phrase in phrases]
    return [*bare, *COLOURS, "spring summer autumn winter", "light from the left", "light from the right"]


def _pick(choices: tuple[str, ...], rng: np.random.Generator) -> str:
    return choices[int(rng.integers(len(choices)))]


def _name(rng: np.random.Generator) -> str:
    words = ["".join(rng.choice(_SYLLABLES, int(rng.integers(1, 4)))) for _ in range(int(rng.integers(1, 4)))]
    return " ".join(words)
