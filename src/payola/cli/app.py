"""The program every command belongs to, and what is said about it."""

from __future__ import annotations

from typing import Annotated

import typer

HELP = """The public's instrument for slogan-hashtag campaigns on short video.

It watches; it never posts, recruits or targets. Results go to stdout, words and progress to stderr.
Exit codes: 0 done, 1 a bug, 2 the input or the options are wrong.
"""

app = typer.Typer(
    help=HELP,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    rich_markup_mode=None,
)


def version_asked(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(version("payola"))
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=version_asked, is_eager=True, help="print the version")
    ] = False,
) -> None:
    return None
