"""When were the tags of each slogan used?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from payola.charts.look import FAMILY_COLOURS, OTHER_COLOUR, dressed
from payola.charts.times import step_for
from payola.run import Run

if TYPE_CHECKING:
    from altair import TopLevelMixin

OTHERS = "other families"


def families_over_time(run: Run) -> TopLevelMixin | None:
    """Stacked bars: posts with a tag of each family per step of time. None where there is no family."""
    families = run["families"].to_polars().sort("n_posts", "family_id", descending=[True, False])
    uses = family_posts(run, families)
    if uses.is_empty():
        return None
    step = step_for(uses["created_at"].min(), uses["created_at"].max())  # type: ignore[arg-type]
    names = short_names(families)
    top = families["family_id"].head(len(FAMILY_COLOURS)).to_list()
    shown = pl.col("family_id").replace_strict({family: names[family] for family in top}, default=OTHERS)
    counted = (
        uses.select(step.starts("created_at"), shown.alias("family"))
        .group_by("start", "family")
        .len("posts")
        .sort("start", "family")
    )
    domain = [names[family] for family in top] + ([OTHERS] if families.height > len(top) else [])
    bars = (
        alt.Chart(alt.InlineData(values=counted.to_dicts()))
        .transform_calculate(end=f"datum.start + {step.seconds * 1000}")
        .transform_stack(["below", "above"], "posts", groupby=["start"], sort=[alt.SortField("family")])
        .mark_bar(binSpacing=1)
        .encode(
            x=alt.X(
                "start:T",
                scale=alt.Scale(type="utc"),
                title=None,
                axis=alt.Axis(grid=False, tickCount=8, labelOverlap=True, labelSeparation=8),
            ),
            x2="end:T",
            y=alt.Y("below:Q", title=f"posts a {step.name}", axis=alt.Axis(tickCount=4)),
            y2="above:Q",
            color=alt.Color(
                "family:N", scale=alt.Scale(domain=domain, range=[*FAMILY_COLOURS[: len(top)], OTHER_COLOUR])
            ),
            tooltip=[
                alt.Tooltip("family:N", title="slogan"),
                alt.Tooltip("start:T", title="from (UTC)", format="%-d %b %Y %H:%M"),
                alt.Tooltip("posts:Q", format=","),
            ],
        )
    )
    return dressed(bars, 200, f"Posts with a slogan's tags, per {step.name} and slogan")


def family_posts(run: Run, families: pl.DataFrame) -> pl.DataFrame:
    """family_id, post_id, account_id, created_at: each post of each family once."""
    tags = families.lazy().select("family_id", object="tags").explode("object")
    uses = pl.scan_parquet(run["uses"].path).filter(pl.col("layer") == "tag").join(tags, on="object")
    return uses.select("family_id", "post_id", "account_id", "created_at").unique().collect()


def short_names(families: pl.DataFrame) -> dict[str, str]:
    """A name for each family that tells it from the others: the slogan, with the candidate where two share it."""
    slogans = families["slogan"].to_list()
    return {
        row["family_id"]: f"“{row['slogan']}” ({row['candidate']})"
        if slogans.count(row["slogan"]) > 1
        else f"“{row['slogan']}”"
        for row in families.iter_rows(named=True)
    }
