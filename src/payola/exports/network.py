"""The network that is exported: accounts, pairs, where they are drawn, and when they were there."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from payola.exports.shareable import either_way, labelled
from payola.pseudonyms import PERSONAL_BANNER, Pseudonyms
from payola.run import Run

NOTE = (
    "Pairs of accounts that used the same thing within a window of time. Weights are coincidences; where p is empty, "
    "chance has not been subtracted. Communities are an aid for drawing and no finding."
)
NO_PAIRS = "This run has no pairs of accounts: the network is empty."
PSEUDONYMS = "Accounts and posts are pseudonyms (Account 17, Post 12)."
EDGE_VALUES = ("layer", "window_s", "mean_gap_s", "expected", "p", "q", "grade")


@dataclass(frozen=True)
class Network:
    """Nodes: ``id, label, x, y, community, strength, start, end``.

    Edges: ``id, source, target, weight``, EDGE_VALUES, ``start, end`` (first and last post behind a pair, where the
    Run keeps its evidence). Times are Unix seconds UTC.
    """

    nodes: pl.DataFrame
    edges: pl.DataFrame
    note: str

    @property
    def parallel(self) -> bool:
        """Two accounts are joined more than once (by tags and by sounds, say)."""
        return bool(self.edges.select("source", "target").is_duplicated().any())


def network(run: Run, names: Pseudonyms, all_edges: bool) -> Network:
    """The drawn accounts and the pairs among them, or all pairs."""
    places, pairs = run["layout"].to_polars(), _joined(run["pairs"].to_polars())
    if not all_edges:
        drawn = places["account_id"].implode()
        pairs = pairs.filter(pl.col("account_a").is_in(drawn) & pl.col("account_b").is_in(drawn))
    ids = pl.concat([pairs["account_a"], pairs["account_b"], places["account_id"]]).unique().rename("account_id")
    note = " ".join([banner(names), NOTE] + [NO_PAIRS] * pairs.is_empty())
    return Network(_nodes(run, ids, places, names), _edges(run, pairs, names), note)


def _joined(pairs: pl.DataFrame) -> pl.DataFrame:
    """One edge a pair and layer: as counted, beside it p, q and grade of its test; else as tested.

    What the test expected belongs to its own window and bins, not to the count: it stays in the table.
    """
    of_pair, of_test = ["layer", "account_a", "account_b"], ["p", "q", "grade"]
    counted, tested = pairs.filter(pl.col("p").is_null()), pairs.filter(pl.col("p").is_not_null())
    both = counted.drop(of_test).join(tested.select(*of_pair, *of_test), on=of_pair, how="left")
    alone = tested.join(counted, on=of_pair, how="anti")
    return pl.concat([both.select(pairs.columns), alone])


def banner(names: Pseudonyms) -> str:
    """The first thing an export says about itself."""
    return PERSONAL_BANNER if names.show_names else PSEUDONYMS


def _nodes(run: Run, ids: pl.Series, places: pl.DataFrame, names: Pseudonyms) -> pl.DataFrame:
    uses = pl.scan_parquet(run["uses"].path).select("account_id", "created_at")
    lives = uses.group_by("account_id").agg(
        pl.col("created_at").min().alias("start"), pl.col("created_at").max().alias("end")
    )
    nodes = ids.to_frame().join(places, on="account_id", how="left").join(lives.collect(), on="account_id", how="left")
    nodes = nodes.with_columns(labelled(nodes["account_id"], names.account).alias("id"))
    handles = pl.Series([names.known_as.get(account) for account in nodes["account_id"]], dtype=pl.String)
    nodes = nodes.with_columns(handles.alias("label")).with_columns(pl.coalesce("label", "id"))
    return nodes.select("id", "label", "x", "y", "community", "strength", "start", "end").sort("id")


def _edges(run: Run, pairs: pl.DataFrame, names: Pseudonyms) -> pl.DataFrame:
    behind = pl.scan_parquet(run["evidence"].path).filter(pl.col("table") == "pairs")
    lives = behind.group_by("finding_id").agg(
        pl.col("created_at").min().alias("start"), pl.col("created_at").max().alias("end")
    )
    finding = pl.concat_str("layer", pl.lit(":"), "account_a", pl.lit("|"), "account_b").alias("finding_id")
    edges = pairs.with_columns(finding).join(lives.collect(), on="finding_id", how="left")
    edges = edges.with_columns(
        labelled(edges["account_a"], names.account).alias("source"),
        labelled(edges["account_b"], names.account).alias("target"),
        pl.col("seen").alias("weight"),
        *(pl.col(name).fill_nan(None) for name in ("mean_gap_s", "expected", "p", "q")),
    )
    edges = either_way(edges, "source", "target").sort("source", "target", "layer", "window_s").with_row_index("id", 1)
    return edges.select("id", "source", "target", "weight", *EDGE_VALUES, "start", "end")
