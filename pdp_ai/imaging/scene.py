"""The product in a place: a studio sweep, a table before a wall, a surface seen from above."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pdp_ai.imaging.arrays import Floats, enlarge
from pdp_ai.imaging.backdrop import paint_backdrop
from pdp_ai.imaging.colour import product_colours
from pdp_ai.imaging.composite import lay_over
from pdp_ai.imaging.encode import encode
from pdp_ai.imaging.foreground import edge_colours
from pdp_ai.imaging.picture import Cutout, Picture
from pdp_ai.imaging.place import on_canvas, place_in_scene, placed_pixels
from pdp_ai.imaging.shadow import cast_shadow, drop_shadow, floor_shadow
from pdp_ai.imaging.themes import choose_theme

#: Shadows are computed on a map this many times smaller.
_COARSE = 4
#: Side below which a scene looks poor on a product page, in pixels.
_SMALLEST = 1200
#: Surroundings darker than this (OKLab lightness) make a dark photo.
_DARK = 0.42


def make_scene(
    cutout: Cutout, *, wishes: Sequence[str], unwanted: str, size: int, share: float, max_scale: float, seed: int
) -> Picture:
    """A square picture with at most `size` px a side.

    wishes, unwanted: words for and against places, see `imaging.themes`. share: part of the side the product fills.
    max_scale: how far a small product may be enlarged. seed: of the light's side, the surface and, where the words
    leave a choice, the theme.
    """
    placement = place_in_scene(
        cutout.alpha, cutout.stance, canvas=size, smallest=min(_SMALLEST, size), share=share, max_scale=max_scale
    )
    colours = product_colours(cutout.photo, cutout.alpha)
    place = choose_theme(wishes, unwanted=unwanted, variant=seed, dark_photo=colours.surroundings < _DARK)
    rng = np.random.default_rng(seed)
    towards = 1 if rng.random() < 0.5 else -1
    side = placement.canvas
    backdrop = paint_backdrop(
        place, colours, side=side, towards=towards, from_above=cutout.stance.kind == "lying", rng=rng
    )
    opacity = placed_pixels(cutout.alpha, placement)
    product = placed_pixels(edge_colours(cutout.photo, cutout.alpha), placement)
    product = np.where((opacity == 255)[..., None], placed_pixels(cutout.photo, placement), product)
    small = on_canvas(opacity, placement)[::_COARSE, ::_COARSE].astype(np.float32) / 255
    darkness = enlarge(_shadow(small, cutout.stance.kind, towards), (side, side))[..., None]
    # Shade takes on its ground's own colour instead of going to black.
    shaded = backdrop * (1 - np.clip(darkness, 0, 1) * (1 - 0.25 * backdrop))
    content = encode(lay_over(shaded.astype(np.float32), product, opacity, placement, seed=seed))
    return Picture(content, placement, f"{place.name} scene")


def _shadow(opacity: Floats, kind: str, towards: int) -> Floats:
    if kind == "standing":
        both = 1 - (1 - floor_shadow(opacity)) * (1 - cast_shadow(opacity, towards=towards))
        return np.asarray(both, dtype=np.float32)
    lift = {"lying": 0.010, "hanging": 0.040, "cropped": 0.045}[kind]
    return drop_shadow(opacity, towards=towards, lift=lift)
