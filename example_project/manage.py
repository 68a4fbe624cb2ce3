#!/usr/bin/env python
"""Run Django's commands for the example shop, from any folder."""

import os
import sys
from pathlib import Path


def main() -> None:
    # `example_project` is imported as a package, so its parent must be importable and its own folder must not be.
    here = Path(__file__).resolve().parent
    sys.path[:] = [str(here.parent), *(path for path in sys.path if Path(path).resolve() not in {here, here.parent})]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example_project.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 (the path must be set first)

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
