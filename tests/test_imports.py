"""The web process stays light: no model library, no numpy, whatever is configured."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("torch", "transformers", "diffusers", "onnxruntime", "peft", "xgrammar", "numpy", "scipy")


def test_a_web_server_starts_and_answers_without_any_model_library() -> None:
    program = f"""
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
sys.modules["cv2"] = None  # belongs to the workers' extra `judges`; Willow would load it, and NumPy with it
import django
django.setup()
from django.core.checks import run_checks
from django.urls import get_resolver
# Two thumbnailers side by side, which no shop has, and the example shop's key, which is one for development.
assert {{check.id for check in run_checks()}} == {{"templates.W003", "pdp_ai.W006"}}, run_checks()
get_resolver().url_patterns
import pdp_ai.tasks
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
