from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("diffusers")

import torch

from pdp_ai.training.backdrop.autoencoder import new_autoencoder, to_tensor
from pdp_ai.training.backdrop.captions import all_words, caption
from pdp_ai.training.backdrop.moments import NUMBERS, measure_moments
from pdp_ai.training.backdrop.render import render
from pdp_ai.training.backdrop.settings import COLOURS, PLACES, Setting, draw_setting
from pdp_ai.training.backdrop.words import as_clip_tokenizer, new_tokenizer

OAK = Setting("table", "oak", "kitchen", "white", "left", "warm", "bright", "", "")


@pytest.fixture(scope="module")
def autoencoder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from diffusers import AutoencoderKL

    folder = tmp_path_factory.mktemp("autoencoder")
    pictures = folder / "pictures"
    pictures.mkdir()
    np.save(pictures / "000000.npy", np.stack([picture(seed) for seed in range(6)]))
    (pictures / "000000.json").write_text("[]")
    new_autoencoder(pictures, folder / "model")
    return AutoencoderKL.from_pretrained(folder / "model").eval()


def picture(seed: int, setting: Setting | None = None, side: int = 128) -> Any:
    rng = np.random.default_rng(seed)
    return render(setting or draw_setting(rng), side, rng)


def test_the_same_seed_renders_the_same_picture() -> None:
    assert np.array_equal(picture(3), picture(3))
    assert not np.array_equal(picture(3, OAK), picture(4, OAK))


@pytest.mark.parametrize("place", PLACES)
def test_every_place_can_be_rendered_on_each_of_its_surfaces(place: str) -> None:
    for surface in PLACES[place]:
        season = "summer" if place in {"garden", "forest", "meadow"} else ""
        rendered = picture(1, replace(OAK, place=place, surface=surface, season=season), side=64)
        assert rendered.shape == (64, 64, 3)
        assert rendered.std() > 2


def test_light_and_warmth_are_seen_in_the_picture() -> None:
    dark, warm, cool = (
        picture(1, replace(OAK, **change)) for change in ({"brightness": "dark"}, {}, {"warmth": "cool"})
    )
    assert dark.mean() < 0.6 * warm.mean()
    assert warm[..., 0].mean() - warm[..., 2].mean() > cool[..., 0].mean() - cool[..., 2].mean() + 20


def test_a_caption_says_what_is_in_the_picture_and_no_more() -> None:
    rng = np.random.default_rng(1)
    said = set(" ".join(caption(OAK, rng) for _ in range(60)).replace(",", "").split())
    assert {"kitchen", "oak", "wood", "warm", "bright", "left"} <= said
    assert not said & {"snow", "night", "marble", "dark", "above", "autumn", "right", "red", *COLOURS} - {"white"}


def test_the_tokenizer_knows_the_captions_words_whole() -> None:
    tokenizer = as_clip_tokenizer(new_tokenizer())
    words = {word for phrase in all_words() for word in phrase.split()}
    assert [word for word in words if len(tokenizer.tokenize(word)) > 1] == []
    assert len(tokenizer.tokenize("zirconium")) > 1


def test_the_encoder_computes_the_moments_of_each_block(autoencoder: Any) -> None:
    rendered = picture(9)
    with torch.no_grad():
        encoded = autoencoder.encode(to_tensor(rendered)[None]).latent_dist.mean[0].permute(1, 2, 0).numpy()
    turn = autoencoder.quant_conv.weight[:NUMBERS, :NUMBERS, 0, 0].detach().numpy()
    expected = measure_moments(rendered) @ turn.T + autoencoder.quant_conv.bias[:NUMBERS].detach().numpy()
    assert np.abs(encoded - expected).max() < 0.05 * expected.std()


def test_an_untrained_decoder_paints_a_smooth_picture_of_the_mean_colours(autoencoder: Any) -> None:
    wanted = to_tensor(picture(9))[None]
    with torch.no_grad():
        painted = autoencoder(wanted).sample
    blocks = [torch.nn.functional.avg_pool2d(pixels, 16).flatten() for pixels in (painted, wanted)]
    assert np.corrcoef(torch.stack(blocks))[0, 1] > 0.97
