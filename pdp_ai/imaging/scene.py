"""The product in a place rendered around it: a studio sweep, a table before a wall, a surface seen from above."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pdp_ai.imaging.arrays import Floats
from pdp_ai.imaging.backdrop import HORIZON, paint_backdrop
from pdp_ai.imaging.colour import product_colours
from pdp_ai.imaging.picture import Cutout, Picture
from pdp_ai.imaging.place import Placement, Size
from pdp_ai.imaging.stage import put_on_stage
from pdp_ai.imaging.themes import Theme, choose_theme

#: Surroundings darker than this (OKLab lightness) make a dark photo.
_DARK = 0.42
#: How much of the product a polished sweep mirrors.
_GLOSS = 0.10


def theme_for(cutout: Cutout, *, wishes: Sequence[str], unwanted: str, seed: int) -> Theme:
    """wishes, unwanted: words for and against places; where they leave a choice, the seed makes it."""
    surroundings = product_colours(cutout.photo, cutout.alpha).surroundings
    return choose_theme(wishes, unwanted=unwanted, variant=seed, dark_photo=surroundings < _DARK)


def make_scene(cutout: Cutout, placement: Placement, theme: Theme, *, lead: Cutout, seed: int) -> Picture:
    """lead: the product whose colours and stance the place is made for; itself, but in a set that shares one place.

    seed: of the light's side and the surface.
    """
    rng = np.random.default_rng(seed)
    towards = 1 if rng.random() < 0.5 else -1
    painted = paint_backdrop(
        theme,
        product_colours(lead.photo, lead.alpha),
        side=max(placement.canvas),
        towards=towards,
        from_above=lead.stance.kind == "lying",
        rng=rng,
    )
    gloss = _GLOSS if theme.ground == "sweep" else 0.0
    backdrop = _cropped(painted, placement.canvas)
    return put_on_stage(
        cutout, placement, backdrop, towards=towards, gloss=gloss, seed=seed, setting=f"{theme.name} scene"
    )


def _cropped(square: Floats, size: Size) -> Floats:
    """The part of a square backdrop whose horizon lies where it did."""
    width, height = size
    top, left = round((square.shape[0] - height) * HORIZON), (square.shape[1] - width) // 2
    return square[top : top + height, left : left + width]
