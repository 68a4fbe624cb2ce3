"""The page that tells shops how to install is followed to the letter, in a new project of plain Django."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

PAGE = Path(__file__).resolve().parents[1] / "docs/how-to/install.md"

#: Put before Django's own manage.py: a shop without Wagtail has neither it nor what it brings along.
NO_WAGTAIL = """
import sys
for name in ("wagtail", "django_tasks", "modelcluster", "taggit", "treebeard"):
    sys.modules[name] = None
"""

MODELS = """
from django.db import models

class Category(models.Model):
    name = models.CharField(max_length=80)

class Product(models.Model):
    name = models.CharField(max_length=80)
    category = models.ForeignKey(Category, on_delete=models.CASCADE)
    supplier_text = models.TextField()
    price = models.DecimalField(max_digits=8, decimal_places=2)
    description = models.TextField(blank=True)
    photo = models.ImageField(upload_to="photos")
    photo_alt = models.CharField(max_length=125, blank=True)
    packshot = models.ImageField(upload_to="packshots", blank=True)
"""

OAK_STOOL = """
from catalogue.models import Category, Product

stools = Category.objects.create(name="Stools")
Product.objects.create(name="Oak Stool", supplier_text="Solid oak, 45 cm high.", price="89", category=stools)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """What ``django-admin startproject`` makes, and what the page says to write into it."""
    call_command("startproject", "plainshop", str(tmp_path))
    (tmp_path / "catalogue").mkdir()
    call_command("startapp", "catalogue", str(tmp_path / "catalogue"))
    (tmp_path / "catalogue/models.py").write_text(MODELS)
    append(tmp_path / "plainshop/settings.py", 'INSTALLED_APPS += ["catalogue"]\n' + blocks("settings.py"))
    append(tmp_path / "plainshop/urls.py", "from django.urls import include\n" + blocks("urls.py"))
    append(tmp_path / "catalogue/admin.py", blocks("admin.py"))
    manage = tmp_path / "manage.py"
    manage.write_text(NO_WAGTAIL + manage.read_text())
    return tmp_path


def blocks(file: str) -> str:
    """What the page has a shop without Wagtail write into this file."""
    found = re.findall(rf"```python\n# {re.escape(file)}\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found
    return "\n".join(found).replace(', "pdp_ai.wagtail"]', "]")


def append(file: Path, text: str) -> None:
    file.write_text(file.read_text() + text)


def run(project: Path, *arguments: str) -> str:
    command = [sys.executable, "-W", "ignore", "manage.py", *arguments]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_a_shop_of_plain_django_that_follows_the_page_asks_for_its_first_drafts(project: Path) -> None:
    run(project, "makemigrations", "catalogue")
    run(project, "migrate")
    assert "no issues" in run(project, "check")
    run(project, "shell", "-c", OAK_STOOL)
    assert "1 job for 1 product" in run(project, "pdp_generate", "--all")
