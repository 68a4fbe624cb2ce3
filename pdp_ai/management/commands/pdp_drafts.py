"""List drafts from the command line."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from pdp_ai.management.draft_report import draft_table
from pdp_ai.models import MediaDraft
from pdp_ai.models.as_json import draft_as_dict
from pdp_ai.slots import SLOTS


class Command(BaseCommand):
    help = "Lists drafts, newest last."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--state", choices=MediaDraft.State.values)
        parser.add_argument("--slot", choices=sorted(SLOTS))
        parser.add_argument("--product", metavar="app.model:KEY", help="as the output names it")
        parser.add_argument("--json", action="store_true", help="print one JSON list")

    def handle(self, *args: Any, **options: Any) -> None:
        drafts = MediaDraft.objects.order_by("pk")
        if options["state"]:
            drafts = drafts.filter(state=options["state"])
        if options["slot"]:
            drafts = drafts.filter(slot=options["slot"])
        if options["product"]:
            model, _, key = options["product"].partition(":")
            drafts = drafts.filter(product_model=model.lower(), product_id=key)
        if options["json"]:
            self.stdout.write(json.dumps([draft_as_dict(draft) for draft in drafts], ensure_ascii=False, indent=2))
        elif drafts:
            self.stdout.write(draft_table(drafts))
        else:
            self.stdout.write("No drafts.")
