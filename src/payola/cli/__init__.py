"""The command line: parse, call, print. No logic; heavy parts load inside the commands."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress

from payola.cli import contests, effect, posts, power, propose, runs, worlds  # noqa: F401 (each adds commands)
from payola.cli.app import app
from payola.errors import PayolaError

__all__ = ["app", "main", "program"]


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


def program() -> None:
    """The command as a process of its own: what is about to vanish with the process is not tidied up first."""
    gc.set_threshold(200_000)  # modules and tables are no garbage; looking through them again and again costs a tenth
    try:
        main()
        code: object = 0
    except SystemExit as done:
        code = done.code or 0
    with suppress(BrokenPipeError):  # who reads our output has seen enough
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1)


def _panel(text: str) -> None:
    from rich.console import Console
    from rich.panel import Panel
    from rich.text import Text

    Console(stderr=True).print(Panel(Text(text), title="payola", title_align="left", border_style="red"))
