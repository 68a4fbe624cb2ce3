"""The step packshot and scene share: from the product's main photo to a refined cut-out, measured."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

from pdp_ai.recipes.base import Ask, OpenPhoto
from pdp_ai.sentences import sentence as _
from pdp_ai.types import Artifact, Brief, Candidate, CutoutRequest, Message, Photo, SourceType

if TYPE_CHECKING:
    from pdp_ai.imaging.arrays import Bytes
    from pdp_ai.imaging.picture import Cutout, Picture
    from pdp_ai.imaging.place import Placement

#: Parts of the photo between which a product can be; outside, nothing or everything was found.
_SMALLEST, _LARGEST = 0.01, 0.95

NO_PHOTO = _("The product has no photo to make a picture from; add one first.")


@dataclass(frozen=True, slots=True)
class CutPhoto:
    """The main photo with its product found."""

    photo_key: str
    cutout: Cutout
    #: Whose opacity it is; without model when the photo brought its own transparency.
    mask: Artifact
    measures: Mapping[str, float]


def cut_main_photo(brief: Brief, open_photo: OpenPhoto, engine: str) -> Generator[list[Ask], list[Artifact], CutPhoto]:
    return (yield from cut_photo(brief.facts.photos[0], open_photo, engine))


def cut_photo(wanted: Photo, open_photo: OpenPhoto, engine: str) -> Generator[list[Ask], list[Artifact], CutPhoto]:
    """Asks the engine unless the photo is already cut out. Raises `PhotoUnreadable`.

    Where no product can be told from its background the whole photo is taken, uncut, and ``found`` is 0; a quality
    check turns that into an error, so that a person sees why.
    """
    # NumPy and SciPy belong to the workers; the web server imports recipes too.
    import numpy as np  # noqa: PLC0415

    from pdp_ai.imaging.arrays import decode_grey, decode_rgb, decode_transparency  # noqa: PLC0415
    from pdp_ai.imaging.measure import measure_cutout  # noqa: PLC0415
    from pdp_ai.imaging.picture import Cutout  # noqa: PLC0415
    from pdp_ai.imaging.read import normalise_photo  # noqa: PLC0415
    from pdp_ai.imaging.refine import refine_alpha  # noqa: PLC0415
    from pdp_ai.imaging.stance import Stance, find_stance  # noqa: PLC0415

    png = normalise_photo(open_photo(wanted))
    photo, own = decode_rgb(png), decode_transparency(png)
    if own is not None and _is_part(own):
        coarse = alpha = own
        mask = Artifact(mime="image/png")
    else:
        [mask] = yield [Ask(engine, CutoutRequest(photo=png))]
        started = perf_counter()
        coarse = decode_grey(mask.content or b"")
        alpha = refine_alpha(photo, coarse) if _is_part(coarse) else coarse
        mask = replace(mask, seconds=mask.seconds + perf_counter() - started)
    if not _is_part(alpha):
        whole = np.full_like(alpha, 255)
        return CutPhoto(wanted.key, Cutout(photo, whole, Stance("lying")), mask, {"found": 0})
    measures = {"found": 1, **measure_cutout(photo, alpha, coarse), **json.loads(mask.text or "{}")}
    return CutPhoto(wanted.key, Cutout(photo, alpha, find_stance(alpha)), replace(mask, text=None), measures)


def _is_part(alpha: Bytes) -> bool:
    """Whether something was found, and not everything."""
    return bool(_SMALLEST < (alpha > 127).mean() < _LARGEST)


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished candidate, and where its product was put."""

    candidate: Candidate
    placement: Placement

    @property
    def content(self) -> bytes:
        return self.candidate.artifact.content or b""


def compose_candidate(
    slot: str,
    index: int,
    seed: int,
    cut: CutPhoto,
    compose: Callable[[], Picture],
    *,
    painted: Artifact | None = None,
    prompt: tuple[Message, ...] = (),
    source_type: SourceType = "composite",
) -> Composed:
    """Let `compose` make the picture, and measure its file against the photo.

    painted, prompt: the image model's answer and what it was told, where one painted the surroundings; else
    source_type says what the picture is, ``composite`` for the photo's product among rendered surroundings.
    """
    from pdp_ai.imaging.encode import MIME  # noqa: PLC0415
    from pdp_ai.imaging.likeness import look_of  # noqa: PLC0415
    from pdp_ai.imaging.look import measure_look  # noqa: PLC0415
    from pdp_ai.imaging.measure import measure_untouched  # noqa: PLC0415
    from pdp_ai.imaging.proof import make_proof  # noqa: PLC0415

    started = perf_counter()
    picture = compose()
    untouched = measure_untouched(picture.content, cut.cutout.photo, cut.cutout.alpha, picture.placement)
    look = measure_look(picture.content, cut.cutout, picture.placement)
    makers = (cut.mask, painted) if painted else (cut.mask,)
    artifact = Artifact(
        mime=MIME,
        content=picture.content,
        model=" + ".join(filter(None, [*(maker.model for maker in makers), picture.setting])),
        revision=" + ".join(filter(None, (maker.revision for maker in makers))),
        seed=seed,
        seconds=sum(maker.seconds for maker in makers) + perf_counter() - started,
    )
    candidate = Candidate(
        slot=slot,
        artifact=artifact,
        index=index,
        photo_key=cut.photo_key,
        prompt=prompt,
        measures={**untouched, **look, **cut.measures},
        look=look_of(picture.content),
        proof=make_proof(picture.content, cut.cutout, picture.placement),
        source_type="compositeWithTrainedAlgorithmicMedia" if painted else source_type,
    )
    return Composed(candidate, picture.placement)
