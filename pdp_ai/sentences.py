"""English sentences that can be said in another language later, by whoever knows Django and the reader.

Checks, recipes and engines know neither. They write, with this module's `sentence` under the usual name,

    _("The text has %(length)s characters; at most %(limit)s fit here.", length=98, limit=60)

which is that English text, and remembers what it was made of. Rows keep the parts beside the text; `pdp_ai.say` puts
them into the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any, Self


class Sentence(str):
    """An English text with the template and the values it was made of; for everything else it is a string."""

    __slots__ = ("template", "values")

    #: As it stands in the translation catalogues; with values, a ``%`` of its own is doubled.
    template: str
    #: JSON-ready; a value may be a sentence itself.
    values: Mapping[str, Any]

    def __new__(cls, template: str, values: Mapping[str, Any] | None = None) -> Self:
        text = super().__new__(cls, template % values if values else template)
        text.template = template
        text.values = values or {}
        return text

    def __reduce__(self) -> tuple[type[Sentence], tuple[str, Mapping[str, Any]]]:
        return Sentence, (self.template, self.values)

    def as_dict(self) -> dict[str, Any]:
        return {"template": self.template, "values": {name: _stored(value) for name, value in self.values.items()}}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Sentence:
        values = {
            name: cls.from_dict(value) if isinstance(value, Mapping) else value
            for name, value in data["values"].items()
        }
        return cls(data["template"], values)


def sentence(template: str, **values: Any) -> Sentence:
    """Values that are neither text nor numbers are put in as text."""
    return Sentence(
        template,
        {name: value if isinstance(value, str | int | float) else str(value) for name, value in values.items()},
    )


def one_after_the_other(parts: Iterable[str]) -> str:
    """The parts as one text; each is said in the reader's language."""
    return reduce(lambda first, then: sentence("%(first)s; %(then)s", first=first, then=then), parts)


def with_clean_values(text: str, clean: Callable[[str], str]) -> str:
    """`text` with every string in it passed through `clean`: what stands in a sentence may come from anywhere."""
    if not isinstance(text, Sentence):
        return clean(text)
    values = {
        name: with_clean_values(value, clean) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    return Sentence(text.template, values)


def message_as_dict(text: str) -> dict[str, Any]:
    """How rows keep what is said: the English ``message``, and beside it what a translation needs."""
    return {"message": str(text), **(text.as_dict() if isinstance(text, Sentence) else {})}


def message_from_dict(row: Mapping[str, Any]) -> str:
    """Rows of older versions have the English text alone."""
    return Sentence.from_dict(row) if "template" in row else str(row.get("message", ""))


def _stored(value: Any) -> Any:
    return value.as_dict() if isinstance(value, Sentence) else value
