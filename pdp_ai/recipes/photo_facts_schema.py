"""The JSON object in which a model says what it sees in a photo, and how it is read: a statement a line."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pdp_ai.exceptions import RequestRefused
from pdp_ai.recipes.schema_faults import first_fault
from pdp_ai.sentences import sentence as _

#: How a statement of each field begins, by language. At most three words, for they come again line by line.
LABELS = {
    "en": {
        "colours": "Colour",
        "materials": "Material by look",
        "shape": "Shape",
        "parts": "Part",
        "printed": "Printed on it",
    },
    "zh": {
        "colours": "颜色",
        "materials": "外观材质",
        "shape": "形状",
        "parts": "部件",
        "printed": "印有文字",
    },
}
#: How models say that there is nothing to say.
_NOTHING = frozenset(["", "none", "n/a", "unknown", "unclear", "not visible", "no text", "无", "未知", "看不清"])


class PhotoFacts(BaseModel):
    """Every field may be empty. Nothing limits characters: a grammar would cut words in two."""

    model_config = ConfigDict(extra="forbid")

    colours: list[str] = Field(description="Colours of the product, the largest first.", max_length=3)
    materials: list[str] = Field(description="What it looks made of.", max_length=3)
    shape: str = Field(description="Its shape, in a few words.")
    parts: list[str] = Field(description="Parts of it that can be seen, a word or two each.", max_length=6)
    printed: list[str] = Field(description="Words that can be read on the product, as they are written.", max_length=4)


def photo_facts_schema() -> str:
    return json.dumps(PhotoFacts.model_json_schema(), ensure_ascii=False)


def read_photo_facts(answer: str, language: str) -> str:
    """``Colour: dark green`` and so on, a statement a line. Raises `RequestRefused` for what is not the object."""
    try:
        seen = PhotoFacts.model_validate_json(answer).model_dump()
    except ValidationError as error:
        raise RequestRefused(
            _("The answer about the photo is not what was asked for: %(where)s: %(msg)s.", **first_fault(error))
        ) from error
    lines = list(dict.fromkeys(_lines(seen, language)))
    if not lines:
        raise RequestRefused(_("The model saw nothing in the photo that it could name."))
    return "\n".join(lines)


def _lines(seen: dict[str, str | list[str]], language: str) -> Iterator[str]:
    gap = "：" if language == "zh" else ": "
    for field, label in LABELS[language].items():
        said = seen[field]
        for value in [said] if isinstance(said, str) else said:
            words = " ".join(value.split()).rstrip(".。")
            if words.casefold() not in _NOTHING:
                yield f"{label}{gap}{words}"
