"""How well products are cut out, measured where the truth is known: on rendered products."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any, TypedDict

from pdp_ai.quality.picture_cutout import cutout_findings

#: Shipped with the package; `benchmarks/rendered_products` makes them.
RENDERED = Path(__file__).with_name("rendered")
#: How far a boundary may be off, as a part of the picture's diagonal (DAVIS: Perazzi et al., 2016).
_TOLERANCE = 0.008
#: A cut-out with less in common with the truth is a failure, which a finding should have told.
_FAILED = 0.85

#: A photo as PNG to its opacity as the engine saw it and refined: two H × W arrays.
Cut = Callable[[bytes], tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Measured:
    """One rendered product."""

    name: str
    #: Part of the union of found and true product that both have.
    iou: float
    #: Harmonic mean of the parts of the found and of the true outline that lie on the other.
    boundary_f: float
    #: Whether a finding asks a person to look.
    flagged: bool
    #: Whether one calls it spoilt.
    in_error: bool

    @property
    def kind(self) -> str:
        return self.name.rpartition("-")[0]

    @property
    def failed(self) -> bool:
        return self.iou < _FAILED


class Figures(TypedDict):
    n: int
    iou: float
    boundary_f: float
    failed: int
    failed_flagged: int
    #: Sound cut-outs that a finding calls spoilt.
    sound_in_error: int


def cutout_figures(measured: list[Measured]) -> dict[str, Figures]:
    """By kind of product, and for all."""
    groups = defaultdict(list)
    for product in measured:
        groups[product.kind].append(product)
        groups["all"].append(product)
    return {kind: _figures(group) for kind, group in sorted(groups.items())}


def measure_cutouts(cut: Cut, folder: Path = RENDERED) -> Iterator[Measured]:
    """Each rendered product in turn: its colours are the photo, its transparency the truth."""
    import numpy as np
    from PIL import Image

    from pdp_ai.imaging.encode import encode
    from pdp_ai.imaging.measure import measure_cutout

    for path in sorted(folder.glob("*.webp")):
        with Image.open(path) as image:
            pixels = np.asarray(image.convert("RGBA"))
        photo, truth = np.ascontiguousarray(pixels[..., :3]), pixels[..., 3] > 127
        coarse, alpha = cut(encode(photo))
        found = alpha > 127
        findings = cutout_findings(measure_cutout(photo, alpha, coarse))
        yield Measured(
            path.stem,
            _iou(found, truth),
            boundary_f(found, truth),
            flagged=not found.any() or bool(findings),
            in_error=not found.any() or any(finding.severity == "error" for finding in findings),
        )


def boundary_f(found: Any, truth: Any) -> float:
    """1 where both outlines run within the tolerance of each other, 0 where they never do. H × W, true for product."""
    from scipy import ndimage

    tolerance = max(1.0, _TOLERANCE * float(sum(side**2 for side in truth.shape)) ** 0.5)
    outlines = [mask & ~ndimage.binary_erosion(mask, border_value=1) for mask in (found, truth)]
    if not all(outline.any() for outline in outlines):
        return 0.0
    near = [ndimage.distance_transform_edt(~outline) <= tolerance for outline in outlines]
    precision, recall = float(near[1][outlines[0]].mean()), float(near[0][outlines[1]].mean())
    return round(2 * precision * recall / (precision + recall), 4) if precision + recall else 0.0


def _iou(found: Any, truth: Any) -> float:
    return round(float((found & truth).sum() / max((found | truth).sum(), 1)), 4)


def _figures(products: list[Measured]) -> Figures:
    failures = [product for product in products if product.failed]
    return Figures(
        n=len(products),
        iou=round(mean(product.iou for product in products), 4),
        boundary_f=round(mean(product.boundary_f for product in products), 4),
        failed=len(failures),
        failed_flagged=sum(product.flagged for product in failures),
        sound_in_error=sum(product.in_error and not product.failed for product in products),
    )
