"""The command about districts: who could beat the incumbent, and how good such odds would have been."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from payola.cli.app import app
from payola.cli.options import Column, Seed, columns
from payola.errors import OptionError


@app.command()
def contests(
    results: Annotated[
        Path, typer.Argument(metavar="RESULTS", help="past votes by district: a row a party, or a column a party")
    ],
    polls: Annotated[
        Path | None, typer.Option("--polls", metavar="FILE", help="a date and shares of parties a row")
    ] = None,
    candidates: Annotated[
        Path | None, typer.Option("--candidates", metavar="FILE", help="who stands now (all who stood last time)")
    ] = None,
    list_votes: Annotated[
        Path | None, typer.Option("--list-votes", metavar="FILE", help="list votes by district, for parties new there")
    ] = None,
    parties: Annotated[
        Path | None,
        typer.Option("--parties", metavar="FILE", help="TOML: which names are one party, who is a challenger"),
    ] = None,
    against: Annotated[
        str, typer.Option("--against", metavar="PARTY", help="whom the others try to beat: incumbents, or one party")
    ] = "incumbents",
    election_date: Annotated[
        list[str] | None,
        typer.Option(
            "--election-date", metavar="[ELECTION=]DATE", help="day of the vote, and of earlier ones; repeatable"
        ),
    ] = None,
    drop: Annotated[
        list[str] | None, typer.Option("--drop", metavar="COLUMN=VALUE", help="rows of the results to leave out")
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option("--exclude", metavar="NAME", help="scenario: a district or station whose votes are not believed"),
    ] = None,
    follow: Annotated[
        float, typer.Option("--follow", metavar="SHARE", help="share of other challengers' voters who would follow")
    ] = 0.5,
    call_at: Annotated[float, typer.Option("--call-at", metavar="P", help="chance from which there is a call")] = 0.8,
    draws: Annotated[int, typer.Option("--draws", metavar="N", help="elections drawn")] = 2000,
    backtest: Annotated[
        bool, typer.Option("--backtest", help="how good the odds would have been at every earlier election")
    ] = False,
    reliability: Annotated[
        Path | None, typer.Option("--reliability", metavar="FILE", help="stated against observed, with --backtest")
    ] = None,
    exposure: Annotated[
        Path | None,
        typer.Option("--exposure", metavar="RUN", help="a Run: reach beside odds instead of the odds alone"),
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="with --exposure: keep both in the Run, for a section of its report")
    ] = False,
    slogans: Annotated[
        Path | None, typer.Option("--slogans", metavar="FILE", help="with --exposure: each candidate's district")
    ] = None,
    chart: Annotated[
        Path | None, typer.Option("--chart", metavar="FILE", help=".svg of the reliability, the exposure or the map")
    ] = None,
    shapes: Annotated[
        Path | None, typer.Option("--map", metavar="GEOJSON", help="districts' shapes, drawn into --chart")
    ] = None,
    map_key: Annotated[
        str, typer.Option("--map-key", metavar="NAME", help="the shapes' property with the district")
    ] = ("district"),
    column: Column = None,
    seed: Seed = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=".csv or .parquet (CSV to stdout)")] = None,
) -> None:
    """Which challenger has the highest chance of beating the incumbent in each district; abstains where unsure."""
    from payola import api

    for name, value in (("--follow", follow), ("--call-at", call_at)):
        if not 0 <= value <= 1:
            raise OptionError.bad(name, value, "a share between 0 and 1")
    if draws < 100:
        raise OptionError.bad("--draws", draws, "100 or more")
    if backtest and (exclude or candidates or list_votes):
        raise OptionError.bad(
            "--backtest", "given", "without --candidates, --list-votes and --exclude: it takes the past"
        )
    if keep and exposure is None:
        raise OptionError.bad("--keep", "given", "with --exposure RUN")
    if chart is not None and not (backtest or exposure or shapes):
        raise OptionError.bad("--chart", chart.name, "with --backtest, --exposure or --map")
    if shapes is not None and chart is None and not keep:
        raise OptionError.bad("--map", shapes.name, "with --chart FILE.svg, or with --keep")
    if backtest:
        record = api.contests_backtest(
            results,
            polls=polls, parties=parties, against=against, election_date=election_date or (), columns=columns(column),
            drop=drop or (), draws=draws, call_at=call_at, seed=seed or 0,
        )  # fmt: skip
        api.save(record.scores, out)
        if reliability is not None:
            api.save(record.reliability, reliability)
        if chart is not None:
            api.draw_contests(record.reliability, chart)
        print(record.words, file=sys.stderr)
        return
    found = api.contests(
        results,
        polls=polls, candidates=candidates, list_votes=list_votes, parties=parties, against=against,
        election_date=election_date or (), columns=columns(column), drop=drop or (), exclude=exclude or (),
        draws=draws, follow=follow, call_at=call_at, seed=seed or 0,
    )  # fmt: skip
    table = api.contest_exposure(found.table, exposure, slogans=slogans) if exposure else found.table
    if keep and exposure is not None:
        api.keep_contests(found, exposure, slogans=slogans, shapes=shapes, key=map_key)
        print(f"kept in {exposure.name}: payola report {exposure.name} shows it", file=sys.stderr)
    api.save(table, out)
    if chart is not None:
        api.draw_contests(found.table if shapes else table, chart, shapes=shapes, key=map_key)
    print(found.words, file=sys.stderr)
