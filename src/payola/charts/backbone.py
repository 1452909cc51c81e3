"""What of the network is drawn? Places, edges and labels for the page's own drawing, and a still picture of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from payola.charts.look import FAMILY_COLOURS, OTHER_COLOUR, dressed
from payola.pseudonyms import Pseudonyms, pseudonyms
from payola.run import Run

if TYPE_CHECKING:
    from altair import TopLevelMixin


@dataclass(frozen=True)
class Drawing:
    """Accounts (a list each, in one order) and edges between their places (heaviest first).

    Attributes
    ----------
    cluster
        A drawing aid, no finding.
    carried
        The account used a tag of a family.
    ends
        Places of the two accounts of each edge.
    findings
        The finding id of each edge in table ``evidence``: it holds ids of accounts and never leaves the machine.
    """

    labels: list[str]
    x: list[float]
    y: list[float]
    cluster: list[int]
    carried: list[bool]
    ends: list[tuple[int, int]]
    layer: list[str]
    seen: list[int]
    mean_gap: list[float | None]
    p: list[float | None]
    q: list[float | None]
    grade: list[str | None]
    findings: list[str]


def drawing(run: Run, names: Pseudonyms | None = None) -> Drawing | None:
    """The drawn part of a Run's network; None where there is none."""
    if "layout" not in run.tables():
        return None
    places = run["layout"].to_polars().sort("account_id").with_row_index("place")
    edges = _edges(run, places)
    if edges.is_empty():
        return None
    names = names or pseudonyms(run)
    accounts = places["account_id"].to_list()
    carrying = _carrying(run)
    return Drawing(
        labels=names.person(accounts),
        x=places["x"].to_list(),
        y=places["y"].to_list(),
        cluster=places["community"].to_list(),
        carried=[account in carrying for account in accounts],
        ends=list(zip(edges["a"].to_list(), edges["b"].to_list(), strict=True)),
        mean_gap=edges["mean_gap_s"].to_list(),
        findings=edges["finding_id"].to_list(),
        **{name: edges[name].to_list() for name in ("layer", "seen", "p", "q", "grade")},
    )


def _edges(run: Run, places: pl.DataFrame) -> pl.DataFrame:
    """The drawn pairs: both ends have a place, and the posts behind are kept; with what a test said of the pair."""
    kept = pl.scan_parquet(run["evidence"].path).filter(pl.col("table") == "pairs").select("finding_id").unique()
    at = places.lazy().select("account_id", "place")
    pairs, of_pair = pl.scan_parquet(run["pairs"].path), ["layer", "account_a", "account_b"]
    tested = pairs.filter(pl.col("p").is_not_null()).select(*of_pair, "p", "q", "grade")
    return (
        pairs.filter(pl.col("p").is_null())
        .drop("p", "q", "grade")
        .join(tested.unique(of_pair, keep="any"), on=of_pair, how="left")
        .join(at.rename({"account_id": "account_a", "place": "a"}), on="account_a")
        .join(at.rename({"account_id": "account_b", "place": "b"}), on="account_b")
        .with_columns(finding_id=pl.format("{}:{}|{}", "layer", "account_a", "account_b"))
        .join(kept, on="finding_id", how="semi")
        .sort("seen", "layer", "account_a", "account_b", descending=[True, False, False, False])
        .collect()
    )


def _carrying(run: Run) -> set[str]:
    """Accounts that used a tag of any family."""
    if "families" not in run.tables():
        return set()
    tags = [tag for tags in run["families"].to_polars()["tags"].to_list() for tag in tags or []]
    uses = pl.scan_parquet(run["uses"].path).filter((pl.col("layer") == "tag") & pl.col("object").is_in(tags))
    return set(uses.select("account_id").unique().collect()["account_id"].to_list())


def network(run: Run, names: Pseudonyms | None = None, most: int = 2_000) -> TopLevelMixin | None:
    """A still picture: accounts as dots, the ``most`` heaviest pairs as lines; a ring where a slogan's tag was used."""
    drawn = drawing(run, names)
    if drawn is None:
        return None
    lines = alt.Chart(alt.InlineData(values=_lines(drawn)[:most])).mark_rule(color="currentColor", aria=False).encode(
        x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-1.05, 1.05])),
        y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-1.05, 1.05])),
        x2="x2:Q",
        y2="y2:Q",
        opacity=alt.Opacity("seen:Q", scale=alt.Scale(type="log", range=[0.12, 0.6]), legend=None),
    )  # fmt: skip
    colours = [*FAMILY_COLOURS, OTHER_COLOUR]
    dots = alt.Chart(alt.InlineData(values=_dots(drawn))).mark_circle(size=40, opacity=1, aria=False).encode(
        x="x:Q",
        y="y:Q",
        color=alt.Color("cluster:O", scale=alt.Scale(domain=list(range(len(colours))), range=colours), legend=None),
        stroke=alt.condition("datum.carried", alt.value("currentColor"), alt.value(None)),
        strokeWidth=alt.value(2),
        tooltip=["label:N"],
    )  # fmt: skip
    told = "Accounts that used the same things within the window; colours are clusters for drawing, no finding"
    return dressed(lines + dots, 520, told)


def _lines(drawn: Drawing) -> list[dict[str, Any]]:
    return [
        {"x": drawn.x[a], "y": drawn.y[a], "x2": drawn.x[b], "y2": drawn.y[b], "seen": seen}
        for (a, b), seen in zip(drawn.ends, drawn.seen, strict=True)
    ]


def _dots(drawn: Drawing) -> list[dict[str, Any]]:
    last = len(FAMILY_COLOURS)
    columns = zip(drawn.labels, drawn.x, drawn.y, drawn.cluster, drawn.carried, strict=True)
    return [
        {"label": label, "x": x, "y": y, "cluster": min(cluster, last), "carried": carried}
        for label, x, y, cluster, carried in columns
    ]
