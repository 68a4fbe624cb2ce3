"""The product in surroundings that an image model painted: what the model is given, and what becomes of its answer."""

from __future__ import annotations

import numpy as np
from PIL import Image

from pdp_ai.imaging.arrays import Floats, decode_rgb
from pdp_ai.imaging.encode import encode
from pdp_ai.imaging.match import match_light
from pdp_ai.imaging.picture import Cutout, Picture
from pdp_ai.imaging.place import Placement, Size, on_canvas
from pdp_ai.imaging.stage import placed_opacity, placed_product, put_on_stage

#: How much of the product a painted floor mirrors.
_GLOSS = 0.06
#: Pixels of the model's picture kept around the product, so that it doesn't paint the product's own edge anew.
_RIM = 3


def inpaint_request(cutout: Cutout, placement: Placement, size: Size) -> tuple[bytes, bytes]:
    """The product on grey, and where the model may paint (white): two PNG files of `size`."""
    from scipy import ndimage

    opacity = on_canvas(placed_opacity(cutout, placement), placement)
    grey = np.full((*opacity.shape, 3), 128, dtype=np.uint8)
    share = (opacity.astype(np.float32) / 255)[..., None]
    rows, columns = placement.window
    patch = placed_product(cutout, placement) * share[rows, columns] + grey[rows, columns] * (1 - share[rows, columns])
    grey[rows, columns] = np.round(patch).astype(np.uint8)
    small = np.asarray(Image.fromarray(opacity).resize(size, Image.Resampling.BOX))
    kept = ndimage.binary_dilation(small > 127, iterations=_RIM)
    image = Image.fromarray(grey).resize(size, Image.Resampling.LANCZOS)
    return encode(np.asarray(image)), encode(np.where(kept, 0, 255).astype(np.uint8))


def make_painted_scene(
    cutout: Cutout, placement: Placement, painted: bytes, *, lead: Cutout, rim: float, seed: int, setting: str
) -> Picture:
    """painted: the model's picture, of any size; only its surroundings are used, never its product.

    lead: the product to whose light they are brought; itself, but in a set that shares them. rim: part of the painted
    side that is cut off all round.
    """
    backdrop = match_light(_covering(painted, placement.canvas, rim=rim), lead.photo, lead.alpha)
    left, right = np.array_split(backdrop.mean(axis=(0, 2)), 2)
    towards = 1 if left.mean() >= right.mean() else -1
    return put_on_stage(cutout, placement, backdrop, towards=towards, gloss=_GLOSS, seed=seed, setting=setting)


def _covering(painted: bytes, size: Size, *, rim: float) -> Floats:
    """Without its rim enlarged until it covers `size`, and cropped to it around its middle: H × W × 3 in 0–1."""
    image = Image.fromarray(decode_rgb(painted))
    cut = round(rim * min(image.size))
    image = image.crop((cut, cut, image.width - cut, image.height - cut))
    scale = max(size[0] / image.width, size[1] / image.height)
    enlarged = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.BICUBIC)
    left, top = (enlarged.width - size[0]) // 2, (enlarged.height - size[1]) // 2
    crop = enlarged.crop((left, top, left + size[0], top + size[1]))
    return np.asarray(crop, dtype=np.float32) / 255
