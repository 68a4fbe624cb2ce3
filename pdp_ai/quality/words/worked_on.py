"""What a product is used on is not what it is of: a drill that bores steel, a balm for shoes, a glue for glass."""

from __future__ import annotations

import re

from pdp_ai.types import ProductFacts

_VERBS = (
    "drills drilling bores bore boring saws sawing sands sanding planes planing cuts cutting screws screwing nails "
    "nailing sticks stick sticking glues adheres grips clings slices slice chops bites bite glides glide rolls "
    "goes go "
    "scratch scratches cleans clean cleaning polishes polishing protects protecting nourishes restores revives waxes "
    "covers drives drive shoots mixes fixes fix fastens fasten anchors holds weaves weaving sews sewing "
    "matches match matching suits complements spares saves damages mark marks"
)
_NOUNS = (
    "holes? screws? nails? adhesive glue cleaner polish balm varnish paint saw drill bit bits blade blades hits? "
    "knots? walls? floors? diameter"
)
#: Words that part the verb from what it acts upon; “made”, “of” and names of parts would tell of the product again.
_GAP = (
    r"(?:[\s,-]+(?:in|into|on|onto|to|through|over|across|around|for|even|up|as|well|and|or|nor|the|a|an|your|any|all|most|every|both|"
    r"either|with|ease|equally|easily|cleanly|straight|hard|soft|heavy|thick|thin|bare|painted|dark|light|old|new|wet|dry|"
    r"treated|untreated|smooth|rough|anything from|mm|cm|[\d.,]+|wood|woods|timber|metal|steel|stone|concrete|brick"
    r"|masonry|tiles?|"
    r"glass|plastics?|oak|pine|beech|maple|walnut|bamboo|felt|brick|chipboard|plasterboard|ceramics?|leather|paper|fabric|aluminium|walls?|holes?|skirting|boards?))*[\s-]+"
)
_PREPOSITION = r"(?:in|into|on|onto|to|through|over|across|around|for)"
_WORKED_ON = re.compile(
    rf"(?<![\w-])(?:{'|'.join(_VERBS.split())})\b{_GAP}$"
    rf"|\b(?:{'|'.join(_NOUNS.split())})\s(?:{_PREPOSITION})\b{_GAP}$"
    rf"|\b(?:drilling|bore|boring)\b[^.;:\n]{{0,60}}\bin\s$"
    rf"|\b(?:light work|holes?) of\b{_GAP}$"
    r"|(?:切|钻|锯|打磨|粘|贴|擦|清洁|钉)(?:[\u4e00-\u9fff]{0,3}[、和])?[\u4e00-\u9fff]{0,2}$",
    re.IGNORECASE,
)


#: Where a product lives and what it is used with: a lamp for oak floors is not of oak.
_SURROUNDINGS = re.compile(
    r"[\s-](?:floors?|walls?|ceilings?|mills?|streets?|roads?|countertops?|worktops?|fences?|roofs?|paths?|gates?|houses|cabins"
    r"|pockets?|stoves?|ovens?|jungle|forests?|trees?|garden|hearts?|will|stairs|staircase|bridges?|ships"
    r"|tables|desks|sofas|shelves|benches|boots|spoons|doors|tools|bowls|pots|pans|jackets|jeans|shirts)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]{3,}", re.IGNORECASE)


def of_surroundings(text: str, end: int, facts: ProductFacts) -> bool:
    """Whether the noun after a material is a thing of the surroundings that the facts know nothing of."""
    match = _SURROUNDINGS.match(text, end)
    if not match:
        return False
    noun = match[0].strip(" -").casefold().removesuffix("s")
    return not any(word.casefold().startswith(noun) for fact in facts.fields().values() for word in _WORD.findall(fact))


def is_worked_on(text: str, start: int) -> bool:
    """Whether what stands at `start` is the object of the product's work, or company that it suits."""
    return bool(_WORKED_ON.search(text[max(0, start - 96) : start]))
