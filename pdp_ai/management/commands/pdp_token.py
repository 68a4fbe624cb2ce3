"""Issue and withdraw keys for the API."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from pdp_ai.models import ApiToken


class Command(BaseCommand):
    help = "Makes a token for the API, which acts with its person's permissions, or withdraws one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="whom it acts as")
        parser.add_argument("name", help="what uses it")
        parser.add_argument("--days", type=int, help="how long it is valid; for ever by default")
        parser.add_argument("--withdraw", action="store_true", help="remove the person's tokens of that name")

    def handle(self, *args: Any, **options: Any) -> None:
        users = get_user_model()
        user = users._default_manager.filter(**{users.USERNAME_FIELD: options["username"]}).first()
        if user is None:
            raise CommandError(f"There is no user {options['username']!r}.")
        if options["withdraw"]:
            count, _ = ApiToken.objects.filter(user_id=user.pk, name=options["name"]).delete()
            self.stdout.write(f"{count} withdrawn")
            return
        _token, key = ApiToken.objects.issue(user.pk, options["name"], days=options["days"])
        self.stdout.write(key)
        self.stderr.write("Keep it now: it is not shown again.")
