"""From a request to a publication and back, by JSON alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from PIL import Image

from pdp_ai.actions.run_generation import run_generation
from pdp_ai.models import ApiCall, AuditEntry, GenerationJob, MediaDraft, Publication
from tests.api.conftest import Caller
from tests.drafts import ERROR, make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


def wish(product: Any, *slots: str, **more: Any) -> dict[str, Any]:
    return {"product_model": "shop.Product", "product_ids": [str(product.pk)], "slots": list(slots), **more}


def test_a_program_takes_a_product_from_nothing_to_published_and_back(caller: Caller, product: Any) -> None:
    asked = caller.post("/requests", wish(product, "description", "packshot")).json()
    assert (asked["added"], [job["recipe"] for job in asked["jobs"]]) == (2, ["description", "packshot"])
    run_generation("gpu")
    run_generation("cpu")
    job = asked["jobs"][0]["id"]
    assert caller.get(f"/jobs/{job}").json()["state"] == "successful"
    [draft] = caller.get("/drafts", slot="description").json()["drafts"]
    path = f"/drafts/{draft['id']}"
    edited = caller.post(f"{path}/edit", {"text": "<p>A stool.</p>", "seen": draft["text"]}).json()
    assert caller.post(f"{path}/approve", {"seen": edited["text"]}).json()["state"] == "approved"
    publication = caller.post(f"{path}/publish").json()
    product.refresh_from_db()
    assert product.description == "<p>A stool.</p>" == publication["after"]["text"]
    assert caller.post(f"{path}/undo").json()["reverted"]
    product.refresh_from_db()
    assert product.description == ""
    [picture] = caller.get("/drafts", slot="packshot").json()["drafts"]
    with closing(caller.get(f"/drafts/{picture['id']}/file")) as file:
        assert b"".join(file.streaming_content).startswith(b"\x89PNG")


def test_what_is_left_out_comes_with_its_reason(caller: Caller, make_product: Any) -> None:
    answer = caller.post("/requests", wish(make_product(photo=None), "packshot")).json()
    assert answer["jobs"] == []
    assert answer["skipped"][0]["reason"] == "The product has no photo."


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"slots": ["smell"]}, 422),
        ({"style": "none such"}, 422),
        ({"product_ids": []}, 422),
        ({"product_ids": ["999999"]}, 404),
        ({"product_model": "shop.nothing"}, 400),
        ({"candidates": 0}, 422),
        ({"candidates": 5}, 422),
    ],
)
def test_a_callers_mistake_is_told_and_nothing_is_asked_for(
    caller: Caller, product: Any, change: dict[str, Any], status: int
) -> None:
    assert caller.post("/requests", wish(product, **change)).status_code == status
    assert not GenerationJob.objects.exists()


def test_a_conflict_is_told_and_settled_by_naming_the_live_value(caller: Caller, product: Any) -> None:
    draft = make_draft(product, state="approved")
    product.description = "<p>By hand.</p>"
    product.save()
    answer = caller.post(f"/drafts/{draft.pk}/publish")
    assert (answer.status_code, answer.json()["code"]) == (409, "publish_conflict")
    shown = caller.get(f"/drafts/{draft.pk}/live").json()
    assert shown["live"]["text"] == "<p>By hand.</p>"
    over = {name: shown["live"][name] for name in ("text", "file", "row")}
    assert caller.post(f"/drafts/{draft.pk}/publish", {"over": over}).status_code == 200


def test_a_decision_that_comes_too_late_is_refused(caller: Caller, draft: MediaDraft) -> None:
    assert caller.post(f"/drafts/{draft.pk}/reject", {"reason": "dull"}).json()["state"] == "rejected"
    assert caller.post(f"/drafts/{draft.pk}/reject", {"reason": "dull"}).status_code == 409
    assert caller.post(f"/drafts/{draft.pk}/approve", {"seen": "something else"}).status_code == 409


def test_a_repeated_call_with_a_key_takes_effect_once(caller: Caller, product: Any) -> None:
    answers = [
        caller.post("/requests", wish(product, "description"), Idempotency_Key="order 7").json() for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert answers[1]["added"] == 1
    another = caller.post("/requests", wish(product, "packshot"), Idempotency_Key="order 7")
    assert another.status_code == 422
    assert GenerationJob.objects.count() == 1


def test_a_call_that_failed_leaves_its_key_free(caller: Caller, draft: MediaDraft) -> None:
    assert caller.post(f"/drafts/{draft.pk}/publish", Idempotency_Key="p").status_code == 409  # not approved yet
    assert not ApiCall.objects.exists()
    MediaDraft.objects.update(state="approved")
    first, second = (caller.post(f"/drafts/{draft.pk}/publish", Idempotency_Key="p").json() for _ in range(2))
    assert first == second
    assert Publication.objects.count() == 1


def test_lists_are_paged_by_key(caller: Caller, product: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pdp_ai.api.drafts.PAGE", 2)
    made = [make_draft(product, text=f"<p>{number}</p>").pk for number in range(3)]
    first = caller.get("/drafts").json()
    assert [draft["id"] for draft in first["drafts"]] == made[:0:-1]
    rest = caller.get("/drafts", before=first["before"]).json()
    assert ([draft["id"] for draft in rest["drafts"]], rest["before"]) == (made[:1], None)


def test_a_waiting_job_is_cancelled(caller: Caller, product: Any) -> None:
    job = caller.post("/requests", wish(product, "description")).json()["jobs"][0]["id"]
    assert caller.post(f"/jobs/{job}/cancel").json()["state"] == "cancelled"


def test_errors_are_approved_only_by_a_caller_who_says_so(caller: Caller, product: Any) -> None:
    draft = make_draft(product, findings=[ERROR])
    refused = caller.post(f"/drafts/{draft.pk}/approve", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "errors_not_accepted")
    assert caller.post(f"/drafts/{draft.pk}/approve", {"despite_errors": True}).json()["state"] == "approved"


def test_the_live_value_is_that_of_the_drafts_own_place(caller: Caller, product: Any) -> None:
    draft = make_draft(product)
    MediaDraft.objects.filter(pk=draft.pk).update(place="description@zh")
    product.description, product.description_zh = "<p>English</p>", "<p>中文</p>"
    product.save()
    assert caller.get(f"/drafts/{draft.pk}/live").json()["live"]["text"] == "<p>中文</p>"


def test_a_publication_is_planned_read_and_cancelled(caller: Caller, product: Any) -> None:
    draft = make_draft(product, state="approved")
    path = f"/drafts/{draft.pk}"
    assert caller.get(f"{path}/plan").status_code == 404
    planned = caller.post(f"{path}/publish", {"at": "2090-12-24T18:00+09:00"}).json()
    assert (planned["state"], planned["publish_at"]) == ("waiting", "2090-12-24T09:00:00+00:00")
    assert caller.get(f"{path}/plan").json() == planned
    assert caller.post(f"{path}/cancel_plan").json()["state"] == "approved"
    assert caller.get(f"{path}/plan").json()["state"] == "cancelled"
    assert not Publication.objects.exists()


@pytest.mark.parametrize(
    ("at", "status"), [("2020-01-01T00:00Z", 400), ("2090-12-24T18:00", 422), ("soon", 422)], ids=str
)
def test_a_time_that_has_passed_or_says_no_zone_is_refused(caller: Caller, product: Any, at: str, status: int) -> None:
    draft = make_draft(product, state="approved")
    assert caller.post(f"/drafts/{draft.pk}/publish", {"at": at}).status_code == status
    assert not draft.plans.exists()


CROP = {"left": 100, "top": 50, "width": 600, "height": 500}


def test_a_picture_is_cut_given_a_focal_point_and_made_whole_again(caller: Caller, product: Any) -> None:
    draft = make_draft(product, "packshot", state="approved")
    path = f"/drafts/{draft.pk}"
    assert caller.post(f"{path}/focal_point", {"focal_point": {"x": 0.5, "y": 0.25}}).json()["state"] == "approved"
    cut = caller.post(f"{path}/crop", {"crop": CROP, "seen": None}).json()
    assert (cut["state"], cut["crop"], cut["mime"]) == ("pending", CROP, "image/png")
    assert cut["focal_point"] == {"x": pytest.approx(350 / 600, abs=1e-4), "y": 0.2}
    assert cut == caller.get(path).json()
    draft.refresh_from_db()
    with draft.file.open("rb") as file, Image.open(file) as shown:
        assert shown.size == (600, 500)
    whole = caller.post(f"{path}/crop", {"crop": None, "seen": CROP}).json()
    assert (whole["crop"], whole["file"]) == (None, draft.original_file.name)
    assert caller.post(f"{path}/focal_point", {"focal_point": None}).json()["focal_point"] is None


@pytest.mark.parametrize(
    ("call", "body", "status"),
    [
        ("crop", {}, 422),
        ("crop", {"crop": CROP | {"left": -1}}, 422),
        ("crop", {"crop": CROP | {"width": 0}}, 422),
        ("crop", {"crop": CROP | {"width": 900}}, 400),
        ("crop", {"crop": CROP, "seen": CROP}, 409),
        ("focal_point", {}, 422),
        ("focal_point", {"focal_point": {"x": 1.1, "y": 0}}, 422),
    ],
)
def test_a_part_that_is_none_and_a_point_outside_are_refused(
    caller: Caller, product: Any, call: str, body: dict[str, Any], status: int
) -> None:
    draft = make_draft(product, "packshot")
    assert caller.post(f"/drafts/{draft.pk}/{call}", body).status_code == status
    draft.refresh_from_db()
    assert (draft.crop, draft.focal_point) == ("", None)


def test_a_text_is_not_cut_and_nobody_cuts_without_the_permission(
    caller: Caller, caller_with: Callable[..., Caller], draft: MediaDraft, product: Any
) -> None:
    picture = make_draft(product, "packshot")
    point = {"focal_point": {"x": 0.5, "y": 0.5}}
    for call, body in (("crop", {"crop": CROP}), ("focal_point", point)):
        assert caller.post(f"/drafts/{draft.pk}/{call}", body).status_code == 409
        assert caller_with("generate", "publish").post(f"/drafts/{picture.pk}/{call}", body).status_code == 403


def test_a_repeated_crop_with_a_key_is_answered_as_the_first(caller: Caller, product: Any) -> None:
    draft = make_draft(product, "packshot")
    answers = [caller.post(f"/drafts/{draft.pk}/crop", {"crop": CROP}, Idempotency_Key="c").json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert AuditEntry.objects.filter(action="cropped").count() == 1
