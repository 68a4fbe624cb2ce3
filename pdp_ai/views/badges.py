"""The small coloured marks and teasers in lists, the same in both admins."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pdp_ai.cleaning import html_to_text
from pdp_ai.models import GenerationJob, MediaDraft, Publication
from pdp_ai.models.draft import DraftSeverity, DraftState
from pdp_ai.models.job import JobState
from pdp_ai.types import SEVERITIES, Severity
from pdp_ai.views.draft_picture import picture_url
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
    return severity_mark(draft.severity, count_of_worst(draft))


def severity_mark(severity: int, count: int) -> SafeString:
    tone = SEVERITY_TONES[DraftSeverity(severity)]
    if severity == DraftSeverity.CLEAN:
        return _finding_mark(tone, str(DraftSeverity.CLEAN.label))
    return _finding_mark(tone, _counted(SEVERITIES[severity - 1], count))


def count_of_worst(draft: MediaDraft) -> int:
    if draft.severity == DraftSeverity.CLEAN:
        return 0
    worst = SEVERITIES[draft.severity - 1]
    return sum(finding.get("severity") == worst for finding in draft.findings)


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
    return format_html(
        '<img class="pdp-thumb" src="{}" alt="{}" width="56" height="56" loading="lazy">', url, _("Draft picture")
    )


def first_words(text: str, characters: int) -> SafeString:
    words = html_to_text(text).replace("\n", " · ")
    if len(words) > characters:
        words = f"{words[: characters - 1].rstrip()}…"
    return format_html('<span class="pdp-teaser">{}</span>', words or _("(empty)"))


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
