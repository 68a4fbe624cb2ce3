"""Languages by their BCP 47 tags: their names, whether two are the same, and which one a text's letters give away."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

#: What a model is told a language is called.
NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi",
    "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean",
    "lt": "Lithuanian", "lv": "Latvian", "nb": "Norwegian", "nl": "Dutch", "no": "Norwegian", "pl": "Polish",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sr": "Serbian",
    "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
    "zh-hans": "Simplified Chinese", "zh-hant": "Traditional Chinese",
}  # fmt: skip

#: Languages whose letters are not Latin, and the letters' names in Unicode.
SCRIPTS: dict[str, tuple[str, ...]] = {
    "zh": ("CJK",),
    "ja": ("CJK", "HIRAGANA", "KATAKANA"),
    "ko": ("HANGUL",),
    "el": ("GREEK",),
    "he": ("HEBREW",),
    "hi": ("DEVANAGARI",),
    "th": ("THAI",),
    **dict.fromkeys(("ru", "uk", "bg", "sr", "mk", "be"), ("CYRILLIC",)),
    **dict.fromkeys(("ar", "fa", "ur"), ("ARABIC",)),
}

#: Scripts that, as far as shops are concerned, one language has to itself.
_GIVEAWAYS = {"CJK": "zh", "HANGUL": "ko", "GREEK": "el", "HEBREW": "he", "THAI": "th"}
#: A Chinese character says about as much as these many letters.
_CJK_WEIGHT = 2
_KANA = ("HIRAGANA", "KATAKANA")
_REGIONS = {"zh-cn": "zh-hans", "zh-sg": "zh-hans", "zh-tw": "zh-hant", "zh-hk": "zh-hant", "zh-mo": "zh-hant"}
_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}", re.IGNORECASE)


def is_tag(text: str) -> bool:
    """Whether `text` has the form of a BCP 47 tag, such as ``zh-Hans``."""
    return _TAG.fullmatch(text) is not None


def primary(tag: str) -> str:
    """``"zh"`` for ``"zh-Hans"``."""
    return _normal(tag).partition("-")[0]


def same_language(one: str, other: str) -> bool:
    """Equal, or one the more general: ``zh`` and ``zh-Hans`` are the same, ``zh-Hans`` and ``zh-Hant`` are not."""
    shorter, longer = sorted((_normal(one), _normal(other)), key=len)
    return longer == shorter or longer.startswith(f"{shorter}-")


def covers(general: str, particular: str) -> bool:
    """Whether what holds for `general` holds for `particular`: ``en`` covers ``en-US``, and not the other way round."""
    wide, narrow = _normal(general), _normal(particular)
    return not wide or narrow == wide or narrow.startswith(f"{wide}-")


def language_name(tag: str) -> str:
    """In English, for a model: ``"German"``; the tag itself where the name is not known."""
    return NAMES.get(_normal(tag)) or NAMES.get(primary(tag)) or tag


def language_by_script(text: str, stated: str = "") -> str:
    """The language that most of the text's letters give away, or else the one stated.

    Latin, Cyrillic and Arabic letters give nothing away; neither do those in which the stated language is written.
    """
    if text.isascii():
        return stated
    scripts = Counter(unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha())
    kana = sum(scripts.pop(name, 0) for name in _KANA)
    scripts["CJK"] = (scripts["CJK"] + kana) * _CJK_WEIGHT
    script, count = scripts.most_common(1)[0]
    if count * 2 <= scripts.total() or script in SCRIPTS.get(primary(stated), ()):
        return stated
    if script == "CJK" and kana * 10 * _CJK_WEIGHT > count:
        return "ja"
    return _GIVEAWAYS.get(script, stated)


def _normal(tag: str) -> str:
    tag = tag.lower().replace("_", "-")
    return _REGIONS.get(tag, tag)
