"""Posts to uses: one row an account, object, time and post; duplicates removed, snapshots settled.

Every step is a pure function from frames to a frame (narwhals; runs on any engine).
"""

from __future__ import annotations

import narwhals.stable.v2 as nw

from payola.columns import TABLES
from payola.engines.duckdb import Frame

LAYERS = {"tag": "tags", "mention": "mentions", "link": "links"}  # layers that are lists in a post
TEXT_LAYERS = {"music": "music_id"}
ALL_LAYERS = (*LAYERS, *TEXT_LAYERS, "object")
USE = TABLES["uses"].column_names()
LONG_ID = 15  # digits; ids of this length are not made twice by chance
NEVER = -1  # sorts before every time, so that a row of unknown collection time loses


def one_platform_a_post(read: Frame) -> Frame:
    """Give a row of unknown platform the platform that another file states for the same long post id.

    A plain table does not say where its posts come from; without this a post in two files would count twice. Short
    ids are left alone: two corpora may both number their posts from 1.
    """
    long_id = nw.col("post_id").str.len_chars() >= LONG_ID
    stated = (
        read.filter(nw.col("platform") != "", long_id)
        .group_by("post_id")
        .agg(nw.col("platform").n_unique().alias("platforms"), nw.col("platform").max().alias("stated"))
        .filter(nw.col("platforms") == 1)
        .select("post_id", "stated")
    )
    settled = nw.when(nw.col("platform") == "").then(nw.col("stated").fill_null("")).otherwise(nw.col("platform"))
    return read.join(stated, on="post_id", how="left").with_columns(platform=settled).drop("stated")


def one_id_an_account(read: Frame) -> Frame:
    """Give one id to an account that some files name by id and others by handle.

    A handle is replaced by an id only where the rows of its platform pair it with exactly one id.
    """
    named = read.filter(~nw.col("account_name").is_null(), nw.col("account_name") != nw.col("account_id"))
    handles = (
        named.group_by("platform", "account_name")
        .agg(nw.col("account_id").n_unique().alias("ids"), nw.col("account_id").max().alias("known_id"))
        .filter(nw.col("ids") == 1)
        .select("platform", nw.col("account_name").alias("account_id"), "known_id")
    )
    joined = read.join(handles, on=["platform", "account_id"], how="left")
    known = ~nw.col("known_id").is_null()
    return joined.with_columns(
        account_name=nw.when(known & nw.col("account_name").is_null())
        .then(nw.col("account_id"))
        .otherwise(nw.col("account_name")),
        account_id=nw.when(known).then(nw.col("known_id")).otherwise(nw.col("account_id")),
    ).drop("known_id")


def latest_posts(read: Frame) -> Frame:
    """One row a post: of several snapshots the one collected last, else the one read last."""
    dated = read.with_columns(_collected=nw.col("collected_at").fill_null(NEVER))
    return dated.unique(["platform", "post_id"], keep="last", order_by=["_collected", "row"]).drop("_collected")


def uses_of_objects(read: Frame) -> Frame:
    """Uses from a table that names its objects: only rows equal in object, account, post and time collapse."""
    objects = read.filter(~nw.col("object").is_null())
    return objects.unique(["object", "account_id", "post_id", "created_at"], keep="first", order_by=["row"])


def uses_of_layer(posts: Frame, objects: Frame, layer: str) -> Frame:
    """The uses of one layer; ``objects`` are the uses of tables that name their objects.

    Each stands once, because a post does and names each of its objects once.
    """
    base = ["account_id", "created_at", "post_id"]
    if layer == "object":
        return objects.select(*base, "object", layer=nw.lit(layer)).select(*USE)
    column = {**LAYERS, **TEXT_LAYERS}[layer]
    found = posts.select(*base, object=nw.col(column), layer=nw.lit(layer))
    found = found.explode("object") if layer in LAYERS else found
    return found.filter(~nw.col("object").is_null()).select(*USE)


def all_uses(posts: Frame, objects: Frame) -> Frame:
    """The uses of all layers."""
    return nw.concat([uses_of_layer(posts, objects, layer) for layer in ALL_LAYERS])


def tag_counts(uses: Frame) -> Frame:
    """Posts and accounts of each tag."""
    return (
        uses.filter(nw.col("layer") == "tag")
        .group_by("object")
        .agg(nw.col("post_id").n_unique().alias("n_posts"), nw.col("account_id").n_unique().alias("n_accounts"))
        .select(tag=nw.col("object"), n_posts=nw.col("n_posts"), n_accounts=nw.col("n_accounts"))
    )
