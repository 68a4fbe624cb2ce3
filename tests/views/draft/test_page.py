from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile
from django.test import Client
from django.utils.html import escape

from pdp_ai.actions.approve_draft import approve_draft
from pdp_ai.actions.publish_draft import publish_draft
from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.actions.run_generation import run_generation
from pdp_ai.models import MediaDraft
from pdp_ai.types import Finding
from pdp_ai.views.face import Face
from tests.conftest import photo_bytes
from tests.drafts import ERROR, NOTE, make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]

ATTACK = '<script>alert(1)</script><img src=x onerror="alert(2)">'


def page(browser: Client, face: Face, draft: MediaDraft) -> str:
    response = browser.get(face.url("draft", draft.pk))
    assert response.status_code == 200
    return response.content.decode()


def test_the_draft_stands_beside_what_is_live(browser: Client, face: Face, product: Any) -> None:
    product.description = "<p>The old words.</p>"
    product.save()
    text = page(browser, face, make_draft(product, text="<p>The <strong>new</strong> words.</p>"))
    assert "<p>The old words.</p>" in text
    assert "<p>The <strong>new</strong> words.</p>" in text
    assert "14 of 2000 characters" in text


@pytest.mark.parametrize("slot", ["description", "packshot"])
def test_every_key_of_a_page_does_one_thing(browser: Client, face: Face, product: Any, slot: str) -> None:
    live = make_draft(product, slot)
    approve_draft(live)
    publish_draft(live)
    keys = re.findall(r'data-pdp-key="(.)"', page(browser, face, make_draft(product, slot)))
    assert {"a", "p", "d", "r"} <= set(keys)
    assert len(keys) == len(set(keys)), sorted(keys)


def test_a_claim_is_marked_where_it_stands(browser: Client, face: Face, product: Any) -> None:
    text = page(browser, face, make_draft(product, text="<p>Weighs 6.9 kg, no more.</p>", findings=[ERROR, NOTE]))
    assert '<mark class="pdp-claim pdp-tone-error"' in text
    assert ">6.9 kg</mark>, no more." in text
    assert "Rather dry." in text


def test_every_claim_is_traced_to_a_fact_or_to_nowhere(browser: Client, face: Face, product: Any) -> None:
    text = page(browser, face, make_draft(product, text="<p>45 cm high, of walnut, and 6.9 kg heavy.</p>"))
    assert "Every claim" in text
    assert "nowhere" in text
    assert re.search(r"contradicted\s*</span>\s*Title: Oak", text)
    assert re.search(r"oiled by hand\. <mark[^>]*>45 cm</mark> high\.", text)


def test_a_long_fact_is_quoted_about_the_words_that_bear_the_claim_out(
    browser: Client, face: Face, product: Any
) -> None:
    product.supplier_notes = "It folds. " * 30 + "The seat is 45 cm high and takes a cushion. " + "It folds. " * 30
    product.save()
    text = page(browser, face, make_draft(product, text="<p>45 cm high.</p>"))
    quoted = re.search(r"</strong>: (.*)<mark[^>]*>45 cm</mark>(.*)\s", text)
    assert quoted
    before, after = quoted.groups()
    assert before.startswith("…")
    assert before.endswith("The seat is ")
    assert after.startswith(" high and takes a cushion.")
    assert after.endswith("…")
    assert max(map(len, quoted.groups())) <= 41


def test_what_the_checks_found_stands_above_the_buttons(browser: Client, face: Face, product: Any) -> None:
    for slot in ("description", "packshot"):
        text = page(browser, face, make_draft(product, slot, findings=[ERROR]))
        assert 0 < text.index("is not in the product") < text.index('data-pdp-key="a"')


def test_bullets_are_a_list(browser: Client, face: Face, product: Any) -> None:
    text = page(browser, face, make_draft(product, "bullets", text="Solid oak\nOiled by hand"))
    assert re.search(r"<li>Solid <mark[^>]*>oak</mark>\s*</li>", text)
    assert re.search(r"<li>(<mark[^>]*>)?Oiled", text)


def test_copy_that_is_too_long_says_so(browser: Client, face: Face, product: Any) -> None:
    text = page(browser, face, make_draft(product, "meta_description", text="word " * 40))
    assert 'class="pdp-count pdp-tone-error"' in text


def test_a_picture_is_shown_with_its_proof_and_the_photo(browser: Client, face: Face, product: Any) -> None:
    draft = make_draft(product, "packshot", measures={"untouched_max": 0.0, "fill": 0.8, "odd_one": 1.25})
    text = page(browser, face, draft)
    assert "Product pixels changed: none (max difference 0)" in text
    assert "The product fills 80 % of the picture" in text
    assert "Odd one: 1.25" in text
    assert escape(face.url("file", draft.pk, width=1200)) in text
    assert product.photos.get().image.file.url in text


def test_changed_pixels_are_an_error(browser: Client, face: Face, product: Any) -> None:
    text = page(browser, face, make_draft(product, "packshot", measures={"untouched_max": 3, "untouched_mean": 0.5}))
    assert "up to 3 of 255 steps (on average 0.5)" in text


def test_nothing_that_is_written_anywhere_becomes_markup(browser: Client, face: Face, make_product: Any) -> None:
    product = make_product(ATTACK, supplier_notes=ATTACK, attributes={ATTACK: ATTACK}, description=ATTACK)
    finding = Finding("odd", "warning", ATTACK, {"claim": ATTACK, "start": 0, "end": 4})
    draft = make_draft(product, text=ATTACK + "<p onclick='x'>Fine.</p>", findings=[finding])
    MediaDraft.objects.filter(pk=draft.pk).update(
        state="rejected", reason=ATTACK, model=ATTACK, prompt=[{"role": ATTACK, "content": ATTACK}], text=ATTACK
    )
    browser.post(face.url("decide", draft.pk, "approve"))
    browser.post(face.url("decide", draft.pk, "reject"), {"reason": ATTACK})
    for address in (
        face.url("draft", draft.pk),
        face.url("drafts"),
        face.url("jobs"),
        face.url("progress", jobs=draft.job_id),
        face.url("generate", products=f"shop.product:{product.pk}"),
    ):
        text = browser.get(address).content.decode()
        assert "<script>alert" not in text, address
        assert "<img src=x" not in text, address
        assert "<p onclick" not in text, address


def test_no_page_brings_inline_scripts_or_styles_of_ours(browser: Client, face: Face, draft: MediaDraft) -> None:
    text = page(browser, face, draft)
    body = text[text.index('<div class="pdp ') :]
    assert "style=" not in body.split("</main>")[0]
    assert "onclick=" not in body


def test_how_it_was_made_and_the_prompt_can_be_read(browser: Client, face: Face, draft: MediaDraft) -> None:
    text = page(browser, face, draft)
    assert "stand-in" in text
    assert "2.5 s" in text
    assert "10 read, 20 written" in text
    assert "Write a &lt;b&gt;description&lt;/b&gt;." in text


def test_how_varied_the_candidates_are_is_told_where_there_are_several(
    browser: Client, face: Face, product: Any
) -> None:
    request_generation([product], Wish(slots=("description",), candidates=3))
    run_generation("gpu")
    first = MediaDraft.objects.order_by("pk")[0]
    assert "3 candidates, on average 100 % alike; 33 % of their word pairs differ" in page(browser, face, first)
    assert "alike" not in page(browser, face, make_draft(product))


def test_the_history_tells_who_did_what(browser: Client, face: Face, draft: MediaDraft) -> None:
    browser.post(face.url("decide", draft.pk, "reject"), {"reason": "Too dry."})
    text = page(browser, face, draft)
    assert "by reviewer" in text
    assert "<blockquote>Too dry.</blockquote>" in text


def test_drafts_for_the_same_place_are_linked(browser: Client, face: Face, product: Any) -> None:
    first, second = make_draft(product), make_draft(product, text="<p>Another.</p>")
    assert f'href="{face.url("draft", first.pk)}"' in page(browser, face, second)


def test_one_draft_leads_to_the_next_that_waits(browser: Client, face: Face, make_product: Any) -> None:
    oldest, decided, newest = (make_draft(make_product(f"Stool {number}")) for number in range(3))
    MediaDraft.objects.filter(pk=decided.pk).update(state="rejected")
    assert f'rel="next" data-pdp-key="j" href="{face.url("draft", oldest.pk)}"' in page(browser, face, newest)
    assert f'rel="prev" data-pdp-key="k" href="{face.url("draft", newest.pk)}"' in page(browser, face, oldest)
    assert 'rel="next"' not in page(browser, face, oldest)


def test_a_draft_outlives_its_product(browser: Client, face: Face, product: Any, draft: MediaDraft) -> None:
    product.delete()
    assert "The product no longer exists" in page(browser, face, draft)
    response = browser.post(face.url("decide", draft.pk, "approve_publish"), follow=True)
    assert "no longer exists" in response.content.decode()


def test_a_draft_outlives_its_product_model(browser: Client, face: Face, draft: MediaDraft, settings: Any) -> None:
    settings.PDP_AI = {**settings.PDP_AI, "PRODUCTS": {}}
    assert "The product no longer exists" in page(browser, face, draft)


def test_pictures_of_a_shop_with_plain_image_fields_are_shown(browser: Client, face: Face, plain_product: Any) -> None:
    plain_product.packshot.save("old.png", ContentFile(photo_bytes()))
    text = page(browser, face, make_draft(plain_product, "packshot"))
    assert f'src="{plain_product.packshot.url}"' in text
    assert f'src="{plain_product.photo.url}"' in text


def test_a_live_picture_without_an_address_is_said_to_be_so(
    browser: Client, face: Face, product: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.post(face.url("decide", make_draft(product, "packshot").pk, "approve_publish"))
    monkeypatch.setattr(FieldFile, "url", property(_no_address))
    assert "This picture cannot be shown" in page(browser, face, make_draft(product, "packshot"))


def _no_address(file: FieldFile) -> str:
    raise ValueError("This file is not accessible via a URL.")


def test_the_draft_is_shown_as_edited_and_the_edit_can_be_read(browser: Client, face: Face, draft: MediaDraft) -> None:
    browser.post(face.url("decide", draft.pk, "edit"), {"text": "<p>Mine.</p>", "seen": draft.text})
    text = page(browser, face, draft)
    assert "</span>A fine stool</del>" in text
    assert "</span>Mine</ins>" in text
    assert "What was changed" in text


@pytest.mark.parametrize(
    "strange",
    [
        {"mime": "video/mp4"},
        {"slot": "hologram", "place": "hologram"},
        {"slot": "hologram", "place": "hologram", "file": ""},
    ],
)
def test_a_draft_of_a_kind_that_this_version_does_not_know_is_still_a_page(
    browser: Client, face: Face, product: Any, strange: dict[str, str]
) -> None:
    draft = make_draft(product, "packshot")
    MediaDraft.objects.filter(pk=draft.pk).update(**strange)
    response = browser.get(face.url("draft", draft.pk))
    assert response.status_code == 200
    assert browser.get(face.url("room")).status_code == 200
    if "mime" in strange:
        assert "This picture cannot be shown" in response.content.decode()


def test_what_the_product_says_otherwise_since_the_draft_was_made_stands_before_the_decision(
    browser: Client, face: Face, product: Any
) -> None:
    draft = make_draft(product, text="<p>A stool of oak for 89.00 EUR.</p>")
    assert "has changed since" not in page(browser, face, draft)
    product.price, product.title = "95.00", "Oak Bench"
    product.save()
    text = page(browser, face, draft)
    assert "The product has changed since this draft was made: Title, Price." in text
    assert re.search(r"<del[^>]*>.{0,60}89\.00 EUR</del>", text)
    assert re.search(r"<ins[^>]*>.{0,60}95\.00 EUR</ins>", text)


def test_a_sentence_that_is_an_error_by_now_is_shown_as_one(browser: Client, face: Face, product: Any) -> None:
    draft = make_draft(product, text="<p>A stool, 45 cm high.</p>")
    product.supplier_notes = "Solid oak, oiled by hand. 48 cm high."
    product.save()
    text = page(browser, face, draft)
    assert "By what the product says now there are errors in it. " in text
    assert "45 cm" in text.partition("there are errors in it. ")[2].partition("</p>")[0]


def test_a_photo_that_was_taken_away_is_missed_before_the_decision(browser: Client, face: Face, product: Any) -> None:
    draft = make_draft(product, "packshot")
    product.photos.all().delete()
    assert "The photo this was made from has been replaced or removed" in page(browser, face, draft)


def test_a_draft_of_a_deleted_product_is_offered_nothing_that_needs_one(
    browser: Client, face: Face, product: Any
) -> None:
    draft = make_draft(product)
    product.delete()
    text = page(browser, face, draft)
    assert "The product no longer exists" in text
    offered = set(re.findall(r"/decide/(\w+)/", text))
    assert "reject" in offered
    assert not offered & {"approve_publish", "publish", "hand_over", "again"}
