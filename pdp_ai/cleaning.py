"""The one door for text: product data, model output and people's edits pass here before they are stored or shown."""

from __future__ import annotations

import html
import re
import unicodedata

import nh3

#: Facts longer than this are cut: no model of ours reads more, and no row should hold it.
MAX_CHARACTERS = 20_000

#: Rich text that may reach a product. No attributes at all, hence no links, handlers or styles.
ALLOWED_TAGS = frozenset({"p", "br", "ul", "ol", "li", "strong", "em", "b", "i", "h3", "h4"})

# Bidirectional controls let text show in another order than it is stored (Unicode TR 36, 3.1).
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Zero-width and tag characters hide instructions from a reviewer.  U+200C/D stay: they shape Persian, Hindi and emoji.
_INVISIBLE = "\u00ad\u200b\u2060-\u2064\ufeff\U000e0000-\U000e007f"
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufff9-\ufffb"
_UNWANTED = re.compile(f"[{_CONTROL}{_BIDI}{_INVISIBLE}]")

_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|div|tr)>|<br\s*/?>", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\xa0]{2,}|[\t\xa0]")
_UNTAG = nh3.Cleaner(tags=set(), attributes={}, clean_content_tags={"script", "style"})


def clean_text(text: object, *, max_characters: int = MAX_CHARACTERS) -> str:
    """Plain text, safe to store in any database: NFC, no NUL, control, surrogate, bidi-control or invisible characters.

    Line breaks become ``\\n``; the result is stripped and at most `max_characters` long. ``None`` gives ``""``.
    """
    if text is None:
        return ""
    # A character may take a few others along under NFC; four times the cap bounds the work on a megabyte of text.
    raw = str(text)[: max_characters * 4].replace("\r\n", "\n").replace("\r", "\n")
    cleaned = unicodedata.normalize("NFC", _UNWANTED.sub("", raw)).strip()
    return cleaned[:max_characters].rstrip()


def clean_html(markup: object, *, max_characters: int = MAX_CHARACTERS) -> str:
    """Rich text with the allowed tags and no attributes; scripts and styles go with their content."""
    return nh3.clean(
        clean_text(markup, max_characters=max_characters),
        tags=set(ALLOWED_TAGS),
        attributes={},
        clean_content_tags={"script", "style"},
        strip_comments=True,
    ).strip()


def html_to_text(markup: object) -> str:
    """The visible text of `markup`: block ends become line breaks, all tags go."""
    bare = _UNTAG.clean(_BLOCK_END.sub("\n", clean_text(markup)))
    lines = map(str.strip, _SPACES.sub(" ", clean_text(html.unescape(bare))).split("\n"))
    return "\n".join(filter(None, lines))


def text_to_html(text: object) -> str:
    """Paragraphs for plain text: blank lines part them, everything in it is escaped."""
    paragraphs = re.split(r"\n\s*\n", clean_text(text))
    return "".join(f"<p>{html.escape(' '.join(part.split()), quote=False)}</p>" for part in paragraphs if part.strip())
