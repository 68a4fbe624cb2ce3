"""Renders the example shop's own product: `python -m benchmarks.rendered_products.mug DEST` (`pip install bpy`).

An enamel mug in three colours, photographed one after the other: same camera, same lamps, another mug.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bpy
import mathutils
from PIL import Image

from benchmarks.rendered_products.shapes import turned
from benchmarks.rendered_products.surfaces import Colour, soft

COLOURS: dict[str, Colour] = {
    "mustard": (0.62, 0.30, 0.035),
    "sage": (0.25, 0.36, 0.22),
    "midnight": (0.018, 0.040, 0.115),
}
CREAM: Colour = (0.80, 0.77, 0.68)
RIM: Colour = (0.015, 0.016, 0.020)
PAPER: Colour = (0.62, 0.62, 0.61)
SIDE, SAMPLES = 1200, 32
#: In decimetres.
RADIUS, HEIGHT, WALL = 0.42, 0.80, 0.012


def render(colour: Colour, dest: Path) -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    _mug(colour)
    _sweep()
    _camera()
    _lamps()
    with tempfile.TemporaryDirectory() as folder:
        _shoot(Path(folder) / "photo.png").save(dest, "JPEG", quality=88, optimize=True, progressive=True)


def _mug(colour: Colour) -> None:
    """Sheet steel under enamel: coloured outside, cream inside, a dark rolled rim and a riveted handle."""
    enamel = soft(colour, roughness=0.16)
    bend = [(RADIUS - 0.05 + 0.05 * math.sin(a), 0.05 - 0.05 * math.cos(a)) for a in _arc(0, math.pi / 2, 8)]
    turned("outside", [(0.0, 0.0), *bend, (RADIUS, HEIGHT)], enamel)
    inner = RADIUS - WALL
    bowl = [(inner - 0.05 + 0.05 * math.sin(a), 0.062 - 0.05 * math.cos(a)) for a in _arc(math.pi / 2, 0, 8)]
    turned("inside", [(inner, HEIGHT), *bowl, (0.0, 0.012)], soft(CREAM, roughness=0.20))
    roll = [(RADIUS - WALL / 2 + 0.017 * math.cos(a), HEIGHT + 0.017 * math.sin(a)) for a in _arc(0, math.tau, 16)]
    turned("rim", roll, soft(RIM, roughness=0.22))
    _handle(enamel)


def _handle(enamel: Any) -> None:
    """A strap that leaves the wall near the rim, swings out and comes back."""
    curve = bpy.data.curves.new("handle", "CURVE")
    curve.dimensions, curve.resolution_u = "3D", 32
    strap = bpy.data.curves.new("strap", "CURVE")
    strap.dimensions = "2D"
    oval = strap.splines.new("NURBS")
    oval.points.add(11)
    for point, angle in zip(oval.points, _arc(0, math.tau * 11 / 12, 12), strict=True):
        point.co = (0.020 * math.cos(angle), 0.052 * math.sin(angle), 0, 1)
    oval.use_cyclic_u, oval.order_u = True, 4
    profile = bpy.data.objects.new("strap", strap)
    bpy.context.collection.objects.link(profile)
    curve.bevel_mode, curve.bevel_object = "OBJECT", profile
    spline = curve.splines.new("BEZIER")
    path = [(RADIUS - 0.01, 0.66), (RADIUS + 0.26, 0.60), (RADIUS + 0.25, 0.30), (RADIUS - 0.01, 0.18)]
    spline.bezier_points.add(len(path) - 1)
    for point, (across, height) in zip(spline.bezier_points, path, strict=True):
        point.co = (across, 0, height)
        point.handle_left_type = point.handle_right_type = "AUTO"
    curve.materials.append(enamel)
    handle = bpy.data.objects.new("handle", curve)
    handle.rotation_euler = (0, 0, -0.42)
    bpy.context.collection.objects.link(handle)


def _arc(start: float, end: float, points: int) -> list[float]:
    return [start + (end - start) * step / (points - 1) for step in range(points)]


def _sweep() -> None:
    """Paper that runs from under the mug up a wall far behind it."""
    depth, radius = 4.0, 1.6
    line = [(-6.0, 0.0), (depth - radius, 0.0)]
    line += [(depth - radius + radius * math.sin(a), radius - radius * math.cos(a)) for a in _arc(0, math.pi / 2, 24)]
    line += [(depth, 9.0)]
    corners = [(x, y, z) for y, z in line for x in (-9.0, 9.0)]
    faces = [(2 * i, 2 * i + 1, 2 * i + 3, 2 * i + 2) for i in range(len(line) - 1)]
    mesh = bpy.data.meshes.new("sweep")
    mesh.from_pydata(corners, [], faces)
    for face in mesh.polygons:
        face.use_smooth = True
    mesh.materials.append(soft(PAPER, roughness=0.9))
    bpy.context.collection.objects.link(bpy.data.objects.new("sweep", mesh))


def _camera() -> None:
    camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    bpy.context.collection.objects.link(camera)
    bpy.context.scene.camera = camera
    aim = mathutils.Vector((0.09, 0, 0.41))
    camera.location = (0.0, -5.0, 1.55)
    camera.rotation_euler = (aim - camera.location).to_track_quat("-Z", "Y").to_euler()
    camera.data.lens = 105
    camera.data.dof.use_dof = True
    camera.data.dof.focus_distance, camera.data.dof.aperture_fstop = 4.72, 9.0


def _lamps() -> None:
    _lamp((-2.4, -1.6, 2.9), 165, 1.9)
    _lamp((2.9, -1.9, 1.7), 45, 2.6)
    _lamp((0.4, 1.9, 3.2), 60, 1.6)
    world = bpy.context.scene.world = bpy.data.worlds.new("world")
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs["Strength"].default_value = 0.32


def _lamp(at: Sequence[float], watts: float, size: float) -> None:
    lamp = bpy.data.objects.new("lamp", bpy.data.lights.new("lamp", "AREA"))
    lamp.data.energy, lamp.data.size, lamp.location = watts, size, at
    lamp.rotation_euler = (mathutils.Vector((0, 0, 0.4)) - lamp.location).to_track_quat("-Z", "Y").to_euler()
    bpy.context.collection.objects.link(lamp)


def _shoot(path: Path) -> Image.Image:
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.samples, scene.cycles.seed, scene.cycles.use_denoising = SAMPLES, 1, True
    scene.render.threads_mode, scene.render.threads = "FIXED", 1
    scene.render.resolution_x = scene.render.resolution_y = SIDE
    scene.view_settings.view_transform = "Standard"
    scene.render.image_settings.file_format = "PNG"
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
    with Image.open(path) as image:
        return image.convert("RGB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dest", metavar="DEST", type=Path)
    dest: Path = parser.parse_args().dest
    dest.mkdir(parents=True, exist_ok=True)
    for name, colour in COLOURS.items():
        render(colour, dest / f"enamel-mug-{name}.jpg")


if __name__ == "__main__":
    main()
