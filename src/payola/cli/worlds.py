"""Commands that make cases with known truth."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from payola.cli.app import app
from payola.cli.options import named


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
    knobs: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KNOB=VALUE", help="turn a knob, e.g. squad_size=30; repeatable; a wrong one lists them"
        ),
    ] = None,
) -> None:
    """Write a simulated corpus with known truth: posts, comments, reference, slogans, truth."""
    from payola import api

    turned = named("--set", knobs, "KNOB=VALUE, such as squad_size=30")
    print(api.simulate_to(world, out, seed=seed, **turned))
