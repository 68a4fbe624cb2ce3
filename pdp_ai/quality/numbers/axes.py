"""Which side of a size is which: of “40 x 30 x 20 cm (W x D x H)” the 20 cm are the height."""

from __future__ import annotations

import re

from pdp_ai.quality.numbers.quantity import Place

_SIDE = r"\d+(?:[.,]\d+)?\s?(?:mm|cm|m|in|\"|毫米|厘米|米)?"
_SIZE = re.compile(rf"{_SIDE}(?:\s*[x×*/]\s*{_SIDE}){{1,2}}")
_AXIS = r"(?:[LWHDT](?:ength|idth|eight|epth|hickness)?|[长宽高深厚]度?)"
_TIMES = r"\s*[x×*/]\s*"
_LEGEND = re.compile(rf"(?<![A-Za-z]){_AXIS}(?:{_TIMES}{_AXIS}){{1,2}}(?![A-Za-z])", re.IGNORECASE)
_ROLES = {
    "l": "length", "长": "length", "w": "width", "宽": "width", "h": "height", "高": "height",
    "d": "depth", "深": "depth", "t": "thickness", "厚": "thickness",
}  # fmt: skip
#: “W 312 x D 221 x H 17 mm”.
_LETTER = re.compile(r"(?:^|[\s,x×/(])([LWHD])\s?$")
_LONGEST = 40
#: How far from the size its legend may stand.
_NEAR = 24


def axis_of(place: Place) -> str:
    """What the number measures by the legend of the size that it is a side of, e.g. ``"height"``; empty without one."""
    letter = _LETTER.search(place.text[max(0, place.start - 4) : place.start])
    if letter:
        return _ROLES[letter[1].lower()]
    nearby = _SIZE.finditer(place.text, max(0, place.start - _LONGEST), place.end + _LONGEST)
    size = next((size for size in nearby if size.start() <= place.start < size.end()), None)
    if not size:
        return ""
    legend = _LEGEND.search(place.text[size.end() : size.end() + _NEAR]) or _LEGEND.search(place.field)
    legend = legend or _LEGEND.search(place.text[max(0, size.start() - _NEAR) : size.start()])
    sides = [side.start() + size.start() for side in re.finditer(_SIDE, size[0])]
    axes = re.split(_TIMES, legend[0], flags=re.IGNORECASE) if legend else []
    if len(axes) != len(sides) or place.start not in sides:
        return ""
    return _ROLES[axes[sides.index(place.start)][0].lower()]
