from __future__ import annotations

import re
from pathlib import Path

from pdp_ai.quality.claims import KINDS

ROOT = Path(__file__).parents[2]


def test_every_finding_has_a_line_in_the_reference() -> None:
    listed = set(
        re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/reference/quality-checks.md").read_text("utf-8"), re.MULTILINE)
    )
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "pdp_ai/quality").glob("*.py"))
    written = set(re.findall(r'Finding\(\s*"(\w+)"', sources)) | {f"ungrounded_{kind}" for kind in KINDS}
    assert len(written) > 25
    assert listed == written
