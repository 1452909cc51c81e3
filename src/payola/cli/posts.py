"""Commands that read dumps of posts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from payola.cli.app import app
from payola.cli.options import (
    Column,
    Inputs,
    Layer,
    Seed,
    SettingsFile,
    ShowNames,
    Timezone,
    columns,
    seconds,
    settings_from,
)
from payola.errors import OptionError


@app.command()
def scan(
    inputs: Inputs,
    out: Annotated[Path, typer.Option("--out", metavar="RUN", help="the Run folder to make")],
    slogans: Annotated[Path | None, typer.Option("--slogans", metavar="FILE", help="TOML file with slogans")] = None,
    reference: Annotated[
        Path | None,
        typer.Option(
            "--reference", metavar="FILE", help="posts without the campaign, or what payola reference fit made"
        ),
    ] = None,
    campaign_start: Annotated[
        str | None,
        typer.Option(
            "--campaign-start", metavar="DATE", help="first day of the campaign; posts before are the reference"
        ),
    ] = None,
    column: Column = None,
    timezone: Timezone = None,
    collected_by: Annotated[
        str | None, typer.Option("--collected-by", help="tag-search, accounts or unknown: how the posts were gathered")
    ] = None,
    window: Annotated[str | None, typer.Option("--window", help="two uses within this time coincide (60s)")] = None,
    min_participation: Annotated[
        int | None, typer.Option("--min-participation", help="coincident posts an account needs (2)")
    ] = None,
    comments: Annotated[
        list[Path] | None, typer.Option("--comments", metavar="FILE", help="file with comments, any format; repeatable")
    ] = None,
    strike: Annotated[
        Path | None,
        typer.Option("--strike", metavar="FILE", help="reference tags that are campaigns themselves, one a line"),
    ] = None,
    pushed: Annotated[
        Path | None, typer.Option("--pushed", metavar="FILE", help="accounts known to have been pushed, one a line")
    ] = None,
    prices: Annotated[
        Path | None, typer.Option("--prices", metavar="FILE", help="TOML file with prices of a post by followers")
    ] = None,
    lexicon: Annotated[
        Path | None,
        typer.Option("--lexicon", metavar="FILE", help="TOML file with hostile and supportive words of comments"),
    ] = None,
    stance_column: Annotated[
        str | None, typer.Option("--stance-column", metavar="NAME", help="column of the comments with labels of stance")
    ] = None,
    show_names: ShowNames = False,
    seed: Seed = None,
    settings: SettingsFile = None,
) -> None:
    """Analyse dumps of posts: a Run folder with tables and a report."""
    from payola import api
    from payola.progress import Terminal

    effective = settings_from(
        settings,
        slogans=slogans,
        reference=reference,
        campaign_start=campaign_start,
        columns=columns(column),
        timezone=timezone,
        collected_by=collected_by,
        window=seconds(window) if window else None,
        min_participation=min_participation,
        comments=tuple(comments) if comments else None,
        strike=strike,
        pushed=pushed,
        prices=prices,
        lexicon=lexicon,
        stance_column=stance_column,
        seed=seed,
    )
    run = api.scan_with(inputs, out, effective, show_names=show_names, progress=Terminal())
    print(run.report)


@app.command()
def pairs(
    inputs: Inputs,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="CSV or Parquet file to write")],
    raw: Annotated[bool, typer.Option("--raw", help="coincidences as counted, chance not subtracted")] = False,
    window: Annotated[str, typer.Option("--window", help="two uses within this time coincide")] = "60s",
    min_participation: Annotated[
        int, typer.Option("--min-participation", help="coincident posts an account needs")
    ] = 2,
    layer: Layer = None,
    directed: Annotated[
        bool, typer.Option("--directed", help="directed counts, as coordination-network-toolkit gives them")
    ] = False,
    like_coortweet: Annotated[
        bool, typer.Option("--like-coortweet", help="keep a pair where either side has enough posts, as CooRTweet does")
    ] = False,
    column: Column = None,
    timezone: Timezone = None,
) -> None:
    """The uncalibrated network that other tools draw: who used the same thing at the same time."""
    from payola import api
    from payola.progress import Terminal

    if not raw:
        raise OptionError(
            "Only the raw network can be drawn: say --raw, and read its edges as counts, not as findings."
        )
    found = api.pairs(
        inputs,
        window=seconds(window),
        min_participation=min_participation,
        layer=layer,
        directed=directed,
        like_coortweet=like_coortweet,
        progress=Terminal(),
        columns=columns(column) or {},
        timezone=timezone,
    )
    api.save(found, out)
    print(out)


@app.command()
def match(
    slogans: Annotated[Path, typer.Argument(metavar="SLOGANS", help="TOML file with candidates and their slogans")],
    inputs: Inputs,
    column: Column = None,
    timezone: Timezone = None,
) -> None:
    """Which tags carry which slogan, and why: a CSV table on stdout."""
    from payola import api
    from payola.progress import Terminal

    found = api.match(slogans, inputs, progress=Terminal(), columns=columns(column) or {}, timezone=timezone)
    api.save(found, None)


@app.command()
def check(
    inputs: Inputs,
    copies: Annotated[int, typer.Option("--copies", min=1, help="re-timed copies to scan")] = 20,
    layer: Layer = None,
    column: Column = None,
    timezone: Timezone = None,
    seed: Seed = None,
) -> None:
    """Calibration on your own data: copies in which every post kept its hour but not its second; CSV on stdout."""
    from payola import api
    from payola.progress import Terminal

    shown = Terminal()
    given = {"columns": columns(column) or {}, "timezone": timezone, "seed": seed or 0}
    found = api.check(inputs, copies=copies, layer=layer, progress=shown, **given)
    shown.say(api.check_in_words(found))
    api.save(found, None)


@app.command()
def lexicon() -> None:
    """The hostile and supportive words that payola looks for in comments: a TOML file on stdout, to copy and edit."""
    from payola import api

    print(api.lexicon(), end="")


reference_app = typer.Typer(no_args_is_help=True, help="A reference of tight bursts, from a corpus without campaigns.")
app.add_typer(reference_app, name="reference")


@reference_app.command()
def fit(
    inputs: Inputs,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="JSON file to write; it names no account")],
    column: Column = None,
    timezone: Timezone = None,
) -> None:
    """Learn how tightly people of a clean corpus use one thing at one time; scan takes it with --reference."""
    from payola import api
    from payola.progress import Terminal

    shown = Terminal()
    fitted = api.fit_reference(inputs, out, progress=shown, columns=columns(column) or {}, timezone=timezone)
    for note in fitted.notes:
        shown.say(note)
    print(out)
