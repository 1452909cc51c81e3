"""How do the tags of a slogan look beside other tags: those of about the same size, and the largest?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from payola.charts.families import family_posts, short_names
from payola.charts.look import ACCENT, MUTED, NEXT, dressed
from payola.charts.times import Step, step_for
from payola.pseudonyms import Pseudonyms, pseudonyms
from payola.run import Run

if TYPE_CHECKING:
    from altair import TopLevelMixin

FAMILIES, SAME_SIZE, LARGEST = 8, 6, 4
KINDS = ("tags of a slogan", "other tags of that size", "the largest tags")
ROW_HEIGHT = 24
TOTAL_WIDTH = 44  # px for the number at the right
LONGEST = 32  # letters of a row's label


def tags_beside(run: Run, names: Pseudonyms | None = None) -> TopLevelMixin | None:
    """One row a family or tag, one dot a step of time; the area is the share of the row's busiest step.

    None where there is no family.
    """
    names = names or pseudonyms(run)
    families = run["families"].to_polars().sort("n_posts", "family_id", descending=[True, False]).head(FAMILIES)
    carried = family_posts(run, families)
    if carried.is_empty():
        return None
    others = _others(run, families)
    uses = _uses_of(run, others)
    first, last = _span([carried, uses])
    step = step_for(first, last)
    titles = short_names(families)
    rows = [_row(titles[family], KINDS[0], carried.filter(pl.col("family_id") == family), step)
            for family in families["family_id"]]  # fmt: skip
    rows += [_row(f"#{names.tag(tag)}", kind, uses.filter(pl.col("object") == tag), step) for tag, kind in others]
    return dressed(alt.layer(_dots(rows, step), _totals(rows)), len(rows) * ROW_HEIGHT, _description(step))


def _others(run: Run, families: pl.DataFrame) -> list[tuple[str, str]]:
    """Other tags with their kind: nearest in size to the largest family, then the largest of all."""
    every = [tag for tags in run["families"].to_polars()["tags"].to_list() for tag in tags or []]
    sizes = (
        pl.scan_parquet(run["uses"].path)
        .filter((pl.col("layer") == "tag") & ~pl.col("object").is_in(every))
        .group_by("object")
        .agg(n=pl.col("post_id").n_unique())
        .sort("n", "object", descending=[True, False])
        .collect()
    )
    largest = sizes["object"].head(LARGEST).to_list()
    wanted = int(families["n_posts"][0])
    rest = sizes.filter(~pl.col("object").is_in(largest)).with_columns(
        off=(pl.col("n").cast(pl.Int64) - wanted).abs()  # counts are unsigned: a difference would wrap around
    )
    same = rest.sort("off", "object").head(SAME_SIZE).sort("n", "object", descending=[True, False])["object"].to_list()
    return [(tag, KINDS[1]) for tag in same] + [(tag, KINDS[2]) for tag in largest]


def _uses_of(run: Run, others: list[tuple[str, str]]) -> pl.DataFrame:
    tags = [tag for tag, _ in others]
    uses = pl.scan_parquet(run["uses"].path).filter((pl.col("layer") == "tag") & pl.col("object").is_in(tags))
    return uses.select("object", "post_id", "account_id", "created_at").unique().collect()


def _span(frames: list[pl.DataFrame]) -> tuple[int, int]:
    times = pl.concat([frame["created_at"] for frame in frames])
    return int(times.min()), int(times.max())  # type: ignore[arg-type]


def _row(title: str, kind: str, uses: pl.DataFrame, step: Step) -> dict[str, Any]:
    """A row's label and its dots."""
    label = title[:LONGEST] + ("…" if len(title) > LONGEST else "")
    counted = uses.select(step.starts("created_at")).group_by("start").len("posts").sort("start")
    busiest = counted["posts"].max() or 1
    dots = [
        {"row": label, "kind": kind, "start": start, "posts": posts, "share": round(posts / busiest, 3)}
        for start, posts in counted.iter_rows()
    ]
    return {"label": label, "total": f"{uses.height:,}", "dots": dots}


def _dots(rows: list[dict[str, Any]], step: Step) -> alt.Chart:
    scale = alt.Scale(type="utc", padding=12)
    drawn: alt.Chart = (
        alt.Chart(alt.InlineData(values=[dot for row in rows for dot in row["dots"]]))
        .mark_circle(opacity=0.85)
        .encode(
            x=alt.X(
                "start:T",
                scale=scale,
                title=None,
                axis=alt.Axis(grid=False, tickCount=8, labelOverlap=True, labelSeparation=8),
            ),
            y=_row_axis(rows),
            size=alt.Size("share:Q", scale=alt.Scale(domain=[0, 1], range=[0, 190]), legend=None),
            color=alt.Color("kind:N", scale=alt.Scale(domain=list(KINDS), range=[ACCENT, NEXT, MUTED])),
            tooltip=[
                alt.Tooltip("row:N", title="tag"),
                alt.Tooltip("start:T", title=f"{step.name} from (UTC)", format="%-d %b %Y %H:%M"),
                alt.Tooltip("posts:Q", format=","),
            ],
        )
    )
    return drawn


def _totals(rows: list[dict[str, Any]]) -> alt.Chart:
    """All posts of each row, at the right edge."""
    values = [{"row": row["label"], "total": row["total"]} for row in rows]
    told: alt.Chart = (
        alt.Chart(alt.InlineData(values=values))
        .mark_text(align="right", dx=TOTAL_WIDTH, color="currentColor", fontSize=12)
        .encode(x=alt.value("width"), y=_row_axis(rows), text="total:N")
    )
    return told


def _row_axis(rows: list[dict[str, Any]]) -> alt.Y:
    order = [row["label"] for row in rows]
    return alt.Y("row:N", sort=order, title=None, axis=alt.Axis(grid=True, domain=False, ticks=False))


def _description(step: Step) -> str:
    return f"Posts per {step.name} for tags of a slogan, tags of about that size, and the largest tags, a row each"
