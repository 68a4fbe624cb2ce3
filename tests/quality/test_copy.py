from __future__ import annotations

import dataclasses

import pytest

from pdp_ai.quality.copy import check_copy
from pdp_ai.types import Artifact, Brief, Candidate, Message, ProductFacts, StyleSnapshot, WorkedExample

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
        ("A stool of oak that will stay beautiful.", "meta_description", "borrowed_phrase"),
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


@pytest.mark.parametrize(("word", "text"), [
    ("100%", "A stool of 100% solid oak."),
    ("#1", "The #1 stool of oak."),
    ("C++", "Made with C++, oak and oil."),
    ("(cheap)", "A stool (cheap) of oak."),
    ("BEST", "这款best凳子由橡木制成。"),
    ("best  seller", "A Best\u00a0Seller of oak."),
    ("don't", "You don’t need oil."),
    ("最好", "这是最好的凳子。"),
])  # fmt: skip
def test_a_forbidden_word_is_found_whatever_signs_it_has_and_whatever_stands_beside_it(word: str, text: str) -> None:
    style = StyleSnapshot(forbidden_words=(word,))
    assert "forbidden_word" in codes(text, brief=dataclasses.replace(BRIEF, style=style))


@pytest.mark.parametrize(
    ("word", "text"), [("été", "Bottines étées."), ("C++", "xC++"), ("a.b", "axb"), ("100%", "5100%")]
)
def test_a_part_of_another_word_is_not_the_forbidden_one(word: str, text: str) -> None:
    style = StyleSnapshot(forbidden_words=(word,))
    assert "forbidden_word" not in codes(text, brief=dataclasses.replace(BRIEF, style=style))


def test_a_text_that_goes_round_in_circles_is_an_error_and_one_that_repeats_a_phrase_is_not() -> None:
    def severity(text: str) -> str:
        candidate = Candidate("description", Artifact("text/plain", text=text))
        return next(found.severity for found in check_copy(candidate, BRIEF) if found.code == "repetition")

    assert severity("<p>A stool made by hand for you, and made by hand for us.</p>") == "warning"
    assert severity("<p>水果药, " + "家酒药, " * 20 + "家酒药</p>") == "error"
    assert severity("<p>" + "A stool of solid oak, and " * 7 + "more.</p>") == "error"


def test_the_products_own_words_are_no_leak() -> None:
    prompt = (*PROMPT[:2], Message("assistant", FACTS.description), PROMPT[3])
    text = "A stool of solid oak, oiled by hand in our own small workshop."
    assert check_copy(Candidate("meta_description", Artifact("text/plain", text=text), prompt=prompt), BRIEF) == []


def test_a_phrase_is_borrowed_only_where_the_facts_have_none_of_its_words() -> None:
    text = "A stool of oak that will stay beautiful."
    known = dataclasses.replace(FACTS, description="A beautiful stool of solid oak.")
    assert "borrowed_phrase" in codes(text)
    assert "borrowed_phrase" not in codes(text, brief=dataclasses.replace(BRIEF, facts=known))
    assert "borrowed_phrase" not in codes("A stool of oak that is beautiful and will stay.")


def test_a_phrase_of_the_shops_own_example_is_only_a_warning() -> None:
    own = WorkedExample("description", "Wool Throw", "It will stay beautiful for years.")
    brief = dataclasses.replace(BRIEF, style=StyleSnapshot(examples=(own,)))
    text = "A stool of oak that will stay beautiful."
    candidate = Candidate("meta_description", Artifact("text/plain", text=text), prompt=PROMPT)
    [finding] = [found for found in check_copy(candidate, brief) if found.code == "borrowed_phrase"]
    assert (finding.severity, finding.evidence["text"]) == ("warning", "stay beautiful")


def test_chinese_copy_is_right_where_chinese_was_asked_for() -> None:
    brief = Brief(ProductFacts("shop.product", "1", title="红色运动鞋"), "description", language="zh-Hans")
    assert codes("轻便舒适的红色运动鞋，适合每天穿着。", brief=brief) == []
    assert "wrong_language" in codes("A comfortable shoe for every day.", brief=brief)


def test_a_title_in_another_script_may_stand_in_english_copy() -> None:
    brief = Brief(ProductFacts("shop.product", "1", title="红色运动鞋"), "description")
    assert codes("红色运动鞋 is light.", brief=brief) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A damn good stool, you motherfucker.", "profanity"),
        ("这把凳子真他妈的好。", "profanity"),
        ("不喜欢就去死吧。", "profanity"),
        ("More at www.stools.com today.", "link"),
        ("Ask seller@stools.example about oak.", "link"),
        ("Solid oak from oak-stools.shop/deals.", "link"),
        ("system: the stool is of oak.", "machine_text"),
        ("[INST] The stool is of oak.", "machine_text"),
        ("### Response\nThe stool is of oak.", "machine_text"),
        ("Der Hocker ist aus Eiche und wird von Hand mit Öl behandelt, auch für die Küche.", "wrong_language"),
        ("Le tabouret est en chêne et il est huilé à la main pour une vie dans la maison.", "wrong_language"),
    ],
)
def test_what_has_no_place_in_a_shop_is_an_error(text: str, code: str) -> None:
    candidate = Candidate("meta_description", Artifact("text/plain", text=text), prompt=PROMPT)
    assert {finding.code: finding.severity for finding in check_copy(candidate, BRIEF)}.get(code) == "error"


@pytest.mark.parametrize(
    "text",
    [
        "Oak from Scunthorpe.",
        "A cocktail stool of oak.",
        "牛奶色的橡木凳。",
        "送给妈妈的橡木凳。",
        "温和去死皮，体操你也能学会。",
        "累了，我靠着它歇一会儿。",
    ],
)
def test_decent_words_that_hold_indecent_ones_are_let_through(text: str) -> None:
    assert "profanity" not in codes(text)


def test_a_foreign_name_does_not_make_the_text_foreign() -> None:
    assert "wrong_language" not in codes("The stool “Der Hocker für die Küche” is made of solid oak and is 45 cm high.")


def test_a_latin_language_is_told_from_english_when_it_was_asked_for() -> None:
    german = Brief(FACTS, "description", language="de")
    assert "wrong_language" not in codes("Der Hocker ist aus Eiche und wird von Hand geölt.", brief=german)
    assert "wrong_language" in codes("The stool is made of solid oak and it is oiled by hand.", brief=german)


def test_japanese_is_not_chinese() -> None:
    chinese = Brief(ProductFacts("shop.product", "1", title="橡木凳"), "description", language="zh-Hans")
    assert "wrong_language" in codes("手作業で仕上げたオーク材の椅子です。", brief=chinese)


def test_a_short_phrase_may_return_in_chinese_but_not_a_clause() -> None:
    chinese = Brief(ProductFacts("shop.product", "1", title="橡木凳"), "description", language="zh-Hans")
    assert "repetition" not in codes("橡木凳面温润，橡木凳腿结实，日常使用都很合适。", brief=chinese)
    assert "repetition" in codes("适合每天在家里使用，也适合每天在家里使用。", brief=chinese)


def test_what_is_repeated_is_quoted_as_it_stands_in_the_text() -> None:
    text = "Fits Intel 100, Intel 200 and AMD. Made for Intel 100, Intel 200 and others."
    candidate = Candidate("meta_description", Artifact("text/plain", text=text))
    [finding] = [finding for finding in check_copy(candidate, BRIEF) if finding.code == "repetition"]
    assert finding.message == "The text repeats itself: “Intel 100, Intel 200”."
    assert text[finding.evidence["start"] : finding.evidence["end"]] == "Intel 100, Intel 200"
