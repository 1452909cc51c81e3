"""Creators with videos whose truth is known: habit, age when counted, season, hits; a family with a lift."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from payola.columns import schema
from payola.outcomes.reception import reception
from payola.outcomes.rows import Row
from payola.outcomes.stance import read_lexicon, stances
from payola.outcomes.videos import Videos, videos_of

DAY = 86_400


def creators(
    seed: int, n: int, *, lift: float = 1.0, likes: float = 1.0, base: int = 30, season: float = 0.0, aged: bool = True
) -> tuple[pa.Table, np.ndarray]:
    """Posts of n creators, one of each in the family, and which these are.

    Views grow with the age at collection (power 0.4) and, with ``season``, by so many logs over the period. The
    family's videos are the younger ones.
    """
    rng = np.random.default_rng([n, seed])
    account = np.repeat(np.arange(n), base + 1)
    family = np.zeros(account.size, np.bool_)
    family[:: base + 1] = True
    when = np.where(family, rng.uniform(40, 55, account.size), rng.uniform(0, 60, account.size))
    delay = rng.uniform(1, 30, account.size) if aged else np.full(account.size, 10.0)
    hit = np.where(rng.random(account.size) < 0.02, 3 * rng.pareto(1.1, account.size) + 1, 1.0)
    usual = np.exp(rng.normal(8, 1.3, n)[account] + rng.normal(0, 0.8, account.size))
    usual *= hit * delay**0.4 * np.exp(season * when / 60)
    views = np.floor(usual * np.where(family, lift, 1.0)).astype(np.int64)
    rate = 0.09 * rng.lognormal(0, 0.5, account.size) * np.where(family, likes, 1.0)
    created = (1_772_409_600 + when * DAY).astype(np.int64)
    posts = pa.table(
        {
            "post_id": [f"p{i}" for i in range(account.size)],
            "account_id": [f"a{i}" for i in account],
            "account_name": [f"name{i}" for i in account],
            "created_at": created,
            "collected_at": created + (delay * DAY).astype(np.int64),
            "views": views,
            "likes": rng.poisson(views * np.minimum(rate, 0.6)),
            "comments": rng.poisson(views * 0.004),
            "shares": rng.poisson(views * 0.003),
            "followers": rng.integers(1_000, 50_000, account.size),
            "disclosed": np.zeros(account.size, np.bool_),
        }
    )
    return posts, family


def late(seed: int, n: int, *, last: bool = True, videos: int = 14) -> tuple[Videos, np.ndarray]:
    """Videos of n creators and which are in the family: one to three of each, its last ones or any. No lift.

    Views grow by one log over the season; with ``last`` the family lies where the others do not reach.
    """
    rng = np.random.default_rng([n, seed])
    when = np.sort(rng.random((n, videos)) * 100, axis=1)
    family = np.zeros((n, videos), np.bool_)
    for own in family:
        count = rng.integers(1, 4)
        own[videos - count :] = last
        if not last:
            own[rng.choice(videos, count, replace=False)] = True
    usual = rng.normal(8, 1, n)[:, None] + when / 100 + rng.normal(0, 0.8, when.shape)
    posts = {
        "account_id": [f"a{i}" for i in np.repeat(np.arange(n), videos)],
        "created_at": (1_772_409_600 + when.ravel() * DAY).astype(np.int64),
        "views": np.exp(usual.ravel()),
    }
    return videos_of(pa.table(posts)), family.ravel()


def comments(rows: Sequence[tuple[str, str | None, str | None, str | None]]) -> pa.Table:
    """Post, account, text, label."""
    keys = ("post_id", "account_id", "text", "stance")
    whole = [dict.fromkeys(schema("comments").names) | dict(zip(keys, row, strict=True)) for row in rows]
    return pa.Table.from_pylist(whole, schema=schema("comments"))


def hostile(seed: int, times: float) -> Row:
    """The row of hostile words: 20 creators, each video with a tone of its own, the family's so many times worse."""
    rng = np.random.default_rng([seed, 3])
    posts, family = creators(seed, 20, base=12)
    chance = np.minimum(0.04 * rng.lognormal(0, 0.6, len(family)) * np.where(family, times, 1.0), 1)
    said = rng.poisson(40, len(family))
    bad = rng.binomial(said, chance)
    rows = [
        (post, "x", "what a SELLOUT, shame" if i < k else "nice trick", None)
        for post, n, k in zip(posts["post_id"].to_pylist(), said, bad, strict=True)
        for i in range(n)
    ]
    heard = stances(comments(rows), posts, read_lexicon(None))
    found = reception(videos_of(posts), family, ~family, said=heard)
    return next(row for row in found if row["measure"] == "hostile comments, by words")
