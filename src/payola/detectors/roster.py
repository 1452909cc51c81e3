"""Have the adopters of a tag been invited before? A marketplace sends for the same creators again and again.

Question: do a tag's adopters turn up under other used-once, briefed or labelled tags more often than like accounts?
Needs: such other tags; counts of posts and views, and languages, to match accounts.
Gives: meetings seen and expected, a Monte Carlo p-value.
Caveats: friends and people of one town join together too. One campaign alone shows no roster. Half of the creators
from one marketplace of 120 over four to six campaigns gave a power of a quarter (``benchmarks/verdicts.md``).

New here. Null: every adopter is replaced by an account drawn from those of the same language, activity (tenth) and
popularity (third), 499 times.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from payola.detectors.newtags import Dump, Floats, Ints

DRAWS = 499
ONCE = 0.8  # share of a tag's adopters who used it in one post only
FEWEST = 5  # adopters of such a tag


@dataclass(frozen=True)
class Roster:
    """Uses of other listed tags by the adopters, what matched accounts give, p (null: there is no other such tag)."""

    seen: int
    expected: float
    p: float | None


def used_once(dump: Dump, posts: Ints) -> bool:
    """Whether nearly all accounts used a tag in one post only. ``posts``: rows of all posts under it."""
    _, uses = np.unique(dump.account[posts], return_counts=True)
    return uses.size >= FEWEST and float((uses == 1).mean()) >= ONCE


def rosters(
    dump: Dump, adopters: Mapping[str, Ints], listed: Sequence[str], judged: Sequence[str], seed: int,
    same_posts: Mapping[str, Ints] | None = None,
) -> dict[str, Roster]:  # fmt: skip
    """A roster for each of ``judged``.

    Parameters
    ----------
    adopters
        Accounts (codes) of each tag or family.
    listed
        Those that were used once, share a brief, or are labelled: where invited creators would meet again.
    same_posts
        For a judged one (accounts,): in how many listed ones each account has only posts that it has there too. One
        post with two slogans is no second meeting.
    """
    taken = np.zeros(dump.account_names.len(), np.int64)
    for name in listed:
        taken[adopters[name]] += 1
    strata = _strata(dump)
    order = np.argsort(strata, kind="stable")
    begin = np.searchsorted(strata[order], np.arange(strata.max(initial=0) + 2))
    found = {}
    for name in judged:
        who, others = adopters[name], taken.copy()
        others[who] -= int(name in listed)
        others -= (same_posts or {}).get(name, 0)
        rng = np.random.default_rng([seed, *name.encode()])
        alone = len(listed) - int(name in listed) == 0
        found[name] = Roster(0, 0.0, None) if alone else _roster(others, who, strata, order, begin, rng)
    return found


def _roster(
    taken: Ints, who: Ints, strata: Ints, order: Ints, begin: NDArray[np.intp], rng: np.random.Generator
) -> Roster:
    """``taken`` (accounts,): how many other listed tags each account used."""
    if who.size < FEWEST:
        return Roster(int(taken[who].sum()), 0.0, None)
    seen = int(taken[who].sum())
    low, high = begin[strata[who]], begin[strata[who] + 1]
    places = low + (rng.random((DRAWS, who.size)) * (high - low)).astype(np.int64)
    drawn = taken[order[places]].sum(axis=1)
    return Roster(seen, float(drawn.mean()), (1 + int((drawn >= seen).sum())) / (DRAWS + 1))


def _strata(dump: Dump) -> Ints:
    """(accounts,) language, tenth of the number of posts, third of the median views, as one code."""
    columns = dump.posts.columns
    views = pl.col("views").median() if "views" in columns else pl.lit(None, pl.Float64)
    spoken = pl.col("language").drop_nulls().mode().sort().first() if "language" in columns else pl.lit(None, pl.String)
    table = (
        dump.posts.group_by("account_id").agg(n=pl.len(), seen=views, spoken=spoken.alias("spoken")).sort("account_id")
    )
    language = table["spoken"].fill_null("").rank("dense").to_numpy().astype(np.int64) - 1
    activity = _class(table["n"].to_numpy().astype(np.float64), 10)
    fame = _class(table["seen"].fill_null(-1).to_numpy().astype(np.float64), 3)
    _, code = np.unique(language * 30 + activity * 3 + fame, return_inverse=True)
    return np.asarray(code, np.int64)


def _class(values: Floats, classes: int) -> Ints:
    cuts = np.quantile(values, np.arange(1, classes) / classes) if values.size else np.zeros(0)
    return np.searchsorted(cuts, values, "right").astype(np.int64)
