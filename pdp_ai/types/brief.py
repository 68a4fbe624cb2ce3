"""What a job is asked to make: the product's facts, the style, and what a person wished."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pdp_ai.languages import same_language
from pdp_ai.types.product import ProductFacts, fingerprint

#: How freely a model writes.
Preset = Literal["precise", "balanced", "creative"]

#: How much a text says.
Length = Literal["short", "medium", "long"]


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """A product's facts and the copy a good writer made of them, shown to the model before it is asked."""

    #: Name of the slot that `copy` fills.
    slot: str
    #: As `ProductFacts.from_text` reads it.
    facts: str
    #: Plain text; selling points one a line.
    copy: str


@dataclass(frozen=True, slots=True)
class StyleSnapshot:
    """A `Style` row as it was when the job was asked for, with what it inherits filled in."""

    name: str = ""
    version: int = 0
    voice: str = ""
    tone: str = ""
    audience: str = ""
    #: Used where they fit.
    do_words: tuple[str, ...] = ()
    forbidden_words: tuple[str, ...] = ()
    #: Empty means medium.
    length: Length | Literal[""] = ""
    examples: tuple[WorkedExample, ...] = ()
    #: Alias of the LoRA adapter that the copy engine uses; empty for none.
    adapter: str = ""
    #: For pictures: place, light, season.
    theme: str = ""
    negative_prompt: str = ""
    preset: Preset = "balanced"
    #: Name and version of each style that something was inherited from, nearest first.
    inherited: tuple[tuple[str, int], ...] = ()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> StyleSnapshot:
        lists = {name: tuple(data.get(name, ())) for name in ("do_words", "forbidden_words")}
        examples = tuple(WorkedExample(**example) for example in data.get("examples", ()))
        inherited = tuple((name, version) for name, version in data.get("inherited", ()))
        return cls(**{**data, **lists, "examples": examples, "inherited": inherited})


@dataclass(frozen=True, slots=True)
class Brief:
    """Facts + recipe + style + language, frozen: all that decides what a job makes."""

    facts: ProductFacts
    #: Alias in ``PDP_AI["RECIPES"]``.
    recipe: str
    style: StyleSnapshot = field(default_factory=StyleSnapshot)
    language: str = "en"
    candidates: int = 1
    seed: int = 0
    #: A person's one-off wish at "ask again".
    hint: str = ""
    #: The slots to fill, of those that the recipe can; empty for all of them.
    slots: tuple[str, ...] = ()
    #: Keys of the photos that something is to be said of; empty for all of them.
    photos: tuple[str, ...] = ()
    #: Place and text that stands there in the product's own language, to be translated into `language`.
    sources: tuple[tuple[str, str], ...] = ()

    @property
    def further_language(self) -> str:
        """The language asked for, where it is not the product's own; else empty."""
        return "" if same_language(self.language, self.facts.language) else self.language

    def wants(self, slot: str) -> bool:
        return not self.slots or slot in self.slots

    def as_dict(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Brief:
        return cls(
            **{
                **data,
                "facts": ProductFacts.from_dict(data["facts"]),
                "style": StyleSnapshot.from_dict(data["style"]),
                "slots": tuple(data.get("slots", ())),
                "photos": tuple(data.get("photos", ())),
                "sources": tuple((slot, text) for slot, text in data.get("sources", ())),
            }
        )

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.as_dict())
