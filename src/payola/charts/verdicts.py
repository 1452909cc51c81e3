"""How unlike other new tags is each family? The three statistics of the verdict, families among reference tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from payola.charts.families import short_names
from payola.charts.look import FAMILY_COLOURS, MUTED, dressed
from payola.run import Run

if TYPE_CHECKING:
    from altair import TopLevelMixin

STATISTICS = {
    "hist2": "creators less alike →",
    "fit2": "fits them less →",
    "reph": "used again less →",
}


def families_among_new_tags(run: Run) -> TopLevelMixin | None:
    """Strips: one tick a reference tag, one dot a family, at their last look. None where nothing was tested."""
    if not {"verdicts", "reference_tags", "families"} <= set(run.tables()):
        return None
    values = (
        run["verdicts"].to_polars().filter(pl.col("value").is_not_null(), pl.col("statistic").is_in(list(STATISTICS)))
    )
    if values.is_empty():
        return None
    families = run["families"].to_polars().sort("p", "family_id", nulls_last=True)
    names = short_names(families)
    top = families["family_id"].head(len(FAMILY_COLOURS)).to_list()
    last = values.filter(pl.col("age_h") == pl.col("age_h").max().over("family_id"), pl.col("family_id").is_in(top))
    dots = last.select(
        "statistic", place="rank", who=pl.col("family_id").replace_strict(names, default=None), kind=pl.lit("family")
    )
    tags = run["reference_tags"].to_polars()
    ticks = [
        tags.filter(pl.col(name).is_not_null()).select(
            statistic=pl.lit(name), place=(pl.col(name).rank() - 0.5) / pl.len(), who="tag", kind=pl.lit("reference")
        )
        for name in STATISTICS
    ]
    data = pl.concat([*ticks, dots]).with_columns(shown=pl.col("statistic").replace_strict(STATISTICS))
    base = alt.Chart(alt.InlineData(values=data.to_dicts())).encode(
        x=alt.X("place:Q", title="place among new tags of these posts", scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(format="%", tickCount=5)),
        y=alt.Y("shown:N", title=None, sort=list(STATISTICS.values())),
        tooltip=[alt.Tooltip("who:N", title="tag or slogan"), alt.Tooltip("place:Q", title="place", format=".1%")],
    )  # fmt: skip
    grey = base.transform_filter("datum.kind == 'reference'").mark_tick(color=MUTED, opacity=0.35, thickness=1)
    domain = [names[family] for family in top if family in set(last["family_id"])]
    dot = base.transform_filter("datum.kind == 'family'").mark_circle(size=130, opacity=0.9).encode(
        color=alt.Color("who:N", scale=alt.Scale(domain=domain, range=list(FAMILY_COLOURS[: len(domain)])))
    )  # fmt: skip
    described = "Where each slogan's family stands among other new tags in the three statistics of the verdict."
    return dressed(grey + dot, 40 * len(STATISTICS), described)
