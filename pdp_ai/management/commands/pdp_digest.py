"""Send the daily e-mails from the command line, for cron."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from pdp_ai.actions.send_digests import send_digests


class Command(BaseCommand):
    help = "Tells every reviewer by e-mail what waits for them, at most once a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="also those who had today's")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{send_digests(again=options['again'])} sent")
