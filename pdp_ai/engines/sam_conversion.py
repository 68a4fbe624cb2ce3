"""MobileSAM's weights to one ONNX file that answers a picture and a box with outlines."""

from __future__ import annotations

import re
from pathlib import Path

from pdp_ai.exceptions import EngineUnavailable
from pdp_ai.sentences import sentence

#: Names in the published weights, and in transformers' mask decoder.
_RENAMED = (
    (r"\.norm(\d)\.", r".layer_norm\1."),
    (r"norm_final_attn", "layer_norm_final_attn"),
    (r"output_upscaling\.0", "upscale_conv1"),
    (r"output_upscaling\.1", "upscale_layer_norm"),
    (r"output_upscaling\.3", "upscale_conv2"),
    (r"(mlps\.\d|prediction_head)\.layers\.0", r"\1.proj_in"),
    (r"(mlps\.\d|prediction_head)\.layers\.1", r"\1.layers.0"),
    (r"(mlps\.\d|prediction_head)\.layers\.2", r"\1.proj_out"),
)


def convert_mobile_sam(checkpoint: Path, onnx: Path, side: int = 1024) -> None:
    """Write the model of the PyTorch file `checkpoint` to `onnx`, for pictures of `side` pixels.

    Inputs: ``image``, 1 × 3 × side × side, normalised, and ``box``, 1 × 4: left, top, right, bottom in its pixels.
    Outputs: ``masks``, 1 × 3 × side/4 × side/4, above 0 where the thing in the box is, and ``scores``, 1 × 3: how well
    each is expected to overlap it. The file is a pickle, of which tensors alone are read.
    """
    try:
        import onnx as _  # noqa: F401 - torch writes ONNX through it
        import torch
        import transformers  # noqa: F401 - has the mask decoder

        from pdp_ai.engines.mobile_sam import MobileSam
    except ImportError as error:
        raise EngineUnavailable(
            sentence("%(error)s is needed to convert this model; install `pdp_ai[worker]`.", error=error.name)
        ) from error

    model = MobileSam(side)
    model.load_state_dict(_renamed(torch.load(checkpoint, map_location="cpu", weights_only=True)))
    model.export(onnx)


def _renamed(published: dict[str, object]) -> dict[str, object]:
    """The weights by this project's and transformers' names; without those of other prompts and the classifier."""
    ours = {
        "corners": _corner_weights(published),
        "anywhere": published["prompt_encoder.no_mask_embed.weight"],
        "waves": published["prompt_encoder.pe_layer.positional_encoding_gaussian_matrix"],
    }
    for name, weight in published.items():
        if re.match(r"image_encoder\.(patch_embed|layers|neck)\.", name):
            ours[name] = weight
        elif name.startswith("mask_decoder."):
            for old, new in _RENAMED:
                name = re.sub(old, new, name)  # noqa: PLW2901
            ours[name] = weight
    return ours


def _corner_weights(published: dict[str, object]) -> object:
    import torch

    return torch.cat([published[f"prompt_encoder.point_embeddings.{corner}.weight"] for corner in (2, 3)])
