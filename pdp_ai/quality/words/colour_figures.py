"""Turns of phrase with a colour in them that colour nothing: the red mist, a glass of red, as white as snow."""

from __future__ import annotations

import re

#: Surroundings, bodies and weather have colours of their own: “grey skies”, “white walls”, “grey-haired”.
_SURROUNDINGS = re.compile(
    r"\s(?:sk(?:y|ies)|seas?|waters?|walls?|lawns?|meadows?|hair|snow|sands?|beach(?:es)?|clouds?|hills?|teeth"
    r"|thumbs?|fingers?|tongues?|blood|cheeks?|faces?|noses?|knees?|elbows?|dogs?|fields?|forests?|mountains?)\b"
    r"|-(?:haired|faced|eyed|handed|blooded|footed|skinned|cheeked|nosed|bearded)\b",
    re.IGNORECASE,
)
#: “Green with envy”, “blue with cold”.
_WITH_FEELING = re.compile(
    r"\swith (?:envy|jealousy|rage|anger|fury|shame|fear|fright|embarrassment|cold|age)\b", re.IGNORECASE
)
#: “In the black”, “out of the blue”: with nothing after it that could be coloured.
_IN_THE = re.compile(r"\b(?:in|into|out of|from) the $", re.IGNORECASE)
_NOTHING_AFTER = re.compile(r"\s*(?:[.,:;!?]|$|(?:and|again|with|by|for|at)\b)", re.IGNORECASE)
#: “As good as gold”, “white as snow”; “like a golden thread”.
_LIKENED = re.compile(r"\bas \w+ as (?:an? |the )?$|\blike (?:an? |the )?$", re.IGNORECASE)
_LIKENESS = re.compile(r" as (?!well|a|an|the)\w+\b", re.IGNORECASE)
#: “Words of gold”, “worth its weight in gold”.
_OF = re.compile(r"\b(?:of|worth .{0,12} in) $", re.IGNORECASE)
_METALS = frozenset({"gold", "golden", "silver"})
#: “See red”, “turned green”, “run red”; “another glass of red”.
_COLOURED_FOR_ONCE = re.compile(
    r"\b(?:see(?:s|ing)?|saw|seen|turn(?:s|ed|ing)?|go(?:es)?|went|ran|runs?|feel(?:s|ing)?|felt)\s$"
    r"|\b(?:glass|sip|drop|carafe)\sof\s(?:\w+\s)?$",
    re.IGNORECASE,
)
#: Several of a kind are things: oranges, violets, the blues; “in soft blues and greens” are colours.
_SHADES = re.compile(r"\b(?:in|shades of|tones of)\s(?:\w+\s)*(?:\w+s,?\s(?:and|or)\s)?$", re.IGNORECASE)
#: “Hum Yellow Bird”: a name, amid a sentence.
_NAMED = re.compile(r"[a-z,] $")
_PROPER = re.compile(r" [A-Z][a-z]")


def is_figure(word: str, before: str, after: str) -> bool:
    """Whether `word`, a colour's English name between `before` and `after`, only lends its colour to a saying."""
    written = word.casefold()
    return bool(
        _SURROUNDINGS.match(after)
        or _WITH_FEELING.match(after)
        or _LIKENED.search(before)
        or _LIKENESS.match(after)
        or _COLOURED_FOR_ONCE.search(before)
        or (_IN_THE.search(before) and _NOTHING_AFTER.match(after))
        or (written in _METALS and _OF.search(before))
        or (written.endswith("s") and not _SHADES.search(before))
        or (_NAMED.search(before) and word[0].isupper() and _PROPER.match(after))
        or (written == "tinted" and before.endswith("-"))
    )
