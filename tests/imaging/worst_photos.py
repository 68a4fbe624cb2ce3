"""Run by itself with a photo's name: makes every picture of the largest photo there may be, and prints what that took.

One JSON object: MiB of resident memory once the model is loaded, and the peak above it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable

from PIL import Image
from pillow_heif import HeifImagePlugin  # noqa: F401  # registers itself

from pdp_ai.engines.base import QuietContext
from pdp_ai.engines.onnx_cutout import OnnxCutoutEngine
from pdp_ai.imaging.read import MAX_PIXELS
from pdp_ai.provenance.marking import mark_candidate
from pdp_ai.recipes.packshot import PackshotRecipe
from pdp_ai.recipes.scene import SceneRecipe
from pdp_ai.types import Brief, Photo, ProductFacts
from tests.imaging.drawn import encoded, vase_photo

SIDE = int(MAX_PIXELS**0.5)


def drawn(side: int) -> Image.Image:
    return Image.fromarray(vase_photo()[0]).resize((side, side), Image.Resampling.NEAREST)


def cut(side: int) -> Image.Image:
    photo = drawn(side)
    photo.putalpha(Image.fromarray(vase_photo()[1]).resize((side, side), Image.Resampling.NEAREST))
    return photo


PHOTOS: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: encoded(drawn(SIDE), "JPEG", quality=80),
    "cmyk jpeg": lambda: encoded(drawn(SIDE).convert("CMYK"), "JPEG", quality=80),
    "transparent png": lambda: encoded(cut(SIDE), compress_level=1),
    "16-bit png": lambda: encoded(drawn(SIDE).convert("L").convert("I;16"), compress_level=1),
    "webp": lambda: encoded(drawn(SIDE), "WEBP", quality=60, method=0),
    "heic": lambda: encoded(drawn(SIDE), "HEIF", quality=50),
    "long": lambda: encoded(drawn(64).resize((MAX_PIXELS // 200, 200)), compress_level=1),
}


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def make_all(engine: OnnxCutoutEngine, content: bytes) -> None:
    facts = ProductFacts("shop.product", "1", title="Vase", photos=(Photo("1"),))
    for recipe in (PackshotRecipe(), SceneRecipe()):
        steps = recipe.steps(Brief(facts, recipe.slots[0]), lambda _: content)
        answer = None
        try:
            while True:
                asks = steps.send(answer)  # type: ignore[arg-type]
                answer = [outcome for _, outcome in engine.generate([ask.request for ask in asks], QuietContext())]
        except StopIteration as stop:
            for candidate in stop.value:
                mark_candidate(candidate, "Vase")


def measure(kind: str) -> dict[str, float]:
    engine = OnnxCutoutEngine({"model": "u2netp"})
    engine.load()
    # Made in another process, whose memory does not count.
    made = subprocess.run(
        [sys.executable, "-m", "tests.imaging.worst_photos", "make", kind], check=True, capture_output=True
    )
    before = peak()
    make_all(engine, made.stdout)
    return {"with the model": round(before), "above it": round(peak() - before)}


if __name__ == "__main__":
    if sys.argv[1] == "make":
        sys.stdout.buffer.write(PHOTOS[sys.argv[2]]())
    else:
        print(json.dumps(measure(sys.argv[1])))
