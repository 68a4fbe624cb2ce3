"""A cut-out before, and a finished picture after composing."""

from __future__ import annotations

from dataclasses import dataclass

from pdp_ai.imaging.arrays import Bytes
from pdp_ai.imaging.place import Placement
from pdp_ai.imaging.stance import Stance


@dataclass(frozen=True, slots=True)
class Cutout:
    """A photo with its product told from the background."""

    #: H × W × 3 and H × W.
    photo: Bytes
    alpha: Bytes
    stance: Stance


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture as a file, and how its product got there."""

    content: bytes
    placement: Placement
    #: What surrounds the product, in two words, for the draft's model id.
    setting: str
