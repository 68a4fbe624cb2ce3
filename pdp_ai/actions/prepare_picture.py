"""What of a picture goes public: the draft's own file, or a smaller one where the shop wants that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pdp_ai import conf
from pdp_ai.exceptions import PublishRefused
from pdp_ai.imaging.compress import LOWEST_QUALITY, compress, is_transparent
from pdp_ai.models import MediaDraft
from pdp_ai.provenance.marking import mark_derived
from pdp_ai.sentences import sentence as _


@dataclass(frozen=True, slots=True)
class PreparedPicture:
    content: bytes
    mime: str
    #: What compressing it cost, for the history: ``mime``, ``quality``, ``bytes``, ``max_difference``,
    #: ``mean_difference``. Empty for the draft's own file.
    compression: Mapping[str, str | int | float] = field(default_factory=dict)


def prepare_picture(draft: MediaDraft) -> PreparedPicture:
    """Marked and signed like the draft, from which it names its descent. Raises `PublishRefused`."""
    with draft.file.open("rb") as file:
        original = file.read()
    form, most = conf.files("PUBLISH_AS", draft.slot), conf.files("PUBLISH_MAX_BYTES", draft.slot)
    if not form or (form == "jpeg" and is_transparent(original)):
        return PreparedPicture(original, draft.mime)
    small = compress(original, form, quality=conf.files("PUBLISH_QUALITY", draft.slot), max_bytes=most)
    if small is None:
        raise PublishRefused(
            _(
                "The picture needs more than %(most)s bytes as %(form)s, even at quality %(lowest_quality)s; allow "
                "more, or publish another one.",
                most=f"{most:,}",
                form=form,
                lowest_quality=LOWEST_QUALITY,
            )
        )
    content = mark_derived(small.content, small.mime, original, draft.mime, action="c2pa.transcoded", signed=True)
    compression: dict[str, str | int | float] = {
        "mime": small.mime,
        "quality": small.quality,
        "bytes": len(content),
        "max_difference": small.max_difference,
        "mean_difference": small.mean_difference,
    }
    return PreparedPicture(content, small.mime, compression)
