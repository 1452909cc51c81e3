"""Have the adopters of a tag been invited before? A marketplace sends for the same creators again and again.

Question: do a tag's adopters turn up under other used-once, briefed or labelled tags more often than like accounts?
Needs: such other tags; the accounts' other posts, counts of posts and views, and languages, to match accounts.
Gives: meetings seen and expected, a Monte Carlo p-value.
Caveats: people who share an interest, friends and people of one town join together too. An interest that shows in the
tags of their other posts is matched; of what does not show, no more than a doubling of meetings is allowed for. One
campaign alone shows no roster, and power is small (``benchmarks/verdicts.md``).

New here. Null: every adopter is replaced by one of the accounts of the same language, activity (fifth) and popularity
(third) whose other posts resemble those of the other tags' adopters as much as its own do, 499 times; and since like
accounts may share what is not seen, they are let meet twice as often (in the manner of Rosenbaum 2002, ch. 4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import scipy.sparse as sp
from numpy.typing import NDArray

from payola.detectors.newtags import Dump, Floats, Ints

Flags = NDArray[np.bool_]

DRAWS = 499
ONCE = 0.8  # share of a tag's adopters who used it in one post only
FEWEST = 5  # adopters of such a tag
NEAREST = 10  # accounts on either side from which a replacement is drawn
HIDDEN = 2  # times as often as like accounts may people meet whose common interest does not show


@dataclass(frozen=True)
class Roster:
    """Uses of other listed tags by the adopters, what matched accounts give, p (null: there is no other such tag).

    ``p`` lets matched accounts meet ``HIDDEN`` times as often as they do.
    """

    seen: int
    expected: float
    p: float | None


def used_once(dump: Dump, posts: Ints) -> bool:
    """Whether nearly all accounts used a tag in one post only. ``posts``: rows of all posts under it."""
    _, uses = np.unique(dump.account[posts], return_counts=True)
    return uses.size >= FEWEST and float((uses == 1).mean()) >= ONCE


def rosters(
    dump: Dump, adopters: Mapping[str, Ints], listed: Sequence[str], judged: Sequence[str], seed: int,
    same_posts: Mapping[str, Ints] | None = None, apart: Ints | None = None, political: Flags | None = None,
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
    apart
        Rows of the posts under any of them, which tell nothing of an account's interests.
    political
        (n,) which posts are political: an interest of its own, whatever their tags.
    """
    taken = np.zeros(dump.account_names.len(), np.int64)
    for name in listed:
        taken[adopters[name]] += 1
    strata = _strata(dump)
    habits = _habits(dump, np.zeros(0, np.int64) if apart is None else apart, political)
    found = {}
    for name in judged:
        who, others = adopters[name], taken.copy()
        others[who] -= int(name in listed)
        others -= (same_posts or {}).get(name, 0)
        rng = np.random.default_rng([seed, *name.encode()])
        alone = len(listed) - int(name in listed) == 0
        found[name] = Roster(0, 0.0, None) if alone else _roster(others, who, strata, _nearness(habits, others), rng)
    return found


def _roster(taken: Ints, who: Ints, strata: Ints, nearness: Floats, rng: np.random.Generator) -> Roster:
    """``taken`` (accounts,): how many other listed tags each account used."""
    seen = int(taken[who].sum())
    if who.size < FEWEST:
        return Roster(seen, 0.0, None)
    order = np.lexsort((nearness, strata))
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    begin = np.searchsorted(strata[order], np.arange(strata.max() + 2))
    low = np.maximum(begin[strata[who]], place[who] - NEAREST)
    high = np.minimum(begin[strata[who] + 1], place[who] + NEAREST + 1)
    drawn = low + (rng.random((DRAWS, HIDDEN, who.size)) * np.maximum(high - low - 1, 1)).astype(np.int64)
    drawn += (drawn >= place[who]) & (high - low > 1)  # itself only where it has no like
    met = taken[order[drawn]].sum(axis=2)
    return Roster(seen, float(met.mean()), (1 + int((met.sum(axis=1) >= seen).sum())) / (DRAWS + 1))


def _habits(dump: Dump, apart: Ints, political: Flags | None) -> sp.csr_matrix:
    """(accounts, tags + 1) unit vectors of the tags in an account's posts, rare tags weighing more; last: politics.

    No tag is too common here: an interest that a tenth of the accounts share is what must be matched.
    """
    kept = np.ones(dump.account.size)
    kept[apart] = 0
    accounts = dump.account_names.len()
    posts = sp.csr_matrix((kept, (dump.account, np.arange(kept.size))), shape=(accounts, kept.size))
    last = np.zeros(kept.size) if political is None else political.astype(np.float64)
    used = sp.csr_matrix(posts @ sp.hstack([dump.tags, sp.csc_matrix(last[:, None])], format="csr"))
    used.eliminate_zeros()
    users = np.bincount(used.indices, minlength=used.shape[1])
    used.data = np.log1p(used.data)
    rare = np.where(users > 1, np.log(accounts / np.maximum(users, 1)), 0)  # a tag of one account says nothing
    weighed = sp.csr_matrix(used @ sp.diags(rare))
    norms = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    return sp.csr_matrix(sp.diags(1 / np.where(norms > 0, norms, 1)) @ weighed)


def _nearness(habits: sp.csr_matrix, taken: Ints) -> Floats:
    """(accounts,) mean product of a habit with those of the accounts that used the other tags, itself left out."""
    total = habits.T @ taken
    own = taken * np.asarray(habits.multiply(habits).sum(axis=1)).ravel()
    return np.asarray((habits @ total - own) / np.maximum(taken.sum() - taken, 1), np.float64)


def _strata(dump: Dump) -> Ints:
    """(accounts,) language, fifth of the number of posts, third of the median views, as one code."""
    columns = dump.posts.columns
    views = pl.col("views").median() if "views" in columns else pl.lit(None, pl.Float64)
    spoken = pl.col("language").drop_nulls().mode().sort().first() if "language" in columns else pl.lit(None, pl.String)
    table = (
        dump.posts.group_by("account_id").agg(n=pl.len(), seen=views, spoken=spoken.alias("spoken")).sort("account_id")
    )
    language = table["spoken"].fill_null("").rank("dense").to_numpy().astype(np.int64) - 1
    activity = _class(table["n"].to_numpy().astype(np.float64), 5)
    fame = _class(table["seen"].fill_null(-1).to_numpy().astype(np.float64), 3)
    _, code = np.unique(language * 15 + activity * 3 + fame, return_inverse=True)
    return np.asarray(code, np.int64)


def _class(values: Floats, classes: int) -> Ints:
    cuts = np.quantile(values, np.arange(1, classes) / classes) if values.size else np.zeros(0)
    return np.searchsorted(cuts, values, "right").astype(np.int64)
