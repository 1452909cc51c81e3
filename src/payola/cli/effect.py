"""The command about an outcome outside the platform."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from payola.cli.app import app
from payola.cli.options import Column, Seed, columns


@app.command()
def effect(
    outcomes: Annotated[
        Path, typer.Argument(metavar="OUTCOMES", help="polls, searches, sign-ups or votes: a row a date (and unit)")
    ],
    event: Annotated[str | None, typer.Option("--event", metavar="DATE", help="the day the campaign began")] = None,
    treated: Annotated[
        str | None, typer.Option("--treated", metavar="NAME", help="the unit that was reached; the others were not")
    ] = None,
    exposure: Annotated[
        Path | None,
        typer.Option("--exposure", metavar="FILE|RUN", help="exposure of each district, or a Run for the event's day"),
    ] = None,
    family: Annotated[str | None, typer.Option("--family", metavar="ID", help="the family of that Run")] = None,
    unit: Annotated[str | None, typer.Option("--unit", metavar="COL", help="the column that names the unit")] = None,
    outcome: Annotated[
        str | None, typer.Option("--outcome", metavar="COL", help="the column that holds the outcome")
    ] = None,
    after: Annotated[
        int | None, typer.Option("--after", metavar="N", help="periods after the event that are looked at (one series)")
    ] = None,
    signed: Annotated[bool, typer.Option("--signed", help="the outcome may be negative (a net approval)")] = False,
    column: Column = None,
    seed: Seed = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=".csv or .parquet (CSV to stdout)")] = None,
) -> None:
    """Whether an outcome outside the platform changed, with the design's own error rate; never merged with reach."""
    from payola import api

    told = (columns(column) or {}) | {k: v for k, v in (("unit", unit), ("outcome", outcome)) if v}
    found = api.effect(
        outcomes,
        event=event, treated=treated, exposure=exposure, family=family, after=after, columns=told, signed=signed,
        seed=seed or 0,
    )  # fmt: skip
    api.save(found, out)
    print(api.effect_in_words(found), file=sys.stderr)
