"""An images API on loopback, as a compatible server would be: OpenAI's addresses over a tiny diffusion pipeline."""

from __future__ import annotations

import base64
import io
import json
import threading
from email import message_from_bytes
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from pdp_ai.engines.base import QuietContext
from pdp_ai.engines.diffusers_image import DiffusersImageEngine
from pdp_ai.types import Artifact, ImageRequest
from tests.engines.drawn_pictures import saved
from tests.engines.scripted_server import Received, Said, complaint


def painting_script(pipeline: Path) -> Any:
    """A script for `ScriptedServer` that paints."""
    engine = DiffusersImageEngine({"model": str(pipeline), "steps": 2})
    engine.load()
    one_at_a_time = threading.Lock()

    def script(received: Received, _number: int) -> Said:
        fields, files = form_of(received) if received.path.endswith("/edits") else (received.json, {})
        if "refuse me" in fields["prompt"]:
            return complaint(400, "not that", "content_policy_violation")
        width, height = map(int, fields["size"].split("x"))
        request = ImageRequest(
            fields["prompt"],
            negative_prompt=fields.get("negative_prompt", ""),
            seed=int(fields.get("seed", 0)),
            width=width,
            height=height,
            image=files.get("image", b""),
            mask=where_clear(files["mask"]) if "mask" in files else b"",
        )
        with one_at_a_time:
            [(_, outcome)] = engine.generate([request], QuietContext())
        return painted(outcome.content or b"") if isinstance(outcome, Artifact) else complaint(400, str(outcome.error))

    return script


def painted(content: bytes, **changes: Any) -> Said:
    """An answer in the images API's form."""
    picture = {"b64_json": base64.b64encode(content).decode(), **changes}
    usage = {"input_tokens": 7, "output_tokens": 70, "total_tokens": 77}
    return Said(body=json.dumps({"created": 1, "data": [picture], "usage": usage}).encode())


def form_of(received: Received) -> tuple[dict[str, str], dict[str, bytes]]:
    """Fields and files of a multipart form."""
    head = f"Content-Type: {received.headers['content-type']}\r\n\r\n".encode()
    fields: dict[str, str] = {}
    files: dict[str, bytes] = {}
    for part in message_from_bytes(head + received.body).get_payload():
        assert not isinstance(part, str)
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if part.get_filename():
            files[name] = content
        else:
            fields[name] = content.decode()
    return fields, files


def where_clear(mask: bytes) -> bytes:
    """OpenAI's masks are clear, and diffusers' white, where the model paints."""
    return saved(ImageOps.invert(Image.open(io.BytesIO(mask)).getchannel("A")))
