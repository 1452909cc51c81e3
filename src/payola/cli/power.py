"""The command that asks how small a campaign would have been seen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from payola.cli.app import app
from payola.cli.options import Column, Inputs, Seed, Timezone, columns


@app.command()
def power(
    inputs: Inputs,
    reference: Annotated[
        Path | None,
        typer.Option("--reference", metavar="FILE", help="posts without the campaign, as scan takes them"),
    ] = None,
    families: Annotated[int, typer.Option("--families", min=1, help="families that would be named")] = 1,
    trials: Annotated[int, typer.Option("--trials", min=10, help="planted families of each size")] = 100,
    chart: Annotated[Path | None, typer.Option("--chart", metavar="FILE", help="write the chart as SVG")] = None,
    column: Column = None,
    timezone: Timezone = None,
    seed: Seed = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=".csv or .parquet (CSV to stdout)")] = None,
) -> None:
    """How small a campaign these posts would have shown: squads and invited creators are planted and looked for."""
    from payola import api
    from payola.progress import Terminal

    shown = Terminal()
    given = {"columns": columns(column) or {}, "timezone": timezone, "seed": seed or 0, "reference": reference}
    found = api.power(inputs, families=families, trials=trials, progress=shown, **given)
    shown.say(api.power_in_words(found))
    if chart:
        api.save_chart(found, chart)
    api.save(found, out)
