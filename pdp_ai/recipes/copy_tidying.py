"""From what a language model said to what belongs on the page: its wrapping off, whole sentences, within the limit."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from pdp_ai.cleaning import clean_html, clean_text, html_to_text, text_to_html
from pdp_ai.slots import SLOTS, Slot

#: Selling points kept.
MOST_LINES = 5

#: Judges one sentence or line.
Keep = Callable[[str], bool]


def tidy(slot: str, answer: str, keep: Keep) -> str:
    """The answer as the slot's value: paragraphs of HTML, lines, or one line of text; empty if nothing usable is left.

    Sentences (or lines) that `keep` refuses are left out, unless none would remain.
    """
    kind, limit = SLOTS[slot].kind, SLOTS[slot].max_length
    text = _unwrapped(clean_text(answer))
    if kind == "lines":
        return _lines(text, SLOTS[slot], keep)
    if slot == "faq":
        return _questions(text, limit, keep)
    if kind == "html":
        paragraphs = [_sentences(fit(part, limit), keep) for part in re.split(r"\n\s*\n", text)]
        return clean_html(text_to_html(fit("\n\n".join(part for part in paragraphs if part), limit)))
    line = " ".join(text.split())
    return clean_text(
        _phrase(line, SLOTS[slot]) if SLOTS[slot].is_phrase else fit(_sentences(fit(line, 4 * limit), keep), limit)
    )


def fit(text: str, limit: int) -> str:
    """The whole sentences of `text` that fit into `limit` characters; all of it when not even the first one does.

    A last sentence that the model left unfinished goes too, if another one stands before it.
    """
    ends = [match.end() for match in _SENTENCE_END.finditer(text) if match.end() <= limit]
    return text[: ends[-1]].rstrip() if ends else text.rstrip(" ,;:–-，；：、")


#: A full stop that ends a sentence: not the point of 3.6 or Cat.6, nor of "max." before a small letter.
_SENTENCE_END = re.compile(r"(?:[.!?…][\"'”’)]*(?=\s+[^a-z\s]|\s*$)|[。！？][”’」』）]*)")

_MARKUP = re.compile(r"</?(?:p|br|ul|ol|li|b|i|strong|em|h[1-6]|div|span)\s*/?>", re.IGNORECASE)
_PREAMBLE = re.compile(
    r"^(?:(?:sure|certainly|of course)\b[^\n]{0,40}?[!:.,]\s*)?"
    r"(?:here(?:'s| is| are)|below (?:is|are)|this is)\b[^\n:]{0,120}:\s*",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?:product |short |meta[ -]?|seo )?(?:description|bullets?|bullet points|selling points|"
    r"alt(?:ernative)?[ -]?text|title|summary|answer|copy|output)\s*:\s*",
    re.IGNORECASE,
)
#: A question up to its mark, and all that follows up to the next line that ends or begins with one.
_QUESTION = re.compile(
    r"(?m)^\s*(?:[-*•]\s+|\d{1,2}[.)]\s+)?(?:Q\d*\s*[:.]\s*)?([^\n?？]{3,200}[?？])\s*(?:A\d*\s*[:.]\s*)?([^\n?？]{2,})$"
)
#: What a line that was cut off may end with, and should not.
_LOOSE_ENDS = ";, ；，、"
_BULLET = re.compile(r"^\s*(?:[-*•·–—▪●✓]+|\d{1,2}[.)])\s+")


def _unwrapped(text: str) -> str:
    """Without thoughts, chat tokens, markup, preamble, label, JSON remains, enclosing quotes and doubled words."""
    text = re.sub(r"(?s)<think>.*?(</think>|$)", "", text)
    text = re.split(r"<\|", text, maxsplit=1)[0]
    if _MARKUP.search(text):
        text = html_to_text(text).replace("\n", "\n\n")
    text = re.sub(r"```\w*", "", text)
    text = re.sub(r"\b([^\W\d_]{3,})(?: \1\b)+", r"\1", text)
    text = re.sub(r"\*\*(.+?)\*\*|__(.+?)__", lambda match: match[1] or match[2], text)
    text = re.sub(r"(?m)^#{1,6}\s+", "", text).strip()
    text = re.sub(r"[\"“”]?\s*[}\]]+\s*$", "", text)
    text = _LABEL.sub("", _PREAMBLE.sub("", text.strip()))
    return _unquoted(text)


def _unquoted(text: str) -> str:
    """Without the pair of quotes around the whole, or a stray one at an end."""
    text = text.strip()
    pairs = (('"', '"'), ("“", "”"), ("'", "'"), ("«", "»"), ("「", "」"))
    for opening, closing in pairs:
        inside = text[1:-1]
        if len(text) > 1 and text[0] == opening and text[-1] == closing and opening not in inside:
            return inside.strip()
    if text.count('"') == 1 and not re.search(r"\d\"", text):
        return text.strip('"').strip()
    return text


def _lines(text: str, slot: Slot, keep: Keep) -> str:
    """Different lines without marks, each short enough to be taken in at once."""
    kept: list[str] = []
    for raw in text.splitlines():
        line = _unquoted(_LABEL.sub("", _BULLET.sub("", raw.strip())))
        line = _clause(line, slot.line_length)
        line = _spoken(line.rstrip(_LOOSE_ENDS)) if slot.is_spoken else line.rstrip("." + _LOOSE_ENDS)
        room = slot.max_length - sum(len(other) + 1 for other in kept)
        if len(line) > 2 and len(line) <= room and not _said_already(line, kept) and keep(line):
            kept.append(line[:1].upper() + line[1:])
    return "\n".join(kept[:MOST_LINES])


def _spoken(line: str) -> str:
    """The sentence with its full stop, which small models leave out."""
    return f"{line}." if line.isascii() and line[-1:].isalnum() else line


def _clause(line: str, length: int) -> str:
    """The first sentence, cut where a thought ends if it has more than `length` characters."""
    end = _SENTENCE_END.search(line)
    line = line[: end.end()] if end else line
    if len(line) <= length:
        return line
    cut = line[:length]
    thoughts = [
        match.start() for match in re.finditer(r"[,;:]? (?:[-–—|(]|and|with|while|so|that|which)\b|[,;:] ", cut)
    ]
    return cut[: thoughts[-1]] if thoughts and thoughts[-1] > length // 3 else line


def _said_already(line: str, kept: list[str]) -> bool:
    """Whether most of the line's words stand in one of the others."""
    words = set(re.findall(r"\w+", line.lower()))
    return any(len(words & set(re.findall(r"\w+", other.lower()))) > len(words) * 0.6 for other in kept)


def _questions(text: str, limit: int, keep: Keep) -> str:
    """Different questions, each a heading, with their answers; they may share a line or stand on two."""
    pairs: dict[str, str] = {}
    for asked, words in _QUESTION.findall(text):
        answered = fit(" ".join(words.split()), limit)
        room = limit - sum(len(question) + len(said) + 2 for question, said in pairs.items())
        known = [f"{question} {answer}" for question, answer in pairs.items()]
        if len(asked) + len(answered) <= room and keep(answered) and not _said_already(f"{asked} {answered}", known):
            pairs[asked] = answered
    return clean_html("".join(f"<h3>{html.escape(asked)}</h3>{text_to_html(said)}" for asked, said in pairs.items()))


def _phrase(text: str, slot: Slot) -> str:
    """One thought, without its full stop."""
    return _clause(text, slot.line_length or len(text)).rstrip(".。" + _LOOSE_ENDS)


def _sentences(text: str, keep: Keep) -> str:
    """Every sentence once, without those refused; all of them if none would remain."""
    said: dict[str, str] = {}
    start = 0
    for end in [*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]:
        sentence, start = text[start:end], end
        if _folded(sentence):
            said.setdefault(_folded(sentence), sentence)
    return "".join([sentence for sentence in said.values() if keep(sentence)] or said.values()).strip()


def _folded(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()
