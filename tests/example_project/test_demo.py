"""The command that shows the shop ends when it is told to, however it was started."""

from __future__ import annotations

import signal
import subprocess
import sys

PROGRAM = """
import os, signal
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a shell starts what is sent to the background
import django
django.setup()
from example_project.shop.management.commands import demo
signal.signal(signal.SIGTERM, demo._interrupt)
try:
    print("up", flush=True)
    demo.stay()
except KeyboardInterrupt:  # before it stays
    pass
print("down", flush=True)
"""


def test_a_demo_in_the_background_ends_on_a_terminating_signal() -> None:
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        process.send_signal(signal.SIGTERM)
        try:
            out, _ = process.communicate(timeout=10)
        finally:
            process.kill()
    assert out == "down\n"
