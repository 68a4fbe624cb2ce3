"""Setting the shop up, on a fresh database and again."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import call_command
from wagtail.models import Page, Site

ROOT = Path(__file__).resolve().parents[2]


def set_up() -> str:
    out = io.StringIO()
    call_command("setup_shop", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_second_run_changes_nothing(settings: Any) -> None:
    settings.DEBUG = True
    Site.objects.all().delete()
    assert "admin / admin" in set_up()
    boss = authenticate(username="admin", password="admin")
    boss.set_password("something better")
    boss.save()
    set_up()
    assert authenticate(username="admin", password="admin") is None
    assert get_user_model().objects.count() == 3
    assert Site.objects.get().root_page == Page.objects.filter(depth=2).first()


@pytest.mark.django_db
def test_the_reviewer_decides_on_media_but_manages_no_styles(settings: Any) -> None:
    settings.DEBUG = True
    set_up()
    reviewer = authenticate(username="reviewer", password="reviewer")
    assert reviewer.is_staff
    assert not reviewer.is_superuser
    assert reviewer.has_perms(["wagtailadmin.access_admin", "shop.change_product", "pdp_ai.review"])
    assert not reviewer.has_perm("shop.delete_product")
    assert reviewer.has_perms(["pdp_ai.generate", "pdp_ai.publish", "pdp_ai.cancel", "pdp_ai.view_prompt"])
    assert not reviewer.has_perm("pdp_ai.edit_style")


@pytest.mark.django_db
def test_the_style_editor_changes_styles_and_publishes_nothing(settings: Any) -> None:
    settings.DEBUG = True
    set_up()
    editor = authenticate(username="editor", password="editor")
    assert editor.has_perms(["wagtailadmin.access_admin", "pdp_ai.edit_style", "pdp_ai.generate", "pdp_ai.review"])
    assert not any(map(editor.has_perm, ["pdp_ai.publish", "pdp_ai.cancel", "shop.change_product"]))


@pytest.mark.django_db
def test_no_account_with_a_known_password_is_made_without_debug(settings: Any) -> None:
    settings.DEBUG = False
    assert "no demo accounts" in set_up()
    assert not get_user_model().objects.exists()


def test_the_commands_run_from_any_folder_with_files_of_their_own(tmp_path: Path) -> None:
    environment = {"PATH": "/usr/bin:/bin", "PDP_AI_DEMO_DIR": str(tmp_path / "var")}
    command = [sys.executable, str(ROOT / "example_project" / "manage.py"), "shell", "-v", "0", "-c"]
    code = "from django.conf import settings; print(settings.SECRET_KEY, settings.DATABASES['default']['NAME'])"
    said = [
        subprocess.run(
            [*command, code], cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
        ).stdout
        for _ in range(2)
    ]
    assert said[0] == said[1]
    assert str(tmp_path / "var" / "db.sqlite3") in said[0]
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o777 == 0o600
