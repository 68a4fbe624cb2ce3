"""The one door for text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdp_ai.cleaning import clean_html, clean_text, html_to_text, text_to_html

HOSTILE = st.text(st.characters(exclude_categories=())) | st.text(st.sampled_from("\x00\ud800\u202e<>&\"'ab \n"))


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("a\x00b", "ab"),
        ("a\ud800b", "ab"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("hid\u200bden", "hidden"),
        ("e\u0301", "é"),
        ("line\r\nbreak", "line\nbreak"),
        ("红色运动鞋", "红色运动鞋"),
        ("👩\u200d👧", "👩\u200d👧"),
        (None, ""),
    ],
)
def test_text_loses_what_no_database_or_reader_should_meet(raw: str, cleaned: str) -> None:
    assert clean_text(raw) == cleaned


def test_a_megabyte_is_cut_to_the_cap() -> None:
    assert len(clean_text("word " * 250_000)) <= 20_000


@given(HOSTILE)
def test_clean_text_always_encodes_and_cleaning_twice_changes_nothing(raw: str) -> None:
    once = clean_text(raw)
    once.encode("utf-8")
    assert "\x00" not in once
    assert clean_text(once) == once


@given(HOSTILE)
def test_clean_html_is_idempotent_and_has_no_attribute_or_script(raw: str) -> None:
    once = clean_html(raw)
    assert clean_html(once) == once
    assert "<script" not in once.lower()


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("<p onclick=x()>Hi</p>", "<p>Hi</p>"),
        ("<script>alert(1)</script><p>Hi</p>", "<p>Hi</p>"),
        ('<a href="javascript:alert(1)">link</a>', "link"),
        ('<img src=x onerror="alert(1)">', ""),
        ("<p style='position:fixed'>Hi</p>", "<p>Hi</p>"),
    ],
)
def test_rich_text_keeps_its_tags_and_nothing_else(raw: str, cleaned: str) -> None:
    assert clean_html(raw) == cleaned


def test_html_to_text_shows_what_a_reader_sees() -> None:
    assert html_to_text("<p>Salt &amp; pepper</p><ul><li>mill</li></ul><style>p{}</style>") == "Salt & pepper\nmill"


def test_text_to_html_escapes_and_makes_paragraphs() -> None:
    assert text_to_html("a < b\nc\n\nd") == "<p>a &lt; b c</p><p>d</p>"
