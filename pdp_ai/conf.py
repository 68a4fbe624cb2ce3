"""The `PDP_AI` setting over its defaults, read lazily so that `override_settings` works."""

from __future__ import annotations

from typing import Any

from django.conf import settings

#: Aliases defined here may be replaced, entry by entry, in ``settings.PDP_AI``.
DEFAULTS: dict[str, dict[str, Any]] = {
    "PRODUCTS": {},
    "ENGINES": {
        "copy": {
            "BACKEND": "pdp_ai.engines.transformers_copy.TransformersCopyEngine",
            "OPTIONS": {"model": "smollm2-135m-instruct", "adapter": "starter-adapter"},
        },
        "cutout": {
            "BACKEND": "pdp_ai.engines.onnx_cutout.OnnxCutoutEngine",
            "OPTIONS": {"model": "u2net", "second": "u2netp", "outline": "mobile-sam"},
        },
        # Not asked unless a recipe names them.
        "text": {"BACKEND": "pdp_ai.engines.rapidocr_text.RapidOcrTextEngine", "OPTIONS": {}},
        "safety": {"BACKEND": "pdp_ai.engines.onnx_safety.OnnxSafetyEngine", "OPTIONS": {}},
        "embedding": {"BACKEND": "pdp_ai.engines.transformers_embedding.TransformersEmbeddingEngine", "OPTIONS": {}},
        "backdrop": {
            "BACKEND": "pdp_ai.engines.diffusers_image.DiffusersImageEngine",
            "OPTIONS": {"model": "starter-backdrop", "steps": 20, "guidance": 2.0},
        },
    },
    "RECIPES": {
        **{
            slot: {"BACKEND": "pdp_ai.recipes.copy.CopyRecipe", "OPTIONS": {"slot": slot, "engine": "copy"}}
            for slot in (
                "title",
                "short_description",
                "description",
                "bullets",
                "faq",
                "seo_title",
                "meta_description",
                "alt_text",
                "social_post",
                "video_script",
            )
        },
        # Refused until an engine that sees is named.
        "photo_facts": {"BACKEND": "pdp_ai.recipes.photo_facts.PhotoFactsRecipe", "OPTIONS": {}},
        "cutout": {"BACKEND": "pdp_ai.recipes.cutout.CutoutRecipe", "OPTIONS": {"engine": "cutout"}},
        "packshot": {"BACKEND": "pdp_ai.recipes.packshot.PackshotRecipe", "OPTIONS": {"engine": "cutout"}},
        "scene": {"BACKEND": "pdp_ai.recipes.scene.SceneRecipe", "OPTIONS": {"engine": "cutout"}},
        "colour_set": {"BACKEND": "pdp_ai.recipes.colour_set.ColourSetRecipe", "OPTIONS": {"engine": "cutout"}},
        # Formats of channels: a scene, or a packshot, of exactly that size.
        **{
            slot: {
                "BACKEND": "pdp_ai.recipes.scene.SceneRecipe",
                "OPTIONS": {"slot": slot, "engine": "cutout", "width": width, "height": height, "exact": True},
            }
            for slot, width, height in (
                ("picture_square", 1080, 1080),
                ("picture_portrait", 1080, 1350),
                ("picture_wide", 1920, 1080),
                ("picture_tall", 1080, 1920),
            )
        },
    },
    "QUEUE": {
        #: django-q2 cluster that serves each lane.
        "CLUSTERS": {"gpu": "gpu", "cpu": "cpu"},
        #: Seconds a claim lasts without a heartbeat, and between heartbeats.
        "LEASE_SECONDS": 60,
        "HEARTBEAT_SECONDS": 20,
        #: Seconds between looks for a cancellation while an engine runs.
        "POLL_SECONDS": 2,
        "MAX_ATTEMPTS": 5,
        "MAX_CRASHES": 3,
        #: Seconds before the second attempt; doubled for each one after it.
        "BACKOFF_SECONDS": 15,
        #: A doorbell nobody answered for this long is rung again.
        "DOORBELL_SECONDS": 60,
        #: A worker rings again and starts afresh after this long; far below django-q2's `timeout`.
        "DRAIN_SECONDS": 300,
        #: Seconds the web server waits for a broker, once in `DOORBELL_SECONDS`.
        "RING_SECONDS": 1,
        #: An engine without a sign of life for this long hangs; its worker is ended before django-q2's `timeout` is.
        "STALL_SECONDS": 500,
        #: Seconds between sweeps, and between those of old rows and orphan files.
        "SWEEP_SECONDS": 10,
        "TIDY_SECONDS": 3_600,
        #: Jobs wait this long, and nothing runs, before a silent cluster is killed and started again.
        "SILENCE_SECONDS": 60,
        #: Seconds a cluster is given to finish when it is stopped.
        "GRACE_SECONDS": 60,
        #: Jobs claimed at once, and when a person waits.
        "BATCH": 16,
        "INTERACTIVE_BATCH": 8,
    },
    "PROVENANCE": {
        #: PEM files: the certificate pictures are signed with, then its chain; and its private key. Empty: a key for
        #: development, made on first use.
        "CERTIFICATES": "",
        "PRIVATE_KEY": "",
        #: As C2PA names it: es256, es384, ps256, ed25519 …
        "ALGORITHM": "es256",
        #: An RFC 3161 time-stamp server; empty: no time stamp.
        "TIMESTAMP_URL": "",
        #: Where the key for development is kept.
        "DEVELOPMENT_KEY": "~/.cache/pdp_ai/development-key",
        #: Wagtail's renditions are signed anew from this long side up, in pixels; None: none. All carry XMP.
        "SIGN_RENDITIONS_FROM": 1000,
        #: Source types whose pictures, and whose copy, get a visible label.
        "LABEL_PICTURES": ["trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"],
        "LABEL_COPY": [],
    },
    "FILES": {
        #: Send reviewers to a signed, expiring address of the drafts' storage instead of passing the bytes through.
        "REDIRECT_TO_DRAFTS": False,
        #: What published pictures are compressed to: jpeg, webp or avif; empty: the draft's own file, without any loss.
        "PUBLISH_AS": "",
        "PUBLISH_QUALITY": 88,
        #: Quality goes down until a picture needs no more; None: it stays.
        "PUBLISH_MAX_BYTES": None,
        #: The same three for single slots: ``{"picture_wide": {"PUBLISH_AS": "avif", "PUBLISH_MAX_BYTES": 200_000}}``.
        "BY_SLOT": {},
        #: Wagtail collection that published pictures are put into, made when it is missing; empty: the root.
        "COLLECTION": "",
    },
    "LICENCES": {
        #: Whether models may be used whose licence forbids commercial use.
        "NON_COMMERCIAL": False,
    },
    "REVIEW": {
        #: Dotted path to the shop's own say on who may do what with which product; empty: permissions alone decide.
        "MAY": "",
        #: The same for many rows at once; without it counts are upper bounds, and each row is asked about.
        "MAY_ROWS": "",
        #: Whoever asked for a draft, or edited it, does not publish it.
        "FOUR_EYES": False,
        #: Seconds that the signed address of a preview holds.
        "PREVIEW_SECONDS": 3_600,
        #: Whether that address alone opens the preview, for people without an account; else reviewers sign in.
        "SHARE_PREVIEWS": False,
    },
    "NOTIFY": {
        #: What addresses in e-mails begin with, ``https://shop.example``; empty: ``WAGTAILADMIN_BASE_URL``, or none.
        "BASE_URL": "",
        #: Sender of the e-mails; empty: ``DEFAULT_FROM_EMAIL``.
        "FROM": "",
        #: From which hour on the cluster sends each day's digest; None: `pdp_digest` does, when it is run.
        "DIGEST_HOUR": None,
    },
    "LIMITS": {
        #: Candidates a request may ask for.
        "CANDIDATES": 4,
        #: Jobs that may wait or run at once, for one person and for the whole site; None: any number.
        "USER_WAITING": None,
        "SITE_WAITING": None,
        #: Jobs that may be asked for in a day, for one person and for the whole site; None: any number.
        "USER_DAILY": None,
        "SITE_DAILY": None,
        #: Of the prices stated in the engines' options; ISO 4217.
        "CURRENCY": "USD",
        #: Larger selections are worked through by the small-work lane instead of the web server.
        "BULK_FROM": 1_000,
        #: Memory that resident engines may hold together, in MiB.
        "ENGINE_MEMORY_MB": 8_192,
        #: Days that ended jobs without drafts are kept, and files that no draft names.
        "FINISHED_JOB_DAYS": 90,
        "ORPHAN_FILE_DAYS": 1,
        #: Days that delivered and failed webhook messages are kept, and answers under an ``Idempotency-Key``.
        "WEBHOOK_DAYS": 30,
        "API_CALL_DAYS": 2,
    },
}


def section(name: str) -> dict[str, Any]:
    """One section of the setting, the project's entries laid over the defaults."""
    own = getattr(settings, "PDP_AI", {}).get(name, {})
    return {**DEFAULTS[name], **own}


def review(name: str) -> Any:
    return section("REVIEW")[name]


def notify(name: str) -> Any:
    return section("NOTIFY")[name]


def queue(name: str) -> Any:
    return section("QUEUE")[name]


def provenance(name: str) -> Any:
    return section("PROVENANCE")[name]


def files(name: str, slot: str = "") -> Any:
    """With a slot: what is set for that one alone, where it is."""
    own = section("FILES")
    return own["BY_SLOT"].get(slot, {}).get(name, own[name])


def licence(name: str) -> Any:
    return section("LICENCES")[name]


def limit(name: str) -> Any:
    return section("LIMITS")[name]
