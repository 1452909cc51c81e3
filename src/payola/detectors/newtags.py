"""Which tags are new in these posts, who took them up, and what did those creators post otherwise?

A tag is *new* when nobody used it in the first 14 days of the dump. Its *adopters* are the accounts that use it within
21 days of its birth, each with its first post under it. A *look* at age a knows what had been posted when the tag was
that old, and nothing later (only how common a tag is, its weight as a topic, comes from the whole dump).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
import scipy.sparse as sp
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HOUR, DAY = 3600, 86_400
QUIET = 14 * DAY  # a tag used in the first days of the dump may be old
AGES = (24, 72, 168, 504)  # hours after birth at which a tag is looked at (METHODS: 24 h, 72 h, 7 and 21 days)
WATCH = 14 * DAY  # how long later posts are watched after the last adopter (in the last look)
FEWEST = 10  # adopters
HISTORY = 90 * DAY
NEAREST = 60  # posts before, and after, that tell an account's habit
GENERIC = 0.03  # tags and words of more than this share of accounts say nothing about a topic
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Dump:
    """n posts sorted by account and time, m features, t tags.

    ``features`` (n, m) holds the tags that say something of a topic with weight ln(accounts / accounts using it);
    ``tags`` (n, t), by column, which post has which tag; ``feature_of`` (t,) the feature of a tag, -1 for a generic
    one; ``first`` (accounts + 1,) where an account's posts begin. Captions were tried as features and left out: they
    tell a creator's language, and power fell (``benchmarks/verdicts.md``).
    """

    posts: pl.DataFrame
    account: Ints
    time: Ints
    first: Ints
    features: sp.csr_matrix
    tags: sp.csc_matrix
    feature_of: Ints
    tag_names: pl.Series
    account_names: pl.Series

    @property
    def start(self) -> int:
        """The first post, Unix s."""
        return int(self.time.min()) if self.time.size else 0

    @property
    def end(self) -> int:
        """The last post, Unix s."""
        return int(self.time.max()) if self.time.size else 0

    def codes(self, tags: Sequence[str]) -> Ints:
        """Codes of those tags that are there."""
        known = pl.Series(sorted(set(tags)), dtype=pl.String)
        known = known.filter(known.is_in(self.tag_names.implode()))
        return self.tag_names.search_sorted(known).to_numpy().astype(np.int64)


def dump_of(posts: pa.Table) -> Dump:
    """Code posts (columns ``post_id, account_id, created_at, tags``; further columns are kept)."""
    rows = pl.DataFrame(posts).sort("account_id", "created_at", "post_id").with_row_index("post")
    accounts = rows["account_id"].unique().sort()
    account = accounts.search_sorted(rows["account_id"]).to_numpy().astype(np.int64)
    used = rows.select("post", "account_id", name=pl.col("tags")).explode("name").drop_nulls()
    names = used["name"].unique().sort()
    tag = names.search_sorted(used["name"]).to_numpy().astype(np.int64)
    post = used["post"].to_numpy().astype(np.int64)
    tags = sp.csc_matrix((np.ones(tag.size), (post, tag)), shape=(rows.height, names.len()))
    tags.data[:] = 1.0  # a tag written twice in a post is one use
    weight = _weights(account[post], tag, accounts.len(), names.len())
    telling = np.flatnonzero(weight)
    feature_of = np.full(names.len(), -1, np.int64)
    feature_of[telling] = np.arange(telling.size)
    features = sp.csr_matrix(tags[:, telling] @ sp.diags(weight[telling]))
    return Dump(
        rows, account, rows["created_at"].to_numpy().astype(np.int64),
        np.searchsorted(account, np.arange(accounts.len() + 1)).astype(np.int64),
        features, tags, feature_of, names, accounts,
    )  # fmt: skip


def _users(account: Ints, tag: Ints, accounts: int, tags: int) -> Ints:
    """(t,) different accounts of each tag, from its uses."""
    pairs = np.unique(tag * accounts + account)
    return np.bincount(pairs // max(accounts, 1), minlength=tags).astype(np.int64)


def _weights(account: Ints, tag: Ints, accounts: int, tags: int) -> Floats:
    """(t,) ln(accounts / accounts using it); 0 for what more than 3 % of them use, and for what one alone uses."""
    n = _users(account, tag, accounts, tags).astype(np.float64)
    told = np.log(accounts / np.maximum(n, 1))
    told[(n > GENERIC * accounts) | (n < 2)] = 0
    return told.astype(np.float64)


@dataclass(frozen=True)
class Adoption:
    """The k adopters of some tags as a look knows them, sorted by account.

    ``account`` (k,), ``post`` (k,) the row of the first post under the tags and ``time`` (k,) its time; ``carriers``
    are the rows of all posts under the tags up to ``cut``.
    """

    born: int
    cut: int
    account: Ints
    post: Ints
    time: Ints
    carriers: Ints

    def __len__(self) -> int:
        return int(self.account.size)


def carriers(dump: Dump, tags: Ints) -> Ints:
    """Rows of the posts that carry any of the tags, in order of time."""
    parts = [dump.tags.indices[dump.tags.indptr[tag] : dump.tags.indptr[tag + 1]] for tag in tags]
    rows = np.unique(np.concatenate([np.zeros(0, np.int64), *parts])).astype(np.int64)
    return rows[np.argsort(dump.time[rows], kind="stable")]


def adoption(dump: Dump, rows: Ints, age: int) -> Adoption:
    """The adopters of tags (``rows``: all their posts, by time) at an age in hours.

    The last look also watches 14 days after its last adopter; the others end at their age.
    """
    born = int(dump.time[rows[0]])
    until = born + age * HOUR
    early = rows[dump.time[rows] <= until]
    account, position = np.unique(dump.account[early], return_index=True)
    post = early[position]
    last = int(dump.time[post].max()) + WATCH
    cut = last if age == AGES[-1] else until
    return Adoption(born, cut, account, post, dump.time[post], rows[dump.time[rows] <= cut])


def other_posts(dump: Dump, who: Adoption) -> tuple[Ints, Ints]:
    """Other posts of each adopter, up to the cut and within 90 days of the first use: rows, and whose (position).

    Of an account that posts more, the 60 before and the 60 after: a habit is known by then.
    """
    return around(dump, who.post, np.full(len(who), who.cut))


def around(dump: Dump, post: Ints, cut: Ints) -> tuple[Ints, Ints]:
    """Other posts of the account of each of some posts, as ``other_posts`` has them, up to a cut (k,) of each."""
    begin = np.maximum(dump.first[dump.account[post]], post - NEAREST)
    count = np.minimum(dump.first[dump.account[post] + 1], post + NEAREST + 1) - begin
    owner = np.repeat(np.arange(post.size), count)
    rows = np.arange(owner.size) - np.repeat(np.cumsum(count) - count, count) + begin[owner]
    near = (np.abs(dump.time[rows] - dump.time[post][owner]) <= HISTORY) & (dump.time[rows] <= cut[owner])
    kept = near & (rows != post[owner])
    return rows[kept], owner[kept]


def born(dump: Dump) -> tuple[Ints, Ints]:
    """(t,) first use of each tag, Unix s, and the number of accounts that ever used it."""
    column = np.repeat(np.arange(dump.tags.shape[1]), np.diff(dump.tags.indptr))
    first = np.full(dump.tags.shape[1], NEVER)
    np.minimum.at(first, column, dump.time[dump.tags.indices])
    return first, _users(dump.account[dump.tags.indices], column, dump.account_names.len(), dump.tags.shape[1])
