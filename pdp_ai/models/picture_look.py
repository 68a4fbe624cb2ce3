"""What a draft's picture looks like, in a few bytes, so that its twins are found among any number of drafts."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from pdp_ai.models.draft import STANDING, MediaDraft

#: Bits of 64 and 42 in which two pictures' shapes, and shapes and colours together, differ that hardly anybody can tell
#: apart. Scenes of different products in the same place lie 18 bits and more apart.
_SHAPES, _BOTH = 5, 8
#: Twins that are looked into at all.
_MANY = 500


@dataclass(frozen=True, slots=True)
class Twin:
    draft: MediaDraft
    #: In bits, of shapes and colours.
    distance: int


class PictureLookQuerySet(models.QuerySet["PictureLook"]):
    def remember(self, draft: MediaDraft, look: str) -> None:
        self.create(draft=draft, look=look, **_bands(look))

    def twin_of(self, look: str, *, product_model: str, product_id: str) -> Twin | None:
        """The most alike picture of another product that is not set aside; None where there is none.

        Shapes that differ in up to three bits share one of four bands for certain, and those with a few more mostly do:
        so four looks into an index find them, and no table is walked through.
        """
        near = Q()
        for name, band in _bands(look).items():
            near |= Q(**{name: band})
        known = self.filter(near).values_list("pk", "look")[:_MANY]
        close = {pk: distance for pk, other in known if (distance := _distance(look, other)) is not None}
        drafts = MediaDraft.objects.filter(pk__in=close, state__in=STANDING)
        others = drafts.exclude(product_model=product_model, product_id=product_id)
        twins = [Twin(draft, close[draft.pk]) for draft in others.only("pk", "product_title", "slot")]
        return min(twins, key=lambda twin: (twin.distance, -twin.draft.pk), default=None)


class PictureLook(models.Model):
    draft = models.OneToOneField(MediaDraft, primary_key=True, on_delete=models.CASCADE, related_name="+")
    #: As `imaging.likeness.look_of` writes it.
    look = models.CharField(max_length=27)
    #: The shapes' 64 bits in four parts.
    band_0 = models.PositiveIntegerField(db_index=True)
    band_1 = models.PositiveIntegerField(db_index=True)
    band_2 = models.PositiveIntegerField(db_index=True)
    band_3 = models.PositiveIntegerField(db_index=True)

    objects = PictureLookQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.look}"


def _bands(look: str) -> dict[str, int]:
    return {f"band_{number}": int(look[4 * number : 4 * number + 4], 16) for number in range(4)}


def _distance(first: str, second: str) -> int | None:
    """None for pictures that are not alike."""
    shapes = (int(first[:16], 16) ^ int(second[:16], 16)).bit_count()
    both = shapes + (int(first[16:], 16) ^ int(second[16:], 16)).bit_count()
    return both if shapes <= _SHAPES and both <= _BOTH else None
