"""The audit as a file: everything anybody did, oldest first, as CSV or as one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from django.http import Http404, HttpRequest, StreamingHttpResponse

from pdp_ai.actions.permissions import REVIEW, Actor, among, may_with_product, require, says_all
from pdp_ai.models import AuditEntry
from pdp_ai.models.audit import AuditQuerySet
from pdp_ai.views.csv_lines import CSV_TYPE, csv_lines

COLUMNS = ("id", "at", "who", "action", "subject", "product_model", "product_id", "product_title", "detail")


def audit_export(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """``csv`` or ``jsonl``; ``?product_model=…&product_id=…`` narrows it down. In constant memory, however long."""
    require(request.user, REVIEW)
    if form not in WRITERS:
        raise Http404
    asked = {name: request.GET[name] for name in ("product_model", "product_id", "subject") if name in request.GET}
    asked_for = AuditEntry.objects.filter(**asked)
    # What is about no product, an engine's pause for example, is nobody's in particular.
    entries = (among(request.user, REVIEW, asked_for) | asked_for.filter(product_model="")).select_related("user")
    mime, write = WRITERS[form]
    response = StreamingHttpResponse(write(_allowed(entries.order_by("pk"), request.user)), content_type=mime)
    response.headers["Content-Disposition"] = f'attachment; filename="product-media-audit.{form}"'
    return response


def _allowed(entries: AuditQuerySet, user: Actor) -> Iterator[AuditEntry]:
    """Each product is asked about once where the shop's say cannot be asked for many."""
    exact, known = says_all(user), {("", ""): True}
    for entry in entries.iterator(chunk_size=500):
        key = entry.product_model, entry.product_id
        if not exact and key not in known:
            known[key] = may_with_product(user, REVIEW, entry)
        if exact or known[key]:
            yield entry


def _csv(entries: Iterable[AuditEntry]) -> Iterator[str]:
    return csv_lines(COLUMNS, map(_cells, _rows(entries)))


def _cells(row: dict[str, object]) -> list[object]:
    detail = json.dumps(row["detail"], ensure_ascii=False, sort_keys=True)
    return list({**row, "detail": detail}.values())


def _jsonl(entries: Iterable[AuditEntry]) -> Iterator[str]:
    for row in _rows(entries):
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _rows(entries: Iterable[AuditEntry]) -> Iterator[dict[str, object]]:
    for entry in entries:
        yield {
            "id": entry.pk,
            "at": entry.at.isoformat(),
            "who": str(entry.user or ""),
            "action": entry.action,
            "subject": entry.subject,
            "product_model": entry.product_model,
            "product_id": entry.product_id,
            "product_title": entry.product_title,
            "detail": entry.detail,
        }


WRITERS = {"csv": (CSV_TYPE, _csv), "jsonl": ("application/jsonl; charset=utf-8", _jsonl)}
