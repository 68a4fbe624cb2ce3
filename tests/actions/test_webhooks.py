"""Events reach a real receiver on this machine: signed, repeated while it fails, and given up in the end."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

import pytest

from pdp_ai.actions.approve_draft import approve_draft
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.run_generation import run_generation
from pdp_ai.actions.send_webhooks import PAUSES, send_webhooks
from pdp_ai.actions.sweep import sweep
from pdp_ai.models import MediaDraft, Webhook, WebhookDelivery
from pdp_ai.models.webhook import DeliveryState
from tests.engines.scripted_server import Received, Said, ScriptedServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


def listen(server: ScriptedServer, *events: str) -> Webhook:
    return Webhook.objects.create(name="shop system", url=server.url, events=list(events))


def test_the_life_of_a_draft_reaches_the_receiver_in_order(product: Any) -> None:
    with ScriptedServer(lambda *_: Said()) as server:
        listen(server)
        request_generation([product], Wish(slots=("description",)))
        run_generation("gpu")
        approve_draft(MediaDraft.objects.get())
        assert send_webhooks() == 4
        bodies = [received.json for received in server.received]
    assert [body["type"] for body in bodies] == ["media.requested", "drafts.created", "job.finished", "draft.reviewed"]
    assert bodies[1]["data"]["drafts"][0]["text"] == MediaDraft.objects.get().text
    assert (bodies[2]["data"]["job"]["state"], bodies[3]["data"]["action"]) == ("successful", "approved")
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {DeliveryState.DELIVERED}


def test_the_signature_is_the_one_of_the_standard(product: Any) -> None:
    with ScriptedServer(lambda *_: Said()) as server:
        hook = listen(server)
        request_generation([product], Wish(slots=("description",)))
        send_webhooks()
    [message] = server.received
    headers = message.headers
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + message.body
    key = base64.b64decode(hook.secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


def test_a_receiver_that_fails_gets_the_same_message_again_after_a_pause(product: Any) -> None:
    with ScriptedServer(lambda _received, number: Said(status=503 if number == 0 else 204)) as server:
        listen(server)
        request_generation([product], Wish(slots=("description",)))
        assert send_webhooks() == 1
        assert send_webhooks() == 0  # its pause is not over
        delivery = WebhookDelivery.objects.get()
        assert (delivery.state, delivery.outcome, delivery.attempts) == (DeliveryState.WAITING, "503", 1)
        WebhookDelivery.objects.update(run_after=delivery.created_at)
        assert send_webhooks() == 1
    first, second = server.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert WebhookDelivery.objects.get().state == DeliveryState.DELIVERED


def test_a_message_nobody_takes_is_given_up_and_can_be_sent_again(product: Any) -> None:
    with ScriptedServer(lambda *_: Said(status=500)) as server:
        listen(server)
        request_generation([product], Wish(slots=("description",)))
        WebhookDelivery.objects.update(attempts=len(PAUSES))
        send_webhooks()
    assert WebhookDelivery.objects.get().state == DeliveryState.FAILED
    assert WebhookDelivery.objects.send_again() == 1
    assert WebhookDelivery.objects.due().count() == 1


def test_a_receiver_that_is_not_there_or_sends_elsewhere_has_not_taken_the_message(product: Any) -> None:
    def script(_received: Received, _number: int) -> Said:
        return Said(status=302, headers={"Location": "/elsewhere"})

    with ScriptedServer(script) as server:
        listen(server)
        request_generation([product], Wish(slots=("description",)))
        send_webhooks()
        assert [received.path for received in server.received] == ["/v1"]
    WebhookDelivery.objects.update(run_after=WebhookDelivery.objects.get().created_at)
    send_webhooks()
    assert "refused" in WebhookDelivery.objects.get().outcome


def test_only_wanted_events_are_written_down_and_none_where_nobody_listens(product: Any) -> None:
    request_generation([product], Wish(slots=("description",)))
    assert not WebhookDelivery.objects.exists()
    Webhook.objects.create(name="later", url="http://127.0.0.1:9", events=["draft.published"])
    run_generation("gpu")
    assert not WebhookDelivery.objects.exists()


def test_a_sender_that_died_has_its_message_taken_over_and_the_sweep_rings_for_it(
    product: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    rung: list[Any] = []
    monkeypatch.setattr("django_q.tasks.async_task", lambda *arguments, **_: rung.append(arguments[0]))
    with ScriptedServer(lambda *_: Said()) as server:
        listen(server, "media.requested")
        request_generation([product], Wish(slots=("description",)))
        claimed = WebhookDelivery.objects.claim()
        assert claimed
        assert WebhookDelivery.objects.claim() is None
        WebhookDelivery.objects.update(run_after=claimed.created_at)
        with django_capture_on_commit_callbacks(execute=True):
            sweep()
        assert "pdp_ai.tasks.send_webhooks" in rung
        assert send_webhooks() == 1
    stale = WebhookDelivery.objects.settle(claimed, DeliveryState.FAILED, outcome="too late")
    assert not stale
    assert WebhookDelivery.objects.get().state == DeliveryState.DELIVERED
