"""Which tags of the reference look like a push themselves, and what do they cost a family that is compared with them?

Question: was a tag taken up by accounts that are no more alike than accounts drawn at random, and used once?
Needs: the accounts' other posts.
Gives: for each reference tag whether it looks so; by that, the contamination of the reference.
Caveats: where habits are short and tags rare, half of one topic is no more alike than chance, and is marked. Organic
challenges among strangers look so as well. That is why nothing is struck out by it: it marks the tags that a person
should read first, and where the family would rank without them is told beside the verdict, never in its place.

The measure is absolute: it asks neither for ranks nor for the family under test.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from payola.columns import ENOUGH_POSTS
from payola.detectors.newtags import Adoption, Dump, Floats, Ints, around
from payola.detectors.strangers import Look, rows_of

DRAWS = 199
ALIKE = 0.95  # quantile of the likeness of accounts drawn at random, up to which a tag's accounts are strangers
MOST = 5000  # accounts with a habit; of more, so many are drawn
ONCE = 0.8  # share of the accounts that used it in one post only

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class AtRandom:
    """How alike are accounts drawn at random, as often as they post? ``limit``: by number of accounts."""

    limit: dict[int, float]

    def strangers(self, look: Look | None) -> bool:
        """Whether the adopters of a tag are no more alike than so many accounts drawn at random."""
        return look is not None and look.n in self.limit and -look.hist2 <= self.limit[look.n]


def once(who: Adoption, dump: Dump) -> float:
    """Share of the accounts that used a tag in one post only."""
    _, uses = np.unique(dump.account[who.carriers], return_counts=True)
    return float((uses == 1).mean()) if uses.size else 0.0


def at_random(dump: Dump, sizes: Iterable[int], adopted: Sequence[Adoption], seed: int) -> AtRandom:
    """Mean product of the habits of n accounts drawn at random (95 % quantile), for each n of ``sizes``.

    Accounts with a habit are drawn without repetition, each as likely as it posts often: who posts more takes up more
    new tags. ``adopted``: when tags were taken up, and how long their adopters were watched after it.
    """
    posts = np.diff(dump.first)
    rng = np.random.default_rng([seed, 17])
    known = np.flatnonzero(posts > ENOUGH_POSTS)
    known, habits = _habits(dump, rng.permutation(known)[:MOST], adopted, rng)
    wanted = sorted({n for n in sizes if 2 <= n <= known.size})
    chance = posts[known] / posts[known].sum()
    limit = {n: float(np.quantile(_alike(habits, _drawn(rng, chance, n)), ALIKE)) for n in wanted}
    return AtRandom({n: value for n, value in limit.items() if value > 0})  # 0: the habits hold nothing in common


def _drawn(rng: np.random.Generator, chance: Floats, n: int) -> Ints:
    """(DRAWS, n) accounts, each row without repetition."""
    return np.stack([rng.choice(chance.size, n, replace=False, p=chance) for _ in range(DRAWS)])


def _habits(
    dump: Dump, accounts: Ints, adopted: Sequence[Adoption], rng: np.random.Generator
) -> tuple[Ints, sp.csr_matrix]:
    """The accounts with a habit about a post of theirs, drawn, and the habits: unit rows, as a look makes them.

    A habit of many posts is more like others than one of few. So each account is known by the same window about its
    post as an adopter is: 60 posts before and after, 90 days, and not longer after it than an adopter is watched.
    """
    post = _any_post(dump, accounts, np.concatenate([np.zeros(0, np.int64), *(who.time for who in adopted)]), rng)
    if not post.size:
        return post, sp.csr_matrix((0, dump.features.shape[1]))
    watched = rng.choice(np.concatenate([who.cut - who.time for who in adopted]), post.size)
    rows, owner = around(dump, post, dump.time[post] + watched)
    enough = np.bincount(owner, minlength=post.size) >= ENOUGH_POSTS
    place = np.where(enough, np.cumsum(enough) - 1, -1)
    habits = rows_of(dump, rows, np.zeros(0, np.int64)).shrunk().added(place[owner], int(enough.sum())).unit()
    return dump.account[post[enough]], sp.csr_matrix(
        (habits.value, (habits.row, habits.column)), shape=(habits.n, habits.columns)
    )


def _any_post(dump: Dump, accounts: Ints, times: Ints, rng: np.random.Generator) -> Ints:
    """A post, drawn, of each account that posted while tags were taken up (``times``)."""
    if not times.size:
        return np.zeros(0, np.int64)
    then = (dump.time >= times.min()) & (dump.time <= times.max())
    before = np.concatenate([[0], np.cumsum(then)])
    low, high = before[dump.first[accounts]], before[dump.first[accounts + 1]]
    drawn = low + (rng.random(accounts.size) * (high - low)).astype(np.int64)
    found: Ints = np.flatnonzero(then)[drawn[high > low]]
    return found


def _alike(habits: sp.csr_matrix, drawn: Ints) -> Floats:
    """Mean product over the pairs of the accounts of each row: of unit rows, from the length of their sum."""
    draws, n = drawn.shape
    adding = sp.csr_matrix(
        (np.ones(drawn.size), drawn.ravel(), np.arange(draws + 1) * n), shape=(draws, habits.shape[0])
    )
    squares = np.asarray(habits.multiply(habits).sum(axis=1)).ravel()  # 1, or 0 where a habit is empty
    total = sp.csr_matrix(adding @ habits)
    pairs: Floats = np.asarray(total.multiply(total).sum(axis=1)).ravel() - adding @ squares
    pairs /= n * (n - 1)
    return pairs


def look_pushed(
    dump: Dump, looks: Sequence[Look | None], adopted: Sequence[Adoption], seed: int
) -> tuple[Flags, Flags]:
    """(tags,) whether each tag was used once, by accounts no more alike than chance; (tags,) whether it was examined.

    A tag without a last look, or one whose accounts' number has no limit, is not examined: nothing is known of it.
    """
    random = at_random(dump, [look.n for look in looks if look], adopted, seed)
    pushed = [random.strangers(look) and once(who, dump) >= ONCE for look, who in zip(looks, adopted, strict=True)]
    examined = [look is not None and look.n in random.limit for look in looks]
    return np.array(pushed, np.bool_), np.array(examined, np.bool_)


def p_of_one_more(look_alikes: int, reference: int) -> float:
    """Mean p of one more tag just like the look-alikes, if these are the most unusual: it stands anywhere there."""
    return (1 + look_alikes / 2) / (reference + 1)
