"""The main photo's product in a place rendered around it, or painted by an image model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from pdp_ai.exceptions import ConfigurationError
from pdp_ai.recipes.base import OpenPhoto, Recipe, Steps
from pdp_ai.recipes.cutout_step import NO_PHOTO, Composed, CutPhoto, compose_candidate, cut_main_photo
from pdp_ai.recipes.painted_step import Painted, compose_painted, paint_surroundings
from pdp_ai.recipes.second_look import SecondLook, look_again
from pdp_ai.types import Brief, Candidate, ProductFacts

if TYPE_CHECKING:
    from pdp_ai.imaging.place import Placement, Size
    from pdp_ai.imaging.themes import Outdoors, Theme

_SPOTS = ("centred", "left third", "right third", "padded", "original")


class SceneRecipe(Recipe):
    """Cut-out → place → surroundings → light, shadow, reflection → the photo's own pixels → a second look.

    The style's theme and a person's hint choose the place.
    """

    @dataclass(frozen=True)
    class Options:
        #: The slot it fills: with another one, and another size, it makes a channel's format.
        slot: str = "scene"
        #: Alias of a cut-out engine.
        engine: str = "cutout"
        #: Alias of an image engine that paints the surroundings; empty to render them.
        backdrop_engine: str = ""
        #: ``always``, or ``outdoors``: only where a beach, meadow, garden, forest or snow is wished for and the product
        #: stands; other places are rendered.
        painted: Literal["always", "outdoors"] = "always"
        #: Worker lane; empty for ``gpu`` where an image engine paints, else ``cpu``.
        lane: str = ""
        #: Whether that engine paints round the product, where its model can, instead of a backdrop alone.
        inpaint: bool = False
        #: Longest side that the image engine is asked for, in pixels.
        painted_side: int = 1024
        #: Largest size of the picture, in pixels. Unless the size is exact it shrinks, so that the product keeps the
        #: photo's resolution, down to three quarters.
        width: int = 1600
        height: int = 1600
        exact: bool = False
        #: Part of the picture that the product fills.
        share: float = 0.64
        #: How far a small product may be enlarged.
        max_scale: float = 1.5
        #: Where candidates place the product, in turn: centred, left third, right third, padded, original.
        spots: tuple[str, ...] = ("centred",)
        #: Aliases of engines that read text and judge decency; empty for none.
        text_engine: str = ""
        safety_engine: str = ""
        #: Folder of other shops' pictures that a new one must not look like; empty for none.
        foreign: str = ""

        def __post_init__(self) -> None:
            if self.painted not in {"always", "outdoors"}:
                raise ConfigurationError(f"painted is always or outdoors, not {self.painted!r}.")
            if unknown := set(self.spots) - set(_SPOTS) or ({"none"} if not self.spots else set()):
                raise ConfigurationError(f"spots are among {', '.join(_SPOTS)}, not {', '.join(sorted(unknown))}.")

    @property
    def slots(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.options.slot,)

    @property
    def lane(self) -> str:  # type: ignore[override]
        return self.options.lane or ("gpu" if self.options.backdrop_engine else "cpu")

    def refusal(self, facts: ProductFacts, language: str) -> str:
        return "" if facts.photos else NO_PHOTO

    def steps(self, brief: Brief, open_photo: OpenPhoto) -> Steps:
        cut = yield from cut_main_photo(brief, open_photo, self.options.engine)
        return (yield from self.scenes(brief, [cut]))

    def scenes(self, brief: Brief, cuts: Sequence[CutPhoto]) -> Steps:
        """Candidate by candidate one place, made for the first product, with each of the products in it."""
        from pdp_ai.imaging.scene import theme_for  # noqa: PLC0415  # NumPy belongs to the workers

        options, lead = self.options, cuts[0]
        seeds = [brief.seed + index for index in range(brief.candidates)]
        # A one-off wish comes before the house style.
        wishes = (brief.hint, brief.style.theme)
        themes = [
            theme_for(lead.cutout, wishes=wishes, unwanted=brief.style.negative_prompt, seed=seed) for seed in seeds
        ]
        spots = [self._place(lead, index) for index in range(brief.candidates)]
        painted: list[Painted] = []
        if places := self._places_to_paint(lead, themes, seeds, wishes, brief.style.negative_prompt):
            painted = yield from paint_surroundings(brief, lead, places, spots, options)
        look = SecondLook(options.engine, options.text_engine, options.safety_engine, options.foreign, alike=True)
        candidates: list[Candidate] = []
        for cut in cuts:
            composed = []
            for index, (seed, spot, theme) in enumerate(zip(seeds, spots, themes, strict=True)):
                placement = spot if cut is lead else self._place(cut, index, canvas=spot.canvas)
                if painted:
                    composed.append(compose_painted(options.slot, index, cut, placement, painted[index], lead=lead))
                else:
                    composed.append(self._rendered(index, cut, placement, theme, lead=lead, seed=seed))
            candidates += yield from look_again(composed, cut, look)
        return candidates

    def _places_to_paint(
        self, lead: CutPhoto, themes: Sequence[Theme], seeds: Sequence[int], wishes: tuple[str, str], unwanted: str
    ) -> list[Theme | Outdoors]:
        """One for each candidate; empty where the surroundings are rendered."""
        from pdp_ai.imaging.themes import choose_outdoors  # noqa: PLC0415

        if not self.options.backdrop_engine:
            return []
        outdoors = [choose_outdoors(wishes, unwanted=unwanted, variant=seed) for seed in seeds]
        if self.options.painted == "outdoors":
            stands = lead.cutout.stance.kind == "standing"
            return [place for place in outdoors if place and stands]
        return [place or theme for place, theme in zip(outdoors, themes, strict=True)]

    def _place(self, cut: CutPhoto, index: int, canvas: Size | None = None) -> Placement:
        """canvas: where the picture's size is settled."""
        from pdp_ai.imaging.place import SPOTS, place_in_scene  # noqa: PLC0415

        options = self.options
        return place_in_scene(
            cut.cutout.alpha,
            cut.cutout.stance,
            canvas=canvas or (options.width, options.height),
            least=1.0 if options.exact or canvas else 0.75,
            share=options.share,
            max_scale=options.max_scale,
            spot=SPOTS[options.spots[index % len(options.spots)]],
        )

    def _rendered(
        self, index: int, cut: CutPhoto, placement: Placement, theme: Theme, *, lead: CutPhoto, seed: int
    ) -> Composed:
        from pdp_ai.imaging.scene import make_scene  # noqa: PLC0415

        compose = partial(make_scene, cut.cutout, placement, theme, lead=lead.cutout, seed=seed)
        return compose_candidate(self.options.slot, index, seed, cut, compose)
