"""The image engine for servers, against one that paints with a tiny pipeline and one that misbehaves."""

from __future__ import annotations

import io
import time
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pdp_ai.engines.base import QuietContext, RequestFailed
from pdp_ai.engines.openai_image import OpenAIImageEngine
from pdp_ai.exceptions import (
    ConfigurationError,
    EngineUnavailable,
    GenerationStopped,
    RequestRefused,
    ServerRefused,
    ServerUnavailable,
)
from pdp_ai.types import Artifact, ImageRequest
from tests.engines.drawn_pictures import difference, half_mask, pixels, png
from tests.engines.listeners import Listener
from tests.engines.painting_server import form_of, painted
from tests.engines.scripted_server import Said, ScriptedServer, complaint

pytest.importorskip("openai")

FIELDS = {"seed": "seed", "negative_prompt": "negative_prompt", "steps": "num_inference_steps"}


def ask(prompt: str = "an oak table", **changes: Any) -> ImageRequest:
    return ImageRequest(prompt, **{"width": 64, "height": 64, **changes})


def asked(server: ScriptedServer, *requests: ImageRequest, **options: Any) -> list[Artifact | RequestFailed]:
    engine = OpenAIImageEngine({"model": "tiny", "base_url": server.url, "timeout": 30, "fields": FIELDS, **options})
    engine.load()
    answers = dict(engine.generate(requests, QuietContext()))
    engine.unload()
    assert sorted(answers) == list(range(len(requests)))
    return [answers[index] for index in sorted(answers)]


def error_of(outcome: Artifact | RequestFailed) -> Exception:
    assert isinstance(outcome, RequestFailed), outcome
    return outcome.error


def test_pictures_are_painted_from_words_with_seeds_that_hold(painter: ScriptedServer) -> None:
    first, second, again = asked(painter, *(ask(seed=seed, width=72, height=48) for seed in (1, 2, 1)))
    assert pixels(first).shape == (48, 72, 3)
    assert difference(first, again) == 0
    assert difference(first, second) > 0
    assert isinstance(first, Artifact)
    assert (first.model, first.seed, first.tokens_in, first.tokens_out) == ("tiny", 1, 7, 70)


def test_a_picture_costs_its_price_and_that_of_its_tokens(painter: ScriptedServer) -> None:
    [priced] = asked(painter, ask(), price_picture=0.04, price_written=1_000.0)
    assert isinstance(priced, Artifact)
    assert priced.cost == pytest.approx(0.04 + 70 * 0.001)


def test_a_picture_and_a_mask_reach_the_server(painter: ScriptedServer) -> None:
    words, edited, masked = asked(painter, ask(), ask(image=png()), ask(image=png(), mask=half_mask()))
    assert difference(words, edited) > 0
    assert difference(edited, masked) > 0


def test_a_mask_is_clear_where_the_server_may_paint() -> None:
    with ScriptedServer(lambda *_: painted(png())) as server:
        asked(server, ask(image=png(), mask=half_mask()))
    _, files = form_of(server.received[0])
    mask = np.asarray(Image.open(io.BytesIO(files["mask"])))
    assert (mask[:, :32, 3] == 255).all()
    assert (mask[:, 32:, 3] == 0).all()
    assert server.received[0].path == "/v1/images/edits"


def test_a_request_is_put_in_the_servers_words() -> None:
    request = ask(seed=7, negative_prompt="people", steps=9)
    with ScriptedServer(lambda *_: painted(png())) as server:
        asked(server, request, extra_body={"quality": "high"})
        asked(server, request, model="gpt-image-1", fields={})
    compatible, openais = (received.json for received in server.received)
    assert compatible == {
        "model": "tiny",
        "prompt": "an oak table",
        "size": "64x64",
        "seed": 7,
        "negative_prompt": "people",
        "num_inference_steps": 9,
        "quality": "high",
        "response_format": "b64_json",
    }
    assert openais == {"model": "gpt-image-1", "prompt": "an oak table\nNot in the picture: people", "size": "64x64"}


def test_a_seed_that_was_not_sent_is_not_recorded() -> None:
    with ScriptedServer(lambda *_: painted(png())) as server:
        [artifact] = asked(server, ask(seed=7), fields={})
    assert isinstance(artifact, Artifact)
    assert artifact.seed is None


@pytest.mark.parametrize(
    ("wanted", "painted_as"), [((1000, 1000), "512x512"), ((1600, 900), "768x512"), ((400, 500), "512x512")]
)
def test_a_server_with_few_sizes_is_asked_for_the_nearest(wanted: tuple[int, int], painted_as: str) -> None:
    with ScriptedServer(lambda *_: painted(png((768, 512)))) as server:
        [artifact] = asked(server, ask(width=wanted[0], height=wanted[1]), sizes=["512x512", "768x512"])
    assert server.received[0].json["size"] == painted_as
    assert pixels(artifact).shape == (wanted[1], wanted[0], 3)


def test_what_is_hidden_in_a_file_is_not_kept() -> None:
    picture = Image.new("RGB", (64, 64))
    exif = picture.getexif()
    exif[0x010E] = "secret"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    with ScriptedServer(lambda *_: painted(out.getvalue())) as server:
        [artifact] = asked(server, ask())
    assert isinstance(artifact, Artifact)
    assert b"secret" in out.getvalue()
    assert b"secret" not in (artifact.content or b"")


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        (complaint(500, "broken", retry_after_ms="1"), ServerUnavailable, "broken"),
        (complaint(401), ServerRefused, "key"),
        (complaint(400, "policy", "content_policy_violation"), RequestRefused, "content filter"),
        (Said(hangs=True), ServerUnavailable, "0.5 seconds"),
        (Said(body=b'{"data": []}'), RequestRefused, "holds no picture"),
        (Said(body=b'{"data": "x"}'), RequestRefused, "holds no picture"),
        (Said(body=b'{"data": [{"url": "http://127.0.0.1:9/x.png"}]}'), RequestRefused, "address"),
        (Said(body=b'{"data": [{"b64_json": "?!"}]}'), RequestRefused, "base64"),
        (painted(b"<svg/>"), RequestRefused, "cannot be read"),
        (painted(png()[:90]), RequestRefused, "damaged"),
        (Said(body=painted(png()).body[:60], missing=500), ServerUnavailable, "broke off"),
        (Said(body=b" " * 70_000_000), RequestRefused, "far too large"),
    ],
    ids=lambda value: None if isinstance(value, type) else getattr(value, "body", b"")[:24].decode() or None,
)
def test_every_misbehaviour_has_its_error(said: Said, kind: type[Exception], words: str) -> None:
    with ScriptedServer(lambda *_: said) as server:
        [outcome] = asked(server, ask(), retries=1, timeout=0.5 if said.hangs else 20)
    assert type(error_of(outcome)) is kind
    assert words in str(error_of(outcome))


def test_a_picture_that_unpacks_into_far_too_much_is_refused() -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 7_000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 100_000
    with ScriptedServer(lambda *_: painted(bomb.getvalue())) as server:
        [outcome] = asked(server, ask())
    assert isinstance(error_of(outcome), RequestRefused)


@pytest.mark.parametrize(
    "changes", [{"prompt": ""}, {"image": b"no picture"}, {"image": png()[:90]}, {"prompt": "refuse me"}]
)
def test_one_bad_request_harms_no_other(painter: ScriptedServer, changes: dict[str, Any]) -> None:
    bad, *good = asked(painter, ask(**{"prompt": "oak", **changes}), ask(), ask(seed=1))
    assert isinstance(error_of(bad), RequestRefused)
    assert all(isinstance(artifact, Artifact) for artifact in good)


def test_a_stop_is_heard_while_the_server_paints() -> None:
    with ScriptedServer(lambda *_: Said(hangs=True)) as server:
        engine = OpenAIImageEngine({"model": "tiny", "base_url": server.url})
        started = time.monotonic()
        with pytest.raises(GenerationStopped):
            list(engine.generate([ask()], Listener(stop_at=2)))
        assert time.monotonic() - started < 5


def test_a_missing_key_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(EngineUnavailable, match="OPENAI_API_KEY"):
        OpenAIImageEngine({"model": "gpt-image-1"}).load()


@pytest.mark.parametrize(
    "options", [{}, {"sizes": ["big"]}, {"sizes": ["0x1"]}, {"fields": {"sead": "seed"}}, {"key": "sk-1"}]
)
def test_a_wrong_option_is_a_configuration_error(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        OpenAIImageEngine({**({"model": "tiny"} if options else {}), **options})
