"""Invented products as Blender meshes: what each kind has that makes a cut-out hard."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import Any

import bmesh
import bpy

from benchmarks.rendered_products.surfaces import glass, lacquer, random_colour, soft

#: A product stands on z = 0 around the origin, about a metre high.
Maker = Callable[[random.Random], list[Any]]


def plain(rng: random.Random) -> list[Any]:
    """A few solid bodies on top of each other: jars, speakers, lamps."""
    parts, height = [], 0.0
    for _ in range(rng.randint(1, 3)):
        radius, tall = rng.uniform(0.22, 0.45), rng.uniform(0.2, 0.6)
        parts.append(_body(rng, radius, tall, height, lacquer(rng)))
        height += tall
    return parts


def vessel(rng: random.Random) -> list[Any]:
    """Clear glass with a rim: a bottle, a vase or a tumbler, sometimes with a lid."""
    tall = rng.uniform(0.7, 1.2)
    waist = [rng.uniform(0.12, 0.4) for _ in range(4)]
    profile = [(0.0, 0.0), (waist[0], 0.0), *((r, tall * (i + 1) / 4) for i, r in enumerate(waist))]
    rim = profile[-1][0]
    inside = [(max(r - 0.02, 0.0), z) for r, z in reversed(profile[2:])] + [(0.0, 0.04)]
    parts = [turned("vessel", [*profile, *inside], glass(rng))]
    if rng.random() < 0.4:
        parts.append(_cylinder(rim * 1.08, 0.12, tall, lacquer(rng)))
    return parts


def cabled(rng: random.Random) -> list[Any]:
    """A small device with hair-thin cables that lead away from it."""
    body = _body(rng, rng.uniform(0.2, 0.35), rng.uniform(0.25, 0.6), 0.0, lacquer(rng))
    skin = soft(random_colour(rng))
    cables = []
    for _ in range(rng.randint(1, 3)):
        angle = rng.uniform(0, math.tau)
        points = [(0.1 * math.cos(angle), 0.1 * math.sin(angle), rng.uniform(0.05, 0.3))]
        for step in range(1, 5):
            bent = angle + rng.uniform(-0.9, 0.9)
            reach = 0.2 + 0.16 * step
            points.append((reach * math.cos(bent), 0.6 * reach * math.sin(bent), rng.choice([0.01, 0.01, 0.4])))
        cables.append(_cable(points, rng.uniform(0.004, 0.012), skin))
    return [body, *cables]


def pierced(rng: random.Random) -> list[Any]:
    """Rings, racks and baskets: background shows through them."""
    skin = lacquer(rng)
    draw = rng.choice([_rings, _rack, _basket])
    return draw(rng, skin)


def _rings(rng: random.Random, skin: Any) -> list[Any]:
    parts, left = [], -0.5
    for _ in range(rng.randint(1, 3)):
        outer = rng.uniform(0.2, 0.45)
        bpy.ops.mesh.primitive_torus_add(
            major_radius=outer,
            minor_radius=rng.uniform(0.03, 0.09),
            major_segments=64,
            minor_segments=20,
            location=(left + outer, rng.uniform(-0.2, 0.2), outer + 0.08),
            rotation=(math.pi / 2 + rng.uniform(-0.2, 0.2), 0, rng.uniform(-0.6, 0.6)),
        )
        parts.append(_dressed(skin))
        left += outer * 1.3
    return parts


def _rack(rng: random.Random, skin: Any) -> list[Any]:
    wide, tall = rng.uniform(0.5, 0.9), rng.uniform(0.6, 1.1)
    parts = [_box((0.05, 0.3, tall), (side * wide / 2, 0, tall / 2), skin) for side in (-1, 1)]
    count = rng.randint(3, 7)
    parts += [_box((wide, 0.3, 0.03), (0, 0, tall * (i + 1) / (count + 1)), skin) for i in range(count)]
    return parts


def _basket(rng: random.Random, skin: Any) -> list[Any]:
    radius, tall = rng.uniform(0.3, 0.45), rng.uniform(0.5, 0.9)
    bpy.ops.mesh.primitive_cylinder_add(
        vertices=rng.randint(10, 18), radius=radius, depth=tall, end_fill_type="NOTHING", location=(0, 0, tall / 2)
    )
    cage = _dressed(skin)
    mesh = bmesh.new()
    mesh.from_mesh(cage.data)
    for _ in range(rng.randint(2, 4)):
        upright = [edge for edge in mesh.edges if abs(edge.verts[0].co.z - edge.verts[1].co.z) > 0.01]
        bmesh.ops.subdivide_edges(mesh, edges=upright, cuts=1)
    mesh.to_mesh(cage.data)
    mesh.free()
    wires = cage.modifiers.new("wires", "WIREFRAME")
    wires.thickness = rng.uniform(0.012, 0.03)
    return [cage]


def _body(rng: random.Random, radius: float, tall: float, height: float, skin: Any) -> Any:
    kind = rng.choice(["cylinder", "box", "ball", "turned"])
    if kind == "cylinder":
        return _cylinder(radius, tall, height, skin)
    if kind == "box":
        turn = rng.uniform(-0.6, 0.6)
        return _box((radius * 1.8, radius * 1.4, tall), (0, 0, height + tall / 2), skin, turn=turn)
    if kind == "ball":
        bpy.ops.mesh.primitive_uv_sphere_add(segments=48, ring_count=24, location=(0, 0, height + tall / 2))
        ball = _dressed(skin)
        ball.scale = (radius, radius, tall / 2)
        return ball
    profile = [(0.0, height)]
    profile += [(radius * rng.uniform(0.5, 1.0), height + tall * i / 4) for i in range(5)]
    return turned("turned", [*profile, (0.0, height + tall)], skin)


def _cylinder(radius: float, tall: float, height: float, skin: Any) -> Any:
    bpy.ops.mesh.primitive_cylinder_add(vertices=64, radius=radius, depth=tall, location=(0, 0, height + tall / 2))
    return _bevelled(_dressed(skin))


def _box(size: tuple[float, float, float], at: tuple[float, float, float], skin: Any, *, turn: float = 0.0) -> Any:
    bpy.ops.mesh.primitive_cube_add(size=1, location=at, rotation=(0, 0, turn))
    box = _dressed(skin)
    box.scale = size
    bpy.ops.object.transform_apply(location=False, rotation=False, scale=True)
    return _bevelled(box)


def _bevelled(body: Any) -> Any:
    bevel = body.modifiers.new("edges", "BEVEL")
    bevel.width, bevel.segments, bevel.limit_method = 0.012, 3, "ANGLE"
    return body


def turned(name: str, profile: Sequence[tuple[float, float]], skin: Any) -> Any:
    """A body of revolution; profile: radius and height, from one end of its outline to the other."""
    steps = 64
    corners = [
        (r * math.cos(math.tau * step / steps), r * math.sin(math.tau * step / steps), z)
        for r, z in profile
        for step in range(steps)
    ]
    faces = [
        (i * steps + s, i * steps + (s + 1) % steps, (i + 1) * steps + (s + 1) % steps, (i + 1) * steps + s)
        for i in range(len(profile) - 1)
        for s in range(steps)
    ]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(corners, [], faces)
    body = bpy.data.objects.new(name, mesh)
    bpy.context.collection.objects.link(body)
    bpy.context.view_layer.objects.active = body
    return _dressed(skin)


def _cable(points: Sequence[tuple[float, float, float]], radius: float, skin: Any) -> Any:
    curve = bpy.data.curves.new("cable", "CURVE")
    curve.dimensions, curve.bevel_depth, curve.bevel_resolution, curve.resolution_u = "3D", radius, 3, 16
    spline = curve.splines.new("NURBS")
    spline.points.add(len(points) - 1)
    for point, at in zip(spline.points, points, strict=True):
        point.co = (*at, 1)
    spline.use_endpoint_u, spline.order_u = True, 4
    cable = bpy.data.objects.new("cable", curve)
    curve.materials.append(skin)
    bpy.context.collection.objects.link(cable)
    return cable


def _dressed(skin: Any) -> Any:
    body = bpy.context.view_layer.objects.active
    body.data.materials.append(skin)
    for face in body.data.polygons:
        face.use_smooth = len(body.data.polygons) > 12
    return body
