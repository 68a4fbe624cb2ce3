from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.html import escape

from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.models import GenerationJob, Lane, Style
from pdp_ai.views.face import Face
from pdp_ai.views.products.selection import Selection
from tests.drafts import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]

ALL = ["description", "bullets", "meta_description", "alt_text", "packshot", "scene"]


def form(*products: Any, **data: Any) -> dict[str, Any]:
    return {"products": Selection.of(products).token, "slots": ALL, "fill": "empty", **data}


def show(browser: Client, face: Face, *products: Any) -> str:
    response = browser.get(face.url("generate", products=Selection.of(products).token))
    assert response.status_code == 200
    return response.content.decode()


def test_the_form_says_what_asking_would_come_to(browser: Client, face: Face, make_product: Any) -> None:
    page = show(browser, face, make_product(), make_product("Bare", photo=None))
    assert "<strong>9</strong> jobs" in page
    assert "<strong>2</strong> – The product has no photo." in page
    assert GenerationJob.objects.count() == 0


def test_only_the_usual_slots_are_ticked_and_the_others_are_offered(browser: Client, face: Face, product: Any) -> None:
    boxes = re.findall(
        r'<input type="checkbox" name="slots" value="(\w+)"[^>]*?(checked)?>', show(browser, face, product)
    )
    assert [slot for slot, ticked in boxes if ticked] == ALL
    assert "seo_title" in dict(boxes)


def test_asking_writes_the_jobs_and_leads_to_their_progress(browser: Client, face: Face, make_product: Any) -> None:
    products = [make_product(), make_product("Bare", photo=None)]
    response = browser.post(face.url("generate"), form(*products, hint="for the spring"), follow=True)
    assert GenerationJob.objects.count() == 9
    assert {job.brief.hint for job in GenerationJob.objects.all()} == {"for the spring"}
    assert set(GenerationJob.objects.values_list("requested_by__username", flat=True)) == {"reviewer"}
    page = response.content.decode()
    assert response.request["PATH_INFO"] == face.url("progress")
    assert "9 jobs were asked for." in page
    assert "The product has no photo (2)" in page


def test_copy_may_be_asked_for_in_another_language(browser: Client, face: Face, product: Any) -> None:
    data = form(product, slots=["description", "packshot"], language="zh-hans")
    browser.post(face.url("generate"), data)
    languages = {job.recipe: job.brief.language for job in GenerationJob.objects.all()}
    assert languages == {"description": "zh-hans", "packshot": "en"}
    assert 'value="zh-hans"' in show(browser, face, product)
    refused = browser.post(face.url("generate"), {**data, "language": "tlh"})
    assert refused.status_code == 422


def test_only_languages_that_a_model_of_the_shop_writes_are_offered(
    browser: Client, face: Face, product: Any, settings: Any
) -> None:
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("de", "German")]
    page = show(browser, face, product)
    assert 'value="de"' in page
    assert 'value="zh"' in page  # the shop has a place for it
    recipes = {
        slot: {"BACKEND": "pdp_ai.recipes.copy.CopyRecipe", "OPTIONS": {"slot": slot, "languages": ["en", "fr"]}}
        for slot in ("description", "bullets", "meta_description", "alt_text", "seo_title", "title", "faq",
                     "short_description", "social_post", "video_script")
    }  # fmt: skip
    settings.PDP_AI = {**settings.PDP_AI, "RECIPES": {**settings.PDP_AI["RECIPES"], **recipes}}
    page = show(browser, face, product)
    assert 'value="en"' in page
    assert 'value="de"' not in page
    assert 'value="zh"' not in page


def test_counting_only_asks_for_nothing(browser: Client, face: Face, product: Any) -> None:
    data = form(product, slots=["description"], preview="1")
    page = browser.post(face.url("generate"), data).content.decode()
    assert "<strong>1</strong> job" in page
    assert GenerationJob.objects.count() == 0


def test_style_and_number_of_drafts_are_taken_over(browser: Client, face: Face, product: Any) -> None:
    style = Style.objects.create(name="Loud")
    data = form(product, slots=["description"], style=style.pk, candidates="3")
    browser.post(face.url("generate"), data)
    job = GenerationJob.objects.get()
    assert (job.brief.style.name, job.brief.candidates) == ("Loud", 3)


def test_filled_slots_are_left_out_unless_wanted(browser: Client, face: Face, product: Any) -> None:
    product.description = "<p>Stands here.</p>"
    product.save()
    page = browser.post(face.url("generate"), form(product, slots=["description"]), follow=True).content.decode()
    assert "Already filled" in page
    assert GenerationJob.objects.count() == 0
    browser.post(face.url("generate"), form(product, slots=["description"], fill="all"))
    assert GenerationJob.objects.count() == 1


def test_mistakes_are_marked_and_nothing_is_asked_for(browser: Client, face: Face, product: Any) -> None:
    response = browser.post(face.url("generate"), form(product, slots=[], hint="gift box", candidates="99"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Choose at least one thing to make." in page
    assert "gift box</textarea>" in page
    assert GenerationJob.objects.count() == 0


@pytest.mark.parametrize(
    "token", ["", "shop.product:", "shop.product:999999", "shop.product:x", "auth.user:1", "nonsense", "a:b;c:d"]
)
def test_what_names_no_product_is_not_found(browser: Client, face: Face, token: str) -> None:
    assert browser.get(face.url("generate", products=token)).status_code == 404


def test_products_of_two_models_are_asked_for_together(
    browser: Client, face: Face, product: Any, plain_product: Any
) -> None:
    browser.post(face.url("generate"), form(product, plain_product))
    assert set(GenerationJob.objects.values_list("product_model", flat=True)) == {"shop.product", "shop.plainproduct"}


def test_a_missing_worker_is_pointed_out_until_it_is_seen(browser: Client, face: Face, product: Any) -> None:
    assert "manage.py pdp_cluster" in show(browser, face, product)
    for lane in ("gpu", "cpu"):
        Lane.objects.mark_seen(lane)
    assert "manage.py pdp_cluster" not in show(browser, face, product)


def test_a_missing_model_is_pointed_out(
    browser: Client, face: Face, product: Any, settings: Any, tmp_path: Any
) -> None:
    engine = {"BACKEND": "tests.stand_ins.SentenceEngine", "OPTIONS": {"model": "u2netp", "cache": str(tmp_path)}}
    settings.PDP_AI = {**settings.PDP_AI, "ENGINES": {"stand_in": engine}}
    assert "pdp_models fetch" in show(browser, face, product)


def test_progress_tells_what_came_of_each_job(browser: Client, face: Face, product: Any) -> None:
    draft = make_draft(product)
    browser.post(face.url("generate"), form(product, slots=["bullets"]))
    failed = GenerationJob.objects.latest("pk")
    GenerationJob.objects.filter(pk=failed.pk).update(
        state="failed", errors=[{"at": "", "attempt": 1, "code": "x", "message": "It <b>broke</b>."}]
    )
    jobs = f"{draft.job_id}-{failed.pk}"
    page = browser.get(face.url("progress", jobs=jobs)).content.decode()
    assert "2 of 2 jobs done" in page
    assert "It &lt;b&gt;broke&lt;/b&gt;." in page
    answer = browser.get(face.url("status", jobs=jobs)).json()
    assert answer["active"] is False
    assert (answer["done"], answer["total"]) == (2, 2)
    assert face.url("draft", draft.pk) in answer["jobs"][str(draft.job_id)]["note"]
    assert "&lt;b&gt;" in answer["jobs"][str(failed.pk)]["note"]


def test_progress_goes_on_while_jobs_wait(browser: Client, face: Face, product: Any) -> None:
    browser.post(face.url("generate"), form(product, slots=["bullets", "description"]))
    keys = list(GenerationJob.objects.order_by("pk").values_list("pk", flat=True))
    answer = browser.get(face.url("status", jobs=",".join(map(str, keys)))).json()
    assert answer["active"] is True
    assert "2 waiting" in answer["summary"]


def test_what_is_not_done_yet_is_cancelled_from_its_progress(browser: Client, face: Face, product: Any) -> None:
    draft = make_draft(product)
    browser.post(face.url("generate"), form(product, slots=["bullets"]))
    waiting = GenerationJob.objects.latest("pk")
    url = face.url("progress", jobs=f"{draft.job_id},{waiting.pk}")
    assert "Cancel what is not done yet" in browser.get(url).content.decode()
    page = browser.post(url, follow=True).content.decode()
    assert "1 job cancelled." in page
    assert "Cancel what is not done yet" not in page
    assert [job.state for job in GenerationJob.objects.order_by("pk")] == ["successful", "cancelled"]


def test_who_asked_for_none_of_the_jobs_and_may_not_cancel_is_offered_nothing_and_refused(
    client: Client, make_user: Callable[..., User], face: Face, product: Any
) -> None:
    client.force_login(make_user("review", "generate"))
    [job] = request_generation([product], Wish(slots=("bullets",))).jobs
    url = face.url("progress", jobs=job.pk)
    assert "Cancel what is not done yet" not in client.get(url).content.decode()
    assert client.post(url).status_code in {302, 403}
    job.refresh_from_db()
    assert job.state == "ready"


@pytest.mark.parametrize("jobs", ["x", "1-", "1--2", "²"])
def test_garbled_job_numbers_are_not_found(browser: Client, face: Face, jobs: str) -> None:
    assert browser.get(face.url("progress", jobs=jobs)).status_code in {200, 404}
    assert browser.get(face.url("status", jobs=jobs)).status_code in {200, 404}


def test_no_jobs_is_said_so(browser: Client, face: Face) -> None:
    assert escape("There are no such jobs.") in browser.get(face.url("progress")).content.decode()


def test_a_broken_setting_is_told_and_keeps_what_was_typed(
    browser: Client, face: Face, product: Any, settings: Any
) -> None:
    broken = {"BACKEND": "nowhere.Recipe", "OPTIONS": {}}
    settings.PDP_AI = {**settings.PDP_AI, "RECIPES": {"description": broken}}
    response = browser.post(face.url("generate"), form(product, slots=["description"], hint="gift box"))
    page = response.content.decode()
    assert response.status_code == 409
    assert "nowhere.Recipe cannot be imported" in page
    assert "gift box</textarea>" in page


def test_the_form_refuses_what_a_limit_refuses(browser: Client, face: Face, product: Any, settings: Any) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "LIMITS": {"USER_DAILY": 1}}
    response = browser.post(face.url("generate"), form(product))
    assert response.status_code == 409
    assert "You may ask for 1 job a day." in response.content.decode()
    assert not GenerationJob.objects.exists()
