"""What an engine is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


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
