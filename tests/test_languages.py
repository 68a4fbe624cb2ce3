from __future__ import annotations

import pytest

from pdp_ai.languages import language_by_script, language_name, same_language


@pytest.mark.parametrize(
    ("text", "stated", "language"),
    [
        ("红色运动鞋", "en", "zh"),
        ("Nike Air 红色运动鞋", "en", "zh"),
        ("红色运动鞋", "zh-TW", "zh-TW"),
        ("木製椅子", "ja", "ja"),
        ("赤いスニーカー", "en", "ja"),
        ("운동화", "en", "ko"),
        ("Zen Tea (禅茶), loose leaves", "en", "en"),
        ("Красные кроссовки", "en", "en"),  # Cyrillic is several languages'
        ("Café crème", "", ""),
        ("😀😀 100", "en", "en"),
        ("", "en", "en"),
    ],
)
def test_letters_give_a_language_away_where_they_are_its_own(text: str, stated: str, language: str) -> None:
    assert language_by_script(text, stated) == language


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("en", "en-GB", True),
        ("zh", "zh-Hant", True),
        ("zh-CN", "zh-Hans", True),
        ("zh-Hans", "zh-Hant", False),
        ("en-US", "en-GB", False),
        ("de", "den", False),
    ],
)
def test_the_more_general_tag_is_the_same_language(one: str, other: str, same: bool) -> None:
    assert same_language(one, other) is same
    assert same_language(other, one) is same


def test_a_language_unknown_by_name_is_called_by_its_tag() -> None:
    assert [language_name(tag) for tag in ("de-AT", "zh_CN", "tlh")] == ["German", "Simplified Chinese", "tlh"]
