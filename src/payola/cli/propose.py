"""The command that proposes tags to look at where no slogan is known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from payola.cli.app import app
from payola.cli.options import Column, Inputs, Timezone, columns


@app.command()
def propose(
    inputs: Inputs,
    language: Annotated[
        list[str] | None, typer.Option("--language", metavar="CODE", help="of the tags; repeatable (ru, uk, ro, en)")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=".csv or .parquet (CSV to stdout)")] = None,
    column: Column = None,
    timezone: Timezone = None,
) -> None:
    """New tags that read like slogans, as families to choose from; nothing is tested, every choice is one test."""
    import pyarrow as pa

    from payola import api
    from payola.progress import Terminal

    shown = Terminal()
    found = api.propose(
        inputs,
        languages=language or ("ru", "uk", "ro", "en"),
        progress=shown,
        columns=columns(column) or {},
        timezone=timezone,
    )
    shown.say(
        f"{found.num_rows} proposals. Choose by reading, not by size; each family you put into the slogan file as "
        "tags = [...] is one more test, and is counted."
    )
    if out is None or out.suffix == ".csv":  # a list has no place in a CSV
        tags = pa.array([" ".join(one) for one in found["tags"].to_pylist()], pa.string())
        found = found.set_column(found.schema.get_field_index("tags"), "tags", tags)
    api.save(found, out)
