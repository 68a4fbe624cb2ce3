"""Pictures of a whole catalogue on a few sheets, to be looked at: `python -m benchmarks.contact_sheets CATALOGUE DEST`.

CATALOGUE is a folder as `example_project/CATALOGUE.md` describes it. For each product: the photo, its cut-out, a
packshot and a scene in three styles, small but by the recipes' own steps; and what is found about each.
"""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from PIL import Image, ImageDraw

from pdp_ai.conf import DEFAULTS
from pdp_ai.engines.base import QuietContext
from pdp_ai.engines.onnx_cutout import OnnxCutoutEngine
from pdp_ai.engines.residency import EngineSpec, residency
from pdp_ai.quality.judge import judge
from pdp_ai.recipes.base import Recipe
from pdp_ai.recipes.batch import run_batch
from pdp_ai.recipes.cutout import CutoutRecipe
from pdp_ai.recipes.packshot import PackshotRecipe
from pdp_ai.recipes.scene import SceneRecipe
from pdp_ai.types import Brief, Candidate, Photo, ProductFacts, StyleSnapshot

#: The cut-out a shop gets that sets nothing else.
CUTOUT = DEFAULTS["ENGINES"]["cutout"]["OPTIONS"]
STYLES = ("warm", "wood", "dark studio")
#: Side of a picture on the sheet, and the height of the words above it, in pixels.
CELL, WORDS = 260, 34
PER_SHEET = 9


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    title: str
    photo: bytes
    pictures: list[Candidate | Exception]
    findings: list[str]


def rows(catalogue: Path, side: int, first: int) -> Iterator[Row]:
    """Every product from number `first` on, its photo reduced to `side` pixels to save time."""
    residency_spec = EngineSpec("cutout", OnnxCutoutEngine, CUTOUT)
    small = {"width": side, "height": side}
    with (catalogue / "products.csv").open(encoding="utf-8", newline="") as file:
        products = list(csv.DictReader(file))
    for number, product in islice(enumerate(products, 1), first - 1, None):
        photo = _reduced(catalogue / "images" / product["images"].split("|")[0], side)
        facts = ProductFacts("shop.product", str(number), title=product["title"], photos=(Photo("main"),))
        wanted: list[tuple[Recipe, str]] = [(CutoutRecipe(), ""), (PackshotRecipe(small), "")]
        wanted += [(SceneRecipe(small), style) for style in STYLES]
        briefs = [Brief(facts, recipe.slots[0], StyleSnapshot(theme=style), seed=number) for recipe, style in wanted]
        steps = [
            recipe.steps(brief, lambda _photo, content=photo: content)  # type: ignore[misc]
            for (recipe, _), brief in zip(wanted, briefs, strict=True)
        ]
        pictures: list[Candidate | Exception] = [ValueError("not made")] * len(steps)
        for ended in run_batch(steps, lambda _: residency.engine(residency_spec, memory_mb=4096), QuietContext()):
            pictures[ended.index] = ended.outcome if isinstance(ended.outcome, Exception) else ended.outcome[0]
        found = {
            f"{finding.code}:{finding.severity}"
            for picture, brief in zip(pictures, briefs, strict=True)
            if isinstance(picture, Candidate)
            for finding in judge(picture, brief)
        }
        yield Row(number, product["title"], photo, pictures, sorted(found))


def draw(group: list[Row]) -> Image.Image:
    sheet = Image.new("RGB", (CELL * (len(STYLES) + 3), (CELL + WORDS) * len(group)), "#dddddd")
    pen = ImageDraw.Draw(sheet)
    for line, row in enumerate(group):
        top = line * (CELL + WORDS)
        pen.text((4, top + 2), f"{row.number} {row.title}", fill="black")
        pen.text((4, top + 16), " · ".join(row.findings) or "no findings", fill="#a00" if row.findings else "#070")
        contents = [row.photo, *(p.artifact.content if isinstance(p, Candidate) else None for p in row.pictures)]
        for column, content in enumerate(contents):
            if content:
                _paste(sheet, content, (column * CELL, top + WORDS))
    return sheet


def _paste(sheet: Image.Image, content: bytes, at: tuple[int, int]) -> None:
    image = Image.open(io.BytesIO(content)).convert("RGBA")
    image.thumbnail((CELL - 4, CELL - 4))
    # What a cut-out keeps of its background shows best on a colour no product has.
    ground = Image.new("RGBA", image.size, "#e03cc8")
    ground.alpha_composite(image)
    sheet.paste(ground.convert("RGB"), at)


def _reduced(path: Path, side: int) -> bytes:
    out = io.BytesIO()
    with Image.open(path) as image:
        image.thumbnail((side, side))
        image.convert("RGB").save(out, "PNG")
    return out.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("catalogue", metavar="CATALOGUE", type=Path)
    parser.add_argument("dest", metavar="DEST", type=Path)
    parser.add_argument("--side", type=int, default=800, help="of the photos and pictures, in pixels")
    parser.add_argument("--first", type=int, default=1, help="number of the first product")
    arguments = parser.parse_args()
    arguments.dest.mkdir(parents=True, exist_ok=True)
    products = rows(arguments.catalogue, arguments.side, arguments.first)
    while group := list(islice(products, PER_SHEET)):
        path = arguments.dest / f"sheet-{group[0].number:03}.png"
        draw(group).save(path)
        for row in group:
            print(row.number, row.title, "·", ", ".join(row.findings) or "no findings", flush=True)


if __name__ == "__main__":
    main()
