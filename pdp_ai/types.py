"""The frozen values that travel from a product to a draft.

Nothing here knows Django. A value is made once, on the floor that owns it, and handed upwards as a return value.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pdp_ai.languages import same_language
from pdp_ai.sentences import message_as_dict

Severity = Literal["info", "warning", "error"]

#: How freely a model writes.
Preset = Literal["precise", "balanced", "creative"]

#: How much a text says.
Length = Literal["short", "medium", "long"]

#: How something came to be, in the terms of IPTC's Digital Source Type vocabulary of 2024
#: (http://cv.iptc.org/newscodes/digitalsourcetype/):
#: made by a model alone · a photo with parts made by a model · a photo among rendered parts, none of them by a model ·
#: a photo that a program altered without changing what it shows.
SourceType = Literal[
    "trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "composite", "algorithmicallyEnhanced"
]

#: Worst last, so that ``SEVERITIES.index`` orders findings.
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")


def fingerprint(value: Any) -> str:
    """SHA-256 (hex) of the canonical JSON of `value`: equal values give equal fingerprints in every process."""
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo of the product, by reference: the brief is stored in a row, the bytes stay in the shop's storage."""

    #: What the adapter needs to open the photo again.
    key: str
    alt: str = ""
    #: Changes when the bytes change (a file name or a hash).
    version: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the colours, or other makes, that a product is sold in. What it leaves out it has from its product."""

    #: As shoppers choose it: ``"sage"``.
    name: str
    #: Its own photo; None where the shop has none, for another variant's shows something else.
    photo: Photo | None = None
    #: Its own, over the product's.
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What an adapter read from a product: every text already passed through `clean_text`."""

    #: Django's label in lower case, e.g. ``"shop.product"``.
    product_model: str
    product_id: str
    title: str = ""
    description: str = ""
    #: Decimal number as text, e.g. ``"24.90"``.
    price: str = ""
    #: ISO 4217 code.
    currency: str = ""
    #: From the top of the tree down.
    category: tuple[str, ...] = ()
    #: Name and value, in the shop's order.
    attributes: tuple[tuple[str, str], ...] = ()
    #: The shop's own photos, main photo first; never generated pictures.
    photos: tuple[Photo, ...] = ()
    #: In the shop's order.
    variants: tuple[Variant, ...] = ()
    #: BCP 47 tag of the product's texts.
    language: str = "en"

    def as_dict(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ProductFacts:
        return cls(
            **{
                **data,
                "category": tuple(data["category"]),
                "attributes": tuple((name, value) for name, value in data["attributes"]),
                "photos": tuple(Photo(**photo) for photo in data["photos"]),
                "variants": tuple(map(_variant, data.get("variants", ()))),
            }
        )

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.as_dict())

    @classmethod
    def from_text(cls, text: str) -> ProductFacts:
        """Facts as a person types them: the title, then ``Name: value`` lines, an empty line and the description.

        A line without a colon belongs to the description. The inverse of `as_text`.
        """
        head, _gap, description = text.strip().partition("\n\n")
        title, *lines = (line.strip() for line in head.splitlines() or [""])
        pairs = [line.partition(":")[::2] for line in lines if ":" in line]
        loose = [line for line in lines if ":" not in line]
        return cls(
            product_model="",
            product_id="",
            title=title,
            description="\n".join(filter(None, [*loose, description.strip()])),
            attributes=tuple((name.strip(), value.strip()) for name, value in pairs),
        )

    def as_text(self) -> str:
        head = [self.title, *(f"{name}: {value}" for name, value in self.attributes)]
        return "\n".join(head) + (f"\n\n{self.description}" if self.description else "")

    def fields(self) -> dict[str, str]:
        """Every textual fact by its field name, as evidence for claims: ``{"title": …, "attributes.Material": …}``."""
        texts = {
            "title": self.title,
            "description": self.description,
            "price": " ".join(part for part in (self.price, self.currency) if part),
            "category": " > ".join(self.category),
        }
        texts |= {f"attributes.{name}": value for name, value in self.attributes}
        texts["variants"] = ", ".join(variant.name for variant in self.variants)
        return {name: text for name, text in texts.items() if text}

    @property
    def pictured_variants(self) -> tuple[tuple[Variant, Photo], ...]:
        """Those that have a photo of their own, with it."""
        return tuple((variant, variant.photo) for variant in self.variants if variant.photo)

    @property
    def all_photos(self) -> tuple[Photo, ...]:
        return (*self.photos, *(photo for _variant, photo in self.pictured_variants))

    def of_variant(self, variant: Variant) -> ProductFacts:
        """The variant as a product: its own photo, name and attributes, and for the rest what it inherits."""
        return dataclasses.replace(
            self,
            title=f"{self.title}, {variant.name}",
            attributes=tuple({**dict(self.attributes), **dict(variant.attributes)}.items()),
            photos=(variant.photo,) if variant.photo else (),
            variants=(),
        )

    def of_photo(self, key: str) -> ProductFacts:
        """What the photo shows: the variant it belongs to, or else the product."""
        return next((self.of_variant(own) for own, photo in self.pictured_variants if photo.key == key), self)


def _variant(data: Mapping[str, Any]) -> Variant:
    photo = Photo(**data["photo"]) if data["photo"] else None
    return Variant(data["name"], photo, tuple((name, value) for name, value in data["attributes"]))


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


@dataclass(frozen=True, slots=True)
class Message:
    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class CopyRequest:
    """What a copy engine is asked: a chat, and how to decode the answer."""

    messages: tuple[Message, ...]
    seed: int = 0
    max_new_tokens: int = 160
    strategy: Literal["greedy", "beam", "sample"] = "sample"
    #: Beams kept, for ``strategy="beam"``.
    num_beams: int = 4
    #: Greater than 0, for ``strategy="sample"``.
    temperature: float = 0.7
    top_p: float = 0.9
    repetition_penalty: float = 1.1
    #: JSON schema (as JSON text) that the answer must satisfy, or empty for free text.
    json_schema: str = ""
    #: Alias of the adapter (LoRA) the engine puts on for this request; empty for the model as it is.
    adapter: str = ""
    #: Encoded pictures that the last message is about, for engines that see.
    images: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class CutoutRequest:
    """What a cut-out engine is asked: the foreground of this photo."""

    #: An encoded picture, already passed through `imaging.read.normalise_photo` (RGB, upright, capped).
    photo: bytes


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """What an image engine is asked: a picture from words, from words and a picture, or within a mask of a picture."""

    prompt: str
    #: What should not be in the picture.
    negative_prompt: str = ""
    seed: int = 0
    #: Of the picture wanted, in pixels.
    width: int = 1024
    height: int = 1024
    #: Denoising steps; 0 for the engine's own number.
    steps: int = 0
    #: How strictly the prompt is followed; None for the engine's own value.
    guidance: float | None = None
    #: An encoded picture to begin with, brought to `width` × `height`; empty for text → image.
    image: bytes = b""
    #: An encoded grey picture, white where the model may paint; needs `image`.
    mask: bytes = b""
    #: How far the result may leave `image`: 0 not at all, 1 altogether.
    strength: float = 0.8

    @property
    def task(self) -> Literal["text", "image", "inpaint"]:
        return "inpaint" if self.mask else "image" if self.image else "text"


@dataclass(frozen=True, slots=True)
class LookRequest:
    """What an engine that reads, judges or enlarges a picture is given."""

    #: An encoded picture.
    picture: bytes


@dataclass(frozen=True, slots=True)
class EntailmentRequest:
    """What a judging engine is asked: does the premise bear the hypothesis out, leave it open or contradict it?"""

    premise: str
    hypothesis: str


@dataclass(frozen=True, slots=True)
class EmbeddingRequest:
    """What an embedding engine is asked: a vector of length 1 that stands for what the text says."""

    text: str


EngineRequest = CopyRequest | CutoutRequest | ImageRequest | LookRequest | EntailmentRequest | EmbeddingRequest


@dataclass(frozen=True, slots=True)
class Artifact:
    """What an engine returned: `text`, or `content`, which may have figures in JSON beside it."""

    mime: str
    text: str | None = None
    content: bytes | None = None
    #: Model id and pinned revision or hash.
    model: str = ""
    revision: str = ""
    seed: int | None = None
    #: False when the text ran out of tokens before its end.
    complete: bool = True
    #: The request's share of the batch, in seconds.
    seconds: float = 0.0
    tokens_in: int | None = None
    tokens_out: int | None = None
    #: What a server asks for it, by the prices stated in its options; 0 on machines of one's own.
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a model judged one sentence, ``text[start:end]`` of a candidate's visible text, against the facts.

    The three are probabilities, 0 to 1.
    """

    start: int
    end: int
    entailment: float
    neutral: float
    contradiction: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """One result of a recipe, not yet judged: an artifact for a slot, with what was measured while making it."""

    slot: str
    artifact: Artifact
    #: 0 for the first of the candidates asked for.
    index: int = 0
    #: The photo it was made from or describes, if any. Of what is said of photos, it decides where it goes.
    photo_key: str = ""
    #: Messages or prompt the model was given, for the reviewer with the permission to see it.
    prompt: tuple[Message, ...] = ()
    #: Plain numbers, e.g. ``{"untouched_max": 0}``; quality checks judge them, the draft stores them.
    measures: Mapping[str, float] = field(default_factory=dict)
    #: Of the sentences that a judging engine was asked about, if the recipe has one.
    verdicts: tuple[Verdict, ...] = ()
    #: What the picture looks like, as `imaging.likeness.look_of` writes it; empty where nobody looked.
    look: str = ""
    #: Photo, mask and difference side by side, as WebP; empty where nothing was composited.
    proof: bytes = b""
    #: What it is marked as; a recipe that says nothing gets the strongest term.
    source_type: SourceType = "trainedAlgorithmicMedia"
    #: What the mark in the file says, read back from it: ``source_type`` and, where it is signed, ``signed_by``,
    #: ``organisation`` and ``algorithm``.
    provenance: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a quality check has to say about one candidate."""

    #: Stable and machine-readable, e.g. ``"ungrounded_number"``.
    code: str
    severity: Severity
    #: One plain sentence for the reviewer, which knows how to be said in another language (`pdp_ai.sentences`).
    message: str
    #: JSON-ready details, e.g. ``{"claim": "6.9 cm", "start": 12, "end": 18}``.
    evidence: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        message = message_as_dict(self.message)
        return {"code": self.code, "severity": self.severity, **message, "evidence": dict(self.evidence)}


@dataclass(frozen=True, slots=True)
class SlotValue:
    """What stands in a product's slot: JSON-ready, so that drafts and publications can remember and compare it."""

    #: The text, or a picture's alternative text.
    text: str = ""
    #: What the shop's image field holds: a file name, or the key of an image row. Empty for text.
    file: str = ""
    #: Primary key of the photo row that holds the value, where the slot is not a field of the product itself.
    row: str = ""
    #: The row's other columns, so that it can be put back as it was; no part of what is compared.
    columns: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def as_dict(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> SlotValue:
        return cls(**data)

    def __bool__(self) -> bool:
        return bool(self.text or self.file or self.row)


#: What of a picture must stay in sight: shares of its width and height, from the left and from the top, 0 to 1.
FocalPoint = tuple[float, float]

#: The part of a picture that is shown: left, top, right, bottom, in pixels.
CropBox = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class SlotContent:
    """What a draft brings to a product: text, or a picture with its alternative text."""

    text: str = ""
    picture: bytes = b""
    mime: str = ""
    alt: str = ""
    focal_point: FocalPoint | None = None
    #: Where an earlier publication of the same picture put it, as `SlotValue.file` names it.
    kept: str = ""
