"""Commands that read a Run folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from payola.cli.app import app
from payola.cli.options import RunFolder, ShowNames


@app.command()
def report(
    run: RunFolder,
    show_names: ShowNames = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="another place (RUN/report.html)")] = None,
) -> None:
    """Write the report again from a Run folder, without a new analysis."""
    from payola import api

    print(api.write_report(api.open_run(run), show_names=show_names, out=out))


@app.command()
def export(
    run: RunFolder,
    to: Annotated[str, typer.Option("--to", help="gexf, graphml, csv, xlsx or histories")],
    out: Annotated[Path, typer.Option("--out", metavar="PATH", help="file, or folder for csv")],
    show_names: ShowNames = False,
    all_edges: Annotated[bool, typer.Option("--all-edges", help="every pair, not only the drawn backbone")] = False,
) -> None:
    """Tables and network of a Run for other programs."""
    from payola import api

    for path in api.export(api.open_run(run), to, out, show_names=show_names, all_edges=all_edges):
        print(path)
