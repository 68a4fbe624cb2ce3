"""Jobs as rows alone, for tests that need no product behind them."""

from __future__ import annotations

from typing import Any

from pdp_ai.models import GenerationJob


def make_job(**fields: Any) -> GenerationJob:
    defaults = {
        "product_model": "shop.product",
        "product_id": "1",
        "recipe": "description",
        "lane": "gpu",
        "batch_key": "copy",
        "brief_data": {},
        "fingerprint": str(GenerationJob.objects.count()),
        "facts_fingerprint": "f",
    }
    return GenerationJob.objects.create(**(defaults | fields))
