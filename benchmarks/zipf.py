"""A corpus with the skew of a short-video platform: a few tags are everywhere, most are rare, evenings are busy.

usage: python benchmarks/zipf.py FOLDER [--uses 1000000] [--seed 1] [--days 90] [--prefix c1-] [--posts-only]

Writes into FOLDER, all of the same posts: ``posts.csv`` and ``posts.parquet`` (a post a row), ``uses.parquet`` (a use a
row) and ``toolkit.csv`` (the columns coordination-network-toolkit reads, hashtags in the place of its links). A million
uses are 250,000 posts of 25,000 accounts on 12,500 tags whose popularity falls with exponent 1.35; each post has four
different tags.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

START = 1_700_000_000 // 86_400 * 86_400
TAGS_A_POST, POSTS_AN_ACCOUNT, USES_A_TAG, EXPONENT = 4, 10, 80, 1.35


def different_tags(random: np.random.Generator, posts: int, tags: int) -> NDArray[np.int64]:
    """Four different tags for each post, drawn by popularity; a tag drawn twice is drawn again."""
    reach = np.cumsum(np.arange(1, tags + 1, dtype=float) ** -EXPONENT)
    drawn = np.searchsorted(reach, random.random((posts, TAGS_A_POST)) * reach[-1])
    while True:
        drawn.sort(axis=1)
        again = np.zeros(drawn.shape, bool)
        again[:, 1:] = drawn[:, 1:] == drawn[:, :-1]
        if not again.any():
            return drawn
        drawn[again] = np.searchsorted(reach, random.random(int(again.sum())) * reach[-1])


def posting_times(random: np.random.Generator, posts: int, days: int) -> NDArray[np.int64]:
    """Seconds over the days: a third at any hour, the rest around eight in the evening."""
    any_hour = random.random(posts) * 24
    evening = 20 + random.vonmises(0, 3, posts) * 12 / np.pi
    hour = np.where(random.random(posts) < 1 / 3, any_hour, evening) % 24
    seconds: NDArray[np.int64] = START + random.integers(0, days, posts) * 86_400 + (hour * 3600).astype(np.int64)
    seconds.sort()
    return seconds


def corpus(uses: int, seed: int, days: int, prefix: str = "") -> pa.Table:
    """Posts: post_id, account_id, created_at, tags. Activity of accounts is log-normal; names begin with ``prefix``."""
    random = np.random.default_rng(seed)
    posts = uses // TAGS_A_POST
    accounts = max(posts // POSTS_AN_ACCOUNT, 2)
    activity = np.cumsum(random.lognormal(0, 1, accounts))
    account = np.searchsorted(activity, random.random(posts) * activity[-1])
    tags = different_tags(random, posts, max(uses // USES_A_TAG, 2 * TAGS_A_POST)).ravel()
    names = pa.array([f"{prefix}tag{i}" for i in range(int(tags.max()) + 1)])
    offsets = pa.array(np.arange(posts + 1, dtype=np.int32) * TAGS_A_POST)
    return pa.table(
        {
            "post_id": pa.array([f"{prefix}{7_300_000_000_000_000_000 + i}" for i in range(posts)]),
            "account_id": pa.array([f"{prefix}u{i}" for i in range(accounts)]).take(pa.array(account)),
            "created_at": pa.array(posting_times(random, posts, days)),
            "tags": pa.ListArray.from_arrays(offsets, names.take(pa.array(tags))),
        }
    )


def write(posts: pa.Table, folder: Path, posts_only: bool = False) -> None:
    import pyarrow.compute as pc

    folder.mkdir(parents=True, exist_ok=True)
    lists = posts["tags"].combine_chunks()
    post = lists.value_parent_indices()
    ids, accounts, times = (posts[name].combine_chunks() for name in ("post_id", "account_id", "created_at"))
    pq.write_table(posts, folder / "posts.parquet")
    if posts_only:
        return
    pq.write_table(
        pa.table(
            {
                "object": lists.flatten(),
                "account_id": accounts.take(post),
                "post_id": ids.take(post),
                "created_at": times.take(post),
            }
        ),
        folder / "uses.parquet",
    )
    joined = pc.binary_join(lists, " ")
    csv.write_csv(posts.set_column(3, "hashtags", pc.binary_join(lists, ",")), folder / "posts.csv")
    none = pa.array([""] * len(posts))
    columns = (ids, accounts, accounts, none, none, none, times, joined)
    names = ["message_id", "user_id", "username", "repost_id", "reply_id", "message", "timestamp", "urls"]
    csv.write_csv(pa.table(list(columns), names=names), folder / "toolkit.csv")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--uses", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--prefix", default="", help="before every name, so that corpora can be put together")
    parser.add_argument("--posts-only", action="store_true", help="only posts.parquet")
    told = parser.parse_args()
    write(corpus(told.uses, told.seed, told.days, told.prefix), told.folder, told.posts_only)


if __name__ == "__main__":
    main()
