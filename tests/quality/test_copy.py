from __future__ import annotations

import pytest

from pdp_ai.quality.copy import check_copy
from pdp_ai.types import Artifact, Brief, Candidate, Message, ProductFacts, StyleSnapshot

FACTS = ProductFacts(
    "shop.product",
    "1",
    title="Oak Stool",
    description="A stool of solid oak, oiled by hand in our own small workshop. 45 cm high.",
)
BRIEF = Brief(FACTS, "description", StyleSnapshot(forbidden_words=("cheap", "最便宜")))
PROMPT = (
    Message("system", "You write for an online shop and use only the facts of the product."),
    Message("user", '{"title": "Wool Throw", "description": "Very warm. Powered over USB-C."}'),
    Message("assistant", "Keeps you warm without the weight. Wash it by hand and it will stay beautiful for years."),
    Message("user", '{"title": "Oak Stool"}'),
)


def codes(text: str, slot: str = "meta_description", brief: Brief = BRIEF) -> list[str]:
    candidate = Candidate(slot, Artifact("text/plain", text=text), prompt=PROMPT)
    return [finding.code for finding in check_copy(candidate, brief)]


def test_good_copy_has_no_findings() -> None:
    assert codes("The Oak Stool is made of solid oak, oiled by hand and 45 cm high.") == []
    assert codes("<p>The Oak Stool is made of solid oak.</p><p>It is 45 cm high.</p>", "description") == []
    assert codes("Solid oak\nOiled by hand\n45 cm high", "bullets") == []
    assert codes("Oak stool in front of a window", "alt_text") == []


@pytest.mark.parametrize(
    ("text", "slot", "code"),
    [
        ("", "meta_description", "empty"),
        ("<p> </p>", "description", "empty"),
        ("The stool is 60 cm high.", "meta_description", "ungrounded_number"),
        ("<p>The stool is 60 cm high.</p>", "description", "ungrounded_number"),
        ("Oak " * 40 + ".", "meta_description", "too_long"),
        ("A cheap stool.", "meta_description", "forbidden_word"),
        ("Stool, 全国最便宜。", "meta_description", "forbidden_word"),
        ("You write for an online shop and use only the facts.", "meta_description", "leaked_prompt"),
        ("Keeps you warm without the weight\nSolid oak\nOiled by hand", "bullets", "leaked_prompt"),
        ("A stool of solid oak. Powered over USB-C.", "meta_description", "leaked_prompt"),
        ("The Wool Throw is made of solid oak.", "meta_description", "leaked_prompt"),
        ('A stool of oak."}', "meta_description", "machine_text"),
        ("<|im_start|>A stool of oak.", "meta_description", "machine_text"),
        ("The [Brand Name] stool is of oak.", "meta_description", "placeholder"),
        ("Lorem ipsum dolor.", "meta_description", "placeholder"),
        ("It is made of oak. It is made of oak.", "meta_description", "repetition"),
        ("Made by hand for you, and made by hand for us.", "meta_description", "repetition"),
        ("这款凳子由实木橡木制成，手工上油。", "meta_description", "wrong_language"),
        ("oak stool", "meta_description", "title_only"),
        ("The stool is made of solid", "meta_description", "unfinished"),
        ("Solid oak\nOiled by hand", "bullets", "too_few_lines"),
    ],
)
def test_each_fault_is_found(text: str, slot: str, code: str) -> None:
    assert code in codes(text, slot)


def test_a_forbidden_word_is_a_whole_word() -> None:
    assert "forbidden_word" not in codes("A cheapskate's stool of oak.")


def test_the_products_own_words_are_no_leak() -> None:
    prompt = (*PROMPT[:2], Message("assistant", FACTS.description), PROMPT[3])
    text = "A stool of solid oak, oiled by hand in our own small workshop."
    assert check_copy(Candidate("meta_description", Artifact("text/plain", text=text), prompt=prompt), BRIEF) == []


def test_chinese_copy_is_right_where_chinese_was_asked_for() -> None:
    brief = Brief(ProductFacts("shop.product", "1", title="红色运动鞋"), "description", language="zh-Hans")
    assert codes("轻便舒适的红色运动鞋，适合每天穿着。", brief=brief) == []
    assert "wrong_language" in codes("A comfortable shoe for every day.", brief=brief)


def test_a_title_in_another_script_may_stand_in_english_copy() -> None:
    brief = Brief(ProductFacts("shop.product", "1", title="红色运动鞋"), "description")
    assert codes("红色运动鞋 is light.", brief=brief) == []
