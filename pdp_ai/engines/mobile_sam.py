"""MobileSAM (Zhang et al., 2023), asked with a box: TinyViT, and Segment Anything's mask decoder from transformers."""

from __future__ import annotations

import math
import warnings
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers.models.sam.configuration_sam import SamMaskDecoderConfig
from transformers.models.sam.modeling_sam import SamMaskDecoder

from pdp_ai.engines.tiny_vit import TinyViT


class MobileSam(nn.Module):
    """A picture and a box in it to three outlines of what is in the box, and their scores."""

    def __init__(self, side: int) -> None:
        super().__init__()
        config = SamMaskDecoderConfig(attn_implementation="eager")
        self.side = side
        self.image_encoder = TinyViT()
        self.mask_decoder = SamMaskDecoder(config)
        width = config.hidden_size
        #: What tells a box's first corner from its second.
        self.corners = nn.Parameter(torch.zeros(2, width))
        #: Stands for a mask, where none is given.
        self.anywhere = nn.Parameter(torch.zeros(1, width))
        #: Directions and frequencies in which places are told apart.
        self.waves = nn.Parameter(torch.randn(2, width // 2))

    def forward(self, image: Tensor, box: Tensor) -> tuple[Tensor, Tensor]:
        """image: 1 × 3 × side × side; box: 1 × 4. Returns masks, 1 × 3 × side/4 × side/4, and scores, 1 × 3."""
        embedding = self.image_encoder(image)
        cells = (torch.arange(embedding.shape[-1], device=image.device) + 0.5) / embedding.shape[-1]
        grid = torch.stack([cells.repeat(len(cells), 1), cells[:, None].repeat(1, len(cells))], dim=-1)
        corners = self._placed((box.reshape(1, 2, 2) + 0.5) / self.side) + self.corners
        masks, scores = self.mask_decoder(
            image_embeddings=embedding,
            image_positional_embeddings=self._placed(grid).permute(2, 0, 1)[None],
            sparse_prompt_embeddings=corners[:, None],
            dense_prompt_embeddings=self.anywhere[..., None, None].expand_as(embedding),
            multimask_output=True,
        )
        return masks[:, 0], scores[:, 0]

    def _placed(self, places: Tensor) -> Tensor:
        """Places, x and y in 0–1, as sines and cosines."""
        phase = 2 * math.pi * (2 * places - 1) @ self.waves
        return torch.cat([phase.sin(), phase.cos()], dim=-1)

    def export(self, onnx: Path) -> None:
        """To an ONNX file. The exporter that needs no compiler is on its way out; it warns of that at every step."""
        example = torch.zeros(1, 3, self.side, self.side), torch.tensor([[0.0, 0.0, self.side, self.side]])
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                self.eval(),
                example,
                str(onnx),
                dynamo=False,
                opset_version=17,
                input_names=["image", "box"],
                output_names=["masks", "scores"],
            )
