"""A language model of the real classes with random weights: made in half a second, loaded like any other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

CHAT_TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def make_tiny_language_model(directory: Path, *, chat_template: str = CHAT_TEMPLATE, positions: int = 512) -> Path:
    """Llama with 2 layers and a byte-level BPE tokenizer whose vocabulary is the 256 bytes and the chat's markers."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    fast = _byte_tokenizer(chat_template)
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(fast),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=positions,
        initializer_range=0.3,  # so that random answers differ from prompt to prompt
        bos_token_id=fast.bos_token_id,
        eos_token_id=fast.eos_token_id,
        pad_token_id=fast.pad_token_id,
    )
    LlamaForCausalLM(config).save_pretrained(directory)
    fast.save_pretrained(directory)
    return directory


def make_tiny_encoder(directory: Path) -> Path:
    """BERT with 2 layers, for embeddings, over the same tokenizer."""
    import torch
    from transformers import BertConfig, BertModel

    fast = _byte_tokenizer("")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(fast),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=512,
        initializer_range=0.3,
        pad_token_id=fast.pad_token_id,
    )
    BertModel(config).save_pretrained(directory)
    fast.save_pretrained(directory)
    return directory


VISION_TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' }}{% for part in message['content'] %}"
    "{{ '<image>' if part['type'] == 'image' else part['text'] }}{% endfor %}{{ '<|im_end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def make_tiny_vision_model(directory: Path, *, chat_template: str = VISION_TEMPLATE, positions: int = 512) -> Path:
    """LLaVA: CLIP's eye on 4 × 4 patches, Llama's mouth, and the pictures made ready by Pillow."""
    import torch
    from transformers import CLIPVisionConfig, LlamaConfig, LlavaConfig, LlavaForConditionalGeneration, LlavaProcessor
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

    fast = _byte_tokenizer("", "<image>")
    torch.manual_seed(0)
    small = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}
    config = LlavaConfig(
        vision_config=CLIPVisionConfig(image_size=32, patch_size=8, projection_dim=32, **small),
        text_config=LlamaConfig(
            vocab_size=len(fast),
            num_key_value_heads=2,
            max_position_embeddings=positions,
            initializer_range=0.3,
            eos_token_id=fast.eos_token_id,
            bos_token_id=fast.bos_token_id,
            pad_token_id=fast.pad_token_id,
            **small,
        ),
        image_token_id=fast.convert_tokens_to_ids("<image>"),
        vision_feature_select_strategy="full",
        vision_feature_layer=-1,
    )
    LlavaForConditionalGeneration(config).save_pretrained(directory)
    eye = CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
    LlavaProcessor(
        image_processor=eye,
        tokenizer=fast,
        patch_size=8,
        vision_feature_select_strategy="full",
        num_additional_image_tokens=1,
        chat_template=chat_template or None,
    ).save_pretrained(directory)
    return directory


def _byte_tokenizer(chat_template: str, *further: str) -> Any:
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={letter: i for i, letter in enumerate(letters)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(marker) for marker in ("<|im_start|>", "<|im_end|>", *further)])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<|im_start|>",
        eos_token="<|im_end|>",
        pad_token="<|im_end|>",
        chat_template=chat_template or None,
    )
