"""What machines ask: is it well, and how much is there."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client, RequestFactory
from django.urls import reverse

from pdp_ai.models import EnginePause, Lane
from tests.jobs import make_job

pytestmark = pytest.mark.django_db


def serve() -> None:
    for lane in ("gpu", "cpu"):
        Lane.objects.mark_seen(lane)


def test_health_is_503_until_every_lane_has_a_worker(client: Client) -> None:
    Lane.objects.mark_seen("gpu")
    answer = client.get(reverse("pdp_ai:health"))
    assert answer.status_code == 503
    assert answer.json() == {"healthy": False, "database": True, "lanes": {"gpu": True, "cpu": False}}
    serve()
    answer = client.get(reverse("pdp_ai:health"))
    assert answer.status_code == 200
    assert answer.json() == {"healthy": True, "database": True, "lanes": {"gpu": True, "cpu": True}}


def test_a_web_server_is_well_without_workers_but_not_without_the_database(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get(reverse("pdp_ai:web_health")).status_code == 200

    def gone(*_: Any) -> Any:
        raise DatabaseError("password=secret")

    monkeypatch.setattr("pdp_ai.models.lane.LaneQuerySet.without_worker", gone)
    for name in ("web_health", "health"):
        answer = client.get(reverse(f"pdp_ai:{name}"))
        assert answer.status_code == 503
        assert "secret" not in answer.content.decode()


def test_metrics_count_the_queue(stand_ins: None) -> None:
    pytest.importorskip("prometheus_client")
    from pdp_ai.views.metrics import metrics

    make_job()
    make_job(state="running")
    EnginePause.objects.create(engine="stand_in")
    Lane.objects.mark_seen("gpu")
    text = metrics(RequestFactory().get("/metrics/")).content.decode()
    for line in (
        'pdp_ai_jobs{lane="gpu",state="ready"} 1.0',
        'pdp_ai_jobs{lane="gpu",state="running"} 1.0',
        'pdp_ai_lane_served{lane="gpu"} 1.0',
        'pdp_ai_lane_served{lane="cpu"} 0.0',
        'pdp_ai_engine_paused{engine="stand_in"} 1.0',
        'pdp_ai_jobs_ended_last_hour{state="failed"} 0.0',
    ):
        assert line in text
