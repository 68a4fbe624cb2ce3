"""Vision models of the real classes with random weights and a few thousand numbers, saved like any other."""

from __future__ import annotations

from pathlib import Path


def make_tiny_segmenter(directory: Path, *, classes: int = 2) -> Path:
    import torch
    from transformers import SegformerConfig, SegformerForSemanticSegmentation, SegformerImageProcessorPil

    torch.manual_seed(0)
    config = SegformerConfig(
        num_encoder_blocks=2,
        depths=[1, 1],
        sr_ratios=[2, 1],
        hidden_sizes=[8, 16],
        patch_sizes=[7, 3],
        strides=[4, 2],
        num_attention_heads=[1, 2],
        mlp_ratios=[2, 2],
        decoder_hidden_size=16,
        num_labels=classes,
    )
    SegformerForSemanticSegmentation(config).save_pretrained(directory)
    SegformerImageProcessorPil(size={"height": 64, "width": 64}).save_pretrained(directory)
    return directory


def make_tiny_upscaler(directory: Path) -> Path:
    import torch
    from transformers import Swin2SRConfig, Swin2SRForImageSuperResolution

    torch.manual_seed(0)
    config = Swin2SRConfig(
        image_size=16,
        embed_dim=8,
        depths=[1],
        num_heads=[2],
        window_size=4,
        mlp_ratio=1.0,
        upscale=2,
        upsampler="pixelshuffledirect",
    )
    Swin2SRForImageSuperResolution(config).save_pretrained(directory)
    return directory
