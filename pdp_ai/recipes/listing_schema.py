"""The one JSON object that fills several slots: its schema, told to the model, and how its fields are read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from pdp_ai.exceptions import RequestRefused
from pdp_ai.recipes.copy_tasks import TASKS
from pdp_ai.recipes.schema_faults import first_fault
from pdp_ai.sentences import sentence as _
from pdp_ai.slots import SLOTS

#: Lines of a list, and questions, asked for at least and at most.
_FEWEST, _MOST = 3, 5


class Question(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: str
    answer: str


@cache
def listing_model(slots: tuple[str, ...]) -> type[BaseModel]:
    """A model with a field for each slot. Nothing in it limits characters: a grammar would cut words in two."""
    fields: dict[str, Any] = {slot: (_kind(slot), _field(slot)) for slot in slots}
    return create_model("Listing", __config__=ConfigDict(extra="forbid"), **fields)


def listing_schema(slots: tuple[str, ...]) -> str:
    return json.dumps(listing_model(slots).model_json_schema(), ensure_ascii=False)


def read_listing(answer: str, slots: tuple[str, ...]) -> dict[str, str]:
    """The answer's text for each slot, lists one item a line. Raises `RequestRefused` for what is not the object."""
    try:
        fields = listing_model(slots).model_validate_json(answer).model_dump()
    except ValidationError as error:
        raise RequestRefused(
            _("The answer is not the listing that was asked for: %(where)s: %(msg)s.", **first_fault(error))
        ) from error
    return {slot: _as_text(fields[slot]) for slot in slots}


def _kind(slot: str) -> Any:
    if slot == "faq":
        return list[Question]
    return list[str] if SLOTS[slot].kind == "lines" else str


def _field(slot: str) -> Any:
    words = TASKS[slot].asked_whole
    if _kind(slot) is str:
        return Field(description=words)
    return Field(description=words, min_length=_FEWEST, max_length=_MOST)


def _as_text(value: str | Iterable[str | Mapping[str, str]]) -> str:
    if isinstance(value, str):
        return value
    return "\n".join(_line(item) for item in value)


def _line(item: str | Mapping[str, str]) -> str:
    if isinstance(item, str):
        return " ".join(item.split())
    question, answer = (" ".join(item[part].split()) for part in ("question", "answer"))
    return f"{question}{'' if question.endswith(('?', '？')) else '?'} {answer}"
