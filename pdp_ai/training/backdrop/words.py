"""The model's ear: a tokenizer that knows the captions' words whole, and a small CLIP text encoder."""

from __future__ import annotations

import json
from typing import Any

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from pdp_ai.training.backdrop.captions import all_words

#: Tokens of a prompt, its start and end among them; the rest is cut off.
LENGTH = 40
#: Numbers a token becomes.
WIDTH = 128
_START, _END = "<|startoftext|>", "<|endoftext|>"


def new_tokenizer() -> Any:
    """Byte pairs merged until every word of the captions is one token; any other word falls into pieces."""
    learner = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    learner.normalizer = normalizers.Lowercase()
    learner.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(",", "isolated"),
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=2_000, special_tokens=[_START, _END], initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        end_of_word_suffix="</w>", show_progress=False,
    )  # fmt: skip
    learner.train_from_iterator([*all_words(), ","], trainer)
    return learner


def as_clip_tokenizer(learner: Any) -> Any:
    """The same vocabulary in the class that pipelines expect."""
    model = json.loads(learner.to_str())["model"]
    return CLIPTokenizer(vocab=model["vocab"], merges=[tuple(m) for m in model["merges"]], model_max_length=LENGTH)


def new_text_encoder(tokenizer: Any) -> Any:
    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=WIDTH,
            intermediate_size=3 * WIDTH,
            num_hidden_layers=2,
            num_attention_heads=4,
            max_position_embeddings=LENGTH,
            projection_dim=WIDTH,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )
