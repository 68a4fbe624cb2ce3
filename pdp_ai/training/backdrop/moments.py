"""An autoencoder's encoder that needs no training: each block's mean colour and the moments of its brightness.

Surroundings out of focus are smooth, and a smooth block is told by few numbers. Eight are kept of 16 × 16 pixels: the
means of red, green and blue, and of brightness the moments x, y, x², y² and xy about the block's centre. A block's
moments follow from those of its four quarters, so a strided convolution per level computes them exactly.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from diffusers.models.resnet import ResnetBlock2D

from pdp_ai.imaging.arrays import Bytes, Floats

NUMBERS = 8
_BLOCK = 16
_LUMA = torch.tensor([0.30, 0.59, 0.11])
#: In channels that only keep a normalisation from dividing by the picture's own contrast; large beside any picture.
_ENCODER_ANCHOR, _DECODER_ANCHOR = 100.0, 30.0
#: Those channels before the decoder's last normalisation.
ANCHORED = slice(6, 8)
#: How far the spread of the latents is evened out: 1 makes details as loud as colours, 0 leaves them all but silent.
_EVENNESS = 0.7


@torch.no_grad()
def set_moments(model: Any) -> None:
    """Set all of the encoder, and a decoder that begins as a smooth picture of the mean colours.

    Up from level to level goes a quadratic B-spline (Chaikin, 1974); edges and texture are left to be learned. Expects
    an `AutoencoderKL` whose normalisations have one group each.
    """
    encoder, decoder = model.encoder, model.decoder
    for half, kept in ((encoder, NUMBERS), (decoder, 3)):
        for block in half.modules():
            if isinstance(block, ResnetBlock2D):
                block.conv2.weight.zero_()
                block.conv2.bias.zero_()
                if block.conv_shortcut is not None:
                    _pass_on(block.conv_shortcut, kept, torch.ones(1, 1))
    _pass_on(encoder.conv_in, 3, _kernel((0, 1, 0)))
    encoder.conv_in.weight[3:] = 0
    encoder.conv_in.bias[3:] = 0
    for block in encoder.down_blocks[:-1]:
        _join_quarters(block.downsamplers[0].conv)
    _finish(encoder.down_blocks[-1].resnets[0].conv_shortcut, encoder, NUMBERS, _ENCODER_ANCHOR)
    _pass_on(decoder.conv_in, 3, _kernel((0, 1, 0)))
    for block in decoder.up_blocks[:-1]:
        _pass_on(block.upsamplers[0].conv, 3, _kernel((0.25, 0.5, 0.25)))
    _finish(decoder.up_blocks[-1].resnets[0].conv_shortcut, decoder, 3, _DECODER_ANCHOR)
    for layer in (model.quant_conv, model.post_quant_conv):
        _pass_on(layer, NUMBERS, torch.ones(1, 1))
    # The deviations are as good as none: a picture always has the same latents.
    model.quant_conv.weight[NUMBERS:] = 0
    model.quant_conv.bias[NUMBERS:] = -20


def measure_moments(picture: Bytes) -> Floats:
    """H/16 × W/16 × 8: what the encoder computes level by level, at once and many times faster."""
    height, width = picture.shape[0] // _BLOCK, picture.shape[1] // _BLOCK
    blocks = picture.reshape(height, _BLOCK, width, _BLOCK, 3).astype(np.float32) / 127.5 - 1
    luma = blocks @ _LUMA.numpy()
    x = (np.arange(_BLOCK, dtype=np.float32) + 0.5) / (_BLOCK / 2) - 1
    weights = [
        np.outer(down, right) / _BLOCK**2 for down, right in ((x**0, x), (x, x**0), (x**0, x**2), (x**2, x**0), (x, x))
    ]
    moments = np.einsum("hrwc,mrc->hwm", luma, np.stack(weights), optimize=True)
    return np.concatenate([blocks.mean(axis=(1, 3)), moments], axis=-1)


@torch.no_grad()
def whiten(model: Any, samples: Any) -> None:
    """Turn and scale the latents so that over `samples` (pictures) each has mean 0 and tells its own tale.

    The strongest has deviation 1, the others less, by `_EVENNESS`.

    The 1 × 1 convolutions at the narrow place take it up, so the pipeline needs no scaling factor.
    """
    flat = model.encode(samples).latent_dist.mean.permute(0, 2, 3, 1).reshape(-1, NUMBERS).double()
    middle = flat.mean(dim=0)
    values, axes = torch.linalg.eigh(torch.cov((flat - middle).T))
    scale = values.max().sqrt() * (values / values.max()) ** (_EVENNESS / 2)
    turn, back = (axes / scale).T.float(), (axes * scale).float()
    model.quant_conv.weight[:NUMBERS, :NUMBERS, 0, 0] = turn
    model.quant_conv.bias[:NUMBERS] = -turn @ middle.float()
    model.post_quant_conv.weight[:, :, 0, 0] = back
    model.post_quant_conv.bias[:] = middle.float()


def _kernel(taps: tuple[float, float, float]) -> Any:
    return torch.outer(torch.tensor(taps), torch.tensor(taps))


def _pass_on(layer: Any, channels: int, kernel: Any) -> None:
    """The first channels go through `kernel` to themselves, untouched by any other."""
    layer.weight[:channels] = 0
    layer.bias[:channels] = 0
    for channel in range(channels):
        layer.weight[channel, channel] = kernel


def _join_quarters(layer: Any) -> None:
    """Moments of a block from those of its quarters, whose centres lie at ±½ and whose own unit is half as long."""
    layer.weight.zero_()
    layer.bias.zero_()
    x, y, xx, yy, xy = range(3, NUMBERS)
    for row in (0, 1):
        for column in (0, 1):
            right, down = column - 0.5, row - 0.5
            taps = layer.weight[:, :, row, column]
            for colour in range(3):
                taps[colour, colour] = 1
            taps[x, :3], taps[x, x] = right * _LUMA, 0.5
            taps[y, :3], taps[y, y] = down * _LUMA, 0.5
            taps[xx, :3], taps[xx, x], taps[xx, xx] = 0.25 * _LUMA, right, 0.25
            taps[yy, :3], taps[yy, y], taps[yy, yy] = 0.25 * _LUMA, down, 0.25
            taps[xy, :3], taps[xy, x], taps[xy, y], taps[xy, xy] = right * down * _LUMA, down / 2, right / 2, 0.25
    layer.weight /= 4


def _finish(widening: Any, half: Any, channels: int, anchor: float) -> None:
    """x and -x side by side pass the last normalisation and SiLU as x: silu(x) - silu(-x) = x."""
    widening.weight[channels : 2 * channels + 2] = 0
    widening.bias[channels : 2 * channels + 2] = 0
    for channel in range(channels):
        widening.weight[channel + channels, channel] = -1
    widening.bias[2 * channels], widening.bias[2 * channels + 1] = anchor, -anchor
    half.conv_norm_out.weight[: 2 * channels] = anchor * (2 / len(widening.bias)) ** 0.5
    _pass_on(half.conv_out, channels, _kernel((0, 1, 0)))
    half.conv_out.weight[:channels, channels : 2 * channels] = -half.conv_out.weight[:channels, :channels]
