"""The command line: parse, call, print. No logic; heavy parts load inside the commands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from payola.errors import OptionError, PayolaError

if TYPE_CHECKING:
    from payola.settings import Settings

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

Inputs = Annotated[
    list[Path], typer.Argument(metavar="INPUT...", help="files or folders with posts, any format, mixed")
]
Column = Annotated[
    list[str] | None,
    typer.Option("--column", metavar="KEY=NAME", help="which column holds what, e.g. account=author_id; repeatable"),
]
Timezone = Annotated[
    str | None, typer.Option("--timezone", metavar="ZONE", help="zone of times written without one (UTC)")
]
Layer = Annotated[
    str | None, typer.Option("--layer", help="tag, music, mention, link or object (object where there is one)")
]
Seed = Annotated[int | None, typer.Option("--seed", help="seed of everything random (0)")]
ShowNames = Annotated[
    bool, typer.Option("--show-names", help="show handles, links and captions; the output then contains personal data")
]
SettingsFile = Annotated[
    Path | None, typer.Option("--settings", metavar="FILE", help="settings file (payola.toml in this folder)")
]
RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="a Run folder made by payola scan")]


def seconds(text: str) -> int:
    """``60s``, ``10m``, ``1h`` or a plain number of seconds."""
    units = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}
    number = text.strip().rstrip("abcdefghijklmnopqrstuvwxyz ")
    unit = text.strip()[len(number) :].strip() or "s"
    if not number.isdecimal() or unit not in units:
        raise OptionError.bad("--window", text, "a number with a unit, such as 60s, 10m or 1h")
    return int(number) * units[unit]


def columns(told: list[str] | None) -> dict[str, str] | None:
    """``["account=author"]`` as ``{"account": "author"}``."""
    if not told:
        return None
    for pair in told:
        if "=" not in pair or pair.startswith("=") or pair.endswith("="):
            raise OptionError.bad("--column", pair, "KEY=NAME, such as account=author_id")
    return dict(pair.split("=", 1) for pair in told)


def settings_from(file: Path | None = None, **given: Any) -> Settings:
    """Effective settings: the file's, overruled by what was given on the command line."""
    from payola.settings import load

    return load(file, given)


@app.command()
def scan(
    inputs: Inputs,
    out: Annotated[Path, typer.Option("--out", metavar="RUN", help="the Run folder to make")],
    slogans: Annotated[Path | None, typer.Option("--slogans", metavar="FILE", help="TOML file with slogans")] = None,
    column: Column = None,
    timezone: Timezone = None,
    collected_by: Annotated[
        str | None, typer.Option("--collected-by", help="tag-search, accounts or unknown: how the posts were gathered")
    ] = None,
    window: Annotated[str | None, typer.Option("--window", help="two uses within this time coincide (60s)")] = None,
    min_participation: Annotated[
        int | None, typer.Option("--min-participation", help="coincident posts an account needs (2)")
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
        columns=columns(column),
        timezone=timezone,
        collected_by=collected_by,
        window=seconds(window) if window else None,
        min_participation=min_participation,
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
        timezone=timezone or "UTC",
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

    found = api.match(slogans, inputs, progress=Terminal(), columns=columns(column) or {}, timezone=timezone or "UTC")
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
    given = {"columns": columns(column) or {}, "timezone": timezone or "UTC", "seed": seed or 0}
    found = api.check(inputs, copies=copies, layer=layer, progress=shown, **given)
    shown.say(api.check_in_words(found))
    api.save(found, None)


@app.command()
def demo(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="where the case goes (payola-demo)")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="seed of the simulated case")] = 1,
    open_report: Annotated[
        bool | None, typer.Option("--open/--no-open", help="open the report in the browser (on a terminal: yes)")
    ] = None,
) -> None:
    """Simulate a campaign with known truth, scan it, open its report."""
    from payola import api
    from payola.progress import Terminal

    run = api.demo(out, seed=seed, progress=Terminal())
    print(run.report)
    if sys.stdout.isatty() if open_report is None else open_report:
        typer.launch(run.report.absolute().as_uri())


@app.command()
def simulate(
    world: Annotated[str, typer.Argument(metavar="WORLD", help="name of a world; an unknown name lists them")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="folder to make")],
    seed: Annotated[int, typer.Option("--seed", help="seed of the world")] = 0,
) -> None:
    """Write a simulated corpus with known truth: posts, comments, reference, slogans, truth."""
    from payola import api

    print(api.simulate_to(world, out, seed=seed))


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
    to: Annotated[str, typer.Option("--to", help="gexf, graphml, csv or xlsx")],
    out: Annotated[Path, typer.Option("--out", metavar="PATH", help="file, or folder for csv")],
    show_names: ShowNames = False,
    all_edges: Annotated[bool, typer.Option("--all-edges", help="every pair, not only the drawn backbone")] = False,
) -> None:
    """Tables and network of a Run for other programs."""
    from payola import api

    for path in api.export(api.open_run(run), to, out, show_names=show_names, all_edges=all_edges):
        print(path)


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
