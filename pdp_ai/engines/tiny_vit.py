"""TinyViT (Wu et al., 2022) as MobileSAM uses it: the picture's half of a small Segment Anything.

Written to fit MobileSAM's published weights, name by name, because no library installed here has the model. Used only
while they are converted; what runs afterwards is ONNX.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional


class TinyViT(nn.Module):
    """A picture, 1 × 3 × S × S, to its embedding, 1 × 256 × S/16 × S/16."""

    def __init__(self) -> None:
        super().__init__()
        self.patch_embed = _PatchEmbedding(64)
        self.layers = nn.Sequential(
            _Stage([_ConvolutionBlock(64) for _ in range(2)], _Merging(64, 128, stride=2)),
            _Stage([_AttentionBlock(128, heads=4, window=7) for _ in range(2)], _Merging(128, 160, stride=2)),
            # Merged without halving: the mask decoder wants 1/16 of the picture.
            _Stage([_AttentionBlock(160, heads=5, window=14) for _ in range(6)], _Merging(160, 320, stride=1)),
            _Stage([_AttentionBlock(320, heads=10, window=7) for _ in range(2)], nn.Identity()),
        )
        self.neck = nn.Sequential(
            nn.Conv2d(320, 256, 1, bias=False),
            _ChannelNorm(256),
            nn.Conv2d(256, 256, 3, padding=1, bias=False),
            _ChannelNorm(256),
        )

    def forward(self, picture: Tensor) -> Tensor:
        return self.neck(self.layers(self.patch_embed(picture)))


class _PatchEmbedding(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.seq = nn.Sequential(_Convolution(3, width // 2, 3, 2), nn.GELU(), _Convolution(width // 2, width, 3, 2))

    def forward(self, picture: Tensor) -> Tensor:
        return self.seq(picture)


class _Stage(nn.Module):
    def __init__(self, blocks: Sequence[nn.Module], downsample: nn.Module) -> None:
        super().__init__()
        self.blocks = nn.Sequential(*blocks)
        self.downsample = downsample

    def forward(self, features: Tensor) -> Tensor:
        return self.downsample(self.blocks(features))


class _Convolution(nn.Module):
    """A convolution and its normalisation."""

    def __init__(self, given: int, wanted: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> None:
        super().__init__()
        self.c = nn.Conv2d(given, wanted, kernel, stride, kernel // 2, groups=groups, bias=False)
        self.bn = nn.BatchNorm2d(wanted)

    def forward(self, features: Tensor) -> Tensor:
        return self.bn(self.c(features))


class _ConvolutionBlock(nn.Module):
    """An inverted bottleneck, four times as wide inside."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv1 = _Convolution(width, 4 * width)
        self.conv2 = _Convolution(4 * width, 4 * width, 3, groups=4 * width)
        self.conv3 = _Convolution(4 * width, width)

    def forward(self, features: Tensor) -> Tensor:
        inner = functional.gelu(self.conv2(functional.gelu(self.conv1(features))))
        return functional.gelu(self.conv3(inner) + features)


class _Merging(nn.Module):
    def __init__(self, given: int, wanted: int, stride: int) -> None:
        super().__init__()
        self.conv1 = _Convolution(given, wanted)
        self.conv2 = _Convolution(wanted, wanted, 3, stride, groups=wanted)
        self.conv3 = _Convolution(wanted, wanted)

    def forward(self, features: Tensor) -> Tensor:
        return self.conv3(functional.gelu(self.conv2(functional.gelu(self.conv1(features)))))


class _AttentionBlock(nn.Module):
    """Attention within windows, a convolution across them, and a perceptron."""

    def __init__(self, width: int, heads: int, window: int) -> None:
        super().__init__()
        self.window = window
        self.attn = _Attention(width, heads, window)
        self.local_conv = _Convolution(width, width, 3, groups=width)
        self.mlp = _Perceptron(width)

    def forward(self, features: Tensor) -> Tensor:
        features = self.local_conv(features + self._attended(features))
        by_pixel = features.permute(0, 2, 3, 1)
        return features + self.mlp(by_pixel).permute(0, 3, 1, 2)

    def _attended(self, features: Tensor) -> Tensor:
        batch, width, rows, columns = features.shape
        side = self.window
        padded = functional.pad(features, (0, -columns % side, 0, -rows % side))
        down, across = padded.shape[2] // side, padded.shape[3] // side
        windows = padded.view(batch, width, down, side, across, side).permute(0, 2, 4, 3, 5, 1)
        attended = self.attn(windows.reshape(-1, side * side, width)).view(batch, down, across, side, side, width)
        whole = attended.permute(0, 5, 1, 3, 2, 4).reshape(batch, width, down * side, across * side)
        return whole[:, :, :rows, :columns]


class _Attention(nn.Module):
    """A bias for each head and distance, down and across, tells where a pixel's neighbours are."""

    distances: Tensor

    def __init__(self, width: int, heads: int, window: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)
        self.attention_biases = nn.Parameter(torch.zeros(heads, window**2))
        row, column = torch.arange(window).repeat_interleave(window), torch.arange(window).repeat(window)
        distances = (row[:, None] - row).abs() * window + (column[:, None] - column).abs()
        self.register_buffer("distances", distances, persistent=False)

    def forward(self, pixels: Tensor) -> Tensor:
        windows, count, width = pixels.shape
        per_head = self.qkv(self.norm(pixels)).view(windows, count, self.heads, -1).transpose(1, 2)
        query, key, value = per_head.chunk(3, dim=-1)
        likeness = query @ key.transpose(-2, -1) * (width // self.heads) ** -0.5
        weights = (likeness + self.attention_biases[:, self.distances]).softmax(dim=-1)
        return self.proj((weights @ value).transpose(1, 2).reshape(windows, count, width))


class _Perceptron(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, pixels: Tensor) -> Tensor:
        return self.fc2(functional.gelu(self.fc1(self.norm(pixels))))


class _ChannelNorm(nn.Module):
    """Layer normalisation over the channels of a picture."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, features: Tensor) -> Tensor:
        by_pixel = functional.layer_norm(features.permute(0, 2, 3, 1), self.weight.shape, self.weight, self.bias, 1e-6)
        return by_pixel.permute(0, 3, 1, 2)
