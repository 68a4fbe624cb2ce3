"""The small coloured marks and teasers in lists, the same in both admins."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pdp_ai.models import GenerationJob, MediaDraft, Publication
from pdp_ai.models.draft import DraftSeverity, DraftState
from pdp_ai.models.job_state import JobState
from pdp_ai.types import SEVERITIES, Severity
from pdp_ai.views.draft.picture import picture_url
from pdp_ai.views.face import Face

#: From a state or severity to the tone of its mark in the stylesheet.
DRAFT_TONES = {
    DraftState.PENDING: "wait",
    DraftState.APPROVED: "good",
    DraftState.DRAFTED: "good",
    DraftState.PUBLISHED: "live",
    DraftState.REJECTED: "bad",
}
JOB_TONES = {
    JobState.READY: "wait",
    JobState.RUNNING: "busy",
    JobState.SUCCESSFUL: "good",
    JobState.FAILED: "bad",
    JobState.QUARANTINED: "bad",
}
SEVERITY_TONES = {
    DraftSeverity.CLEAN: "clean",
    DraftSeverity.INFO: "info",
    DraftSeverity.WARNING: "warning",
    DraftSeverity.ERROR: "error",
}
#: Drawn before the words, so that colour is never all that tells them apart.
SIGNS = {"clean": "✓", "info": "i", "warning": "!", "error": "×"}
#: Characters of a text in a list, and pixels of a picture's width.
TEASER = 70
THUMBNAIL = 320

#: Address and alternative text.
PICTURE = '<img class="pdp-thumb" src="{}" alt="{}" width="56" height="56" loading="lazy">'
WORDS = '<span class="pdp-teaser">{}</span>'

_LINE_END = re.compile(r"</(?:p|li|h[1-6])>|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)


def draft_state(draft: MediaDraft) -> SafeString:
    return _badge(DRAFT_TONES.get(DraftState(draft.state), "quiet"), draft.get_state_display())


def publication_place(publication: Publication) -> str:
    """Who sees it: everybody, or the product's editors until its draft is published."""
    return str(_("live") if publication.is_live else DraftState.DRAFTED.label)


def job_state(job: GenerationJob) -> SafeString:
    """Its state; while it runs, also how far it has come."""
    words = str(job.get_state_display())
    if job.state == JobState.RUNNING and job.progress:
        words = f"{words} · {job.progress} %"
    return _badge(JOB_TONES.get(JobState(job.state), "quiet"), words)


def severity(draft: MediaDraft) -> SafeString:
    """The worst finding's mark, with the number of findings as bad as it."""
    return severity_mark(draft.severity, count_of_worst(draft.severity, draft.findings))


def severity_mark(severity: int, count: int) -> SafeString:
    tone = SEVERITY_TONES[DraftSeverity(severity)]
    if severity == DraftSeverity.CLEAN:
        return _finding_mark(tone, str(DraftSeverity.CLEAN.label))
    return _finding_mark(tone, _counted(SEVERITIES[severity - 1], count))


def count_of_worst(severity: int, findings: Iterable[Mapping[str, Any]]) -> int:
    if severity == DraftSeverity.CLEAN:
        return 0
    worst = SEVERITIES[severity - 1]
    return sum(finding.get("severity") == worst for finding in findings)


def _counted(severity: Severity, count: int) -> str:
    match severity:
        case "error":
            text = ngettext("%(count)s error", "%(count)s errors", count)
        case "warning":
            text = ngettext("%(count)s warning", "%(count)s warnings", count)
        case _:
            text = ngettext("%(count)s note", "%(count)s notes", count)
    return text % {"count": count}


def teaser(draft: MediaDraft, face: Face) -> SafeString:
    """A thumbnail, or the first words."""
    if draft.is_picture:
        return thumbnail(picture_url(draft, face, width=THUMBNAIL))
    return first_words(draft.text, TEASER)


def thumbnail(url: str) -> SafeString:
    return format_html(PICTURE, url, picture_alternative())


def picture_alternative() -> str:
    return _("Draft picture")


def first_words(text: str, characters: int) -> SafeString:
    return format_html(WORDS, beginning(text, characters))


def beginning(text: str, characters: int) -> str:
    """The first words of a stored text, unescaped. It was cleaned before it was stored: a pattern finds its tags."""
    bare = html.unescape(_TAG.sub("", _LINE_END.sub("\n", text)))
    words = " · ".join(line for piece in bare.split("\n") if (line := " ".join(piece.split())))
    if len(words) > characters:
        words = f"{words[: characters - 1].rstrip()}…"
    return words or _("(empty)")


def model(draft: MediaDraft) -> SafeString:
    """The model's name, cut by the stylesheet where a list is narrow."""
    return format_html('<span class="pdp-model" title="{}">{}</span>', draft.model, draft.model)


def _badge(tone: str, text: str) -> SafeString:
    return format_html('<span class="pdp-badge pdp-tone-{}">{}</span>', tone, text)


def _finding_mark(tone: str, text: str) -> SafeString:
    return format_html(
        '<span class="pdp-mark pdp-tone-{}"><span class="pdp-sign" aria-hidden="true">{}</span> {}</span>',
        tone,
        SIGNS[tone],
        text,
    )
