"""When was one slogan's tag born, who joined when, and who came back? One family, from its first post on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from payola.charts.families import family_posts
from payola.charts.look import ACCENT, OTHER_COLOUR, dressed
from payola.charts.times import step_for
from payola.run import Run

if TYPE_CHECKING:
    from altair import TopLevelMixin

FIRST, AGAIN = "first post of an account", "used again"


def family_timeline(run: Run, family: str) -> TopLevelMixin | None:
    """Stacked bars: first posts of accounts and further ones, by hour, day or week. None where there is no post."""
    own = run["families"].to_polars().filter(family_id=family)
    posts = family_posts(run, own).sort("created_at", "post_id")
    if posts.is_empty():
        return None
    step = step_for(posts["created_at"].min(), posts["created_at"].max())  # type: ignore[arg-type]
    counted = (
        posts.select(
            step.starts("created_at"),
            kind=pl.when(pl.col("account_id").is_first_distinct()).then(pl.lit(FIRST)).otherwise(pl.lit(AGAIN)),
        )
        .group_by("start", "kind")
        .len("posts")
        .sort("start", "kind")
    )
    order = {FIRST: 0, AGAIN: 1}
    counted = counted.with_columns(order=pl.col("kind").replace_strict(order, default=None))
    bars = (
        alt.Chart(alt.InlineData(values=counted.to_dicts()))
        .transform_calculate(end=f"datum.start + {step.seconds * 1000}")
        .transform_stack(["below", "above"], "posts", groupby=["start"], sort=[alt.SortField("order")])
        .mark_bar(binSpacing=1)
        .encode(
            x=alt.X(
                "start:T", scale=alt.Scale(type="utc"), title=None,
                axis=alt.Axis(grid=False, tickCount=6, labelOverlap=True, labelSeparation=8),
            ),
            x2="end:T",
            y=alt.Y("below:Q", title=f"posts a {step.name}", axis=alt.Axis(tickCount=3, tickMinStep=1)),
            y2="above:Q",
            color=alt.Color("kind:N", scale=alt.Scale(domain=[FIRST, AGAIN], range=[ACCENT, OTHER_COLOUR])),
            tooltip=[
                alt.Tooltip("kind:N", title="posts"),
                alt.Tooltip("start:T", title="from (UTC)", format="%-d %b %Y %H:%M"),
                alt.Tooltip("posts:Q", format=","),
            ],
        )
    )  # fmt: skip
    return dressed(bars, 90, f"Posts with the slogan's tags per {step.name}: first posts of accounts, and further ones")
