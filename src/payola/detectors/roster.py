"""Have the adopters of a tag been invited before? A marketplace sends for the same creators again and again.

Question: do a tag's adopters turn up under other used-once, briefed or labelled tags more often than like accounts?
Needs: such other tags; counts of posts and views, and languages, to match accounts.
Gives: meetings seen and expected, a Monte Carlo p-value.
Caveats: friends and people of one town join together too. One campaign alone shows no roster. Half of the creators
from one marketplace of 120 over six campaigns gave a power of three tenths (``benchmarks/verdicts.md``).

New here. Each meeting counts by one over the accounts of the tag it happens under: twenty who were invited meet by
chance less than a hundred who joined. Null: every adopter is replaced by an account drawn from those of the same
language, activity (tenth) and popularity (third), 999 times.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from payola.detectors.newtags import Dump, Floats, Ints

DRAWS = 999
ONCE = 0.8  # share of a tag's adopters who used it in one post only
FEWEST = 5  # adopters of such a tag


@dataclass(frozen=True)
class Roster:
    """Uses of other listed tags by the adopters, what matched accounts give, p (null: there is no other such tag).

    ``seen`` and ``expected`` count meetings; p weighs each by one over the accounts of its tag.
    """

    seen: int
    expected: float
    p: float | None


def used_once(dump: Dump, posts: Ints) -> bool:
    """Whether nearly all accounts used a tag in one post only. ``posts``: rows of all posts under it."""
    _, uses = np.unique(dump.account[posts], return_counts=True)
    return uses.size >= FEWEST and float((uses == 1).mean()) >= ONCE


def rosters(
    dump: Dump, adopters: Mapping[str, Ints], listed: Sequence[str], judged: Sequence[str], seed: int
) -> dict[str, Roster]:
    """A roster for each of ``judged``.

    Parameters
    ----------
    adopters
        Accounts (codes) of each tag or family.
    listed
        Those that were used once, share a brief, or are labelled: where invited creators would meet again.
    """
    taken = np.zeros((2, dump.account_names.len()))  # tags, and tags by one over their accounts
    for name in listed:
        taken[:, adopters[name]] += _worth(adopters[name])
    strata = _strata(dump)
    order = np.argsort(strata, kind="stable")
    begin = np.searchsorted(strata[order], np.arange(strata.max(initial=0) + 2))
    found = {}
    for name in judged:
        who, others = adopters[name], taken.copy()
        others[:, who] -= _worth(who) * (name in listed)
        rng = np.random.default_rng([seed, *name.encode()])
        alone = len(listed) - int(name in listed) == 0
        found[name] = Roster(0, 0.0, None) if alone else _roster(others, who, strata, order, begin, rng)
    return found


def _worth(who: Ints) -> Floats:
    """(2, 1) what a meeting under a tag of these accounts counts: one, and one over their number."""
    return np.array([[1.0], [1.0 / max(who.size, 1)]])


def _roster(
    taken: Floats, who: Ints, strata: Ints, order: Ints, begin: NDArray[np.intp], rng: np.random.Generator
) -> Roster:
    """``taken`` (2, accounts): how many other listed tags each account used, plain and weighed."""
    number, weight = np.round(taken, 9)
    seen = round(number[who].sum())
    if who.size < FEWEST:
        return Roster(seen, 0.0, None)
    low, high = begin[strata[who]], begin[strata[who] + 1]
    drawn = order[low + (rng.random((DRAWS, who.size)) * (high - low)).astype(np.int64)]
    as_much = weight[drawn].sum(axis=1) >= weight[who].sum() - 1e-9
    return Roster(seen, float(number[drawn].sum(axis=1).mean()), (1 + int(as_much.sum())) / (DRAWS + 1))


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
