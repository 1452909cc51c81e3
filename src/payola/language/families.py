"""Which tags make up a family, and how large is it? Matched tags, taken together by slogan and candidate."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals.stable.v2 as nw
import pyarrow as pa

from payola.columns import TABLES, schema
from payola.engines.duckdb import Frame
from payola.language.slogan import Slogan


def family_ids(slogans: Sequence[Slogan]) -> pa.Table:
    """One id a slogan of a candidate, numbered in the order of the slogan file (F01, F02, ...)."""
    told = dict.fromkeys((slogan.candidate, slogan.text) for slogan in slogans)
    width = max(2, len(str(len(told))))
    return pa.table(
        {
            "family_id": pa.array([f"F{number:0{width}}" for number in range(1, len(told) + 1)], pa.string()),
            "candidate": pa.array([candidate for candidate, _ in told], pa.string()),
            "slogan": pa.array([text for _, text in told], pa.string()),
        }
    )


def family_uses(uses: Frame, matches: Frame, ids: Frame) -> Frame:
    """Every use of a matched tag, with its family: one row a use and family."""
    members = matches.select("tag", "candidate", "slogan", "in_family").join(
        ids, on=["candidate", "slogan"], how="inner"
    )
    tags = uses.filter(nw.col("layer") == "tag")
    return tags.join(members, left_on="object", right_on="tag", how="inner").with_columns(tag=nw.col("object"))


def sure(carried: Frame) -> Frame:
    """The uses of tags that count in their family (``context.counted``)."""
    return carried.filter(nw.col("in_family"))


def family_sizes(carried: Frame, posts: Frame) -> Frame:
    """Posts, accounts, views and birth of each family; views are null where no post has a count."""
    counted = (
        carried.select("family_id", "post_id", "account_id", "created_at")
        .unique()
        .join(
            posts.select("post_id", "account_id", "created_at", "views"),
            on=["post_id", "account_id", "created_at"],
            how="left",
        )
        .with_columns(known=nw.when(nw.col("views").is_null()).then(0).otherwise(1))
    )
    sizes = counted.group_by("family_id").agg(
        nw.col("post_id").n_unique().alias("n_posts"),
        nw.col("account_id").n_unique().alias("n_accounts"),
        nw.col("views").sum().alias("total"),
        nw.col("known").sum().alias("n_counted"),
        nw.col("created_at").min().alias("born_at"),
    )
    views = nw.when(nw.col("n_counted") > 0).then(nw.col("total")).otherwise(None)
    return sizes.with_columns(views=views).drop("total")


def tags_by_use(carried: Frame) -> Frame:
    """Posts and accounts of each tag of each family."""
    return carried.group_by("family_id", "candidate", "slogan", "tag").agg(
        nw.col("post_id").n_unique().alias("n_posts"), nw.col("account_id").n_unique().alias("n_accounts")
    )


def matches_table(found: pa.Table, ids: pa.Table, by_tag: pa.Table) -> pa.Table:
    """Table ``matches``: each matched tag with its reason and its size."""
    on = ["candidate", "slogan"]
    sizes = by_tag.select(["family_id", "tag", "n_posts", "n_accounts"])
    rows = found.join(ids, on).join(sizes, ["family_id", "tag"]).combine_chunks()
    return rows.select(TABLES["matches"].column_names())


def families_table(by_tag: pa.Table, sizes: pa.Table, ids: pa.Table) -> pa.Table:
    """Table ``families``: its tags, most used first, and its size; the verdict is not part of this step."""
    ranked = by_tag.sort_by([("family_id", "ascending"), ("n_posts", "descending"), ("tag", "ascending")])
    tags: dict[str, list[str]] = {}
    for family, tag in zip(ranked["family_id"].to_pylist(), ranked["tag"].to_pylist(), strict=True):
        tags.setdefault(family, []).append(tag)
    rows = sizes.join(ids, "family_id").to_pylist()
    return pa.Table.from_pylist([row | {"tags": tags[row["family_id"]]} for row in rows], schema=schema("families"))
