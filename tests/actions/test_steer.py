from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pdp_ai.actions.request_generation import Wish, request_generation
from pdp_ai.models import GenerationJob, Style
from tests.drafts import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


def ask(product: Any, slot: str = "description") -> GenerationJob:
    [job] = request_generation([product], Wish(slots=(slot,), fill="all")).jobs
    return job


def test_published_texts_of_the_category_become_examples_of_other_products(make_product: Callable[..., Any]) -> None:
    first, second = make_product("Oak Stool"), make_product("Elm Bench")
    make_draft(first, text="<p>A stool of oak.</p>", state="published")
    make_draft(first, text="<p>Never published.</p>", state="rejected")
    Style.objects.create(name="Shop", published_examples=2)
    [example] = ask(second).brief.style.examples
    assert (example.slot, example.copy) == ("description", "A stool of oak.")
    assert example.facts.startswith("Oak Stool\nMaterial: oak")
    assert ask(first).brief.style.examples == ()


def test_the_styles_own_example_comes_after_the_published_ones_and_only_for_its_slot(
    make_product: Callable[..., Any],
) -> None:
    make_draft(make_product("Oak Stool"), text="<p>A stool of oak.</p>", state="published")
    own = [{"slot": slot, "facts": "Elm Bench", "copy": f"{slot} of elm"} for slot in ("description", "bullets")]
    Style.objects.create(name="Shop", published_examples=1, examples=own)
    brief = ask(make_product("Ash Table")).brief
    assert [example.copy for example in brief.style.examples] == ["A stool of oak.", "description of elm"]


def test_no_more_published_texts_are_taken_than_the_style_says(make_product: Callable[..., Any]) -> None:
    for number in range(4):
        make_draft(make_product(f"Stool {number}"), text=f"<p>Text {number}.</p>", state="published")
    Style.objects.create(name="Shop", published_examples=2)
    brief = ask(make_product("Ash Table")).brief
    assert [example.copy for example in brief.style.examples] == ["Text 2.", "Text 3."]


def test_a_job_keeps_the_version_it_was_asked_for_with(product: Any) -> None:
    style = Style.objects.create(name="Shop", voice="Quick.")
    before = ask(product)
    style.voice = "Slow."
    style.save()
    after = ask(product)
    assert (before.brief.style.version, before.brief.style.voice) == (1, "Quick.")
    assert (after.brief.style.version, after.brief.style.voice) == (2, "Slow.")
    assert before.fingerprint != after.fingerprint


def test_a_style_may_say_which_language_to_write_in(product: Any, settings: Any) -> None:
    Style.objects.create(name="Shop", copy_language="de")
    brief = ask(product).brief
    assert (brief.language, brief.facts.language) == ("de", "en")
