"""How long the steps of a picture take, and how the image engine keeps up with a bare diffusers loop in the same run.

    python -m benchmarks.pictures [--model FOLDER] [--pictures 4] [--side 128] [--steps 8] [--rounds 5]

Without a model a Stable Diffusion pipeline of the real classes is built with random weights, some ten million of them.
The engine and the loop take turns with the same pipeline, prompts and seeds, and both hand out PNG files. The median of
the rounds' ratios says more than the rates where a machine does other things too.
"""

from __future__ import annotations

import argparse
import io
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from pdp_ai.conf import DEFAULTS
from pdp_ai.engines.base import QuietContext
from pdp_ai.engines.diffusers_image import DiffusersImageEngine
from pdp_ai.engines.onnx_cutout import OnnxCutoutEngine
from pdp_ai.engines.weights import locate
from pdp_ai.types import Artifact, CutoutRequest, ImageRequest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="", help="a diffusers pipeline's folder, or a starter model's name")
    parser.add_argument("--pictures", type=int, default=4)
    parser.add_argument("--side", type=int, default=128, help="of a painted picture, in pixels")
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--photo-side", type=int, default=1600, help="of the photo whose steps are timed")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        painting = _against_bare_loop(options.model or _random_pipeline(folder), options)
    figures = {"stages": _stages(options.photo_side), "painting": painting}
    print(json.dumps(figures, indent=2) if options.json else _table(figures))


def _against_bare_loop(model: str, options: argparse.Namespace) -> dict[str, Any]:
    """Pictures a minute by the engine and by a pipeline called directly."""
    import diffusers

    engine = DiffusersImageEngine({"model": model, "steps": options.steps})
    engine.load()
    pipeline = diffusers.AutoPipelineForText2Image.from_pretrained(locate(model), use_safetensors=True)
    pipeline.set_progress_bar_config(disable=True)
    requests = [
        ImageRequest("an oak table by a window", seed=seed, width=options.side, height=options.side)
        for seed in range(options.pictures)
    ]

    def by_engine() -> list[bytes]:
        answers = dict(engine.generate(requests, QuietContext()))
        return [answers[index].content or b"" for index in range(len(requests))]  # type: ignore[union-attr]

    def bare() -> list[bytes]:
        return [_painted(pipeline, request, options.steps) for request in requests]

    assert by_engine() == bare(), "The engine and the loop must paint the same pictures."
    rates: dict[str, list[float]] = {"engine": [], "bare": []}
    for number in range(options.rounds):
        contenders: list[tuple[str, Callable[[], list[bytes]]]] = [("engine", by_engine), ("bare", bare)]
        for name, paint in contenders if number % 2 else reversed(contenders):
            started = time.process_time()
            paint()
            rates[name].append(60 * len(requests) / (time.process_time() - started))
    ratios = [engine / bare for engine, bare in zip(rates["engine"], rates["bare"], strict=True)]
    return {
        "engine_pictures_per_minute": round(statistics.median(rates["engine"]), 1),
        "bare_pictures_per_minute": round(statistics.median(rates["bare"]), 1),
        "ratio": round(statistics.median(ratios), 3),
    }


def _painted(pipeline: Any, request: ImageRequest, steps: int) -> bytes:
    import torch

    picture = pipeline(
        prompt=request.prompt,
        width=request.width,
        height=request.height,
        num_inference_steps=steps,
        generator=torch.Generator().manual_seed(request.seed),
    ).images[0]
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _random_pipeline(folder: str) -> str:
    import diffusers
    import torch

    from tests.engines.tiny_pipelines import make_tiny_stable_diffusion

    model = make_tiny_stable_diffusion(Path(folder) / "pipeline")
    torch.manual_seed(0)
    larger = diffusers.UNet2DConditionModel(
        sample_size=32,
        block_out_channels=(64, 128),
        layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=32,
        attention_head_dim=8,
    )
    larger.save_pretrained(model / "unet")
    return str(model)


def _stages(side: int) -> dict[str, float]:
    """Seconds of processor time for each step from a photo to a scene's file, on one core."""
    from pdp_ai.imaging.arrays import decode_grey, decode_rgb
    from pdp_ai.imaging.backdrop import paint_backdrop
    from pdp_ai.imaging.colour import product_colours
    from pdp_ai.imaging.expansion import measure_expansion
    from pdp_ai.imaging.look import measure_look
    from pdp_ai.imaging.measure import measure_cutout, measure_untouched
    from pdp_ai.imaging.picture import Cutout
    from pdp_ai.imaging.place import SPOTS, on_canvas, place_in_scene
    from pdp_ai.imaging.read import normalise_photo
    from pdp_ai.imaging.refine import refine_alpha
    from pdp_ai.imaging.scene import theme_for
    from pdp_ai.imaging.stage import placed_opacity, put_on_stage
    from pdp_ai.imaging.stance import find_stance

    seconds: dict[str, float] = {}

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        started = time.process_time()
        yield
        seconds[name] = round(time.process_time() - started, 3)

    engine = OnnxCutoutEngine(DEFAULTS["ENGINES"]["cutout"]["OPTIONS"])
    with stage("load the cut-out model"):
        engine.load()
    with stage("read the photo"):
        png = normalise_photo(_photo(side))
        photo = decode_rgb(png)
    with stage("cut out"):
        [(_, answer)] = engine.generate([CutoutRequest(png)], QuietContext())
        assert isinstance(answer, Artifact)
        coarse = decode_grey(answer.content or b"")
    with stage("refine the edge"):
        alpha = refine_alpha(photo, coarse)
    with stage("measure the cut-out"):
        measure_cutout(photo, alpha, coarse)
    cutout = Cutout(photo, alpha, find_stance(alpha))
    placement = place_in_scene(
        alpha, cutout.stance, canvas=(1600, 1600), least=0.75, share=0.64, max_scale=1.5, spot=SPOTS["centred"]
    )
    with stage("paint the backdrop"):
        theme = theme_for(cutout, wishes=("wood",), unwanted="", seed=1)
        rng = np.random.default_rng(1)
        colours = product_colours(photo, alpha)
        side = max(placement.canvas)
        backdrop = paint_backdrop(theme, colours, side=side, towards=1, from_above=False, rng=rng)
    with stage("shadow, composite, encode"):
        picture = put_on_stage(cutout, placement, backdrop, towards=1, gloss=0.0, seed=1, setting="")
    with stage("measure the picture"):
        measure_untouched(picture.content, photo, alpha, picture.placement)
        measure_look(picture.content, cutout, picture.placement)
    with stage("look again"):
        [(_, seen)] = engine.generate([CutoutRequest(picture.content)], QuietContext())
        assert isinstance(seen, Artifact)
        measure_expansion(decode_grey(seen.content or b""), on_canvas(placed_opacity(cutout, placement), placement))
    return seconds


def _photo(side: int) -> bytes:
    """A jug before a wall, as JPEG."""
    mask = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(mask)
    pen.ellipse((side * 0.30, side * 0.30, side * 0.70, side * 0.82), fill=255)
    pen.rectangle((side * 0.42, side * 0.16, side * 0.58, side * 0.40), fill=255)
    grain = np.random.default_rng(1).integers(-20, 20, (side, side, 3))
    clay = Image.fromarray(np.clip(np.array([160, 70, 45]) + grain, 0, 255).astype(np.uint8))
    photo = Image.new("RGB", (side, side), "#d8d4cc")
    photo.paste(clay, mask=mask.filter(ImageFilter.GaussianBlur(1)))
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=92)
    return out.getvalue()


def _table(figures: dict[str, Any]) -> str:
    lines = [f"{name:<28} {seconds:>7.3f} s" for name, seconds in figures["stages"].items()]
    total = sum(seconds for name, seconds in figures["stages"].items() if not name.startswith("load"))
    lines += [f"{'one picture':<28} {total:>7.3f} s, {60 / total:.1f} a minute", ""]
    lines += [f"{name.replace('_', ' '):<28} {value:>7}" for name, value in figures["painting"].items()]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
