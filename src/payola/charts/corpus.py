"""How many posts were read, over time? Gaps in the collection show here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from payola.charts.look import MUTED, dressed
from payola.charts.times import step_for
from payola.run import Run

if TYPE_CHECKING:
    from altair import TopLevelMixin


def posts_over_time(run: Run) -> TopLevelMixin | None:
    """Bars: posts per step of time. None where there are no posts."""
    times = pl.scan_parquet(run["posts"].path).select("created_at")
    first, last = times.select(pl.min("created_at").alias("a"), pl.max("created_at").alias("b")).collect().row(0)
    if first is None:
        return None
    step = step_for(first, last)
    counted = times.select(step.starts("created_at")).group_by("start").len("posts").sort("start").collect()
    bars = (
        alt.Chart(alt.InlineData(values=counted.to_dicts()))
        .transform_calculate(end=f"datum.start + {step.seconds * 1000}")
        .mark_bar(color=MUTED, binSpacing=0.5)
        .encode(
            x=alt.X(
                "start:T",
                scale=alt.Scale(type="utc"),
                title=None,
                axis=alt.Axis(grid=False, tickCount=8, labelOverlap=True, labelSeparation=8),
            ),
            x2="end:T",
            y2=alt.datum(0),
            y=alt.Y("posts:Q", title=f"posts a {step.name}", axis=alt.Axis(tickCount=4)),
            tooltip=[
                alt.Tooltip("start:T", title="from (UTC)", format="%-d %b %Y %H:%M"),
                alt.Tooltip("posts:Q", format=","),
            ],
        )
    )
    return dressed(bars, 140, f"Posts read, per {step.name}")
