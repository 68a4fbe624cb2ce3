"""Renders invented products with known opacity: `python -m benchmarks.rendered_products DEST` (`pip install bpy`).

They are what `manage.py pdp_evaluate cutout` measures the cut-out on, made anew by this command from their seeds. A
WebP file holds both: its colours are the photo, its transparency the product's true opacity.
"""

from __future__ import annotations

import argparse
import math
import random
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy
import mathutils
from PIL import Image

from benchmarks.rendered_products import shapes
from benchmarks.rendered_products.surfaces import (
    BLACK,
    WHITE,
    Colour,
    glowing,
    grained,
    muted_colour,
    random_colour,
    soft,
)

#: Side of a picture in pixels, and Cycles samples for its light and for its outline.
SIDE, LIGHT_SAMPLES, EDGE_SAMPLES = 240, 8, 16


@dataclass(frozen=True, slots=True)
class Kind:
    make: shapes.Maker
    #: Colour of the product and its surroundings alike; None for any.
    colour: Colour | None = None


KINDS: Mapping[str, Kind] = {
    "plain": Kind(shapes.plain),
    "glass": Kind(shapes.vessel),
    "cables": Kind(shapes.cabled),
    "holes": Kind(shapes.pierced),
    "white-on-white": Kind(shapes.plain, WHITE),
    "black-on-black": Kind(shapes.plain, BLACK),
}


def render(kind: str, seed: int, dest: Path) -> None:
    """One product of a kind, as ``dest``; the same seed gives the same scene."""
    rng = random.Random(f"{kind} {seed}")
    bpy.ops.wm.read_factory_settings(use_empty=True)
    product = KINDS[kind].make(rng)
    if colour := KINDS[kind].colour:
        for part in product:
            part.data.materials[0] = soft(colour, roughness=rng.uniform(0.2, 0.7))
    surroundings = _room(rng, KINDS[kind].colour)
    _camera(rng, product)
    _lamps(rng)
    with tempfile.TemporaryDirectory() as folder:
        photo = _shoot(Path(folder) / "photo.png", LIGHT_SAMPLES)
        for thing in surroundings:
            thing.hide_render = True
        bpy.context.view_layer.material_override = glowing()
        opacity = _shoot(Path(folder) / "opacity.png", EDGE_SAMPLES, transparent=True).getchannel("A")
    photo.putalpha(opacity)
    # `exact`: the photo's colours are wanted where the product is not, too.
    photo.save(dest, "WEBP", quality=92, alpha_quality=100, exact=True, method=6)


def _room(rng: random.Random, colour: Colour | None) -> list[Any]:
    """A table or sweep, a wall, and sometimes things standing about, out of focus."""
    tone = colour or muted_colour(rng)
    busy = colour is None and rng.random() < 0.4
    floor = grained(tone, rng) if colour is None and rng.random() < 0.6 else soft(tone)
    wall = soft(tone if colour or rng.random() < 0.5 else muted_colour(rng))
    bpy.ops.mesh.primitive_plane_add(size=16, location=(0, 0, 0))
    things = [bpy.context.object]
    things[0].data.materials.append(floor)
    bpy.ops.mesh.primitive_plane_add(size=16, location=(0, 3.0, 0), rotation=(math.pi / 2, 0, 0))
    things.append(bpy.context.object)
    things[1].data.materials.append(wall)
    for _ in range(rng.randint(3, 7) if busy else 0):
        tall = rng.uniform(0.3, 1.6)
        bpy.ops.mesh.primitive_cube_add(size=1, location=(rng.uniform(-2, 2), rng.uniform(1.6, 2.8), tall / 2))
        thing = bpy.context.object
        thing.scale = (rng.uniform(0.2, 0.7), rng.uniform(0.2, 0.5), tall)
        thing.data.materials.append(soft(random_colour(rng)))
        things.append(thing)
    return things


def _camera(rng: random.Random, product: list[Any]) -> None:
    """Looks at the product's middle, from where it fills a third to two thirds of the picture."""
    bpy.context.view_layer.update()
    corners = [part.matrix_world @ mathutils.Vector(corner) for part in product for corner in part.bound_box]
    middle = sum(corners, mathutils.Vector()) / len(corners)
    reach = max((corner - middle).length for corner in corners)
    camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    bpy.context.collection.objects.link(camera)
    bpy.context.scene.camera = camera
    around, above = rng.uniform(-0.35, 0.35), math.radians(rng.uniform(6, 32))
    distance = reach * rng.uniform(5.2, 8.0)
    aim = middle + mathutils.Vector((rng.uniform(-0.1, 0.1), 0, rng.uniform(-0.1, 0.1))) * reach
    camera.location = aim + distance * mathutils.Vector(
        (math.sin(around) * math.cos(above), -math.cos(around) * math.cos(above), math.sin(above))
    )
    camera.rotation_euler = (aim - camera.location).to_track_quat("-Z", "Y").to_euler()
    camera.data.lens = rng.uniform(60, 75)
    camera.data.dof.use_dof = True
    camera.data.dof.focus_distance, camera.data.dof.aperture_fstop = distance, 2.8


def _lamps(rng: random.Random) -> None:
    side = rng.choice([-1, 1])
    for at, watts, size in (((side * 2.2, -1.6, 2.8), 220, 1.6), ((-side * 2.5, -2.2, 1.6), 50, 2.5)):
        lamp = bpy.data.objects.new("lamp", bpy.data.lights.new("lamp", "AREA"))
        lamp.data.energy, lamp.data.size = watts * rng.uniform(0.7, 1.3), size
        lamp.location = at
        lamp.rotation_euler = (mathutils.Vector((0, 0, 0.4)) - lamp.location).to_track_quat("-Z", "Y").to_euler()
        bpy.context.collection.objects.link(lamp)
    bpy.context.scene.world = bpy.data.worlds.new("world")
    bpy.context.scene.world.use_nodes = True
    bpy.context.scene.world.node_tree.nodes["Background"].inputs["Strength"].default_value = rng.uniform(0.3, 0.7)
    bpy.context.scene.world.node_tree.nodes["Background"].inputs["Color"].default_value = (0.9, 0.93, 1, 1)


def _shoot(path: Path, samples: int, *, transparent: bool = False) -> Image.Image:
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.samples, scene.cycles.seed, scene.cycles.use_denoising = samples, 1, not transparent
    scene.cycles.max_bounces, scene.cycles.transmission_bounces = 6, 6
    scene.render.threads_mode, scene.render.threads = "FIXED", 1
    scene.render.resolution_x = scene.render.resolution_y = SIDE
    scene.render.film_transparent = transparent
    scene.view_settings.view_transform = "Standard"
    scene.render.image_settings.file_format = "PNG"
    scene.render.image_settings.color_mode = "RGBA" if transparent else "RGB"
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
    with Image.open(path) as image:
        image.load()
    return image.convert("RGBA" if transparent else "RGB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dest", metavar="DEST", type=Path)
    parser.add_argument("--each", type=int, default=35, help="products of each kind")
    parser.add_argument("--first", type=int, default=0, help="seed of the first")
    arguments = parser.parse_args()
    arguments.dest.mkdir(parents=True, exist_ok=True)
    for seed in range(arguments.first, arguments.first + arguments.each):
        for kind in KINDS:
            path = arguments.dest / f"{kind}-{seed:03}.webp"
            if not path.exists():
                render(kind, seed, path)
                print(path)


if __name__ == "__main__":
    main()
