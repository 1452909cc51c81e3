"""What may leave the machine, table by table: names and ids replaced, captions and links left out.

With ``names.show_names`` everything stands as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import polars as pl

from payola.columns import TABLES, Column
from payola.pseudonyms import MASKED_ACCOUNT, MASKED_LINK, Pseudonyms
from payola.run import Run

ACCOUNTS, POSTS = ("account_id", "account_a", "account_b"), ("post_id",)
LEFT_OUT = ("account_name", "text", "url", "mentions", "links")
FREE_TEXT = ("file", "why", "reason", "path", "field")
TIMES = ("created_at", "born_at", "collected_at")


def shareable(run: Run, table: str, names: Pseudonyms) -> pl.DataFrame:
    """One table as it may leave: columns as declared, lists joined with spaces, each time also as ISO text."""
    frame = run[table].to_polars()
    if not names.show_names:
        frame = _masked(frame, table, names)
    return _flat(frame)


def columns_of(table: str, frame: pl.DataFrame) -> Iterator[tuple[str, str, str, str]]:
    """Name, type, unit and meaning of each column of a shareable table."""
    declared: dict[str, Column] = {column.name: column for column in TABLES[table].columns}
    for name in frame.columns:
        column = declared.get(name)
        if column:
            yield name, column.type, column.unit, column.meaning
        else:
            yield name, "string", "ISO 8601 UTC", f"{name.removesuffix('_utc')} as text"


def backbone(run: Run, names: Pseudonyms, all_edges: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Nodes (``id, label, x, y, community, strength``) and edges (``source, target, weight, ...``) of the network."""
    places, pairs = run["layout"].to_polars(), run["pairs"].to_polars()
    if not all_edges:
        drawn = places["account_id"].implode()
        pairs = pairs.filter(pl.col("account_a").is_in(drawn) & pl.col("account_b").is_in(drawn))
    ids = pl.concat([pairs["account_a"], pairs["account_b"], places["account_id"]]).unique().sort().rename("account_id")
    nodes = ids.to_frame().join(places, on="account_id", how="left", maintain_order="left")
    label = dict(zip(ids.to_list(), names.account(ids.to_list()), strict=True))
    known = pl.col("account_id").replace_strict(label, return_dtype=pl.String)
    nodes = nodes.select(known.alias("id"), known.alias("label"), "x", "y", "community", "strength").sort("id")
    edges = pairs.select(
        pl.col("account_a").replace_strict(label, return_dtype=pl.String).alias("source"),
        pl.col("account_b").replace_strict(label, return_dtype=pl.String).alias("target"),
        pl.col("seen").alias("weight"),
        "layer", "window_s", "mean_gap_s", "expected", "p", "q", "grade",
    )  # fmt: skip
    return nodes, edges.sort("source", "target", "layer", "window_s")


def _masked(frame: pl.DataFrame, table: str, names: Pseudonyms) -> pl.DataFrame:
    frame = frame.drop([name for name in LEFT_OUT if name in frame.columns])
    if "finding_id" in frame.columns:
        frame = frame.with_columns(_findings(frame, names))
    if table == "uses":
        frame = frame.with_columns(_objects(frame, names))
    for name in frame.columns:
        if name in ACCOUNTS:
            frame = frame.with_columns(_labelled(frame[name], names.account))
        elif name in POSTS:
            frame = frame.with_columns(_labelled(frame[name], names.post))
        elif name == "tag":
            frame = frame.with_columns(_each(frame[name], names.tag))
        elif name in FREE_TEXT:
            frame = frame.with_columns(_each(frame[name], names.text))
        elif name in ("tags", "notes"):
            mask = names.tag if name == "tags" else names.text
            frame = frame.with_columns(_each_of_lists(frame, name, mask))
    return frame


def _labelled(ids: pl.Series, label: Callable[[list[str]], list[str]]) -> pl.Series:
    """Each distinct id is labelled once."""
    distinct = ids.drop_nulls().unique().sort()
    return ids.replace_strict(distinct, pl.Series(label(distinct.to_list()), dtype=pl.String), return_dtype=pl.String)


def _each(values: pl.Series, change: Callable[[str], str]) -> pl.Series:
    distinct = values.drop_nulls().unique()
    changed = pl.Series([change(value) for value in distinct.to_list()], dtype=pl.String)
    return values.replace_strict(distinct, changed, default=None, return_dtype=pl.String)


def _each_of_lists(frame: pl.DataFrame, name: str, change: Callable[[str], str]) -> pl.Series:
    """The lists with each member changed; an empty list stays empty, an unknown one unknown."""
    rows = frame.select(name).with_row_index("row").explode(name).drop_nulls(name)
    changed = rows.with_columns(_each(rows[name], change)).group_by("row", maintain_order=True).agg(name)
    joined = (
        frame.select(pl.col(name).is_null().alias("unknown")).with_row_index("row").join(changed, on="row", how="left")
    )
    empty = pl.lit([], dtype=pl.List(pl.String))
    filled = pl.when("unknown").then(None).otherwise(pl.col(name).fill_null(empty))
    return joined.sort("row").select(filled.alias(name))[name]


def _objects(frame: pl.DataFrame, names: Pseudonyms) -> pl.Expr:
    """Objects of uses: tags stand, mentions and links are masked, objects of a table get numbers, sounds stand."""
    tags = _each(frame["object"], names.tag)
    other = frame.filter(pl.col("layer") == "object")["object"].unique().sort()
    numbers = [f"Object {number}" for number in range(1, len(other) + 1)]
    numbered = frame["object"].replace_strict(other, pl.Series(numbers, dtype=pl.String), default=None)
    return (
        pl.when(pl.col("layer") == "tag").then(tags)
        .when(pl.col("layer") == "mention").then(pl.lit(MASKED_ACCOUNT))
        .when(pl.col("layer") == "link").then(pl.lit(MASKED_LINK))
        .when(pl.col("layer") == "object").then(numbered)
        .otherwise(pl.col("object"))
        .alias("object")
    )  # fmt: skip


def _findings(frame: pl.DataFrame, names: Pseudonyms) -> pl.Expr:
    """Ids of findings without ids of accounts: ``tag:Account 3|Account 9``; those of families and tags stand."""
    pairs = frame.filter(pl.col("table") == "pairs").group_by("finding_id").agg(pl.col("account_id").unique().sort())
    told = {
        finding: f"{finding.split(':', 1)[0]}:{'|'.join(names.account(accounts))}"
        for finding, accounts in pairs.sort("finding_id").iter_rows()
    }
    return (
        pl.when(pl.col("table") == "pairs")
        .then(pl.col("finding_id").replace_strict(told, default=None, return_dtype=pl.String))
        .otherwise(pl.col("finding_id"))
        .alias("finding_id")
    )


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    lists = [name for name, kind in frame.schema.items() if isinstance(kind, pl.List)]
    frame = frame.with_columns(pl.col(name).list.join(" ") for name in lists)
    for name in [name for name in TIMES if name in frame.columns]:
        text = pl.from_epoch(name, time_unit="s").dt.strftime("%Y-%m-%dT%H:%M:%SZ").alias(f"{name}_utc")
        frame = frame.insert_column(frame.columns.index(name) + 1, frame.select(text).to_series())
    return frame


def made_at(run: Run) -> datetime:
    """When the Run was made, so that the same Run gives the same bytes."""
    told = str(run.manifest.get("created_at", "2020-01-01T00:00:00+00:00"))
    return datetime.fromisoformat(told).astimezone(UTC)
