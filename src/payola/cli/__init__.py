"""The command line: parse, call, print. No logic; heavy parts load inside the commands."""

from __future__ import annotations

import sys

from payola.cli import posts, runs, worlds  # noqa: F401 (each adds its commands to app)
from payola.cli.app import app
from payola.errors import PayolaError

__all__ = ["app", "main"]


def main() -> None:
    """Run a command; say expected failures in one panel without a traceback."""
    try:
        app()
    except PayolaError as error:
        _panel(str(error))
        sys.exit(2)
    except KeyboardInterrupt:
        _panel("Stopped. Nothing half-written was left behind.")
        sys.exit(130)


def _panel(text: str) -> None:
    from rich.console import Console
    from rich.panel import Panel
    from rich.text import Text

    Console(stderr=True).print(Panel(Text(text), title="payola", title_align="left", border_style="red"))
