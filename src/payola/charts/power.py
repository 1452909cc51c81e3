"""How small a campaign would be seen? Share found by size, one line a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from payola.charts.look import FAMILY_COLOURS, dressed

if TYPE_CHECKING:
    import pyarrow as pa
    from altair import TopLevelMixin


def power(found: pa.Table) -> TopLevelMixin | None:
    """Lines: share of planted campaigns that were found, by episodes (squads) and by creators (recruited)."""
    rows = pl.DataFrame(found).filter(pl.col("share").is_not_null())
    if rows.is_empty():
        return None
    squad = pl.col("kind") == "squad"
    told = rows.with_columns(
        size=pl.when(squad).then("episodes").otherwise("accounts"),
        what=pl.when(squad)
        .then(pl.format("squad of {}, within {} s: by episodes", "accounts", "spread_s"))
        .otherwise(pl.lit("invited creators: by their number")),
    )
    base = alt.Chart(alt.InlineData(values=told.to_dicts())).encode(
        x=alt.X("size:Q", title="episodes, or invited creators"),
        color=alt.Color("what:N", scale=alt.Scale(range=list(FAMILY_COLOURS))),
    )
    line = base.mark_line(point=True).encode(
        y=alt.Y("share:Q", title="share found", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%")),
        tooltip=["what:N", "size:Q", alt.Tooltip("share:Q", format=".0%")],
    )
    band = base.mark_errorbar(opacity=0.5).encode(y=alt.Y("low:Q", title="share found"), y2="high:Q")
    return dressed(line + band, 240, "Share of planted campaigns that were found, by size")
