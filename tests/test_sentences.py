"""Sentences of the floors without Django: English text everywhere, and the reader's language where they are shown."""

from __future__ import annotations

import copy
import json
import pickle

from django.utils.translation import override

from pdp_ai.exceptions import PhotoUnreadable, PublishRefused
from pdp_ai.quality.copy import check_copy
from pdp_ai.say import say, say_row
from pdp_ai.sentences import Sentence, message_as_dict, one_after_the_other, sentence, with_clean_values
from pdp_ai.types import Artifact, Brief, Candidate, ProductFacts

LONG = sentence("The text has %(length)s characters; at most %(limit)s fit here.", length=98, limit=60)


def test_a_sentence_is_its_english_text() -> None:
    assert LONG == "The text has 98 characters; at most 60 fit here."
    assert json.dumps(LONG) == '"The text has 98 characters; at most 60 fit here."'


def test_a_sentence_survives_being_copied_and_pickled_with_its_parts() -> None:
    for again in (copy.deepcopy(LONG), pickle.loads(pickle.dumps(LONG))):
        assert isinstance(again, Sentence)
        assert (again, again.template, again.values) == (LONG, LONG.template, LONG.values)


def test_a_row_is_read_in_the_readers_language() -> None:
    row = json.loads(json.dumps(message_as_dict(LONG)))
    assert row["message"] == str(LONG)
    assert say_row(row) == LONG
    with override("zh-hans"):
        assert say_row(row) == "文字有 98 个字符；此处最多 60 个。"


def test_a_row_of_an_older_version_shows_the_text_it_has() -> None:
    with override("zh-hans"):
        assert say_row({"message": "The text has 98 characters."}) == "The text has 98 characters."
        assert say_row({}) == ""


def test_sentences_within_a_sentence_are_translated_too() -> None:
    both = one_after_the_other([sentence("left"), sentence("top")])
    assert both == "left; top"
    with override("zh-hans"):
        assert say_row(json.loads(json.dumps(message_as_dict(both)))) == "左；上"


def test_a_percent_sign_in_a_value_stays_what_it_is() -> None:
    said = sentence("“%(claim)s” is not in the product's data. Check it or take it out.", claim="100% (s) wool %s")
    with override("zh-hans"):
        assert say(said) == "商品数据中没有“100% (s) wool %s”。请核实或删去。"


def test_what_stands_in_a_sentence_is_cleaned_however_deep() -> None:
    nested = sentence(
        "The product cannot be saved: %(messages)s", messages=sentence("%(name)s: %(error)s", name="a\0", error=1)
    )
    cleaned = with_clean_values(nested, lambda text: text.replace("\0", ""))
    assert cleaned == "The product cannot be saved: a: 1"
    assert "\\u0000" not in json.dumps(message_as_dict(cleaned))


def test_an_error_says_its_docstring_or_what_it_was_raised_with_in_the_readers_language() -> None:
    with override("zh-hans"):
        assert say(PhotoUnreadable()) == "照片无法读取；请以 JPEG、PNG 或 WebP 重新上传。"
        assert (
            say(PublishRefused(sentence("The database refused the value: %(error)s", error="no")))
            == "数据库拒绝了该值：no"
        )
        assert str(PhotoUnreadable()) == "The photo cannot be read; upload it again as JPEG, PNG or WebP."


def test_a_finding_is_stored_in_english_and_read_in_chinese() -> None:
    facts = ProductFacts("shop.product", "1", title="Copper Kettle", attributes=(("Material", "copper"),))
    draft = Candidate("short_description", Artifact("text/plain", text="A kettle of stainless steel for every day."))
    found = check_copy(draft, Brief(facts, recipe="short_description"))
    [finding] = [one for one in found if one.code == "ungrounded_material"]
    row = finding.as_dict()
    assert row["message"] == finding.message
    assert "stainless steel" in row["message"]
    with override("zh-hans"):
        assert say_row(row) == "“stainless steel”与商品数据矛盾：标题为“Copper”。"
